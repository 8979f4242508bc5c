/* expect: GVM_SUBSECTION(Phb): descriptor of another struct */
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
GVM_SUBSECTIONS (phb_subsections, Phb) = { GVM_SUBSECTION (Phb, msi_desc) };
