/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that look at what the target holds already: a bound, a count that is its own, octets that stay
 * where they are; and counts of more than one thing each.
 */
#include <gvmstate/gvmstate.h>

#include "support/refuse.h"

/* ---- bound ------------------------------------------------------------------------------------ */

typedef struct {
  gint32 used;
} Bound;
GVM_FIELDS (bound_fields, Bound) = {
  GVM_AT_MOST (Bound, used, gvm_i32),
};
GVM_DEFINE_STATIC_DESC (bound_desc, Bound, "bound", 1, 1, bound_fields);

static void
bound_of_258 (gpointer self)
{
  ((Bound *) self)->used = 258;
}

static void
bound_of_300 (gpointer self)
{
  ((Bound *) self)->used = 300;
}

START_TEST (a_bound_is_its_value_and_loads_up_to_what_is_there)
{
  static const guint8 octets[] = { 0x00, 0x00, 0x01, 0x02 /* used */ };

  expect_golden_whole (GOLDEN (bound_desc, 1, octets, bound_of_258, bound_of_300, bound_of_258));
}
END_TEST

START_TEST (a_load_refuses_what_is_above_what_is_there_or_below_0)
{
  static const guint8 above[] = { 0x00, 0x00, 0x01, 0x2d }, below[] = { 0xff, 0xff, 0xff, 0xff };

  expect_refused_saying (GOLDEN (bound_desc, 1, above, NULL, bound_of_300), GVM_ERROR_RANGE,
                         "bound/used", 0, ": 301, must be 0 to 300");
  expect_refused_saying (GOLDEN (bound_desc, 1, below, NULL, bound_of_300), GVM_ERROR_RANGE,
                         "bound/used", 0, ": -1, must be 0 to 300");
}
END_TEST

/* ---- counts of several ---------------------------------------------------------------------------- */

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

static void
times_fill (gpointer self)
{
  Times *times = self;

  times->n = 1;
  times->pairs = g_memdup2 ((guint16[]) { 0x0102, 0x0304 }, 4);
  memcpy (times->room, "\x11\x12\x13", 3);
  times->octets = g_memdup2 ("\x21\x22", 2);
  times->after = 9;
}

static const guint8 times_golden[] = {
  0x01,                   /* n */
  0x01, 0x02, 0x03, 0x04, /* pairs, 2 each */
  0x11, 0x12, 0x13,       /* room, 3 each */
  0x21, 0x22,             /* octets, 2 each */
  0x00, 0x00, 0x00, 0x00, /* gone, 4 each */
  0x09,                   /* after */
};

START_TEST (a_count_can_be_of_several)
{
  expect_golden_whole (GOLDEN (times_desc, 1, times_golden, times_fill, NULL));
}
END_TEST

START_TEST (limits_are_of_the_product)
{
  guint8 octets[sizeof times_golden];

  memcpy (octets, times_golden, sizeof octets);
  octets[0] = 4;
  expect_refused_saying (GOLDEN (times_desc, 1, octets, NULL, NULL), GVM_ERROR_LIMIT, "times/pairs",
                         1, ": count 8, at most 6");
  octets[0] = 3;
  expect_refused_saying (GOLDEN (times_desc, 1, octets, NULL, NULL), GVM_ERROR_CAPACITY,
                         "times/room", 13, ": count 9, room for 6");
}
END_TEST

typedef struct {
  guint64 n;
  guint8 *octets;
} Huge;
GVM_FIELDS (huge_fields, Huge) = {
  GVM_FIELD (Huge, n, gvm_u64),
  GVM_PAD_COUNTED (Huge, gone, n, .times = 4),
  GVM_BUFFER_COUNTED (Huge, octets, n, .times = 4),
};
GVM_DEFINE_STATIC_DESC (huge_desc, Huge, "huge", 1, 1, huge_fields);

START_TEST (a_product_that_no_number_can_say_is_refused)
{
  /* n × 4 is 4 in 64 bits */
  static const guint8 octets[] = { 0x40, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4 };
  Huge huge = { .n = G_GUINT64_CONSTANT (1) << 62, .octets = NULL };

  expect_refused (GOLDEN (huge_desc, 1, octets, NULL, NULL), GVM_ERROR_TRUNCATED, "huge/gone", 8);
  expect_unsaved (&huge_desc, &huge, GVM_ERROR_LIMIT, "huge/gone", "");
}
END_TEST

/* ---- a count that is the target's own --------------------------------------------------------------- */

typedef struct {
  guint32 n;
  guint16 *lanes;
  guint8 last;
} Own;
GVM_FIELDS (own_fields, Own) = {
  GVM_COUNTED (Own, lanes, n, gvm_u16, .own_count = TRUE),
  GVM_FIELD (Own, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (own_desc, Own, "own", 1, 1, own_fields);

static void
own_fill (gpointer self)
{
  *(Own *) self = (Own) { 2, g_memdup2 ((guint16[]) { 0x0102, 0x0304 }, 4), 9 };
}

static void
own_other (gpointer self)
{
  *(Own *) self = (Own) { 2, g_memdup2 ((guint16[]) { 7, 8 }, 4), 9 };
}

static void
own_blank (gpointer self)
{
  *(Own *) self = (Own) { .n = 2 };
}

START_TEST (a_count_can_be_what_the_device_was_made_with)
{
  static const guint8 octets[] = {
    0x01, 0x02, 0x03, 0x04, /* lanes */
    0x09,                   /* last */
  };

  expect_golden_whole (GOLDEN (own_desc, 1, octets, own_fill, own_other, own_blank));
}
END_TEST

/* ---- octets that stay ----------------------------------------------------------------------------- */

static guint8 memory[4];

typedef struct {
  guint8 *octets;
  guint8 last;
} Pointed;
GVM_FIELDS (pointed_fields, Pointed) = {
  GVM_BUFFER_POINTER (Pointed, octets, 4),
  GVM_FIELD (Pointed, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (pointed_desc, Pointed, "pointed", 1, 1, pointed_fields);

START_TEST (octets_that_are_pointed_to_stay_where_they_are)
{
  static const guint8 octets[] = {
    0x01, 0x02, 0x03, 0x04, /* octets */
    0x09,                   /* last */
  };
  Pointed pointed = { memory, 0 };

  memset (memory, 0x77, sizeof memory);
  expect_loads (&pointed_desc, 1, &pointed, octets, sizeof octets);
  ck_assert_ptr_eq (pointed.octets, memory);
  ck_assert_mem_eq (memory, octets, sizeof memory);
  expect_saves (&pointed_desc, 1, &pointed, octets, sizeof octets);
}
END_TEST

START_TEST (a_load_that_fails_puts_back_what_was_pointed_to)
{
  static const guint8 octets[] = { 0x01, 0x02, 0x03, 0x04 };
  Pointed pointed = { memory, 5 };
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GError) error = NULL;

  memset (memory, 0x77, sizeof memory);
  ck_assert (!gvm_decode (reader, &pointed_desc, 1, &pointed, &error));
  expect_error (error, GVM_ERROR_TRUNCATED, "pointed/last", 4);
  ck_assert_mem_eq (memory, "\x77\x77\x77\x77", sizeof memory);
}
END_TEST

START_TEST (octets_must_be_pointed_to)
{
  static const guint8 octets[] = { 0x01, 0x02, 0x03, 0x04, 0x09 };
  Pointed pointed = { NULL, 5 };
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_decode (reader, &pointed_desc, 1, &pointed, &error));
  expect_error (error, GVM_ERROR_NULL_ELEMENT, "pointed/octets", 0);
  expect_unsaved (&pointed_desc, &pointed, GVM_ERROR_NULL_ELEMENT, "pointed/octets", "");
}
END_TEST

START_TEST (octets_that_are_pointed_to_are_compared)
{
  guint8 x[4] = { 1, 2, 3, 4 }, y[4] = { 1, 2, 3, 5 };
  Pointed a = { x, 0 }, b = { y, 0 };
  g_autoptr (GPtrArray) found = gvm_state_diff (&pointed_desc, &a, &b);

  ck_assert_uint_eq (found->len, 1);
  ck_assert_str_eq (gvm_difference_get_path (found->pdata[0]), "pointed/octets");
  ck_assert_str_eq (gvm_difference_get_a (found->pdata[0]), "01020304");
  ck_assert_str_eq (gvm_difference_get_b (found->pdata[0]), "01020305");
  ck_assert (gvm_state_equal (&pointed_desc, &a, &a));
}
END_TEST

/* ---- bitmaps -------------------------------------------------------------------------------------- */

typedef struct {
  guint8 n32, n64;
  guint32 *words;
  guint64 *wide;
} Bits;
GVM_FIELDS (bits_fields, Bits) = {
  GVM_FIELD (Bits, n32, gvm_u8),
  GVM_BITMAP_COUNTED (Bits, words, n32, gvm_u32),
  GVM_FIELD (Bits, n64, gvm_u8),
  GVM_BITMAP_COUNTED (Bits, wide, n64, gvm_u64, .max = 70),
};
GVM_DEFINE_STATIC_DESC (bits_desc, Bits, "bits", 1, 1, bits_fields);

static void
bits_fill (gpointer self)
{
  Bits *bits = self;

  bits->n32 = 33;
  bits->words = g_memdup2 ((guint32[]) { 0x80000001, 1 }, 8);
  bits->n64 = 65;
  bits->wide = g_memdup2 ((guint64[]) { 2, 1 }, 16);
}

static const guint8 bits_golden[] = {
  0x21,                                           /* n32 */
  0x00, 0x00, 0x00, 0x01, 0x80, 0x00, 0x00, 0x01, /* words: bits 0, 31, 32 */
  0x41,                                           /* n64 */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, /* wide: bit 1 */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* bit 64 */
};

START_TEST (a_counted_bitmap_is_in_words_of_64)
{
  expect_golden_whole (GOLDEN (bits_desc, 1, bits_golden, bits_fill, NULL));
}
END_TEST

START_TEST (a_bitmap_without_bits_is_nothing)
{
  static const guint8 octets[] = { 0x00 /* n32 */, 0x00 /* n64 */ };

  expect_golden_whole (GOLDEN (bits_desc, 1, octets, NULL, bits_fill));
}
END_TEST

START_TEST (bits_above_the_last_are_refused)
{
  guint8 octets[sizeof bits_golden];

  memcpy (octets, bits_golden, sizeof octets);
  octets[4] = 0x02; /* bit 33 */
  expect_refused (GOLDEN (bits_desc, 1, octets, NULL, bits_fill), GVM_ERROR_RANGE, "bits/words", 1);
  octets[4] = 0x01;
  octets[9] = 71;
  expect_refused (GOLDEN (bits_desc, 1, octets, NULL, bits_fill), GVM_ERROR_LIMIT, "bits/wide", 10);
}
END_TEST

START_TEST (bitmaps_are_compared_and_shown)
{
  Bits *a = make_state (&bits_desc, bits_fill), *b = make_state (&bits_desc, bits_fill);
  b->wide[0] = 3;
  g_autoptr (GPtrArray) found = gvm_state_diff (&bits_desc, a, b);

  ck_assert_uint_eq (found->len, 1);
  ck_assert_str_eq (gvm_difference_get_path (found->pdata[0]), "bits/wide");
  ck_assert_str_eq (gvm_difference_get_a (found->pdata[0]), "0x00000000000000010000000000000002");
  free_state (&bits_desc, a);
  free_state (&bits_desc, b);
}
END_TEST

START_TEST (a_bitmap_needs_its_words)
{
  Bits bits = { .n32 = 1 };

  expect_unsaved (&bits_desc, &bits, GVM_ERROR_NULL_ELEMENT, "bits/words",
                  ": NULL, and a count of 1");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.counts", a_bound_is_its_value_and_loads_up_to_what_is_there,
      a_load_refuses_what_is_above_what_is_there_or_below_0, a_count_can_be_of_several,
      limits_are_of_the_product, a_product_that_no_number_can_say_is_refused,
      a_count_can_be_what_the_device_was_made_with, octets_that_are_pointed_to_stay_where_they_are,
      a_load_that_fails_puts_back_what_was_pointed_to, octets_must_be_pointed_to,
      octets_that_are_pointed_to_are_compared, a_counted_bitmap_is_in_words_of_64,
      a_bitmap_without_bits_is_nothing, bits_above_the_last_are_refused,
      bitmaps_are_compared_and_shown, a_bitmap_needs_its_words);
}
