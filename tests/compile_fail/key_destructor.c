/* expect: msi_ops: msi_free is no void (guint32 *) */
/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gvmstate/gvmstate.h>

/* The destructor of the value in the place of that of the key. */
typedef struct {
  guint32 first_irq, num;
} Msi;
guint number_hash (const guint32 *number);
gboolean number_equal (const guint32 *a, const guint32 *b);
Msi *msi_new (void);
void msi_free (Msi *msi);
GVM_DEFINE_ENTRY_OPS (msi_ops, guint32, Msi, number_hash, number_equal, msi_free, msi_new,
                      msi_free);
