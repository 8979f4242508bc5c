/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows whose integers are varints, or differences from the element before.
 */
#include "support/refuse.h"

/* ---- varints of single values ------------------------------------------------------------------- */

typedef struct {
  guint16 a;
  guint32 b;
  guint64 c;
  gint16 d;
  gint32 e;
  gint64 f;
} Numbers;
GVM_FIELDS (numbers_fields, Numbers) = {
  GVM_FIELD (Numbers, a, gvm_u16, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, b, gvm_u32, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, c, gvm_u64, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, d, gvm_i16, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, e, gvm_i32, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Numbers, f, gvm_i64, .packing = GVM_PACKING_VARINT),
};
GVM_DEFINE_STATIC_DESC (numbers_desc, Numbers, "numbers", 1, 1, numbers_fields);

static void
numbers_fill (gpointer self)
{
  *(Numbers *) self = (Numbers) { 127, 128, 0x4000, -1, 1, -65 };
}

START_TEST (an_integer_takes_as_many_octets_as_it_needs)
{
  static const guint8 golden[] = {
    0x7f,             /* a: 127 */
    0x80, 0x01,       /* b: 128 */
    0x80, 0x80, 0x01, /* c: 0x4000 */
    0x01,             /* d: -1 */
    0x02,             /* e: 1 */
    0x81, 0x01,       /* f: -65, zigzag 129 */
  };
  expect_golden_whole (GOLDEN (numbers_desc, 1, golden, numbers_fill, NULL));
}
END_TEST

static void
numbers_fill_ends (gpointer self)
{
  *(Numbers *) self =
      (Numbers) { G_MAXUINT16, G_MAXUINT32, G_MAXUINT64, G_MININT16, G_MAXINT32, G_MININT64 };
}

START_TEST (the_ends_of_each_width_come_back)
{
  static const guint8 golden[] = {
    0xff, 0xff, 0x03,                                           /* a */
    0xff, 0xff, 0xff, 0xff, 0x0f,                               /* b */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, /* c */
    0xff, 0xff, 0x03,                                           /* d: the least, zigzag 0xffff */
    0xfe, 0xff, 0xff, 0xff, 0x0f,                               /* e: the greatest */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, /* f: the least */
  };
  expect_golden_whole (GOLDEN (numbers_desc, 1, golden, numbers_fill_ends, numbers_fill));
}
END_TEST

/* ---- columns of a struct ------------------------------------------------------------------------- */

typedef struct {
  guint16 x;
  gint16 y;
} Point;
GVM_FIELDS (point_fields, Point) = {
  GVM_FIELD (Point, x, gvm_u16),
  GVM_FIELD (Point, y, gvm_i16),
};
GVM_DEFINE_STATIC_DESC (point_desc, Point, "point", 1, 1, point_fields);

typedef struct {
  guint8 tag;
  guint32 many[2];
  Point points[2];
  guint8 octets[3];
  bool on;
  gfloat f;
} Mixed;
GVM_FIELDS (mixed_fields, Mixed) = {
  GVM_FIELD (Mixed, tag, gvm_u8),        GVM_ARRAY (Mixed, many, gvm_u32),
  GVM_ARRAY (Mixed, points, point_desc), GVM_ARRAY (Mixed, octets, gvm_u8),
  GVM_FIELD (Mixed, on, gvm_bool),       GVM_FIELD (Mixed, f, gvm_float),
};
GVM_DEFINE_STATIC_DESC (mixed_desc, Mixed, "mixed", 1, 1, mixed_fields);

typedef struct {
  Mixed mixed;
  guint8 end;
} Holder;
GVM_FIELDS (holder_fields, Holder) = {
  GVM_STRUCT (Holder, mixed, mixed_desc, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Holder, end, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (holder_desc, Holder, "holder", 1, 1, holder_fields);

static void
holder_fill (gpointer self)
{
  Holder *holder = self;

  holder->mixed = (Mixed) { .tag = 0xff,
                            .many = { 1, 300 },
                            .points = { { 2, -2 }, { 3, 64 } },
                            .octets = { 0xfd, 0xfe, 0xff },
                            .on = true,
                            .f = 1.5f };
  holder->end = 9;
}

START_TEST (of_a_struct_only_integers_of_two_octets_or_more_are_varints)
{
  static const guint8 golden[] = {
    0xff,                   /* tag */
    0x01,                   /* many[0] */
    0xac, 0x02,             /* many[1]: 300 */
    0x02, 0x03,             /* points[0]: x, y -2 */
    0x03, 0x80, 0x01,       /* points[1]: x, y 64 */
    0xfd, 0xfe, 0xff,       /* octets */
    0x01,                   /* on */
    0x3f, 0xc0, 0x00, 0x00, /* f */
    0x09,                   /* end */
  };
  expect_golden_whole (GOLDEN (holder_desc, 1, golden, holder_fill, NULL));
}
END_TEST

/* ---- differences --------------------------------------------------------------------------------- */

typedef struct {
  guint16 line[4];
  Point points[3];
  guint8 n;
  guint32 *block;
  guint8 used;
  gint64 room[3];
  GArray *array;
} Deltas;
GVM_FIELDS (deltas_fields, Deltas) = {
  GVM_ARRAY (Deltas, line, gvm_u16, .packing = GVM_PACKING_DELTA),
  GVM_ARRAY (Deltas, points, point_desc, .packing = GVM_PACKING_DELTA),
  GVM_FIELD (Deltas, n, gvm_u8),
  GVM_COUNTED (Deltas, block, n, gvm_u32, .packing = GVM_PACKING_DELTA),
  GVM_FIELD (Deltas, used, gvm_u8),
  GVM_COUNTED_ARRAY (Deltas, room, used, gvm_i64, .packing = GVM_PACKING_DELTA),
  GVM_GARRAY (Deltas, array, point_desc, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (deltas_desc, Deltas, "deltas", 1, 1, deltas_fields);

static void
deltas_fill (gpointer self)
{
  static const guint16 line[] = { 1000, 1001, 1000, 65535 };
  static const Point points[] = { { 1, -1 }, { 2, -2 }, { 0, G_MAXINT16 } };
  static const guint32 block[] = { 0x100, 0x101, 0 };
  Deltas *deltas = self;

  memcpy (deltas->line, line, sizeof line);
  memcpy (deltas->points, points, sizeof points);
  deltas->n = G_N_ELEMENTS (block);
  deltas->block = g_memdup2 (block, sizeof block);
  deltas->used = 2;
  deltas->room[0] = G_MININT64;
  deltas->room[1] = G_MAXINT64;
  deltas->array = g_array_new (FALSE, FALSE, sizeof points[0]);
  g_array_append_vals (deltas->array, points, 2);
}

static void
deltas_other (gpointer self)
{
  deltas_fill (self);
  ((Deltas *) self)->used = 1;
}

START_TEST (an_element_is_its_difference_from_the_one_before)
{
  static const guint8 golden[] = {
    0xd0, 0x0f,             /* line[0]: 1000 more than 0 */
    0x02,                   /* line[1]: 1 more */
    0x01,                   /* line[2]: 1 less */
    0xd1, 0x0f,             /* line[3]: 64535 more, which is 1001 less, modulo 65536 */
    0x02, 0x01,             /* points[0]: x, y */
    0x02, 0x01,             /* points[1]: x 1 more, y 1 less */
    0x03,                   /* points[2]: x 2 less */
    0xfd, 0xff, 0x03,       /* points[2]: y 32769 more, which is 32767 less */
    0x03,                   /* n */
    0x80, 0x04, 0x02,       /* block: 0x100, 1 more, */
    0x81, 0x04,             /* 0x101 less */
    0x02,                   /* used */
    0xff, 0xff, 0xff, 0xff, /* room[0]: the least, */
    0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x01, /* room[1]: 1 less than that is the greatest */
    0x00, 0x00, 0x00, 0x02,                   /* array: count */
    0x02, 0x01,                               /* array[0] */
    0x02, 0x01,                               /* array[1] */
  };
  expect_golden_whole (GOLDEN (deltas_desc, 1, golden, deltas_fill, deltas_other));
}
END_TEST

START_TEST (no_elements_are_no_octets_but_the_count)
{
  static const guint8 golden[] = {
    0,    0,    0,    0,          /* line */
    0,    0,    0,    0,    0, 0, /* points */
    0x00,                         /* n */
    0x00,                         /* used */
    0x00, 0x00, 0x00, 0x00,       /* array: count */
  };
  expect_golden_whole (GOLDEN (deltas_desc, 1, golden, NULL, deltas_fill));
}
END_TEST

/* ---- versions ------------------------------------------------------------------------------------ */

typedef struct {
  guint32 n, late;
} Grown;
GVM_FIELDS (grown_fields, Grown) = {
  GVM_FIELD (Grown, n, gvm_u32, .until = 1),
  GVM_FIELD (Grown, n, gvm_u32, .since = 2, .packing = GVM_PACKING_VARINT),
  GVM_FIELD (Grown, late, gvm_u32, .since = 2, .packing = GVM_PACKING_VARINT),
};
GVM_DEFINE_STATIC_DESC (grown_desc, Grown, "grown", 2, 1, grown_fields);

static void
grown_fill (gpointer self)
{
  *(Grown *) self = (Grown) { 5, 300 };
}

START_TEST (the_packing_of_a_row_belongs_to_its_version)
{
  static const guint8 golden[] = {
    0x05,       /* n */
    0xac, 0x02, /* late */
  };
  static const guint8 old[] = { 0x00, 0x00, 0x00, 0x05 }; /* n */
  Grown grown = { 0, 7 };

  expect_golden_whole (GOLDEN (grown_desc, 2, golden, grown_fill, NULL));
  expect_loads (&grown_desc, 1, &grown, old, sizeof old);
  ck_assert_uint_eq (grown.n, 5);
  ck_assert_uint_eq (grown.late, 7);
  expect_saves_as (&grown_desc, 1, GVM_SAVE_ALLOW_LOSS, &grown, old, sizeof old);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.packed", an_integer_takes_as_many_octets_as_it_needs,
      the_ends_of_each_width_come_back, of_a_struct_only_integers_of_two_octets_or_more_are_varints,
      an_element_is_its_difference_from_the_one_before, no_elements_are_no_octets_but_the_count,
      the_packing_of_a_row_belongs_to_its_version);
}
