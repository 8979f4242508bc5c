/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers that are not what their rows take them for, as far as that can be seen, and what many small ones
 * cost.
 */
#include "support/suite.h"

typedef struct {
  GArray *array;
  GHashTable *table;
  GList *list;
} Subject;
GVM_FIELDS (array_fields, Subject) = { GVM_GARRAY (Subject, array, gvm_u64) };
GVM_DEFINE_STATIC_DESC (array_desc, Subject, "subject", 1, 1, array_fields);
GVM_FIELDS (direct_fields, Subject) = {
  GVM_LIST (Subject, list, gvm_u8, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (direct_desc, Subject, "subject", 1, 1, direct_fields);
GVM_FIELDS (signed_fields, Subject) = {
  GVM_HASH (Subject, table, gvm_i32, gvm_u8, .keys = GVM_DIRECT, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (signed_desc, Subject, "subject", 1, 1, signed_fields);

START_TEST (an_array_of_other_elements_is_not_read_beyond_its_end)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  Subject subject = { .array = array }, other = { .array = array };

  g_array_set_size (array, 64);
  ck_assert (!gvm_encode (writer, &array_desc, 1, &subject, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "subject/array", NO_OFFSET);
  ck_assert (!gvm_state_equal (&array_desc, &subject, &other));
}
END_TEST

START_TEST (a_direct_value_is_not_cut_to_fit_its_codec)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GList) list = g_list_append (NULL, GUINT_TO_POINTER (255));
  g_autoptr (GError) error = NULL;
  Subject subject = { .list = list };

  ck_assert (gvm_encode (writer, &direct_desc, 1, &subject, NULL));
  list->data = GUINT_TO_POINTER (300);
  ck_assert (!gvm_encode (writer, &direct_desc, 1, &subject, &error));
  expect_error (error, GVM_ERROR_RANGE, "subject/list[0]", NO_OFFSET);
}
END_TEST

START_TEST (a_direct_signed_key_is_one_that_has_its_sign)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GHashTable) table = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  Subject subject = { .table = table };

  g_hash_table_insert (table, GINT_TO_POINTER (-1), NULL);
  ck_assert (gvm_encode (writer, &signed_desc, 1, &subject, NULL));
  g_hash_table_insert (table, GSIZE_TO_POINTER ((gsize) 0xfffffffeu), NULL);
  if (sizeof (gpointer) > sizeof (guint32)) {
    ck_assert (!gvm_encode (writer, &signed_desc, 1, &subject, &error));
    expect_error (error, GVM_ERROR_RANGE, "subject/table{-2}", NO_OFFSET);
  }
}
END_TEST

/* ---- many empty containers ------------------------------------------------------------------ */

typedef struct {
  GHashTable *table;
} Small;
GVM_FIELDS (small_fields, Small) = { GVM_HASH (Small, table, gvm_u32, gvm_u32) };
GVM_DEFINE_STATIC_DESC (small_desc, Small, "small", 1, 1, small_fields);
GVM_FIELDS (many_fields, Subject) = { GVM_LIST (Subject, list, small_desc) };
GVM_DEFINE_STATIC_DESC (many_desc, Subject, "many", 1, 1, many_fields);

START_TEST (an_empty_table_costs_the_budget_what_it_costs_the_heap)
{
  enum { N = 10000, COUNT = 4, HEAP_OF_EMPTY = 208 };
  static guint8 octets[COUNT + N * COUNT] = { 0, 0, N >> 8, N & 0xff };
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;
  Subject subject = { .list = NULL };

  gvm_limits_set_max_bytes (limits, (guint64) N * HEAP_OF_EMPTY);
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, limits);
  ck_assert (!gvm_decode (reader, &many_desc, 1, &subject, &error));
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
  ck_assert_ptr_null (subject.list);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.misfit", an_array_of_other_elements_is_not_read_beyond_its_end,
                    a_direct_value_is_not_cut_to_fit_its_codec,
                    a_direct_signed_key_is_one_that_has_its_sign,
                    an_empty_table_costs_the_budget_what_it_costs_the_heap);
}
