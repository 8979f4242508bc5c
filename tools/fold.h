/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * fold: neighbours in an array that are equal.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* Elements that stand next to each other and hold the same. */
typedef struct {
  gsize first, count;
} FoldRun;

/* (transfer full): @array as runs in its order; a run of one element unless @fold. O(n). */
GArray *fold_find_runs (const GvmValue *array, gboolean fold);
