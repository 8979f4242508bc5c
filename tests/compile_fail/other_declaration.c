/* expect: phb_desc: declared for another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 num;
} Msi;
typedef struct {
  guint32 late;
} Phb;
GVM_DECLARE_DESC (phb_desc, Msi);
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
GVM_DEFINE_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);
