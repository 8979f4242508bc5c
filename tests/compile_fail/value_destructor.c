/* expect: msi_ops: number_free is no void (Msi *) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 first_irq, num;
} Msi;
guint number_hash (const guint32 *number);
gboolean number_equal (const guint32 *a, const guint32 *b);
guint32 *number_new (void);
void number_free (guint32 *number);
guint msi_hash (const Msi *msi);
gboolean msi_equal (const Msi *a, const Msi *b);
Msi *msi_new (void);
void msi_free (Msi *msi);
GVM_DEFINE_ENTRY_OPS (msi_ops, guint32, Msi, number_hash, number_equal, number_free, msi_new,
                      number_free);
