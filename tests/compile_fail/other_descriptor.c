/* expect: GVM_STRUCT(Phb.one): member is not the struct that this descriptor describes */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
typedef struct {
  Msi one;
} Phb;
GVM_DECLARE_DESC (phb_desc, Phb);
GVM_FIELDS (phb_fields, Phb) = { GVM_STRUCT (Phb, one, phb_desc) };
