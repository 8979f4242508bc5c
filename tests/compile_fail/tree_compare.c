/* expect: ops: other is no gint (const guint32 *, const guint32 *) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
Msi *msi_new (void);
void msi_clear (Msi *msi);
gint other (const guint64 *a, const guint64 *b);
GVM_DEFINE_TREE_OPS (ops, guint32, Msi, other, g_free, msi_new, g_free);
