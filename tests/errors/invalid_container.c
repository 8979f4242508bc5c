/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What gvm_desc_validate() refuses of rows with containers, one rule at a time.
 */
#include "errors/invalid.h"

GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u32, .since = 2),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 2, 1, part_fields);

GVM_FIELDS (equal_fields, Part) = { GVM_EQUAL (Part, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (equal_desc, Part, "equal", 1, 1, equal_fields);

typedef struct {
  GArray *inner;
  guint32 id;
} Owner;
GVM_FIELDS (owner_fields, Owner) = {
  GVM_GARRAY (Owner, inner, gvm_u8),
  GVM_FIELD (Owner, id, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (owner_desc, Owner, "owner", 1, 1, owner_fields);

static guint32
hash (gconstpointer key)
{
  return *(const guint8 *) key;
}

static gpointer
new_zeros (void)
{
  return g_malloc0 (64);
}

static const GvmContainerOps none, hash_only = { .key_hash = hash };
static const GvmContainerOps with_hash = { .key_hash = hash, .key_equal = g_int_equal };
static const GvmContainerOps with_free = { .value_free = g_free, .key_free = g_free };
static const GvmContainerOps with_clear = { .value_clear = g_free };
static const GvmContainerOps with_new = { .value_new = new_zeros };

START_TEST (sound_rows_are_accepted)
{
  VALID (GVM_HASH (Subject, table, gvm_u32, part_desc, .nested_version = 1),
         GVM_GARRAY (Subject, garray, part_desc, .nested_version = 1),
         GVM_LIST (Subject, list, owner_desc));
  VALID (GVM_HASH (Subject, table, gvm_u32, gvm_i32, .keys = GVM_DIRECT, .values = GVM_DIRECT));
  if (sizeof (gpointer) == 8)
    VALID (GVM_HASH (Subject, table, gvm_u64, gvm_i64, .keys = GVM_DIRECT, .values = GVM_DIRECT));
}
END_TEST

START_TEST (a_container_s_member_is_a_pointer)
{
  GvmField table = GVM_HASH (Subject, table, gvm_u32, gvm_u32);
  GvmField garray = GVM_GARRAY (Subject, garray, gvm_u32);
  GvmField list = GVM_LIST (Subject, list, gvm_u32);

  table.size = garray.size = list.size = sizeof (gpointer) / 2;
  INVALID ("subject/table", "the member is no pointer", table);
  INVALID ("subject/garray", "the member is no pointer", garray);
  INVALID ("subject/list", "the member is no pointer", list);
}
END_TEST

/* ---- values --------------------------------------------------------------------------------- */

START_TEST (a_value_is_not_in_itself)
{
  const char *rule = "only a key can be in the value";

  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u32, gvm_u32, .values = GVM_IN_VALUE));
  INVALID ("subject/list", rule, GVM_LIST (Subject, list, gvm_u32, .values = GVM_IN_VALUE));
  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, gvm_u32, .values = GVM_IN_VALUE));
}
END_TEST

START_TEST (a_direct_value_is_an_integer)
{
  const char *rule = "direct values that are no integers as wide as a pointer at most";
  GvmCodec other = gvm_u32, wide = gvm_u64;
  GvmField row = GVM_LIST (Subject, list, gvm_u32, .values = GVM_DIRECT);

  VALID (row);
  INVALID ("subject/list", rule,
           GVM_LIST (Subject, list, part_desc, .nested_version = 1, .values = GVM_DIRECT));
  INVALID (
      "subject/table", rule,
      GVM_HASH (Subject, table, gvm_u32, part_desc, .nested_version = 1, .values = GVM_DIRECT));
  other.kind = GVM_KIND_OTHER;
  row.codec = &other;
  INVALID ("subject/list", rule, row);
  wide.c_size = 16;
  row.codec = &wide;
  INVALID ("subject/list", rule, row);
}
END_TEST

START_TEST (an_equal_row_in_new_elements_needs_a_function_that_fills_them)
{
  const char *rule = "an equal row in elements that are made anew, and no ops that fill them";

  INVALID ("subject/list", rule, GVM_LIST (Subject, list, equal_desc));
  INVALID ("subject/list", rule, GVM_LIST (Subject, list, equal_desc, .ops = &with_free));
  INVALID ("subject/table", rule, GVM_HASH (Subject, table, gvm_u32, equal_desc));
  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, equal_desc));
  VALID (GVM_LIST (Subject, list, equal_desc, .ops = &with_new));
}
END_TEST

START_TEST (an_equal_row_in_an_element_of_an_element_counts_too)
{
  typedef struct {
    Part part;
  } Outer;
  GvmField rows[] = { GVM_STRUCT (Outer, part, equal_desc) };
  GvmDesc outer = SUBJECT (rows, 1);
  GvmField row = GVM_LIST (Subject, list, equal_desc, .nested_version = 1);

  row.codec = &outer.codec;
  INVALID ("subject/list", "an equal row in elements that are made anew, and no ops that fill them",
           row);
}
END_TEST

/* ---- GHashTable ----------------------------------------------------------------------------- */

START_TEST (a_table_has_a_codec_for_its_keys)
{
  GvmField row = GVM_HASH (Subject, table, gvm_u32, gvm_u32);

  row.key = NULL;
  INVALID ("subject/table", "a table without a codec for its keys", row);
}
END_TEST

static gboolean
always_equal (G_GNUC_UNUSED const GvmCodec *codec, G_GNUC_UNUSED gconstpointer a,
              G_GNUC_UNUSED gconstpointer b)
{
  return TRUE;
}

START_TEST (keys_without_an_order_have_no_canonical_one)
{
  const char *rule = "keys that cannot be compared have no canonical order";
  GvmCodec unordered = gvm_u32;
  GvmField row = GVM_HASH (Subject, table, gvm_u32, gvm_u32);

  unordered.compare = NULL;
  unordered.equal = always_equal;
  row.key = &unordered;
  INVALID ("subject/table", rule, row);
  row.order = GVM_ORDER_AS_STORED;
  VALID (row);
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, owner_desc, gvm_u32, .ops = &with_hash));
}
END_TEST

START_TEST (a_direct_key_is_an_integer)
{
  INVALID ("subject/table", "direct keys that are no integers as wide as a pointer at most",
           GVM_HASH (Subject, table, part_desc, gvm_u32, .nested_version = 1, .keys = GVM_DIRECT));
}
END_TEST

START_TEST (a_key_in_its_value_is_saved_by_a_row_of_the_value)
{
  const char *rule = "a key in its value that no row of the value's descriptor saves";
  GvmField row =
      GVM_HASH (Subject, table, gvm_u8, part_desc, .nested_version = 1, GVM_KEY_IN_VALUE (Part, a));

  VALID (row);
  row.key_offset = 1;
  INVALID ("subject/table", rule, row);
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u16, part_desc, .nested_version = 1,
                     GVM_KEY_IN_VALUE (Part, a)));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u32, part_desc, .nested_version = 1,
                     GVM_KEY_IN_VALUE (Part, b)));
  VALID (GVM_HASH (Subject, table, gvm_u32, part_desc, GVM_KEY_IN_VALUE (Part, b),
                   .nested_version = 2));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u32, gvm_u32, .keys = GVM_IN_VALUE));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, gvm_u32, gvm_u32, .keys = GVM_IN_VALUE, .values = GVM_DIRECT));
}
END_TEST

START_TEST (keys_have_hash_and_equal_functions)
{
  const char *rule = "keys without hash and equal functions: name ops";

  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, part_desc, gvm_u32, .nested_version = 1));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, part_desc, gvm_u32, .nested_version = 1, .ops = &none));
  INVALID ("subject/table", rule,
           GVM_HASH (Subject, table, part_desc, gvm_u32, .nested_version = 1, .ops = &hash_only));
  VALID (GVM_HASH (Subject, table, part_desc, gvm_u32, .nested_version = 1, .ops = &with_hash));
}
END_TEST

START_TEST (keys_have_no_equal_row)
{
  INVALID ("subject/table", "an equal row in keys, which are made anew",
           GVM_HASH (Subject, table, equal_desc, gvm_u32, .ops = &with_hash));
}
END_TEST

START_TEST (what_keys_and_values_own_somebody_frees)
{
  const char *keys = "boxed keys that own memory: name ops that free them";
  const char *values = "boxed values that own memory: name ops that free them";

  INVALID ("subject/table", keys,
           GVM_HASH (Subject, table, owner_desc, gvm_u32, .ops = &with_hash,
                     .order = GVM_ORDER_AS_STORED));
  INVALID ("subject/table", values, GVM_HASH (Subject, table, gvm_u32, owner_desc));
  INVALID ("subject/table", values, GVM_HASH (Subject, table, gvm_u32, owner_desc, .ops = &none));
  VALID (GVM_HASH (Subject, table, gvm_u32, owner_desc, .ops = &with_free));
}
END_TEST

/* ---- GArray --------------------------------------------------------------------------------- */

START_TEST (an_array_holds_its_elements_itself)
{
  const char *rule =
      "an array holds its elements itself: of values and ops only value_clear applies";

  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, gvm_u32, .values = GVM_DIRECT));
  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, gvm_u32, .ops = &with_free));
  INVALID ("subject/garray", rule, GVM_GARRAY (Subject, garray, gvm_u32, .ops = &with_new));
}
END_TEST

START_TEST (what_elements_of_an_array_own_somebody_clears)
{
  INVALID ("subject/garray", "elements of an array that own memory: name ops that clear them",
           GVM_GARRAY (Subject, garray, owner_desc));
  VALID (GVM_GARRAY (Subject, garray, owner_desc, .ops = &with_clear));
}
END_TEST

GVM_FIELDS (hooked_fields, Part) = { GVM_FIELD (Part, a, gvm_u8) };
GVM_DEFINE_CHECK (part_check, Part, self, error)
{
  return TRUE;
}
GVM_DEFINE_STATIC_DESC (hooked_desc, Part, "hooked", 1, 1, hooked_fields,
                        .check = GVM_HOOK (Part, part_check));

START_TEST (elements_of_an_array_that_grows_wait_for_no_hook)
{
  const char *rule = "elements of a marked GArray with hooks: they move while it grows";

  VALID (GVM_GARRAY (Subject, garray, hooked_desc));
  VALID (GVM_LIST (Subject, list, hooked_desc, .framing = GVM_FRAMING_MARKED));
  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, hooked_desc, .framing = GVM_FRAMING_MARKED));
  INVALID ("subject/garray", rule,
           GVM_GARRAY (Subject, garray, hooked_desc, .framing = GVM_FRAMING_COUNTED_MARKED));
}
END_TEST

START_TEST (elements_of_an_array_have_a_size)
{
  const char *rule = "elements of a size that a GArray's cannot be";
  GvmDesc nothing = SUBJECT (NULL, 0);
  GvmField row = GVM_GARRAY (Subject, garray, part_desc, .nested_version = 1);

  row.codec = &nothing.codec;
  VALID (row);
  nothing.codec.c_size = 0;
  INVALID ("subject/garray", rule, row);
  nothing.codec.c_size = (gsize) G_MAXUINT + 1;
  INVALID ("subject/garray", rule, row);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.invalid_container", sound_rows_are_accepted, a_container_s_member_is_a_pointer,
      a_value_is_not_in_itself, a_direct_value_is_an_integer,
      an_equal_row_in_new_elements_needs_a_function_that_fills_them,
      an_equal_row_in_an_element_of_an_element_counts_too, a_table_has_a_codec_for_its_keys,
      keys_without_an_order_have_no_canonical_one, a_direct_key_is_an_integer,
      a_key_in_its_value_is_saved_by_a_row_of_the_value, keys_have_hash_and_equal_functions,
      keys_have_no_equal_row, what_keys_and_values_own_somebody_frees,
      an_array_holds_its_elements_itself, what_elements_of_an_array_own_somebody_clears,
      elements_of_an_array_that_grows_wait_for_no_hook, elements_of_an_array_have_a_size);
}
