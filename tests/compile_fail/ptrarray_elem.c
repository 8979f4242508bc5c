/* expect: GVM_PTRARRAY_TYPED(Phb.msi): element type mismatch */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  GVM_PTRARRAY_OF (guint16) msi;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_PTRARRAY_TYPED (Phb, msi, msi_desc) };
