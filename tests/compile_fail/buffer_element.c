/* expect: GVM_BUFFER(S.words): member is not an array of guint8 */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint16 words[4];
} S;
GVM_FIELDS (fields, S) = {
  GVM_BUFFER (S, words),
};
