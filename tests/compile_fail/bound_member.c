/* expect: GVM_AT_MOST(S.used): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 used;
} S;
GVM_FIELDS (fields, S) = {
  GVM_AT_MOST (S, used, gvm_i32),
};
