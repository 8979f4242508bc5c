/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvm_state_equal: one difference at a time, in each shape of row.
 */
#include "support/golden.h"

typedef struct {
  guint8 a;
  guint32 b;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, a, gvm_u8),
  GVM_FIELD (Item, b, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  bool flag;
  gint32 scalar;
  guint16 array[3];
  Item item;
  guint8 wired;
  guint8 n;
  Item *counted;
  GHashTable *table, *direct;
  GArray *garray;
  GList *list;
  guint64 unsent;
} All;
GVM_FIELDS (all_fields, All) = {
  GVM_FIELD (All, flag, gvm_bool),
  GVM_FIELD (All, scalar, gvm_i32),
  GVM_ARRAY (All, array, gvm_u16),
  GVM_STRUCT (All, item, item_desc),
  GVM_EQUAL (All, wired, gvm_u8),
  GVM_FIELD (All, n, gvm_u8),
  GVM_COUNTED (All, counted, n, item_desc),
  GVM_HASH (All, table, gvm_u32, item_desc),
  GVM_HASH (All, direct, gvm_u16, gvm_u16, .keys = GVM_DIRECT, .values = GVM_DIRECT),
  GVM_GARRAY (All, garray, item_desc),
  GVM_LIST (All, list, item_desc),
};
GVM_DEFINE_STATIC_DESC (all_desc, All, "all", 1, 1, all_fields);

static gpointer
box_item (guint8 a, guint32 b)
{
  Item *item = g_new0 (Item, 1);

  *item = (Item) { .a = a, .b = b };
  return item;
}

static void
put_item (GHashTable *table, guint32 key, guint8 a)
{
  g_hash_table_insert (table, box_u32 (key), box_item (a, 2));
}

static void
fill (gpointer self)
{
  All *all = self;
  Item item = { 3, 4 };

  *all = (All) { .flag = true, .scalar = -5, .array = { 1, 2, 3 }, .wired = 7, .n = 2 };
  all->item = (Item) { .a = 8, .b = 9 };
  all->counted = g_new0 (Item, 2);
  all->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put_item (all->table, 1, 1);
  put_item (all->table, 0x100, 2);
  all->direct = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (all->direct, GUINT_TO_POINTER (3), GUINT_TO_POINTER (4));
  all->garray = g_array_new (FALSE, FALSE, sizeof item);
  g_array_append_val (all->garray, item);
  all->list = g_list_append (g_list_append (NULL, box_item (5, 6)), box_item (7, 8));
}

/* Each makes one difference. */
#define CHANGE(name) static void change_##name (All *all)

CHANGE (flag)
{
  all->flag = false;
}
CHANGE (scalar)
{
  all->scalar = 5;
}
CHANGE (last_of_array)
{
  all->array[2]++;
}
CHANGE (first_of_array)
{
  all->array[0]++;
}
CHANGE (member_of_struct)
{
  all->item.b++;
}
CHANGE (equal_row)
{
  all->wired++;
}
CHANGE (last_of_counted)
{
  all->counted[1].b++;
}
CHANGE (count)
{
  all->n = 1;
}
CHANGE (block_gone)
{
  g_clear_pointer (&all->counted, g_free);
}
CHANGE (value_of_table)
{
  put_item (all->table, 0x100, 3);
}
CHANGE (key_of_table)
{
  guint32 key = 1;

  g_hash_table_remove (all->table, &key);
  put_item (all->table, 5, 1);
}
CHANGE (size_of_table)
{
  put_item (all->table, 9, 9);
}
CHANGE (table_gone)
{
  g_clear_pointer (&all->table, g_hash_table_unref);
}
CHANGE (direct_value)
{
  g_hash_table_insert (all->direct, GUINT_TO_POINTER (3), GUINT_TO_POINTER (5));
}
CHANGE (direct_key)
{
  g_hash_table_remove_all (all->direct);
  g_hash_table_insert (all->direct, GUINT_TO_POINTER (2), GUINT_TO_POINTER (4));
}
CHANGE (element_of_garray)
{
  g_array_index (all->garray, Item, 0).b++;
}
CHANGE (size_of_garray)
{
  g_array_set_size (all->garray, 0);
}
CHANGE (element_of_list)
{
  ((Item *) all->list->next->data)->a++;
}
CHANGE (order_of_list)
{
  all->list = g_list_reverse (all->list);
}
CHANGE (size_of_list)
{
  all->list = g_list_append (all->list, box_item (7, 8));
}

static const struct {
  const char *name;
  void (*change) (All *all);
} changes[] = {
  { "flag", change_flag },
  { "scalar", change_scalar },
  { "last_of_array", change_last_of_array },
  { "first_of_array", change_first_of_array },
  { "member_of_struct", change_member_of_struct },
  { "equal_row", change_equal_row },
  { "last_of_counted", change_last_of_counted },
  { "count", change_count },
  { "block_gone", change_block_gone },
  { "value_of_table", change_value_of_table },
  { "key_of_table", change_key_of_table },
  { "size_of_table", change_size_of_table },
  { "table_gone", change_table_gone },
  { "direct_value", change_direct_value },
  { "direct_key", change_direct_key },
  { "element_of_garray", change_element_of_garray },
  { "size_of_garray", change_size_of_garray },
  { "element_of_list", change_element_of_list },
  { "order_of_list", change_order_of_list },
  { "size_of_list", change_size_of_list },
};

START_TEST (states_made_the_same_way_are_equal)
{
  All *a = make_state (&all_desc, fill), *b = make_state (&all_desc, fill);

  ck_assert (gvm_state_equal (&all_desc, a, b));
  ck_assert (gvm_state_equal (&all_desc, a, a));
  free_state (&all_desc, a);
  free_state (&all_desc, b);
}
END_TEST

START_TEST (any_one_difference_makes_states_unequal)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    All *a = make_state (&all_desc, fill), *b = make_state (&all_desc, fill);

    changes[i].change (b);
    ck_assert_msg (!gvm_state_equal (&all_desc, a, b), "%s", changes[i].name);
    ck_assert_msg (!gvm_state_equal (&all_desc, b, a), "%s", changes[i].name);
    free_state (&all_desc, a);
    free_state (&all_desc, b);
  }
}
END_TEST

START_TEST (tables_are_equal_whatever_their_order)
{
  All *a = make_state (&all_desc, fill), *b = make_state (&all_desc, fill);

  g_hash_table_remove_all (b->table);
  put_item (b->table, 0x100, 2);
  put_item (b->table, 1, 1);
  ck_assert (gvm_state_equal (&all_desc, a, b));
  free_state (&all_desc, a);
  free_state (&all_desc, b);
}
END_TEST

START_TEST (padding_and_members_without_a_row_do_not_count)
{
  All *a = make_state (&all_desc, fill), *b = make_state (&all_desc, fill);

  b->unsent = 1;
  ((guint8 *) &b->item)[1] = 0xff;
  ck_assert (gvm_state_equal (&all_desc, a, b));
  free_state (&all_desc, a);
  free_state (&all_desc, b);
}
END_TEST

START_TEST (no_container_equals_an_empty_one)
{
  All *none = make_state (&all_desc, NULL), *empty = make_state (&all_desc, NULL);

  empty->counted = g_new0 (Item, 1);
  empty->table = g_hash_table_new (NULL, NULL);
  empty->direct = g_hash_table_new (NULL, NULL);
  empty->garray = g_array_new (FALSE, FALSE, sizeof (Item));
  ck_assert (gvm_state_equal (&all_desc, none, empty));
  ck_assert (gvm_state_equal (&all_desc, empty, none));
  ck_assert (gvm_state_equal (&all_desc, none, none));
  free_state (&all_desc, none);
  free_state (&all_desc, empty);
}
END_TEST

START_TEST (clear_frees_containers_and_leaves_scalars)
{
  All *all = make_state (&all_desc, fill);

  gvm_state_clear (&all_desc, all);
  ck_assert_ptr_null (all->counted);
  ck_assert_ptr_null (all->table);
  ck_assert_ptr_null (all->direct);
  ck_assert_ptr_null (all->garray);
  ck_assert_ptr_null (all->list);
  ck_assert_int_eq (all->scalar, -5);
  ck_assert_uint_eq (all->item.b, 9);
  gvm_state_clear (&all_desc, all); /* twice is once */
  g_free (all);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.equal", states_made_the_same_way_are_equal,
                    any_one_difference_makes_states_unequal, tables_are_equal_whatever_their_order,
                    padding_and_members_without_a_row_do_not_count,
                    no_container_equals_an_empty_one, clear_frees_containers_and_leaves_scalars);
}
