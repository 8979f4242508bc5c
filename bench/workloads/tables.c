/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tables: W1 and its variants, W2.
 */
#include "workloads/workloads.h"

/* PCI config addresses are multiples of 0x100; irqs of sPAPR start here. */
enum { FIRST_ADDRESS = 0x800, STEP = 0x100, FIRST_IRQ = 0x1300 };

GHashTable *
bench_msi_table_new (void)
{
  return g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
}

/* The key is the value's first member. */
GHashTable *
bench_keyed_table_new (void)
{
  return g_hash_table_new_full (g_int_hash, g_int_equal, NULL, g_free);
}

GHashTable *
bench_direct_table_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

GHashTable *
bench_string_table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static Msi *
msi_new (guint32 first_irq, guint32 num)
{
  Msi *msi = g_new (Msi, 1);

  *msi = (Msi) { first_irq, num };
  return msi;
}

void
bench_msi_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num)
{
  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), msi_new (first_irq, num));
}

void
bench_keyed_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num)
{
  KeyedMsi *msi = g_new (KeyedMsi, 1);

  *msi = (KeyedMsi) { key, first_irq, num };
  g_hash_table_insert (table, &msi->key, msi);
}

void
bench_direct_add (GHashTable *table, guint32 key, guint32 first_irq, guint32 num)
{
  g_hash_table_insert (table, GUINT_TO_POINTER (key), msi_new (first_irq, num));
}

/* As many as a driver may ask for, 1 to 32; few are more usual than many. */
static guint32
draw_num (guint32 *seed)
{
  guint32 a = bench_random (seed) % 6, b = bench_random (seed) % 6;

  return 1u << MIN (a, b);
}

/* Functions one after another, and their interrupts too. */
static GHashTable *
fill_ascending (GHashTable *table, gsize n, AddMsi add)
{
  guint32 seed = 2014, first_irq = FIRST_IRQ;

  for (guint32 i = 0; i < n; i++) {
    guint32 num = draw_num (&seed);

    add (table, FIRST_ADDRESS + STEP * i, first_irq, num);
    first_irq += num;
  }
  return table;
}

void
bench_fill_msi (State *state, gsize n)
{
  state->table = fill_ascending (bench_msi_table_new (), n, bench_msi_add);
}

void
bench_fill_msi_keyed (State *state, gsize n)
{
  state->table = fill_ascending (bench_keyed_table_new (), n, bench_keyed_add);
}

void
bench_fill_msi_direct (State *state, gsize n)
{
  state->table = fill_ascending (bench_direct_table_new (), n, bench_direct_add);
}

/* Each number below 2^32 once, in an order that looks like none: an affine map, then its bits mixed. */
static guint32
scatter (guint32 i)
{
  i = i * 2654435761u + 12345;
  i ^= i >> 15;
  i *= 0x2c1b3c6d;
  return i ^ i >> 12;
}

void
bench_fill_msi_random (State *state, gsize n)
{
  guint32 seed = 2014;

  state->table = bench_msi_table_new ();
  for (guint32 i = 0; i < n; i++)
    bench_msi_add (state->table, scatter (i), FIRST_IRQ + scatter (i + 77) % (4 * (guint32) n),
                   draw_num (&seed));
}

static char *
random_text (guint32 *seed, gsize size)
{
  char *text = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    text[i] = (char) ('a' + bench_random (seed) % 26);
  text[size] = '\0';
  return text;
}

void
bench_fill_strings (State *state, gsize n)
{
  guint32 seed = 2014;

  state->table = bench_string_table_new ();
  while (g_hash_table_size (state->table) < n) {
    char *key = random_text (&seed, 8 + bench_random (&seed) % 33);

    g_hash_table_insert (state->table, key, random_text (&seed, bench_random (&seed) % 201));
  }
}

static gboolean
tables_equal (const State *a, const State *b,
              gboolean (*values_equal) (gconstpointer, gconstpointer))
{
  GHashTableIter iter;
  gpointer key, value, other;

  if (b->table == NULL || g_hash_table_size (a->table) != g_hash_table_size (b->table))
    return FALSE;
  g_hash_table_iter_init (&iter, a->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_lookup_extended (b->table, key, NULL, &other) || !values_equal (value, other))
      return FALSE;
  return TRUE;
}

static gboolean
msis_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Msi)) == 0;
}

static gboolean
keyed_msis_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (KeyedMsi)) == 0;
}

gboolean
bench_msi_equal (const State *a, const State *b)
{
  return tables_equal (a, b, msis_equal);
}

gboolean
bench_msi_keyed_equal (const State *a, const State *b)
{
  return tables_equal (a, b, keyed_msis_equal);
}

gboolean
bench_strings_equal (const State *a, const State *b)
{
  return tables_equal (a, b, g_str_equal);
}
