/* expect: GVM_UPGRADE(Phb): function from another struct than that of old_desc */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint16 late;
} OldPhb;
typedef struct {
  guint32 late;
} Phb;
typedef struct {
  guint32 num;
} Msi;
GVM_FIELDS (old_fields, OldPhb) = { GVM_FIELD (OldPhb, late, gvm_u16) };
GVM_DEFINE_STATIC_DESC (old_desc, OldPhb, "phb", 1, 1, old_fields);
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, gvm_u32) };
GVM_DEFINE_CONVERT (phb_from_msi, Phb, Msi, self, old, error)
{
  self->late = old->num;
  return TRUE;
}
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 2, 2, phb_fields,
                        .upgrade = GVM_UPGRADE (Phb, old_desc, phb_from_msi));
