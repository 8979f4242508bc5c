/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Presentation controllers. One holds at most one pending interrupt, XISR; a more favoured one displaces it, and
 * the displaced one goes back to its source, unless nobody owns it: an IPI is sent again as long as MFRR asks
 * for it.
 *
 * Source: QEMU 7.2 hw/intc/xics.c, as it behaves.
 */
#include "machine.h"

enum { CPPR_SHIFT = 24, XISR_MASK = 0xffffff };

static guint32
get_xisr (const GvmiIcp *icp)
{
  return icp->regs.xirr & XISR_MASK;
}

static guint8
get_cppr (const GvmiIcp *icp)
{
  return (guint8) (icp->regs.xirr >> CPPR_SHIFT);
}

static void
set_xirr (GvmiIcp *icp, guint8 cppr, guint32 xisr)
{
  icp->regs.xirr = (guint32) cppr << CPPR_SHIFT | xisr;
}

gboolean
gvmi_icp_has (const GvmSpaprMachine *machine, guint32 server)
{
  return server < machine->n_cpus;
}

void
gvmi_icp_reset (GvmSpaprMachine *machine, guint32 server)
{
  gvm_spapr_icp_init (&machine->icps[server].regs);
}

/* Nothing stands in XISR any more; what did goes back to its source. */
static void
withdraw (GvmSpaprMachine *machine, GvmiIcp *icp)
{
  guint32 irq = get_xisr (icp);
  gboolean had_owner = icp->has_owner;

  set_xirr (icp, get_cppr (icp), 0);
  icp->regs.pending_priority = GVM_SPAPR_PRIORITY_MASKED;
  icp->has_owner = FALSE;
  if (irq != 0 && had_owner)
    gvmi_ics_reject (machine, irq);
}

static void
put (GvmSpaprMachine *machine, GvmiIcp *icp, guint32 irq, guint8 priority, gboolean has_owner)
{
  withdraw (machine, icp);
  set_xirr (icp, get_cppr (icp), irq);
  icp->regs.pending_priority = priority;
  icp->has_owner = has_owner;
  GVMI_TRACE (machine, "icp", "server %u: 0x%x pending, priority 0x%02x",
              (guint) (icp - machine->icps), irq, priority);
}

/* Is something pending that @priority is not more favoured than? */
static gboolean
is_taken (const GvmiIcp *icp, guint8 priority)
{
  return get_xisr (icp) != 0 && icp->regs.pending_priority <= priority;
}

void
gvmi_icp_present (GvmSpaprMachine *machine, guint32 server, guint32 irq, guint8 priority)
{
  GvmiIcp *icp = &machine->icps[server];

  if (priority >= get_cppr (icp) || is_taken (icp, priority))
    gvmi_ics_reject (machine, irq);
  else
    put (machine, icp, irq, priority, TRUE);
}

static void
check_ipi (GvmSpaprMachine *machine, GvmiIcp *icp)
{
  if (icp->regs.mfrr < get_cppr (icp) && !is_taken (icp, icp->regs.mfrr))
    put (machine, icp, GVM_SPAPR_IRQ_IPI, icp->regs.mfrr, FALSE);
}

void
gvmi_icp_resend (GvmSpaprMachine *machine, guint32 server)
{
  check_ipi (machine, &machine->icps[server]);
  gvmi_ics_resend (machine);
}

void
gvmi_icp_set_cppr (GvmSpaprMachine *machine, guint32 server, guint8 cppr)
{
  GvmiIcp *icp = &machine->icps[server];
  guint8 old = get_cppr (icp);

  set_xirr (icp, cppr, get_xisr (icp));
  if (cppr < old) {
    if (get_xisr (icp) != 0 && cppr <= icp->regs.pending_priority)
      withdraw (machine, icp);
  } else if (get_xisr (icp) == 0) {
    gvmi_icp_resend (machine, server);
  }
}

void
gvmi_icp_set_mfrr (GvmSpaprMachine *machine, guint32 server, guint8 mfrr)
{
  machine->icps[server].regs.mfrr = mfrr;
  check_ipi (machine, &machine->icps[server]);
}

guint32
gvmi_icp_accept (GvmSpaprMachine *machine, guint32 server)
{
  GvmiIcp *icp = &machine->icps[server];
  guint32 xirr = icp->regs.xirr;

  set_xirr (icp, icp->regs.pending_priority, 0);
  icp->regs.pending_priority = GVM_SPAPR_PRIORITY_MASKED;
  icp->has_owner = FALSE;
  return xirr;
}

void
gvmi_icp_eoi (GvmSpaprMachine *machine, guint32 server, guint32 xirr)
{
  GvmiIcp *icp = &machine->icps[server];

  set_xirr (icp, (guint8) (xirr >> CPPR_SHIFT), get_xisr (icp));
  gvmi_ics_eoi (machine, xirr & XISR_MASK);
  if (get_xisr (icp) == 0)
    gvmi_icp_resend (machine, server);
}

void
gvmi_icp_own (GvmSpaprMachine *machine, guint32 server, gboolean by_source)
{
  GvmiIcp *icp = &machine->icps[server];

  icp->has_owner = by_source && gvmi_ics_has (get_xisr (icp));
}
