/* expect: GVM_FIELD(S.other): member type is not the C type of this codec */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef enum { A_0, A_1 } A;
typedef enum { B_0, B_1 } B;
static GVM_DEFINE_ENUM (codec, A, .max = A_1);
typedef struct {
  B other;
} S;
GVM_FIELDS (fields, S) = {
  GVM_FIELD (S, other, codec),
};
