/* expect: phb_desc: field table is for another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 num;
} Msi;
typedef struct {
  guint32 late;
} Phb;
GVM_DECLARE_DESC (phb_desc, Phb);
GVM_FIELDS (msi_fields, Msi) = { GVM_FIELD (Msi, num, gvm_u32) };
GVM_DEFINE_DESC (phb_desc, Phb, "phb", 1, 1, msi_fields);
