/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GvmReader: primitives, truncation, the error that stays, the budget.
 */
#include "support/suite.h"

static const guint8 octets[] = { 0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8 };

START_TEST (u8_is_one_octet)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint8 value = 0;

  ck_assert (gvm_reader_u8 (reader, &value));
  ck_assert_uint_eq (value, 0x81);
  ck_assert_uint_eq (gvm_reader_tell (reader), 1);
  ck_assert_uint_eq (gvm_reader_left (reader), sizeof octets - 1);
}
END_TEST

START_TEST (u16_is_big_endian)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint16 value = 0;

  ck_assert (gvm_reader_u16 (reader, &value));
  ck_assert_uint_eq (value, 0x8192);
  ck_assert_uint_eq (gvm_reader_tell (reader), 2);
}
END_TEST

START_TEST (u32_is_big_endian)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint32 value = 0;

  ck_assert (gvm_reader_u32 (reader, &value));
  ck_assert_uint_eq (value, 0x8192a3b4);
  ck_assert_uint_eq (gvm_reader_tell (reader), 4);
}
END_TEST

START_TEST (u64_is_big_endian)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint64 value = 0;

  ck_assert (gvm_reader_u64 (reader, &value));
  ck_assert_uint_eq (value, 0x8192a3b4c5d6e7f8);
  ck_assert_uint_eq (gvm_reader_left (reader), 0);
}
END_TEST

START_TEST (values_need_no_alignment)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint8 first;
  guint32 value = 0;

  ck_assert (gvm_reader_u8 (reader, &first) && gvm_reader_u32 (reader, &value));
  ck_assert_uint_eq (value, 0x92a3b4c5);
}
END_TEST

/* Reads a value of @width octets; what is behind it stays as it was unless it succeeds. */
static gboolean
read_width (GvmReader *reader, gsize width, guint64 *value)
{
  guint8 as_8 = 0x55;
  guint16 as_16 = 0x5555;
  guint32 as_32 = 0x55555555;
  gboolean read;

  switch (width) {
  case 1:
    read = gvm_reader_u8 (reader, &as_8);
    *value = read || as_8 != 0x55 ? as_8 : *value;
    return read;
  case 2:
    read = gvm_reader_u16 (reader, &as_16);
    *value = read || as_16 != 0x5555 ? as_16 : *value;
    return read;
  case 4:
    read = gvm_reader_u32 (reader, &as_32);
    *value = read || as_32 != 0x55555555 ? as_32 : *value;
    return read;
  default:
    return gvm_reader_u64 (reader, value);
  }
}

START_TEST (each_width_cut_at_each_octet_is_truncated_and_writes_nothing)
{
  for (gsize width = 1; width <= 8; width *= 2)
    for (gsize size = 0; size < width; size++) {
      /* A block of its own, so that a read behind it is seen by the sanitizer. */
      g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
      g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
      guint64 value = 0x7777;

      ck_assert (!read_width (reader, width, &value));
      ck_assert_uint_eq (value, 0x7777);
      expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 0);
      ck_assert_uint_eq (gvm_reader_tell (reader), 0);
    }
}
END_TEST

START_TEST (a_truncated_value_is_reported_at_its_first_octet)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 7, NULL);
  guint32 value;

  ck_assert (gvm_reader_u32 (reader, &value));
  ck_assert (!gvm_reader_u32 (reader, &value));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 4);
  ck_assert_str_eq (gvm_reader_get_error (reader)->message, "@0x4: 3 octets left, 4 needed");
}
END_TEST

START_TEST (after_an_error_every_call_does_nothing)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 3, NULL);
  guint32 value = 1;
  guint8 one = 2;
  guint32 count = 3;

  ck_assert (!gvm_reader_u32 (reader, &value));
  ck_assert (!gvm_reader_u8 (reader, &one));
  ck_assert (!gvm_reader_count (reader, 9, 0, &count));
  ck_assert (!gvm_reader_charge (reader, 0));
  ck_assert_ptr_null (gvm_reader_take (reader, 1));
  ck_assert_ptr_null (gvm_reader_take (reader, 0));
  ck_assert_uint_eq (one, 2);
  ck_assert_uint_eq (count, 3);
  ck_assert_uint_eq (gvm_reader_tell (reader), 0);
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 0);
}
END_TEST

START_TEST (so_does_every_codec)
{
  static const guint8 zeros[] = { 0, 0, 0, 0, 0, 0, 0 };
  static const GvmCodec *const codecs[] = { &gvm_u8, &gvm_bool, &gvm_string, &gvm_bytes };

  for (gsize i = 0; i < G_N_ELEMENTS (codecs); i++) {
    g_autoptr (GvmReader) reader = reader_on (zeros, sizeof zeros, NULL);
    gpointer value = NULL;
    guint64 number;

    ck_assert (!gvm_reader_u64 (reader, &number));
    ck_assert_msg (!codecs[i]->decode (codecs[i], reader, &value), "%s", codecs[i]->name);
    ck_assert_ptr_null (value);
  }
}
END_TEST

START_TEST (the_first_error_stays)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 8, NULL);

  ck_assert (!gvm_reader_fail (reader, GVM_ERROR_RANGE, 5, "%d, at most %d", 7, 6));
  ck_assert (!gvm_reader_fail (reader, GVM_ERROR_LIMIT, 6, "other"));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_RANGE, NULL, 5);
  ck_assert_str_eq (gvm_reader_get_error (reader)->message, "@0x5: 7, at most 6");
}
END_TEST

START_TEST (a_new_reader_has_no_error)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 8, NULL);

  ck_assert_ptr_null (gvm_reader_get_error (reader));
  ck_assert_uint_eq (gvm_reader_tell (reader), 0);
  ck_assert_uint_eq (gvm_reader_left (reader), 8);
}
END_TEST

START_TEST (take_lends_octets_and_steps_over_them)
{
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  const guint8 *lent = gvm_reader_take (reader, 3);

  ck_assert_ptr_eq (lent, octets);
  ck_assert_ptr_eq (gvm_reader_take (reader, 5), octets + 3);
  ck_assert_ptr_null (gvm_reader_take (reader, 1));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 8);
}
END_TEST

START_TEST (take_of_nothing_is_not_null_even_where_nothing_is)
{
  g_autoptr (GvmReader) empty = reader_on (NULL, 0, NULL);
  g_autoptr (GvmReader) at_end = reader_on (octets, 2, NULL);

  ck_assert_ptr_nonnull (gvm_reader_take (empty, 0));
  ck_assert_ptr_nonnull (gvm_reader_take (at_end, 2));
  ck_assert_ptr_nonnull (gvm_reader_take (at_end, 0));
  ck_assert_uint_eq (gvm_reader_tell (at_end), 2);
  ck_assert_ptr_null (gvm_reader_get_error (at_end));
}
END_TEST

START_TEST (take_of_more_than_a_size_can_hold_is_truncated)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 8, NULL);

  ck_assert_ptr_nonnull (gvm_reader_take (reader, 1));
  ck_assert_ptr_null (gvm_reader_take (reader, G_MAXSIZE));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 1);
}
END_TEST

START_TEST (the_budget_can_be_spent_to_the_last_octet_and_no_further)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 100, 1);
  g_autoptr (GvmReader) reader = reader_on (octets, 8, limits);

  ck_assert (gvm_reader_charge (reader, 60));
  ck_assert (gvm_reader_charge (reader, 40));
  ck_assert (gvm_reader_charge (reader, 0));
  ck_assert_ptr_nonnull (gvm_reader_take (reader, 2));
  ck_assert (!gvm_reader_charge (reader, 1));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_LIMIT, NULL, 2);
  ck_assert_str_eq (gvm_reader_get_error (reader)->message,
                    "@0x2: 1 octets more to allocate, 0 left of 100");
}
END_TEST

START_TEST (a_charge_of_all_there_could_be_is_refused)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 8, NULL);

  ck_assert (!gvm_reader_charge (reader, G_MAXSIZE));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_LIMIT, NULL, 0);
}
END_TEST

START_TEST (the_default_budget_is_256_mib)
{
  g_autoptr (GvmReader) reader = reader_on (octets, 8, NULL);

  ck_assert (gvm_reader_charge (reader, 256 << 20));
  ck_assert (!gvm_reader_charge (reader, 1));
}
END_TEST

START_TEST (a_reader_keeps_its_bytes_alive)
{
  GBytes *bytes = g_bytes_new (octets, sizeof octets);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  guint64 value = 0;

  g_bytes_unref (bytes);
  ck_assert (gvm_reader_u64 (reader, &value));
  ck_assert_uint_eq (value, 0x8192a3b4c5d6e7f8);
}
END_TEST

START_TEST (a_reader_copies_its_limits)
{
  GvmLimits *limits = limits_of (1, 10, 1);
  g_autoptr (GvmReader) reader = reader_on (octets, 8, limits);

  gvm_limits_set_max_bytes (limits, 1000);
  gvm_limits_free (limits);
  ck_assert (!gvm_reader_charge (reader, 11));
}
END_TEST

START_TEST (freeing_no_reader_does_nothing)
{
  gvm_reader_free (NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "unit.reader", u8_is_one_octet, u16_is_big_endian, u32_is_big_endian, u64_is_big_endian,
      values_need_no_alignment, each_width_cut_at_each_octet_is_truncated_and_writes_nothing,
      a_truncated_value_is_reported_at_its_first_octet, after_an_error_every_call_does_nothing,
      so_does_every_codec, the_first_error_stays, a_new_reader_has_no_error,
      take_lends_octets_and_steps_over_them, take_of_nothing_is_not_null_even_where_nothing_is,
      take_of_more_than_a_size_can_hold_is_truncated,
      the_budget_can_be_spent_to_the_last_octet_and_no_further,
      a_charge_of_all_there_could_be_is_refused, the_default_budget_is_256_mib,
      a_reader_keeps_its_bytes_alive, a_reader_copies_its_limits, freeing_no_reader_does_nothing);
}
