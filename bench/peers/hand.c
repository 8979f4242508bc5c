/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * hand: straightforward C, for one workload each. hand-sorted: the same after a qsort() of the keys.
 */
#include "peers/hand.h"

#include <stdlib.h>

enum { MSI_SIZE = 12, SOURCE_SIZE = 8, NODE_SIZE = 15, DEVICE_SIZE = 1024 };

/* ---- tables --------------------------------------------------------------------------------- */

/* A table's entries, as its iterator gives them or sorted. */
typedef struct {
  gpointer key, value;
} Pair;

static Pair *
list_pairs (GHashTable *table, int (*compare) (const void *, const void *))
{
  gsize n = g_hash_table_size (table), i = 0;
  Pair *pairs = g_new (Pair, n);
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &pairs[i].key, &pairs[i].value))
    i++;
  qsort (pairs, n, sizeof *pairs, compare);
  return pairs;
}

static int
compare_numbers (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) ((const Pair *) a)->key;
  guint32 y = *(const guint32 *) ((const Pair *) b)->key;

  return (x > y) - (x < y);
}

static int
compare_direct (const void *a, const void *b)
{
  guint32 x = GPOINTER_TO_UINT (((const Pair *) a)->key);
  guint32 y = GPOINTER_TO_UINT (((const Pair *) b)->key);

  return (x > y) - (x < y);
}

static int
compare_strings (const void *a, const void *b)
{
  return strcmp (((const Pair *) a)->key, ((const Pair *) b)->key);
}

static void
put_msi (guint8 **at, gconstpointer key, gconstpointer value)
{
  const Msi *msi = value;

  hand_put_32 (at, *(const guint32 *) key);
  hand_put_32 (at, msi->first_irq);
  hand_put_32 (at, msi->num);
}

static void
put_direct (guint8 **at, gconstpointer key, gconstpointer value)
{
  guint32 number = GPOINTER_TO_UINT (key);

  put_msi (at, &number, value);
}

static void
put_keyed (guint8 **at, G_GNUC_UNUSED gconstpointer key, gconstpointer value)
{
  put_msi (at, value, &((const KeyedMsi *) value)->first_irq);
}

static void
put_text (guint8 **at, const char *text)
{
  gsize size = strlen (text);

  hand_put_32 (at, (guint32) size);
  memcpy (*at, text, size);
  *at += size;
}

static void
put_strings (guint8 **at, gconstpointer key, gconstpointer value)
{
  put_text (at, key);
  put_text (at, value);
}

INLINED void
save_table (GHashTable *table, guint8 **at, void (*put) (guint8 **, gconstpointer, gconstpointer),
            int (*compare) (const void *, const void *))
{
  GHashTableIter iter;
  gpointer key, value;

  hand_put_32 (at, g_hash_table_size (table));
  if (compare != NULL) {
    g_autofree Pair *pairs = list_pairs (table, compare);

    for (gsize i = 0; i < g_hash_table_size (table); i++)
      put (at, pairs[i].key, pairs[i].value);
    return;
  }
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    put (at, key, value);
}

#define DEFINE_SAVE_TABLE(name, entry_size, put, compare)                                          \
  static void name (const State *state, Output *output)                                            \
  {                                                                                                \
    guint8 *at = bench_output_reserve (output, 4 + entry_size * g_hash_table_size (state->table)); \
                                                                                                   \
    save_table (state->table, &at, put, compare);                                                  \
    hand_finish (output, at);                                                                      \
  }
DEFINE_SAVE_TABLE (save_msi, MSI_SIZE, put_msi, NULL)
DEFINE_SAVE_TABLE (save_msi_sorted, MSI_SIZE, put_msi, compare_numbers)
DEFINE_SAVE_TABLE (save_keyed, MSI_SIZE, put_keyed, NULL)
DEFINE_SAVE_TABLE (save_keyed_sorted, MSI_SIZE, put_keyed, compare_numbers)
DEFINE_SAVE_TABLE (save_direct, MSI_SIZE, put_direct, NULL)
DEFINE_SAVE_TABLE (save_direct_sorted, MSI_SIZE, put_direct, compare_direct)
/* 8 of length, at most 40 of key and 200 of value. */
DEFINE_SAVE_TABLE (save_strings, 248, put_strings, NULL)
DEFINE_SAVE_TABLE (save_strings_sorted, 248, put_strings, compare_strings)

static void
get_msis (const guint8 **at, GHashTable *table)
{
  for (guint32 n = hand_get_32 (at); n > 0; n--) {
    guint32 *key = g_new (guint32, 1);
    Msi *msi = g_new (Msi, 1);

    *key = hand_get_32 (at);
    msi->first_irq = hand_get_32 (at);
    msi->num = hand_get_32 (at);
    g_hash_table_insert (table, key, msi);
  }
}

static void
load_msi (const Input *input, State *state)
{
  const guint8 *at = input->data;

  state->table = bench_msi_table_new ();
  get_msis (&at, state->table);
}

static void
load_keyed (const Input *input, State *state)
{
  const guint8 *at = input->data;

  state->table = bench_keyed_table_new ();
  for (guint32 n = hand_get_32 (&at); n > 0; n--) {
    KeyedMsi *msi = g_new (KeyedMsi, 1);

    msi->key = hand_get_32 (&at);
    msi->first_irq = hand_get_32 (&at);
    msi->num = hand_get_32 (&at);
    g_hash_table_insert (state->table, &msi->key, msi);
  }
}

static void
load_direct (const Input *input, State *state)
{
  const guint8 *at = input->data;

  state->table = bench_direct_table_new ();
  for (guint32 n = hand_get_32 (&at); n > 0; n--) {
    guint32 key = hand_get_32 (&at);
    Msi *msi = g_new (Msi, 1);

    msi->first_irq = hand_get_32 (&at);
    msi->num = hand_get_32 (&at);
    g_hash_table_insert (state->table, GUINT_TO_POINTER (key), msi);
  }
}

static char *
get_text (const guint8 **at)
{
  guint32 size = hand_get_32 (at);
  char *text = g_strndup ((const char *) *at, size);

  *at += size;
  return text;
}

static void
load_strings (const Input *input, State *state)
{
  const guint8 *at = input->data;

  state->table = bench_string_table_new ();
  for (guint32 n = hand_get_32 (&at); n > 0; n--) {
    char *key = get_text (&at);

    g_hash_table_insert (state->table, key, get_text (&at));
  }
}

/* ---- arrays, lists -------------------------------------------------------------------------- */

/* Scalar, as the name of the vectorised peer says: a compiler that vectorised it would make them one. */
#define SCALAR __attribute__ ((optimize ("no-tree-vectorize")))

#define DEFINE_ARRAY(bits)                                                                         \
  SCALAR static void save_u##bits (const State *state, Output *output)                             \
  {                                                                                                \
    const guint##bits *values = (const guint##bits *) (gpointer) state->array->data;               \
    guint8 *at = bench_output_reserve (output, 4 + sizeof *values * state->array->len);            \
                                                                                                   \
    hand_put_32 (&at, state->array->len);                                                          \
    for (guint i = 0; i < state->array->len; i++)                                                  \
      hand_put_##bits (&at, values[i]);                                                            \
    hand_finish (output, at);                                                                      \
  }                                                                                                \
  SCALAR static void load_u##bits (const Input *input, State *state)                               \
  {                                                                                                \
    const guint8 *at = input->data;                                                                \
    guint32 n = hand_get_32 (&at);                                                                 \
                                                                                                   \
    state->array = g_array_sized_new (FALSE, FALSE, sizeof (guint##bits), n);                      \
    g_array_set_size (state->array, n);                                                            \
    for (guint32 i = 0; i < n; i++)                                                                \
      ((guint##bits *) (gpointer) state->array->data)[i] = hand_get_##bits (&at);                  \
  }
DEFINE_ARRAY (32)
DEFINE_ARRAY (64)

SCALAR static void
save_sources (const State *state, Output *output)
{
  gsize n;
  const Source *sources = bench_sources (state, &n);
  guint8 *at = bench_output_reserve (output, 4 + SOURCE_SIZE * n);

  hand_put_32 (&at, (guint32) n);
  for (gsize i = 0; i < n; i++) {
    hand_put_32 (&at, sources[i].server);
    hand_put_8 (&at, sources[i].priority);
    hand_put_8 (&at, sources[i].saved_priority);
    hand_put_8 (&at, sources[i].status);
    hand_put_8 (&at, sources[i].flags);
  }
  hand_finish (output, at);
}

SCALAR static void
load_sources (const Input *input, State *state)
{
  const guint8 *at = input->data;
  guint32 n = hand_get_32 (&at);
  Source *sources = bench_make_sources (state, n);

  for (guint32 i = 0; i < n; i++) {
    sources[i].server = hand_get_32 (&at);
    sources[i].priority = hand_get_8 (&at);
    sources[i].saved_priority = hand_get_8 (&at);
    sources[i].status = hand_get_8 (&at);
    sources[i].flags = hand_get_8 (&at);
  }
}

/* Counts as it goes: a list is walked once. */
static void
save_list (const State *state, Output *output)
{
  guint8 *start = bench_output_reserve (output, 4 + NODE_SIZE * state->n), *at = start + 4;
  guint32 n = 0;

  for (const GList *link = state->list; link != NULL; link = link->next, n++) {
    const Node *node = link->data;

    hand_put_64 (&at, node->a);
    hand_put_32 (&at, node->b);
    hand_put_16 (&at, node->c);
    hand_put_8 (&at, node->d);
  }
  hand_put_32 (&start, n);
  hand_finish (output, at);
}

static void
load_list (const Input *input, State *state)
{
  const guint8 *at = input->data;

  for (guint32 n = hand_get_32 (&at); n > 0; n--) {
    Node *node = g_new (Node, 1);

    node->a = hand_get_64 (&at);
    node->b = hand_get_32 (&at);
    node->c = hand_get_16 (&at);
    node->d = hand_get_8 (&at);
    state->list = g_list_prepend (state->list, node);
  }
  state->list = g_list_reverse (state->list);
}

/* ---- the device ----------------------------------------------------------------------------- */

#define PUT(bits, member)        hand_put_##bits (&at, device->member);
#define GET(bits, member)        device->member = hand_get_##bits (&at);
#define PUT_WINDOW(bits, member) hand_put_##bits (&at, device->windows[i].member);
#define GET_WINDOW(bits, member) device->windows[i].member = hand_get_##bits (&at);

static void
save_any_device (const State *state, Output *output, int (*compare) (const void *, const void *))
{
  const Device *device = state->device;
  guint8 *at = bench_output_reserve (output, DEVICE_SIZE + MSI_SIZE * DEVICE_MSIS);

  DEVICE_SCALARS (PUT)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    WINDOW_SCALARS (PUT_WINDOW)
  }
  save_table (device->msi, &at, put_msi, compare);
  put_text (&at, "bench/late");
  for (gsize i = 0; i < G_N_ELEMENTS (device->late); i++)
    hand_put_32 (&at, device->late[i]);
  hand_finish (output, at);
}

static void
save_device (const State *state, Output *output)
{
  save_any_device (state, output, NULL);
}

static void
save_device_sorted (const State *state, Output *output)
{
  save_any_device (state, output, compare_numbers);
}

static void
load_device (const Input *input, State *state)
{
  Device *device = state->device;
  const guint8 *at = input->data;

  DEVICE_SCALARS (GET)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    WINDOW_SCALARS (GET_WINDOW)
  }
  device->msi = bench_msi_table_new ();
  get_msis (&at, device->msi);
  at += 4 + strlen ("bench/late");
  for (gsize i = 0; i < G_N_ELEMENTS (device->late); i++)
    device->late[i] = hand_get_32 (&at);
}

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 0 },         [W1K] = { save_keyed, load_keyed, 0 },
  [W1D] = { save_direct, load_direct, 0 },  [W2] = { save_strings, load_strings, 0 },
  [W3] = { save_u32, load_u32, 0 },         [W3B] = { save_u64, load_u64, 0 },
  [W4] = { save_sources, load_sources, 0 }, [W4I] = { save_sources, load_sources, 0 },
  [W5] = { save_list, load_list, 0 },       [W6] = { save_device, load_device, 0 },
};
const Peer peer_hand = { "hand", methods, "straightforward C, big-endian, without checks", FALSE };

static const Method sorted_methods[N_WORKLOADS] = {
  [W1] = { save_msi_sorted, load_msi, 0 },        [W1K] = { save_keyed_sorted, load_keyed, 0 },
  [W1D] = { save_direct_sorted, load_direct, 0 }, [W2] = { save_strings_sorted, load_strings, 0 },
  [W6] = { save_device_sorted, load_device, 0 },
};
const Peer peer_hand_sorted = { "hand-sorted", sorted_methods, "hand, after a qsort() of the keys",
                                FALSE };

/* What W1K and W1D save an allocation of: their octets are those of W1. */
static const Method two_boxes_methods[N_WORKLOADS] = {
  [W1K] = { save_keyed, load_msi, 0 },
  [W1D] = { save_direct, load_msi, 0 },
};
const Peer peer_hand_two_boxes = { "hand-two-boxes", two_boxes_methods,
                                   "hand, loads keys to boxes of their own, as W1", TRUE };
