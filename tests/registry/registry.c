/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a registry holds, in which order it saves it, and that it loads all or nothing.
 */
#include "registry/machine.h"

START_TEST (what_is_saved_is_loaded)
{
  g_autoptr (GByteArray) stream = machine_stream ();
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = machine_load (stream, GVM_TOLERATE_NOTHING, &report);

  ck_assert_msg (error == NULL, "%s", error != NULL ? error->message : "");
  ck_assert_uint_eq (report->len, 0);
}
END_TEST

START_TEST (a_machine_is_written_and_must_be_the_same)
{
  Machine machine;
  g_autoptr (GError) error = NULL;

  machine_open (&machine);
  ck_assert_ptr_null (gvm_registry_get_machine (machine.registry));
  gvm_registry_set_machine (machine.registry, "toy-1.0");
  ck_assert_str_eq (gvm_registry_get_machine (machine.registry), "toy-1.0");
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (machine.registry, NULL);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  ck_assert_str_eq (gvm_stream_get_machine (stream), "toy-1.0");
  ck_assert_uint_eq (gvm_stream_get_page_size (stream), 4096);
  ck_assert (gvm_registry_load (machine.registry, stream, NULL, NULL));
  gvm_registry_set_machine (machine.registry, "toy-1.1");
  ck_assert (!gvm_registry_load (machine.registry, stream, NULL, &error));
  expect_error (error, GVM_ERROR_MACHINE, "configuration", 8);
  gvm_registry_set_machine (machine.registry, NULL);
  ck_assert (gvm_registry_load (machine.registry, stream, NULL, NULL));
  machine_close (&machine);
}
END_TEST

START_TEST (a_page_size_is_written_for_the_tools)
{
  Machine machine;

  machine_open (&machine);
  gvm_registry_set_page_size (machine.registry, 65536);
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (machine.registry, NULL);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  ck_assert_uint_eq (gvm_stream_get_page_size (stream), 65536);
  ck_assert (gvm_registry_load (machine.registry, stream, NULL, NULL));
  machine_close (&machine);
}
END_TEST

/* ---- entries --------------------------------------------------------------------------------- */

static void
expect_order (GvmRegistry *registry, const char *expected)
{
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    g_autofree char *path = gvm_section_get_path (section);
    g_string_append_printf (found, "%s ", path);
  }
  ck_assert_str_eq (found->str, expected);
}

START_TEST (sections_are_saved_by_priority_then_as_they_were_added)
{
  Machine machine;
  Disk more[4] = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 1 } };
  GvmEntryOptions first = { .priority = 10 }, last = { .priority = -1 };

  machine_open (&machine);
  ck_assert (gvm_registry_add (machine.registry, "disk", 1, &disk_desc, &more[0], &last, NULL));
  ck_assert (gvm_registry_add (machine.registry, "disk", 2, &disk_desc, &more[1], &first, NULL));
  ck_assert (gvm_registry_add (machine.registry, "disk", 3, &disk_desc, &more[2], NULL, NULL));
  ck_assert (gvm_registry_add (machine.registry, "disk", 4, &disk_desc, &more[3], &first, NULL));
  expect_order (machine.registry, "disk[2] disk[4] disk[7] net[0] disk[3] disk[1] ");
  ck_assert (gvm_registry_remove (machine.registry, "disk", 7, NULL));
  expect_order (machine.registry, "disk[2] disk[4] net[0] disk[3] disk[1] ");
  machine_close (&machine);
}
END_TEST

START_TEST (an_entry_has_a_name_of_its_own_and_a_sound_descriptor)
{
  Machine machine;
  Disk disk = { 1, 1 };
  GvmEntryOptions alias = { .alias = "net" }, newer = { .version_id = 3 };
  g_autofree char *longest = g_strnfill (255, 'x'), *too_long = g_strnfill (256, 'x');
  struct {
    const char *idstr;
    guint32 instance_id;
    const GvmEntryOptions *options;
    GvmError code;
  } wrong[] = {
    { "disk", 7, NULL, GVM_ERROR_DUPLICATE_SECTION },
    { "new", 0, &alias, GVM_ERROR_DUPLICATE_SECTION },
    { "new", 0, &newer, GVM_ERROR_TOO_NEW },
    { "", 0, NULL, GVM_ERROR_INVALID_DESC },
    { too_long, 0, NULL, GVM_ERROR_INVALID_DESC },
    { "\xff", 0, NULL, GVM_ERROR_INVALID_DESC },
  };

  machine_open (&machine);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert (!gvm_registry_add (machine.registry, wrong[i].idstr, wrong[i].instance_id,
                                  &disk_desc, &disk, wrong[i].options, &error));
    ck_assert_msg (g_error_matches (error, GVM_ERROR, (int) wrong[i].code), "%s", error->message);
  }
  ck_assert (gvm_registry_add (machine.registry, longest, 0, &disk_desc, &disk, NULL, NULL));
  g_autoptr (GError) missing = NULL;
  ck_assert (!gvm_registry_remove (machine.registry, "disk", 8, &missing));
  expect_error (missing, GVM_ERROR_MISSING, "disk[8]", NO_OFFSET);
  machine_close (&machine);
}
END_TEST

START_TEST (an_entry_takes_sections_under_its_old_name)
{
  g_autoptr (GByteArray) stream = machine_stream ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (stream->data, stream->len);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  GvmEntryOptions options = { .alias = "disk" };
  Disk disk = { 9, 1 };
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_registry_add (registry, "drive", 7, &disk_desc, &disk, &options, NULL));
  gvm_registry_set_tolerance (registry, GVM_TOLERATE_UNKNOWN_SECTIONS);
  ck_assert_msg (gvm_registry_load_from_bytes (registry, bytes, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_uint_eq (disk.size, 0x11223344);
}
END_TEST

typedef struct {
  guint8 a, late;
} Grown;
GVM_FIELDS (grown_fields, Grown) = {
  GVM_FIELD (Grown, a, gvm_u8),
  GVM_FIELD (Grown, late, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (grown_desc, Grown, "grown", 2, 1, grown_fields);

START_TEST (what_an_older_version_does_not_hold_is_told_and_refused_unless_it_may_be_lost)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GPtrArray) lost =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free);
  g_autoptr (GError) error = NULL;
  GvmEntryOptions old = { .version_id = 1 };
  Grown grown = { 1, 2 };

  ck_assert (gvm_registry_add (registry, "grown", 3, &grown_desc, &grown, &old, NULL));
  gvm_registry_set_save_flags (registry, GVM_SAVE_DEFAULT, lost);
  ck_assert_ptr_null (gvm_registry_save_to_bytes (registry, &error));
  expect_error (error, GVM_ERROR_LOSS, "grown[3]/late", NO_OFFSET);
  ck_assert_uint_eq (lost->len, 1);
  ck_assert_str_eq (gvm_difference_get_path (lost->pdata[0]), "grown[3]/late");
  ck_assert_str_eq (gvm_difference_get_a (lost->pdata[0]), "0x2");

  gvm_registry_set_save_flags (registry, GVM_SAVE_ALLOW_LOSS, lost);
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  ck_assert_ptr_nonnull (bytes);
  ck_assert_uint_eq (lost->len, 2);
}
END_TEST

START_TEST (a_section_that_is_called_as_its_descriptor_is_found_under_that_one_s_old_names)
{
  static const char *const old_names[] = { "sprout", NULL };
  g_autoptr (GvmRegistry) before = gvm_registry_new (), after = gvm_registry_new ();
  GvmDesc renamed = grown_desc;
  static gpointer plan = NULL; /* it stays, as that of a constant does */
  Grown grown = { 1, 2 }, loaded = { 0 };

  renamed.plan = &plan;
  renamed.alias = old_names;
  ck_assert (gvm_registry_add (before, "sprout", 0, &grown_desc, &grown, NULL, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (before, NULL);
  ck_assert (gvm_registry_add (after, "grown", 0, &renamed, &loaded, NULL, NULL));
  ck_assert (gvm_registry_load_from_bytes (after, bytes, NULL, NULL));
  ck_assert_uint_eq (loaded.late, 2);
}
END_TEST

START_TEST (old_names_of_a_newcomer_must_be_free_too)
{
  static const char *const old_names[] = { "sprout", NULL };
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  GvmDesc renamed = grown_desc;
  static gpointer plan = NULL; /* it stays, as that of a constant does */
  GvmEntryOptions aliased = { .alias = "sprout" };
  Grown a = { 1, 2 }, b = { 3, 4 };
  g_autoptr (GError) error = NULL;

  renamed.plan = &plan;
  renamed.alias = old_names;
  ck_assert (gvm_registry_add (registry, "sprout", 0, &grown_desc, &a, NULL, NULL));
  ck_assert (!gvm_registry_add (registry, "grown", 0, &renamed, &b, NULL, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_SECTION, "grown[0]", NO_OFFSET);
  g_clear_error (&error);
  ck_assert (!gvm_registry_add (registry, "other", 0, &grown_desc, &b, &aliased, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_SECTION, "other[0]", NO_OFFSET);
  ck_assert (gvm_registry_add (registry, "grown", 1, &renamed, &b, NULL, NULL));
  ck_assert (gvm_registry_remove (registry, "sprout", 0, NULL));
  ck_assert (gvm_registry_add (registry, "grown", 0, &renamed, &a, NULL, NULL));
}
END_TEST

static GvmRegistry *given_up;

GVM_DEFINE_NOTIFY (give_up, Grown, self)
{
  g_clear_object (&given_up);
}
GVM_DEFINE_STATIC_DESC (giving_up_desc, Grown, "grown", 2, 1, grown_fields,
                        .committed = GVM_HOOK (Grown, give_up));

START_TEST (a_hook_may_give_up_the_last_reference_to_the_registry)
{
  Grown grown = { 1, 2 };

  given_up = gvm_registry_new ();
  ck_assert (gvm_registry_add (given_up, "grown", 0, &giving_up_desc, &grown, NULL, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (given_up, NULL);
  ck_assert (gvm_registry_load_from_bytes (given_up, bytes, NULL, NULL));
  ck_assert_ptr_null (given_up);
}
END_TEST

START_TEST (an_entry_is_saved_in_the_version_that_it_says)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  GvmEntryOptions old = { .version_id = 1 };
  Grown grown = { 1, 2 };

  ck_assert (gvm_registry_add (registry, "grown", 0, &grown_desc, &grown, &old, NULL));
  gvm_registry_set_save_flags (registry, GVM_SAVE_ALLOW_LOSS, NULL);
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, NULL, NULL);
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  ck_assert_uint_eq (gvm_section_get_version_id (section), 1);
  ck_assert_uint_eq (gvm_section_get_payload_size (section), 1);
  grown.late = 7;
  ck_assert (gvm_registry_load (registry, stream, NULL, NULL));
  ck_assert_uint_eq (grown.late, 7);
}
END_TEST

/* ---- saving ---------------------------------------------------------------------------------- */

START_TEST (a_save_that_fails_says_in_which_section)
{
  Machine machine;
  g_autoptr (GError) error = NULL;

  machine_open (&machine);
  machine.disk.mode = 9;
  ck_assert (gvm_registry_save_to_bytes (machine.registry, &error) == NULL);
  expect_error (error, GVM_ERROR_RANGE, "disk[7]/mode", NO_OFFSET);
  machine.disk.mode = 1;
  g_autoptr (GBytes) again = gvm_registry_save_to_bytes (machine.registry, NULL);
  ck_assert (again != NULL);
  machine_close (&machine);
}
END_TEST

START_TEST (a_save_can_be_cancelled)
{
  Machine machine;
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  machine_open (&machine);
  g_cancellable_cancel (cancellable);
  ck_assert (!gvm_registry_save (machine.registry, output, cancellable, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  machine_close (&machine);
}
END_TEST

/* ---- loading: hooks, and who calls whom -------------------------------------------------------- */

typedef struct {
  guint8 x;
  GvmRegistry *registry; /* that a hook calls; NULL: none */
  GBytes *bytes;
  int busy;
} Caller;

GVM_DEFINE_HOOK (caller_post_load, Caller, self, error)
{
  g_autoptr (GError) busy = NULL;

  if (self->registry == NULL)
    return TRUE;
  if (!gvm_registry_load_from_bytes (self->registry, self->bytes, NULL, &busy))
    self->busy = busy->code;
  return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL, "as it was asked to");
}

GVM_FIELDS (caller_fields, Caller) = {
  GVM_FIELD (Caller, x, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (caller_desc, Caller, "caller", 1, 1, caller_fields,
                        .post_load = GVM_HOOK (Caller, caller_post_load));

/* The last hook refuses: the first section, loaded long before, is put back. */
START_TEST (row_44_a_hook_of_the_last_section_undoes_all_of_them)
{
  Machine machine;
  Caller caller = { .x = 1 };
  g_autoptr (GError) error = NULL;

  machine_open (&machine);
  ck_assert (gvm_registry_add (machine.registry, "caller", 0, &caller_desc, &caller, NULL, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (machine.registry, NULL);
  machine.disk.size = 5;
  caller.registry = machine.registry;
  caller.bytes = bytes;
  ck_assert (!gvm_registry_load_from_bytes (machine.registry, bytes, NULL, &error));
  expect_error (error, GVM_ERROR_REFUSED, "caller[0]", END + 1 + 4 + 7 + 8);
  ck_assert_uint_eq (machine.disk.size, 5);
  machine_close (&machine);
}
END_TEST

static int busy_code;

GVM_DEFINE_CHECK (caller_check, Caller, self, error)
{
  g_autoptr (GError) busy = NULL;

  if (self->registry == NULL)
    return TRUE;
  if (!gvm_registry_load_from_bytes (self->registry, self->bytes, NULL, &busy))
    busy_code = busy->code;
  return !gvm_registry_remove (self->registry, "asking", 0, error);
}

GVM_DEFINE_STATIC_DESC (asking_desc, Caller, "asking", 1, 1, caller_fields,
                        .check = GVM_HOOK (Caller, caller_check));

START_TEST (row_45_a_callback_that_loads_again_is_refused)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  Caller caller = { .x = 1 };
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_registry_add (registry, "asking", 0, &asking_desc, &caller, NULL, NULL));
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  caller.registry = registry;
  caller.bytes = bytes;
  busy_code = 0;
  gvm_registry_load_from_bytes (registry, bytes, NULL, &error);
  ck_assert_int_eq (busy_code, GVM_ERROR_BUSY);
  caller.registry = NULL;
  ck_assert (gvm_registry_load_from_bytes (registry, bytes, NULL, NULL));
}
END_TEST

typedef struct {
  GArray *of;
} Big;
GVM_FIELDS (big_fields, Big) = {
  GVM_GARRAY (Big, of, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (big_desc, Big, "big", 1, 1, big_fields);

START_TEST (the_budget_of_a_load_is_one_for_all_sections)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GvmLimits) limits = limits_of (65536, 400000, 64);
  g_autoptr (GError) error = NULL;
  Big big[2];

  for (guint i = 0; i < G_N_ELEMENTS (big); i++) {
    big[i].of = g_array_set_size (g_array_new (FALSE, TRUE, sizeof (guint16)), 60000);
    ck_assert (gvm_registry_add (registry, "big", i, &big_desc, &big[i], NULL, NULL));
  }
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (registry, NULL);
  gvm_registry_set_limits (registry, limits);
  ck_assert (!gvm_registry_load_from_bytes (registry, bytes, NULL, &error));
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
  ck_assert_str_eq (gvm_error_get_path (error), "big[1]/of"); /* the first alone has enough */
  for (guint i = 0; i < G_N_ELEMENTS (big); i++)
    gvm_state_clear (&big_desc, &big[i]);
}
END_TEST

/* ---- check ----------------------------------------------------------------------------------- */

START_TEST (check_finds_every_problem_and_changes_nothing)
{
  g_autoptr (GByteArray) stream = machine_stream ();
  Machine machine;
  Disk other = { 1, 1 };

  stream->data[DISK_PAYLOAD + 4] = 9;   /* disk[7]/mode */
  stream->data[NET_PAYLOAD + 1] = 0x67; /* net[0]/id */
  g_autoptr (GBytes) bytes = g_bytes_new (stream->data, stream->len);
  machine_open (&machine);
  machine.disk.size = 5;
  Net net = machine.net;
  ck_assert (gvm_registry_add (machine.registry, "disk", 8, &disk_desc, &other, NULL, NULL));
  g_autoptr (GPtrArray) problems = gvm_registry_check (machine.registry, bytes);
  ck_assert_uint_eq (problems->len, 4);
  expect_error (g_ptr_array_index (problems, 0), GVM_ERROR_DIGEST, NULL, NO_OFFSET);
  expect_error (g_ptr_array_index (problems, 1), GVM_ERROR_RANGE, "disk[7]/mode", DISK_PAYLOAD + 4);
  expect_error (g_ptr_array_index (problems, 2), GVM_ERROR_EQUAL_MISMATCH, "net[0]/id",
                NET_PAYLOAD);
  expect_error (g_ptr_array_index (problems, 3), GVM_ERROR_MISSING, "disk[8]", NO_OFFSET);
  ck_assert_uint_eq (machine.disk.size, 5);
  ck_assert_mem_eq (&net, &machine.net, sizeof net);
  machine_close (&machine);
}
END_TEST

START_TEST (check_finds_nothing_where_there_is_nothing_and_changes_nothing)
{
  g_autoptr (GByteArray) stream = machine_stream ();
  g_autoptr (GBytes) bytes = g_bytes_new (stream->data, stream->len);
  Machine machine;

  machine_open (&machine);
  machine.disk.size = 5;
  g_autoptr (GPtrArray) problems = gvm_registry_check (machine.registry, bytes);
  ck_assert_uint_eq (problems->len, 0);
  ck_assert_uint_eq (machine.disk.size, 5);
  machine_close (&machine);
}
END_TEST

START_TEST (a_stream_that_does_not_describe_itself_is_read_by_descriptors)
{
  g_autoptr (GByteArray) records = machine_records ();

  expect_tolerated (records, GVM_TOLERATE_NO_DIGEST, GVM_ERROR_NO_DIGEST, NULL, NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "registry.registry", what_is_saved_is_loaded, a_machine_is_written_and_must_be_the_same,
      a_page_size_is_written_for_the_tools, sections_are_saved_by_priority_then_as_they_were_added,
      an_entry_has_a_name_of_its_own_and_a_sound_descriptor,
      an_entry_takes_sections_under_its_old_name, an_entry_is_saved_in_the_version_that_it_says,
      old_names_of_a_newcomer_must_be_free_too,
      a_hook_may_give_up_the_last_reference_to_the_registry,
      what_an_older_version_does_not_hold_is_told_and_refused_unless_it_may_be_lost,
      a_section_that_is_called_as_its_descriptor_is_found_under_that_one_s_old_names,
      a_save_that_fails_says_in_which_section, a_save_can_be_cancelled,
      row_44_a_hook_of_the_last_section_undoes_all_of_them,
      the_budget_of_a_load_is_one_for_all_sections, row_45_a_callback_that_loads_again_is_refused,
      check_finds_every_problem_and_changes_nothing,
      check_finds_nothing_where_there_is_nothing_and_changes_nothing,
      a_stream_that_does_not_describe_itself_is_read_by_descriptors);
}
