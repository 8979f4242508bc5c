/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sums of squares, in little memory. Exact ones need a tally for each hash, which for a large table is as much
 * memory as the table has itself, and a cache miss a key; so they are estimated, by Charikar's count sketch: each
 * hash adds 1 or -1 to one of a few counters, both by a hash of it that nobody can foresee. What two different
 * hashes do to one counter adds up to nothing in the mean, what equal ones do is squared. The sum of the
 * counters' squares is then the sum sought, give or take √(2 / counters) of it, one standard deviation: 1.1 %. What is
 * refused is halfway between 7 and 8 times the keys, so that both promises of the header are more than five away.
 *
 * It is kept as keys come, so a load is refused as soon as it is too large, and the time that the table itself has
 * taken by then is within the same bound.
 */
#include "container/flood.h"

enum { COUNTERS_BITS = 14, COUNTERS = 1 << COUNTERS_BITS };

/* A table of 2^(10 + i) places puts a hash at its 11-fold modulo this. Source: GLib 2.74 ghash.c,
 * prime_mod and g_hash_table_hash_to_index(). With another GLib the guard would only see less. */
static const guint32 sizes[GVMI_FLOOD_SIZES] = {
  1021,     2039,      4093,      8191,      16381,      32749,      65521,    131071,
  262139,   524287,    1048573,   2097143,   4194301,    8388593,    16777213, 33554393,
  67108859, 134217689, 268435399, 536870909, 1073741789, 2147483647,
};

/* MurmurHash3's finalizer: one to one, so hashes stay as different as they are. */
static guint32
mix (guint32 hash)
{
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

/* One more of @value. */
static void
count (GvmiSketch *sketch, guint32 seed, guint32 value)
{
  guint32 mixed = mix (value ^ seed);
  gint32 *counter = &sketch->counters[mixed & (COUNTERS - 1)];
  gint32 step = mixed >> 31 ? 1 : -1;

  /* (c ± 1)² is c² ± 2 c + 1. */
  sketch->sum += (guint64) (2 * (gint64) step * *counter + 1);
  *counter += step;
}

/* A GHashTable grows when 15 of 16 places are taken. Returns: its size with @n keys, of sizes[]. */
static guint
size_for (guint64 n)
{
  guint size = 0;

  while ((guint64) 1 << (10 + size) <= n + n / 16 && size < GVMI_FLOOD_SIZES - 1)
    size++;
  return size;
}

/* A key is in the table at this size and at all that follow. Half of all keys see only the last size, half of the
 * others two, and so on: in the mean it is counted twice. */
static void
count_hash (GvmiFlood *flood, guint32 hash)
{
  flood->n++;
  while ((guint64) 1 << (10 + flood->size) <= flood->n + flood->n / 16 && flood->size < flood->last)
    flood->size++;
  count (&flood->hashes, flood->seed, hash);
  for (guint size = flood->size; size <= flood->last; size++)
    count (&flood->places[size], flood->seed, hash * 11 % sizes[size]);
}

static gboolean
sketch_open (GvmiSketch *sketch, GvmReader *reader)
{
  if (!gvm_reader_charge (reader, COUNTERS * sizeof (gint32)))
    return FALSE;
  sketch->counters = g_new0 (gint32, COUNTERS);
  return TRUE;
}

/* Begins, and counts the keys that came before the guard was needed. */
static gboolean
flood_open (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader, guint64 most)
{
  const GvmField *field = builder->field;
  GvmCursor cursor = gvmi_container_start (field, builder->container);
  GvmEntry entry;

  flood->seed = g_random_int ();
  flood->last = size_for (most);
  if (!sketch_open (&flood->hashes, reader))
    return FALSE;
  for (guint size = 0; size <= flood->last; size++)
    if (!sketch_open (&flood->places[size], reader))
      return FALSE;
  while (field->container->next (&cursor, &entry))
    count_hash (flood, field->container->hash (field, entry.key));
  return TRUE;
}

gboolean
gvmi_flood_admit (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader, gpointer key,
                  guint64 due, guint64 most, guint64 start)
{
  const GvmContainer *kind = builder->field->container;

  if (!gvmi_flood_concerns (flood, builder))
    return TRUE;
  if (flood->n == 0 && !flood_open (flood, builder, reader, MAX (due, most)))
    return FALSE;
  count_hash (flood, kind->hash (builder->field, key));

  guint64 sum = MAX (flood->hashes.sum, flood->places[flood->size].sum);
  guint64 n = MAX (due, flood->n);
  if (2 * sum <= (GVMI_FLOOD_FINE + GVMI_FLOOD_MOST) * n)
    return TRUE;
  return gvm_reader_fail (
      reader, GVM_ERROR_LIMIT, start,
      "keys that meet: the squares of how many share a hash, or a place in the table, add up to "
      "about %" G_GUINT64_FORMAT ", less than %d times %" G_GUINT64_FORMAT,
      sum, GVMI_FLOOD_MOST, n);
}

void
gvmi_flood_close (GvmiFlood *flood)
{
  g_free (flood->hashes.counters);
  for (guint size = 0; size < GVMI_FLOOD_SIZES; size++)
    g_free (flood->places[size].counters);
}
