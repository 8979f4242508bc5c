/* expect: GVM_CONTAINER(Phb.msi): member is not what this kind is declared for */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_DECLARE_DESC (msi_desc, Msi);
typedef struct {
  GList *msi;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_CONTAINER (Phb, msi, gvm_container_queue, msi_desc) };
