/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GArray and GList rows.
 */
#include "support/golden.h"

typedef struct {
  guint8 id;
  guint16 value;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u8),
  GVM_FIELD (Item, value, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

static const Item items[] = { { 1, 0x0203 }, { 4, 0x0506 } };

/* ---- GArray --------------------------------------------------------------------------------- */

typedef struct {
  GArray *numbers, *items;
} Arrays;
GVM_FIELDS (arrays_fields, Arrays) = {
  GVM_GARRAY (Arrays, numbers, gvm_i16),
  GVM_GARRAY (Arrays, items, item_desc),
};
GVM_DEFINE_STATIC_DESC (arrays_desc, Arrays, "arrays", 1, 1, arrays_fields);

static void
arrays_fill (gpointer self)
{
  static const gint16 numbers[] = { -2, 0x0102, 0 };
  Arrays *arrays = self;

  arrays->numbers = g_array_new (FALSE, FALSE, sizeof numbers[0]);
  g_array_append_vals (arrays->numbers, numbers, G_N_ELEMENTS (numbers));
  arrays->items = g_array_new (FALSE, FALSE, sizeof items[0]);
  g_array_append_vals (arrays->items, items, G_N_ELEMENTS (items));
}

static void
arrays_other (gpointer self)
{
  arrays_fill (self);
  g_array_index (((Arrays *) self)->items, Item, 1).value++;
}

START_TEST (an_array_is_its_count_and_its_elements)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x03, /* numbers: count */
    0xff, 0xfe,             /* numbers[0] */
    0x01, 0x02,             /* numbers[1] */
    0x00, 0x00,             /* numbers[2] */
    0x00, 0x00, 0x00, 0x02, /* items: count */
    0x01, 0x02, 0x03,       /* items[0] */
    0x04, 0x05, 0x06,       /* items[1] */
  };
  expect_golden (GOLDEN (arrays_desc, 1, golden, arrays_fill, arrays_other));
}
END_TEST

static void
arrays_empty (gpointer self)
{
  ((Arrays *) self)->numbers = g_array_new (TRUE, FALSE, sizeof (gint16));
  ((Arrays *) self)->items = g_array_new (FALSE, FALSE, sizeof (Item));
}

START_TEST (an_empty_array_is_a_count_of_zero)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00, /* numbers: count */
    0x00, 0x00, 0x00, 0x00, /* items: count */
  };
  const Arrays none = { NULL, NULL };

  expect_golden (GOLDEN (arrays_desc, 1, golden, arrays_empty, arrays_fill));
  expect_saves (&arrays_desc, 1, &none, golden, sizeof golden);
}
END_TEST

START_TEST (an_array_that_is_loaded_can_grow)
{
  static const guint8 octets[] = { 0, 0, 0, 1, 0xff, 0xfe, 0, 0, 0, 0 };
  Arrays loaded = { NULL, NULL };
  gint16 more = 7;

  expect_loads (&arrays_desc, 1, &loaded, octets, sizeof octets);
  ck_assert_uint_eq (loaded.numbers->len, 1);
  ck_assert_uint_eq (g_array_get_element_size (loaded.numbers), sizeof (gint16));
  g_array_append_val (loaded.numbers, more);
  ck_assert_int_eq (g_array_index (loaded.numbers, gint16, 0), -2);
  ck_assert_int_eq (g_array_index (loaded.numbers, gint16, 1), 7);
  gvm_state_clear (&arrays_desc, &loaded);
  ck_assert_ptr_null (loaded.numbers);
}
END_TEST

/* ---- GList ---------------------------------------------------------------------------------- */

typedef struct {
  GList *boxed, *direct, *items;
} Lists;
GVM_FIELDS (lists_fields, Lists) = {
  GVM_LIST (Lists, boxed, gvm_u16),
  GVM_LIST (Lists, direct, gvm_i8, .values = GVM_DIRECT),
  GVM_LIST (Lists, items, item_desc),
};
GVM_DEFINE_STATIC_DESC (lists_desc, Lists, "lists", 1, 1, lists_fields);

static GList *
append_u16 (GList *list, guint16 value)
{
  return g_list_append (list, g_memdup2 (&value, sizeof value));
}

static void
lists_fill (gpointer self)
{
  Lists *lists = self;

  lists->boxed = append_u16 (append_u16 (NULL, 0x0901), 0x0102);
  lists->direct = g_list_append (NULL, GINT_TO_POINTER (-2));
  lists->direct = g_list_append (lists->direct, GINT_TO_POINTER (0));
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    lists->items = g_list_append (lists->items, g_memdup2 (&items[i], sizeof items[i]));
}

static void
lists_other (gpointer self)
{
  lists_fill (self);
  ((Lists *) self)->boxed = g_list_reverse (((Lists *) self)->boxed);
}

START_TEST (a_list_is_its_count_and_its_elements_from_first_to_last)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* boxed: count */
    0x09, 0x01,             /* boxed[0] */
    0x01, 0x02,             /* boxed[1] */
    0x00, 0x00, 0x00, 0x02, /* direct: count */
    0xfe,                   /* direct[0] */
    0x00,                   /* direct[1] */
    0x00, 0x00, 0x00, 0x02, /* items: count */
    0x01, 0x02, 0x03,       /* items[0] */
    0x04, 0x05, 0x06,       /* items[1] */
  };
  expect_golden (GOLDEN (lists_desc, 1, golden, lists_fill, lists_other));
}
END_TEST

START_TEST (an_empty_list_is_a_count_of_zero)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00, /* boxed: count */
    0x00, 0x00, 0x00, 0x00, /* direct: count */
    0x00, 0x00, 0x00, 0x00, /* items: count */
  };
  expect_golden (GOLDEN (lists_desc, 1, golden, NULL, lists_fill));
}
END_TEST

START_TEST (a_loaded_list_is_linked_both_ways)
{
  static const guint8 octets[] = { 0, 0, 0, 0, 0, 0, 0, 3, 7, 8, 9, 0, 0, 0, 0 };
  Lists loaded = { NULL, NULL, NULL };

  expect_loads (&lists_desc, 1, &loaded, octets, sizeof octets);
  GList *last = g_list_last (loaded.direct);
  ck_assert_int_eq (GPOINTER_TO_INT (last->data), 9);
  ck_assert_int_eq (GPOINTER_TO_INT (last->prev->data), 8);
  ck_assert_ptr_eq (last->prev->prev, loaded.direct);
  ck_assert_ptr_null (loaded.direct->prev);
  gvm_state_clear (&lists_desc, &loaded);
}
END_TEST

START_TEST (a_direct_value_loads_as_glib_s_macros_make_it)
{
  static const guint8 octets[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0xfe, 0, 0, 0, 0 };
  Lists loaded = { NULL, NULL, NULL };

  expect_loads (&lists_desc, 1, &loaded, octets, sizeof octets);
  ck_assert_ptr_eq (loaded.direct->data, GINT_TO_POINTER (-2));
  gvm_state_clear (&lists_desc, &loaded);
}
END_TEST

/* ---- typed twins ---------------------------------------------------------------------------- */

typedef struct {
  GVM_HASH_OF (guint32, Item) table;
  GVM_GARRAY_OF (guint16) array;
  GVM_LIST_OF (Item) list;
} Typed;
GVM_FIELDS (typed_fields, Typed) = {
  GVM_HASH_TYPED (Typed, table, gvm_u32, item_desc),
  GVM_GARRAY_TYPED (Typed, array, gvm_u16),
  GVM_LIST_TYPED (Typed, list, item_desc),
};
GVM_DEFINE_STATIC_DESC (typed_desc, Typed, "typed", 1, 1, typed_fields);

static void
typed_fill (gpointer self)
{
  Typed *typed = self;
  guint16 number = 0x0708;

  typed->table.table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  g_hash_table_insert (typed->table.table, box_u32 (9), g_memdup2 (&items[0], sizeof items[0]));
  typed->array.array = g_array_new (FALSE, FALSE, sizeof number);
  g_array_append_val (typed->array.array, number);
  typed->list.list = g_list_append (NULL, g_memdup2 (&items[1], sizeof items[1]));
}

START_TEST (typed_twins_are_the_same_on_the_wire)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x01,                   /* table: count */
    0x00, 0x00, 0x00, 0x09, 0x01, 0x02, 0x03, /* table: key, value */
    0x00, 0x00, 0x00, 0x01, 0x07, 0x08,       /* array: count, element */
    0x00, 0x00, 0x00, 0x01, 0x04, 0x05, 0x06, /* list: count, element */
  };
  expect_golden (GOLDEN (typed_desc, 1, golden, typed_fill, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.sequence", an_array_is_its_count_and_its_elements, an_empty_array_is_a_count_of_zero,
      an_array_that_is_loaded_can_grow, a_list_is_its_count_and_its_elements_from_first_to_last,
      an_empty_list_is_a_count_of_zero, a_loaded_list_is_linked_both_ways,
      a_direct_value_loads_as_glib_s_macros_make_it, typed_twins_are_the_same_on_the_wire);
}
