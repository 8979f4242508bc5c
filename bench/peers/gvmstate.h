/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of this library's peers share.
 */
#pragma once

#include "peers/peers.h"

#include <gvmstate/gvmstate.h>

/* Room for all that is measured. */
const GvmLimits *gvmstate_get_limits (void);
/* (nullable): what describes a workload's state in canonical order, and what of it that describes. */
const GvmDesc *gvmstate_get_desc (WorkloadId workload, const State *state, gconstpointer *ret_self);

/* A machine's streams. */
#define DECLARE_MACHINE_METHODS(form)                                                              \
  void gvmstate_save_machine_##form (const State *state, Output *output);                          \
  void gvmstate_load_machine_##form (const Input *input, State *state)
DECLARE_MACHINE_METHODS (canonical);
DECLARE_MACHINE_METHODS (as_qemu);
DECLARE_MACHINE_METHODS (compact);
