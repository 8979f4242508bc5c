/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Integers, structs, versions, arrays, pointers, subsections.
 */
#include "vectors.h"

#define FILL(name, T, ...)                                                                         \
  static void name (gpointer self)                                                                 \
  {                                                                                                \
    *(T *) self = (T) { __VA_ARGS__ };                                                             \
  }

/* ---- values --------------------------------------------------------------------------------- */

typedef struct {
  guint8 a;
  guint16 b;
  guint32 c;
  guint64 d;
  gint8 e;
  gint16 f;
  gint32 g;
  gint64 h;
} Integers;
GVM_FIELDS (integers_fields, Integers) = {
  GVM_FIELD (Integers, a, gvm_u8),  GVM_FIELD (Integers, b, gvm_u16),
  GVM_FIELD (Integers, c, gvm_u32), GVM_FIELD (Integers, d, gvm_u64),
  GVM_FIELD (Integers, e, gvm_i8),  GVM_FIELD (Integers, f, gvm_i16),
  GVM_FIELD (Integers, g, gvm_i32), GVM_FIELD (Integers, h, gvm_i64),
};
GVM_DEFINE_STATIC_DESC (integers_desc, Integers, "integers", 1, 1, integers_fields);
FILL (integers_fill, Integers, 255, 258, 16909060, G_MAXUINT64, -1, -2, G_MININT32, -3)

typedef struct {
  bool no, yes;
} Bools;
GVM_FIELDS (bools_fields, Bools) = {
  GVM_FIELD (Bools, no, gvm_bool),
  GVM_FIELD (Bools, yes, gvm_bool),
};
GVM_DEFINE_STATIC_DESC (bools_desc, Bools, "bools", 1, 1, bools_fields);
FILL (bools_fill, Bools, .yes = true)

/* ---- structs and versions ------------------------------------------------------------------- */

typedef struct {
  guint8 always, old, late;
  bool on;
  guint16 extra;
} Device;
GVM_DEFINE_WHEN (device_is_on, Device, self, version)
{
  return self->on;
}
GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, always, gvm_u8),
  GVM_FIELD (Device, old, gvm_u8, .until = 1),
  GVM_FIELD (Device, late, gvm_u8, .since = 2),
  GVM_FIELD (Device, on, gvm_bool, .since = 3),
  GVM_FIELD (Device, extra, gvm_u16, .since = 3, .when = GVM_WHEN (Device, device_is_on)),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 3, 1, device_fields);
FILL (device_fill, Device, .always = 1, .old = 2, .late = 3, .on = true, .extra = 772)
FILL (device_fill_off, Device, .always = 1, .late = 3)

typedef struct {
  guint8 always;
  guint16 late;
  guint8 flags[2];
} Filled;
GVM_FIELDS (filled_fields, Filled) = {
  GVM_FIELD (Filled, always, gvm_u8),
  GVM_FIELD (Filled, late, gvm_u16, .since = 2, .absent = GVM_DEFAULT (Filled, late, 42)),
  GVM_ARRAY (Filled, flags, gvm_u8, .since = 3, .absent = GVM_DEFAULT_EACH (Filled, flags, 1)),
};
GVM_DEFINE_STATIC_DESC (filled_desc, Filled, "filled", 3, 1, filled_fields);
FILL (filled_fill, Filled, .always = 5, .late = 42, .flags = { 1, 1 })

typedef struct {
  guint8 id, level;
} GrownV1;
GVM_FIELDS (grown_v1_fields, GrownV1) = {
  GVM_FIELD (GrownV1, level, gvm_u8),
  GVM_EQUAL (GrownV1, id, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (grown_v1_desc, GrownV1, "grown", 1, 1, grown_v1_fields);
typedef struct {
  guint8 id;
  guint32 level, extra;
} Grown;
GVM_DEFINE_PREPARE (grown_prepare, Grown, GrownV1, old, self)
{
  old->id = self->id;
}
GVM_DEFINE_CONVERT (grown_from_v1, Grown, GrownV1, self, old, error)
{
  self->level = old->level;
  return TRUE;
}
GVM_FIELDS (grown_fields, Grown) = {
  GVM_EQUAL (Grown, id, gvm_u8),
  GVM_FIELD (Grown, level, gvm_u32),
  GVM_FIELD (Grown, extra, gvm_u32, .since = 3, .absent = GVM_DEFAULT (Grown, extra, 9)),
};
GVM_DEFINE_STATIC_DESC (grown_desc, Grown, "grown", 3, 2, grown_fields,
                        .upgrade = GVM_UPGRADE (Grown, grown_v1_desc, grown_from_v1,
                                                .prepare = GVM_PREPARE (Grown, grown_v1_desc,
                                                                        grown_prepare)));
FILL (grown_fill, Grown, .id = 7, .level = 5, .extra = 9)
FILL (grown_blank, Grown, .id = 7)

typedef struct {
  guint16 x;
  guint8 y;
} Inner;
GVM_FIELDS (inner_fields, Inner) = {
  GVM_FIELD (Inner, x, gvm_u16),
  GVM_FIELD (Inner, y, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (inner_desc, Inner, "inner", 2, 1, inner_fields);

typedef struct {
  Inner one, two;
  guint8 end;
} Outer;
GVM_FIELDS (outer_fields, Outer) = {
  GVM_STRUCT (Outer, one, inner_desc, .nested_version = 1),
  GVM_STRUCT (Outer, two, inner_desc, .nested_version = 2),
  GVM_FIELD (Outer, end, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields);
/* gvm_state_equal() looks at y of version 2 alone. */
FILL (outer_fill, Outer, .one = { .x = 258 }, .two = { .x = 772, .y = 5 }, .end = 6)

typedef struct {
  guint32 id;
  guint8 x;
} Equals;
GVM_FIELDS (equals_fields, Equals) = {
  GVM_EQUAL (Equals, id, gvm_u32),
  GVM_FIELD (Equals, x, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (equals_desc, Equals, "equals", 1, 1, equals_fields);
FILL (equals_fill, Equals, .id = 7, .x = 1)
FILL (equals_blank, Equals, .id = 7)

/* ---- arrays --------------------------------------------------------------------------------- */

typedef struct {
  guint16 line[2];
  guint8 plane[2][3];
  guint8 part[4];
} Arrays;
GVM_FIELDS (arrays_fields, Arrays) = {
  GVM_ARRAY (Arrays, line, gvm_u16),
  GVM_ARRAY_2D (Arrays, plane, gvm_u8),
  GVM_SUBARRAY (Arrays, part, 1, 2, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (arrays_desc, Arrays, "arrays", 1, 1, arrays_fields);
FILL (arrays_fill, Arrays, .line = { 258, 772 }, .plane = { { 1, 2, 3 }, { 4, 5, 6 } },
      .part = { 7, 8, 9, 10 })

typedef struct {
  guint8 n;
  guint16 *block;
  guint32 used;
  guint8 room[3];
} Blocks;
GVM_FIELDS (blocks_fields, Blocks) = {
  GVM_FIELD (Blocks, n, gvm_u8),
  GVM_COUNTED (Blocks, block, n, gvm_u16, .max = 4),
  GVM_FIELD (Blocks, used, gvm_u32),
  GVM_COUNTED_ARRAY (Blocks, room, used, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (blocks_desc, Blocks, "blocks", 1, 1, blocks_fields);

static void
blocks_fill (gpointer self)
{
  static const guint16 block[] = { 258, 772 };

  *(Blocks *) self = (Blocks) { .n = 2, .used = 1, .room = { 9, 8, 7 } };
  ((Blocks *) self)->block = g_memdup2 (block, sizeof block);
}

/* ---- pointers ------------------------------------------------------------------------------- */

typedef struct {
  guint16 *plain, *null;
  guint8 *slots[3];
} Pointers;
GVM_FIELDS (pointers_fields, Pointers) = {
  GVM_POINTER (Pointers, plain, gvm_u16),
  GVM_POINTER (Pointers, null, gvm_u16),
  GVM_POINTER_ARRAY (Pointers, slots, gvm_u8, .nullable = TRUE),
};
GVM_DEFINE_STATIC_DESC (pointers_desc, Pointers, "pointers", 1, 1, pointers_fields);

static void
pointers_fill (gpointer self)
{
  Pointers *pointers = self;

  pointers->plain = g_memdup2 (&(guint16) { 258 }, 2);
  pointers->slots[0] = g_memdup2 (&(guint8) { 9 }, 1);
  pointers->slots[2] = g_memdup2 (&(guint8) { 48 }, 1);
}

static void
pointers_blank (gpointer self)
{
  Pointers *pointers = self;

  pointers->plain = g_new0 (guint16, 1);
  pointers->slots[1] = g_memdup2 (&(guint8) { 1 }, 1);
}

/* ---- derived, conditions -------------------------------------------------------------------- */

typedef struct {
  guint64 now;
} Clock;
typedef struct {
  guint32 high, low;
} Split;
GVM_FIELDS (split_fields, Split) = {
  GVM_FIELD (Split, high, gvm_u32),
  GVM_FIELD (Split, low, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (split_desc, Split, "clock/split", 1, 1, split_fields);

static void
split_fill (Split *split, const Clock *clock)
{
  *split = (Split) { (guint32) (clock->now >> 32), (guint32) clock->now };
}

static gboolean
split_take (Clock *clock, const Split *split, G_GNUC_UNUSED GError **error)
{
  clock->now = (guint64) split->high << 32 | split->low;
  return TRUE;
}
GVM_DEFINE_DERIVED (split_ops, Clock, Split, split_fill, split_take);
GVM_FIELDS (clock_fields, Clock) = {
  GVM_DERIVED (Clock, split, split_ops, split_desc),
};
GVM_DEFINE_STATIC_DESC (clock_desc, Clock, "clock", 1, 1, clock_fields);
FILL (clock_fill, Clock, .now = G_GUINT64_CONSTANT (0x200000005))

typedef struct {
  guint8 on, x;
} Validated;
GVM_DEFINE_WHEN (is_on, Validated, self, version)
{
  return self->on != 0;
}
GVM_FIELDS (validated_fields, Validated) = {
  GVM_FIELD (Validated, on, gvm_u8),
  GVM_VALIDATE (Validated, is_on),
  GVM_FIELD (Validated, x, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (validated_desc, Validated, "validated", 1, 1, validated_fields);
FILL (validated_fill, Validated, .on = 1, .x = 2)

/* ---- subsections ---------------------------------------------------------------------------- */

/* What is needed is what was loaded, even when it is 0: the hooks of the subsections note it. */
typedef struct {
  guint8 a;
  guint16 x;
  guint8 y, z;
  gboolean has_late, has_y, has_more;
} Phb;
#define HAS(member)                                                                                \
  GVM_DEFINE_WHEN (needs_##member, Phb, self, version)                                             \
  {                                                                                                \
    return self->has_##member;                                                                     \
  }                                                                                                \
  GVM_DEFINE_HOOK (loaded_##member, Phb, self, error)                                              \
  {                                                                                                \
    return self->has_##member = TRUE;                                                              \
  }
HAS (late)
HAS (y)
HAS (more)
GVM_FIELDS (phb_y_fields, Phb) = { GVM_FIELD (Phb, y, gvm_u8) };
GVM_DEFINE_STATIC_DESC (phb_y_desc, Phb, "phb/late/y", 1, 1, phb_y_fields,
                        .post_load = GVM_HOOK (Phb, loaded_y));
GVM_SUBSECTIONS (phb_late_subsections, Phb) = {
  GVM_SUBSECTION (Phb, phb_y_desc, .needed = GVM_WHEN (Phb, needs_y)),
};
GVM_FIELDS (phb_late_fields, Phb) = { GVM_FIELD (Phb, x, gvm_u16) };
GVM_DEFINE_STATIC_DESC (phb_late_desc, Phb, "phb/late", 2, 2, phb_late_fields,
                        GVM_WITH_SUBSECTIONS (Phb, phb_late_subsections),
                        .post_load = GVM_HOOK (Phb, loaded_late));
GVM_FIELDS (phb_more_fields, Phb) = { GVM_FIELD (Phb, z, gvm_u8) };
GVM_DEFINE_STATIC_DESC (phb_more_desc, Phb, "phb/more", 1, 1, phb_more_fields,
                        .alias = GVM_ALIAS ("phb/extra"), .post_load = GVM_HOOK (Phb, loaded_more));
GVM_SUBSECTIONS (phb_subsections, Phb) = {
  GVM_SUBSECTION (Phb, phb_late_desc, .needed = GVM_WHEN (Phb, needs_late)),
  GVM_SUBSECTION (Phb, phb_more_desc, .needed = GVM_WHEN (Phb, needs_more)),
};
GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (Phb, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields,
                        GVM_WITH_SUBSECTIONS (Phb, phb_subsections));
FILL (phb_fill, Phb, .a = 1, .x = 258, .y = 3, .z = 4, .has_late = TRUE, .has_y = TRUE,
      .has_more = TRUE)
FILL (phb_fill_bare, Phb, .a = 5)

/* Octets behind a nested struct that QEMU would take for a subsection of it, and others. */
typedef struct {
  guint8 x;
} Line;
typedef struct {
  Line line;
  guint8 rest[6];
} Lined;
GVM_FIELDS (line_fields, Line) = { GVM_FIELD (Line, x, gvm_u8) };
GVM_DEFINE_STATIC_DESC (line_desc, Line, "ln", 1, 1, line_fields);
GVM_FIELDS (lined_fields, Lined) = {
  GVM_STRUCT (Lined, line, line_desc),
  GVM_BUFFER (Lined, rest),
};
GVM_DEFINE_STATIC_DESC (lined_desc, Lined, "lined", 1, 1, lined_fields);
FILL (ambiguous_fill, Lined, { 1 }, { 0x05, 0x03, 0x6c, 0x6e, 0x2f, 0x00 })
FILL (clear_fill, Lined, { 1 }, { 0x05, 0x02, 0x6c, 0x6e, 0x2f, 0x00 })

typedef struct {
  gint32 used;
} Bound;
GVM_FIELDS (bound_fields, Bound) = { GVM_AT_MOST (Bound, used, gvm_i32) };
GVM_DEFINE_STATIC_DESC (bound_desc, Bound, "bound", 1, 1, bound_fields);
FILL (bound_fill, Bound, .used = 258)
FILL (bound_blank, Bound, .used = 300)

typedef struct {
  guint8 n;
  guint16 *pairs;
  guint8 room[6], *octets, after;
} Times;
GVM_FIELDS (times_fields, Times) = {
  GVM_FIELD (Times, n, gvm_u8),
  GVM_COUNTED (Times, pairs, n, gvm_u16, .times = 2, .max = 6),
  GVM_COUNTED_ARRAY (Times, room, n, gvm_u8, .times = 3),
  GVM_BUFFER_COUNTED (Times, octets, n, .times = 2),
  GVM_PAD_COUNTED (Times, gone, n, .times = 4),
  GVM_FIELD (Times, after, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (times_desc, Times, "times", 1, 1, times_fields);
FILL (times_fill, Times, .n = 1, .pairs = g_memdup2 ((guint16[]) { 258, 772 }, 4),
      .room = { 17, 18, 19 }, .octets = g_memdup2 ("\x21\x22", 2), .after = 9)

const Vector vectors_of_rows[] = {
  { "integers", &integers_desc, 1, integers_fill, NULL },
  { "bool", &bools_desc, 1, bools_fill, NULL },
  { "versions", &device_desc, 1, device_fill, NULL },
  { "version-2", &device_desc, 2, device_fill, NULL },
  { "defaults", &filled_desc, 3, filled_fill, NULL },
  { "upgrade", &grown_desc, 3, grown_fill, grown_blank },
  { "condition-holds", &device_desc, 3, device_fill, NULL },
  { "condition-fails", &device_desc, 3, device_fill_off, NULL },
  { "nested", &outer_desc, 1, outer_fill, NULL },
  { "equal", &equals_desc, 1, equals_fill, equals_blank },
  { "at-most", &bound_desc, 1, bound_fill, bound_blank },
  { "times", &times_desc, 1, times_fill, NULL },
  { "array", &arrays_desc, 1, arrays_fill, NULL },
  { "counted", &blocks_desc, 1, blocks_fill, NULL },
  { "counted-empty", &blocks_desc, 1, NULL, NULL },
  { "pointer", &pointers_desc, 1, pointers_fill, pointers_blank },
  { "derived", &clock_desc, 1, clock_fill, NULL },
  { "validate", &validated_desc, 1, validated_fill, NULL },
  { "subsection", &phb_desc, 1, phb_fill, NULL },
  { "no-subsection", &phb_desc, 1, phb_fill_bare, NULL },
  { "ambiguous", &lined_desc, 1, ambiguous_fill, NULL },
  { "clear", &lined_desc, 1, clear_fill, NULL },
  { NULL, NULL, 0, NULL, NULL },
};
