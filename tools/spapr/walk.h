/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * walk: a script from its first operation to its last.
 */
#pragma once

#include "report.h"

typedef struct {
  Host host;
  Picture *picture; /* as of the operation before */
  JsonArray *ops;   /* as they were done */
  JsonArray *results;
} Walk;

gboolean walk_init (Walk *walk, const Script *script, GvmSpaprOptions options, GError **error);
void walk_clear (Walk *walk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* (transfer none): does operation @nth, and appends its result, which has an "error" where a real QEMU would have
 * died. */
JsonObject *walk_step (Walk *walk, guint nth);

/* (transfer full): operations, results and the state that it ended with, as the text of a vector. */
char *walk_to_text (Walk *walk, GError **error);
