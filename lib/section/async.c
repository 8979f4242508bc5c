/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening a stream in a thread. What goes over to the thread and back is one struct, and two atomics say
 * whose it is: GTask's own locks would do, but a race detector sees into neither GLib nor its locks.
 */
#include "section/stream.h"

typedef struct {
  GFile *file;
  GvmLimits limits;
  GvmTransport transport; /* as the caller gave it */
  GMainContext *context;  /* of the caller */
  GvmStream *stream;      /* the result; NULL with the error beside it */
  GError *error;
  int is_given, is_done;
} Opening;

/* Its address marks the tasks of this file. */
static char opening_tag;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->file);
  g_main_context_unref (opening->context);
  g_clear_pointer (&opening->stream, gvm_stream_unref);
  g_clear_error (&opening->error);
  g_free (opening);
}

/* ---- progress, told where the caller is --------------------------------------------------------- */

typedef struct {
  GvmProgressFunc progress;
  gpointer progress_data;
  GvmProgress phase;
  guint64 done;
  gint64 total;
  int is_given;
} News;

static gboolean
tell (gpointer data)
{
  News *news = data;

  if (g_atomic_int_get (&news->is_given))
    news->progress (news->phase, news->done, news->total, news->progress_data);
  return G_SOURCE_REMOVE;
}

static void
send_news (GvmProgress phase, guint64 done, gint64 total, gpointer user_data)
{
  const Opening *opening = user_data;
  News *news = g_new (News, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *news = (News) { .progress = opening->transport.progress,
                   .progress_data = opening->transport.progress_data,
                   .phase = phase,
                   .done = done,
                   .total = total };
  g_atomic_int_set (&news->is_given, TRUE);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, news, g_free);
  g_source_attach (source, opening->context);
}

/* ---- the thread -------------------------------------------------------------------------------- */

static void
open_in_thread (GTask *task, G_GNUC_UNUSED gpointer source_object, gpointer data,
                GCancellable *cancellable)
{
  Opening *opening = data;

  g_return_if_fail (g_atomic_int_get (&opening->is_given)); /* it is; see above */
  GvmTransport transport = opening->transport;
  if (transport.progress != NULL) {
    transport.progress = send_news;
    transport.progress_data = opening;
  }
  opening->stream = gvm_stream_new_from_file_full (opening->file, &opening->limits, &transport,
                                                   cancellable, &opening->error);
  g_atomic_int_set (&opening->is_done, TRUE);
  g_task_return_boolean (task, TRUE);
}

void
gvm_stream_new_from_file_async (GFile *file, const GvmLimits *limits, const GvmTransport *transport,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (G_IS_FILE (file));

  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->file = g_object_ref (file);
  opening->limits = *gvmi_limits_or_default (limits);
  opening->transport = transport != NULL ? *transport : (GvmTransport) { .progress = NULL };
  opening->context = g_main_context_ref (g_task_get_context (task));
  g_task_set_source_tag (task, &opening_tag);
  g_task_set_check_cancellable (task, FALSE); /* the thread does, and has the last word */
  g_task_set_task_data (task, opening, opening_free);
  g_atomic_int_set (&opening->is_given, TRUE);
  g_task_run_in_thread (task, open_in_thread);
}

GvmStream *
gvm_stream_new_from_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, &opening_tag), NULL);

  Opening *opening = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_atomic_int_get (&opening->is_done), NULL);
  if (opening->error != NULL)
    g_propagate_error (error, g_steal_pointer (&opening->error));
  return g_steal_pointer (&opening->stream);
}
