/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The machine: made, reset, looked at.
 */
#include "machine.h"

/* G_DEFINE_BOXED_TYPE passes functions through a transparent union, which ISO C does not know. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
G_DEFINE_BOXED_TYPE (GvmSpaprMachine, gvm_spapr_machine, gvm_spapr_machine_ref,
                     gvm_spapr_machine_unref)
#pragma GCC diagnostic pop

GvmSpaprMachine *
gvm_spapr_machine_new (guint n_cpus, guint n_vio, GvmSpaprOptions options)
{
  g_return_val_if_fail (n_cpus > 0 && n_vio <= GVM_SPAPR_MAX_VIO, NULL);

  GvmSpaprMachine *machine = g_new0 (GvmSpaprMachine, 1);

  g_atomic_ref_count_init (&machine->refs);
  machine->options = options;
  machine->n_cpus = n_cpus;
  machine->n_vio = n_vio;
  machine->icps = g_new0 (GvmiIcp, n_cpus);
  machine->phbs = g_ptr_array_new_with_free_func (gvmi_phb_free);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    gvmi_icp_reset (machine, cpu);
  gvm_spapr_ics_init (&machine->ics);
  gvmi_ics_boot (machine);
  return machine;
}

GvmSpaprMachine *
gvm_spapr_machine_ref (GvmSpaprMachine *machine)
{
  g_atomic_ref_count_inc (&machine->refs);
  return machine;
}

void
gvm_spapr_machine_unref (GvmSpaprMachine *machine)
{
  if (machine == NULL || !g_atomic_ref_count_dec (&machine->refs))
    return;
  gvm_spapr_machine_set_trace (machine, NULL, NULL, NULL);
  g_ptr_array_unref (machine->phbs);
  g_free (machine->icps);
  g_free (machine);
}

/* The sources first, then the PHBs: what these free is zero afterwards, and not masked. */
void
gvm_spapr_machine_reset (GvmSpaprMachine *machine)
{
  g_return_if_fail (machine != NULL);

  GVMI_TRACE (machine, "reset", "all MSIs are given back");
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    gvmi_icp_reset (machine, cpu);
  gvmi_ics_reset (machine);
  for (guint i = 0; i < machine->phbs->len; i++)
    gvmi_phb_reset (machine, g_ptr_array_index (machine->phbs, i));
}

guint
gvm_spapr_machine_get_n_cpus (const GvmSpaprMachine *machine)
{
  return machine->n_cpus;
}

guint
gvm_spapr_machine_get_n_phbs (const GvmSpaprMachine *machine)
{
  return machine->phbs->len;
}

const GvmSpaprIcs *
gvm_spapr_machine_get_ics (const GvmSpaprMachine *machine)
{
  return &machine->ics;
}

const GvmSpaprIcp *
gvm_spapr_machine_get_icp (const GvmSpaprMachine *machine, guint cpu)
{
  g_return_val_if_fail (cpu < machine->n_cpus, NULL);
  return &machine->icps[cpu].regs;
}

gboolean
gvm_spapr_machine_icp_has_owner (const GvmSpaprMachine *machine, guint cpu)
{
  g_return_val_if_fail (cpu < machine->n_cpus, FALSE);
  return machine->icps[cpu].has_owner;
}

const GvmSpaprPhb *
gvm_spapr_machine_get_phb (const GvmSpaprMachine *machine, guint nth)
{
  g_return_val_if_fail (nth < machine->phbs->len, NULL);
  return &((const GvmiPhb *) g_ptr_array_index (machine->phbs, nth))->state;
}

gboolean
gvm_spapr_machine_is_allocated (const GvmSpaprMachine *machine, guint32 irq)
{
  return irq >= GVM_SPAPR_IRQ_MSI && irq < GVMI_IRQ_END &&
         gvmi_map_has (machine->root.irq_map, irq);
}
