/* expect: GVM_BITMAP_COUNTED(S.words): member is not a pointer to words of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 n, *words;
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, n, gvm_u32),
  GVM_BITMAP_COUNTED (S, words, n, gvm_u64),
};
