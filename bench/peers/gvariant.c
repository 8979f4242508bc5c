/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GVariant, as its documentation has it: a builder, and an iterator over data that is not trusted. Its form leaves the
 * byte order to the writer, so data for other machines is byteswapped on both sides.
 */
#include "peers/peers.h"

static void
finish (GVariant *made, Output *output)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (made);
  g_autoptr (GVariant) portable =
      G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_ref (variant) : g_variant_byteswap (variant);

  output->size = g_variant_get_size (portable);
  g_variant_store (portable, bench_output_reserve (output, output->size));
}

static GVariant *
open_input (const Input *input, const char *type)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (input->data, input->size);
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));

  return G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_ref (variant) : g_variant_byteswap (variant);
}

#define MSI_TYPE "a{u(uu)}"

INLINED void
add_msis (GVariantBuilder *builder, GHashTable *table, ReadMsi read)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    KeyedMsi msi = read (key, value);

    g_variant_builder_add (builder, "{u(uu)}", msi.key, msi.first_irq, msi.num);
  }
}

INLINED GHashTable *
take_msis (GVariantIter *iter, GHashTable *table, AddMsi add)
{
  guint32 key, first_irq, num;

  while (g_variant_iter_next (iter, "{u(uu)}", &key, &first_irq, &num))
    add (table, key, first_irq, num);
  return table;
}

#define DEFINE_TABLE(kind)                                                                         \
  static void save_##kind (const State *state, Output *output)                                     \
  {                                                                                                \
    GVariantBuilder builder;                                                                       \
                                                                                                   \
    g_variant_builder_init (&builder, G_VARIANT_TYPE (MSI_TYPE));                                  \
    add_msis (&builder, state->table, peer_read_##kind);                                           \
    finish (g_variant_builder_end (&builder), output);                                             \
  }                                                                                                \
  static void load_##kind (const Input *input, State *state)                                       \
  {                                                                                                \
    g_autoptr (GVariant) variant = open_input (input, MSI_TYPE);                                   \
    GVariantIter iter;                                                                             \
                                                                                                   \
    g_variant_iter_init (&iter, variant);                                                          \
    state->table = take_msis (&iter, bench_##kind##_table_new (), bench_##kind##_add);             \
  }
TABLES (DEFINE_TABLE)

static void
save_strings (const State *state, Output *output)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, state->table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_variant_builder_add (&builder, "{ss}", key, value);
  finish (g_variant_builder_end (&builder), output);
}

static void
load_strings (const Input *input, State *state)
{
  g_autoptr (GVariant) variant = open_input (input, "a{ss}");
  GVariantIter iter;
  char *key, *value;

  state->table = bench_string_table_new ();
  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{ss}", &key, &value))
    g_hash_table_insert (state->table, key, value);
}

static void
save_array (const State *state, Output *output, const char *type)
{
  finish (g_variant_new_fixed_array (G_VARIANT_TYPE (type + 1), state->array->data,
                                     state->array->len, g_array_get_element_size (state->array)),
          output);
}

static void
load_array (const Input *input, State *state, const char *type, guint size)
{
  g_autoptr (GVariant) variant = open_input (input, type);
  gsize n;
  gconstpointer values = g_variant_get_fixed_array (variant, &n, size);

  state->array = g_array_sized_new (FALSE, FALSE, size, (guint) n);
  g_array_append_vals (state->array, values, (guint) n);
}

static void
save_list (const State *state, Output *output)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(tuqy)"));
  for (const GList *link = state->list; link != NULL; link = link->next) {
    const Node *node = link->data;

    g_variant_builder_add (&builder, "(tuqy)", node->a, node->b, node->c, node->d);
  }
  finish (g_variant_builder_end (&builder), output);
}

static void
load_list (const Input *input, State *state)
{
  g_autoptr (GVariant) variant = open_input (input, "a(tuqy)");
  GVariantIter iter;
  Node node = { 0 };

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(tuqy)", &node.a, &node.b, &node.c, &node.d))
    state->list = g_list_prepend (state->list, g_memdup2 (&node, sizeof node));
  state->list = g_list_reverse (state->list);
}

/* Scalars as an array of 64 bits, as nobody would write a format string of twenty. */
#define DEVICE_TYPE       "(ata(ttuqy)" MSI_TYPE "au)"
#define ADD(bits, member) g_variant_builder_add (&scalars, "t", (guint64) device->member);
#define TAKE(bits, member)                                                                         \
  g_variant_iter_next (scalars, "t", &scalar);                                                     \
  device->member = (guint##bits) scalar;

static void
save_device (const State *state, Output *output)
{
  const Device *device = state->device;
  GVariantBuilder scalars, windows, msis;

  g_variant_builder_init (&scalars, G_VARIANT_TYPE ("at"));
  DEVICE_SCALARS (ADD)
  g_variant_builder_init (&windows, G_VARIANT_TYPE ("a(ttuqy)"));
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    const Window *window = &device->windows[i];

    g_variant_builder_add (&windows, "(ttuqy)", window->start, window->limit, window->control,
                           window->vector, window->enabled);
  }
  g_variant_builder_init (&msis, G_VARIANT_TYPE (MSI_TYPE));
  add_msis (&msis, device->msi, peer_read_msi);
  finish (g_variant_new ("(ata(ttuqy)" MSI_TYPE "@au)", &scalars, &windows, &msis,
                         g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, device->late,
                                                    G_N_ELEMENTS (device->late), 4)),
          output);
}

static void
load_device (const Input *input, State *state)
{
  g_autoptr (GVariant) variant = open_input (input, DEVICE_TYPE);
  g_autoptr (GVariantIter) scalars = NULL, windows = NULL, msis = NULL;
  g_autoptr (GVariant) late = NULL;
  Device *device = state->device;
  guint64 scalar;
  gsize n;

  g_variant_get (variant, "(ata(ttuqy)" MSI_TYPE "@au)", &scalars, &windows, &msis, &late);
  DEVICE_SCALARS (TAKE)
  for (gsize i = 0; i < G_N_ELEMENTS (device->windows); i++) {
    Window *window = &device->windows[i];

    g_variant_iter_next (windows, "(ttuqy)", &window->start, &window->limit, &window->control,
                         &window->vector, &window->enabled);
  }
  device->msi = take_msis (msis, bench_msi_table_new (), bench_msi_add);
  memcpy (device->late, g_variant_get_fixed_array (late, &n, 4), sizeof device->late);
}

#define DEFINE_ARRAY(name, type, size)                                                             \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    save_array (state, output, type);                                                              \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    load_array (input, state, type, size);                                                         \
  }
DEFINE_ARRAY (u32, "au", sizeof (guint32))
DEFINE_ARRAY (u64, "at", sizeof (guint64))

static void
save_sources (const State *state, Output *output)
{
  gsize n;
  const Source *sources = bench_sources (state, &n);

  finish (g_variant_new_fixed_array (G_VARIANT_TYPE ("(uyyyy)"), sources, n, sizeof *sources),
          output);
}

static void
load_sources (const Input *input, State *state)
{
  g_autoptr (GVariant) variant = open_input (input, "a(uyyyy)");
  gsize n;
  gconstpointer sources = g_variant_get_fixed_array (variant, &n, sizeof (Source));

  memcpy (bench_make_sources (state, n), sources, n * sizeof (Source));
}

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 1000000 },         [W1K] = { save_keyed, load_keyed, 1000000 },
  [W1D] = { save_direct, load_direct, 1000000 },  [W2] = { save_strings, load_strings, 20000 },
  [W3] = { save_u32, load_u32, 10000000 },        [W3B] = { save_u64, load_u64, 10000000 },
  [W4] = { save_sources, load_sources, 1000000 }, [W4I] = { save_sources, load_sources, 1000000 },
  [W5] = { save_list, load_list, 1000000 },       [W6] = { save_device, load_device, 0 },
};
const Peer peer_gvariant = { "gvariant", methods, "GVariant, byteswapped to one order", FALSE };
