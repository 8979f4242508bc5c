/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows of an older version over the same member: what they hold is not lost, what they leave out is.
 */
#include <gvmstate/bounded.h>
#include <gvmstate/buffer.h>

#include "support/golden.h"

typedef struct {
  guint32 a, b;
} Pair;
GVM_FIELDS (first_fields, Pair) = { GVM_FIELD (Pair, a, gvm_u32) };
GVM_DEFINE_STATIC_DESC (first_desc, Pair, "pair", 1, 1, first_fields);
GVM_FIELDS (both_fields, Pair) = {
  GVM_FIELD (Pair, a, gvm_u32),
  GVM_FIELD (Pair, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (both_desc, Pair, "pair", 1, 1, both_fields);
GVM_FIELDS (grown_fields, Pair) = {
  GVM_FIELD (Pair, a, gvm_u32),
  GVM_FIELD (Pair, b, gvm_u32, .since = 2),
};
GVM_DEFINE_STATIC_DESC (grown_desc, Pair, "pair", 2, 1, grown_fields);

GVM_DEFINE_BITMAP (bits_8, guint64, 8);
GVM_DEFINE_BITMAP (bits_64, guint64, 64);
static GVM_DEFINE_BOUNDED (bounded, gvm_u32, .max = 9);

typedef struct {
  guint32 n;
  guint8 octets[4];
  guint32 numbers[4];
  Pair one, several[2];
  Pair *pointer;
  guint8 *memory;
  guint64 map[1];
  char *text;
  GByteArray *block;
  GList *list;
} State;

GVM_DEFINE_WHEN (never, State, self, version)
{
  return self->n == version + 100;
}

/* The member n counts, and is the target's own. */
#define CASE(name, ...)                                                                            \
  GVM_FIELDS (name##_fields, State) = { __VA_ARGS__ };                                             \
  GVM_DEFINE_STATIC_DESC (name, State, "state", 2, 1, name##_fields)
CASE (other_struct, GVM_STRUCT (State, one, first_desc, .until = 1),
      GVM_STRUCT (State, one, both_desc, .since = 2));
CASE (other_elements, GVM_ARRAY (State, several, first_desc, .until = 1),
      GVM_ARRAY (State, several, both_desc, .since = 2));
CASE (grown_part, GVM_SUBARRAY (State, several, 0, 1, grown_desc, .nested_version = 1, .until = 1),
      GVM_ARRAY (State, several, grown_desc, .nested_version = 2, .since = 2));
CASE (part_of_octets, GVM_BUFFER_PART (State, octets, n, .own_count = TRUE, .until = 1),
      GVM_BUFFER (State, octets, .since = 2));
CASE (part_of_array, GVM_COUNTED_ARRAY (State, numbers, n, gvm_u32, .own_count = TRUE, .until = 1),
      GVM_ARRAY (State, numbers, gvm_u32, .since = 2));
CASE (all_of_a_part, GVM_ARRAY (State, numbers, bounded, .until = 1),
      GVM_COUNTED_ARRAY (State, numbers, n, gvm_u32, .own_count = TRUE, .since = 2));
CASE (fewer_bits, GVM_FIELD (State, map, bits_8, .until = 1),
      GVM_FIELD (State, map, bits_64, .since = 2));
CASE (without_mark, GVM_POINTER (State, pointer, both_desc, .until = 1),
      GVM_POINTER (State, pointer, both_desc, .nullable = TRUE, .since = 2));
CASE (with_mark, GVM_POINTER (State, pointer, both_desc, .nullable = TRUE, .until = 1),
      GVM_POINTER (State, pointer, both_desc, .since = 2));
CASE (fewer_octets, GVM_BUFFER_POINTER (State, memory, 2, .until = 1),
      GVM_BUFFER_POINTER (State, memory, 4, .since = 2));
CASE (under_condition,
      GVM_FIELD (State, one.a, gvm_u32, .until = 1, .when = GVM_WHEN (State, never)),
      GVM_FIELD (State, one.a, gvm_u32, .since = 2));
CASE (new_pointer, GVM_POINTER (State, pointer, both_desc, .since = 2));
CASE (new_nullable, GVM_POINTER (State, pointer, both_desc, .nullable = TRUE, .since = 2));
CASE (new_memory, GVM_BUFFER_POINTER (State, memory, 4, .since = 2));
CASE (new_text, GVM_FIELD (State, text, gvm_string, .since = 2));
CASE (new_octets, GVM_FIELD (State, block, gvm_byte_array, .since = 2));
CASE (new_default, GVM_FIELD (State, text, gvm_string, .since = 2,
                              .absent = GVM_DEFAULT_TEXT (State, text, "none")));
CASE (new_list, GVM_LIST (State, list, both_desc, .since = 2));

static GPtrArray *
find_lost (const GvmDesc *desc, State *state)
{
  GPtrArray *lost = g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (gvm_encode_as (writer, desc, 1, state, GVM_SAVE_ALLOW_LOSS, lost, &error), "%s",
                 error != NULL ? error->message : NULL);
  return lost;
}

/* @paths: what is lost, one after the other. */
static void
expect_lost (const GvmDesc *desc, State *state, const char *paths)
{
  g_autoptr (GPtrArray) lost = find_lost (desc, state);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < lost->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "",
                            gvm_difference_get_path (g_ptr_array_index (lost, i)));
  ck_assert_str_eq (found->str, paths);
  ck_assert_int_eq (gvm_encode (writer, desc, 1, state, NULL), lost->len == 0);
}

START_TEST (members_that_another_descriptor_leaves_out_are_lost)
{
  State state = { .one = { 1, 2 }, .several = { { 3, 0 }, { 4, 5 } } };

  expect_lost (&other_struct, &state, "state/one/b");
  expect_lost (&other_elements, &state, "state/several[1]/b");
  state.one.b = 0;
  expect_lost (&other_struct, &state, "");
}
END_TEST

START_TEST (elements_that_a_part_leaves_out_are_lost)
{
  State state = { .n = 2, .octets = { 1, 2 }, .numbers = { 1, 2, 0, 4 } };

  expect_lost (&part_of_octets, &state, "");
  expect_lost (&part_of_array, &state, "state/numbers[3]");
  state.octets[3] = 4;
  expect_lost (&part_of_octets, &state, "state/octets");
  expect_lost (&all_of_a_part, &state, "");
}
END_TEST

START_TEST (a_part_in_an_older_version_is_told_of_once)
{
  State state = { .several = { { 1, 2 }, { 3, 4 } } };

  expect_lost (&grown_part, &state,
               "state/several[0..][0]/b state/several[1]/a state/several[1]/b");
}
END_TEST

START_TEST (bits_that_a_smaller_bitmap_has_not_are_lost)
{
  State state = { .map = { 0x81 } };

  expect_lost (&fewer_bits, &state, "");
  state.map[0] = 0x181;
  expect_lost (&fewer_bits, &state, "state/map");
}
END_TEST

START_TEST (a_null_that_nothing_marks_is_lost)
{
  Pair pair = { 1, 2 };
  State state = { .pointer = &pair };

  expect_lost (&without_mark, &state, "");
  expect_lost (&with_mark, &state, "");
  state.pointer = NULL;
  expect_lost (&without_mark, &state, "state/pointer");
  expect_lost (&with_mark, &state, "");

  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  ck_assert (!gvm_encode (writer, &without_mark, 1, &state, &error));
  ck_assert_str_eq (error->message, "state/pointer: that there is none, which the version to be "
                                    "written does not hold");
}
END_TEST

START_TEST (memory_of_which_fewer_octets_are_written_is_lost)
{
  guint8 octets[4] = { 1, 2, 3, 4 };
  State state = { .memory = octets };

  expect_lost (&fewer_octets, &state, "state/memory");
}
END_TEST

START_TEST (a_row_whose_condition_fails_holds_nothing)
{
  State state = { .one.a = 1 };

  expect_lost (&under_condition, &state, "state/one.a");
  state.n = 101;
  expect_lost (&under_condition, &state, "");
}
END_TEST

START_TEST (zeros_behind_a_pointer_of_the_target_are_not_lost)
{
  guint8 octets[4] = { 0 };
  Pair pair = { 0, 0 };
  State state = { .pointer = &pair, .memory = octets };

  expect_lost (&new_pointer, &state, "");
  expect_lost (&new_memory, &state, "");
  expect_lost (&new_nullable, &state, "state/pointer");
  octets[3] = 1;
  pair.b = 2;
  expect_lost (&new_pointer, &state, "state/pointer/b");
  expect_lost (&new_memory, &state, "state/memory");
  state.memory = NULL;
  state.pointer = NULL;
  expect_lost (&new_nullable, &state, "");
}
END_TEST

START_TEST (what_is_empty_is_not_lost)
{
  GByteArray *block = g_byte_array_new ();
  State state = { .text = (char *) "", .block = block };

  expect_lost (&new_text, &state, "");
  expect_lost (&new_octets, &state, "");
  expect_lost (&new_default, &state, "state/text");
  state.text = (char *) "a";
  g_byte_array_append (block, (const guint8 *) "b", 1);
  expect_lost (&new_text, &state, "state/text");
  expect_lost (&new_octets, &state, "state/block");
  g_byte_array_unref (block);
}
END_TEST

START_TEST (an_entry_of_zeros_is_an_entry)
{
  Pair pair = { 0, 0 };
  State state = { .list = g_list_append (NULL, &pair) };

  expect_lost (&new_list, &state, "state/list[0]");
  g_list_free (state.list);
}
END_TEST

/* ---- a member of another width ------------------------------------------------------------------ */

typedef struct {
  guint16 b;
} Narrow;
GVM_FIELDS (narrow_fields, Narrow) = { GVM_FIELD (Narrow, b, gvm_u16) };
GVM_DEFINE_STATIC_DESC (narrow_desc, Narrow, "pair/narrow", 1, 1, narrow_fields);

static void
narrow_fill (Narrow *narrow, const Pair *self)
{
  narrow->b = (guint16) MIN (self->b, G_MAXUINT16);
}

static gboolean
narrow_take (Pair *self, const Narrow *narrow, G_GNUC_UNUSED GError **error)
{
  self->b = narrow->b;
  return TRUE;
}
GVM_DEFINE_DERIVED (narrow, Pair, Narrow, narrow_fill, narrow_take);

#define WIDENED(name, ...)                                                                         \
  GVM_FIELDS (name##_fields, Pair) = {                                                             \
    GVM_FIELD (Pair, a, gvm_u32),                                                                  \
    GVM_DERIVED (Pair, b_narrow, narrow, narrow_desc, .until = 1),                                 \
    GVM_FIELD (Pair, b, gvm_u32, .since = 2, __VA_ARGS__),                                         \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Pair, "pair", 2, 1, name##_fields)
WIDENED (widened, .alias = NULL);
WIDENED (widened_alias, .alias = GVM_ALIAS ("b_narrow"));

START_TEST (a_derived_row_brings_an_old_form_in_and_by_its_name_out)
{
  static const guint8 old[] = {
    0, 0, 0, 1, /* a */
    0, 3,       /* b_narrow.b */
  };
  static const guint8 most[] = {
    0,    0,    0, 1, /* a */
    0xff, 0xff,       /* b_narrow.b */
  };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  Pair pair = { 0, 0 };

  expect_loads (&widened_desc, 1, &pair, old, sizeof old);
  ck_assert_uint_eq (pair.b, 3);
  ck_assert (!gvm_encode (writer, &widened_desc, 1, &pair, &error));
  expect_error (error, GVM_ERROR_LOSS, "pair/b", NO_OFFSET);
  expect_saves (&widened_alias_desc, 1, &pair, old, sizeof old);
  expect_saves (&widened_alias_desc, 1, &(Pair) { 1, 70000 }, most, sizeof most);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.held", members_that_another_descriptor_leaves_out_are_lost,
      elements_that_a_part_leaves_out_are_lost, a_part_in_an_older_version_is_told_of_once,
      bits_that_a_smaller_bitmap_has_not_are_lost, a_null_that_nothing_marks_is_lost,
      memory_of_which_fewer_octets_are_written_is_lost, a_row_whose_condition_fails_holds_nothing,
      zeros_behind_a_pointer_of_the_target_are_not_lost, what_is_empty_is_not_lost,
      an_entry_of_zeros_is_an_entry, a_derived_row_brings_an_old_form_in_and_by_its_name_out);
}
