/* expect: GVM_COUNTED(Phb.table): member is not a pointer to the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 n;
  guint64 *table;
} Phb;
GVM_FIELDS (phb_fields, Phb) = {
  GVM_FIELD (Phb, n, gvm_u32),
  GVM_COUNTED (Phb, table, n, gvm_u32),
};
