/* expect: GVM_SPARSE: no_msi is not of the C type of msi_desc */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  Msi msis[8];
} Phb;
static const guint64 no_msi;
GVM_FIELDS (phb_fields, Phb) = { GVM_ARRAY (Phb, msis, msi_desc, GVM_SPARSE (msi_desc, no_msi)) };
