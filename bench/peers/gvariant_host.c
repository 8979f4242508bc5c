/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GVariant among machines alike: fixed arrays, in the host's byte order.
 */
#include "peers/peers.h"

static void
save_host (GVariant *made, Output *output)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (made);

  output->size = g_variant_get_size (variant);
  g_variant_store (variant, bench_output_reserve (output, output->size));
}

static gconstpointer
load_host (const Input *input, const char *type, gsize size, gsize *ret_n)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (input->data, input->size);
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));

  return g_variant_get_fixed_array (variant, ret_n, size);
}

/* What a{u(uu)} would be is no fixed size to g_variant_new_fixed_array(); (uuu) is. */
INLINED void
save_table (const State *state, Output *output, ReadMsi read)
{
  gsize n = g_hash_table_size (state->table), i = 0;
  g_autofree KeyedMsi *msis = g_new (KeyedMsi, n);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, state->table);
  for (; g_hash_table_iter_next (&iter, &key, &value); i++)
    msis[i] = read (key, value);
  save_host (g_variant_new_fixed_array (G_VARIANT_TYPE ("(uuu)"), msis, n, sizeof *msis), output);
}

INLINED GHashTable *
load_table (const Input *input, GHashTable *table, AddMsi add)
{
  gsize n;
  const KeyedMsi *msis = load_host (input, "a(uuu)", sizeof *msis, &n);

  for (gsize i = 0; i < n; i++)
    add (table, msis[i].key, msis[i].first_irq, msis[i].num);
  return table;
}

#define DEFINE_TABLE(kind)                                                                         \
  static void save_##kind (const State *state, Output *output)                                     \
  {                                                                                                \
    save_table (state, output, peer_read_##kind);                                                  \
  }                                                                                                \
  static void load_##kind (const Input *input, State *state)                                       \
  {                                                                                                \
    state->table = load_table (input, bench_##kind##_table_new (), bench_##kind##_add);            \
  }
TABLES (DEFINE_TABLE)

#define DEFINE_ARRAY(name, type, size)                                                             \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    save_host (g_variant_new_fixed_array (G_VARIANT_TYPE (type), state->array->data,               \
                                          state->array->len, size),                                \
               output);                                                                            \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    gsize n;                                                                                       \
    gconstpointer values = load_host (input, "a" type, size, &n);                                  \
                                                                                                   \
    state->array = g_array_sized_new (FALSE, FALSE, size, (guint) n);                              \
    g_array_append_vals (state->array, values, (guint) n);                                         \
  }
DEFINE_ARRAY (u32, "u", sizeof (guint32))
DEFINE_ARRAY (u64, "t", sizeof (guint64))

static void
save_sources (const State *state, Output *output)
{
  gsize n;
  const Source *sources = bench_sources (state, &n);

  save_host (g_variant_new_fixed_array (G_VARIANT_TYPE ("(uyyyy)"), sources, n, sizeof *sources),
             output);
}

static void
load_sources (const Input *input, State *state)
{
  gsize n;
  gconstpointer sources = load_host (input, "a(uyyyy)", sizeof (Source), &n);

  memcpy (bench_make_sources (state, n), sources, n * sizeof (Source));
}

/* A Node has the layout of (tuqy), its padding too. */
static void
save_list (const State *state, Output *output)
{
  gsize n = g_list_length (state->list), i = 0;
  g_autofree Node *nodes = g_new0 (Node, n);

  for (const GList *link = state->list; link != NULL; link = link->next)
    nodes[i++] = *(const Node *) link->data;
  save_host (g_variant_new_fixed_array (G_VARIANT_TYPE ("(tuqy)"), nodes, n, sizeof *nodes),
             output);
}

static void
load_list (const Input *input, State *state)
{
  gsize n;
  const Node *nodes = load_host (input, "a(tuqy)", sizeof *nodes, &n);

  for (gsize i = n; i-- > 0;)
    state->list = g_list_prepend (state->list, g_memdup2 (&nodes[i], sizeof *nodes));
}

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 0 },          [W1K] = { save_keyed, load_keyed, 0 },
  [W1D] = { save_direct, load_direct, 0 },   [W3] = { save_u32, load_u32, 0 },
  [W3B] = { save_u64, load_u64, 0 },         [W4] = { save_sources, load_sources, 0 },
  [W4I] = { save_sources, load_sources, 0 }, [W5] = { save_list, load_list, 0 },
};
const Peer peer_gvariant_host = { "gvariant-host", methods,
                                  "GVariant, fixed arrays in the host's order", FALSE };
