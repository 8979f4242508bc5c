/* expect: GVM_GARRAY_TYPED(Phb.levels): element type mismatch */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  GVM_GARRAY_OF (guint16) levels;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_GARRAY_TYPED (Phb, levels, gvm_u32) };
