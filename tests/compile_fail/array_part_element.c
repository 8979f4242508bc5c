/* expect: GVM_ARRAY_PART(S.words): element type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint8 n;
  guint16 words[4];
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, n, gvm_u8),
  GVM_ARRAY_PART (S, words, n, gvm_u32),
};
