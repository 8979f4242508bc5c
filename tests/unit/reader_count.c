/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvm_reader_count: the one place where a stream says how much is to come, so the one it would lie at.
 */
#include "support/suite.h"

#include <stdio.h>

/* A count of @count and @behind octets of nothing in particular. */
static GvmReader *
reader_on_count (guint32 count, gsize behind)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  guint32 big_endian = GUINT32_TO_BE (count);

  g_byte_array_append (octets, (const guint8 *) &big_endian, sizeof big_endian);
  g_byte_array_set_size (octets, (guint) (sizeof big_endian + behind));
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&octets));
  return gvm_reader_new (bytes, NULL);
}

START_TEST (a_count_that_its_elements_can_follow_is_taken)
{
  g_autoptr (GvmReader) reader = reader_on_count (5, 20);
  guint32 count = 0;

  ck_assert (gvm_reader_count (reader, 5, 4, &count));
  ck_assert_uint_eq (count, 5);
  ck_assert_uint_eq (gvm_reader_tell (reader), 4);
}
END_TEST

START_TEST (a_count_above_max_is_refused_at_the_count)
{
  g_autoptr (GvmReader) reader = reader_on_count (6, 100);
  guint32 count = 77;

  ck_assert (!gvm_reader_count (reader, 5, 4, &count));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_LIMIT, NULL, 0);
  ck_assert_str_eq (gvm_reader_get_error (reader)->message, "@0x0: count 6, at most 5");
  ck_assert_uint_eq (count, 77);
}
END_TEST

START_TEST (a_count_of_more_than_is_left_is_refused_at_the_count)
{
  g_autoptr (GvmReader) reader = reader_on_count (5, 19);
  guint32 count = 77;

  ck_assert (!gvm_reader_count (reader, 5, 4, &count));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 0);
  ck_assert_uint_eq (count, 77);
}
END_TEST

START_TEST (the_offset_of_a_count_is_that_of_its_first_octet)
{
  static const guint8 octets[] = { 9, 9, 0, 0, 0, 8 };
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  guint16 before;
  guint32 count;

  ck_assert (gvm_reader_u16 (reader, &before));
  ck_assert (!gvm_reader_count (reader, 9, 1, &count));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 2);
}
END_TEST

START_TEST (a_count_cut_at_each_octet_is_truncated)
{
  static const guint8 octets[] = { 0, 0, 0, 0 };

  for (gsize size = 0; size < sizeof octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
    guint32 count = 77;

    ck_assert (!gvm_reader_count (reader, 9, 1, &count));
    expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 0);
    ck_assert_uint_eq (count, 77);
  }
}
END_TEST

START_TEST (a_count_of_zero_needs_nothing_behind_it)
{
  g_autoptr (GvmReader) reader = reader_on_count (0, 0);
  guint32 count = 77;

  ck_assert (gvm_reader_count (reader, 0, G_MAXSIZE, &count));
  ck_assert_uint_eq (count, 0);
}
END_TEST

START_TEST (elements_of_no_octets_are_bounded_by_max_alone)
{
  g_autoptr (GvmReader) taken = reader_on_count (1000, 0);
  g_autoptr (GvmReader) refused = reader_on_count (1001, 0);
  guint32 count;

  ck_assert (gvm_reader_count (taken, 1000, 0, &count));
  ck_assert (!gvm_reader_count (refused, 1000, 0, &count));
  expect_error (gvm_reader_get_error (refused), GVM_ERROR_LIMIT, NULL, 0);
}
END_TEST

START_TEST (an_element_size_that_would_overflow_the_product_is_refused)
{
  g_autoptr (GvmReader) reader = reader_on_count (0x80000000, 64);
  guint32 count;

  ck_assert (!gvm_reader_count (reader, G_MAXUINT64, G_MAXSIZE / 4, &count));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_TRUNCATED, NULL, 0);
}
END_TEST

/* Octets of memory that the program holds now; 0 where the system does not tell. */
static gsize
resident_octets (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  unsigned long all, resident = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%lu %lu", &all, &resident) != 2)
    resident = 0;
  fclose (file);
  return resident * 4096;
}

typedef struct {
  GArray *array;
  GHashTable *table;
  GList *list;
} Holder;

GVM_FIELDS (array_fields, Holder) = { GVM_GARRAY (Holder, array, gvm_u64, .max = G_MAXUINT64) };
GVM_DEFINE_STATIC_DESC (array_desc, Holder, "array", 1, 1, array_fields);
GVM_FIELDS (table_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_u32, gvm_u32, .max = G_MAXUINT64),
};
GVM_DEFINE_STATIC_DESC (table_desc, Holder, "table", 1, 1, table_fields);
GVM_FIELDS (list_fields, Holder) = { GVM_LIST (Holder, list, gvm_u32, .max = G_MAXUINT64) };
GVM_DEFINE_STATIC_DESC (list_desc, Holder, "list", 1, 1, list_fields);

static void
load_counts_of_all_ones (void)
{
  static const GvmDesc *const descs[] = { &array_desc, &table_desc, &list_desc };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++) {
    g_autoptr (GvmReader) reader = reader_on_count (0xffffffff, 3);
    g_autoptr (GError) error = NULL;
    Holder holder = { NULL, NULL, NULL };

    ck_assert (!gvm_decode (reader, descs[i], 1, &holder, &error));
    ck_assert_int_eq (error->code, GVM_ERROR_TRUNCATED);
  }
}

START_TEST (a_count_of_all_ones_with_nothing_behind_it_allocates_nothing)
{
  load_counts_of_all_ones (); /* what a first call needs is there now */
  gsize before = resident_octets ();

  load_counts_of_all_ones ();
  ck_assert_uint_lt (resident_octets (), before + (1 << 20));
}
END_TEST

START_TEST (a_count_of_all_ones_is_refused_before_the_default_limit_is_passed)
{
  g_autoptr (GvmReader) reader = reader_on_count (0xffffffff, 0);
  guint32 count;

  ck_assert (!gvm_reader_count (reader, GVM_LIMITS_DEFAULT_ENTRIES, 0, &count));
  expect_error (gvm_reader_get_error (reader), GVM_ERROR_LIMIT, NULL, 0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("unit.reader_count", a_count_that_its_elements_can_follow_is_taken,
                    a_count_above_max_is_refused_at_the_count,
                    a_count_of_more_than_is_left_is_refused_at_the_count,
                    the_offset_of_a_count_is_that_of_its_first_octet,
                    a_count_cut_at_each_octet_is_truncated, a_count_of_zero_needs_nothing_behind_it,
                    elements_of_no_octets_are_bounded_by_max_alone,
                    an_element_size_that_would_overflow_the_product_is_refused,
                    a_count_of_all_ones_with_nothing_behind_it_allocates_nothing,
                    a_count_of_all_ones_is_refused_before_the_default_limit_is_passed);
}
