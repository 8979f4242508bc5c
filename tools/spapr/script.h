/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * script: operations on a machine, out of JSON. A script is {"setup": {…}, "ops": […]}; a vector has also what came
 * of each operation in a real QEMU. gvmstate-spapr(1) is the specification.
 */
#pragma once

#include <json-glib/json-glib.h>

#include <gvmstate/spapr.h>

typedef enum {
  SCRIPT_RTAS,
  SCRIPT_HCALL,
  SCRIPT_MSI,
  SCRIPT_DEV_MSI,
  SCRIPT_LSI,
  SCRIPT_RESET,
  SCRIPT_SNAP,
  SCRIPT_MIGRATE,
} ScriptKind;

typedef struct {
  ScriptKind kind;
  const char *name; /* of an RTAS call; the JSON's */
  GvmSpaprRtasCall call;
  guint cpu;
  guint64 regs[GVM_SPAPR_HCALL_REGS];
  gboolean takes_last; /* r4 is the newest XIRR that this CPU has accepted and not ended */
  guint32 irq;
  guint phb, slot, pin;
  gboolean level;
} ScriptOp;

typedef struct {
  guint phb;
  GvmSpaprDevice device;
} ScriptDevice;

typedef struct {
  JsonObject *json;
  guint n_cpus, n_vio, n_phbs;
  GArray *devices; /* of ScriptDevice: bridges before what is behind them */
  GArray *ops;     /* of ScriptOp */
} Script;

/**
 * script_new_from_file:
 * @file: (not nullable): a name, or - for standard input; what gzip has packed is unpacked
 * @error: (out): GIO's, json-glib's, or GVM_ERROR_SCHEMA with a path
 */
Script *script_new_from_file (const char *file, GError **error);
void script_free (Script *script);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Script, script_free)

/* (transfer full): a machine as the setup says, its PHBs filled with devices. */
GvmSpaprMachine *script_make_machine (const Script *script, GvmSpaprOptions options,
                                      GError **error);
/* What firmware does after a reset: enables the MSI vectors that the setup says. */
void script_enable_msi (const Script *script, GvmSpaprMachine *machine);

/* (nullable): what was recorded of an operation. */
JsonObject *script_get_result (const Script *script, guint op);
