/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every proper prefix of a payload that has every shape: refused, placed, and without a trace.
 */
#include "errors/everything.h"

/* The payload, value by value. Where it is a count, @behind is the fewest octets that its elements take:
 * with fewer left the count itself is at fault. */
static const struct {
  const char *path;
  gsize octets, behind;
} values[] = {
  { "all/flag", 1, 0 },
  { "all/scalar", 4, 0 },
  { "all/array[0]", 2, 0 },
  { "all/array[1]", 2, 0 },
  { "all/array[2]", 2, 0 },
  { "all/item/a", 1, 0 },
  { "all/item/b", 4, 0 },
  { "all/wired", 1, 0 },
  { "all/n", 1, 0 },
  { "all/counted", 0, 10 },
  { "all/counted", 10, 0 },
  { "all/extra", 2, 0 },
  { "all/late", 2, 0 },
  { "all/table", 4, 18 },
  { "all/table", 18, 0 },
  { "all/direct", 4, 4 },
  { "all/direct", 4, 0 },
  { "all/nodes", 4, 16 },
  { "all/nodes[0]/numbers", 4, 1 },
  { "all/nodes[0]/numbers", 1, 0 },
  { "all/nodes[0]/id", 4, 0 },
  { "all/nodes[1]/numbers", 4, 1 },
  { "all/nodes[1]/numbers", 1, 0 },
  { "all/nodes[1]/id", 4, 0 },
  { "all/garray", 4, 10 },
  { "all/garray", 10, 0 },
  { "all/parts", 4, 18 },
  { "all/parts[0]/id", 1, 0 },
  { "all/parts[0]/numbers", 4, 2 },
  { "all/parts[0]/numbers", 2, 0 },
  { "all/parts[0]/routes", 4, 2 },
  { "all/parts[0]/routes", 2, 0 },
  { "all/parts[1]/id", 1, 0 },
  { "all/parts[1]/numbers", 4, 2 },
  { "all/parts[1]/numbers", 2, 0 },
  { "all/parts[1]/routes", 4, 2 },
  { "all/parts[1]/routes", 2, 0 },
  { "all/shorts", 4, 2 },
  { "all/shorts", 2, 0 },
  { "all/last", 8, 0 },
};

/* The value that is at fault when @size octets are there, and where it starts. */
static gsize
find_fault (gsize size, guint64 *ret_offset)
{
  guint64 start = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    *ret_offset = start;
    start += values[i].octets;
    if (size < start || size - start < values[i].behind)
      return i;
  }
  return G_N_ELEMENTS (values);
}

START_TEST (the_list_of_values_is_the_payload)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  guint64 offset;

  ck_assert_uint_eq (find_fault (g_bytes_get_size (payload), &offset), G_N_ELEMENTS (values));
  ck_assert_uint_eq (find_fault (g_bytes_get_size (payload) - 1, &offset),
                     G_N_ELEMENTS (values) - 1);
}
END_TEST

/* Loads each proper prefix into @all, which must not change. */
static void
expect_prefixes_fail (Everything *all)
{
  g_autoptr (GBytes) payload = everything_get_payload (), picture = everything_picture (all);

  for (gsize size = 0; size < g_bytes_get_size (payload); size++) {
    /* A block of its own, so that a read behind it is seen by the sanitizer. */
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (payload, NULL), MAX (size, 1));
    g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
    g_autoptr (GError) error = NULL;
    guint64 offset = 0;
    gsize fault = find_fault (size, &offset);

    ck_assert (!gvm_decode (reader, &everything_desc, 2, all, &error));
    expect_error (error, GVM_ERROR_TRUNCATED, values[fault].path, offset);
    expect_picture (all, picture, error->message);
    ck_assert_uint_eq (gvm_reader_tell (reader), 0);
    ck_assert_ptr_null (gvm_reader_get_error (reader));
  }
}

START_TEST (each_prefix_is_truncated_where_it_ends_and_leaves_a_filled_target_alone)
{
  Everything all;

  everything_fill_other (&all);
  expect_prefixes_fail (&all);
  everything_clear (&all);
}
END_TEST

START_TEST (each_prefix_leaves_an_empty_target_alone)
{
  Everything all;

  memset (&all, 0, sizeof all);
  all.wired = 7;
  expect_prefixes_fail (&all);
}
END_TEST

START_TEST (after_a_failure_the_same_target_and_reader_can_load_the_whole)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);
  Everything all, expected;

  everything_fill (&expected);
  everything_fill_other (&all);
  all.wired = 8;
  ck_assert (!gvm_decode (reader, &everything_desc, 2, &all, NULL));
  all.wired = 7;
  ck_assert (gvm_decode (reader, &everything_desc, 2, &all, NULL));
  ck_assert (gvm_state_equal (&everything_desc, &expected, &all));
  everything_clear (&all);
  everything_clear (&expected);
}
END_TEST

START_TEST (offsets_count_from_the_start_of_the_reader_not_of_the_payload)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  g_autoptr (GByteArray) shifted = g_byte_array_new ();
  Everything all;

  g_byte_array_append (shifted, (const guint8 *) "abc", 3);
  g_byte_array_append (shifted, g_bytes_get_data (payload, NULL), 7);
  g_autoptr (GvmReader) reader = reader_on (shifted->data, shifted->len, NULL);
  g_autoptr (GError) error = NULL;

  everything_fill_other (&all);
  ck_assert_ptr_nonnull (gvm_reader_take (reader, 3));
  ck_assert (!gvm_decode (reader, &everything_desc, 2, &all, &error));
  expect_error (error, GVM_ERROR_TRUNCATED, "all/array[1]", 3 + 7);
  ck_assert_uint_eq (gvm_reader_tell (reader), 3);
  everything_clear (&all);
}
END_TEST

START_TEST (octets_of_a_failed_load_are_not_charged_for_ever)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  g_autoptr (GvmLimits) limits = limits_of (100, 4000, 9);
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, limits);
  Everything all;

  everything_fill_other (&all);
  all.wired = 8;
  for (int times = 0; times < 100; times++)
    ck_assert (!gvm_decode (reader, &everything_desc, 2, &all, NULL));
  all.wired = 7;
  ck_assert (gvm_decode (reader, &everything_desc, 2, &all, NULL));
  everything_clear (&all);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.truncation", the_list_of_values_is_the_payload,
                    each_prefix_is_truncated_where_it_ends_and_leaves_a_filled_target_alone,
                    each_prefix_leaves_an_empty_target_alone,
                    after_a_failure_the_same_target_and_reader_can_load_the_whole,
                    offsets_count_from_the_start_of_the_reader_not_of_the_payload,
                    octets_of_a_failed_load_are_not_charged_for_ever);
}
