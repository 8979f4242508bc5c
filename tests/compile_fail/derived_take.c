/* expect: late_ops: phb_take is no gboolean (Phb *, const Tmp *, GError **) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* take gets another temporary than the ops say. */
typedef struct {
  guint32 late;
} Phb;
typedef struct {
  guint64 late;
} Tmp;
static void
phb_fill (Tmp *tmp, const Phb *phb)
{
  tmp->late = phb->late;
}
static gboolean
phb_take (Phb *phb, const Phb *tmp, GError **error)
{
  phb->late = tmp->late;
  return error != NULL;
}
GVM_DEFINE_DERIVED (late_ops, Phb, Tmp, phb_fill, phb_take);
