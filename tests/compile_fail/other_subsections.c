/* expect: GVM_WITH_SUBSECTIONS: msi_subsections is for another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 num;
} Msi;
typedef struct {
  guint32 num;
} Phb;
GVM_FIELDS (msi_fields, Msi) = { GVM_FIELD (Msi, num, gvm_u32) };
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);
GVM_SUBSECTIONS (msi_subsections, Msi) = { GVM_SUBSECTION (Msi, msi_desc) };
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, num, gvm_u32) };
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields,
                        GVM_WITH_SUBSECTIONS (Phb, msi_subsections));
