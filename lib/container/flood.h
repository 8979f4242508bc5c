/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The guard against keys chosen so that all have the same hash: a table of them is a list, and filling it
 * takes quadratic time. Beyond some number of keys their hashes are counted; n keys whose hashes are each
 * shared by c of them cost about the sum of c² to insert, which is n when no two share one. The same holds
 * for the places that hashes are brought to in a GHashTable of that size, where other hashes can meet.
 */
#pragma once

#include "container/container.h"

/* So few keys cannot take long, whatever their hashes. */
enum { GVMI_FLOOD_FREE = 1024 };
/* The sum of squares that is refused, by n. Ordinary keys have 1 to 1.1. */
enum { GVMI_FLOOD_MOST = 8 };

typedef struct {
  guint32 hash, count;
} GvmiTally;

/* All zeros at the start. */
typedef struct {
  guint64 n, sum;
  guint64 place_sum; /* the same sum, of places */
  guint size_bits;   /* of the GHashTable */
  guint32 *places;   /* how many keys come to each */
  guint32 seed;      /* so that nobody can choose keys to flood the tallies */
  guint bits;        /* there are 2^bits tallies, at most half of them in use */
  GvmiTally *tallies;
} GvmiFlood;

/* Counts @key, a slot that is about to be added to what @builder builds; @due is how many entries will come in
 * all, 0 when that is not known, and the entry starts at @start. Errors: GVM_ERROR_LIMIT. */
gboolean gvmi_flood_admit (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader,
                           gpointer key, guint64 due, guint64 start);

void gvmi_flood_close (GvmiFlood *flood);
