/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Hypercalls: what a CPU asks of its presentation controller, and of others'.
 *
 * Source: PAPR 14.5.3; QEMU 7.2 hw/intc/xics_spapr.c, as it behaves.
 */
#include "machine.h"

/* Registers, as an array from r3 on. */
enum { R3, R4, R5 };

static gint64
h_ipi (GvmSpaprMachine *machine, const guint64 *regs)
{
  guint32 server = (guint32) regs[R4];

  if (!gvmi_icp_has (machine, server))
    return GVM_SPAPR_H_PARAMETER;
  gvmi_icp_set_mfrr (machine, server, (guint8) regs[R5]);
  return GVM_SPAPR_H_SUCCESS;
}

static gint64
h_ipoll (GvmSpaprMachine *machine, guint64 *regs)
{
  guint32 server = (guint32) regs[R4];

  if (!gvmi_icp_has (machine, server))
    return GVM_SPAPR_H_PARAMETER;
  regs[R4] = machine->icps[server].regs.xirr;
  regs[R5] = machine->icps[server].regs.mfrr;
  return GVM_SPAPR_H_SUCCESS;
}

static gint64
dispatch (GvmSpaprMachine *machine, guint cpu, guint64 *regs)
{
  switch (regs[R3]) {
  case GVM_SPAPR_H_CPPR:
    gvmi_icp_set_cppr (machine, cpu, (guint8) regs[R4]);
    return GVM_SPAPR_H_SUCCESS;
  case GVM_SPAPR_H_EOI:
    gvmi_icp_eoi (machine, cpu, (guint32) regs[R4]);
    return GVM_SPAPR_H_SUCCESS;
  case GVM_SPAPR_H_IPI:
    return h_ipi (machine, regs);
  case GVM_SPAPR_H_IPOLL:
    return h_ipoll (machine, regs);
  case GVM_SPAPR_H_XIRR:
    regs[R4] = gvmi_icp_accept (machine, cpu);
    return GVM_SPAPR_H_SUCCESS;
  case GVM_SPAPR_H_XIRR_X:
    regs[R4] = gvmi_icp_accept (machine, cpu);
    regs[R5] = machine->root.tb.guest_timebase;
    return GVM_SPAPR_H_SUCCESS;
  default:
    return GVM_SPAPR_H_FUNCTION;
  }
}

gint64
gvm_spapr_machine_hcall (GvmSpaprMachine *machine, guint cpu, guint64 regs[GVM_SPAPR_HCALL_REGS])
{
  g_return_val_if_fail (machine != NULL && regs != NULL && cpu < machine->n_cpus,
                        GVM_SPAPR_H_PARAMETER);

  guint64 number = regs[R3];
  gint64 status = dispatch (machine, cpu, regs);

  regs[R3] = (guint64) status;
  GVMI_TRACE (machine, "hcall", "cpu %u: 0x%" G_GINT64_MODIFIER "x, status %d, XIRR 0x%08x", cpu,
              number, (int) status, machine->icps[cpu].regs.xirr);
  return status;
}
