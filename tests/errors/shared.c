/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that share memory: allowed where it is plain, refused where somebody must free it, or where a count
 * could change without its block.
 */
#include "errors/invalid.h"

#define OVERLAP   "the member overlaps another row's, and who frees what is in it depends on the row"
#define COUNT     "no earlier row, sent exactly when this one is, has the member that counts"
#define ELSEWHERE "a row of another table has the member that counts"

GVM_DEFINE_WHEN (is_one, Subject, self, version)
{
  return self->a != 0;
}
GVM_DEFINE_WHEN (is_other, Subject, self, version)
{
  return self->a == 0;
}

GVM_DEFINE_CHECK (part_check, Part, self, error)
{
  return TRUE;
}
GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);
GVM_DEFINE_STATIC_DESC (hooked_desc, Part, "hooked", 1, 1, part_fields,
                        .check = GVM_HOOK (Part, part_check));
typedef struct {
  guint64 n;
  GList *list;
} Owner;
GVM_FIELDS (owner_fields, Owner) = { GVM_LIST (Owner, list, gvm_u8) };
GVM_DEFINE_STATIC_DESC (owner_desc, Owner, "owner", 1, 1, owner_fields);

static const GvmField row_n = GVM_FIELD (Subject, n, gvm_u8);
static const GvmField row_block = GVM_COUNTED (Subject, block, n, gvm_u16);
static const GvmField row_list = GVM_LIST (Subject, list, part_desc);

/* @row with these options, at the place of the list. */
static GvmField
alternative (GvmField row, GvmWhen when)
{
  row.name = "other";
  row.offset = offsetof (Subject, list);
  row.when = when;
  return row;
}

/* ---- in one table -------------------------------------------------------------------------------- */

START_TEST (alternatives_of_which_one_owns_memory_are_refused)
{
  GvmField list = row_list, number = row_n;
  GvmField garray = GVM_GARRAY (Subject, garray, part_desc);

  list.when = is_one;
  INVALID ("subject/other", OVERLAP, list, alternative (number, is_other));
  INVALID ("subject/list", OVERLAP, alternative (number, is_other), list);
  INVALID ("subject/other", OVERLAP, list, alternative (garray, is_other));
  VALID (alternative (number, is_one), garray);
}
END_TEST

START_TEST (so_are_those_of_different_versions)
{
  GvmField list = row_list, number = alternative (row_n, NULL);

  list.until = 1;
  number.since = 2;
  INVALID ("subject/other", OVERLAP, list, number);
  number.offset += sizeof (gpointer) - 1; /* its last octet */
  INVALID ("subject/other", OVERLAP, list, number);
}
END_TEST

START_TEST (a_struct_that_owns_memory_is_no_alternative_either)
{
  GvmField number = row_n, owner = GVM_FIELD (Subject, a, gvm_u32);

  number.when = is_one;
  owner.codec = &owner_desc.codec;
  owner.size = sizeof (Owner);
  owner.when = is_other;
  owner.offset = 0;
  INVALID ("subject/n", OVERLAP, owner, number); /* where no row of the struct is */
}
END_TEST

START_TEST (alternatives_that_free_alike_are_allowed)
{
  GvmField one = row_list, other = row_list;

  one.when = is_one;
  other = alternative (other, is_other);
  other.framing = GVM_FRAMING_MARKED;
  other.max = 9;
  VALID (one, other);
  one.when = other.when = NULL;
  one.until = 1;
  other.since = 2;
  VALID (one, other);
}
END_TEST

START_TEST (alternatives_that_free_otherwise_are_not)
{
  static const GvmContainerOps ops;
  GvmField one = row_list, other = alternative (row_list, is_other);

  one.when = is_one;
  other.codec = &gvm_u8;
  INVALID ("subject/other", OVERLAP, one, other);
  other.values = GVM_DIRECT;
  INVALID ("subject/other", OVERLAP, one, other);
  other = alternative (row_list, is_other);
  other.ops = &ops;
  INVALID ("subject/other", OVERLAP, one, other);
  one = (GvmField) GVM_LIST (Subject, list, gvm_u8, .when = is_one);
  other = alternative (one, is_other);
  VALID (one, other);
  other.values = GVM_DIRECT;
  INVALID ("subject/other", OVERLAP, one, other);
  one = (GvmField) GVM_HASH (Subject, table, gvm_u32, gvm_u8, .when = is_one);
  other = (GvmField) GVM_HASH (Subject, table, gvm_u16, gvm_u8, .when = is_other);
  other.name = "other";
  INVALID ("subject/other", OVERLAP, one, other);
  other.key = &gvm_u32;
  VALID (one, other);
  other.keys = GVM_DIRECT;
  INVALID ("subject/other", OVERLAP, one, other);
}
END_TEST

START_TEST (nobody_waits_for_a_hook_in_what_an_alternative_may_free)
{
  GvmField one = row_list, other = alternative (row_list, is_other);

  one.when = is_one;
  one.codec = other.codec = &hooked_desc.codec;
  INVALID ("subject/other", OVERLAP, one, other);
  one.when = other.when = NULL; /* never both in one load */
  one.until = 1;
  other.since = 2;
  VALID (one, other);
}
END_TEST

/* ---- counts -------------------------------------------------------------------------------------- */

START_TEST (no_other_row_changes_the_count_of_a_block)
{
  GvmField again = row_n, late_n = row_n, late_block = row_block;

  again.name = "again";
  again.when = is_one;
  INVALID ("subject/block", COUNT, row_n, row_block, again);
  INVALID ("subject/block", COUNT, again, row_n, row_block);
  again.when = NULL;
  again.until = 1;
  late_n.since = late_block.since = 2;
  INVALID ("subject/block", COUNT, again, late_n, late_block);
  INVALID ("subject/block", COUNT, late_n, late_block, again);
  VALID (GVM_EQUAL (Subject, n, gvm_u8, .until = 1), late_n, late_block);
}
END_TEST

START_TEST (a_count_and_its_block_may_have_other_rows_in_other_versions)
{
  GvmField n = row_n, block = row_block, late_n = row_n, late_block = row_block;

  n.until = block.until = 1;
  late_n.since = late_block.since = 2;
  VALID (n, block, late_n, late_block);
  late_block.codec = &gvm_i16;
  INVALID ("subject/block", OVERLAP, n, block, late_n, late_block);
}
END_TEST

START_TEST (a_block_has_one_count_in_all_versions)
{
  const GvmField rows[] = {
    GVM_FIELD (Subject, a, gvm_u32, .until = 1),
    GVM_COUNTED (Subject, block, a, gvm_u16, .until = 1),
    GVM_FIELD (Subject, b, gvm_u32, .since = 2),
    GVM_COUNTED (Subject, block, b, gvm_u16, .since = 2),
  };

  INVALID ("subject/block", OVERLAP, rows[0], rows[1], rows[2], rows[3]);
}
END_TEST

/* ---- across subsections -------------------------------------------------------------------------- */

/* Two subsections beside each other, then one in the other. */
static void
expect_invalid_together (const GvmField *row, gsize n_rows, const GvmField *in_one,
                         const GvmField *in_other, const char *path, const char *rule)
{
  GvmDesc desc = SUBJECT (row, n_rows), one = SUBJECT (in_one, 1), other = SUBJECT (in_other, 1);
  GvmSubsection outer[] = { { .desc = &one }, { .desc = &other } },
                inner[] = { { .desc = &other } };

  one.codec.name = "one";
  other.codec.name = "other";
  desc.subsections = outer;
  desc.n_subsections = 2;
  if (rule == NULL)
    ck_assert (gvm_desc_validate (&desc, NULL));
  else
    expect_invalid_desc (&desc, path, rule);
  desc.n_subsections = 1;
  one.subsections = inner;
  one.n_subsections = 1;
  if (rule == NULL)
    ck_assert (gvm_desc_validate (&desc, NULL));
  else
    expect_invalid_desc (&desc, path, rule);
}

START_TEST (tables_of_one_struct_share_no_member_that_owns_memory)
{
  GvmField number = GVM_FIELD (Subject, b, gvm_u32), other = alternative (row_list, NULL);
  GvmField plain = alternative (number, NULL);

  expect_invalid_together (&row_list, 1, &number, &other, "other/other", OVERLAP);
  expect_invalid_together (&number, 1, &row_list, &other, "other/other", OVERLAP);
  expect_invalid_together (&row_list, 1, &number, &plain, "other/other", OVERLAP);
  expect_invalid_together (&number, 1, &number, &number, NULL, NULL);
}
END_TEST

START_TEST (tables_of_one_struct_share_no_count)
{
  const GvmField rows[] = { row_n, row_block };
  GvmField number = GVM_FIELD (Subject, b, gvm_u32), equal = GVM_EQUAL (Subject, n, gvm_u8);

  expect_invalid_together (rows, 2, &number, &row_n, "other/n", ELSEWHERE);
  expect_invalid_together (rows, 2, &number, &equal, NULL, NULL);
}
END_TEST

START_TEST (a_count_in_a_subsection_is_its_own_too)
{
  const GvmField rows[] = { row_n, row_block };
  GvmDesc desc = SUBJECT (&row_n, 1), one = SUBJECT (rows, 2);
  GvmSubsection subsections[] = { { .desc = &one } };

  one.codec.name = "one";
  desc.subsections = subsections;
  desc.n_subsections = 1;
  expect_invalid_desc (&desc, "one/block", ELSEWHERE);
  desc.fields = &row_list;
  ck_assert (gvm_desc_validate (&desc, NULL));
}
END_TEST

START_TEST (a_subsection_of_a_subsection_is_compared_with_its_cousins)
{
  GvmField number = GVM_FIELD (Subject, b, gvm_u32), plain = alternative (number, NULL);
  GvmDesc desc = SUBJECT (NULL, 0), one = SUBJECT (&number, 1), deep = SUBJECT (&row_list, 1);
  GvmDesc other = SUBJECT (&plain, 1);
  GvmSubsection outer[] = { { .desc = &one }, { .desc = &other } }, inner[] = { { .desc = &deep } };

  one.codec.name = "one";
  deep.codec.name = "deep";
  other.codec.name = "other";
  desc.subsections = outer;
  desc.n_subsections = 2;
  one.subsections = inner;
  one.n_subsections = 1;
  expect_invalid_desc (&desc, "other/other", OVERLAP);
  other.fields = &number;
  ck_assert (gvm_desc_validate (&desc, NULL));
}
END_TEST

/* ---- descriptors in several others ------------------------------------------------------------------ */

/* Each is twice in the next, so the first is in the last more often than anybody can count. */
START_TEST (a_descriptor_is_examined_once_however_many_it_is_in)
{
  enum { DEEP = 64 };
  static GvmDesc descs[DEEP];
  static GvmField rows[DEEP][2];
  static gpointer plans[DEEP];
  GError *error = NULL;

  for (gsize i = 0; i < DEEP; i++) {
    rows[i][0] = rows[i][1] = (GvmField) GVM_LIST (Subject, list, gvm_u8);
    rows[i][0].name = "one";
    rows[i][0].until = 1; /* over one member, so that who frees it is asked */
    rows[i][1].since = 2;
    if (i > 0)
      rows[i][0].codec = rows[i][1].codec = &descs[i - 1].codec;
    rows[i][0].nested_version = rows[i][1].nested_version = i > 0 ? 3 : 0;
    descs[i] = SUBJECT (rows[i], 2);
    descs[i].plan = &plans[i];
  }
  ck_assert_msg (gvm_desc_validate (&descs[DEEP - 1], &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (!gvm_desc_check_complete (&descs[DEEP - 1], NULL, NULL));
  rows[0][1].ops = &(const GvmContainerOps) { .value_free = g_free };
  ck_assert (!gvm_desc_validate (&descs[DEEP - 1], &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "subject/list", NO_OFFSET);
  ck_assert_str_eq (error->message, "subject/list: " OVERLAP);
  g_error_free (error);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.shared", alternatives_of_which_one_owns_memory_are_refused,
      so_are_those_of_different_versions, a_struct_that_owns_memory_is_no_alternative_either,
      alternatives_that_free_alike_are_allowed, alternatives_that_free_otherwise_are_not,
      nobody_waits_for_a_hook_in_what_an_alternative_may_free,
      no_other_row_changes_the_count_of_a_block,
      a_count_and_its_block_may_have_other_rows_in_other_versions,
      a_block_has_one_count_in_all_versions, tables_of_one_struct_share_no_member_that_owns_memory,
      tables_of_one_struct_share_no_count, a_count_in_a_subsection_is_its_own_too,
      a_subsection_of_a_subsection_is_compared_with_its_cousins,
      a_descriptor_is_examined_once_however_many_it_is_in);
}
