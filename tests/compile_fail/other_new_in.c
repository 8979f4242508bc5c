/* expect: GVM_NEW_IN: msi_new_in is for another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  GList *msi;
} Phb;
GVM_DEFINE_NEW_IN (msi_new_in, Msi, Msi, self)
{
  return g_new0 (Msi, 1);
}
GVM_FIELDS (phb_fields, Phb) = {
  GVM_LIST (Phb, msi, msi_desc, .new_in = GVM_NEW_IN (Phb, msi_new_in)),
};
