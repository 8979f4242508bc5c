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

/* A remainder by two multiplications: of what there is beyond the point of hash / size, in units of 2^-64, @size times as
 * much. Source: Lemire, Kaser and Kurz, Faster remainder by direct computation (2019). */
typedef struct {
  guint32 size;
  guint64 inverse;
} Size;
#define SIZE(size)                                                                                 \
  {                                                                                                \
    size, G_MAXUINT64 / (size) + 1                                                                 \
  }

/* A table of 2^(10 + i) places puts a hash at its 11-fold modulo this. Source: GLib 2.74 ghash.c,
 * prime_mod and g_hash_table_hash_to_index(). With another GLib the guard would only see less. */
static const Size sizes[GVMI_FLOOD_SIZES] = {
  SIZE (1021),       SIZE (2039),       SIZE (4093),      SIZE (8191),      SIZE (16381),
  SIZE (32749),      SIZE (65521),      SIZE (131071),    SIZE (262139),    SIZE (524287),
  SIZE (1048573),    SIZE (2097143),    SIZE (4194301),   SIZE (8388593),   SIZE (16777213),
  SIZE (33554393),   SIZE (67108859),   SIZE (134217689), SIZE (268435399), SIZE (536870909),
  SIZE (1073741789), SIZE (2147483647),
};

static inline guint32
remainder_of (guint32 value, const Size *size)
{
#ifdef __SIZEOF_INT128__
  __extension__ typedef unsigned __int128 Wide;

  return (guint32) ((Wide) (size->inverse * value) * size->size >> 64);
#else
  return value % size->size;
#endif
}

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

/* Key number @n is in the table at this size and at all that follow. Half of all keys see only the last size, half of the
 * others two, and so on: in the mean it is counted twice. */
static void
count_hash (GvmiFlood *flood, guint32 hash, guint64 n)
{
  while ((guint64) 1 << (10 + flood->size) <= n + n / 16 && flood->size < flood->last)
    flood->size++;
  count (&flood->hashes, flood->seed, hash);
  for (guint size = flood->size; size <= flood->last; size++)
    count (&flood->places[size], flood->seed, remainder_of (hash * 11, &sizes[size]));
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
flood_open (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader)
{
  const GvmField *field = builder->field;
  GvmCursor cursor = gvmi_container_start (field, builder->container);
  GvmEntry entry;

  flood->seed = g_random_int ();
  flood->last = size_for (MAX (flood->due, flood->most));
  if (!sketch_open (&flood->hashes, reader))
    return FALSE;
  for (guint size = 0; size <= flood->last; size++)
    if (!sketch_open (&flood->places[size], reader))
      return FALSE;
  for (guint64 n = 1; field->container->next (&cursor, &entry); n++)
    count_hash (flood, field->container->hash (field, entry.key), n);
  return TRUE;
}

static guint64
sum_of (const GvmiFlood *flood)
{
  return MAX (flood->hashes.sum, flood->places[flood->size].sum);
}

static guint64
keys_of (const GvmiFlood *flood)
{
  return MAX (flood->due, flood->n);
}

gboolean
gvmi_flood_count (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader, gpointer key)
{
  if (reader->error != NULL ||
      (flood->hashes.counters == NULL && !flood_open (flood, builder, reader)))
    return FALSE;
  count_hash (flood, builder->field->container->hash (builder->field, key), flood->n);
  return 2 * sum_of (flood) <= (GVMI_FLOOD_FINE + GVMI_FLOOD_MOST) * keys_of (flood);
}

gboolean
gvmi_flood_refuse (const GvmiFlood *flood, GvmReader *reader, guint64 start)
{
  return gvm_reader_fail (
      reader, GVM_ERROR_LIMIT, start,
      "keys that meet: the squares of how many share a hash, or a place in the table, add up to "
      "about %" G_GUINT64_FORMAT ", less than %d times %" G_GUINT64_FORMAT,
      sum_of (flood), GVMI_FLOOD_MOST, keys_of (flood));
}

void
gvmi_flood_close (GvmiFlood *flood)
{
  g_free (flood->hashes.counters);
  for (guint size = 0; size < GVMI_FLOOD_SIZES; size++)
    g_free (flood->places[size].counters);
}
