/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * hand-avx2: the loops of hand, 32 octets at a time. floor: what nobody can go below: memcpy() for arrays,
 * a walk that looks at each entry for the rest.
 */
#include "peers/hand.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* Where each octet of 16 comes from. */
#define MASK_32     3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12
#define MASK_64     7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8
#define MASK_SOURCE 3, 2, 1, 0, 4, 5, 6, 7, 11, 10, 9, 8, 12, 13, 14, 15

#define DEFINE_SHUFFLE(name, mask_)                                                                \
  __attribute__ ((target ("avx2"))) static void name (guint8 *restrict to,                         \
                                                      const guint8 *restrict from, gsize size)     \
  {                                                                                                \
    const __m256i mask = _mm256_setr_epi8 (mask_, mask_);                                          \
    gsize at = 0;                                                                                  \
                                                                                                   \
    for (; at + sizeof mask <= size; at += sizeof mask)                                            \
      _mm256_storeu_si256 (                                                                        \
          (__m256i *) (gpointer) (to + at),                                                        \
          _mm256_shuffle_epi8 (_mm256_loadu_si256 ((const __m256i *) (gconstpointer) (from + at)), \
                               mask));                                                             \
    guint8 rest[32] = { 0 };                                                                       \
    memcpy (rest, from + at, size - at);                                                           \
    __m256i last = _mm256_loadu_si256 ((const __m256i *) (gconstpointer) rest);                    \
    _mm256_storeu_si256 ((__m256i *) (gpointer) rest, _mm256_shuffle_epi8 (last, mask));           \
    memcpy (to + at, rest, size - at);                                                             \
  }
DEFINE_SHUFFLE (swap_32, MASK_32)
DEFINE_SHUFFLE (swap_64, MASK_64)
DEFINE_SHUFFLE (swap_sources, MASK_SOURCE)
#endif

static void
copy (guint8 *restrict to, const guint8 *restrict from, gsize size)
{
  memcpy (to, from, size);
}

#define DEFINE_ARRAY(name, type, move)                                                             \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    gsize size = state->array->len * sizeof (type);                                                \
    guint8 *at = bench_output_reserve (output, 4 + size);                                          \
                                                                                                   \
    hand_put_32 (&at, state->array->len);                                                          \
    move (at, (const guint8 *) state->array->data, size);                                          \
    hand_finish (output, at + size);                                                               \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    const guint8 *at = input->data;                                                                \
    guint32 n = hand_get_32 (&at);                                                                 \
                                                                                                   \
    state->array = g_array_sized_new (FALSE, FALSE, sizeof (type), n);                             \
    g_array_set_size (state->array, n);                                                            \
    move ((guint8 *) state->array->data, at, n * sizeof (type));                                   \
  }
#define DEFINE_SOURCES(name, move)                                                                 \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    gsize n;                                                                                       \
    const guint8 *sources = (gconstpointer) bench_sources (state, &n);                             \
    guint8 *at = bench_output_reserve (output, 4 + n * sizeof (Source));                           \
                                                                                                   \
    hand_put_32 (&at, (guint32) n);                                                                \
    move (at, sources, n * sizeof (Source));                                                       \
    hand_finish (output, at + n * sizeof (Source));                                                \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    const guint8 *at = input->data;                                                                \
    guint32 n = hand_get_32 (&at);                                                                 \
                                                                                                   \
    move ((guint8 *) bench_make_sources (state, n), at, n * sizeof (Source));                      \
  }

#if defined(__x86_64__)
DEFINE_ARRAY (u32, guint32, swap_32)
DEFINE_ARRAY (u64, guint64, swap_64)
DEFINE_SOURCES (sources, swap_sources)

static const Method avx2_methods[N_WORKLOADS] = {
  [W3] = { save_u32, load_u32, 0 },
  [W3B] = { save_u64, load_u64, 0 },
  [W4] = { save_sources, load_sources, 0 },
  [W4I] = { save_sources, load_sources, 0 },
};
const Peer peer_hand_avx2 = { "hand-avx2", avx2_methods, "hand, 32 octets at a time", FALSE };
#endif

DEFINE_ARRAY (u32_floor, guint32, copy)
DEFINE_ARRAY (u64_floor, guint64, copy)
DEFINE_SOURCES (sources_floor, copy)

/* The sum is an output that nobody can do without. */
static void
finish_sum (Output *output, guint64 sum)
{
  memcpy (bench_output_reserve (output, sizeof sum), &sum, sizeof sum);
  output->size = sizeof sum;
}

static void
walk_msi (const State *state, Output *output)
{
  GHashTableIter iter;
  gpointer key, value;
  guint64 sum = 0;

  g_hash_table_iter_init (&iter, state->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    sum += *(const guint32 *) key + ((const Msi *) value)->first_irq;
  finish_sum (output, sum);
}

static void
walk_strings (const State *state, Output *output)
{
  GHashTableIter iter;
  gpointer key, value;
  guint64 sum = 0;

  g_hash_table_iter_init (&iter, state->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    sum += strlen (key) + strlen (value);
  finish_sum (output, sum);
}

static void
walk_list (const State *state, Output *output)
{
  guint64 sum = 0;

  for (const GList *link = state->list; link != NULL; link = link->next)
    sum += ((const Node *) link->data)->a;
  finish_sum (output, sum);
}

static const Method floor_methods[N_WORKLOADS] = {
  [W1] = { walk_msi, NULL, 0 },
  [W2] = { walk_strings, NULL, 0 },
  [W3] = { save_u32_floor, load_u32_floor, 0 },
  [W3B] = { save_u64_floor, load_u64_floor, 0 },
  [W4] = { save_sources_floor, load_sources_floor, 0 },
  [W4I] = { save_sources_floor, load_sources_floor, 0 },
  [W5] = { walk_list, NULL, 0 },
};
const Peer peer_floor = { "floor", floor_methods, "memcpy(), or a walk that looks at each entry",
                          TRUE };
