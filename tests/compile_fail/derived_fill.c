/* expect: late_ops: phb_fill is no void (Tmp *, const Phb *) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* fill has another temporary than the ops say. */
typedef struct {
  guint32 late;
} Phb;
typedef struct {
  guint64 late;
} Tmp;
static void
phb_fill (Phb *tmp, const Phb *phb)
{
  tmp->late = phb->late;
}
static gboolean
phb_take (Phb *phb, const Tmp *tmp, GError **error)
{
  phb->late = (guint32) tmp->late;
  return error != NULL;
}
GVM_DEFINE_DERIVED (late_ops, Phb, Tmp, phb_fill, phb_take);
