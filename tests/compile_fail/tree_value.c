/* expect: GVM_TREE_TYPED(Phb.msi): value type mismatch */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  GVM_TREE_OF (guint32, guint16) msi;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_TREE_TYPED (Phb, msi, gvm_u32, msi_desc) };
