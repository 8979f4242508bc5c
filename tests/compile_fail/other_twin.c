/* expect: GVM_SET_TYPED(Phb.msi): container type mismatch */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  union {
    GTree *table;
    guint32 *gvm_key_, *gvm_value_;
  } msi;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_SET_TYPED (Phb, msi, gvm_u32) };
