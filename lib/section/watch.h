/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Who may stop a long call, and who is told how far it is.
 */
#pragma once

#include <gvmstate/transport.h>

typedef struct {
  GCancellable *cancellable; /* (nullable) */
  GvmProgressFunc progress;  /* (nullable) */
  gpointer progress_data;
  guint64 told; /* octets, in this phase */
} GvmiWatch;

GvmiWatch gvmi_watch_init (const GvmTransport *transport, GCancellable *cancellable);

/* At a checkpoint. @total is -1 when nobody knows. Returns: FALSE and G_IO_ERROR_CANCELLED when the call
 * is to end. */
gboolean gvmi_watch_tick (GvmiWatch *watch, GvmProgress phase, guint64 done, gint64 total,
                          GError **error);
/* Tells that a phase is at its end, and starts the next one. */
void gvmi_watch_end (GvmiWatch *watch, GvmProgress phase, guint64 done);
