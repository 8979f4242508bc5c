/* expect: GVM_HOOK: msi_check is for another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 num;
} Msi;
typedef struct {
  guint32 late;
} Phb;
GVM_DECLARE_DESC (phb_desc, Phb);
GVM_DEFINE_CHECK (msi_check, Msi, self, error)
{
  return self->num > 0;
}
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
GVM_DEFINE_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields, .check = GVM_HOOK (Phb, msi_check));
