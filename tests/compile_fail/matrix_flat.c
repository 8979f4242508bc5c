/* expect: GVM_ARRAY_2D(Phb.levels): member is not an inline array of arrays */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint16 *levels[4];
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_ARRAY_2D (Phb, levels, gvm_u16) };
