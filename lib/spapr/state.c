/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a machine's state: sections as QEMU names them, or their compact forms.
 */
#include "machine.h"
#include "phb_v1.h"
#include "rows.h"

/* ---- PHBs ------------------------------------------------------------------------------------- */

static GVM_DEFINE_BOUNDED (first_irq_codec, gvm_u32, .min = GVM_SPAPR_IRQ_MSI,
                           .max = GVMI_IRQ_END - 1);
static GVM_DEFINE_BOUNDED (num_codec, gvm_u32, .min = 1, .max = GVM_SPAPR_MAX_MSI);

GVM_FIELDS (msi_fields, GvmSpaprMsi) = {
  GVM_FIELD (GvmSpaprMsi, first_irq, first_irq_codec),
  GVM_FIELD (GvmSpaprMsi, num, num_codec),
};
GVM_DEFINE_STATIC_DESC (msi_desc, GvmSpaprMsi, "spapr_pci/msi", 1, 1, msi_fields);

/* The schema's row, with entries that are held to the machine's interrupts. */
#define MSI_ROW(...)                                                                               \
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, msi_desc, .max = GVM_SPAPR_MAX_MSI, __VA_ARGS__)

GVM_FIELDS (phb_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  MSI_ROW (.qemu = &gvmi_msi_twin),
};
GVM_DEFINE_STATIC_DESC (phb_desc, GvmSpaprPhb, "spapr_pci", 2, 2, phb_fields,
                        .upgrade = &gvmi_spapr_phb_from_v1);

GVM_FIELDS (phb_as_stored_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  MSI_ROW (.order = GVM_ORDER_AS_STORED, .qemu = &gvmi_msi_twin),
};
GVM_DEFINE_STATIC_DESC (phb_as_stored_desc, GvmSpaprPhb, "spapr_pci", 2, 2, phb_as_stored_fields,
                        .upgrade = &gvmi_spapr_phb_from_v1);

GVM_FIELDS (phb_compact_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_NOT_SAVED (GvmSpaprPhb, lsi_table, "follows from buid, which is compared"),
  MSI_ROW (.packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (phb_compact_desc, GvmSpaprPhb, "spapr_pci-compact", 1, 1,
                        phb_compact_fields);

/* ---- the forms -------------------------------------------------------------------------------- */

static const GvmiForm qemu_form = { &gvm_spapr_ics_desc, &gvm_spapr_icp_desc, &phb_desc,
                                    &gvmi_root_desc, "spapr_irq_map/irq_map" };
static const GvmiForm as_stored_form = { &gvm_spapr_ics_desc, &gvm_spapr_icp_desc,
                                         &phb_as_stored_desc, &gvmi_root_desc,
                                         "spapr_irq_map/irq_map" };
static const GvmiForm compact_form = { &gvm_spapr_ics_compact_desc, &gvm_spapr_icp_desc,
                                       &phb_compact_desc, &gvmi_root_compact_desc, "irq_map" };

const GvmiForm *
gvmi_machine_get_form (const GvmSpaprMachine *machine)
{
  if ((machine->options & GVM_SPAPR_COMPACT) != 0)
    return &compact_form;
  return (machine->options & GVM_SPAPR_AS_QEMU) != 0 ? &as_stored_form : &qemu_form;
}

/* ---- the parts ---------------------------------------------------------------------------------- */

guint
gvm_spapr_machine_get_n_parts (const GvmSpaprMachine *machine)
{
  g_return_val_if_fail (machine != NULL, 0);
  return 1 + machine->n_cpus + machine->phbs->len + 1;
}

GvmSpaprPart
gvm_spapr_machine_get_part (GvmSpaprMachine *machine, guint index)
{
  const GvmiForm *form = gvmi_machine_get_form (machine);
  guint phbs_from = 1 + machine->n_cpus, root_at = phbs_from + machine->phbs->len;
  const GvmDesc *desc;
  gpointer self;
  guint32 instance_id = 0;

  if (index == 0) {
    desc = form->ics;
    self = &machine->ics;
  } else if (index < phbs_from) {
    instance_id = index - 1;
    desc = form->icp;
    self = &machine->icps[instance_id].regs;
  } else if (index < root_at) {
    instance_id = index - phbs_from;
    desc = form->phb;
    self = &((GvmiPhb *) g_ptr_array_index (machine->phbs, instance_id))->state;
  } else {
    desc = form->root;
    self = &machine->root;
  }
  return (GvmSpaprPart) { desc->codec.name, instance_id, desc, self };
}
