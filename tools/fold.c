/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each element is compared with the one before it, once.
 */
#include "fold.h"

GArray *
fold_find_runs (const GvmValue *array, gboolean fold)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (FoldRun));
  g_autoptr (GvmValue) before = NULL;
  gsize n = gvm_value_get_n_children (array);

  for (gsize i = 0; i < n; i++) {
    GvmValue *element = gvm_value_get_child (array, i);

    if (fold && before != NULL && gvm_value_equal (before, element)) {
      g_array_index (runs, FoldRun, runs->len - 1).count++;
    } else {
      FoldRun run = { .first = i, .count = 1 };
      g_array_append_val (runs, run);
    }
    g_clear_pointer (&before, gvm_value_unref);
    before = element;
  }
  return runs;
}
