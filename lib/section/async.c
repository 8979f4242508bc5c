/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Opening a stream in a thread.
 */
#include "section/errand.h"
#include "section/stream.h"

typedef struct {
  GFile *file;
  GvmLimits limits;
  GvmTransport transport; /* as the caller gave it */
  GMainContext *context;  /* of the caller */
  GvmStream *stream;      /* (nullable): the result */
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
  const News *news = data;

  g_return_val_if_fail (g_atomic_int_get (&news->is_given), G_SOURCE_REMOVE);
  news->progress (news->phase, news->done, news->total, news->progress_data);
  return G_SOURCE_REMOVE;
}

static void
send_news (GvmProgress phase, guint64 done, gint64 total, gpointer user_data)
{
  const Opening *opening = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new (News, 1);

  *news = (News) { .progress = opening->transport.progress,
                   .progress_data = opening->transport.progress_data,
                   .phase = phase,
                   .done = done,
                   .total = total };
  g_atomic_int_set (&news->is_given, TRUE);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell, news, g_free);
  g_source_attach (source, opening->context);
  /* cppcheck-suppress memleak ; it is the source's */
}

/* ---- opening ------------------------------------------------------------------------------------ */

static gboolean
open_now (gpointer data, GCancellable *cancellable, GError **error)
{
  Opening *opening = data;
  GvmTransport transport = opening->transport;

  if (transport.progress != NULL) {
    transport.progress = send_news;
    transport.progress_data = opening;
  }
  opening->stream = gvm_stream_new_from_file_full (opening->file, &opening->limits, &transport,
                                                   cancellable, error);
  return opening->stream != NULL;
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
  gvmi_errand_start (task, open_now, opening, opening_free);
}

GvmStream *
gvm_stream_new_from_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, &opening_tag), NULL);

  Opening *opening = gvmi_errand_end (G_TASK (result), error);

  return opening != NULL ? g_steal_pointer (&opening->stream) : NULL;
}
