/* expect: GVM_SUBARRAY(Phb.levels): element type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint16 levels[4];
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_SUBARRAY (Phb, levels, 0, 4, gvm_i16) };
