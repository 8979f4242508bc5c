/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Work that a GTask has done in a thread.
 */
#pragma once

#include <gio/gio.h>

/* Runs in a thread, on data that is nobody else's meanwhile. */
typedef gboolean (*GvmiErrandFunc) (gpointer data, GCancellable *cancellable, GError **error);

/* Has @run done in a thread; the task returns after it. The task owns @data from now on. */
void gvmi_errand_start (GTask *task, GvmiErrandFunc run, gpointer data, GDestroyNotify free_data);

/* For the task's callback: gives the result of @run. Returns: (nullable): the data, which is still the task's,
 * or NULL when @run has failed. */
gpointer gvmi_errand_end (GTask *task, GError **error);
