/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GvmWriter: primitives, growth, limits, starting anew.
 */
#include "support/suite.h"

static void
expect_output (GvmWriter *writer, gconstpointer expected, gsize size)
{
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);

  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, size);
}

START_TEST (integers_are_written_big_endian_one_after_another)
{
  static const guint8 golden[] = {
    0x81,                                           /* u8 */
    0x92, 0xa3,                                     /* u16 */
    0xb4, 0xc5, 0xd6, 0xe7,                         /* u32 */
    0xf8, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, /* u64 */
  };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (gvm_writer_u8 (writer, 0x81));
  ck_assert (gvm_writer_u16 (writer, 0x92a3));
  ck_assert (gvm_writer_u32 (writer, 0xb4c5d6e7));
  ck_assert (gvm_writer_u64 (writer, 0xf801020304050607));
  ck_assert_uint_eq (gvm_writer_tell (writer), 15);
  expect_output (writer, golden, sizeof golden);
}
END_TEST

START_TEST (a_new_writer_is_empty_and_without_error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  ck_assert_ptr_null (gvm_writer_get_error (writer));
  expect_output (writer, NULL, 0);
}
END_TEST

START_TEST (put_lends_room_that_becomes_output)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  memcpy (gvm_writer_put (writer, 3), "abc", 3);
  memcpy (gvm_writer_put (writer, 2), "de", 2);
  expect_output (writer, "abcde", 5);
}
END_TEST

START_TEST (put_of_nothing_is_not_null)
{
  g_autoptr (GvmLimits) none = limits_of (1, 0, 1);
  g_autoptr (GvmWriter) empty = gvm_writer_new (NULL), full = gvm_writer_new (none);

  ck_assert_ptr_nonnull (gvm_writer_put (empty, 0));
  ck_assert_ptr_nonnull (gvm_writer_put (full, 0));
  ck_assert_ptr_null (gvm_writer_get_error (full));
  ck_assert_uint_eq (gvm_writer_tell (full), 0);
}
END_TEST

START_TEST (output_survives_growth)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  enum { N = 100000 };

  for (guint32 i = 0; i < N; i++)
    ck_assert (gvm_writer_u32 (writer, i));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  const guint8 *octets = g_bytes_get_data (bytes, NULL);

  ck_assert_uint_eq (g_bytes_get_size (bytes), 4 * N);
  for (guint32 i = 0; i < N; i++) {
    guint32 big_endian;

    memcpy (&big_endian, octets + 4 * i, sizeof big_endian);
    ck_assert_uint_eq (GUINT32_FROM_BE (big_endian), i);
  }
}
END_TEST

START_TEST (a_writer_can_be_filled_to_its_limit_and_no_further)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 10, 1);
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);

  ck_assert (gvm_writer_u64 (writer, 1));
  ck_assert (gvm_writer_u16 (writer, 2));
  ck_assert_ptr_nonnull (gvm_writer_put (writer, 0));
  ck_assert (!gvm_writer_u8 (writer, 3));
  expect_error (gvm_writer_get_error (writer), GVM_ERROR_LIMIT, NULL, NO_OFFSET);
  ck_assert_str_eq (gvm_writer_get_error (writer)->message, "10 octets and 1 more, at most 10");
  ck_assert_uint_eq (gvm_writer_tell (writer), 10);
}
END_TEST

START_TEST (a_value_that_would_cross_the_limit_is_not_written_in_part)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 10, 1);
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);

  ck_assert (gvm_writer_u64 (writer, 1));
  ck_assert (!gvm_writer_u32 (writer, 2));
  ck_assert_uint_eq (gvm_writer_tell (writer), 8);
}
END_TEST

START_TEST (a_put_of_all_there_could_be_is_refused)
{
  g_autoptr (GvmLimits) limits = limits_of (1, G_MAXUINT64, 1);
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);

  ck_assert (gvm_writer_u8 (writer, 1));
  ck_assert_ptr_null (gvm_writer_put (writer, G_MAXSIZE));
  expect_error (gvm_writer_get_error (writer), GVM_ERROR_LIMIT, NULL, NO_OFFSET);
}
END_TEST

START_TEST (after_an_error_every_call_does_nothing)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (gvm_writer_u8 (writer, 1));
  ck_assert (!gvm_writer_fail (writer, GVM_ERROR_RANGE, "%s", "no"));
  ck_assert (!gvm_writer_u8 (writer, 1));
  ck_assert (!gvm_writer_u16 (writer, 1));
  ck_assert (!gvm_writer_u32 (writer, 1));
  ck_assert (!gvm_writer_u64 (writer, 1));
  ck_assert_ptr_null (gvm_writer_put (writer, 0));
  ck_assert_uint_eq (gvm_writer_tell (writer), 1);
}
END_TEST

START_TEST (the_first_error_stays)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (!gvm_writer_fail (writer, GVM_ERROR_RANGE, "%d, at most %d", 7, 6));
  ck_assert (!gvm_writer_fail (writer, GVM_ERROR_LIMIT, "other"));
  expect_error (gvm_writer_get_error (writer), GVM_ERROR_RANGE, NULL, NO_OFFSET);
  ck_assert_str_eq (gvm_writer_get_error (writer)->message, "7, at most 6");
}
END_TEST

START_TEST (reset_forgets_output_and_error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (gvm_writer_u32 (writer, 1));
  gvm_writer_fail (writer, GVM_ERROR_RANGE, "no");
  gvm_writer_reset (writer);
  ck_assert_ptr_null (gvm_writer_get_error (writer));
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  ck_assert (gvm_writer_u8 (writer, 7));
  expect_output (writer, "\7", 1);
}
END_TEST

START_TEST (reset_keeps_the_memory)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  const guint8 *first = gvm_writer_put (writer, 5000);

  gvm_writer_reset (writer);
  ck_assert_ptr_eq (gvm_writer_put (writer, 5000), first);
}
END_TEST

START_TEST (steal_leaves_a_writer_that_can_be_used_again)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (gvm_writer_u16 (writer, 0x4142));
  expect_output (writer, "AB", 2);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  ck_assert (gvm_writer_u8 (writer, 'C'));
  expect_output (writer, "C", 1);
  expect_output (writer, NULL, 0);
}
END_TEST

START_TEST (a_stolen_output_outlives_its_writer)
{
  GvmWriter *writer = gvm_writer_new (NULL);

  ck_assert (gvm_writer_u8 (writer, 'A'));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  gvm_writer_free (writer);
  ck_assert_mem_eq (g_bytes_get_data (bytes, NULL), "A", 1);
}
END_TEST

START_TEST (freeing_no_writer_does_nothing)
{
  gvm_writer_free (NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("unit.writer", integers_are_written_big_endian_one_after_another,
                    a_new_writer_is_empty_and_without_error, put_lends_room_that_becomes_output,
                    put_of_nothing_is_not_null, output_survives_growth,
                    a_writer_can_be_filled_to_its_limit_and_no_further,
                    a_value_that_would_cross_the_limit_is_not_written_in_part,
                    a_put_of_all_there_could_be_is_refused, after_an_error_every_call_does_nothing,
                    the_first_error_stays, reset_forgets_output_and_error, reset_keeps_the_memory,
                    steal_leaves_a_writer_that_can_be_used_again,
                    a_stolen_output_outlives_its_writer, freeing_no_writer_does_nothing);
}
