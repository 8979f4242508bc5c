/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The later moments of a load. Structs whose descriptors have hooks are noted as they are read, children
 * before the struct they are in; when all is read, each moment passes over all of them.
 */
#pragma once

#include "desc/shape.h"
#include "stream/reader.h"

typedef struct {
  GArray *noted;       /* (nullable): most structs have none */
  guint n_post_loaded; /* how many have had their post_load */
} GvmiHooks;

void gvmi_hooks_open (GvmiHooks *hooks);
void gvmi_hooks_close (GvmiHooks *hooks);

/* Notes @self, whose first octet was at @offset, if its descriptor has hooks. Errors:
 * GVM_ERROR_LIMIT. */
gboolean gvmi_hooks_note (GvmiHooks *hooks, GvmReader *reader, const GvmDesc *desc, gpointer self,
                          guint64 offset);

/* Each check, then each post_load; stops at the first that refuses. Errors: GVM_ERROR_REFUSED. */
gboolean gvmi_hooks_run (GvmiHooks *hooks, GError **error);
/* Each check alone, whatever the others say; adds what they refuse (element-type GError). */
void gvmi_hooks_check (GvmiHooks *hooks, GPtrArray *problems);
/* Each committed hook. */
void gvmi_hooks_committed (GvmiHooks *hooks);
/* The undo of each struct whose post_load has run, from the last to the first. */
void gvmi_hooks_undo (GvmiHooks *hooks);
