/* expect: GVM_GARRAY(Phb.windows): member is not a GArray * */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  GPtrArray *windows;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_GARRAY (Phb, windows, gvm_u64) };
