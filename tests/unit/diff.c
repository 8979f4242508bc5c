/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvm_state_diff() and gvm_state_copy(): where two states differ, and how to make them equal.
 */
#include "support/suite.h"

typedef struct {
  guint32 first, num;
} Part;
GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, first, gvm_u32),
  GVM_FIELD (Part, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

typedef struct {
  guint64 id;
  gint16 levels[3];
  Part part;
  GHashTable *table; /* guint32 -> Part */
  GList *list;       /* gint16, direct */
  guint32 n;
  guint8 *block;
  guint32 unsaved;
} Whole;
GVM_FIELDS (whole_fields, Whole) = {
  GVM_FIELD (Whole, id, gvm_u64),
  GVM_ARRAY (Whole, levels, gvm_i16),
  GVM_STRUCT (Whole, part, part_desc),
  GVM_HASH (Whole, table, gvm_u32, part_desc),
  GVM_LIST (Whole, list, gvm_i16, .values = GVM_DIRECT),
  GVM_FIELD (Whole, n, gvm_u32),
  GVM_COUNTED (Whole, block, n, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 1, 1, whole_fields);

static void
put (Whole *whole, guint32 key, guint32 first, guint32 num)
{
  Part part = { first, num };

  g_hash_table_insert (whole->table, g_memdup2 (&key, sizeof key), g_memdup2 (&part, sizeof part));
}

static Whole
whole_new (void)
{
  Whole whole = { .id = 7, .levels = { -1, 2, 3 }, .part = { 1, 2 }, .n = 2 };

  whole.table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put (&whole, 0x800, 0x1300, 4);
  put (&whole, 0x100, 0x1310, 1);
  whole.list = g_list_append (NULL, GINT_TO_POINTER (-5));
  whole.block = g_memdup2 ("\1\2", 2);
  return whole;
}

/* Expects the differences to be these, "PATH: A -> B" each; - for what is not there. */
static void
expect_differences (const Whole *a, const Whole *b, const char *const *wanted)
{
  g_autoptr (GPtrArray) found = gvm_state_diff (&whole_desc, a, b);
  guint i;

  for (i = 0; wanted[i] != NULL; i++) {
    ck_assert_uint_lt (i, found->len);
    const GvmDifference *difference = g_ptr_array_index (found, i);
    const char *in_a = gvm_difference_get_a (difference);
    const char *in_b = gvm_difference_get_b (difference);
    g_autofree char *text = g_strdup_printf ("%s: %s -> %s", gvm_difference_get_path (difference),
                                             in_a != NULL ? in_a : "-", in_b != NULL ? in_b : "-");
    ck_assert_str_eq (text, wanted[i]);
  }
  ck_assert_uint_eq (found->len, i);
  ck_assert_int_eq (gvm_state_equal (&whole_desc, a, b), i == 0);
}

START_TEST (equal_states_have_no_difference)
{
  Whole a = whole_new (), b = whole_new ();
  static const char *const none[] = { NULL };

  b.unsaved = 1;
  expect_differences (&a, &b, none);
  gvm_state_clear (&whole_desc, &a);
  gvm_state_clear (&whole_desc, &b);
}
END_TEST

START_TEST (each_difference_has_its_path_and_both_values)
{
  Whole a = whole_new (), b = whole_new ();
  guint32 gone = 0x100, changed = 0x800;
  static const char *const wanted[] = {
    "whole/id: 0x7 -> 0x8",
    "whole/levels[1]: 2 -> -2",
    "whole/part/num: 0x2 -> 0x3",
    "whole/table{0x100}: { first 0x1310, num 0x1 } -> -",
    "whole/table{0x800}/num: 0x4 -> 0x5",
    "whole/table{0x900}: - -> { first 0x9, num 0x9 }",
    "whole/list[0]: -5 -> -6",
    "whole/list[1]: - -> 7",
    "whole/block[1]: 0x2 -> 0xff",
    NULL,
  };

  b.id = 8;
  b.levels[1] = -2;
  b.part.num = 3;
  g_hash_table_remove (b.table, &gone);
  ((Part *) g_hash_table_lookup (b.table, &changed))->num = 5;
  put (&b, 0x900, 9, 9);
  b.list->data = GINT_TO_POINTER (-6);
  b.list = g_list_append (b.list, GINT_TO_POINTER (7));
  b.block[1] = 0xff;
  expect_differences (&a, &b, wanted);
  gvm_state_clear (&whole_desc, &a);
  gvm_state_clear (&whole_desc, &b);
}
END_TEST

START_TEST (a_copy_is_equal_and_leaves_what_has_no_row)
{
  Whole a = whole_new (), b = { .unsaved = 9 };
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_state_copy (&whole_desc, &a, &b, &error));
  ck_assert (gvm_state_equal (&whole_desc, &a, &b));
  ck_assert_ptr_ne (a.table, b.table);
  ck_assert_uint_eq (b.unsaved, 9);
  gvm_state_clear (&whole_desc, &a);
  gvm_state_clear (&whole_desc, &b);
}
END_TEST

START_TEST (a_copy_that_fails_leaves_its_target)
{
  Whole a = whole_new (), b = whole_new (), before;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&a.block, g_free); /* counted, and not there */
  memcpy (&before, &b, sizeof b);
  ck_assert (!gvm_state_copy (&whole_desc, &a, &b, &error));
  expect_error (error, GVM_ERROR_NULL_ELEMENT, "whole/block", NO_OFFSET);
  ck_assert_mem_eq (&before, &b, sizeof b);
  gvm_state_clear (&whole_desc, &a);
  gvm_state_clear (&whole_desc, &b);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "unit.diff", equal_states_have_no_difference, each_difference_has_its_path_and_both_values,
      a_copy_is_equal_and_leaves_what_has_no_row, a_copy_that_fails_leaves_its_target);
}
