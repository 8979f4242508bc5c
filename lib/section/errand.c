/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What goes over to a thread and back is one struct, and two atomics say whose it is. GTask's own locks
 * would do, but no race detector sees into a GLib that is not built for it: with these it can tell a race of
 * ours from none.
 */
#include "section/errand.h"

typedef struct {
  GvmiErrandFunc run;
  gpointer data;
  GDestroyNotify free_data;
  gboolean succeeded;
  GError *error;
  int is_given, is_done;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  errand->free_data (errand->data);
  g_clear_error (&errand->error);
  g_free (errand);
}

static void
run_in_thread (GTask *task, G_GNUC_UNUSED gpointer source_object, gpointer data,
               GCancellable *cancellable)
{
  Errand *errand = data;

  g_return_if_fail (g_atomic_int_get (&errand->is_given));
  errand->succeeded = errand->run (errand->data, cancellable, &errand->error);
  g_atomic_int_set (&errand->is_done, TRUE);
  g_task_return_boolean (task, TRUE);
}

void
gvmi_errand_start (GTask *task, GvmiErrandFunc run, gpointer data, GDestroyNotify free_data)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->run = run;
  errand->data = data;
  errand->free_data = free_data;
  g_task_set_check_cancellable (task, FALSE); /* the work does, and has the last word */
  g_task_set_task_data (task, errand, errand_free);
  g_atomic_int_set (&errand->is_given, TRUE);
  g_task_run_in_thread (task, run_in_thread);
}

gpointer
gvmi_errand_end (GTask *task, GError **error)
{
  Errand *errand = g_task_get_task_data (task);

  g_return_val_if_fail (g_atomic_int_get (&errand->is_done), NULL);
  if (errand->succeeded)
    return errand->data;
  g_propagate_error (error, g_steal_pointer (&errand->error));
  return NULL;
}
