/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sorting by integer keys, without a compare function.
 */
#pragma once

#include "container/slot.h"

/* Can entries with such keys be sorted so? */
gboolean gvmi_radix_fits (const GvmiSlots *keys);

/* What is known of ranks: the bits that any of them has, and those that all have. Of many, how often each value of a
 * digit comes is counted as they come, by a guess of where the digits will be. */
typedef struct {
  gsize any, all;
  gboolean wants_counts;
  struct GvmiRadixCounts *counts; /* (nullable) */
} GvmiRanks;

/* For @n ranks. */
void gvmi_ranks_open (GvmiRanks *ranks, gsize n);
void gvmi_ranks_close (GvmiRanks *ranks);
void gvmi_ranks_add (GvmiRanks *ranks, const GvmEntry *entries, gsize n);

/* Has each key's rank, an integer that orders as keys do, in the place of its slot, and adds it to @ranks.
 * Returns: FALSE when a key is missing, or is no value of its codec. */
gboolean gvmi_radix_rank (GvmiRanks *ranks, const GvmiSlots *keys, GvmEntry *entries, gsize n);

/* Sorts @n entries, of which @ranks tells, ascending by rank. @other has room for as many.
 * Returns: which of both has them. */
GvmEntry *gvmi_radix_sort (GvmEntry *entries, GvmEntry *other, gsize n, const GvmiRanks *ranks);

/* Makes slots of the ranks again: direct ones. @keys becomes how to read them. */
void gvmi_radix_unrank (GvmiSlots *keys, GvmEntry *entries, gsize n);
