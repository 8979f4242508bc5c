/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What gvm_desc_validate() refuses of packed rows, one rule at a time.
 */
#include "errors/invalid.h"

GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);
static const Part blank = { 0, 0 };
static const guint32 zero;

/* ---- shapes -------------------------------------------------------------------------------------- */

START_TEST (each_shape_has_its_packings)
{
  const char *rule = "a packing that rows of this shape do not have";

  VALID (GVM_FIELD (Subject, a, gvm_u32, .packing = GVM_PACKING_VARINT));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .packing = GVM_PACKING_DELTA));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, GVM_SPARSE (gvm_u32, zero)));
  INVALID ("subject/a", rule, GVM_EQUAL (Subject, a, gvm_u32, .packing = GVM_PACKING_VARINT));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .packing = (GvmPacking) 4));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .packing = (GvmPacking) 33));
  VALID (GVM_ARRAY (Subject, parts, part_desc, .packing = GVM_PACKING_DELTA));
  VALID (GVM_ARRAY (Subject, parts, part_desc, GVM_SPARSE (part_desc, blank)));
  VALID (GVM_GARRAY (Subject, garray, part_desc, GVM_SPARSE (part_desc, blank)));
  VALID (GVM_LIST (Subject, list, part_desc, .packing = GVM_PACKING_DELTA));
}
END_TEST

typedef struct {
  guint32 *pointer;
} Pointers;
static const GvmField row_pointer =
    GVM_POINTER (Pointers, pointer, gvm_u32, .packing = GVM_PACKING_VARINT);

START_TEST (what_a_pointer_points_to_is_not_packed)
{
  GvmField row = row_pointer;

  row.offset = offsetof (Subject, block);
  INVALID ("subject/pointer", "a packing that rows of this shape do not have", row);
}
END_TEST

/* ---- elements ------------------------------------------------------------------------------------ */

GVM_DEFINE_WHEN (is_odd, Part, self, version)
{
  return self->a & 1;
}
GVM_DEFINE_CHECK (part_check, Part, self, error)
{
  return TRUE;
}
GVM_FIELDS (conditional_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32, .when = GVM_WHEN (Part, is_odd)),
};
GVM_DEFINE_STATIC_DESC (conditional_desc, Part, "conditional", 1, 1, conditional_fields);
GVM_FIELDS (late_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32, .since = 2),
};
GVM_DEFINE_STATIC_DESC (late_desc, Part, "late", 2, 1, late_fields);
GVM_FIELDS (repacked_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32, .packing = GVM_PACKING_VARINT),
};
GVM_DEFINE_STATIC_DESC (repacked_desc, Part, "repacked", 1, 1, repacked_fields);
GVM_DEFINE_STATIC_DESC (checked_desc, Part, "checked", 1, 1, part_fields,
                        .check = GVM_HOOK (Part, part_check));
GVM_SUBSECTIONS (part_subsections, Part) = { GVM_SUBSECTION (Part, part_desc) };
GVM_FIELDS (octet_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (parted_desc, Part, "parted", 1, 1, octet_fields,
                        GVM_WITH_SUBSECTIONS (Part, part_subsections));
GVM_FIELDS (equal_fields, Part) = {
  GVM_EQUAL (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (equal_desc, Part, "equal", 1, 1, equal_fields);
static const GvmDesc nothing_desc = {
  .codec = { .name = "nothing", .kind = GVM_KIND_STRUCT, .c_size = sizeof (Part) },
  .version_id = 1,
  .minimum_version_id = 1,
  .field_size = sizeof (GvmField),
  .plan = &(gpointer) { NULL },
};

START_TEST (elements_are_values_in_place_that_are_always_sent)
{
  const char *rule = "packed elements that are more than values in place, sent in every version";
  const GvmDesc *const wrong[] = { &conditional_desc, &late_desc,  &repacked_desc, &checked_desc,
                                   &parted_desc,      &equal_desc, &nothing_desc };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    GvmField row =
        GVM_ARRAY (Subject, parts, part_desc, .packing = GVM_PACKING_VARINT, .nested_version = 1);

    VALID (row);
    row.codec = &wrong[i]->codec;
    INVALID ("subject/parts", rule, row);
  }
}
END_TEST

static const GvmContainerOps key_ops = { .key_hash = g_int_hash, .key_equal = g_int_equal };

START_TEST (keys_that_are_packed_are_so_too)
{
  GvmField row =
      GVM_HASH (Subject, table, part_desc, gvm_u32, .packing = GVM_PACKING_DELTA, .ops = &key_ops);

  VALID (row);
  row.key = &repacked_desc.codec;
  INVALID ("subject/table",
           "packed elements that are more than values in place, sent in every version", row);
}
END_TEST

typedef struct {
  guint16 many[65];
} Many;
GVM_FIELDS (many_fields, Many) = { GVM_ARRAY (Many, many, gvm_u16) };
GVM_DEFINE_STATIC_DESC (many_desc, Many, "many", 1, 1, many_fields);
GVM_FIELDS (most_fields, Many) = { GVM_SUBARRAY (Many, many, 0, 64, gvm_u16) };
GVM_DEFINE_STATIC_DESC (most_desc, Many, "most", 1, 1, most_fields);
GVM_FIELDS (half_fields, Many) = { GVM_SUBARRAY (Many, many, 0, 32, gvm_u16) };
GVM_DEFINE_STATIC_DESC (half_desc, Many, "half", 1, 1, half_fields);
GVM_FIELDS (above_fields, Many) = { GVM_SUBARRAY (Many, many, 0, 33, gvm_u16) };
GVM_DEFINE_STATIC_DESC (above_desc, Many, "above", 1, 1, above_fields);
static const Many no_many;

START_TEST (an_element_has_so_many_columns_at_most)
{
  const char *rule = "packed elements of more than 64 values";
  const char *sparse_rule = "sparse elements of more than 32 values";

  VALID (GVM_GARRAY (Subject, garray, most_desc, .packing = GVM_PACKING_DELTA));
  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, many_desc, .packing = GVM_PACKING_DELTA));
  VALID (GVM_GARRAY (Subject, garray, half_desc, GVM_SPARSE (half_desc, no_many)));
  INVALID ("subject/garray", sparse_rule,
           GVM_GARRAY (Subject, garray, above_desc, GVM_SPARSE (above_desc, no_many)));
}
END_TEST

START_TEST (there_is_something_to_pack)
{
  const char *rule = "packed, and no integer of 2 octets or more in it";

  INVALID ("subject/n", rule, GVM_FIELD (Subject, n, gvm_u8, .packing = GVM_PACKING_VARINT));
  INVALID ("subject/list", rule,
           GVM_LIST (Subject, list, gvm_string, .packing = GVM_PACKING_DELTA));
  VALID (GVM_HASH (Subject, table, gvm_u32, gvm_string, .packing = GVM_PACKING_DELTA));
  VALID (GVM_HASH (Subject, table, gvm_string, gvm_u32, .packing = GVM_PACKING_DELTA));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u8, gvm_string, .packing = GVM_PACKING_DELTA));
}
END_TEST

/* ---- sparse rows, and steps ----------------------------------------------------------------------- */

static const char *const no_text;

START_TEST (a_sparse_row_has_its_blank_element)
{
  const char *rule = "a sparse row whose blank element is not of its codec: say it by GVM_SPARSE";

  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, part_desc, .packing = GVM_PACKING_SPARSE));
  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, part_desc, GVM_SPARSE (gvm_u32, zero)));
}
END_TEST

static void
clear_text (char **text)
{
  g_clear_pointer (text, g_free);
}
GVM_DEFINE_ARRAY_OPS (text_ops, char *, clear_text);

START_TEST (sparse_elements_own_nothing)
{
  GvmField row =
      GVM_GARRAY (Subject, garray, gvm_string, .ops = &text_ops, .packing = GVM_PACKING_SPARSE);

  row.blank = &no_text;
  row.blank_codec = &gvm_string;
  INVALID ("subject/garray", "sparse elements that own memory", row);
}
END_TEST

START_TEST (only_a_garray_with_a_count_alone_can_be_sparse)
{
  const char *rule = "a sparse container that is no GArray with a count alone";

  INVALID ("subject/list", rule,
           GVM_LIST (Subject, list, part_desc, GVM_SPARSE (part_desc, blank)));
  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, part_desc, GVM_SPARSE (part_desc, blank),
                       .framing = GVM_FRAMING_MARKED));
}
END_TEST

START_TEST (steps_between_keys_need_their_order)
{
  INVALID ("subject/table", "steps between keys in the order in which they are stored",
           GVM_HASH (Subject, table, gvm_u32, part_desc, .packing = GVM_PACKING_DELTA,
                     .order = GVM_ORDER_AS_STORED));
  VALID (GVM_HASH (Subject, table, gvm_u32, part_desc, .packing = GVM_PACKING_VARINT,
                   .order = GVM_ORDER_AS_STORED));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.invalid_packing", each_shape_has_its_packings, what_a_pointer_points_to_is_not_packed,
      elements_are_values_in_place_that_are_always_sent, keys_that_are_packed_are_so_too,
      an_element_has_so_many_columns_at_most, there_is_something_to_pack,
      a_sparse_row_has_its_blank_element, sparse_elements_own_nothing,
      only_a_garray_with_a_count_alone_can_be_sparse, steps_between_keys_need_their_order);
}
