/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The error domain: path and offset as data, and the one list of codes.
 */
#include "support/suite.h"

START_TEST (path_and_offset_can_be_had_as_data)
{
  const guint64 offset = 0x1f4c;
  g_autoptr (GError) error = NULL;
  guint64 found = 0;

  ck_assert (!gvm_error_set (&error, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/num", &offset,
                             "70000, at most 64"));
  ck_assert_str_eq (error->message, "spapr_pci[0]/msi{0x800}/num @0x1f4c: 70000, at most 64");
  ck_assert_str_eq (gvm_error_get_path (error), "spapr_pci[0]/msi{0x800}/num");
  ck_assert (gvm_error_get_offset (error, &found));
  ck_assert_uint_eq (found, 0x1f4c);
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_RANGE));
}
END_TEST

START_TEST (an_error_of_a_save_has_no_offset)
{
  g_autoptr (GError) error = NULL;
  guint64 found = 77;

  gvm_error_set (&error, GVM_ERROR_LIMIT, "phb/msi", NULL, "text");
  ck_assert_str_eq (error->message, "phb/msi: text");
  ck_assert (!gvm_error_get_offset (error, &found));
  ck_assert_uint_eq (found, 77);
}
END_TEST

START_TEST (an_error_without_a_path_has_null_for_one)
{
  const guint64 offset = 0;
  g_autoptr (GError) without = NULL, empty = NULL, neither = NULL;

  gvm_error_set (&without, GVM_ERROR_BAD_MAGIC, NULL, &offset, "text");
  gvm_error_set (&empty, GVM_ERROR_BAD_MAGIC, "", &offset, "text");
  gvm_error_set (&neither, GVM_ERROR_BAD_MAGIC, NULL, NULL, "text");
  ck_assert_str_eq (without->message, "@0x0: text");
  ck_assert_str_eq (empty->message, "@0x0: text");
  ck_assert_str_eq (neither->message, "text");
  ck_assert_ptr_null (gvm_error_get_path (without));
  ck_assert_ptr_null (gvm_error_get_path (empty));
  ck_assert_ptr_null (gvm_error_get_path (neither));
}
END_TEST

START_TEST (offset_zero_is_an_offset)
{
  const guint64 offset = 0;
  g_autoptr (GError) error = NULL;
  guint64 found = 77;

  gvm_error_set (&error, GVM_ERROR_TRUNCATED, "a", &offset, "text");
  ck_assert (gvm_error_get_offset (error, &found));
  ck_assert_uint_eq (found, 0);
}
END_TEST

START_TEST (a_copy_has_path_and_offset_too)
{
  const guint64 offset = G_MAXUINT64;
  GError *error = NULL;
  guint64 found = 0;

  gvm_error_set (&error, GVM_ERROR_TRUNCATED, "a/b", &offset, "text");
  g_autoptr (GError) copy = g_error_copy (error);
  g_error_free (error);
  ck_assert_str_eq (gvm_error_get_path (copy), "a/b");
  ck_assert (gvm_error_get_offset (copy, &found));
  ck_assert_uint_eq (found, G_MAXUINT64);
}
END_TEST

START_TEST (a_text_is_no_format)
{
  g_autoptr (GError) error = NULL;

  gvm_error_set (&error, GVM_ERROR_RANGE, "%s%n", NULL, "%d%s");
  ck_assert_str_eq (error->message, "%s%n: %d%s");
}
END_TEST

START_TEST (nowhere_to_put_an_error_is_no_fault)
{
  ck_assert (!gvm_error_set (NULL, GVM_ERROR_RANGE, "a", NULL, "text"));
}
END_TEST

START_TEST (an_error_made_by_glib_has_neither_path_nor_offset)
{
  g_autoptr (GError) error = g_error_new_literal (GVM_ERROR, GVM_ERROR_RANGE, "text");
  guint64 found;

  ck_assert_ptr_null (gvm_error_get_path (error));
  ck_assert (!gvm_error_get_offset (error, &found));
}
END_TEST

START_TEST (an_error_of_another_domain_has_neither_and_exits_with_4)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "text");
  guint64 found;

  ck_assert_ptr_null (gvm_error_get_path (error));
  ck_assert (!gvm_error_get_offset (error, &found));
  ck_assert_int_eq (gvm_error_get_exit_status (error), 4);
}
END_TEST

/* The list is written out here once more, for its numbers, slugs and statuses are a promise. */
static const struct {
  int number, code;
  const char *slug;
  int exit_status;
} promised[] = {
  { 1, GVM_ERROR_TRUNCATED, "truncated", 3 },
  { 2, GVM_ERROR_BAD_MAGIC, "bad-magic", 3 },
  { 3, GVM_ERROR_BAD_VERSION, "bad-version", 3 },
  { 4, GVM_ERROR_STATE, "state", 3 },
  { 5, GVM_ERROR_FOOTER_MISSING, "footer-missing", 3 },
  { 6, GVM_ERROR_FOOTER_MISMATCH, "footer-mismatch", 3 },
  { 7, GVM_ERROR_UNSUPPORTED, "unsupported", 3 },
  { 8, GVM_ERROR_TOO_NEW, "too-new", 3 },
  { 9, GVM_ERROR_TOO_OLD, "too-old", 3 },
  { 10, GVM_ERROR_MISSING, "missing", 1 },
  { 11, GVM_ERROR_RANGE, "range", 3 },
  { 12, GVM_ERROR_EQUAL_MISMATCH, "equal-mismatch", 3 },
  { 13, GVM_ERROR_DUPLICATE_KEY, "duplicate-key", 3 },
  { 14, GVM_ERROR_LIMIT, "limit", 5 },
  { 15, GVM_ERROR_DEPTH, "depth", 5 },
  { 16, GVM_ERROR_TRAILING, "trailing", 3 },
  { 17, GVM_ERROR_REFUSED, "refused", 3 },
  { 18, GVM_ERROR_SCHEMA, "schema", 3 },
  { 19, GVM_ERROR_SCHEMA_MISMATCH, "schema-mismatch", 3 },
  { 20, GVM_ERROR_NULL_ELEMENT, "null-element", 1 },
  { 21, GVM_ERROR_INVALID_DESC, "invalid-desc", 2 },
  { 22, GVM_ERROR_CAPACITY, "capacity", 3 },
  { 23, GVM_ERROR_STRING, "string", 3 },
  { 24, GVM_ERROR_DIGEST, "digest", 3 },
  { 25, GVM_ERROR_NO_DIGEST, "no-digest", 3 },
  { 26, GVM_ERROR_UNKNOWN_SECTION, "unknown-section", 3 },
  { 27, GVM_ERROR_UNKNOWN_SUBSECTION, "unknown-subsection", 3 },
  { 28, GVM_ERROR_DUPLICATE_SECTION, "duplicate-section", 3 },
  { 29, GVM_ERROR_MACHINE, "machine", 3 },
  { 30, GVM_ERROR_BUSY, "busy", 2 },
  { 31, GVM_ERROR_LOSS, "loss", 1 },
  { 32, GVM_ERROR_AMBIGUOUS, "ambiguous", 1 },
};

START_TEST (numbers_slugs_and_exit_statuses_are_those_that_were_promised)
{
  for (gsize i = 0; i < G_N_ELEMENTS (promised); i++) {
    g_autoptr (GError) error = g_error_new_literal (GVM_ERROR, promised[i].code, "text");

    ck_assert_int_eq (promised[i].code, promised[i].number);
    ck_assert_str_eq (gvm_error_get_slug ((GvmError) promised[i].code), promised[i].slug);
    ck_assert_int_eq (gvm_error_get_exit_status (error), promised[i].exit_status);
  }
}
END_TEST

START_TEST (every_code_of_the_list_has_a_slug_of_its_own_and_a_status)
{
  static const int codes[] = {
#define CODE(number, code, slug, status, meaning) GVM_ERROR_##code,
    GVM_ERROR_LIST (CODE)
#undef CODE
  };
  g_autoptr (GHashTable) slugs = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (GError) error = g_error_new_literal (GVM_ERROR, codes[i], "text");
    const char *slug = gvm_error_get_slug ((GvmError) codes[i]);
    int status = gvm_error_get_exit_status (error);

    ck_assert_str_ne (slug, "unknown");
    ck_assert_uint_eq (strspn (slug, "abcdefghijklmnopqrstuvwxyz-"), strlen (slug));
    ck_assert (g_hash_table_add (slugs, (gpointer) slug));
    ck_assert (status == 1 || status == 2 || status == 3 || status == 5);
  }
}
END_TEST

START_TEST (a_code_that_is_none_has_a_slug_that_says_so)
{
  ck_assert_str_eq (gvm_error_get_slug ((GvmError) 0), "unknown");
  ck_assert_str_eq (gvm_error_get_slug ((GvmError) 9999), "unknown");
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("unit.error", path_and_offset_can_be_had_as_data,
                    an_error_of_a_save_has_no_offset, an_error_without_a_path_has_null_for_one,
                    offset_zero_is_an_offset, a_copy_has_path_and_offset_too, a_text_is_no_format,
                    nowhere_to_put_an_error_is_no_fault,
                    an_error_made_by_glib_has_neither_path_nor_offset,
                    an_error_of_another_domain_has_neither_and_exits_with_4,
                    numbers_slugs_and_exit_statuses_are_those_that_were_promised,
                    every_code_of_the_list_has_a_slug_of_its_own_and_a_status,
                    a_code_that_is_none_has_a_slug_that_says_so);
}
