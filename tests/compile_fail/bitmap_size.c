/* expect: GVM_FIELD(S.bits): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

static GVM_DEFINE_BITMAP (codec, guint64, 65);
typedef struct {
  guint64 bits[1];
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, bits, codec),
};
