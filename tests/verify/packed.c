/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows.
 */
#include "vectors.h"

static gpointer
box_u32 (guint32 value)
{
  return g_memdup2 (&value, sizeof value);
}

/* ---- values --------------------------------------------------------------------------------- */

static GVM_DEFINE_BOUNDED (packed_d, gvm_u16, .min = 1, .max = 300);

typedef struct {
  guint8 octets[2];
  gint32 x[2];
  bool on;
} Mixed;
GVM_FIELDS (mixed_fields, Mixed) = {
  GVM_ARRAY (Mixed, octets, gvm_u8),
  GVM_ARRAY (Mixed, x, gvm_i32),
  GVM_FIELD (Mixed, on, gvm_bool),
};
GVM_DEFINE_STATIC_DESC (mixed_desc, Mixed, "mixed", 1, 1, mixed_fields);

typedef struct {
  guint32 a;
  gint16 b;
  guint64 c;
  guint16 d;
  Mixed e;
} Packed;
GVM_FIELDS (packed_fields, Packed) = {
  GVM_FIELD (Packed, a, gvm_u32, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Packed, b, gvm_i16, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Packed, c, gvm_u64, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Packed, d, packed_d, .packing = GVM_PACKING_VARINT),
  GVM_STRUCT (Packed, e, mixed_desc, .packing = GVM_PACKING_VARINT),
};
GVM_DEFINE_STATIC_DESC (packed_desc, Packed, "packed", 1, 1, packed_fields);

static void
packed_fill (gpointer self)
{
  *(Packed *) self = (Packed) { 128, -65, G_MAXUINT64, 300, { { 255, 128 }, { -1, 64 }, true } };
}

/* ---- differences ---------------------------------------------------------------------------- */

typedef struct {
  guint8 x;
  gint32 y;
} Point;
GVM_FIELDS (point_fields, Point) = {
  GVM_FIELD (Point, x, gvm_u8),
  GVM_FIELD (Point, y, gvm_i32),
};
GVM_DEFINE_STATIC_DESC (point_desc, Point, "point", 1, 1, point_fields);

typedef struct {
  guint16 line[3];
  GArray *points;
  guint8 n;
  guint64 *block;
} Deltas;
GVM_FIELDS (deltas_fields, Deltas) = {
  GVM_ARRAY (Deltas, line, gvm_u16, .packing = GVM_PACKING_DELTA),
  GVM_GARRAY (Deltas, points, point_desc, .packing = GVM_PACKING_DELTA,
              .framing = GVM_FRAMING_MARKED),
  GVM_FIELD (Deltas, n, gvm_u8),
  GVM_COUNTED (Deltas, block, n, gvm_u64, .packing = GVM_PACKING_DELTA, .max = 4),
};
GVM_DEFINE_STATIC_DESC (deltas_desc, Deltas, "deltas", 1, 1, deltas_fields);

static void
deltas_fill (gpointer self)
{
  static const Point points[] = { { 5, -1 }, { 6, 1 } };
  static const guint64 block[] = { 0, G_MAXUINT64 };
  Deltas *deltas = self;

  *deltas = (Deltas) { .line = { 1000, 1001, 65535 }, .n = 2 };
  deltas->points = g_array_new (FALSE, FALSE, sizeof points[0]);
  g_array_append_vals (deltas->points, points, G_N_ELEMENTS (points));
  deltas->block = g_memdup2 (block, sizeof block);
}

/* ---- steps ---------------------------------------------------------------------------------- */

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

typedef struct {
  GHashTable *msi, *set, *text;
} Steps;
GVM_FIELDS (steps_fields, Steps) = {
  GVM_HASH (Steps, msi, gvm_u32, msi_desc, .packing = GVM_PACKING_DELTA, .max = 4),
  GVM_SET (Steps, set, gvm_i16, .keys = GVM_DIRECT, .packing = GVM_PACKING_DELTA,
           .framing = GVM_FRAMING_MARKED),
  GVM_HASH (Steps, text, gvm_string, gvm_u16, .values = GVM_DIRECT, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (steps_desc, Steps, "steps", 1, 1, steps_fields);

static void
put_msi (Steps *steps, guint32 key, guint32 first_irq, guint32 num)
{
  const Msi msi = { first_irq, num };

  g_hash_table_insert (steps->msi, box_u32 (key), g_memdup2 (&msi, sizeof msi));
}

static void
steps_fill (gpointer self)
{
  Steps *steps = self;

  steps->msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put_msi (steps, 6144, 4874, 16);
  put_msi (steps, 2048, 4864, 4);
  put_msi (steps, 4096, 4890, 1);
  steps->set = g_hash_table_new (NULL, NULL);
  g_hash_table_add (steps->set, GINT_TO_POINTER (6));
  g_hash_table_add (steps->set, GINT_TO_POINTER (-3));
  g_hash_table_add (steps->set, GINT_TO_POINTER (0));
  steps->text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (steps->text, g_strdup ("b"), GUINT_TO_POINTER (299));
  g_hash_table_insert (steps->text, g_strdup ("a"), GUINT_TO_POINTER (300));
}

/* ---- sparse --------------------------------------------------------------------------------- */

typedef struct {
  guint32 server;
  guint8 priority, saved, status, flags;
} Source;
GVM_FIELDS (source_fields, Source) = {
  GVM_FIELD (Source, server, gvm_u32), GVM_FIELD (Source, priority, gvm_u8),
  GVM_FIELD (Source, saved, gvm_u8),   GVM_FIELD (Source, status, gvm_u8),
  GVM_FIELD (Source, flags, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (source_desc, Source, "source", 1, 1, source_fields);
static const Source unused = { .priority = 255, .saved = 255 };
static const gint16 minus_one = -1;

typedef struct {
  Source sources[6];
  GArray *list;
} Ics;
GVM_FIELDS (ics_fields, Ics) = {
  GVM_ARRAY (Ics, sources, source_desc, GVM_SPARSE (source_desc, unused)),
  GVM_GARRAY (Ics, list, gvm_i16, GVM_SPARSE (gvm_i16, minus_one)),
};
GVM_DEFINE_STATIC_DESC (ics_desc, Ics, "ics", 1, 1, ics_fields);

static void
ics_fill (gpointer self)
{
  static const gint16 list[] = { -1, -1, 64 };
  Ics *ics = self;

  *ics = (Ics) {
    .sources = { unused,
                 { 0, 5, 255, 0, 2 },
                 { 300, 5, 255, 0, 2 },
                 { 300, 5, 255, 0, 2 },
                 unused,
                 { 300, 5, 255, 0, 1 } },
  };
  ics->list = g_array_new (FALSE, FALSE, sizeof list[0]);
  g_array_append_vals (ics->list, list, G_N_ELEMENTS (list));
}

const Vector vectors_of_packed[] = {
  { "packed", &packed_desc, 1, packed_fill, NULL }, { "delta", &deltas_desc, 1, deltas_fill, NULL },
  { "steps", &steps_desc, 1, steps_fill, NULL },    { "steps-empty", &steps_desc, 1, NULL, NULL },
  { "sparse", &ics_desc, 1, ics_fill, NULL },       { NULL, NULL, 0, NULL, NULL },
};
