/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sums of squares, in little memory. Exact ones need a tally for each hash, which for a large table is as much
 * memory as the table has itself, and a cache miss a key; so they are estimated, by Charikar's count sketch: each
 * hash adds 1 or -1 to one of a few counters, both by a hash of it that nobody can foresee. What two different
 * hashes do to one counter adds up to nothing in the mean, what equal ones do is squared. The sum of the
 * counters' squares is then the sum sought, give or take √(2 / counters) of it, one standard deviation: 1.1 %. What is
 * refused is halfway between 7 and 8 times the keys, so that both promises of the header are more than five away.
 *
 * For large tables one of each four keys is counted, for all four: which one, nobody can foresee. The estimate is then
 * the better, the more places share the sum. It is worst when all of the excess is in one place: a sum of 4 times the
 * keys, or of 16 times, is still more than four deviations away. Keys that meet within their four are not seen: of the
 * sum that is up to 3 times the keys.
 *
 * It is kept as keys come, so a load is refused as soon as it is too large, and the time that the table itself has
 * taken by then is within the same bound.
 */
#include "container/flood.h"

#include "container/walk.h"

enum { COUNTERS_BITS = 14, COUNTERS = 1 << COUNTERS_BITS };
/* More than any number of keys allows, and what an estimate may multiply. */
#define FULL (G_MAXUINT64 / 64)
/* One of so many keys is counted, at the sizes from 2^16 places on. */
enum { STRATUM = 4, FIRST_SAMPLED = 6 };

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

/* A GHashTable grows when 15 of 16 places are taken. Returns: its size with @n keys, of sizes[]. */
static guint
size_for (guint64 n)
{
  guint size = 0;

  while ((guint64) 1 << (10 + size) <= n + n / 16 && size < GVMI_FLOOD_SIZES - 1)
    size++;
  return size;
}

/* One more at each place that @hashes have in a table of @size. A counter that is full is a flood by itself: without one
 * it would take 10^13 keys. */
static void
count (GvmiSketch *sketch, guint32 seed, const Size *size, const guint32 *hashes, gsize n)
{
  gint16 *counters = sketch->counters;
  guint64 sum = sketch->sum;

  for (gsize i = 0; i < n; i++) {
    guint32 mixed = mix (remainder_of (hashes[i] * 11, size) ^ seed);
    gint16 *counter = &counters[mixed & (COUNTERS - 1)];
    gint step = 1 - (gint) (mixed >> 30 & 2), counted = *counter + step;

    if (ABS (counted) == G_MAXINT16) {
      sum = FULL;
      continue;
    }
    /* (c ± 1)² is c² ± 2 c + 1. */
    sum += (guint64) (2 * (gint64) step * *counter + 1);
    *counter = (gint16) counted;
  }
  sketch->sum = sum;
}

static void
count_at_sizes (GvmiFlood *flood, guint first, guint last, const guint32 *hashes, gsize n)
{
  for (guint size = first; size <= last; size++)
    count (&flood->places[size], flood->seed, &sizes[size], hashes, n);
}

/* Hashes the sample of @n keys that come after @before others. Returns: how many it has. */
static gsize
hash_sample (const GvmiFlood *flood, GHashFunc hash_key, const GvmEntry *entries, gsize n,
             guint64 before, guint32 *ret_hashes)
{
  gsize sampled = 0;

  for (guint64 stratum = before / STRATUM; stratum * STRATUM < before + n; stratum++) {
    guint64 number = stratum * STRATUM + mix ((guint32) stratum ^ ~flood->seed) % STRATUM;

    if (number >= before && number < before + n)
      ret_hashes[sampled++] = hash_key (entries[number - before].key);
  }
  return sampled;
}

/* Keys are in the table at the size that it has when they come, and at all that follow. Half of all keys see only the last
 * size, half of the others two, and so on: in the mean each would be counted twice. */
static void
count_keys (GvmiFlood *flood, GHashFunc hash_key, const GvmEntry *entries, gsize n, guint64 before)
{
  guint32 hashes[GVMI_BATCH];

  while ((guint64) 1 << (10 + flood->size) <= before + 1 + (before + 1) / 16 &&
         flood->size < flood->last)
    flood->size++;
  if (flood->size < FIRST_SAMPLED) {
    for (gsize i = 0; i < n; i++)
      hashes[i] = hash_key (entries[i].key);
    count_at_sizes (flood, flood->size, MIN (flood->last, FIRST_SAMPLED - 1), hashes, n);
  }
  if (flood->last >= FIRST_SAMPLED) {
    gsize sampled = hash_sample (flood, hash_key, entries, n, before, hashes);

    count_at_sizes (flood, MAX (flood->size, FIRST_SAMPLED), flood->last, hashes, sampled);
  }
}

static gsize
cost_of (const GvmiFlood *flood)
{
  return (flood->last + 1) * COUNTERS * sizeof (gint16);
}

/* Begins, and counts the keys that came before the guard was needed. FALSE without an error when it costs too much. */
static gboolean
begin (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader)
{
  const GvmField *field = builder->field;
  GHashFunc hash_key = field->container->get_hash (field);
  GvmCursor cursor = gvmi_container_start (field, builder->container);
  GvmEntry entry;

  flood->last = size_for (MAX (flood->due, flood->most));
  if (reader->error != NULL || cost_of (flood) > reader->budget)
    return FALSE;
  reader->budget -= cost_of (flood);
  memset (flood->places, 0, sizeof flood->places);
  flood->size = 0;
  flood->seed = g_random_int ();
  for (guint size = 0; size <= flood->last; size++)
    flood->places[size].counters = g_new0 (gint16, COUNTERS);
  for (guint64 before = 0; field->container->next (&cursor, &entry); before++)
    count_keys (flood, hash_key, &entry, 1, before);
  return TRUE;
}

/* Of a sample: each key of it shares its place with itself, and of pairs that are not of one stratum it has one of
 * STRATUM². */
static guint64
sum_of (const GvmiFlood *flood)
{
  guint64 sum = flood->places[flood->size].sum, sampled = flood->n / STRATUM;

  if (flood->size < FIRST_SAMPLED)
    return sum;
  return flood->n + (sum > sampled ? (guint64) STRATUM * STRATUM * (sum - sampled) : 0);
}

static guint64
keys_of (const GvmiFlood *flood)
{
  return MAX (flood->due, flood->n);
}

/* Where a batch has one key too many, the last one is blamed. */
gsize
gvmi_flood_count (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader,
                  const GvmEntry *entries, gsize n)
{
  const GvmField *field = builder->field;

  if (n == 0)
    return 0;
  if (flood->places->counters == NULL && !begin (flood, builder, reader))
    return 0;
  count_keys (flood, field->container->get_hash (field), entries, n, flood->n);
  flood->n += n;
  return 2 * sum_of (flood) <= (GVMI_FLOOD_FINE + GVMI_FLOOD_MOST) * keys_of (flood) ? n : n - 1;
}

gboolean
gvmi_flood_refuse (const GvmiFlood *flood, GvmReader *reader, guint64 start)
{
  if (flood->places->counters == NULL)
    return gvm_reader_charge (reader, cost_of (flood));
  return gvm_reader_fail (
      reader, GVM_ERROR_LIMIT, start,
      "keys that meet: the squares of how many share a place in the table add up to "
      "about %" G_GUINT64_FORMAT ", at most %.1f times %" G_GUINT64_FORMAT,
      sum_of (flood), (GVMI_FLOOD_FINE + GVMI_FLOOD_MOST) / 2.0, keys_of (flood));
}

void
gvmi_flood_close (GvmiFlood *flood)
{
  for (guint size = 0; size < GVMI_FLOOD_SIZES && flood->places[size].counters != NULL; size++)
    g_free (flood->places[size].counters);
}
