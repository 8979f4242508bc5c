/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that hold no container: nested structs, equal rows, counted blocks; descriptors on the heap.
 */
#include "support/golden.h"

/* ---- nested structs ------------------------------------------------------------------------- */

typedef struct {
  guint8 id;
  guint32 value;
} Inner;
GVM_FIELDS (inner_fields, Inner) = {
  GVM_FIELD (Inner, id, gvm_u8),
  GVM_FIELD (Inner, value, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (inner_desc, Inner, "inner", 1, 1, inner_fields);

typedef struct {
  guint16 before;
  Inner one;
  Inner several[2];
  guint16 after;
} Outer;
GVM_FIELDS (outer_fields, Outer) = {
  GVM_FIELD (Outer, before, gvm_u16),
  GVM_STRUCT (Outer, one, inner_desc),
  GVM_ARRAY (Outer, several, inner_desc),
  GVM_FIELD (Outer, after, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields);

static void
outer_fill (gpointer self)
{
  *(Outer *) self = (Outer) { .before = 0x0102, .one = { 3, 4 }, .after = 0x0506 };
  ((Outer *) self)->several[0] = (Inner) { 7, 8 };
  ((Outer *) self)->several[1] = (Inner) { 9, 10 };
}

static void
outer_other (gpointer self)
{
  outer_fill (self);
  ((Outer *) self)->several[1].value = 11;
}

START_TEST (a_nested_struct_is_its_rows_and_nothing_around_them)
{
  static const guint8 golden[] = {
    0x01, 0x02,             /* before */
    0x03,                   /* one.id */
    0x00, 0x00, 0x00, 0x04, /* one.value */
    0x07,                   /* several[0].id */
    0x00, 0x00, 0x00, 0x08, /* several[0].value */
    0x09,                   /* several[1].id */
    0x00, 0x00, 0x00, 0x0a, /* several[1].value */
    0x05, 0x06,             /* after */
  };
  expect_golden (GOLDEN (outer_desc, 1, golden, outer_fill, outer_other));
}
END_TEST

/* ---- equal ---------------------------------------------------------------------------------- */

typedef struct {
  guint64 buid;
  Inner fixed;
  guint16 free;
} Wired;
GVM_FIELDS (wired_fields, Wired) = {
  GVM_EQUAL (Wired, buid, gvm_u64),
  GVM_EQUAL (Wired, fixed, inner_desc),
  GVM_FIELD (Wired, free, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (wired_desc, Wired, "wired", 1, 1, wired_fields);

static void
wired_blank (gpointer self)
{
  *(Wired *) self = (Wired) { .buid = 0x0102030405060708, .fixed = { 9, 10 } };
}

static void
wired_fill (gpointer self)
{
  wired_blank (self);
  ((Wired *) self)->free = 0x0b0c;
}

START_TEST (an_equal_row_is_on_the_wire_and_loads_where_it_equals)
{
  static const guint8 golden[] = {
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* buid */
    0x09, 0x00, 0x00, 0x00, 0x0a,                   /* fixed */
    0x0b, 0x0c,                                     /* free */
  };
  expect_golden (GOLDEN (wired_desc, 1, golden, wired_fill, wired_blank, wired_blank));
}
END_TEST

/* A row of each width, whose octets are the value. */
#define EQUAL_CASE(name, type, codec)                                                              \
  typedef struct {                                                                                 \
    type m;                                                                                        \
  } name##_struct;                                                                                 \
  GVM_FIELDS (name##_fields, name##_struct) = { GVM_EQUAL (name##_struct, m, codec) };             \
  GVM_DEFINE_STATIC_DESC (name##_desc, name##_struct, #name, 1, 1, name##_fields)
EQUAL_CASE (equal_u8, guint8, gvm_u8);
EQUAL_CASE (equal_u16, guint16, gvm_u16);
EQUAL_CASE (equal_u32, guint32, gvm_u32);
EQUAL_CASE (equal_u64, guint64, gvm_u64);
EQUAL_CASE (equal_i32, gint32, gvm_i32);

static void
expect_equal_row (const GvmDesc *desc, gpointer value, const guint8 *octets, gsize size)
{
  g_autofree guint8 *other = g_memdup2 (octets, size);
  g_autoptr (GError) error = NULL;

  expect_saves (desc, 1, value, octets, size);
  expect_loads (desc, 1, value, octets, size);
  other[size - 1] ^= 1;
  g_autoptr (GvmReader) reader = reader_on (other, size, NULL);
  ck_assert (!gvm_decode (reader, desc, 1, value, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_EQUAL_MISMATCH));
}

START_TEST (an_equal_row_is_as_wide_as_its_codec)
{
  static const guint8 octets[] = { 0xf1, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 };

  expect_equal_row (&equal_u8_desc, &(guint8) { 0xf1 }, octets, 1);
  expect_equal_row (&equal_u16_desc, &(guint16) { 0xf102 }, octets, 2);
  expect_equal_row (&equal_u32_desc, &(guint32) { 0xf1020304 }, octets, 4);
  expect_equal_row (&equal_u64_desc, &(guint64) { 0xf102030405060708 }, octets, 8);
  expect_equal_row (&equal_i32_desc, &(gint32) { -0x0efdfcfc }, octets, 4);
}
END_TEST

/* ---- counted -------------------------------------------------------------------------------- */

#define COUNTED_CASE(name, count_type, count_codec)                                                \
  typedef struct {                                                                                 \
    count_type n;                                                                                  \
    guint16 *block;                                                                                \
  } name##_struct;                                                                                 \
  GVM_FIELDS (name##_fields, name##_struct) = {                                                    \
    GVM_FIELD (name##_struct, n, count_codec),                                                     \
    GVM_COUNTED (name##_struct, block, n, gvm_u16),                                                \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, name##_struct, #name, 1, 1, name##_fields);                 \
  static void name##_fill (gpointer self)                                                          \
  {                                                                                                \
    static const guint16 block[] = { 0x0102, 0x0304, 0x0506 };                                     \
    *(name##_struct *) self = (name##_struct) { 3, g_memdup2 (block, sizeof block) };              \
  }                                                                                                \
  static void name##_other (gpointer self)                                                         \
  {                                                                                                \
    static const guint16 block[] = { 0x0102, 0x0304, 0x0507 };                                     \
    *(name##_struct *) self = (name##_struct) { 3, g_memdup2 (block, sizeof block) };              \
  }

COUNTED_CASE (by_u8, guint8, gvm_u8)
COUNTED_CASE (by_u16, guint16, gvm_u16)
COUNTED_CASE (by_u32, guint32, gvm_u32)
COUNTED_CASE (by_u64, guint64, gvm_u64)

START_TEST (a_counted_block_is_counted_by_8_bits)
{
  static const guint8 golden[] = {
    0x03,                               /* n */
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, /* block */
  };
  expect_golden (GOLDEN (by_u8_desc, 1, golden, by_u8_fill, by_u8_other));
}
END_TEST

START_TEST (a_counted_block_is_counted_by_16_bits)
{
  static const guint8 golden[] = {
    0x00, 0x03,                         /* n */
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, /* block */
  };
  expect_golden (GOLDEN (by_u16_desc, 1, golden, by_u16_fill, by_u16_other));
}
END_TEST

START_TEST (a_counted_block_is_counted_by_32_bits)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x03,             /* n */
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, /* block */
  };
  expect_golden (GOLDEN (by_u32_desc, 1, golden, by_u32_fill, by_u32_other));
}
END_TEST

START_TEST (a_counted_block_is_counted_by_64_bits)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, /* n */
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06,             /* block */
  };
  expect_golden (GOLDEN (by_u64_desc, 1, golden, by_u64_fill, by_u64_other));
}
END_TEST

static void
empty_fill (gpointer self)
{
  ((by_u8_struct *) self)->block = g_new (guint16, 1); /* room, but nothing in it */
}

START_TEST (a_counted_block_of_nothing_is_its_count)
{
  static const guint8 golden[] = { 0x00 /* n */ };
  by_u8_struct *loaded = make_state (&by_u8_desc, by_u8_other);

  expect_golden (GOLDEN (by_u8_desc, 1, golden, empty_fill, by_u8_other));
  expect_loads (&by_u8_desc, 1, loaded, golden, sizeof golden);
  ck_assert_ptr_null (loaded->block);
  free_state (&by_u8_desc, loaded);
}
END_TEST

typedef struct {
  guint8 n;
  Inner *inners;
} Block;
GVM_FIELDS (block_fields, Block) = {
  GVM_FIELD (Block, n, gvm_u8),
  GVM_COUNTED (Block, inners, n, inner_desc),
};
GVM_DEFINE_STATIC_DESC (block_desc, Block, "block", 1, 1, block_fields);

static void
block_fill (gpointer self)
{
  static const Inner inners[] = { { 1, 2 }, { 3, 4 } };

  *(Block *) self = (Block) { 2, g_memdup2 (inners, sizeof inners) };
}

static void
block_other (gpointer self)
{
  *(Block *) self = (Block) { 1, g_new0 (Inner, 1) };
}

START_TEST (a_counted_block_can_hold_structs)
{
  static const guint8 golden[] = {
    0x02,                         /* n */
    0x01, 0x00, 0x00, 0x00, 0x02, /* inners[0] */
    0x03, 0x00, 0x00, 0x00, 0x04, /* inners[1] */
  };
  expect_golden (GOLDEN (block_desc, 1, golden, block_fill, block_other));
}
END_TEST

/* ---- descriptors that no macro made --------------------------------------------------------- */

START_TEST (a_descriptor_on_the_heap_works_like_a_static_one)
{
  static const guint8 golden[] = {
    0x03,                   /* id */
    0x00, 0x00, 0x00, 0x04, /* value */
  };
  static gpointer plan; /* what hangs there stays until the program ends */
  g_autofree GvmField *rows = g_memdup2 (inner_fields, sizeof inner_fields);
  g_autofree GvmDesc *desc = g_memdup2 (&inner_desc, sizeof inner_desc);
  Inner inner = { 3, 4 };

  desc->fields = rows;
  desc->plan = &plan;
  expect_saves (desc, 1, &inner, golden, sizeof golden);
  inner = (Inner) { 0, 0 };
  expect_loads (desc, 1, &inner, golden, sizeof golden);
  ck_assert_uint_eq (inner.id, 3);
  ck_assert_uint_eq (inner.value, 4);
}
END_TEST

typedef struct {
  Outer outers[40];
} Many;
GVM_FIELDS (many_fields, Many) = { GVM_ARRAY (Many, outers, outer_desc) };
GVM_DEFINE_STATIC_DESC (many_desc, Many, "many", 1, 1, many_fields);

START_TEST (a_struct_of_more_runs_than_a_plan_holds_is_the_same_on_the_wire)
{
  g_autofree Many *many = g_new0 (Many, 1), *loaded = g_new0 (Many, 1);
  g_autoptr (GvmWriter) whole = gvm_writer_new (NULL), parts = gvm_writer_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (many->outers); i++) {
    outer_fill (&many->outers[i]);
    many->outers[i].one.value = i;
    ck_assert (gvm_encode (parts, &outer_desc, 1, &many->outers[i], NULL));
  }
  g_autoptr (GBytes) bytes = gvm_writer_steal (parts);
  expect_saves (&many_desc, 1, many, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  expect_loads (&many_desc, 1, loaded, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  ck_assert (gvm_state_equal (&many_desc, many, loaded));
}
END_TEST

START_TEST (payloads_can_follow_one_another)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Inner inner = { 3, 4 };

  ck_assert (gvm_writer_u8 (writer, 0xaa));
  ck_assert (gvm_encode (writer, &inner_desc, 1, &inner, NULL));
  ck_assert (gvm_encode (writer, &inner_desc, 1, &inner, NULL));
  ck_assert_uint_eq (gvm_writer_tell (writer), 11);
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  guint8 mark;
  Inner a = { 0, 0 }, b = { 0, 0 };

  ck_assert (gvm_reader_u8 (reader, &mark));
  ck_assert (gvm_decode (reader, &inner_desc, 1, &a, NULL));
  ck_assert_uint_eq (gvm_reader_tell (reader), 6);
  ck_assert (gvm_decode (reader, &inner_desc, 1, &b, NULL));
  ck_assert_uint_eq (gvm_reader_left (reader), 0);
  ck_assert (gvm_state_equal (&inner_desc, &a, &inner));
  ck_assert (gvm_state_equal (&inner_desc, &b, &inner));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.row", a_nested_struct_is_its_rows_and_nothing_around_them,
                    an_equal_row_is_on_the_wire_and_loads_where_it_equals,
                    an_equal_row_is_as_wide_as_its_codec, a_counted_block_is_counted_by_8_bits,
                    a_counted_block_is_counted_by_16_bits, a_counted_block_is_counted_by_32_bits,
                    a_counted_block_is_counted_by_64_bits, a_counted_block_of_nothing_is_its_count,
                    a_counted_block_can_hold_structs,
                    a_descriptor_on_the_heap_works_like_a_static_one,
                    a_struct_of_more_runs_than_a_plan_holds_is_the_same_on_the_wire,
                    payloads_can_follow_one_another);
}
