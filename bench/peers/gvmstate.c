/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library: bare payloads by gvm_encode() and gvm_decode(). In canonical order, as a row is by default; as
 * stored; and packed.
 */
#include "peers/gvmstate.h"

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
  GVM_DEFINE_STATIC_DESC (name##_desc, State, "state", 1, 1, name##_fields)

/* Structs that hold their sources. */
typedef struct {
  Source sources[FEW_SOURCES];
} FewSources;
typedef struct {
  Source sources[MANY_SOURCES];
} ManySources;
#define STRUCT_DESC(name, T, ...)                                                                  \
  GVM_FIELDS (name##_fields, T) = { GVM_ARRAY (T, sources, source_desc, __VA_ARGS__) };            \
  GVM_DEFINE_STATIC_DESC (name##_desc, T, "sources", 1, 1, name##_fields)

/* A source that nobody uses, as a reset leaves it. */
static const Source unused_source = { .priority = 0xff, .saved_priority = 0xff };

/* What differs between fixed and packed, where there is no order. */
#define DEFINE_SEQUENCES(suffix, packing_, ...)                                                    \
  STATE_DESC (u32_##suffix,                                                                        \
              GVM_GARRAY (State, array, gvm_u32, .max = ANY_NUMBER, .packing = packing_));         \
  STATE_DESC (u64_##suffix,                                                                        \
              GVM_GARRAY (State, array, gvm_u64, .max = ANY_NUMBER, .packing = packing_));         \
  STATE_DESC (sources_##suffix,                                                                    \
              GVM_GARRAY (State, array, source_desc, .max = ANY_NUMBER, .packing = packing_));     \
  STATE_DESC (list_##suffix,                                                                       \
              GVM_LIST (State, list, node_desc, .max = ANY_NUMBER, .packing = packing_));          \
  STRUCT_DESC (few_##suffix, FewSources, __VA_ARGS__);                                             \
  STRUCT_DESC (many_##suffix, ManySources, __VA_ARGS__)
DEFINE_SEQUENCES (fixed, GVM_PACKING_NONE, .packing = GVM_PACKING_NONE);
DEFINE_SEQUENCES (packed, GVM_PACKING_DELTA, GVM_SPARSE (source_desc, unused_source));

/* What differs between canonical, as stored and packed. */
#define DEFINE_TABLES(suffix, ...)                                                                 \
  STATE_DESC (msi_##suffix,                                                                        \
              GVM_HASH (State, table, gvm_u32, msi_desc, .max = ANY_NUMBER, __VA_ARGS__));         \
  STATE_DESC (keyed_##suffix, GVM_HASH (State, table, gvm_u32, keyed_msi_desc, .max = ANY_NUMBER,  \
                                        GVM_KEY_IN_VALUE (KeyedMsi, key), __VA_ARGS__));           \
  STATE_DESC (direct_##suffix, GVM_HASH (State, table, gvm_u32, msi_desc, .max = ANY_NUMBER,       \
                                         .keys = GVM_DIRECT, __VA_ARGS__))
DEFINE_TABLES (canonical, .order = GVM_ORDER_CANONICAL);
DEFINE_TABLES (stored, .order = GVM_ORDER_AS_STORED);
DEFINE_TABLES (packed, .packing = GVM_PACKING_DELTA);
/* There is nothing to pack in texts. */
STATE_DESC (strings_canonical, GVM_HASH (State, table, gvm_string, gvm_string, .max = ANY_NUMBER));
STATE_DESC (strings_stored, GVM_HASH (State, table, gvm_string, gvm_string, .max = ANY_NUMBER,
                                      .order = GVM_ORDER_AS_STORED));

#define FIXED_FIELD(bits, member) GVM_FIELD (Device, member, gvm_u##bits),
/* An octet has nothing to pack. */
#define PACKING_8  GVM_PACKING_NONE
#define PACKING_16 GVM_PACKING_VARINT
#define PACKING_32 GVM_PACKING_VARINT
#define PACKING_64 GVM_PACKING_VARINT
#define PACKED_FIELD(bits, member)                                                                 \
  GVM_FIELD (Device, member, gvm_u##bits, .packing = PACKING_##bits),
#define DEFINE_DEVICE(suffix, FIELD, packing_, ...)                                                \
  GVM_FIELDS (late_fields_##suffix,                                                                \
              Device) = { GVM_ARRAY (Device, late, gvm_u32, .packing = packing_) };                \
  GVM_DEFINE_STATIC_DESC (late_##suffix##_desc, Device, "bench/late", 1, 1, late_fields_##suffix); \
  GVM_SUBSECTIONS (subsections_##suffix,                                                           \
                   Device) = { GVM_SUBSECTION (Device, late_##suffix##_desc) };                    \
  GVM_FIELDS (device_fields_##suffix, Device) = {                                                  \
    DEVICE_SCALARS (FIELD) GVM_ARRAY (Device, windows, window_desc, .packing = packing_),          \
    GVM_HASH (Device, msi, gvm_u32, msi_desc, .packing = packing_, __VA_ARGS__)                    \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (device_##suffix##_desc, Device, "device", 1, 1, device_fields_##suffix,  \
                          GVM_WITH_SUBSECTIONS (Device, subsections_##suffix))
DEFINE_DEVICE (canonical, FIXED_FIELD, GVM_PACKING_NONE, .order = GVM_ORDER_CANONICAL);
DEFINE_DEVICE (stored, FIXED_FIELD, GVM_PACKING_NONE, .order = GVM_ORDER_AS_STORED);
DEFINE_DEVICE (packed, PACKED_FIELD, GVM_PACKING_DELTA, .order = GVM_ORDER_CANONICAL);

/* ---- save, load ----------------------------------------------------------------------------- */

const GvmLimits *
gvmstate_get_limits (void)
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
    output->own = gvm_writer_new (gvmstate_get_limits ());
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
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, gvmstate_get_limits ());
  g_autoptr (GError) error = NULL;

  if (!gvm_decode (reader, desc, 1, self, &error))
    g_error ("%s", error->message);
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
#define DEFINE_TABLE_METHODS(suffix)                                                               \
  DEFINE_METHODS (msi_##suffix, &msi_##suffix##_desc, state)                                       \
  DEFINE_METHODS (keyed_##suffix, &keyed_##suffix##_desc, state)                                   \
  DEFINE_METHODS (direct_##suffix, &direct_##suffix##_desc, state)                                 \
  DEFINE_METHODS (device_##suffix, &device_##suffix##_desc, state->device)
DEFINE_TABLE_METHODS (canonical)
DEFINE_TABLE_METHODS (stored)
DEFINE_TABLE_METHODS (packed)
DEFINE_METHODS (strings_canonical, &strings_canonical_desc, state)
DEFINE_METHODS (strings_stored, &strings_stored_desc, state)

#define STRUCT_OF(state, suffix)                                                                   \
  (state->n == MANY_SOURCES ? &many_##suffix##_desc : &few_##suffix##_desc)
#define DEFINE_SEQUENCE_METHODS(suffix)                                                            \
  DEFINE_METHODS (u32_##suffix, &u32_##suffix##_desc, state)                                       \
  DEFINE_METHODS (u64_##suffix, &u64_##suffix##_desc, state)                                       \
  DEFINE_METHODS (sources_##suffix, &sources_##suffix##_desc, state)                               \
  DEFINE_METHODS (in_place_##suffix, STRUCT_OF (state, suffix), state->sources)                    \
  DEFINE_METHODS (list_##suffix, &list_##suffix##_desc, state)
DEFINE_SEQUENCE_METHODS (fixed)
DEFINE_SEQUENCE_METHODS (packed)

#define METHOD(name)                                                                               \
  {                                                                                                \
    save_##name, load_##name, 0                                                                    \
  }
#define MACHINE_METHOD(form)                                                                       \
  {                                                                                                \
    gvmstate_save_machine_##form, gvmstate_load_machine_##form, 0                                  \
  }
#define TABLE_METHODS(suffix)                                                                      \
  [W1] = METHOD (msi_##suffix), [W1K] = METHOD (keyed_##suffix), [W1D] = METHOD (direct_##suffix), \
  [W6] = METHOD (device_##suffix)
#define SEQUENCE_METHODS(suffix)                                                                   \
  [W3] = METHOD (u32_##suffix), [W3B] = METHOD (u64_##suffix), [W4] = METHOD (sources_##suffix),   \
  [W4I] = METHOD (in_place_##suffix), [W5] = METHOD (list_##suffix)

static const Method methods[N_WORKLOADS] = {
  TABLE_METHODS (canonical),
  SEQUENCE_METHODS (fixed),
  [W2] = METHOD (strings_canonical),
  [SPAPR_BOOT] = MACHINE_METHOD (canonical),
};
const Peer peer_gvmstate = { "gvmstate", methods, "this library, canonical order", FALSE };

static const Method stored_methods[N_WORKLOADS] = {
  TABLE_METHODS (stored),
  [W2] = METHOD (strings_stored),
  [SPAPR_BOOT] = MACHINE_METHOD (as_qemu),
};
const Peer peer_gvmstate_stored = { "gvmstate-stored", stored_methods,
                                    "this library, tables as stored", FALSE };

static const Method packed_methods[N_WORKLOADS] = {
  TABLE_METHODS (packed),
  SEQUENCE_METHODS (packed),
  [SPAPR_BOOT] = MACHINE_METHOD (compact),
};
const Peer peer_gvmstate_packed = { "gvmstate-packed", packed_methods,
                                    "this library, packed: differences, or what is no default",
                                    FALSE };

const GvmDesc *
gvmstate_get_desc (WorkloadId workload, const State *state, gconstpointer *ret_self)
{
  const GvmDesc *const descs[N_WORKLOADS] = {
    [W1] = &msi_canonical_desc,     [W1K] = &keyed_canonical_desc,
    [W1D] = &direct_canonical_desc, [W2] = &strings_canonical_desc,
    [W3] = &u32_fixed_desc,         [W3B] = &u64_fixed_desc,
    [W4] = &sources_fixed_desc,     [W4I] = STRUCT_OF (state, fixed),
    [W5] = &list_fixed_desc,        [W6] = &device_canonical_desc,
  };

  *ret_self = workload == W6    ? state->device
              : workload == W4I ? state->sources
                                : (gconstpointer) state;
  return descs[workload];
}
