/* expect: GVM_WHEN: msi_is_many tests another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 num;
} Msi;
typedef struct {
  guint32 num;
} Phb;
GVM_DEFINE_WHEN (msi_is_many, Msi, self, version)
{
  return self->num > 1;
}
GVM_FIELDS (phb_fields, Phb) = { GVM_VALIDATE (Phb, msi_is_many) };
