/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each codec that comes with the library: alone, as an array, and at the ends of its range.
 */
#include "support/golden.h"

typedef struct {
  bool no, yes;
  bool array[3];
} Bools;
GVM_FIELDS (bools_fields, Bools) = {
  GVM_FIELD (Bools, no, gvm_bool),
  GVM_FIELD (Bools, yes, gvm_bool),
  GVM_ARRAY (Bools, array, gvm_bool),
};
GVM_DEFINE_STATIC_DESC (bools_desc, Bools, "bools", 1, 1, bools_fields);

static void
bools_fill (gpointer self)
{
  *(Bools *) self = (Bools) { .yes = true, .array = { true, false, true } };
}

static void
bools_other (gpointer self)
{
  *(Bools *) self = (Bools) { .no = true, .array = { true, true, true } };
}

START_TEST (bool_is_an_octet_of_0_or_1)
{
  static const guint8 golden[] = {
    0x00,             /* no */
    0x01,             /* yes */
    0x01, 0x00, 0x01, /* array */
  };
  expect_golden (GOLDEN (bools_desc, 1, golden, bools_fill, bools_other));
}
END_TEST

START_TEST (any_octet_but_0_loads_as_true)
{
  static const guint8 octets[] = { 0x02, 0xff, 0x80, 0x00, 0x7f };
  static const guint8 golden[] = { 0x01, 0x01, 0x01, 0x00, 0x01 };
  Bools bools = { .no = false };

  expect_loads (&bools_desc, 1, &bools, octets, sizeof octets);
  expect_octets (&bools, sizeof bools, golden, sizeof golden);
  expect_saves (&bools_desc, 1, &bools, golden, sizeof golden);
}
END_TEST

/* An integer codec of @octets: its least, its greatest, one between, and an array of two. */
#define INTEGER_CASE(name, type, codec, least_, greatest_, between_)                               \
  typedef struct {                                                                                 \
    guint8 pad; /* not on the wire */                                                              \
    type least, greatest, between;                                                                 \
    type array[2];                                                                                 \
  } name##_struct;                                                                                 \
  GVM_FIELDS (name##_fields, name##_struct) = {                                                    \
    GVM_FIELD (name##_struct, least, codec),                                                       \
    GVM_FIELD (name##_struct, greatest, codec),                                                    \
    GVM_FIELD (name##_struct, between, codec),                                                     \
    GVM_ARRAY (name##_struct, array, codec),                                                       \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, name##_struct, #name, 1, 1, name##_fields);                 \
  static void name##_fill (gpointer self)                                                          \
  {                                                                                                \
    *(name##_struct *) self = (name##_struct) { 0, least_, greatest_, between_, { 1, between_ } }; \
  }                                                                                                \
  static void name##_other (gpointer self)                                                         \
  {                                                                                                \
    memset (self, 0x5a, sizeof (name##_struct));                                                   \
  }

INTEGER_CASE (u8, guint8, gvm_u8, 0, 0xff, 0x81)
INTEGER_CASE (u16, guint16, gvm_u16, 0, 0xffff, 0x8182)
INTEGER_CASE (u32, guint32, gvm_u32, 0, 0xffffffff, 0x81828384)
INTEGER_CASE (u64, guint64, gvm_u64, 0, G_MAXUINT64, 0x8182838485868788)
INTEGER_CASE (i8, gint8, gvm_i8, G_MININT8, G_MAXINT8, -2)
INTEGER_CASE (i16, gint16, gvm_i16, G_MININT16, G_MAXINT16, -2)
INTEGER_CASE (i32, gint32, gvm_i32, G_MININT32, G_MAXINT32, -2)
INTEGER_CASE (i64, gint64, gvm_i64, G_MININT64, G_MAXINT64, -2)

START_TEST (u8_is_an_octet)
{
  static const guint8 golden[] = {
    0x00,       /* least */
    0xff,       /* greatest */
    0x81,       /* between */
    0x01, 0x81, /* array */
  };
  expect_golden (GOLDEN (u8_desc, 1, golden, u8_fill, u8_other));
}
END_TEST

START_TEST (u16_is_two_octets_big_endian)
{
  static const guint8 golden[] = {
    0x00, 0x00,             /* least */
    0xff, 0xff,             /* greatest */
    0x81, 0x82,             /* between */
    0x00, 0x01, 0x81, 0x82, /* array */
  };
  expect_golden (GOLDEN (u16_desc, 1, golden, u16_fill, u16_other));
}
END_TEST

START_TEST (u32_is_four_octets_big_endian)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00, /* least */
    0xff, 0xff, 0xff, 0xff, /* greatest */
    0x81, 0x82, 0x83, 0x84, /* between */
    0x00, 0x00, 0x00, 0x01, /* array[0] */
    0x81, 0x82, 0x83, 0x84, /* array[1] */
  };
  expect_golden (GOLDEN (u32_desc, 1, golden, u32_fill, u32_other));
}
END_TEST

START_TEST (u64_is_eight_octets_big_endian)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* least */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* greatest */
    0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, /* between */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* array[0] */
    0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, /* array[1] */
  };
  expect_golden (GOLDEN (u64_desc, 1, golden, u64_fill, u64_other));
}
END_TEST

START_TEST (i8_is_an_octet_in_twos_complement)
{
  static const guint8 golden[] = {
    0x80,       /* least */
    0x7f,       /* greatest */
    0xfe,       /* between */
    0x01, 0xfe, /* array */
  };
  expect_golden (GOLDEN (i8_desc, 1, golden, i8_fill, i8_other));
}
END_TEST

START_TEST (i16_is_two_octets_in_twos_complement)
{
  static const guint8 golden[] = {
    0x80, 0x00,             /* least */
    0x7f, 0xff,             /* greatest */
    0xff, 0xfe,             /* between */
    0x00, 0x01, 0xff, 0xfe, /* array */
  };
  expect_golden (GOLDEN (i16_desc, 1, golden, i16_fill, i16_other));
}
END_TEST

START_TEST (i32_is_four_octets_in_twos_complement)
{
  static const guint8 golden[] = {
    0x80, 0x00, 0x00, 0x00, /* least */
    0x7f, 0xff, 0xff, 0xff, /* greatest */
    0xff, 0xff, 0xff, 0xfe, /* between */
    0x00, 0x00, 0x00, 0x01, /* array[0] */
    0xff, 0xff, 0xff, 0xfe, /* array[1] */
  };
  expect_golden (GOLDEN (i32_desc, 1, golden, i32_fill, i32_other));
}
END_TEST

START_TEST (i64_is_eight_octets_in_twos_complement)
{
  static const guint8 golden[] = {
    0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* least */
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* greatest */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, /* between */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* array[0] */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, /* array[1] */
  };
  expect_golden (GOLDEN (i64_desc, 1, golden, i64_fill, i64_other));
}
END_TEST

START_TEST (codecs_have_the_names_that_qemu_describes_them_by)
{
  static const struct {
    const GvmCodec *codec;
    const char *name;
    gsize octets;
  } facts[] = {
    { &gvm_bool, "bool", 1 },  { &gvm_u8, "uint8", 1 },   { &gvm_u16, "uint16", 2 },
    { &gvm_u32, "uint32", 4 }, { &gvm_u64, "uint64", 8 }, { &gvm_i8, "int8", 1 },
    { &gvm_i16, "int16", 2 },  { &gvm_i32, "int32", 4 },  { &gvm_i64, "int64", 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++) {
    ck_assert_str_eq (facts[i].codec->name, facts[i].name);
    ck_assert_uint_eq (facts[i].codec->c_size, facts[i].octets);
    ck_assert_uint_eq (facts[i].codec->wire_size, facts[i].octets);
    ck_assert_uint_eq (facts[i].codec->wire_min, facts[i].octets);
  }
}
END_TEST

/* All widths and bools among one another: the runs of a flat struct, and what is between them. */
typedef struct {
  guint8 a;
  guint32 b;
  bool c;
  guint16 d[3];
  gint64 e;
  guint8 f, g;
  bool h;
  guint8 unsent;
  guint16 i;
} Mixed;
GVM_FIELDS (mixed_fields, Mixed) = {
  /* Neither in the order of memory nor all of it. */
  GVM_FIELD (Mixed, i, gvm_u16), GVM_FIELD (Mixed, a, gvm_u8),   GVM_FIELD (Mixed, c, gvm_bool),
  GVM_FIELD (Mixed, b, gvm_u32), GVM_ARRAY (Mixed, d, gvm_u16),  GVM_FIELD (Mixed, g, gvm_u8),
  GVM_FIELD (Mixed, f, gvm_u8),  GVM_FIELD (Mixed, h, gvm_bool), GVM_FIELD (Mixed, e, gvm_i64),
};
GVM_DEFINE_STATIC_DESC (mixed_desc, Mixed, "mixed", 1, 1, mixed_fields);

static void
mixed_fill (gpointer self)
{
  Mixed *mixed = self;

  *mixed = (Mixed) { .a = 0xa1, .b = 0xb1b2b3b4, .c = true, .e = -1, .f = 0xf1, .g = 0xf2 };
  mixed->d[0] = 0xd1d2;
  mixed->d[1] = 0xd3d4;
  mixed->d[2] = 0xd5d6;
  mixed->h = true;
  mixed->i = 0x0102;
}

static void
mixed_other (gpointer self)
{
  mixed_fill (self);
  ((Mixed *) self)->g = 0xf3;
}

static const guint8 mixed_golden[] = {
  0x01, 0x02,                                     /* i */
  0xa1,                                           /* a */
  0x01,                                           /* c */
  0xb1, 0xb2, 0xb3, 0xb4,                         /* b */
  0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6,             /* d */
  0xf2,                                           /* g */
  0xf1,                                           /* f */
  0x01,                                           /* h */
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* e */
};

START_TEST (the_order_of_rows_is_the_order_on_the_wire)
{
  expect_golden (GOLDEN (mixed_desc, 1, mixed_golden, mixed_fill, mixed_other));
}
END_TEST

START_TEST (a_bool_among_octets_still_loads_as_0_or_1)
{
  guint8 octets[sizeof mixed_golden];
  Mixed mixed;

  memset (&mixed, 0, sizeof mixed);
  memcpy (octets, mixed_golden, sizeof octets);
  octets[3] = 0x80;  /* c */
  octets[16] = 0x02; /* h */
  expect_loads (&mixed_desc, 1, &mixed, octets, sizeof octets);
  expect_saves (&mixed_desc, 1, &mixed, mixed_golden, sizeof mixed_golden);
  ck_assert_uint_eq (mixed.f, 0xf1);
}
END_TEST

START_TEST (what_has_no_row_is_not_touched)
{
  Mixed mixed;

  memset (&mixed, 0x77, sizeof mixed);
  mixed.c = mixed.h = false;
  expect_loads (&mixed_desc, 1, &mixed, mixed_golden, sizeof mixed_golden);
  ck_assert_uint_eq (mixed.unsent, 0x77);
  for (gsize i = offsetof (Mixed, a) + 1; i < offsetof (Mixed, b); i++)
    ck_assert_uint_eq (((const guint8 *) &mixed)[i], 0x77); /* padding */
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.codec", bool_is_an_octet_of_0_or_1, any_octet_but_0_loads_as_true, u8_is_an_octet,
      u16_is_two_octets_big_endian, u32_is_four_octets_big_endian, u64_is_eight_octets_big_endian,
      i8_is_an_octet_in_twos_complement, i16_is_two_octets_in_twos_complement,
      i32_is_four_octets_in_twos_complement, i64_is_eight_octets_in_twos_complement,
      codecs_have_the_names_that_qemu_describes_them_by, the_order_of_rows_is_the_order_on_the_wire,
      a_bool_among_octets_still_loads_as_0_or_1, what_has_no_row_is_not_touched);
}
