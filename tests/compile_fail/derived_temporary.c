/* expect: GVM_DERIVED(Phb.late): descriptor of another temporary */
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
GVM_FIELDS (other_fields, Other) = { GVM_FIELD (Other, late, gvm_u32) };
GVM_DEFINE_STATIC_DESC (other_desc, Other, "other", 1, 1, other_fields);
GVM_FIELDS (phb_fields, Phb) = { GVM_DERIVED (Phb, late, late_ops, other_desc) };
