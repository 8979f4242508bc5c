/* expect: GVM_NOT_SAVED(T.m): say why */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 m;
} T;
GVM_FIELDS (fields, T) = { GVM_NOT_SAVED (T, m, "") };
