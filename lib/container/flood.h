/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The guard against keys chosen so that all have the same hash: a table of them is a list, and filling it
 * takes quadratic time. Beyond some number of keys the places are counted that a GHashTable brings their hashes to; n
 * keys whose places are each shared by c of them cost about the sum of c² to insert, which is n when no two share one.
 * Equal hashes have equal places, and others can meet there as well.
 */
#pragma once

#include "container/container.h"

/* So few keys cannot take long, whatever their hashes. */
enum { GVMI_FLOOD_FREE = 1024 };
/* The sum of squares, by n, that is never refused, and the one that always is, and all above; the bound is halfway. Of
 * a sample they are 4 and 16. Ordinary keys have 1 to 2. */
enum { GVMI_FLOOD_FINE = 7, GVMI_FLOOD_MOST = 8 };
/* Sizes that a GHashTable of more keys than that can have. */
enum { GVMI_FLOOD_SIZES = 22 };

/* A sum of squares, estimated. */
typedef struct {
  gint16 *counters; /* (nullable) */
  guint64 sum;
} GvmiSketch;

typedef struct {
  guint64 due, most; /* keys that will come, 0 when that is not known; and can come */
  guint64 n;         /* that have come */
  guint32 seed;      /* so that nobody can choose keys that sketches do not see */
  guint size, last;  /* of the table: now, and at the end; see sizes[] */
  GvmiSketch places[GVMI_FLOOD_SIZES]; /* of the places that all keys so far have at a size */
} GvmiFlood;

/* @due and @most are the caller's to set. */
static inline void
gvmi_flood_open (GvmiFlood *flood)
{
  flood->n = 0;
  flood->places->counters = NULL;
}

/* For entries that are not free any more. */
gsize gvmi_flood_count (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader,
                        const GvmEntry *entries, gsize n);

/* Counts the keys of @n entries, GVMI_BATCH at most, that are about to be added to what @builder builds. Returns: @n, or fewer when the next
 * would be one too many, or the budget cannot pay for the guard; see gvmi_flood_refuse(). */
static inline gsize
gvmi_flood_admit (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader,
                  const GvmEntry *entries, gsize n)
{
  if (builder->field->container->get_hash == NULL)
    return n;
  if (flood->n + n > GVMI_FLOOD_FREE)
    return gvmi_flood_count (flood, builder, reader, entries, n);
  flood->n += n;
  return n;
}

/* Errors: GVM_ERROR_LIMIT, at @start, where the entry starts that was not admitted. Returns: FALSE. */
gboolean gvmi_flood_refuse (const GvmiFlood *flood, GvmReader *reader, guint64 start);

void gvmi_flood_close (GvmiFlood *flood);
