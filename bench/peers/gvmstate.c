/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library: bare payloads by gvm_encode() and gvm_decode(). In canonical order, as a row is by default, and
 * as stored.
 */
#include "peers/peers.h"

#include <gvmstate/gvmstate.h>

#define ANY_NUMBER G_MAXUINT32

GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

GVM_FIELDS (keyed_msi_fields, KeyedMsi) = {
  GVM_FIELD (KeyedMsi, key, gvm_u32),
  GVM_FIELD (KeyedMsi, first_irq, gvm_u32),
  GVM_FIELD (KeyedMsi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (keyed_msi_desc, KeyedMsi, "keyed-msi", 1, 1, keyed_msi_fields);

GVM_FIELDS (source_fields, Source) = {
  GVM_FIELD (Source, server, gvm_u32),        GVM_FIELD (Source, priority, gvm_u8),
  GVM_FIELD (Source, saved_priority, gvm_u8), GVM_FIELD (Source, status, gvm_u8),
  GVM_FIELD (Source, flags, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (source_desc, Source, "source", 1, 1, source_fields);

GVM_FIELDS (node_fields, Node) = {
  GVM_FIELD (Node, a, gvm_u64),
  GVM_FIELD (Node, b, gvm_u32),
  GVM_FIELD (Node, c, gvm_u16),
  GVM_FIELD (Node, d, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);

GVM_FIELDS (window_fields, Window) = {
#define FIELD(bits, member) GVM_FIELD (Window, member, gvm_u##bits),
  WINDOW_SCALARS (FIELD)
#undef FIELD
};
GVM_DEFINE_STATIC_DESC (window_desc, Window, "window", 1, 1, window_fields);

/* A descriptor of one row over State. */
#define STATE_DESC(name, ...)                                                                      \
  GVM_FIELDS (name##_fields, State) = { __VA_ARGS__ };                                             \
  GVM_DEFINE_STATIC_DESC (name##_desc, State, #name, 1, 1, name##_fields)

STATE_DESC (numbers_32, GVM_GARRAY (State, array, gvm_u32, .max = ANY_NUMBER));
STATE_DESC (numbers_64, GVM_GARRAY (State, array, gvm_u64, .max = ANY_NUMBER));
STATE_DESC (sources, GVM_GARRAY (State, array, source_desc, .max = ANY_NUMBER));
STATE_DESC (list, GVM_LIST (State, list, node_desc, .max = ANY_NUMBER));

/* Structs that hold their sources. */
typedef struct {
  Source sources[FEW_SOURCES];
} FewSources;
typedef struct {
  Source sources[MANY_SOURCES];
} ManySources;
GVM_FIELDS (few_fields, FewSources) = { GVM_ARRAY (FewSources, sources, source_desc) };
GVM_DEFINE_STATIC_DESC (few_desc, FewSources, "few", 1, 1, few_fields);
GVM_FIELDS (many_fields, ManySources) = { GVM_ARRAY (ManySources, sources, source_desc) };
GVM_DEFINE_STATIC_DESC (many_desc, ManySources, "many", 1, 1, many_fields);

GVM_FIELDS (late_fields, Device) = { GVM_ARRAY (Device, late, gvm_u32) };
GVM_DEFINE_STATIC_DESC (late_desc, Device, "bench/late", 1, 1, late_fields);
GVM_SUBSECTIONS (device_subsections, Device) = { GVM_SUBSECTION (Device, late_desc) };

/* What differs between canonical and as stored. */
#define FIELD(bits, member) GVM_FIELD (Device, member, gvm_u##bits),
#define DEFINE_TABLES(suffix, ...)                                                                 \
  STATE_DESC (msi_##suffix,                                                                        \
              GVM_HASH (State, table, gvm_u32, msi_desc, .max = ANY_NUMBER, __VA_ARGS__));         \
  STATE_DESC (keyed_##suffix, GVM_HASH (State, table, gvm_u32, keyed_msi_desc, .max = ANY_NUMBER,  \
                                        GVM_KEY_IN_VALUE (KeyedMsi, key), __VA_ARGS__));           \
  STATE_DESC (direct_##suffix, GVM_HASH (State, table, gvm_u32, msi_desc, .max = ANY_NUMBER,       \
                                         .keys = GVM_DIRECT, __VA_ARGS__));                        \
  STATE_DESC (strings_##suffix,                                                                    \
              GVM_HASH (State, table, gvm_string, gvm_string, .max = ANY_NUMBER, __VA_ARGS__));    \
  GVM_FIELDS (device_fields_##suffix,                                                              \
              Device) = { DEVICE_SCALARS (FIELD) GVM_ARRAY (Device, windows, window_desc),         \
                          GVM_HASH (Device, msi, gvm_u32, msi_desc, __VA_ARGS__) };                \
  GVM_DEFINE_STATIC_DESC (device_##suffix##_desc, Device, "device", 1, 1, device_fields_##suffix,  \
                          GVM_WITH_SUBSECTIONS (Device, device_subsections))
DEFINE_TABLES (canonical, .order = GVM_ORDER_CANONICAL);
DEFINE_TABLES (stored, .order = GVM_ORDER_AS_STORED);

/* ---- save, load ----------------------------------------------------------------------------- */

static GvmLimits *
get_limits (void)
{
  static GvmLimits *limits;

  if (limits == NULL) {
    limits = gvm_limits_new ();
    gvm_limits_set_max_bytes (limits, G_GUINT64_CONSTANT (16) << 30);
  }
  return limits;
}

/* The writer's own block is what it would write to a file. */
static void
save (const GvmDesc *desc, gconstpointer self, Output *output)
{
  g_autoptr (GError) error = NULL;

  if (output->own == NULL)
    output->own = gvm_writer_new (get_limits ());
  gvm_writer_reset (output->own);
  if (!gvm_encode (output->own, desc, 1, self, &error))
    g_error ("%s", error->message);
  output->size = gvm_writer_tell (output->own);
  output->data = gvm_writer_put (output->own, 0) - output->size;
}

static void
load (const GvmDesc *desc, const Input *input, gpointer self)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (input->data, input->size);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, get_limits ());
  g_autoptr (GError) error = NULL;

  if (!gvm_decode (reader, desc, 1, self, &error))
    g_error ("%s", error->message);
}

static const GvmDesc *
desc_of_sources (const State *state)
{
  return state->n == MANY_SOURCES ? &many_desc : &few_desc;
}

#define DEFINE_METHODS(name, desc, self)                                                           \
  static void save_##name (const State *state, Output *output)                                     \
  {                                                                                                \
    save (desc, self, output);                                                                     \
  }                                                                                                \
  static void load_##name (const Input *input, State *state)                                       \
  {                                                                                                \
    load (desc, input, self);                                                                      \
  }
DEFINE_METHODS (msi, &msi_canonical_desc, state)
DEFINE_METHODS (keyed, &keyed_canonical_desc, state)
DEFINE_METHODS (direct, &direct_canonical_desc, state)
DEFINE_METHODS (strings, &strings_canonical_desc, state)
DEFINE_METHODS (device, &device_canonical_desc, state->device)
DEFINE_METHODS (msi_stored, &msi_stored_desc, state)
DEFINE_METHODS (keyed_stored, &keyed_stored_desc, state)
DEFINE_METHODS (direct_stored, &direct_stored_desc, state)
DEFINE_METHODS (strings_stored, &strings_stored_desc, state)
DEFINE_METHODS (device_stored, &device_stored_desc, state->device)
DEFINE_METHODS (numbers_32, &numbers_32_desc, state)
DEFINE_METHODS (numbers_64, &numbers_64_desc, state)
DEFINE_METHODS (sources, &sources_desc, state)
DEFINE_METHODS (in_place, desc_of_sources (state), state->sources)
DEFINE_METHODS (list, &list_desc, state)

static const Method methods[N_WORKLOADS] = {
  [W1] = { save_msi, load_msi, 0 },
  [W1K] = { save_keyed, load_keyed, 0 },
  [W1D] = { save_direct, load_direct, 0 },
  [W2] = { save_strings, load_strings, 0 },
  [W3] = { save_numbers_32, load_numbers_32, 0 },
  [W3B] = { save_numbers_64, load_numbers_64, 0 },
  [W4] = { save_sources, load_sources, 0 },
  [W4I] = { save_in_place, load_in_place, 0 },
  [W5] = { save_list, load_list, 0 },
  [W6] = { save_device, load_device, 0 },
};
const Peer peer_gvmstate = { "gvmstate", methods, "this library, canonical order", FALSE };

static const Method stored_methods[N_WORKLOADS] = {
  [W1] = { save_msi_stored, load_msi_stored, 0 },
  [W1K] = { save_keyed_stored, load_keyed_stored, 0 },
  [W1D] = { save_direct_stored, load_direct_stored, 0 },
  [W2] = { save_strings_stored, load_strings_stored, 0 },
  [W6] = { save_device_stored, load_device_stored, 0 },
};
const Peer peer_gvmstate_stored = { "gvmstate-stored", stored_methods,
                                    "this library, tables as stored", FALSE };
