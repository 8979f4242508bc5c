/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which members are found that no row has, and what is excused as padding. The octets in the messages are
 * those of a machine with pointers of 8 octets.
 */
#include "support/golden.h"

/* Expects the struct of @desc to lack @octets, "4 to 7, after a"; NULL: nothing. */
#define EXPECT_LACKS(desc, wanted)                                                                 \
  do {                                                                                             \
    g_autoptr (GError) error_ = NULL;                                                              \
    expect_lack (GVM_CHECK_COMPLETE (desc, &error_), &error_, desc.codec.name, wanted);            \
  } while (0)

static void
expect_lack (gboolean is_complete, GError *const *found, const char *path, const char *octets)
{
  const GError *error = *found;
  g_autofree char *message = g_strdup_printf ("%s: octets %s are in no row", path, octets);

  ck_assert_msg (is_complete == (octets == NULL), "%s",
                 error != NULL ? error->message : "complete");
  if (octets == NULL)
    return;
  expect_error (error, GVM_ERROR_INVALID_DESC, path, NO_OFFSET);
  ck_assert_str_eq (error->message, message);
}

typedef struct {
  guint8 a;
  /* padding: 3 */
  guint32 b;
  guint16 c[2];
  guint8 *block;
  guint8 n;
  /* padding: 7 */
  GHashTable *table;
  guint64 at;
  guint8 late, last;
  /* padding: 6 */
} Whole;

#define ROW_A  GVM_FIELD (Whole, a, gvm_u8)
#define ROW_B  GVM_FIELD (Whole, b, gvm_u32)
#define ROW_C  GVM_ARRAY (Whole, c, gvm_u16)
#define ROWS_N GVM_FIELD (Whole, n, gvm_u8), GVM_BUFFER_COUNTED (Whole, block, n)
#define ROWS_END                                                                                   \
  GVM_HASH (Whole, table, gvm_u32, gvm_u32), GVM_FIELD (Whole, at, gvm_u64),                       \
      GVM_FIELD (Whole, late, gvm_u8, .since = 2), GVM_NOT_SAVED (Whole, last, "a test's")

GVM_FIELDS (whole_fields, Whole) = { ROWS_END, ROW_C, ROW_B, ROWS_N, ROW_A };
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 2, 1, whole_fields);
GVM_FIELDS (no_a_fields, Whole) = { ROW_B, ROW_C, ROWS_N, ROWS_END };
GVM_DEFINE_STATIC_DESC (no_a_desc, Whole, "no_a", 2, 1, no_a_fields);
GVM_FIELDS (no_c_fields, Whole) = { ROW_A, ROW_B, ROWS_N, ROWS_END };
GVM_DEFINE_STATIC_DESC (no_c_desc, Whole, "no_c", 2, 1, no_c_fields);
GVM_FIELDS (no_n_fields, Whole) = { ROW_A, ROW_B, ROW_C, ROWS_END };
GVM_DEFINE_STATIC_DESC (no_n_desc, Whole, "no_n", 2, 1, no_n_fields);
GVM_FIELDS (no_end_fields, Whole) = { ROW_A, ROW_B, ROW_C, ROWS_N };
GVM_DEFINE_STATIC_DESC (no_end_desc, Whole, "no_end", 2, 1, no_end_fields);

START_TEST (a_struct_whose_members_all_have_rows_is_complete)
{
  EXPECT_LACKS (whole_desc, NULL);
}
END_TEST

START_TEST (a_member_without_a_row_is_named_by_its_octets)
{
  if (sizeof (gpointer) == 8) {
    EXPECT_LACKS (no_c_desc, "8 to 15, after b"); /* with what would be padding behind it */
    EXPECT_LACKS (no_n_desc, "12 to 31, after c");
    EXPECT_LACKS (no_end_desc, "25 to 55, after n");
  }
}
END_TEST

START_TEST (a_first_member_without_a_row_is_found)
{
  EXPECT_LACKS (no_a_desc, "0 to 3");
}
END_TEST

/* ---- padding ------------------------------------------------------------------------------------ */

typedef struct {
  guint8 a, b;
  guint16 c;
  guint8 d, e;
} Hidden;
GVM_FIELDS (hidden_fields, Hidden) = {
  GVM_FIELD (Hidden, a, gvm_u8),
  GVM_FIELD (Hidden, c, gvm_u16),
  GVM_FIELD (Hidden, d, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (hidden_desc, Hidden, "hidden", 1, 1, hidden_fields);
typedef struct {
  guint32 n;
  Hidden in[2];
} Outer;
GVM_FIELDS (outer_fields, Outer) = {
  GVM_FIELD (Outer, n, gvm_u32),
  GVM_ARRAY (Outer, in, hidden_desc),
};
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields);

START_TEST (a_small_member_where_padding_could_be_is_found_if_the_compiler_tells)
{
  g_autoptr (GError) error = NULL;
  gboolean is_told = GVM_MEMBERS_OF_ (Hidden) != NULL;

  ck_assert (gvm_desc_check_complete (&hidden_desc, NULL, NULL));
  EXPECT_LACKS (hidden_desc, is_told ? "1 to 1, after a" : NULL);
  expect_lack (GVM_CHECK_COMPLETE (outer_desc, &error), &error, "hidden",
               is_told ? "1 to 1, after a" : NULL);
}
END_TEST

static void
expect_lack_by_alignment (GvmField *rows, gsize n, gsize size, const char *octets)
{
  GvmDesc desc = { .codec = { .name = "rows", .kind = GVM_KIND_STRUCT, .c_size = size },
                   .fields = rows,
                   .n_fields = n,
                   .field_size = sizeof (GvmField),
                   .plan = &(gpointer) { NULL } };
  g_autoptr (GError) error = NULL;

  expect_lack (gvm_desc_check_complete (&desc, NULL, &error), &error, "rows", octets);
}

START_TEST (padding_is_no_longer_than_the_alignment_of_what_follows)
{
  GvmField rows[] = { GVM_FIELD (Whole, a, gvm_u8), GVM_FIELD (Whole, b, gvm_u32) };

  expect_lack_by_alignment (rows, 2, 8, NULL);
  rows[1].offset = 8;
  expect_lack_by_alignment (rows, 2, 12, "1 to 7, after a");
  rows[1].offset = 3; /* packed: nothing but an aligned member has padding before it */
  expect_lack_by_alignment (rows, 2, 7, "1 to 2, after a");
  rows[1].offset = 4;
  rows[1].alignment = 0; /* not known */
  expect_lack_by_alignment (rows, 2, 8, "1 to 3, after a");
}
END_TEST

START_TEST (padding_at_the_end_is_that_of_the_greatest_alignment)
{
  GvmField rows[] = { GVM_FIELD (Whole, b, gvm_u32), GVM_FIELD (Whole, a, gvm_u8) };

  rows[0].offset = 0;
  rows[1].offset = 4;
  expect_lack_by_alignment (rows, 2, 8, NULL);
  expect_lack_by_alignment (rows, 2, 12, "5 to 11, after a");
}
END_TEST

/* ---- what covers a member -------------------------------------------------------------------------- */

typedef struct {
  guint32 a, b, c;
} Split;
GVM_FIELDS (c_fields, Split) = { GVM_FIELD (Split, c, gvm_u32) };
GVM_DEFINE_STATIC_DESC (c_desc, Split, "split/c", 1, 1, c_fields);
GVM_SUBSECTIONS (inner_subsections, Split) = { GVM_SUBSECTION (Split, c_desc) };
GVM_FIELDS (b_fields, Split) = { GVM_FIELD (Split, b, gvm_u32) };
GVM_DEFINE_STATIC_DESC (b_desc, Split, "split/b", 1, 1, b_fields,
                        GVM_WITH_SUBSECTIONS (Split, inner_subsections));
GVM_SUBSECTIONS (subsections, Split) = { GVM_SUBSECTION (Split, b_desc) };
GVM_FIELDS (a_fields, Split) = { GVM_FIELD (Split, a, gvm_u32) };
GVM_DEFINE_STATIC_DESC (split_desc, Split, "split", 1, 1, a_fields,
                        GVM_WITH_SUBSECTIONS (Split, subsections));
GVM_SUBSECTIONS (only_c, Split) = { GVM_SUBSECTION (Split, c_desc) };
GVM_DEFINE_STATIC_DESC (no_b_desc, Split, "no_b", 1, 1, a_fields,
                        GVM_WITH_SUBSECTIONS (Split, only_c));

START_TEST (rows_of_subsections_count)
{
  EXPECT_LACKS (split_desc, NULL);
  EXPECT_LACKS (no_b_desc, "4 to 7, after a");
}
END_TEST

typedef struct {
  GList *list;
} Holder;
GVM_FIELDS (list_fields, Holder) = { GVM_LIST (Holder, list, no_b_desc) };
GVM_DEFINE_STATIC_DESC (list_desc, Holder, "holder", 1, 1, list_fields);

START_TEST (structs_in_containers_are_looked_at_too)
{
  g_autoptr (GError) error = NULL;

  expect_lack (GVM_CHECK_COMPLETE (list_desc, &error), &error, "no_b", "4 to 7, after a");
}
END_TEST

/* ---- what is not saved ------------------------------------------------------------------------------- */

typedef struct {
  guint16 a;
  guint16 host;
  guint32 b;
} Partly;
GVM_FIELDS (partly_fields, Partly) = {
  GVM_FIELD (Partly, a, gvm_u16),
  GVM_NOT_SAVED (Partly, host, "the host's own"),
  GVM_FIELD (Partly, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (partly_desc, Partly, "partly", 1, 1, partly_fields);

START_TEST (what_is_not_saved_is_nowhere_but_in_the_table)
{
  static const guint8 octets[] = { 0, 1, 0, 0, 0, 2 };
  Partly state = { 1, 77, 2 }, same = { 1, 78, 2 };

  expect_saves (&partly_desc, 1, &state, octets, sizeof octets);
  expect_loads (&partly_desc, 1, &same, octets, sizeof octets);
  ck_assert_uint_eq (same.host, 78);
  ck_assert (gvm_state_equal (&partly_desc, &state, &same));
  g_autoptr (GPtrArray) differences = gvm_state_diff (&partly_desc, &state, &same);
  ck_assert_uint_eq (differences->len, 0);
  gvm_state_clear (&partly_desc, &same);
  ck_assert_uint_eq (same.host, 78);
}
END_TEST

START_TEST (structs_with_members_that_are_not_saved_can_be_keys)
{
  GvmField row = { .name = "table",
                   .shape = &gvm_shape_container,
                   .container = &gvm_container_tree,
                   .codec = &gvm_u8,
                   .key = &partly_desc.codec,
                   .count = 1 };
  GvmDescBuilder *builder = gvm_desc_builder_new ("tree", 1, 1);

  gvm_desc_builder_add (builder, &row);
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, NULL);
  ck_assert_ptr_nonnull (desc);
}
END_TEST

START_TEST (a_broken_table_is_told_before)
{
  GvmField rows[] = { GVM_FIELD (Whole, a, gvm_u8) };
  GvmDesc desc = { .codec = { .name = "rows", .kind = GVM_KIND_STRUCT, .c_size = 0 },
                   .fields = rows,
                   .n_fields = 1,
                   .field_size = sizeof (GvmField),
                   .plan = &(gpointer) { NULL } };
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_desc_check_complete (&desc, NULL, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "rows/a", NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "unit.complete", a_struct_whose_members_all_have_rows_is_complete,
      a_member_without_a_row_is_named_by_its_octets, a_first_member_without_a_row_is_found,
      a_small_member_where_padding_could_be_is_found_if_the_compiler_tells,
      padding_is_no_longer_than_the_alignment_of_what_follows,
      padding_at_the_end_is_that_of_the_greatest_alignment, rows_of_subsections_count,
      structs_in_containers_are_looked_at_too, what_is_not_saved_is_nowhere_but_in_the_table,
      structs_with_members_that_are_not_saved_can_be_keys, a_broken_table_is_told_before);
}
