/* expect: GVM_FIELD(S.n): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

static GVM_DEFINE_BOUNDED (codec, gvm_u32, .max = 1);
typedef struct {
  guint16 n;
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, n, codec),
};
