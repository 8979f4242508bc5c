/* expect: GVM_POINTER_ARRAY(Phb.late): element is not a pointer to the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint64 *late[2];
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_POINTER_ARRAY (Phb, late, gvm_u32) };
