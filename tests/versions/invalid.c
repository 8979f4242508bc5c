/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Defaults, old names and upgrades that gvm_desc_validate() refuses, one rule at a time.
 */
#include "errors/invalid.h"

GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);
GVM_DEFINE_NOTIFY (part_committed, Part, self)
{
  self->a++;
}
GVM_DEFINE_STATIC_DESC (hooked_desc, Part, "hooked", 1, 1, part_fields,
                        .committed = GVM_HOOK (Part, part_committed));
GVM_FIELDS (equal_fields, Part) = { GVM_EQUAL (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (equal_desc, Part, "equal", 1, 1, equal_fields);
GVM_DEFINE_WHEN (subject_has_a, Subject, self, version)
{
  return self->a != 0;
}

#define B_IS_7 .absent = GVM_DEFAULT (Subject, b, 7)

/* ---- defaults -------------------------------------------------------------------------------- */

START_TEST (a_default_is_of_the_row_s_own_member)
{
  const char *rule = "a default of another member than the row's";

  VALID (GVM_FIELD (Subject, b, gvm_u32, B_IS_7));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, B_IS_7));
  INVALID (
      "subject/part", rule,
      GVM_STRUCT (Subject, part, part_desc, .absent = GVM_DEFAULT (Subject, parts, { .a = 1 })));
  VALID (
      GVM_ARRAY (Subject, parts, part_desc, .absent = GVM_DEFAULT_EACH (Subject, parts, .a = 1)));
  VALID (GVM_SUBARRAY (Subject, parts, 1, 1, part_desc,
                       .absent = GVM_DEFAULT_EACH (Subject, parts, .a = 1)));
  INVALID ("subject/parts[1..]", rule,
           GVM_SUBARRAY (Subject, parts, 1, 1, part_desc,
                         .absent = GVM_DEFAULT (Subject, parts, { .a = 1 })));
  INVALID ("subject/pad", rule, GVM_PAD (Subject, pad, 4, B_IS_7));
}
END_TEST

typedef struct {
  guint64 octets[3];
} Large;
GVM_FIELDS (large_fields, Large) = { GVM_ARRAY (Large, octets, gvm_u64) };
GVM_DEFINE_STATIC_DESC (large_desc, Large, "large", 1, 1, large_fields);

typedef struct {
  GHashTable *table;
  Large *pointers[2], *block;
  guint32 n;
} LargeHolder;
GVM_FIELDS (large_holder_fields, LargeHolder) = {
  GVM_HASH (LargeHolder, table, gvm_u32, large_desc,
            .absent = GVM_DEFAULT (LargeHolder, table, NULL)),
  GVM_POINTER_ARRAY (LargeHolder, pointers, large_desc, .nullable = TRUE,
                     .absent = GVM_DEFAULT_EACH (LargeHolder, pointers, NULL)),
  GVM_FIELD (LargeHolder, n, gvm_u32, .absent = GVM_DEFAULT (LargeHolder, n, 0)),
  GVM_COUNTED (LargeHolder, block, n, large_desc, .absent = GVM_DEFAULT (LargeHolder, block, NULL)),
};
GVM_DEFINE_STATIC_DESC (large_holder_desc, LargeHolder, "holder", 1, 1, large_holder_fields);

START_TEST (what_a_member_points_to_may_be_of_any_size)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (gvm_desc_validate (&large_holder_desc, &error), "%s",
                 error != NULL ? error->message : "");
}
END_TEST

START_TEST (what_only_the_target_knows_has_no_default)
{
  const char *rule = "a default of what only the target knows";

  INVALID ("subject/b", rule, GVM_EQUAL (Subject, b, gvm_u32, B_IS_7));
  INVALID ("subject/part", rule,
           GVM_STRUCT (Subject, part, equal_desc, .absent = GVM_DEFAULT (Subject, part, .a = 1)));
  INVALID ("subject/block", rule,
           GVM_POINTER (Subject, block, gvm_u16, .absent = GVM_DEFAULT (Subject, block, NULL)));
  INVALID ("subject/block", rule,
           GVM_COUNTED (Subject, block, n, gvm_u16, .own_count = TRUE,
                        .absent = GVM_DEFAULT (Subject, block, NULL)));
  INVALID ("subject/block", rule,
           GVM_BUFFER_POINTER (Subject, block, 2, .absent = GVM_DEFAULT (Subject, block, NULL)));
  VALID (GVM_POINTER (Subject, block, gvm_u16, .nullable = TRUE,
                      .absent = GVM_DEFAULT (Subject, block, NULL)));
}
END_TEST

START_TEST (a_struct_with_hooks_has_no_default)
{
  INVALID ("subject/part", "a default of a struct with hooks, which would not be told",
           GVM_STRUCT (Subject, part, hooked_desc, .absent = GVM_DEFAULT (Subject, part, .a = 1)));
}
END_TEST

START_TEST (of_rows_over_one_member_one_has_a_default)
{
  VALID (GVM_FIELD (Subject, b, gvm_u32, .until = 1, B_IS_7),
         GVM_FIELD (Subject, b, gvm_u32, .since = 3));
  INVALID ("subject/b", "two rows over one member have a default",
           GVM_FIELD (Subject, b, gvm_u32, .until = 1, B_IS_7),
           GVM_FIELD (Subject, b, gvm_u32, .since = 3, B_IS_7));
  INVALID ("subject/b", "a default of a member that another row has under a condition",
           GVM_FIELD (Subject, b, gvm_u32, .until = 1, B_IS_7),
           GVM_FIELD (Subject, b, gvm_u32, .since = 3, .when = GVM_WHEN (Subject, subject_has_a)));
}
END_TEST

START_TEST (a_block_and_its_count_have_both_a_default_or_neither)
{
  const char *rule = "a default of a block or a count: NULL and 0, both of them";
  GvmField n = GVM_FIELD (Subject, n, gvm_u8, .since = 2);
  GvmField block = GVM_COUNTED (Subject, block, n, gvm_u16, .since = 2);
  const GvmDefault zero = {
    .value = "\0\0\0\0\0\0\0", .offset = offsetof (Subject, n), .size = 1, .value_size = 1
  };
  const GvmDefault one = {
    .value = "\1", .offset = offsetof (Subject, n), .size = 1, .value_size = 1
  };
  const GvmDefault null = { .value = "\0\0\0\0\0\0\0",
                            .offset = offsetof (Subject, block),
                            .size = sizeof (gpointer),
                            .value_size = sizeof (gpointer) };
  const GvmDefault wild = { .value = "\1\0\0\0\0\0\0",
                            .offset = offsetof (Subject, block),
                            .size = sizeof (gpointer),
                            .value_size = sizeof (gpointer) };

  VALID (n, block);
  n.absent = &zero;
  INVALID ("subject/n", rule, n, block);
  block.absent = &null;
  VALID (n, block);
  n.absent = &one;
  INVALID ("subject/n", rule, n, block);
  n.absent = &zero;
  block.absent = &wild;
  INVALID ("subject/n", rule, n, block);
  n.absent = NULL;
  block.absent = &null;
  INVALID ("subject/block", rule, n, block);
}
END_TEST

/* ---- names ------------------------------------------------------------------------------------ */

START_TEST (old_names_are_of_one_row_in_each_version)
{
  const char *rule = "an earlier row of the same version has that name";
  GvmField b = GVM_FIELD (Subject, b, gvm_u32, .since = 2, .alias = GVM_ALIAS ("x", "a"));
  GvmField a = GVM_FIELD (Subject, a, gvm_u32, .until = 1), n = GVM_FIELD (Subject, n, gvm_u8);

  VALID (a, b);
  a.until = 2;
  INVALID ("subject/b", rule, a, b);
  INVALID ("subject/a", rule, b, a);
  n.alias = GVM_ALIAS ("x");
  INVALID ("subject/n", rule, b, n);
}
END_TEST

START_TEST (an_old_name_is_another)
{
  const char *rule = "an alias that is the name itself, or cannot be one";
  GvmDesc desc = SUBJECT (part_fields, 0);

  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .alias = GVM_ALIAS ("b", "a")));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .alias = GVM_ALIAS ("")));
  desc.alias = GVM_ALIAS ("subject");
  expect_invalid_desc (&desc, "subject", rule);
  desc.alias = GVM_ALIAS ("");
  expect_invalid_desc (&desc, "subject", rule);
  g_autofree char *longest = g_strnfill (256, 'x');
  desc.alias = GVM_ALIAS (longest);
  expect_invalid_desc (&desc, "subject", rule);
  longest[255] = '\0';
  ck_assert (gvm_desc_validate (&desc, NULL));
}
END_TEST

START_TEST (subsections_share_no_names)
{
  static gpointer plans[3];
  GvmDesc desc = SUBJECT (part_fields, 0), one = desc, two = desc;
  const GvmSubsection both[] = { { .desc = &one }, { .desc = &two } };

  desc.plan = &plans[0];
  desc.subsections = both;
  desc.n_subsections = 2;
  one.plan = &plans[1];
  one.codec.name = "one";
  two.plan = &plans[2];
  two.codec.name = "two";
  one.alias = GVM_ALIAS ("two");
  expect_invalid_desc (&desc, "subject", "an earlier subsection has that name");
  one.alias = GVM_ALIAS ("three");
  two.alias = GVM_ALIAS ("one");
  expect_invalid_desc (&desc, "subject", "an earlier subsection has that name");
  two.alias = GVM_ALIAS ("four", "three");
  expect_invalid_desc (&desc, "subject", "an earlier subsection has that name");
  two.alias = GVM_ALIAS ("four");
  ck_assert (gvm_desc_validate (&desc, NULL));
}
END_TEST

START_TEST (a_default_is_not_for_a_member_of_two_tables)
{
  static gpointer plans[2];
  const GvmField plain = GVM_FIELD (Subject, b, gvm_u32);
  const GvmField row = GVM_FIELD (Subject, b, gvm_u32, B_IS_7);
  GvmDesc desc = SUBJECT (&plain, 1), sub = SUBJECT (&row, 1);
  const GvmSubsection subsection = { .desc = &sub };

  desc.plan = &plans[0];
  sub.plan = &plans[1];
  sub.codec.name = "sub";
  desc.subsections = &subsection;
  desc.n_subsections = 1;
  expect_invalid_desc (&desc, "sub/b",
                       "a default of a member that a row of another table has, too");
}
END_TEST

/* ---- upgrades --------------------------------------------------------------------------------- */

static gboolean
convert_nothing (G_GNUC_UNUSED gpointer self, G_GNUC_UNUSED gconstpointer old,
                 G_GNUC_UNUSED GError **error)
{
  return TRUE;
}

static void
prepare_nothing (G_GNUC_UNUSED gpointer old, G_GNUC_UNUSED gconstpointer self)
{
}

/* A descriptor of versions 2 to 3 with an upgrade from @old, which is of version 1 unless it says otherwise. */
static GvmDesc
upgraded (GvmUpgrade *step, const GvmDesc *old)
{
  static gpointer plan;
  GvmDesc desc = SUBJECT (part_fields, 0);

  *step = (GvmUpgrade) { .from = old, .convert = convert_nothing };
  desc.minimum_version_id = 2;
  desc.plan = &plan;
  desc.upgrade = step;
  return desc;
}

static GvmDesc
old_of (const GvmDesc *desc)
{
  static gpointer plan;
  GvmDesc old = *desc;

  old.plan = &plan;
  return old;
}

START_TEST (an_upgrade_leads_from_one_below_the_minimum)
{
  const char *rule = "an upgrade from another version than the one below the minimum";
  GvmUpgrade step;
  GvmDesc old = old_of (&part_desc), desc = upgraded (&step, &old);

  ck_assert (gvm_desc_validate (&desc, NULL));
  old.version_id = 2;
  expect_invalid_desc (&desc, "subject", rule);
  old.version_id = 0;
  old.minimum_version_id = 0;
  expect_invalid_desc (&desc, "subject", rule);
  desc.minimum_version_id = 0;
  expect_invalid_desc (&desc, "subject", rule);
  desc.upgrade = &(GvmUpgrade) { .from = &old };
  expect_invalid_desc (&desc, "subject", "an upgrade that no macro made");
  desc.upgrade = &(GvmUpgrade) { .convert = convert_nothing };
  expect_invalid_desc (&desc, "subject", "an upgrade that no macro made");
}
END_TEST

START_TEST (an_upgrade_leads_from_a_sound_struct_without_hooks)
{
  GvmUpgrade step;
  GvmDesc old = old_of (&hooked_desc), desc = upgraded (&step, &old);

  expect_invalid_desc (&desc, "subject",
                       "an upgrade from a struct with hooks, which would outlive it");
  old = old_of (&part_desc);
  old.codec.c_size = 0;
  expect_invalid_desc (&desc, "part/a", "the member is outside the struct");
}
END_TEST

START_TEST (equal_rows_of_an_old_struct_need_something_to_equal)
{
  GvmUpgrade step;
  GvmDesc old = old_of (&equal_desc), desc = upgraded (&step, &old);

  expect_invalid_desc (&desc, "subject",
                       "an upgrade from a struct with equal rows, and no prepare");
  step.prepare = prepare_nothing;
  ck_assert (gvm_desc_validate (&desc, NULL));
}
END_TEST

START_TEST (an_upgrade_does_not_lead_back)
{
  GvmUpgrade step, back;
  GvmDesc old = old_of (&part_desc), desc = upgraded (&step, &old);

  back = (GvmUpgrade) { .from = &desc, .convert = convert_nothing };
  desc.version_id = 3;
  old.minimum_version_id = 1;
  old.upgrade = &back;
  expect_invalid_desc (&desc, "part",
                       "an upgrade from another version than the one below the minimum");
}
END_TEST

START_TEST (a_nested_version_that_only_loads_is_not_for_the_newest_row)
{
  const char *rule =
      "nested_version is none of the nested descriptor's, or not said where it is beyond 1";
  static gpointer plan;
  GvmUpgrade step = { .from = &part_desc, .convert = convert_nothing };
  GvmDesc part = part_desc;

  part.version_id = part.minimum_version_id = 2;
  part.plan = &plan;
  part.upgrade = &step;
  GvmField row = GVM_STRUCT (Subject, part, part_desc, .nested_version = 1, .until = 2);
  row.codec = &part.codec;
  VALID (row);
  row.until = 3;
  INVALID ("subject/part", rule, row);
  row.until = 2;
  part.upgrade = NULL;
  INVALID ("subject/part", rule, row);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.invalid", a_default_is_of_the_row_s_own_member,
      what_a_member_points_to_may_be_of_any_size, what_only_the_target_knows_has_no_default,
      a_struct_with_hooks_has_no_default, of_rows_over_one_member_one_has_a_default,
      a_block_and_its_count_have_both_a_default_or_neither,
      old_names_are_of_one_row_in_each_version, an_old_name_is_another, subsections_share_no_names,
      a_default_is_not_for_a_member_of_two_tables, an_upgrade_leads_from_one_below_the_minimum,
      an_upgrade_leads_from_a_sound_struct_without_hooks,
      equal_rows_of_an_old_struct_need_something_to_equal, an_upgrade_does_not_lead_back,
      a_nested_version_that_only_loads_is_not_for_the_newest_row);
}
