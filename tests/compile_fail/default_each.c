/* expect: GVM_DEFAULT_EACH(Phb.late): member is no array */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 *late;
} Phb;
GVM_FIELDS (phb_fields, Phb) = {
  GVM_POINTER (Phb, late, gvm_u32, .nullable = TRUE, .absent = GVM_DEFAULT_EACH (Phb, late, 1)),
};
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);
