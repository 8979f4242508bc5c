/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * host: does the operations of a script to a machine, and says what came of each in the form of a vector.
 */
#pragma once

#include "script.h"

typedef struct {
  const Script *script;
  GvmSpaprOptions options;
  GvmSpaprMachine *machine;
  GArray *levels;      /* of gboolean, of each PHB's pins: where their devices have them */
  GPtrArray *accepted; /* of GArray: each CPU's guint64 XIRR that were accepted and not ended */
} Host;

/* What came of an operation, before anybody looks at it. */
typedef struct {
  gint64 rc;
  GvmSpaprRtasAnswer answer;
  guint64 regs[GVM_SPAPR_HCALL_REGS];
  guint64 last; /* what an operation that takes it has taken */
  GvmSpaprMessage message;
  gboolean sent;
} HostResult;

gboolean host_init (Host *host, const Script *script, GvmSpaprOptions options, GError **error);
void host_clear (Host *host);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Host, host_clear)

/* Does one. Errors: where QEMU would have died; a migration that fails. */
gboolean host_do (Host *host, const ScriptOp *op, HostResult *result, GError **error);
