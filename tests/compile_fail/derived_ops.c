/* expect: GVM_DERIVED(Other.late): ops are of another struct */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 late;
} Phb;
typedef struct {
  guint32 late;
} Tmp;
typedef struct {
  guint32 late;
} Other;
static void
tmp_fill (Tmp *tmp, const Phb *phb)
{
  tmp->late = phb->late;
}
static gboolean
tmp_take (Phb *phb, const Tmp *tmp, GError **error)
{
  phb->late = tmp->late;
  return error != NULL;
}
GVM_DEFINE_DERIVED (late_ops, Phb, Tmp, tmp_fill, tmp_take);
GVM_FIELDS (tmp_fields, Tmp) = { GVM_FIELD (Tmp, late, gvm_u32) };
GVM_DEFINE_STATIC_DESC (tmp_desc, Tmp, "tmp", 1, 1, tmp_fields);
GVM_FIELDS (other_fields, Other) = { GVM_DERIVED (Other, late, late_ops, tmp_desc) };
