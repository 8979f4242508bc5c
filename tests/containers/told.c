/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pointers that no stream marks, from one struct to another: by a copy, by an upgrade. There an octet must never
 * be taken for the struct, nor a struct for the octet.
 */
#include "support/golden.h"

typedef struct {
  guint8 x;
} Part;
GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, x, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

typedef struct {
  guint32 n;
  Part *part;
  Part *parts[2];
} Whole;
GVM_FIELDS (whole_fields, Whole) = {
  GVM_FIELD (Whole, n, gvm_u32),
  GVM_POINTER (Whole, part, part_desc),
  GVM_POINTER_ARRAY (Whole, parts, part_desc),
};
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 1, 1, whole_fields);

/* ---- a copy ------------------------------------------------------------------------------------------ */

static void
refuse_copy (const Whole *from, Whole *to, const char *path)
{
  Whole before = *to;
  g_autoptr (GError) error = NULL;
  guint64 offset;

  ck_assert (!gvm_state_copy (&whole_desc, from, to, &error));
  ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_NULL_ELEMENT), "%s", error->message);
  ck_assert_str_eq (gvm_error_get_path (error), path);
  ck_assert (gvm_error_get_offset (error, &offset));
  ck_assert_mem_eq (&before, to, sizeof before);
}

START_TEST (a_copy_changes_what_is_there_in_both)
{
  Part x = { 5 }, y = { 6 }, z = { 7 }, w = { 8 };
  Whole from = { 1, &x, { NULL, &y } }, to = { 2, &z, { NULL, &w } };

  ck_assert (gvm_state_copy (&whole_desc, &from, &to, NULL));
  ck_assert_uint_eq (to.n, 1);
  ck_assert_uint_eq (z.x, 5);
  ck_assert_uint_eq (w.x, 6);
  ck_assert (gvm_state_equal (&whole_desc, &from, &to));
}
END_TEST

START_TEST (a_copy_of_what_is_there_in_one_is_refused)
{
  Part x = { 5 }, y = { 0x30 }, z = { 7 };
  Whole none = { 1, NULL, { NULL, NULL } }, one = { 2, &x, { NULL, NULL } };
  Whole other = { 3, &x, { NULL, &y } }, more = { 3, &z, { NULL, NULL } };

  refuse_copy (&none, &one, "whole/part");
  refuse_copy (&one, &none, "whole/part");
  refuse_copy (&other, &more, "whole/parts[1]");
  refuse_copy (&more, &other, "whole/parts[1]");
  ck_assert_uint_eq (x.x, 5);
  ck_assert_uint_eq (y.x, 0x30);
  ck_assert_uint_eq (z.x, 7);
}
END_TEST

/* ---- an upgrade -------------------------------------------------------------------------------------- */

typedef struct {
  guint32 n;
} Old;
GVM_FIELDS (old_fields, Old) = { GVM_FIELD (Old, n, gvm_u32) };
GVM_DEFINE_STATIC_DESC (old_desc, Old, "whole", 1, 1, old_fields);

GVM_DEFINE_CONVERT (convert, Whole, Old, self, old, error)
{
  self->n = old->n;
  if (old->n > 1)
    self->part = g_memdup2 (&(Part) { 9 }, sizeof (Part));
  return TRUE;
}
GVM_DEFINE_STATIC_DESC (new_desc, Whole, "whole", 2, 2, whole_fields,
                        .upgrade = GVM_UPGRADE (Whole, old_desc, convert));

static GError *
upgrade (guint8 n, Whole *target)
{
  const guint8 octets[] = { 0, 0, 0, n };
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  GError *error = NULL;

  gvm_decode (reader, &new_desc, 1, target, &error);
  return error;
}

START_TEST (an_upgrade_that_makes_no_value_leaves_the_target_s_alone)
{
  Part part = { 7 };
  Whole target = { 0, &part, { NULL, NULL } };
  g_autoptr (GError) error = upgrade (1, &target);

  expect_error (error, GVM_ERROR_NULL_ELEMENT, "whole/part", 0);
  ck_assert_uint_eq (part.x, 7);
  ck_assert_uint_eq (target.n, 0);
}
END_TEST

START_TEST (an_upgrade_changes_the_target_s_value_to_what_it_makes)
{
  Part part = { 7 };
  Whole target = { 0, &part, { NULL, NULL } }, without = { 0, NULL, { NULL, NULL } };
  g_autoptr (GError) refused = upgrade (2, &without);

  ck_assert_ptr_null (upgrade (2, &target));
  ck_assert_uint_eq (part.x, 9);
  expect_error (refused, GVM_ERROR_NULL_ELEMENT, "whole/part", 0);
  ck_assert_ptr_null (upgrade (1, &without));
  ck_assert_uint_eq (without.n, 1);
}
END_TEST

/* ---- a clear ----------------------------------------------------------------------------------------- */

typedef struct {
  guint32 n, own;
  guint8 *octets;
  guint16 *words;
} Blocks;
GVM_FIELDS (blocks_fields, Blocks) = {
  GVM_FIELD (Blocks, n, gvm_u32),
  GVM_BUFFER_COUNTED (Blocks, octets, n),
  GVM_COUNTED (Blocks, words, own, gvm_u16, .own_count = TRUE),
};
GVM_DEFINE_STATIC_DESC (blocks_desc, Blocks, "blocks", 1, 1, blocks_fields);

START_TEST (a_clear_leaves_no_count_without_its_block)
{
  Blocks blocks = { .n = 2, .own = 1, .octets = g_malloc0 (2), .words = g_malloc0 (2) };
  static const guint8 empty[] = { 0, 0, 0, 0 };

  gvm_state_clear (&blocks_desc, &blocks);
  ck_assert_ptr_null (blocks.octets);
  ck_assert_ptr_null (blocks.words);
  ck_assert_uint_eq (blocks.n, 0);
  ck_assert_uint_eq (blocks.own, 1); /* the struct's, not the state's */
  blocks.own = 0;
  expect_saves (&blocks_desc, 1, &blocks, empty, sizeof empty);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.told", a_copy_changes_what_is_there_in_both,
                    a_copy_of_what_is_there_in_one_is_refused,
                    an_upgrade_that_makes_no_value_leaves_the_target_s_alone,
                    an_upgrade_changes_the_target_s_value_to_what_it_makes,
                    a_clear_leaves_no_count_without_its_block);
}
