/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The sum of squares is kept exact as keys come: one more of a hash that c keys have adds 2c + 1. It only
 * grows, so a load is refused as soon as it is too large, and the time that the table itself has taken
 * by then is within the same bound.
 */
#include "container/flood.h"

enum { FIRST_BITS = 12 };

/* A table of 2^(10 + i) places puts a hash at its 11-fold modulo this. Source: GLib 2.74 ghash.c,
 * prime_mod and g_hash_table_hash_to_index(). With another GLib the guard would only see less. */
static const guint32 moduli[] = {
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

/* The tally of @hash, or the free place for it. */
static GvmiTally *
find_tally (const GvmiFlood *flood, guint32 hash)
{
  guint32 mask = (1u << flood->bits) - 1;
  guint32 place = mix (hash ^ flood->seed) & mask;

  while (flood->tallies[place].count != 0 && flood->tallies[place].hash != hash)
    place = (place + 1) & mask;
  return &flood->tallies[place];
}

/* Makes room for one more. */
static gboolean
make_room (GvmiFlood *flood, GvmReader *reader)
{
  gsize size = flood->tallies != NULL ? (gsize) 1 << flood->bits : 0;
  GvmiTally *old = flood->tallies;

  if (flood->n < size / 2)
    return TRUE;
  flood->seed = old != NULL ? flood->seed : g_random_int ();
  flood->bits = old != NULL ? flood->bits + 1 : FIRST_BITS;
  if (!gvm_reader_charge (reader, sizeof (GvmiTally) << flood->bits))
    return FALSE;
  flood->tallies = g_new0 (GvmiTally, (gsize) 1 << flood->bits);
  for (gsize i = 0; i < size; i++)
    if (old[i].count != 0)
      *find_tally (flood, old[i].hash) = old[i];
  g_free (old);
  return TRUE;
}

/* @count keys with @hash come to their place. */
static void
count_place (GvmiFlood *flood, guint32 hash, guint64 count)
{
  guint32 *place = &flood->places[(guint32) (hash * 11) % moduli[flood->size_bits - 10]];

  flood->place_sum += count * (2 * (guint64) *place + count);
  *place += (guint32) count;
}

/* Follows a GHashTable as it grows, which it does when 15 of 16 places are taken. All keys get new places. */
static gboolean
follow_size (GvmiFlood *flood, GvmReader *reader)
{
  guint64 n = flood->n + 1;
  guint bits = MAX (flood->size_bits, 10);

  while (((guint64) 1 << bits) <= n + n / 16 && bits < 10 + G_N_ELEMENTS (moduli) - 1)
    bits++;
  if (bits == flood->size_bits)
    return TRUE;
  if (!gvm_reader_charge (reader, sizeof (guint32) << bits))
    return FALSE;
  g_free (flood->places);
  flood->places = g_new0 (guint32, (gsize) 1 << bits);
  flood->size_bits = bits;
  flood->place_sum = 0;
  for (gsize i = 0; i < (gsize) 1 << flood->bits; i++)
    if (flood->tallies[i].count != 0)
      count_place (flood, flood->tallies[i].hash, flood->tallies[i].count);
  return TRUE;
}

static gboolean
count_hash (GvmiFlood *flood, GvmReader *reader, guint32 hash)
{
  if (!make_room (flood, reader) || !follow_size (flood, reader))
    return FALSE;
  count_place (flood, hash, 1);

  GvmiTally *tally = find_tally (flood, hash);
  flood->sum += 2 * (guint64) tally->count + 1;
  flood->n++;
  *tally = (GvmiTally) { .hash = hash, .count = tally->count + 1 };
  return TRUE;
}

/* Counts the keys that came before the guard was needed. */
static gboolean
catch_up (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader)
{
  const GvmField *field = builder->field;
  GvmCursor cursor = gvmi_container_start (field, builder->container);
  GvmEntry entry;

  while (field->container->next (&cursor, &entry))
    if (!count_hash (flood, reader, field->container->hash (field, entry.key)))
      return FALSE;
  return TRUE;
}

gboolean
gvmi_flood_admit (GvmiFlood *flood, const GvmBuilder *builder, GvmReader *reader, gpointer key,
                  guint64 due, guint64 start)
{
  const GvmContainer *kind = builder->field->container;

  if (kind->hash == NULL || (flood->n == 0 && kind->count (builder->container) < GVMI_FLOOD_FREE))
    return TRUE;
  if ((flood->n == 0 && !catch_up (flood, builder, reader)) ||
      !count_hash (flood, reader, kind->hash (builder->field, key)))
    return FALSE;
  if (MAX (flood->sum, flood->place_sum) <= GVMI_FLOOD_MOST * MAX (due, flood->n))
    return TRUE;
  return gvm_reader_fail (
      reader, GVM_ERROR_LIMIT, start,
      "keys that meet: the squares of how many share a hash, or a place in the table, add up to "
      "%" G_GUINT64_FORMAT ", at most %d times %" G_GUINT64_FORMAT,
      MAX (flood->sum, flood->place_sum), GVMI_FLOOD_MOST, MAX (due, flood->n));
}

void
gvmi_flood_close (GvmiFlood *flood)
{
  g_free (flood->tallies);
  g_free (flood->places);
}
