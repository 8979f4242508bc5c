/* expect: GVM_SUBARRAY(Phb.levels): member is not an inline array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint16 *levels;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_SUBARRAY (Phb, levels, 0, 1, gvm_u16) };
