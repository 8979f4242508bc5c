/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * spapr_calls: what a guest asks of a machine's firmware: RTAS calls by name, hypercalls by number.
 */
#pragma once

#include <gvmstate/spapr_machine.h>

G_BEGIN_DECLS

/* ---- RTAS ----------------------------------------------------------------------------------- */

/* Status words. Source: PAPR, 7.2.8; QEMU include/hw/ppc/spapr.h, RTAS_OUT_*. */
#define GVM_SPAPR_RTAS_OK              0
#define GVM_SPAPR_RTAS_HARDWARE_ERROR  -1
#define GVM_SPAPR_RTAS_PARAMETER_ERROR -3

/* Words that a call's arguments and answers may have. Source: PAPR, 7.2.7; of the calls known here, none
 * answers more than four. */
#define GVM_SPAPR_RTAS_MAX_ARGS 16
#define GVM_SPAPR_RTAS_MAX_RETS 4

/**
 * GvmSpaprRtasCall:
 *
 * A call as it stands in the guest's memory, words in the host's order. @nargs and @nret are what the guest
 * says; which call believes them is the call's own matter, as it is QEMU's.
 */
typedef struct {
  guint32 nargs, nret;
  guint32 args[GVM_SPAPR_RTAS_MAX_ARGS];
} GvmSpaprRtasCall;

/**
 * GvmSpaprRtasAnswer:
 *
 * @n_rets words were written, from the first on; the guest's others are untouched.
 */
typedef struct {
  guint n_rets;
  guint32 rets[GVM_SPAPR_RTAS_MAX_RETS];
} GvmSpaprRtasAnswer;

/**
 * gvm_spapr_machine_rtas:
 * @machine: (not nullable)
 * @name: (not nullable): "ibm,change-msi", "ibm,query-interrupt-source-number", "ibm,set-xive", "ibm,get-xive",
 *   "ibm,int-on" or "ibm,int-off"
 * @call: (not nullable)
 * @answer: (out) (not nullable)
 *
 * What QEMU aborts for, a map without room for a block, is the status -1.
 *
 * Cost:    O(1), and O(interrupts) for what `ibm,change-msi` gives or takes.
 * Returns: 0 when there is such a call, otherwise GVM_SPAPR_H_PARAMETER and no answer.
 */
GVM_API gint64 gvm_spapr_machine_rtas (GvmSpaprMachine *machine, const char *name,
                                       const GvmSpaprRtasCall *call, GvmSpaprRtasAnswer *answer);

/* ---- hypercalls ----------------------------------------------------------------------------- */

/* Numbers. Source: PAPR, 14.5.3; QEMU include/hw/ppc/spapr.h. */
#define GVM_SPAPR_H_EOI    0x64
#define GVM_SPAPR_H_CPPR   0x68
#define GVM_SPAPR_H_IPI    0x6c
#define GVM_SPAPR_H_IPOLL  0x70
#define GVM_SPAPR_H_XIRR   0x74
#define GVM_SPAPR_H_XIRR_X 0x2fc

/* What r3 holds after one. */
#define GVM_SPAPR_H_SUCCESS   0
#define GVM_SPAPR_H_HARDWARE  -1
#define GVM_SPAPR_H_FUNCTION  -2
#define GVM_SPAPR_H_PARAMETER -4

/* The interrupt that one CPU sends to another. Source: QEMU include/hw/ppc/xics.h, XICS_IPI. */
#define GVM_SPAPR_IRQ_IPI 2

/* Registers that a hypercall uses: r3 to r9. */
#define GVM_SPAPR_HCALL_REGS 7

/**
 * gvm_spapr_machine_hcall:
 * @machine: (not nullable)
 * @cpu: that makes the call, below the number of CPUs
 * @regs: (inout) (array fixed-size=7): r3 to r9: the number and the arguments; then status and what the call
 *   returns. Registers that it does not return keep what they hold
 *
 * H_XIRR_X returns the time base of the part `spapr`, which stands still: a model has no clock.
 *
 * Returns: r3: GVM_SPAPR_H_FUNCTION for a number that is not known.
 */
GVM_API gint64 gvm_spapr_machine_hcall (GvmSpaprMachine *machine, guint cpu,
                                        guint64 regs[GVM_SPAPR_HCALL_REGS]);

G_END_DECLS
