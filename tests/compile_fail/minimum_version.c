/* expect: phb_desc: minimum version is above version */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 late;
} Phb;
GVM_DECLARE_DESC (phb_desc, Phb);
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
GVM_DEFINE_DESC (phb_desc, Phb, "phb", 1, 2, phb_fields);
