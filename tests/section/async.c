/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening in a thread, while the caller's main loop goes on. Also built with the thread sanitizer, see the
 * preset "tsan".
 */
#include "support/stream.h"

typedef struct {
  GMainLoop *loop;
  GThread *thread; /* the caller's */
  GvmStream *stream;
  GError *error;
  guint n_ticks, n_told;
  GvmProgress phase;
} Opened;

static void
on_opened (G_GNUC_UNUSED GObject *source, GAsyncResult *result, gpointer user_data)
{
  Opened *opened = user_data;

  ck_assert (g_thread_self () == opened->thread);
  opened->stream = gvm_stream_new_from_file_finish (result, &opened->error);
  ck_assert_int_eq (opened->stream == NULL, opened->error != NULL);
  g_main_loop_quit (opened->loop);
}

static void
on_progress (GvmProgress phase, G_GNUC_UNUSED guint64 done, G_GNUC_UNUSED gint64 total,
             gpointer user_data)
{
  Opened *opened = user_data;

  ck_assert (g_thread_self () == opened->thread);
  opened->n_told++;
  opened->phase = phase;
}

static gboolean
on_idle (gpointer user_data)
{
  ((Opened *) user_data)->n_ticks++;
  return G_SOURCE_CONTINUE;
}

static Opened
open_file (const char *name, GCancellable *cancellable)
{
  g_autofree char *path = g_build_filename (g_getenv ("GVM_TEST_DATA"), name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) idle = g_idle_source_new ();
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  Opened opened = { .loop = g_main_loop_new (context, FALSE), .thread = g_thread_self () };
  GvmTransport transport = { .progress = on_progress, .progress_data = &opened };

  g_main_context_push_thread_default (context);
  g_source_set_callback (idle, on_idle, &opened, NULL);
  g_source_attach (idle, context);
  gvm_stream_new_from_file_async (file, limits, &transport, cancellable, on_opened, &opened);
  /* Both were copied. */
  gvm_limits_set_max_bytes (limits, 0);
  transport.progress = NULL;
  g_main_loop_run (opened.loop);
  g_source_destroy (idle);
  g_main_context_pop_thread_default (context);
  g_clear_pointer (&opened.loop, g_main_loop_unref);
  return opened;
}

START_TEST (a_file_opens_while_the_loop_goes_on)
{
  for (guint i = 0; i < 10; i++) {
    Opened opened = open_file ("streams/msi.mig.gz", NULL);
    ck_assert_msg (opened.stream != NULL, "%s", opened.error != NULL ? opened.error->message : "");
    ck_assert_uint_eq (gvm_stream_get_n_sections (opened.stream), 27);
    ck_assert_uint_ge (opened.n_ticks, 1);
    ck_assert_uint_ge (opened.n_told, 2);
    ck_assert_int_eq (opened.phase, GVM_PROGRESS_WALK);
    gvm_stream_unref (opened.stream);
  }
}
END_TEST

START_TEST (its_error_comes_back)
{
  Opened none = open_file ("streams/none", NULL),
         garbage = open_file ("streams/bare.sections", NULL);

  ck_assert (g_error_matches (none.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  expect_error (garbage.error, GVM_ERROR_BAD_MAGIC, NULL, 0);
  g_error_free (none.error);
  g_error_free (garbage.error);
}
END_TEST

START_TEST (it_can_be_cancelled)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  Opened opened = open_file ("streams/msi.mig.gz", cancellable);
  ck_assert (g_error_matches (opened.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_error_free (opened.error);
}
END_TEST

typedef struct {
  const GvmStream *stream;
  guint64 sum;
} Reading;

static gpointer
read_sections (gpointer data)
{
  Reading *reading = data;

  for (guint i = 0; i < gvm_stream_get_n_sections (reading->stream); i++) {
    g_autoptr (GvmStream) own = gvm_stream_ref ((GvmStream *) reading->stream);
    g_autoptr (GBytes) payload = gvm_section_get_payload (gvm_stream_get_section (own, i));
    reading->sum += g_bytes_get_size (payload);
  }
  return NULL;
}

START_TEST (threads_read_one_stream)
{
  enum { N = 4 };
  Opened opened = open_file ("streams/msi.mig.gz", NULL);
  Reading readings[N];
  GThread *threads[N];

  for (guint i = 0; i < N; i++) {
    readings[i] = (Reading) { .stream = opened.stream };
    threads[i] = g_thread_new ("reader", read_sections, &readings[i]);
  }
  for (guint i = 0; i < N; i++) {
    g_thread_join (threads[i]);
    ck_assert_uint_eq (readings[i].sum, readings[0].sum);
  }
  gvm_stream_unref (opened.stream);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.async", a_file_opens_while_the_loop_goes_on, its_error_comes_back,
                    it_can_be_cancelled, threads_read_one_stream);
}
