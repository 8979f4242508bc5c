/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values that must not be: duplicate keys, missing elements, mismatches, versions. On load and on save.
 */
#include "errors/everything.h"

#define PAYLOAD_NODES 0x3e /* where things start in the payload of everything_fill() */
#define PAYLOAD_TABLE 0x20

/* A payload of everything with @octets at @place. */
static GvmReader *
reader_on_patched (gsize place, const char *octets, gsize size)
{
  g_autoptr (GBytes) payload = everything_get_payload ();
  guint8 *copy = g_memdup2 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));

  memcpy (copy + place, octets, size);
  g_autoptr (GBytes) patched = g_bytes_new_take (copy, g_bytes_get_size (payload));
  return gvm_reader_new (patched, NULL);
}

/* Loading the patched payload fails so, and the target does not change. */
static void
expect_patched_fails (gsize place, const char *octets, gsize size, GvmError code, const char *path,
                      guint64 offset)
{
  g_autoptr (GvmReader) reader = reader_on_patched (place, octets, size);
  g_autoptr (GError) error = NULL;
  Everything all;

  everything_fill_other (&all);
  g_autoptr (GBytes) picture = everything_picture (&all);
  ck_assert (!gvm_decode (reader, &everything_desc, 2, &all, &error));
  expect_error (error, code, path, offset);
  expect_picture (&all, picture, error->message);
  everything_clear (&all);
}

START_TEST (a_key_that_comes_twice_is_refused_at_its_second_entry)
{
  expect_patched_fails (PAYLOAD_TABLE + 4 + 9, "\0\0\1\0", 4, GVM_ERROR_DUPLICATE_KEY,
                        "all/table{0x100}", PAYLOAD_TABLE + 4 + 9);
}
END_TEST

START_TEST (a_key_in_its_value_that_comes_twice_is_refused_at_its_second_entry)
{
  expect_patched_fails (PAYLOAD_NODES + 4 + 9 + 5, "\0\0\0\x9", 4, GVM_ERROR_DUPLICATE_KEY,
                        "all/nodes{0x9}", PAYLOAD_NODES + 4 + 9);
}
END_TEST

typedef struct {
  GHashTable *table;
} Holder;
GVM_FIELDS (direct_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_i8, item_desc, .keys = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (direct_desc, Holder, "direct", 1, 1, direct_fields);

START_TEST (a_direct_key_that_comes_twice_is_refused_and_its_value_freed)
{
  static const guint8 octets[] = { 0, 0, 0, 2, 0xfe, 1, 0, 0, 0, 2, 0xfe, 3, 0, 0, 0, 4 };
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GError) error = NULL;
  Holder holder = { NULL };

  ck_assert (!gvm_decode (reader, &direct_desc, 1, &holder, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, "direct/table{-2}", 10);
  ck_assert_ptr_null (holder.table);
}
END_TEST

GVM_FIELDS (boxed_fields, Holder) = { GVM_HASH (Holder, table, gvm_u32, gvm_u8) };
GVM_DEFINE_STATIC_DESC (boxed_desc, Holder, "boxed", 1, 1, boxed_fields);

static void
expect_save_fails (const GvmDesc *desc, guint32 version, gconstpointer self,
                   const GvmLimits *limits, GvmError code, const char *path)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_writer_u16 (writer, 0x4142));
  ck_assert (!gvm_encode (writer, desc, version, self, &error));
  expect_error (error, code, path, NO_OFFSET);
  ck_assert_ptr_null (gvm_writer_get_error (writer));
  ck_assert (gvm_writer_u8 (writer, 0x43));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "ABC", 3);
}

START_TEST (keys_that_a_table_tells_apart_but_compare_equal_are_refused_on_save)
{
  guint32 keys[] = { 7, 5, 5, 6 };
  guint8 value = 1;
  /* A mistake that is easily made: boxed keys in a table that hashes their addresses. */
  g_autoptr (GHashTable) table = g_hash_table_new (g_direct_hash, g_direct_equal);
  Holder holder = { table };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_hash_table_insert (table, &keys[i], &value);
  expect_save_fails (&boxed_desc, 1, &holder, NULL, GVM_ERROR_DUPLICATE_KEY, "boxed/table{0x5}");
}
END_TEST

typedef struct {
  bool has_slot;
  guint8 slot;
} Place;
GVM_DEFINE_WHEN (has_slot, Place, self, version)
{
  return self->has_slot;
}
GVM_FIELDS (place_fields, Place) = {
  GVM_FIELD (Place, has_slot, gvm_bool),
  GVM_FIELD (Place, slot, gvm_u8, .when = GVM_WHEN (Place, has_slot)),
};
GVM_DEFINE_STATIC_DESC (place_desc, Place, "place", 1, 1, place_fields);
static const GvmContainerOps place_ops = { .key_hash = g_direct_hash, .key_equal = g_direct_equal };
GVM_FIELDS (placed_fields, Holder) = {
  GVM_HASH (Holder, table, place_desc, gvm_u8, .ops = &place_ops),
};
GVM_DEFINE_STATIC_DESC (placed_desc, Holder, "placed", 1, 1, placed_fields);

START_TEST (keys_that_differ_in_nothing_that_is_sent_are_the_same_key)
{
  Place keys[] = { { false, 1 }, { true, 1 }, { true, 2 }, { false, 2 } };
  guint8 value = 1;
  g_autoptr (GHashTable) table = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Holder holder = { table };

  for (gsize i = 0; i < 3; i++)
    g_hash_table_insert (table, &keys[i], &value);
  ck_assert (gvm_encode (writer, &placed_desc, 1, &holder, NULL));
  g_hash_table_insert (table, &keys[3], &value);
  expect_save_fails (&placed_desc, 1, &holder, NULL, GVM_ERROR_DUPLICATE_KEY, "placed/table{?}");
}
END_TEST

START_TEST (a_missing_value_of_a_table_is_refused_on_save)
{
  guint32 key = 5;
  g_autoptr (GHashTable) table = g_hash_table_new (g_int_hash, g_int_equal);
  Holder holder = { table };

  g_hash_table_insert (table, &key, NULL);
  expect_save_fails (&boxed_desc, 1, &holder, NULL, GVM_ERROR_NULL_ELEMENT, "boxed/table{0x5}");
}
END_TEST

START_TEST (a_missing_key_is_refused_on_save)
{
  guint32 keys[] = { 7, 5 };
  guint8 value = 1;
  g_autoptr (GHashTable) table = g_hash_table_new (g_direct_hash, g_direct_equal);
  Holder holder = { table };

  g_hash_table_insert (table, NULL, &value);
  expect_save_fails (&boxed_desc, 1, &holder, NULL, GVM_ERROR_NULL_ELEMENT, "boxed/table[0]");
  g_hash_table_insert (table, &keys[0], &value);
  g_hash_table_insert (table, &keys[1], &value);
  expect_save_fails (&boxed_desc, 1, &holder, NULL, GVM_ERROR_NULL_ELEMENT, "boxed/table[0]");
}
END_TEST

START_TEST (a_missing_element_of_a_list_is_refused_on_save)
{
  Everything all;

  everything_fill (&all);
  all.parts = g_list_append (all.parts, NULL);
  expect_save_fails (&everything_desc, 2, &all, NULL, GVM_ERROR_NULL_ELEMENT, "all/parts[2]");
  all.parts = g_list_delete_link (all.parts, g_list_last (all.parts));
  everything_clear (&all);
}
END_TEST

START_TEST (a_missing_block_that_is_counted_is_refused_on_save)
{
  Everything all;

  everything_fill (&all);
  g_clear_pointer (&all.counted, g_free);
  expect_save_fails (&everything_desc, 2, &all, NULL, GVM_ERROR_NULL_ELEMENT, "all/counted");
  everything_clear (&all);
}
END_TEST

/* ---- equal ---------------------------------------------------------------------------------- */

START_TEST (an_equal_mismatch_says_what_was_found_and_what_was_expected)
{
  g_autoptr (GvmReader) reader = reader_on_patched (0x10, "\xfe", 1);
  g_autoptr (GError) error = NULL;
  Everything all;

  everything_fill_other (&all);
  ck_assert (!gvm_decode (reader, &everything_desc, 2, &all, &error));
  expect_error (error, GVM_ERROR_EQUAL_MISMATCH, "all/wired", 0x10);
  ck_assert_str_eq (error->message, "all/wired @0x10: 0xfe, must equal 0x7");
  everything_clear (&all);
}
END_TEST

START_TEST (an_equal_mismatch_leaves_no_trace)
{
  expect_patched_fails (0x10, "\xfe", 1, GVM_ERROR_EQUAL_MISMATCH, "all/wired", 0x10);
}
END_TEST

typedef struct {
  Item item;
} Fixed;
GVM_FIELDS (fixed_fields, Fixed) = { GVM_EQUAL (Fixed, item, item_desc) };
GVM_DEFINE_STATIC_DESC (fixed_desc, Fixed, "fixed", 1, 1, fixed_fields);

START_TEST (a_struct_that_must_be_equal_is_compared_row_by_row_not_by_its_padding)
{
  static const guint8 same[] = { 1, 0, 0, 0, 2 }, differs[] = { 1, 0, 0, 0, 3 };
  g_autoptr (GvmReader) reader = reader_on (same, sizeof same, NULL);
  g_autoptr (GvmReader) other = reader_on (differs, sizeof differs, NULL);
  g_autoptr (GError) error = NULL;
  Fixed fixed;

  memset (&fixed, 0xee, sizeof fixed);
  fixed.item.a = 1;
  fixed.item.b = 2;
  ck_assert (gvm_decode (reader, &fixed_desc, 1, &fixed, NULL));
  ck_assert (!gvm_decode (other, &fixed_desc, 1, &fixed, &error));
  expect_error (error, GVM_ERROR_EQUAL_MISMATCH, "fixed/item", 0);
}
END_TEST

/* ---- versions ------------------------------------------------------------------------------- */

GVM_FIELDS (versioned_fields, Item) = { GVM_FIELD (Item, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (versioned_desc, Item, "versioned", 5, 3, versioned_fields);

static void
expect_version_fails (guint32 version, GvmError code, const char *message)
{
  g_autoptr (GvmReader) reader = reader_on ("\1\2", 2, NULL);
  g_autoptr (GError) error = NULL;
  Item item = { 9, 9 };

  ck_assert_ptr_nonnull (gvm_reader_take (reader, 1));
  ck_assert (!gvm_decode (reader, &versioned_desc, version, &item, &error));
  expect_error (error, code, "versioned", 1);
  ck_assert_str_eq (error->message, message);
  ck_assert_uint_eq (item.a, 9);
  expect_save_fails (&versioned_desc, version, &item, NULL, code, "versioned");
}

START_TEST (a_version_above_the_descriptor_s_is_too_new)
{
  expect_version_fails (6, GVM_ERROR_TOO_NEW, "versioned @0x1: version 6, at most 5");
  expect_version_fails (G_MAXUINT32, GVM_ERROR_TOO_NEW,
                        "versioned @0x1: version 4294967295, at most 5");
}
END_TEST

START_TEST (a_version_below_the_descriptor_s_minimum_is_too_old)
{
  expect_version_fails (2, GVM_ERROR_TOO_OLD,
                        "versioned @0x1: version 2, at least 3, and no upgrade from it");
  expect_version_fails (0, GVM_ERROR_TOO_OLD,
                        "versioned @0x1: version 0, at least 3, and no upgrade from it");
}
END_TEST

START_TEST (errors_may_go_unheard)
{
  g_autoptr (GvmReader) reader = reader_on ("\1", 1, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Item item = { 9, 9 };

  ck_assert (!gvm_decode (reader, &versioned_desc, 9, &item, NULL));
  ck_assert (!gvm_encode (writer, &versioned_desc, 9, &item, NULL));
  ck_assert (gvm_decode (reader, &versioned_desc, 4, &item, NULL));
}
END_TEST

START_TEST (a_reader_or_writer_with_an_error_hands_it_over_and_can_be_used_again)
{
  g_autoptr (GvmReader) reader = reader_on ("\1", 1, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) read = NULL, written = NULL;
  Item item = { 9, 9 };

  gvm_reader_fail (reader, GVM_ERROR_RANGE, 0, "no");
  gvm_writer_fail (writer, GVM_ERROR_RANGE, "no");
  ck_assert (!gvm_decode (reader, &versioned_desc, 4, &item, &read));
  ck_assert (!gvm_encode (writer, &versioned_desc, 4, &item, &written));
  ck_assert_int_eq (read->code, GVM_ERROR_RANGE);
  ck_assert_int_eq (written->code, GVM_ERROR_RANGE);
  ck_assert (gvm_decode (reader, &versioned_desc, 4, &item, NULL));
  ck_assert (gvm_encode (writer, &versioned_desc, 4, &item, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.value", a_key_that_comes_twice_is_refused_at_its_second_entry,
                    a_key_in_its_value_that_comes_twice_is_refused_at_its_second_entry,
                    a_direct_key_that_comes_twice_is_refused_and_its_value_freed,
                    keys_that_a_table_tells_apart_but_compare_equal_are_refused_on_save,
                    keys_that_differ_in_nothing_that_is_sent_are_the_same_key,
                    a_missing_value_of_a_table_is_refused_on_save, a_missing_key_is_refused_on_save,
                    a_missing_element_of_a_list_is_refused_on_save,
                    a_missing_block_that_is_counted_is_refused_on_save,
                    an_equal_mismatch_says_what_was_found_and_what_was_expected,
                    an_equal_mismatch_leaves_no_trace,
                    a_struct_that_must_be_equal_is_compared_row_by_row_not_by_its_padding,
                    a_version_above_the_descriptor_s_is_too_new,
                    a_version_below_the_descriptor_s_minimum_is_too_old, errors_may_go_unheard,
                    a_reader_or_writer_with_an_error_hands_it_over_and_can_be_used_again);
}
