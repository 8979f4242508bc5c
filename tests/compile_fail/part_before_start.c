/* expect: GVM_SUBARRAY(Phb.levels): beyond the end of the array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 buid;
  guint16 levels[4];
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_SUBARRAY (Phb, levels, -1, 2, gvm_u16) };
