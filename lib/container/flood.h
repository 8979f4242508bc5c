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
/* The sum of squares, by n, that is never refused, and the one that always is, and all above. Ordinary keys have 1 to
 * 2. */
enum { GVMI_FLOOD_FINE = 7, GVMI_FLOOD_MOST = 8 };
/* Sizes that a GHashTable of more keys than that can have. */
enum { GVMI_FLOOD_SIZES = 22 };

/* A sum of squares, estimated. */
typedef struct {
  gint32 *counters; /* (nullable) */
  guint64 sum;
} GvmiSketch;

/* Zeros at the start, but for @due and @most. */
typedef struct {
  guint64 due, most; /* keys that will come, 0 when that is not known; and can come */
  guint64 n;         /* that have come */
  guint32 seed;      /* so that nobody can choose keys that sketches do not see */
  guint size, last;  /* of the table: now, and at the end; see sizes[] */
  GvmiSketch hashes; /* of whole hashes */
  GvmiSketch places[GVMI_FLOOD_SIZES]; /* of the places that all keys so far have at a size */
} GvmiFlood;

/* For a key that is not free any more. */
gboolean gvmi_flood_count (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader,
                           gpointer key);

/* Counts @key, a slot that is about to be added to what @builder builds. Returns: FALSE when it is one too many, or
 * the budget cannot pay for the guard; see gvmi_flood_refuse(). */
static inline gboolean
gvmi_flood_admits (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader, gpointer key)
{
  return ++flood->n <= GVMI_FLOOD_FREE || builder->field->container->hash == NULL ||
         gvmi_flood_count (flood, builder, reader, key);
}

/* Errors: GVM_ERROR_LIMIT, at @start, where the entry of the last key counted starts. Returns: FALSE. */
gboolean gvmi_flood_refuse (const GvmiFlood *flood, GvmReader *reader, guint64 start);

void gvmi_flood_close (GvmiFlood *flood);
