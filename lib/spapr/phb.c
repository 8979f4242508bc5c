/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * PCI host bridges: what they have given to functions, and give back.
 */
#include "machine.h"

#include <string.h>

GvmiPhb *
gvmi_phb_new (guint index, GvmSpaprOptions options)
{
  GvmiPhb *phb = g_new0 (GvmiPhb, 1);

  gvm_spapr_phb_init (&phb->state, index);
  phb->state.pre_2_8_migration = (options & GVM_SPAPR_PRE_2_8) != 0;
  phb->index = index;
  phb->devices = g_hash_table_new_full (NULL, NULL, NULL, gvmi_device_free);
  phb->types = g_hash_table_new (NULL, NULL);
  return phb;
}

void
gvmi_phb_free (gpointer data)
{
  GvmiPhb *phb = data;

  gvm_spapr_phb_clear (&phb->state);
  g_hash_table_unref (phb->devices);
  g_hash_table_unref (phb->types);
  g_free (phb);
}

/* BUIDs need no table: there are at most 64, and most machines have one. */
GvmiPhb *
gvmi_phb_find (const GvmSpaprMachine *machine, guint64 buid)
{
  for (guint i = 0; i < machine->phbs->len; i++) {
    GvmiPhb *phb = g_ptr_array_index (machine->phbs, i);

    if (phb->state.buid == buid)
      return phb;
  }
  return NULL;
}

void
gvmi_phb_release (GvmSpaprMachine *machine, GvmiPhb *phb, guint32 config_addr)
{
  const GvmSpaprMsi *msi = g_hash_table_lookup (phb->state.msi, &config_addr);

  GVMI_TRACE (machine, "phb", "config_addr 0x%x gives back %u interrupts from 0x%x on", config_addr,
              msi->num, msi->first_irq);
  gvmi_ics_free (machine, msi->first_irq, msi->num);
  gvmi_map_set (machine->root.irq_map, msi->first_irq, msi->num, FALSE);
  g_hash_table_remove (phb->state.msi, &config_addr);
  g_hash_table_remove (phb->types, GUINT_TO_POINTER (config_addr));
}

void
gvmi_phb_reset (GvmSpaprMachine *machine, GvmiPhb *phb)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, phb->state.msi);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const GvmSpaprMsi *msi = value;

    gvmi_ics_free (machine, msi->first_irq, msi->num);
    gvmi_map_set (machine->root.irq_map, msi->first_irq, msi->num, FALSE);
  }
  g_hash_table_remove_all (phb->state.msi);
  g_hash_table_remove_all (phb->types);

  memset (phb->level, 0, sizeof phb->level);
  g_hash_table_iter_init (&iter, phb->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    gvmi_device_reset (value);
}

gboolean
gvm_spapr_machine_add_phb (GvmSpaprMachine *machine, guint index, GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  g_autofree char *text = NULL;
  if (index >= GVM_SPAPR_MAX_PHB) {
    text = g_strdup_printf ("PHB %u, below %u", index, (guint) GVM_SPAPR_MAX_PHB);
    return gvm_error_set (error, GVM_ERROR_RANGE, "spapr_pci", NULL, text);
  }
  if (gvmi_phb_find (machine, GVM_SPAPR_PCI_BUID + index) != NULL) {
    text = g_strdup_printf ("PHB %u is there already", index);
    return gvm_error_set (error, GVM_ERROR_DUPLICATE_KEY, "spapr_pci", NULL, text);
  }
  g_ptr_array_add (machine->phbs, gvmi_phb_new (index, machine->options));
  gvmi_ics_boot (machine);
  return TRUE;
}
