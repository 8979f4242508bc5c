/* expect: GVM_EQUAL(Phb.buid): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 buid;
} Phb;
GVM_FIELDS (phb_fields, Phb) = { GVM_EQUAL (Phb, buid, gvm_u64) };
