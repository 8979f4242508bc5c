/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks and counts that disagree, too many entries, no end; for each kind of container.
 */
#include "support/refusal.h"

typedef struct {
  GHashTable *table; /* guint8 -> guint8, both direct */
  GArray *array;     /* of guint8 */
  GList *list;       /* of guint8, direct */
} All;

#define TABLE(framing_)                                                                            \
  GVM_HASH (All, table, gvm_u8, gvm_u8, .keys = GVM_DIRECT, .values = GVM_DIRECT,                  \
            .framing = framing_, .max = 3)
#define ARRAY(framing_) GVM_GARRAY (All, array, gvm_u8, .framing = framing_, .max = 3)
#define LIST(framing_)                                                                             \
  GVM_LIST (All, list, gvm_u8, .values = GVM_DIRECT, .framing = framing_, .max = 3)
#define DESC(name, row)                                                                            \
  GVM_FIELDS (name##_fields, All) = { row };                                                       \
  GVM_DEFINE_STATIC_DESC (name, All, "all", 1, 1, name##_fields)

DESC (marked_table, TABLE (GVM_FRAMING_MARKED));
DESC (marked_array, ARRAY (GVM_FRAMING_MARKED));
DESC (marked_list, LIST (GVM_FRAMING_MARKED));
DESC (unbounded, GVM_GARRAY (All, array, gvm_u8, .framing = GVM_FRAMING_MARKED));
DESC (both_table, TABLE (GVM_FRAMING_COUNTED_MARKED));
DESC (both_array, ARRAY (GVM_FRAMING_COUNTED_MARKED));
DESC (both_list, LIST (GVM_FRAMING_COUNTED_MARKED));

static void
table_fill (gpointer self)
{
  All *all = self;

  all->table = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (all->table, GUINT_TO_POINTER (1), GUINT_TO_POINTER (2));
}

static void
array_fill (gpointer self)
{
  ((All *) self)->array = g_array_append_vals (g_array_new (FALSE, FALSE, 1), "ab", 2);
}

static void
list_fill (gpointer self)
{
  ((All *) self)->list = g_list_append (NULL, GUINT_TO_POINTER (3));
}

static void
expect_refused (const GvmDesc *desc, const char *octets, gsize size, GvmError code,
                const char *path, guint64 offset)
{
  void (*fill) (gpointer self) = desc->fields->container == &gvm_container_hash     ? table_fill
                                 : desc->fields->container == &gvm_container_garray ? array_fill
                                                                                    : list_fill;

  expect_load_refused (desc, NULL, octets, size, code, path, offset);
  expect_load_refused (desc, fill, octets, size, code, path, offset);
}

#define REFUSED(desc, octets, code, path, offset)                                                  \
  expect_refused (&(desc), octets, sizeof (octets) - 1, code, path, offset)

START_TEST (entries_above_max_are_refused_at_their_mark)
{
  REFUSED (marked_table, "\1aA\1bB\1cC\1dD\0", GVM_ERROR_LIMIT, "all/table", 9);
  REFUSED (marked_array, "\1a\1b\1c\1d\0", GVM_ERROR_LIMIT, "all/array", 6);
  REFUSED (marked_list, "\1a\1b\1c\1d\0", GVM_ERROR_LIMIT, "all/list", 6);
  REFUSED (marked_list, "\1a\1b\1c\1", GVM_ERROR_LIMIT, "all/list", 6);
}
END_TEST

START_TEST (as_many_as_max_are_not)
{
  All *all = make_state (&marked_list, list_fill);

  expect_loads (&marked_table, 1, all, "\1aA\1bB\1cC\0", 10);
  expect_loads (&marked_array, 1, all, "\1a\1b\1c\0", 7);
  expect_loads (&marked_list, 1, all, "\1a\1b\1c\0", 7);
  ck_assert_uint_eq (g_hash_table_size (all->table), 3);
  ck_assert_uint_eq (all->array->len, 3);
  ck_assert_uint_eq (g_list_length (all->list), 3);
  gvm_state_clear (&marked_table, all);
  gvm_state_clear (&marked_array, all);
  free_state (&marked_list, all);
}
END_TEST

START_TEST (without_a_max_of_the_row_that_of_the_limits_counts)
{
  g_autoptr (GvmLimits) limits = limits_of (2, 1000, 9);
  g_autoptr (GvmReader) reader = reader_on ("\1a\1b\1c\0", 7, limits);
  g_autoptr (GError) error = NULL;
  All all = { NULL, NULL, NULL };

  ck_assert (!gvm_decode (reader, &unbounded, 1, &all, &error));
  expect_error (error, GVM_ERROR_LIMIT, "all/array", 4);
}
END_TEST

START_TEST (each_marked_entry_is_paid_for)
{
  g_autoptr (GvmLimits) limits = limits_of (9, sizeof (All) + 2, 9);
  g_autoptr (GvmReader) reader = reader_on ("\1a\1b\1c\0", 7, limits);
  g_autoptr (GError) error = NULL;
  All all = { NULL, NULL, NULL };

  ck_assert (!gvm_decode (reader, &marked_array, 1, &all, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_LIMIT));
}
END_TEST

START_TEST (a_missing_end_is_truncated)
{
  REFUSED (marked_table, "\1aA", GVM_ERROR_TRUNCATED, "all/table", 3);
  REFUSED (marked_array, "\1a", GVM_ERROR_TRUNCATED, "all/array", 2);
  REFUSED (marked_list, "\1a", GVM_ERROR_TRUNCATED, "all/list", 2);
  REFUSED (both_table, "\0\0\0\1\1aA", GVM_ERROR_TRUNCATED, "all/table", 7);
  REFUSED (both_array, "\0\0\0\1\1a", GVM_ERROR_TRUNCATED, "all/array", 6);
  REFUSED (both_list, "\0\0\0\1\1a", GVM_ERROR_TRUNCATED, "all/list", 6);
}
END_TEST

START_TEST (a_count_that_the_octets_cannot_hold_with_their_marks_is_truncated)
{
  REFUSED (both_table, "\0\0\0\2\1aA\1b", GVM_ERROR_TRUNCATED, "all/table", 0);
  REFUSED (both_array, "\0\0\0\2\1a\1", GVM_ERROR_TRUNCATED, "all/array", 0);
  REFUSED (both_list, "\0\0\0\3\1a\1b\1", GVM_ERROR_TRUNCATED, "all/list", 0);
}
END_TEST

START_TEST (an_end_before_the_count_is_refused_at_its_mark)
{
  REFUSED (both_table, "\0\0\0\2\1aA\0bB\0", GVM_ERROR_RANGE, "all/table", 7);
  REFUSED (both_array, "\0\0\0\2\1a\0b\0", GVM_ERROR_RANGE, "all/array", 6);
  REFUSED (both_list, "\0\0\0\1\0a\0", GVM_ERROR_RANGE, "all/list", 4);
}
END_TEST

START_TEST (an_entry_beyond_the_count_is_refused_at_its_mark)
{
  REFUSED (both_table, "\0\0\0\1\1aA\1bB\0", GVM_ERROR_RANGE, "all/table", 7);
  REFUSED (both_array, "\0\0\0\1\1a\1b\0", GVM_ERROR_RANGE, "all/array", 6);
  REFUSED (both_list, "\0\0\0\0\1a\0", GVM_ERROR_RANGE, "all/list", 4);
}
END_TEST

START_TEST (a_count_above_max_is_refused_at_the_count)
{
  REFUSED (both_list, "\0\0\0\4\1a\1b\1c\1d\0", GVM_ERROR_LIMIT, "all/list", 0);
}
END_TEST

START_TEST (a_marked_key_that_comes_twice_is_refused_at_its_second_entry)
{
  REFUSED (marked_table, "\1aA\1aB\0", GVM_ERROR_DUPLICATE_KEY, "all/table{0x61}", 4);
  REFUSED (both_table, "\0\0\0\2\1aA\1aB\0", GVM_ERROR_DUPLICATE_KEY, "all/table{0x61}", 8);
}
END_TEST

START_TEST (entries_above_max_are_refused_on_save_too)
{
  All *all = make_state (&marked_array, array_fill);

  g_array_append_vals (all->array, "cd", 2);
  expect_save_refused (&marked_array, all, GVM_ERROR_LIMIT, "all/array");
  expect_save_refused (&both_array, all, GVM_ERROR_LIMIT, "all/array");
  free_state (&marked_array, all);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.framing", entries_above_max_are_refused_at_their_mark, as_many_as_max_are_not,
      without_a_max_of_the_row_that_of_the_limits_counts, each_marked_entry_is_paid_for,
      a_missing_end_is_truncated, a_count_that_the_octets_cannot_hold_with_their_marks_is_truncated,
      an_end_before_the_count_is_refused_at_its_mark,
      an_entry_beyond_the_count_is_refused_at_its_mark, a_count_above_max_is_refused_at_the_count,
      a_marked_key_that_comes_twice_is_refused_at_its_second_entry,
      entries_above_max_are_refused_on_save_too);
}
