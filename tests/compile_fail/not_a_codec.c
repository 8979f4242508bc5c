/* expect: _Generic */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* Neither a codec nor a descriptor: no branch is for it. */
typedef struct {
  guint32 late;
} Phb;
typedef guint32 number_ctype;
extern const guint32 number;
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, late, number) };
