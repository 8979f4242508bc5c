/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What gvm_desc_validate() refuses of a table and of rows without containers, one rule at a time.
 */
#include "errors/invalid.h"

GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 4, 2, part_fields);

static const GvmField row_a = GVM_FIELD (Subject, a, gvm_u32);
static const GvmField row_n = GVM_FIELD (Subject, n, gvm_u8);
static const GvmField row_block = GVM_COUNTED (Subject, block, n, gvm_u16);

START_TEST (a_sound_table_is_accepted)
{
  VALID (row_a, row_n, row_block, GVM_STRUCT (Subject, part, part_desc, .nested_version = 4),
         GVM_ARRAY (Subject, parts, part_desc, .nested_version = 2));
}
END_TEST

/* ---- the table ------------------------------------------------------------------------------ */

START_TEST (a_descriptor_has_a_name)
{
  GvmDesc desc = SUBJECT (&row_a, 1);

  desc.codec.name = "";
  expect_invalid_desc (&desc, NULL, "a descriptor without a name");
  desc.codec.name = NULL;
  expect_invalid_desc (&desc, NULL, "a descriptor without a name");
}
END_TEST

START_TEST (rows_are_as_large_as_the_library_s)
{
  GvmDesc desc = SUBJECT (&row_a, 1);

  desc.field_size = sizeof (GvmField) - 8;
  expect_invalid_desc (&desc, "subject", "compiled against another version of the library");
}
END_TEST

START_TEST (a_descriptor_has_a_place_for_its_plan_and_its_rows)
{
  const char *rule = "a descriptor without a place for its plan, or without its rows";
  GvmDesc desc = SUBJECT (&row_a, 1);

  desc.plan = NULL;
  expect_invalid_desc (&desc, "subject", rule);
  desc = SUBJECT (NULL, 1);
  expect_invalid_desc (&desc, "subject", rule);
}
END_TEST

START_TEST (the_minimum_version_is_not_above_the_version)
{
  GvmDesc desc = SUBJECT (&row_a, 1);

  desc.minimum_version_id = 4;
  expect_invalid_desc (&desc, "subject", "minimum version is above version");
}
END_TEST

START_TEST (no_descriptor_is_inside_itself)
{
  GvmField rows[1];
  GvmDesc desc = SUBJECT (rows, 1);
  GvmField inner[1];
  GvmDesc middle = SUBJECT (inner, 1);

  rows[0] = (GvmField) GVM_LIST (Subject, list, part_desc, .nested_version = 1);
  rows[0].codec = &desc.codec;
  expect_invalid_desc (&desc, "subject", "a descriptor inside itself");

  middle.codec.name = "middle";
  inner[0] = rows[0];
  rows[0].codec = &middle.codec;
  expect_invalid_desc (&desc, "subject", "a descriptor inside itself");

  rows[0] = (GvmField) GVM_HASH (Subject, table, gvm_u32, gvm_u32, .nested_version = 1);
  rows[0].key = &desc.codec;
  expect_invalid_desc (&desc, "subject", "a descriptor inside itself");
}
END_TEST

START_TEST (a_fault_in_a_nested_descriptor_is_one_of_what_holds_it)
{
  GvmField rows[1] = { GVM_FIELD (Part, b, gvm_u32, .since = 9) };
  GvmDesc nested = SUBJECT (rows, 1);
  GvmField row = GVM_STRUCT (Subject, part, part_desc, .nested_version = 1);

  nested.codec.name = "nested";
  nested.codec.c_size = sizeof (Part);
  row.codec = &nested.codec;
  INVALID ("nested/b", "since is after the descriptor's version", row);
}
END_TEST

/* ---- one row -------------------------------------------------------------------------------- */

START_TEST (a_row_has_a_name_a_shape_and_a_codec)
{
  const char *rule = "a row that no macro made";
  GvmField row = row_a;

  row.name = NULL;
  INVALID ("subject", rule, row);
  row.name = "";
  INVALID ("subject/", rule, row);
  row = row_a;
  row.shape = NULL;
  INVALID ("subject/a", rule, row);
  row = row_a;
  row.codec = NULL;
  INVALID ("subject/a", rule, row);
}
END_TEST

START_TEST (a_member_is_inside_the_struct)
{
  const char *rule = "the member is outside the struct";
  GvmField row = row_a;

  row.offset = sizeof (Subject) - 3;
  INVALID ("subject/a", rule, row);
  row.offset = G_MAXSIZE;
  INVALID ("subject/a", rule, row);
  row = row_a;
  row.size = sizeof (Subject) + 1;
  INVALID ("subject/a", rule, row);
}
END_TEST

START_TEST (a_member_is_as_large_as_its_values)
{
  const char *rule = "the member is not as large as its values";
  GvmField row = row_a;

  row.count = 2;
  INVALID ("subject/a", rule, row);
  row.count = G_MAXSIZE / 2;
  INVALID ("subject/a", rule, row);
  row = row_a;
  row.codec = &gvm_u64;
  INVALID ("subject/a", rule, row);
}
END_TEST

START_TEST (a_codec_can_encode_decode_and_compare)
{
  GvmCodec codec = gvm_u32;
  GvmField row = row_a;

  row.codec = &codec;
  VALID (row);
  codec.encode = NULL;
  INVALID ("subject/a", "a codec that cannot encode or decode", row);
  codec = gvm_u32;
  codec.decode = NULL;
  INVALID ("subject/a", "a codec that cannot encode or decode", row);
  codec = gvm_u32;
  codec.compare = NULL;
  INVALID ("subject/a", "a codec with neither compare nor equal", row);

  row = (GvmField) GVM_HASH (Subject, table, gvm_u32, gvm_u32);
  row.key = &codec;
  INVALID ("subject/table", "a codec with neither compare nor equal", row);
}
END_TEST

START_TEST (versions_of_a_row_are_in_order_and_in_those_of_its_descriptor)
{
  INVALID ("subject/a", "since is after until",
           GVM_FIELD (Subject, a, gvm_u32, .since = 3, .until = 2));
  INVALID ("subject/a", "since is after the descriptor's version",
           GVM_FIELD (Subject, a, gvm_u32, .since = 4));
  VALID (GVM_FIELD (Subject, a, gvm_u32, .since = 3, .until = 3));
}
END_TEST

START_TEST (a_nested_version_is_one_of_the_nested_descriptor_s)
{
  const char *rule =
      "nested_version is none of the nested descriptor's, or not said where it is beyond 1";

  INVALID ("subject/part", rule, GVM_STRUCT (Subject, part, part_desc, .nested_version = 5));
  INVALID ("subject/part", rule, GVM_STRUCT (Subject, part, part_desc));
  INVALID ("subject/table", rule, GVM_HASH (Subject, table, gvm_u32, part_desc));
  INVALID ("subject/table", rule, GVM_HASH (Subject, table, part_desc, gvm_u32));
}
END_TEST

START_TEST (a_name_is_used_once_in_a_version)
{
  const char *rule = "an earlier row of the same version has that name";
  GvmField row = GVM_FIELD (Subject, b, gvm_u32, .since = 2);

  row.name = "a";
  INVALID ("subject/a", rule, row_a, row);
  VALID (GVM_FIELD (Subject, a, gvm_u32, .until = 1), row);
}
END_TEST

START_TEST (members_of_one_version_do_not_overlap)
{
  const char *rule = "the member overlaps that of an earlier row of the same version";
  GvmField row = GVM_FIELD (Subject, b, gvm_u32), early = row_a;

  row.offset = 3; /* the last octet of a */
  INVALID ("subject/b", rule, row_a, row);
  row.offset = 4;
  VALID (row_a, row);
  row.offset = 0;
  early.until = 2;
  INVALID ("subject/b", rule, early, row);
  row.since = 3;
  VALID (early, row);
}
END_TEST

GVM_DEFINE_WHEN (sometimes, Subject, self, version)
{
  return self->b > version;
}

START_TEST (rows_under_a_condition_may_be_alternatives)
{
  GvmField row = GVM_FIELD (Subject, b, gvm_u32, .when = GVM_WHEN (Subject, sometimes));

  row.offset = 0;
  VALID (row_a, row);
}
END_TEST

START_TEST (a_payload_has_no_more_octets_than_a_size_can_count)
{
  GvmCodec vast = gvm_u32;
  GvmField one = row_a, other = GVM_FIELD (Subject, b, gvm_u32);

  vast.kind = GVM_KIND_OTHER;
  vast.wire_min = G_MAXSIZE / 2 + 1;
  one.codec = other.codec = &vast;
  INVALID ("subject/b", "more octets than a size can count", one, other);
  vast.c_size = 2;
  one.count = 2;
  INVALID ("subject/a", "more octets than a size can count", one);
}
END_TEST

/* ---- equal ---------------------------------------------------------------------------------- */

GVM_DEFINE_CHECK (part_check, Part, self, error)
{
  return TRUE;
}
GVM_DEFINE_STATIC_DESC (hooked_desc, Part, "hooked", 1, 1, part_fields,
                        .check = GVM_HOOK (Part, part_check));
typedef struct {
  Part part;
} Wrapped;
GVM_FIELDS (wrapped_fields, Wrapped) = { GVM_STRUCT (Wrapped, part, hooked_desc) };
GVM_DEFINE_STATIC_DESC (wrapped_desc, Wrapped, "wrapped", 1, 1, wrapped_fields);
GVM_FIELDS (equal_fields, Part) = { GVM_EQUAL (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (equal_desc, Part, "equal", 1, 1, equal_fields);
typedef struct {
  GList *list;
} Owner;
GVM_FIELDS (owner_fields, Owner) = { GVM_LIST (Owner, list, gvm_u8) };
GVM_DEFINE_STATIC_DESC (owner_desc, Owner, "owner", 1, 1, owner_fields);

START_TEST (an_equal_row_is_of_a_plain_value)
{
  const char *rule = "an equal row of what cannot be compared as a plain value";
  GvmField row = GVM_EQUAL (Subject, part, part_desc, .nested_version = 2);
  GvmCodec unordered = gvm_u32;
  GvmField plain = GVM_EQUAL (Subject, a, gvm_u32);

  VALID (plain, row);
  row.codec = &owner_desc.codec;
  row.nested_version = 1;
  INVALID ("subject/part", rule, row);
  INVALID ("subject/part", rule, GVM_EQUAL (Subject, part, equal_desc));
  unordered.compare = NULL;
  unordered.equal = gvm_u32.compare;
  plain.codec = &unordered;
  INVALID ("subject/a", rule, plain);
}
END_TEST

START_TEST (an_equal_row_is_of_nobody_who_waits_for_a_hook)
{
  const char *rule = "an equal row of a struct with hooks: it is loaded only to be compared";
  GvmField row = GVM_EQUAL (Subject, part, hooked_desc);

  INVALID ("subject/part", rule, row);
  row.codec = &wrapped_desc.codec;
  INVALID ("subject/part", rule, row);
}
END_TEST

/* ---- counted -------------------------------------------------------------------------------- */

START_TEST (a_block_is_counted_by_an_earlier_row)
{
  const char *rule = "no earlier row, sent exactly when this one is, has the member that counts";
  GvmField wide = GVM_FIELD (Subject, n, gvm_u8), bools = GVM_FIELD (Subject, n, gvm_u8);

  INVALID ("subject/block", rule, row_block);
  INVALID ("subject/block", rule, row_block, row_n);
  INVALID ("subject/block", rule, row_a, row_block);
  INVALID ("subject/block", rule, GVM_EQUAL (Subject, n, gvm_u8), row_block);
  bools.codec = &gvm_bool;
  INVALID ("subject/block", rule, bools, row_block);
  wide.codec = &gvm_u16;
  wide.size = 2;
  INVALID ("subject/block", rule, wide, row_block);
}
END_TEST

START_TEST (a_block_is_sent_in_the_versions_of_its_count_and_in_no_others)
{
  const char *rule = "no earlier row, sent exactly when this one is, has the member that counts";
  GvmField late = row_block, early = row_block, late_n = row_n;

  late.since = late_n.since = 2;
  early.until = 1;
  INVALID ("subject/block", rule, row_n, late);
  INVALID ("subject/block", rule, row_n, early);
  INVALID ("subject/block", rule, late_n, row_block);
  VALID (late_n, late);
  VALID (row_n, early, late);
}
END_TEST

START_TEST (neither_a_block_nor_its_count_has_a_condition)
{
  const char *rule = "no earlier row, sent exactly when this one is, has the member that counts";
  GvmField when_n = row_n, when_block = row_block;

  when_n.when = when_block.when = sometimes;
  INVALID ("subject/block", rule, row_n, when_block);
  INVALID ("subject/block", rule, when_n, row_block);
  INVALID ("subject/block", rule, when_n, when_block);
}
END_TEST

START_TEST (a_block_holds_plain_elements)
{
  GvmField row = row_block;

  row.codec = &owner_desc.codec;
  INVALID ("subject/block", "counted elements that own memory, which nobody would free", row_n,
           row);
  row.codec = &equal_desc.codec;
  INVALID ("subject/block", "an equal row in elements that are made anew", row_n, row);
  row = row_block;
  row.size = sizeof (gpointer) / 2;
  INVALID ("subject/block", "the member is no pointer", row_n, row);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.invalid", a_sound_table_is_accepted, a_descriptor_has_a_name,
      rows_are_as_large_as_the_library_s, a_descriptor_has_a_place_for_its_plan_and_its_rows,
      the_minimum_version_is_not_above_the_version, no_descriptor_is_inside_itself,
      a_fault_in_a_nested_descriptor_is_one_of_what_holds_it, a_row_has_a_name_a_shape_and_a_codec,
      a_member_is_inside_the_struct, a_member_is_as_large_as_its_values,
      a_codec_can_encode_decode_and_compare,
      versions_of_a_row_are_in_order_and_in_those_of_its_descriptor,
      a_nested_version_is_one_of_the_nested_descriptor_s, a_name_is_used_once_in_a_version,
      members_of_one_version_do_not_overlap, rows_under_a_condition_may_be_alternatives,
      a_payload_has_no_more_octets_than_a_size_can_count, an_equal_row_is_of_a_plain_value,
      an_equal_row_is_of_nobody_who_waits_for_a_hook, a_block_is_counted_by_an_earlier_row,
      a_block_is_sent_in_the_versions_of_its_count_and_in_no_others,
      neither_a_block_nor_its_count_has_a_condition, a_block_holds_plain_elements);
}
