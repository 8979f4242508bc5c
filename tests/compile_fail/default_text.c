/* expect: GVM_DEFAULT_TEXT(Phb.late): member is no char * */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  GString *late;
} Phb;
GVM_FIELDS (phb_fields, Phb) = {
  GVM_FIELD (Phb, late, gvm_gstring, .absent = GVM_DEFAULT_TEXT (Phb, late, "late")),
};
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);
