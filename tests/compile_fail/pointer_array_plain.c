/* expect: GVM_POINTER_ARRAY(Phb.late): member is not an inline array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 **late;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_POINTER_ARRAY (Phb, late, gvm_u32) };
