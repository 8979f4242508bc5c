/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Registries to files and back, now and while a main loop goes on that looks at the structs. Also built
 * with the thread sanitizer, see the preset "tsan".
 */
#include <unistd.h>

#include <glib/gstdio.h>

#include "support/stream.h"

typedef struct {
  guint32 generation, twice; /* the second is always twice the first */
  GArray *numbers;           /* of guint32, each the generation */
} State;

GVM_FIELDS (state_fields, State) = {
  GVM_FIELD (State, generation, gvm_u32),
  GVM_FIELD (State, twice, gvm_u32),
  GVM_GARRAY (State, numbers, gvm_u32, .max = 100000),
};
GVM_DEFINE_STATIC_DESC (state_desc, State, "state", 1, 1, state_fields);

enum { MANY = 10000 };

static State
state_new (guint32 generation)
{
  State state = { generation, generation * 2, g_array_new (FALSE, FALSE, sizeof (guint32)) };

  for (guint i = 0; i < MANY; i++)
    g_array_append_val (state.numbers, generation);
  return state;
}

static void
expect_whole (const State *state)
{
  ck_assert_uint_eq (state->twice, state->generation * 2);
  for (guint i = 0; i < state->numbers->len; i++)
    ck_assert_uint_eq (g_array_index (state->numbers, guint32, i), state->generation);
}

static char *directory;
static GFile *file;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("gvmstate-test-XXXXXX", NULL);
  file = g_file_new_build_filename (directory, "state", NULL);
}

static void
tear_down (void)
{
  g_file_delete (file, NULL, NULL);
  ck_assert_int_eq (g_rmdir (directory), 0);
  g_object_unref (file);
  g_free (directory);
}

static GvmRegistry *
registry_of (State *state)
{
  GvmRegistry *registry = gvm_registry_new ();

  ck_assert (gvm_registry_add (registry, "state", 0, &state_desc, state, NULL, NULL));
  return registry;
}

/* ---- now ----------------------------------------------------------------------------------------- */

START_TEST (what_is_saved_to_a_file_is_loaded_from_it)
{
  static const GvmCompression packings[] = { GVM_COMPRESSION_NONE, GVM_COMPRESSION_GZIP,
                                             GVM_COMPRESSION_ZSTD };

  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++) {
    State one = state_new (7), other = state_new (1);
    g_autoptr (GvmRegistry) from = registry_of (&one), to = registry_of (&other);
    g_autoptr (GPtrArray) report = NULL;
    g_autoptr (GError) error = NULL;
    ck_assert_msg (gvm_registry_save_to_file (from, file, packings[i], NULL, &error), "%s",
                   error != NULL ? error->message : "");
    ck_assert_msg (gvm_registry_load_from_file (to, file, &report, NULL, &error), "%s",
                   error != NULL ? error->message : "");
    ck_assert_uint_eq (report->len, 0);
    ck_assert (gvm_state_equal (&state_desc, &one, &other));
    gvm_state_clear (&state_desc, &one);
    gvm_state_clear (&state_desc, &other);
  }
}
END_TEST

/* What is mapped would end the process where there is no file behind it any more. */
START_TEST (a_file_may_shrink_and_go_once_it_is_open)
{
  State one = state_new (7), other = state_new (1);
  g_autoptr (GvmRegistry) from = registry_of (&one), to = registry_of (&other);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_registry_save_to_file (from, file, GVM_COMPRESSION_NONE, NULL, NULL));
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, &error);
  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "");
  ck_assert_int_eq (truncate (g_file_peek_path (file), 0), 0);
  ck_assert (g_file_delete (file, NULL, NULL));
  ck_assert_msg (gvm_registry_load (to, stream, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (gvm_state_equal (&state_desc, &one, &other));
  gvm_state_clear (&state_desc, &one);
  gvm_state_clear (&state_desc, &other);
}
END_TEST

START_TEST (a_save_that_fails_leaves_the_old_file)
{
  State state = state_new (7);
  g_autoptr (GvmRegistry) registry = registry_of (&state);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;

  ck_assert (g_file_set_contents (g_file_peek_path (file), "old", -1, NULL));
  gvm_limits_set_max_bytes (limits, 1000);
  gvm_registry_set_limits (registry, limits);
  ck_assert (!gvm_registry_save_to_file (registry, file, GVM_COMPRESSION_NONE, NULL, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_LIMIT));
  ck_assert (g_file_get_contents (g_file_peek_path (file), &found, NULL, NULL));
  ck_assert_str_eq (found, "old");
  gvm_state_clear (&state_desc, &state);
}
END_TEST

static gboolean
load_nothing (G_GNUC_UNUSED gpointer self, G_GNUC_UNUSED GvmReader *reader,
              G_GNUC_UNUSED GvmSectionKind kind, G_GNUC_UNUSED guint32 version_id,
              G_GNUC_UNUSED GError **error)
{
  return TRUE;
}

START_TEST (what_came_in_rounds_and_did_not_end_is_not_loaded)
{
  static const GvmRounds rounds = { .load = load_nothing };
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  const GvmEntryOptions options = { .version_id = 1 };

  ck_assert (gvm_registry_add_rounds (registry, "disk", 3, &rounds, NULL, &options, NULL));
  gvm_registry_set_tolerance (registry, GVM_TOLERATE_NO_DIGEST);
  put_header (octets);
  put_section (octets, GVM_SECTION_START, 9, "disk", 3, 1);
  put_footer (octets, 9);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GByteArray) whole = g_byte_array_new ();
    g_autoptr (GError) error = NULL;
    put_bytes (whole, "all", octets->data, octets->len);
    put_eof (whole);
    g_autoptr (GBytes) bytes = g_bytes_new (whole->data, whole->len);
    ck_assert_int_eq (gvm_registry_load_from_bytes (registry, bytes, NULL, &error), i == 1);
    if (i == 0)
      expect_error (error, GVM_ERROR_STATE, "disk[3]", 8);
    put_round (octets, GVM_SECTION_END, 9);
    put_footer (octets, 9);
  }
}
END_TEST

/* ---- while the loop goes on ------------------------------------------------------------------------ */

typedef struct {
  GMainLoop *loop;
  GvmRegistry *registry;
  State *state;
  GThread *thread; /* the caller's */
  gboolean succeeded;
  GError *error;
  guint n_looks, n_reported;
} Going;

static gboolean
look (gpointer user_data)
{
  Going *going = user_data;

  expect_whole (going->state);
  going->n_looks++;
  return G_SOURCE_CONTINUE;
}

static void
on_saved (G_GNUC_UNUSED GObject *source, GAsyncResult *result, gpointer user_data)
{
  Going *going = user_data;

  ck_assert (g_thread_self () == going->thread);
  going->succeeded = gvm_registry_save_to_file_finish (going->registry, result, &going->error);
  g_main_loop_quit (going->loop);
}

static void
on_loaded (G_GNUC_UNUSED GObject *source, GAsyncResult *result, gpointer user_data)
{
  Going *going = user_data;
  g_autoptr (GPtrArray) report = NULL;

  ck_assert (g_thread_self () == going->thread);
  going->succeeded =
      gvm_registry_load_from_file_finish (going->registry, result, &report, &going->error);
  going->n_reported = report != NULL ? report->len : 0;
  g_main_loop_quit (going->loop);
}

/* Saves or loads; a save finds the struct changed as soon as it has begun. */
static Going
go (State *state, gboolean is_load, GCancellable *cancellable, GvmTolerance tolerance)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) idle = g_idle_source_new ();
  g_autoptr (GvmRegistry) registry = registry_of (state);
  Going going = { .loop = g_main_loop_new (context, FALSE),
                  .registry = registry,
                  .state = state,
                  .thread = g_thread_self () };

  gvm_registry_set_tolerance (registry, tolerance);
  g_main_context_push_thread_default (context);
  g_source_set_callback (idle, look, &going, NULL);
  g_source_attach (idle, context);
  if (is_load) {
    gvm_registry_load_from_file_async (registry, file, cancellable, on_loaded, &going);
  } else {
    gvm_registry_save_to_file_async (registry, file, GVM_COMPRESSION_ZSTD, cancellable, on_saved,
                                     &going);
    State other = state_new (state->generation + 1);
    gvm_state_clear (&state_desc, state);
    *state = other;
  }
  g_main_loop_run (going.loop);
  g_source_destroy (idle);
  g_main_context_pop_thread_default (context);
  g_main_loop_unref (going.loop);
  ck_assert_int_eq (going.succeeded, going.error == NULL);
  return going;
}

START_TEST (a_save_holds_what_was_when_it_began_and_a_load_comes_in_one_go)
{
  State state = state_new (1), loaded = state_new (1000);
  guint n_looks = 0;

  for (guint i = 1; i <= 10; i++) {
    Going saved = go (&state, FALSE, NULL, GVM_TOLERATE_NOTHING);
    ck_assert_msg (saved.succeeded, "%s", saved.error != NULL ? saved.error->message : "");
    Going read = go (&loaded, TRUE, NULL, GVM_TOLERATE_NOTHING);
    ck_assert_msg (read.succeeded, "%s", read.error != NULL ? read.error->message : "");
    n_looks += saved.n_looks + read.n_looks;
    ck_assert_uint_eq (loaded.generation, i);
    expect_whole (&loaded);
  }
  /* Of one round the worker may be done before the loop first turns; not of all. */
  ck_assert_uint_ge (n_looks, 1);
  gvm_state_clear (&state_desc, &state);
  gvm_state_clear (&state_desc, &loaded);
}
END_TEST

START_TEST (what_a_load_tolerates_is_reported)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  State state = state_new (1);

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 0, "state", 0, 1);
  put_u32 (octets, "generation", 0);
  put_u32 (octets, "twice", 0);
  put_u32 (octets, "count", 0);
  put_footer (octets, 0);
  put_eof (octets);
  ck_assert (
      g_file_set_contents (g_file_peek_path (file), (char *) octets->data, octets->len, NULL));
  Going going = go (&state, TRUE, NULL, GVM_TOLERATE_NO_DIGEST);
  ck_assert_msg (going.succeeded, "%s", going.error != NULL ? going.error->message : "");
  ck_assert_uint_eq (going.n_reported, 1);
  ck_assert_uint_eq (state.generation, 0);
  gvm_state_clear (&state_desc, &state);
}
END_TEST

START_TEST (what_fails_leaves_struct_and_file_as_they_were)
{
  State state = state_new (5);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *found = NULL;

  Going none = go (&state, TRUE, NULL, GVM_TOLERATE_NOTHING);
  ck_assert (g_error_matches (none.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  ck_assert (g_file_set_contents (g_file_peek_path (file), "QEVM, or not", -1, NULL));
  Going garbage = go (&state, TRUE, NULL, GVM_TOLERATE_NO_DIGEST);
  ck_assert (garbage.error->domain == GVM_ERROR);
  g_cancellable_cancel (cancellable);
  Going cancelled = go (&state, TRUE, cancellable, GVM_TOLERATE_NOTHING);
  ck_assert (g_error_matches (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_uint_eq (state.generation, 5);
  Going unsaved = go (&state, FALSE, cancellable, GVM_TOLERATE_NOTHING);
  ck_assert (g_error_matches (unsaved.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert (g_file_get_contents (g_file_peek_path (file), &found, NULL, NULL));
  ck_assert_str_eq (found, "QEVM, or not");
  g_error_free (none.error);
  g_error_free (garbage.error);
  g_error_free (cancelled.error);
  g_error_free (unsaved.error);
  gvm_state_clear (&state_desc, &state);
}
END_TEST

START_TEST (what_cannot_be_written_is_told)
{
  State state = state_new (5);

  ck_assert_int_eq (g_mkdir (g_file_peek_path (file), 0700), 0);
  Going going = go (&state, FALSE, NULL, GVM_TOLERATE_NOTHING);
  ck_assert (g_error_matches (going.error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY));
  g_error_free (going.error);
  gvm_state_clear (&state_desc, &state);
}
END_TEST

int
main (void)
{
  static const TTest *const *const tests[] = {
    &what_is_saved_to_a_file_is_loaded_from_it,
    &a_file_may_shrink_and_go_once_it_is_open,
    &a_save_that_fails_leaves_the_old_file,
    &what_came_in_rounds_and_did_not_end_is_not_loaded,
    &a_save_holds_what_was_when_it_began_and_a_load_comes_in_one_go,
    &what_a_load_tolerates_is_reported,
    &what_fails_leaves_struct_and_file_as_they_were,
    &what_cannot_be_written_is_told,
  };
  Suite *suite = suite_create ("section.file");
  TCase *tcase = tcase_create ("section.file");
  SRunner *runner = srunner_create (suite);

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, *tests[i]);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed > 0 ? 1 : 0;
}
