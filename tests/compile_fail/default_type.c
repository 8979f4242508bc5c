/* expect: initializ */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* A default has the member's own type. */
typedef struct {
  guint32 a;
} Msi;
typedef struct {
  guint64 b;
} Other;
typedef struct {
  Msi msi;
} Phb;
static const Other other = { 1 };
GVM_FIELDS (msi_fields, Msi) = { GVM_FIELD (Msi, a, gvm_u32) };
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);
GVM_FIELDS (phb_fields, Phb) = {
  GVM_STRUCT (Phb, msi, msi_desc, .absent = GVM_DEFAULT (Phb, msi, other)),
};
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);
