/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Checkpoints. They are cheap enough for every chunk and every few thousand records.
 */
#include "section/watch.h"

enum { STEP = 1 << 20 };

GvmiWatch
gvmi_watch_init (const GvmTransport *transport, GCancellable *cancellable)
{
  GvmiWatch watch = { .cancellable = cancellable };

  if (transport != NULL) {
    watch.progress = transport->progress;
    watch.progress_data = transport->progress_data;
  }
  return watch;
}

static void
tell (GvmiWatch *watch, GvmProgress phase, guint64 done, gint64 total)
{
  watch->told = done;
  if (watch->progress != NULL)
    watch->progress (phase, done, total, watch->progress_data);
}

gboolean
gvmi_watch_tick (GvmiWatch *watch, GvmProgress phase, guint64 done, gint64 total, GError **error)
{
  if (done - watch->told >= STEP)
    tell (watch, phase, done, total);
  return !g_cancellable_set_error_if_cancelled (watch->cancellable, error);
}

void
gvmi_watch_end (GvmiWatch *watch, GvmProgress phase, guint64 done)
{
  tell (watch, phase, done, (gint64) done);
  watch->told = 0;
}
