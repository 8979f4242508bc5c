/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * protobuf-c: the state is copied to a tree of messages, which is packed; and back. Messages lie in one block, as a
 * careful user would have them.
 */
#include "peers/hand.h"

#include "bench.pb-c.h"

#define FINISH(name, message)                                                                      \
  output->size = bench__##name##__get_packed_size (&message);                                      \
  bench__##name##__pack (&message, bench_output_reserve (output, output->size));

/* An array of pointers to an array of messages, in one block. */
#define MAKE(type, init, n, items, pointers)                                                       \
  gsize n_items = n;                                                                               \
  g_autofree type *items = g_new (type, n_items);                                                  \
  g_autofree type **pointers = g_new (type *, n_items);                                            \
  for (gsize i = 0; i < n_items; i++) {                                                            \
    init (&items[i]);                                                                              \
    pointers[i] = &items[i];                                                                       \
  }

INLINED void
fill_entries (Bench__Entry *items, GHashTable *table, ReadMsi read)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, table);
  for (; g_hash_table_iter_next (&iter, &key, &value); items++) {
    KeyedMsi msi = read (key, value);

    items->key = msi.key;
    items->first_irq = msi.first_irq;
    items->num = msi.num;
  }
}

INLINED void
save_table (const State *state, Output *output, ReadMsi read)
{
  Bench__Table table = BENCH__TABLE__INIT;

  MAKE (Bench__Entry, bench__entry__init, g_hash_table_size (state->table), items, pointers)
  fill_entries (items, state->table, read);
  table.n_entries = n_items;
  table.entries = pointers;
  FINISH (table, table)
}

INLINED GHashTable *
add_entries (GHashTable *table, Bench__Entry **entries, gsize n, AddMsi add)
{
  for (gsize i = 0; i < n; i++)
    add (table, entries[i]->key, entries[i]->first_irq, entries[i]->num);
  return table;
}

#define DEFINE_TABLE(kind)                                                                         \
  static void save_##kind (const State *state, Output *output)                                     \
  {                                                                                                \
    save_table (state, output, peer_read_##kind);                                                  \
  }                                                                                                \
  static void load_##kind (const Input *input, State *state)                                       \
  {                                                                                                \
    Bench__Table *table = bench__table__unpack (NULL, input->size, input->data);                   \
                                                                                                   \
    state->table = add_entries (bench_##kind##_table_new (), table->entries, table->n_entries,     \
                                bench_##kind##_add);                                               \
    bench__table__free_unpacked (table, NULL);                                                     \
  }
TABLES (DEFINE_TABLE)

static void
save_strings (const State *state, Output *output)
{
  Bench__Texts texts = BENCH__TEXTS__INIT;
  GHashTableIter iter;
  gpointer key, value;

  MAKE (Bench__Text, bench__text__init, g_hash_table_size (state->table), items, pointers)
  g_hash_table_iter_init (&iter, state->table);
  for (Bench__Text *item = items; g_hash_table_iter_next (&iter, &key, &value); item++) {
    item->key = key;
    item->value = value;
  }
  texts.n_entries = n_items;
  texts.entries = pointers;
  FINISH (texts, texts)
}

/* The texts that unpacking has made are taken over. */
static void
load_strings (const Input *input, State *state)
{
  Bench__Texts *texts = bench__texts__unpack (NULL, input->size, input->data);

  state->table = bench_string_table_new ();
  for (gsize i = 0; i < texts->n_entries; i++) {
    Bench__Text *text = texts->entries[i];

    g_hash_table_insert (state->table, *text->key != '\0' ? text->key : g_strdup (""),
                         *text->value != '\0' ? text->value : g_strdup (""));
    text->key = text->value = (char *) protobuf_c_empty_string;
  }
  bench__texts__free_unpacked (texts, NULL);
}

#define DEFINE_NUMBERS(bits)                                                                       \
  static void save_u##bits (const State *state, Output *output)                                    \
  {                                                                                                \
    Bench__Numbers##bits numbers = BENCH__NUMBERS##bits##__INIT;                                   \
                                                                                                   \
    numbers.n_values = state->array->len;                                                          \
    numbers.values = (gpointer) state->array->data;                                                \
    FINISH (numbers##bits, numbers)                                                                \
  }                                                                                                \
  static void load_u##bits (const Input *input, State *state)                                      \
  {                                                                                                \
    Bench__Numbers##bits *numbers =                                                                \
        bench__numbers##bits##__unpack (NULL, input->size, input->data);                           \
                                                                                                   \
    state->array =                                                                                 \
        g_array_sized_new (FALSE, FALSE, sizeof (guint##bits), (guint) numbers->n_values);         \
    g_array_append_vals (state->array, numbers->values, (guint) numbers->n_values);                \
    bench__numbers##bits##__free_unpacked (numbers, NULL);                                         \
  }
DEFINE_NUMBERS (32)
DEFINE_NUMBERS (64)

static void
save_sources (const State *state, Output *output)
{
  Bench__Sources message = BENCH__SOURCES__INIT;
  gsize n;
  const Source *sources = bench_sources (state, &n);

  MAKE (Bench__Source, bench__source__init, n, items, pointers)
  for (gsize i = 0; i < n; i++) {
    items[i].server = sources[i].server;
    items[i].priority = sources[i].priority;
    items[i].saved_priority = sources[i].saved_priority;
    items[i].status = sources[i].status;
    items[i].flags = sources[i].flags;
  }
  message.n_sources = n;
  message.sources = pointers;
  FINISH (sources, message)
}

static void
load_sources (const Input *input, State *state)
{
  Bench__Sources *message = bench__sources__unpack (NULL, input->size, input->data);
  Source *sources = bench_make_sources (state, message->n_sources);

  for (gsize i = 0; i < message->n_sources; i++) {
    const Bench__Source *item = message->sources[i];

    sources[i] = (Source) { .server = item->server,
                            .priority = (guint8) item->priority,
                            .saved_priority = (guint8) item->saved_priority,
                            .status = (guint8) item->status,
                            .flags = (guint8) item->flags };
  }
  bench__sources__free_unpacked (message, NULL);
}

static void
save_list (const State *state, Output *output)
{
  Bench__List message = BENCH__LIST__INIT;

  MAKE (Bench__Node, bench__node__init, g_list_length (state->list), items, pointers)
  Bench__Node *item = items;
  for (const GList *link = state->list; link != NULL; link = link->next, item++) {
    const Node *node = link->data;

    item->a = node->a;
    item->b = node->b;
    item->c = node->c;
    item->d = node->d;
  }
  message.n_nodes = n_items;
  message.nodes = pointers;
  FINISH (list, message)
}

static void
load_list (const Input *input, State *state)
{
  Bench__List *message = bench__list__unpack (NULL, input->size, input->data);

  for (gsize i = message->n_nodes; i-- > 0;) {
    Node *node = g_new (Node, 1);

    node->a = message->nodes[i]->a;
    node->b = message->nodes[i]->b;
    node->c = (guint16) message->nodes[i]->c;
    node->d = (guint8) message->nodes[i]->d;
    state->list = g_list_prepend (state->list, node);
  }
  bench__list__free_unpacked (message, NULL);
}

#define TO(bits, member)        message.member = device->member;
#define FROM(bits, member)      device->member = (guint##bits) message->member;
#define TO_WINDOW(bits, member) windows[i].member = device->windows[i].member;
#define FROM_WINDOW(bits, member)                                                                  \
  device->windows[i].member = (guint##bits) message->windows[i]->member;

static void
save_device (const State *state, Output *output)
{
  const Device *device = state->device;
  Bench__Device message = BENCH__DEVICE__INIT;
  Bench__Window windows[G_N_ELEMENTS (device->windows)];
  Bench__Window *window_pointers[G_N_ELEMENTS (device->windows)];

  DEVICE_SCALARS (TO)
  for (gsize i = 0; i < G_N_ELEMENTS (windows); i++) {
    bench__window__init (&windows[i]);
    window_pointers[i] = &windows[i];
    WINDOW_SCALARS (TO_WINDOW)
  }
  message.n_windows = G_N_ELEMENTS (windows);
  message.windows = window_pointers;
  MAKE (Bench__Entry, bench__entry__init, g_hash_table_size (device->msi), items, pointers)
  fill_entries (items, device->msi, peer_read_msi);
  message.n_msi = n_items;
  message.msi = pointers;
  message.n_late = G_N_ELEMENTS (device->late);
  message.late = (guint32 *) device->late;
  FINISH (device, message)
}

static void
load_device (const Input *input, State *state)
{
  Bench__Device *message = bench__device__unpack (NULL, input->size, input->data);
  Device *device = state->device;

  DEVICE_SCALARS (FROM)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    WINDOW_SCALARS (FROM_WINDOW)
  }
  device->msi = add_entries (bench_msi_table_new (), message->msi, message->n_msi, bench_msi_add);
  memcpy (device->late, message->late, sizeof device->late);
  bench__device__free_unpacked (message, NULL);
}

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 0 },         [W1K] = { save_keyed, load_keyed, 0 },
  [W1D] = { save_direct, load_direct, 0 },  [W2] = { save_strings, load_strings, 0 },
  [W3] = { save_u32, load_u32, 0 },         [W3B] = { save_u64, load_u64, 0 },
  [W4] = { save_sources, load_sources, 0 }, [W4I] = { save_sources, load_sources, 0 },
  [W5] = { save_list, load_list, 0 },       [W6] = { save_device, load_device, 0 },
};
const Peer peer_protobuf = { "protobuf-c", methods, "libprotobuf-c, generated code", FALSE };
