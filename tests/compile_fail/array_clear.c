/* expect: ops: msi_clear is no void (guint32 *) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
Msi *msi_new (void);
void msi_clear (Msi *msi);
gint other (const guint64 *a, const guint64 *b);
GVM_DEFINE_ARRAY_OPS (ops, guint32, msi_clear);
