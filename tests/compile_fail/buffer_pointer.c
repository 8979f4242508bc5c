/* expect: GVM_BUFFER_PART(S.block): member is not an inline array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint8 n;
  guint8 *block;
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, n, gvm_u8),
  GVM_BUFFER_PART (S, block, n),
};
