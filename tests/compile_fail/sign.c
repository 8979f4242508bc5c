/* expect: GVM_FIELD(Phb.delta): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  gint32 delta;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, delta, gvm_u32) };
