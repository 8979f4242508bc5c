/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The schema in fewer octets. `icp/server` has no compact form: XIRR's high octet is CPPR, mostly 0xff, so as
 * a varint it would take five octets and not four.
 */
#include "rows.h"

GVM_FIELDS (phb_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_NOT_SAVED (GvmSpaprPhb, lsi_table, "follows from buid, which is compared"),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI,
            .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_DESC (gvm_spapr_phb_compact_desc, GvmSpaprPhb, "spapr_pci-compact", 1, 1, phb_fields);

/* As all are after a reset, but those that were freed by it. */
static const GvmSpaprIrq unclaimed = { .priority = GVM_SPAPR_PRIORITY_MASKED,
                                       .saved_priority = GVM_SPAPR_PRIORITY_MASKED };

GVM_FIELDS (ics_fields, GvmSpaprIcs) = {
  GVM_EQUAL (GvmSpaprIcs, nr_irqs, gvm_u32),
  GVM_ARRAY (GvmSpaprIcs, irqs, gvm_spapr_irq_desc, .nested_version = 2,
             GVM_SPARSE (gvm_spapr_irq_desc, unclaimed)),
};
GVM_DEFINE_DESC (gvm_spapr_ics_compact_desc, GvmSpaprIcs, "ics-compact", 1, 1, ics_fields);
