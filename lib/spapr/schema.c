/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The tables of the reference schema. The question that began it, how to migrate the PHB's GHashTable of
 * MSIs, is answered by one row of phb_fields.
 */
#include "rows.h"

#include "phb_v1.h"

/* ---- PCI host bridge ------------------------------------------------------------------------ */

GVM_FIELDS (msi_fields, GvmSpaprMsi) = {
  GVM_FIELD (GvmSpaprMsi, first_irq, gvm_u32),
  GVM_FIELD (GvmSpaprMsi, num, gvm_u32),
};
GVM_DEFINE_DESC (gvm_spapr_msi_desc, GvmSpaprMsi, "spapr_pci/msi", 1, 1, msi_fields);

GVM_FIELDS (lsi_fields, GvmSpaprLsi) = {
  GVM_EQUAL (GvmSpaprLsi, irq, gvm_u32),
};
GVM_DEFINE_DESC (gvm_spapr_lsi_desc, GvmSpaprLsi, "spapr_pci/lsi", 1, 1, lsi_fields);

GVM_FIELDS (phb_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI,
            .qemu = &gvmi_msi_twin),
};
GVM_DEFINE_DESC (gvm_spapr_phb_desc, GvmSpaprPhb, "spapr_pci", 2, 2, phb_fields,
                 .upgrade = &gvmi_spapr_phb_from_v1);

void
gvm_spapr_phb_init (GvmSpaprPhb *phb, guint index)
{
  *phb = (GvmSpaprPhb) { .buid = GVM_SPAPR_PCI_BUID + index,
                         .msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free) };
  for (guint pin = 0; pin < GVM_SPAPR_N_LSI; pin++)
    phb->lsi_table[pin].irq = GVM_SPAPR_IRQ_PCI_LSI + GVM_SPAPR_N_LSI * index + pin;
}

void
gvm_spapr_phb_clear (GvmSpaprPhb *phb)
{
  gvm_state_clear (&gvm_spapr_phb_desc, phb);
}

void
gvm_spapr_phb_set_msi (GvmSpaprPhb *phb, guint32 config_addr, guint32 first_irq, guint32 num)
{
  GvmSpaprMsi msi = { .first_irq = first_irq, .num = num };

  g_hash_table_replace (phb->msi, g_memdup2 (&config_addr, sizeof config_addr),
                        g_memdup2 (&msi, sizeof msi));
}

/* ---- XICS ----------------------------------------------------------------------------------- */

GVM_FIELDS (irq_fields, GvmSpaprIrq) = {
  GVM_FIELD (GvmSpaprIrq, server, gvm_u32),        GVM_FIELD (GvmSpaprIrq, priority, gvm_u8),
  GVM_FIELD (GvmSpaprIrq, saved_priority, gvm_u8), GVM_FIELD (GvmSpaprIrq, status, gvm_u8),
  GVM_FIELD (GvmSpaprIrq, flags, gvm_u8),
};
GVM_DEFINE_DESC (gvm_spapr_irq_desc, GvmSpaprIrq, "ics/irq", 2, 2, irq_fields);

GVM_FIELDS (ics_fields, GvmSpaprIcs) = {
  GVM_EQUAL (GvmSpaprIcs, nr_irqs, gvm_u32),
  GVM_ARRAY (GvmSpaprIcs, irqs, gvm_spapr_irq_desc, .nested_version = 2),
};
GVM_DEFINE_DESC (gvm_spapr_ics_desc, GvmSpaprIcs, "ics", 1, 1, ics_fields);

void
gvm_spapr_ics_init (GvmSpaprIcs *ics)
{
  ics->nr_irqs = GVM_SPAPR_N_IRQS;
  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++)
    ics->irqs[i] = (GvmSpaprIrq) { .priority = GVM_SPAPR_PRIORITY_MASKED,
                                   .saved_priority = GVM_SPAPR_PRIORITY_MASKED };
}

GVM_FIELDS (icp_fields, GvmSpaprIcp) = {
  GVM_FIELD (GvmSpaprIcp, xirr, gvm_u32),
  GVM_FIELD (GvmSpaprIcp, pending_priority, gvm_u8),
  GVM_FIELD (GvmSpaprIcp, mfrr, gvm_u8),
};
GVM_DEFINE_DESC (gvm_spapr_icp_desc, GvmSpaprIcp, "icp/server", 1, 1, icp_fields);

void
gvm_spapr_icp_init (GvmSpaprIcp *icp)
{
  *icp = (GvmSpaprIcp) { .pending_priority = GVM_SPAPR_PRIORITY_MASKED,
                         .mfrr = GVM_SPAPR_PRIORITY_MASKED };
}
