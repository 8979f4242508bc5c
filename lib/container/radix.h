/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sorting by integer keys, without a compare function.
 */
#pragma once

#include "container/slot.h"

/* Can entries with such keys be sorted so? */
gboolean gvmi_radix_fits (const GvmiSlots *keys);

/* What is known of ranks: the bits that any of them has, and those that all have. */
typedef struct {
  gsize any, all;
} GvmiRanks;
#define GVMI_RANKS_NONE ((GvmiRanks) { .any = 0, .all = G_MAXSIZE })

/* Has each key's rank, an integer that orders as keys do, in the place of its slot, and adds it to @ranks.
 * Returns: FALSE when a key is missing, or is no value of its codec. */
gboolean gvmi_radix_rank (GvmiRanks *ranks, const GvmiSlots *keys, GvmEntry *entries, gsize n);

/* Sorts @n entries, of which @ranks tells, ascending by rank. Memory: another such block, for a while.
 * Returns: (transfer full): the entries, in @entries (transfer full) or in a block instead of it. */
GvmEntry *gvmi_radix_sort (GvmEntry *entries, gsize n, const GvmiRanks *ranks);

/* Makes slots of the ranks again: direct ones. @keys becomes how to read them. */
void gvmi_radix_unrank (GvmiSlots *keys, GvmEntry *entries, gsize n);
