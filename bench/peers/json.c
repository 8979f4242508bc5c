/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * json-glib: a builder and a generator; a parser and its tree.
 */
#include "peers/peers.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>

/* A tree of more than that takes memory that is better used. */
enum { MOST = 100000 };

static void
finish (JsonBuilder *builder, Output *output)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  g_free (output->own);
  output->own = json_to_string (root, FALSE);
  output->data = output->own;
  output->size = strlen (output->own);
}

static JsonParser *
parse (const Input *input)
{
  JsonParser *parser = json_parser_new_immutable ();

  if (!json_parser_load_from_data (parser, (const char *) input->data, (gssize) input->size, NULL))
    abort ();
  return parser;
}

INLINED void
add_msis (JsonBuilder *builder, GHashTable *table, ReadMsi read)
{
  GHashTableIter iter;
  gpointer key, value;

  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    KeyedMsi msi = read (key, value);

    json_builder_add_int_value (builder, msi.key);
    json_builder_add_int_value (builder, msi.first_irq);
    json_builder_add_int_value (builder, msi.num);
  }
  json_builder_end_array (builder);
}

INLINED GHashTable *
take_msis (JsonArray *array, GHashTable *table, AddMsi add)
{
  for (guint i = 0; i < json_array_get_length (array); i += 3)
    add (table, (guint32) json_array_get_int_element (array, i),
         (guint32) json_array_get_int_element (array, i + 1),
         (guint32) json_array_get_int_element (array, i + 2));
  return table;
}

#define DEFINE_TABLE(kind)                                                                         \
  static void save_##kind (const State *state, Output *output)                                     \
  {                                                                                                \
    g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();                               \
                                                                                                   \
    add_msis (builder, state->table, peer_read_##kind);                                            \
    finish (builder, output);                                                                      \
  }                                                                                                \
  static void load_##kind (const Input *input, State *state)                                       \
  {                                                                                                \
    g_autoptr (JsonParser) parser = parse (input);                                                 \
                                                                                                   \
    state->table = take_msis (json_node_get_array (json_parser_get_root (parser)),                 \
                              bench_##kind##_table_new (), bench_##kind##_add);                    \
  }
TABLES (DEFINE_TABLE)

static void
save_strings (const State *state, Output *output)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  GHashTableIter iter;
  gpointer key, value;

  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, state->table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    json_builder_set_member_name (builder, key);
    json_builder_add_string_value (builder, value);
  }
  json_builder_end_object (builder);
  finish (builder, output);
}

static void
load_strings (const Input *input, State *state)
{
  g_autoptr (JsonParser) parser = parse (input);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  state->table = bench_string_table_new ();
  json_object_iter_init (&iter, json_node_get_object (json_parser_get_root (parser)));
  while (json_object_iter_next (&iter, &key, &value))
    g_hash_table_insert (state->table, g_strdup (key), json_node_dup_string (value));
}

/* Its integers have a sign: W3B has none that are too large. */
#define DEFINE_NUMBERS(bits)                                                                       \
  static void save_u##bits (const State *state, Output *output)                                    \
  {                                                                                                \
    g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();                               \
                                                                                                   \
    json_builder_begin_array (builder);                                                            \
    for (guint i = 0; i < state->array->len; i++)                                                  \
      json_builder_add_int_value (builder, (gint64) g_array_index (state->array, guint##bits, i)); \
    json_builder_end_array (builder);                                                              \
    finish (builder, output);                                                                      \
  }                                                                                                \
  static void load_u##bits (const Input *input, State *state)                                      \
  {                                                                                                \
    g_autoptr (JsonParser) parser = parse (input);                                                 \
    JsonArray *array = json_node_get_array (json_parser_get_root (parser));                        \
    guint n = json_array_get_length (array);                                                       \
                                                                                                   \
    state->array = g_array_sized_new (FALSE, FALSE, sizeof (guint##bits), n);                      \
    g_array_set_size (state->array, n);                                                            \
    for (guint i = 0; i < n; i++)                                                                  \
      g_array_index (state->array, guint##bits, i) =                                               \
          (guint##bits) json_array_get_int_element (array, i);                                     \
  }
DEFINE_NUMBERS (32)
DEFINE_NUMBERS (64)

static void
save_sources (const State *state, Output *output)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  gsize n;
  const Source *sources = bench_sources (state, &n);

  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++) {
    json_builder_add_int_value (builder, sources[i].server);
    json_builder_add_int_value (builder, sources[i].priority);
    json_builder_add_int_value (builder, sources[i].saved_priority);
    json_builder_add_int_value (builder, sources[i].status);
    json_builder_add_int_value (builder, sources[i].flags);
  }
  json_builder_end_array (builder);
  finish (builder, output);
}

static void
load_sources (const Input *input, State *state)
{
  g_autoptr (JsonParser) parser = parse (input);
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));
  guint n = json_array_get_length (array) / 5;
  Source *sources = bench_make_sources (state, n);

  for (guint i = 0; i < n; i++) {
    sources[i].server = (guint32) json_array_get_int_element (array, 5 * i);
    sources[i].priority = (guint8) json_array_get_int_element (array, 5 * i + 1);
    sources[i].saved_priority = (guint8) json_array_get_int_element (array, 5 * i + 2);
    sources[i].status = (guint8) json_array_get_int_element (array, 5 * i + 3);
    sources[i].flags = (guint8) json_array_get_int_element (array, 5 * i + 4);
  }
}

static void
save_list (const State *state, Output *output)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_array (builder);
  for (const GList *link = state->list; link != NULL; link = link->next) {
    const Node *node = link->data;

    json_builder_add_int_value (builder, (gint64) node->a);
    json_builder_add_int_value (builder, node->b);
    json_builder_add_int_value (builder, node->c);
    json_builder_add_int_value (builder, node->d);
  }
  json_builder_end_array (builder);
  finish (builder, output);
}

static void
load_list (const Input *input, State *state)
{
  g_autoptr (JsonParser) parser = parse (input);
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));

  for (guint i = json_array_get_length (array); i > 0; i -= 4) {
    Node *node = g_new (Node, 1);

    node->a = (guint64) json_array_get_int_element (array, i - 4);
    node->b = (guint32) json_array_get_int_element (array, i - 3);
    node->c = (guint16) json_array_get_int_element (array, i - 2);
    node->d = (guint8) json_array_get_int_element (array, i - 1);
    state->list = g_list_prepend (state->list, node);
  }
}

#define SET(object, bits, member)                                                                  \
  json_builder_set_member_name (builder, #member);                                                 \
  json_builder_add_int_value (builder, (gint64) object.member);
#define SET_SCALAR(bits, member) SET ((*device), bits, member)
#define SET_WINDOW(bits, member) SET (device->windows[i], bits, member)
#define GET_SCALAR(bits, member)                                                                   \
  device->member = (guint##bits) json_object_get_int_member (object, #member);
#define GET_WINDOW(bits, member)                                                                   \
  device->windows[i].member = (guint##bits) json_object_get_int_member (window, #member);

static void
save_device (const State *state, Output *output)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  const Device *device = state->device;

  json_builder_begin_object (builder);
  DEVICE_SCALARS (SET_SCALAR)
  json_builder_set_member_name (builder, "windows");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    json_builder_begin_object (builder);
    WINDOW_SCALARS (SET_WINDOW)
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "msi");
  add_msis (builder, device->msi, peer_read_msi);
  json_builder_set_member_name (builder, "late");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (device->late); i++)
    json_builder_add_int_value (builder, device->late[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  finish (builder, output);
}

static void
load_device (const Input *input, State *state)
{
  g_autoptr (JsonParser) parser = parse (input);
  JsonObject *object = json_node_get_object (json_parser_get_root (parser));
  JsonArray *windows = json_object_get_array_member (object, "windows");
  JsonArray *late = json_object_get_array_member (object, "late");
  Device *device = state->device;

  DEVICE_SCALARS (GET_SCALAR)
  for (guint i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    JsonObject *window = json_array_get_object_element (windows, i);

    WINDOW_SCALARS (GET_WINDOW)
  }
  device->msi = take_msis (json_object_get_array_member (object, "msi"), bench_msi_table_new (),
                           bench_msi_add);
  for (guint i = 0; i < G_N_ELEMENTS (device->late); i++)
    device->late[i] = (guint32) json_array_get_int_element (late, i);
}

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, MOST },         [W1K] = { save_keyed, load_keyed, MOST },
  [W1D] = { save_direct, load_direct, MOST },  [W2] = { save_strings, load_strings, MOST },
  [W3] = { save_u32, load_u32, MOST },         [W3B] = { save_u64, load_u64, MOST },
  [W4] = { save_sources, load_sources, MOST }, [W4I] = { save_sources, load_sources, MOST },
  [W5] = { save_list, load_list, MOST },       [W6] = { save_device, load_device, 0 },
};
const Peer peer_json = { "json-glib", methods, "json-glib, up to 100 000 entries", FALSE };
