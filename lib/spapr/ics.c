/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The interrupt source controller. A source that nobody has claimed is treated as one of MSIs, but forgets what
 * is rejected.
 *
 * Source: QEMU 7.2 hw/intc/xics.c, as it behaves.
 */
#include "machine.h"

#include <string.h>

gboolean
gvmi_ics_has (guint32 irq)
{
  return irq >= GVM_SPAPR_IRQ_BASE && irq < GVMI_IRQ_END;
}

GvmSpaprIrq *
gvmi_ics_source (GvmSpaprMachine *machine, guint32 irq)
{
  return &machine->ics.irqs[irq - GVM_SPAPR_IRQ_BASE];
}

static gboolean
is_lsi (const GvmSpaprIrq *source)
{
  return (source->flags & GVM_SPAPR_IRQ_LSI_FLAG) != 0;
}

/* ---- status ---------------------------------------------------------------------------------- */

/* Has a resend to look at it? An asserted pin counts while it is masked, too. */
static gboolean
is_resendable (const GvmSpaprIrq *source)
{
  guint8 level = source->status & (GVM_SPAPR_IRQ_ASSERTED | GVM_SPAPR_IRQ_SENT);

  return is_lsi (source) ? level == GVM_SPAPR_IRQ_ASSERTED
                         : (source->status & GVM_SPAPR_IRQ_REJECTED) != 0;
}

static void
refresh (GvmSpaprMachine *machine, guint32 irq)
{
  guint32 n = irq - GVM_SPAPR_IRQ_BASE;
  guint64 bit = G_GUINT64_CONSTANT (1) << n % 64, *word = &machine->resendable[n / 64];

  *word = is_resendable (&machine->ics.irqs[n]) ? *word | bit : *word & ~bit;
}

static void
set_status (GvmSpaprMachine *machine, guint32 irq, guint8 bits)
{
  gvmi_ics_source (machine, irq)->status |= bits;
  refresh (machine, irq);
}

static void
clear_status (GvmSpaprMachine *machine, guint32 irq, guint8 bits)
{
  gvmi_ics_source (machine, irq)->status &= (guint8) ~bits;
  refresh (machine, irq);
}

/* The first source from @irq on that a resend has to look at; GVMI_IRQ_END when there is none. */
static guint32
find_resendable (const GvmSpaprMachine *machine, guint32 irq)
{
  guint32 n = irq - GVM_SPAPR_IRQ_BASE;

  for (guint32 i = n / 64; i < GVMI_SOURCE_WORDS; i++, n = 0) {
    guint64 word = machine->resendable[i] & G_MAXUINT64 << n % 64;

    if (word != 0)
      return GVM_SPAPR_IRQ_BASE + i * 64 + (guint32) __builtin_ctzll (word);
  }
  return GVMI_IRQ_END;
}

void
gvmi_ics_refresh (GvmSpaprMachine *machine)
{
  for (guint32 irq = GVM_SPAPR_IRQ_BASE; irq < GVMI_IRQ_END; irq++)
    refresh (machine, irq);
}

/* ---- what is presented ----------------------------------------------------------------------- */

static void
present (GvmSpaprMachine *machine, guint32 irq)
{
  const GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  gvmi_icp_present (machine, source->server, irq, source->priority);
}

static void
resend_lsi (GvmSpaprMachine *machine, guint32 irq)
{
  const GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  if (source->priority == GVM_SPAPR_PRIORITY_MASKED || !is_resendable (source))
    return;
  set_status (machine, irq, GVM_SPAPR_IRQ_SENT);
  present (machine, irq);
}

/* What is masked by now is lost. */
static void
resend_msi (GvmSpaprMachine *machine, guint32 irq)
{
  const GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  clear_status (machine, irq, GVM_SPAPR_IRQ_REJECTED);
  if (source->priority != GVM_SPAPR_PRIORITY_MASKED)
    present (machine, irq);
}

/* A source that is rejected on the way is looked at in this pass only if its turn is yet to come. */
void
gvmi_ics_resend (GvmSpaprMachine *machine)
{
  guint32 irq = find_resendable (machine, GVM_SPAPR_IRQ_BASE);

  for (; irq < GVMI_IRQ_END; irq = find_resendable (machine, irq + 1))
    if (is_lsi (gvmi_ics_source (machine, irq)))
      resend_lsi (machine, irq);
    else
      resend_msi (machine, irq);
}

void
gvmi_ics_set_level (GvmSpaprMachine *machine, guint32 irq, gboolean level)
{
  if (level)
    set_status (machine, irq, GVM_SPAPR_IRQ_ASSERTED);
  else
    clear_status (machine, irq, GVM_SPAPR_IRQ_ASSERTED);
  resend_lsi (machine, irq);
}

void
gvmi_ics_pulse (GvmSpaprMachine *machine, guint32 irq)
{
  const GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  if (is_lsi (source)) {
    gvmi_ics_set_level (machine, irq, TRUE);
    gvmi_ics_set_level (machine, irq, FALSE);
  } else if (source->priority == GVM_SPAPR_PRIORITY_MASKED) {
    GVMI_TRACE (machine, "ics", "message to 0x%x: masked, kept until it is unmasked", irq);
    set_status (machine, irq, GVM_SPAPR_IRQ_MASKED_PENDING);
  } else {
    present (machine, irq);
  }
}

void
gvmi_ics_write_xive (GvmSpaprMachine *machine, guint32 irq, guint32 server, guint8 priority,
                     guint8 saved_priority)
{
  GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  source->server = server;
  source->priority = priority;
  source->saved_priority = saved_priority;
  if (is_lsi (source)) {
    resend_lsi (machine, irq);
  } else if (priority != GVM_SPAPR_PRIORITY_MASKED &&
             (source->status & GVM_SPAPR_IRQ_MASKED_PENDING) != 0) {
    clear_status (machine, irq, GVM_SPAPR_IRQ_MASKED_PENDING);
    present (machine, irq);
  }
}

/* ---- what comes back ------------------------------------------------------------------------- */

void
gvmi_ics_reject (GvmSpaprMachine *machine, guint32 irq)
{
  const GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

  if ((source->flags & GVM_SPAPR_IRQ_MSI_FLAG) != 0)
    set_status (machine, irq, GVM_SPAPR_IRQ_REJECTED);
  else if (is_lsi (source))
    clear_status (machine, irq, GVM_SPAPR_IRQ_SENT);
  GVMI_TRACE (machine, "ics", "0x%x rejected: %s", irq,
              source->flags != 0 ? "to be sent again" : "nobody's, forgotten");
}

void
gvmi_ics_eoi (GvmSpaprMachine *machine, guint32 irq)
{
  if (gvmi_ics_has (irq) && is_lsi (gvmi_ics_source (machine, irq)))
    clear_status (machine, irq, GVM_SPAPR_IRQ_SENT);
}

gboolean
gvmi_ics_is_asserted (const GvmSpaprMachine *machine, guint32 irq)
{
  return (machine->ics.irqs[irq - GVM_SPAPR_IRQ_BASE].status & GVM_SPAPR_IRQ_ASSERTED) != 0;
}

/* ---- who has which --------------------------------------------------------------------------- */

static gboolean
is_pin (const GvmSpaprMachine *machine, guint32 irq)
{
  for (guint i = 0; i < machine->phbs->len; i++) {
    const GvmiPhb *phb = g_ptr_array_index (machine->phbs, i);

    if (irq - phb->state.lsi_table[0].irq < GVM_SPAPR_N_LSI)
      return TRUE;
  }
  return FALSE;
}

guint8
gvmi_ics_get_boot_flags (const GvmSpaprMachine *machine, guint32 irq)
{
  if (irq == GVM_SPAPR_IRQ_EPOW || irq == GVM_SPAPR_IRQ_HOTPLUG)
    return GVM_SPAPR_IRQ_MSI_FLAG;
  if (irq >= GVM_SPAPR_IRQ_VIO && irq - GVM_SPAPR_IRQ_VIO < machine->n_vio)
    return GVM_SPAPR_IRQ_MSI_FLAG;
  return is_pin (machine, irq) ? GVM_SPAPR_IRQ_LSI_FLAG : 0;
}

void
gvmi_ics_boot (GvmSpaprMachine *machine)
{
  for (guint32 irq = GVM_SPAPR_IRQ_BASE; irq < GVM_SPAPR_IRQ_MSI; irq++)
    gvmi_ics_source (machine, irq)->flags = gvmi_ics_get_boot_flags (machine, irq);
}

void
gvmi_ics_reset (GvmSpaprMachine *machine)
{
  for (guint32 irq = GVM_SPAPR_IRQ_BASE; irq < GVMI_IRQ_END; irq++) {
    GvmSpaprIrq *source = gvmi_ics_source (machine, irq);

    *source = (GvmSpaprIrq) { .priority = GVM_SPAPR_PRIORITY_MASKED,
                              .saved_priority = GVM_SPAPR_PRIORITY_MASKED,
                              .flags = source->flags };
  }
  memset (machine->resendable, 0, sizeof machine->resendable);
}

/* Claiming changes nothing but the kind, so the source keeps the priority 0 that freeing has left. */
void
gvmi_ics_claim (GvmSpaprMachine *machine, guint32 first, guint32 num)
{
  for (guint32 irq = first; irq < first + num; irq++)
    gvmi_ics_source (machine, irq)->flags = GVM_SPAPR_IRQ_MSI_FLAG;
}

void
gvmi_ics_free (GvmSpaprMachine *machine, guint32 first, guint32 num)
{
  for (guint32 irq = first; irq < first + num; irq++) {
    *gvmi_ics_source (machine, irq) = (GvmSpaprIrq) { 0 };
    refresh (machine, irq);
  }
}
