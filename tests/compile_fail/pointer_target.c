/* expect: GVM_POINTER(Phb.late): member is not a pointer to the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 late;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_POINTER (Phb, late, gvm_u32) };
