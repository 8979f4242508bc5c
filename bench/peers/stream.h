/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * msgpack-c and libcbor are used alike: arrays, unsigned integers and texts are written one after another, and
 * read as they come. A file of each defines what writes and reads one, and includes this, which has the
 * workloads.
 *
 *   Put, put_array (put, n), put_unsigned (put, value), put_text (put, text, size);
 *   Get, get_array (get), get_unsigned (get), get_text (get): transfer full;
 *   open_put (output), close_put (put, output), open_get (input), close_get (get)
 */
#include "peers/hand.h"

INLINED void
put_msis (Put *put, GHashTable *table, ReadMsi read)
{
  GHashTableIter iter;
  gpointer key, value;

  put_array (put, 3 * g_hash_table_size (table));
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    KeyedMsi msi = read (key, value);

    put_unsigned (put, msi.key);
    put_unsigned (put, msi.first_irq);
    put_unsigned (put, msi.num);
  }
}

INLINED GHashTable *
get_msis (Get *get, GHashTable *table, AddMsi add)
{
  for (gsize n = get_array (get) / 3; n > 0; n--) {
    guint32 key = (guint32) get_unsigned (get), first_irq = (guint32) get_unsigned (get);

    add (table, key, first_irq, (guint32) get_unsigned (get));
  }
  return table;
}

#define DEFINE_TABLE(kind)                                                                         \
  static void put_##kind (Put *put, const State *state)                                            \
  {                                                                                                \
    put_msis (put, state->table, peer_read_##kind);                                                \
  }                                                                                                \
  static void get_##kind (Get *get, State *state)                                                  \
  {                                                                                                \
    state->table = get_msis (get, bench_##kind##_table_new (), bench_##kind##_add);                \
  }
TABLES (DEFINE_TABLE)

static void
put_strings (Put *put, const State *state)
{
  GHashTableIter iter;
  gpointer key, value;

  put_array (put, 2 * g_hash_table_size (state->table));
  g_hash_table_iter_init (&iter, state->table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    put_text (put, key, strlen (key));
    put_text (put, value, strlen (value));
  }
}

static void
get_strings (Get *get, State *state)
{
  state->table = bench_string_table_new ();
  for (gsize n = get_array (get) / 2; n > 0; n--) {
    char *key = get_text (get);

    g_hash_table_insert (state->table, key, get_text (get));
  }
}

#define DEFINE_NUMBERS(bits)                                                                       \
  static void put_u##bits (Put *put, const State *state)                                           \
  {                                                                                                \
    const guint##bits *values = (gpointer) state->array->data;                                     \
                                                                                                   \
    put_array (put, state->array->len);                                                            \
    for (guint i = 0; i < state->array->len; i++)                                                  \
      put_unsigned (put, values[i]);                                                               \
  }                                                                                                \
  static void get_u##bits (Get *get, State *state)                                                 \
  {                                                                                                \
    guint n = (guint) get_array (get);                                                             \
                                                                                                   \
    state->array = g_array_sized_new (FALSE, FALSE, sizeof (guint##bits), n);                      \
    g_array_set_size (state->array, n);                                                            \
    for (guint i = 0; i < n; i++)                                                                  \
      g_array_index (state->array, guint##bits, i) = (guint##bits) get_unsigned (get);             \
  }
DEFINE_NUMBERS (32)
DEFINE_NUMBERS (64)

static void
put_sources (Put *put, const State *state)
{
  gsize n;
  const Source *sources = bench_sources (state, &n);

  put_array (put, 5 * n);
  for (gsize i = 0; i < n; i++) {
    put_unsigned (put, sources[i].server);
    put_unsigned (put, sources[i].priority);
    put_unsigned (put, sources[i].saved_priority);
    put_unsigned (put, sources[i].status);
    put_unsigned (put, sources[i].flags);
  }
}

static void
get_sources (Get *get, State *state)
{
  gsize n = get_array (get) / 5;
  Source *sources = bench_make_sources (state, n);

  for (gsize i = 0; i < n; i++) {
    sources[i].server = (guint32) get_unsigned (get);
    sources[i].priority = (guint8) get_unsigned (get);
    sources[i].saved_priority = (guint8) get_unsigned (get);
    sources[i].status = (guint8) get_unsigned (get);
    sources[i].flags = (guint8) get_unsigned (get);
  }
}

static void
put_list (Put *put, const State *state)
{
  put_array (put, 4 * (gsize) g_list_length (state->list));
  for (const GList *link = state->list; link != NULL; link = link->next) {
    const Node *node = link->data;

    put_unsigned (put, node->a);
    put_unsigned (put, node->b);
    put_unsigned (put, node->c);
    put_unsigned (put, node->d);
  }
}

static void
get_list (Get *get, State *state)
{
  for (gsize n = get_array (get) / 4; n > 0; n--) {
    Node *node = g_new (Node, 1);

    node->a = get_unsigned (get);
    node->b = (guint32) get_unsigned (get);
    node->c = (guint16) get_unsigned (get);
    node->d = (guint8) get_unsigned (get);
    state->list = g_list_prepend (state->list, node);
  }
  state->list = g_list_reverse (state->list);
}

#define PUT(bits, member)        put_unsigned (put, device->member);
#define GET(bits, member)        device->member = (guint##bits) get_unsigned (get);
#define PUT_WINDOW(bits, member) put_unsigned (put, device->windows[i].member);
#define GET_WINDOW(bits, member) device->windows[i].member = (guint##bits) get_unsigned (get);

static void
put_device (Put *put, const State *state)
{
  const Device *device = state->device;

  put_array (put, 45);
  DEVICE_SCALARS (PUT)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    WINDOW_SCALARS (PUT_WINDOW)
  }
  put_msis (put, device->msi, peer_read_msi);
  for (gsize i = 0; i < G_N_ELEMENTS (device->late); i++)
    put_unsigned (put, device->late[i]);
}

static void
get_device (Get *get, State *state)
{
  Device *device = state->device;

  get_array (get);
  DEVICE_SCALARS (GET)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    WINDOW_SCALARS (GET_WINDOW)
  }
  device->msi = get_msis (get, bench_msi_table_new (), bench_msi_add);
  for (gsize i = 0; i < G_N_ELEMENTS (device->late); i++)
    device->late[i] = (guint32) get_unsigned (get);
}

#define DEFINE_METHOD(name)                                                                        \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    Put *put = open_put (output);                                                                  \
                                                                                                   \
    put_##name (put, state);                                                                       \
    close_put (put, output);                                                                       \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    Get get = open_get (input);                                                                    \
                                                                                                   \
    get_##name (&get, state);                                                                      \
    close_get (&get);                                                                              \
  }
TABLES (DEFINE_METHOD)
DEFINE_METHOD (strings)
DEFINE_METHOD (u32)
DEFINE_METHOD (u64)
DEFINE_METHOD (sources)
DEFINE_METHOD (list)
DEFINE_METHOD (device)

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 0 },         [W1K] = { save_keyed, load_keyed, 0 },
  [W1D] = { save_direct, load_direct, 0 },  [W2] = { save_strings, load_strings, 0 },
  [W3] = { save_u32, load_u32, 0 },         [W3B] = { save_u64, load_u64, 0 },
  [W4] = { save_sources, load_sources, 0 }, [W4I] = { save_sources, load_sources, 0 },
  [W5] = { save_list, load_list, 0 },       [W6] = { save_device, load_device, 0 },
};
