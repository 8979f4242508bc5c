/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What gvm_desc_validate() refuses of pointers, derived rows and conditions, one rule at a time.
 */
#include "errors/invalid.h"

GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);
GVM_FIELDS (equal_fields, Part) = { GVM_EQUAL (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (equal_desc, Part, "equal", 1, 1, equal_fields);

static const GvmField row_a = GVM_FIELD (Subject, a, gvm_u32);
static const GvmField row_n = GVM_FIELD (Subject, n, gvm_u8);

/* ---- pointers ------------------------------------------------------------------------------------ */

typedef struct {
  Part *part, *parts[2];
  guint8 octets[2];
} Pointers;

/* A row of Pointers as one of Subject, which is larger. */
static GvmField
moved (GvmField row)
{
  row.offset = offsetof (Subject, block);
  return row;
}

static gpointer
new_zeros (void)
{
  return g_malloc0 (64);
}

static const GvmContainerOps none, with_new = { .value_new = new_zeros };

START_TEST (a_pointer_is_to_no_pointer)
{
  GvmCodec text = sizeof (gpointer) == 8 ? gvm_u64 : gvm_u32;
  GvmField row = moved ((GvmField) GVM_POINTER (Pointers, part, part_desc));

  VALID (row);
  text.kind = GVM_KIND_OTHER;
  row.codec = &text;
  VALID (row);
  text.free = g_free;
  INVALID ("subject/part", "a pointer to what is a pointer itself", row);
}
END_TEST

START_TEST (a_pointer_s_member_is_one)
{
  GvmField one = moved ((GvmField) GVM_POINTER (Pointers, part, part_desc));
  GvmField two = moved ((GvmField) GVM_POINTER_ARRAY (Pointers, parts, part_desc));

  VALID (two);
  one.size = sizeof (gpointer) / 2;
  INVALID ("subject/part", "the member is no pointer", one);
  two.count = 3;
  INVALID ("subject/parts", "the member is no pointer", two);
}
END_TEST

START_TEST (an_equal_row_in_a_value_that_may_be_made_needs_a_function_that_fills_it)
{
  const char *rule = "an equal row in a value that may be made anew, and no ops that fill it";
  GvmField row = moved ((GvmField) GVM_POINTER (Pointers, part, equal_desc));

  VALID (row); /* what is there was filled before */
  row.nullable = TRUE;
  INVALID ("subject/part", rule, row);
  row.ops = &none;
  INVALID ("subject/part", rule, row);
  row.ops = &with_new;
  VALID (row);
}
END_TEST

GVM_FIELDS (pointers_fields, Pointers) = { GVM_POINTER (Pointers, part, equal_desc) };
GVM_DEFINE_STATIC_DESC (pointers_desc, Pointers, "pointers", 1, 1, pointers_fields);

START_TEST (an_equal_row_behind_a_pointer_counts_too)
{
  const char *rule = "an equal row in elements that are made anew, and no ops that fill them";

  INVALID ("subject/list", rule, GVM_LIST (Subject, list, pointers_desc));
  VALID (GVM_LIST (Subject, list, pointers_desc, .ops = &with_new));
}
END_TEST

GVM_FIELDS (owner_fields, Pointers) = { GVM_POINTER (Pointers, part, part_desc) };
GVM_DEFINE_STATIC_DESC (owner_desc, Pointers, "owner", 1, 1, owner_fields);

START_TEST (what_has_pointers_owns_memory)
{
  INVALID ("subject/garray", "elements of an array that own memory: name ops that clear them",
           GVM_GARRAY (Subject, garray, owner_desc));
}
END_TEST

/* ---- derived ------------------------------------------------------------------------------------- */

static void
part_fill (Part *part, const Subject *subject)
{
  part->b = subject->a;
}

static gboolean
part_take (Subject *subject, const Part *part, G_GNUC_UNUSED GError **error)
{
  subject->a = part->b;
  return TRUE;
}

GVM_DEFINE_DERIVED (part_ops, Subject, Part, part_fill, part_take);
static const GvmField row_derived = GVM_DERIVED (Subject, derived, part_ops, part_desc);

GVM_DEFINE_CHECK (part_check, Part, self, error)
{
  return TRUE;
}
GVM_DEFINE_NOTIFY (part_post_save, Part, self)
{
}
GVM_DEFINE_STATIC_DESC (checked_desc, Part, "checked", 1, 1, part_fields,
                        .check = GVM_HOOK (Part, part_check));
GVM_DEFINE_STATIC_DESC (told_desc, Part, "told", 1, 1, part_fields,
                        .post_save = GVM_HOOK (Part, part_post_save));
GVM_SUBSECTIONS (checked_subsections, Part) = { GVM_SUBSECTION (Part, checked_desc) };
GVM_DEFINE_STATIC_DESC (outer_desc, Part, "outer", 1, 1, part_fields,
                        GVM_WITH_SUBSECTIONS (Part, checked_subsections));
GVM_DEFINE_STATIC_DESC (sound_desc, Part, "sound", 1, 1, equal_fields);

START_TEST (a_derived_row_has_functions)
{
  GvmField row = row_derived;

  VALID (row, row_a); /* it is no member, so it overlaps none */
  row.derived = NULL;
  INVALID ("subject/derived", "a derived row without its functions", row);
}
END_TEST

START_TEST (nothing_outlives_a_temporary)
{
  const char *rule = "a temporary that owns memory or has hooks, which would outlive it";
  GvmField row = row_derived;

  row.codec = &sound_desc.codec;
  VALID (row);
  row.codec = &owner_desc.codec;
  INVALID ("subject/derived", rule, row);
  row.codec = &checked_desc.codec;
  INVALID ("subject/derived", rule, row);
  row.codec = &told_desc.codec;
  INVALID ("subject/derived", rule, row);
  row.codec = &outer_desc.codec; /* in its subsection */
  INVALID ("subject/derived", rule, row);
}
END_TEST

typedef struct {
  Part parts[3];
  guint32 n;
} Counted;
GVM_FIELDS (counted_fields, Counted) = {
  GVM_FIELD (Counted, n, gvm_u32),
  GVM_COUNTED_ARRAY (Counted, parts, n, outer_desc),
};
GVM_DEFINE_STATIC_DESC (counted_desc, Counted, "counted", 1, 1, counted_fields);

START_TEST (hooks_in_elements_of_a_counted_array_count_too)
{
  GvmField row = row_derived;

  row.codec = &counted_desc.codec;
  INVALID ("subject/derived", "a temporary that owns memory or has hooks, which would outlive it",
           row);
}
END_TEST

/* ---- what a subsection has, its struct has -------------------------------------------------------- */

GVM_SUBSECTIONS (owner_subsections, Pointers) = { GVM_SUBSECTION (Pointers, owner_desc) };
GVM_FIELDS (no_fields, Pointers) = { GVM_ARRAY (Pointers, octets, gvm_u8) };
GVM_DEFINE_STATIC_DESC (owning_desc, Pointers, "owning", 1, 1, no_fields,
                        GVM_WITH_SUBSECTIONS (Pointers, owner_subsections));
GVM_SUBSECTIONS (equal_subsections, Part) = { GVM_SUBSECTION (Part, equal_desc) };
GVM_FIELDS (b_fields, Part) = { GVM_FIELD (Part, b, gvm_u32) };
GVM_DEFINE_STATIC_DESC (strict_desc, Part, "strict", 1, 1, b_fields,
                        GVM_WITH_SUBSECTIONS (Part, equal_subsections));

GVM_SUBSECTIONS (plain_subsections, Part) = { GVM_SUBSECTION (Part, part_desc) };
GVM_DEFINE_STATIC_DESC (outer_plain_desc, Part, "outer", 1, 1, b_fields,
                        GVM_WITH_SUBSECTIONS (Part, plain_subsections));

START_TEST (what_a_subsection_owns_its_struct_does)
{
  INVALID ("subject/garray", "elements of an array that own memory: name ops that clear them",
           GVM_GARRAY (Subject, garray, owning_desc));
}
END_TEST

START_TEST (an_equal_row_of_a_subsection_is_one_of_its_struct)
{
  INVALID ("subject/list", "an equal row in elements that are made anew, and no ops that fill them",
           GVM_LIST (Subject, list, strict_desc));
}
END_TEST

START_TEST (a_struct_with_subsections_has_no_order)
{
  INVALID ("subject/part", "an equal row of what cannot be compared as a plain value",
           GVM_EQUAL (Subject, part, outer_plain_desc));
}
END_TEST

/* ---- rows that look at their target, and counts ------------------------------------------------------ */

typedef struct {
  guint32 used;
} Bound;
GVM_FIELDS (bound_fields, Bound) = { GVM_AT_MOST (Bound, used, gvm_u32) };
GVM_DEFINE_STATIC_DESC (bound_desc, Bound, "bound", 1, 1, bound_fields);

typedef struct {
  guint8 *octets;
} Pointed;
GVM_FIELDS (pointed_fields, Pointed) = { GVM_BUFFER_POINTER (Pointed, octets, 4) };
GVM_DEFINE_STATIC_DESC (pointed_desc, Pointed, "pointed", 1, 1, pointed_fields);

typedef struct {
  guint8 n;
  guint32 *words;
} Bits;

/* ---- conditions, counted arrays ------------------------------------------------------------------ */

GVM_DEFINE_WHEN (is_small, Subject, self, version)
{
  return self->a < 9;
}

START_TEST (a_condition_is_one)
{
  GvmField row = GVM_VALIDATE (Subject, is_small);

  VALID (row_a, row);
  row.must_hold = NULL;
  INVALID ("subject/is_small", "a validate row without its condition", row);
}
END_TEST

START_TEST (a_counted_array_is_counted_by_an_earlier_row)
{
  const char *rule = "no earlier row, sent exactly when this one is, has the member that counts";
  GvmField row = GVM_COUNTED_ARRAY (Subject, parts, n, part_desc);

  VALID (row_n, row);
  INVALID ("subject/parts", rule, row, row_n);
  row.when = is_small;
  INVALID ("subject/parts", rule, row_n, row);
}
END_TEST

START_TEST (a_counted_array_is_as_large_as_its_values)
{
  GvmField row = GVM_COUNTED_ARRAY (Subject, parts, n, part_desc);

  row.count = 3;
  INVALID ("subject/parts", "the member is not as large as its values", row_n, row);
}
END_TEST

START_TEST (what_has_a_condition_or_a_counted_array_has_no_order)
{
  const char *rule = "keys that cannot be compared have no canonical order";

  INVALID ("subject/table", rule, GVM_HASH (Subject, table, counted_desc, gvm_u32));
}
END_TEST

START_TEST (an_own_count_is_no_row_s)
{
  GvmField row = GVM_COUNTED (Subject, block, n, gvm_u16, .own_count = TRUE);

  VALID (row);
  VALID (GVM_EQUAL (Subject, n, gvm_u8), row);
  VALID (GVM_NOT_SAVED (Subject, n, "a test's"), row);
  INVALID ("subject/block", "own_count, and a row writes the count", row_n, row);
}
END_TEST

START_TEST (only_what_a_member_counts_is_counted_in_several)
{
  const char *rule = "times or own_count of what no member counts";

  VALID (row_n, GVM_COUNTED (Subject, block, n, gvm_u16, .times = 2));
  INVALID ("subject/a", rule, GVM_FIELD (Subject, a, gvm_u32, .times = 2));
  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, gvm_u32, .own_count = TRUE));
}
END_TEST

START_TEST (a_bound_is_an_integer)
{
  VALID (GVM_AT_MOST (Subject, a, gvm_u32));
  INVALID ("subject/part", "a bound of what is no integer", GVM_AT_MOST (Subject, part, part_desc));
}
END_TEST

START_TEST (what_looks_at_its_target_is_no_element_that_is_made_anew)
{
  GvmField row = GVM_LIST (Subject, list, bound_desc);

  INVALID ("subject/list", "an equal row in elements that are made anew, and no ops that fill them",
           row);
  row.codec = &pointed_desc.codec;
  INVALID ("subject/list", "an equal row in elements that are made anew, and no ops that fill them",
           row);
}
END_TEST

START_TEST (a_counted_bitmap_has_words)
{
  const char *rule = "words of a bitmap that are not 4 or 8 octets, unsigned";
  GvmField row = GVM_BITMAP_COUNTED (Bits, words, n, gvm_u32);

  row.offset = offsetof (Subject, block);
  row.count_offset = offsetof (Subject, n);
  VALID (row_n, row);
  row.codec = &gvm_u16;
  INVALID ("subject/words", rule, row_n, row);
  row.codec = &gvm_i32;
  INVALID ("subject/words", rule, row_n, row);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.invalid_rows", a_pointer_is_to_no_pointer, a_pointer_s_member_is_one,
      an_equal_row_in_a_value_that_may_be_made_needs_a_function_that_fills_it,
      an_equal_row_behind_a_pointer_counts_too, what_has_pointers_owns_memory,
      a_derived_row_has_functions, nothing_outlives_a_temporary,
      hooks_in_elements_of_a_counted_array_count_too, what_a_subsection_owns_its_struct_does,
      an_equal_row_of_a_subsection_is_one_of_its_struct, a_struct_with_subsections_has_no_order,
      a_condition_is_one, a_counted_array_is_counted_by_an_earlier_row,
      a_counted_array_is_as_large_as_its_values,
      what_has_a_condition_or_a_counted_array_has_no_order, an_own_count_is_no_row_s,
      only_what_a_member_counts_is_counted_in_several, a_bound_is_an_integer,
      what_looks_at_its_target_is_no_element_that_is_made_anew, a_counted_bitmap_has_words);
}
