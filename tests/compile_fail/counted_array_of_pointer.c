/* expect: GVM_COUNTED_ARRAY(Phb.levels): member is not an inline array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 n;
  guint16 *levels;
} Phb;
GVM_FIELDS (phb_fields, Phb) = {
  GVM_FIELD (Phb, n, gvm_u32),
  GVM_COUNTED_ARRAY (Phb, levels, n, gvm_u16),
};
