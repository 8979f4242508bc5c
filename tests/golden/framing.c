/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers framed as QEMU frames its own: marked (QTAILQ, QLIST), counted and marked (GTREE). Source:
 * QEMU 7.2 migration/vmstate-types.c, put_qtailq(), put_qlist() and put_gtree().
 */
#include "support/golden.h"
#include "support/refusal.h"

typedef struct {
  guint16 id;
} Item;
GVM_FIELDS (item_fields, Item) = { GVM_FIELD (Item, id, gvm_u16) };
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  GHashTable *table; /* guint64 -> Item, direct keys */
  GArray *array;     /* of Item */
  GList *list;       /* of Item */
  guint8 last;
} All;

#define ROWS_OF(framing_)                                                                          \
  GVM_HASH (All, table, gvm_u64, item_desc, .keys = GVM_DIRECT, .framing = framing_),              \
      GVM_GARRAY (All, array, item_desc, .framing = framing_),                                     \
      GVM_LIST (All, list, item_desc, .framing = framing_), GVM_FIELD (All, last, gvm_u8)

GVM_FIELDS (marked_fields, All) = { ROWS_OF (GVM_FRAMING_MARKED) };
GVM_DEFINE_STATIC_DESC (marked_desc, All, "marked", 1, 1, marked_fields);
GVM_FIELDS (both_fields, All) = { ROWS_OF (GVM_FRAMING_COUNTED_MARKED) };
GVM_DEFINE_STATIC_DESC (both_desc, All, "both", 1, 1, both_fields);

static void
all_fill (gpointer self)
{
  static const Item items[] = { { 0x0102 }, { 0x0304 } };
  All *all = self;

  all->table = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (all->table, GSIZE_TO_POINTER (0x22), g_memdup2 (&items[1], sizeof *items));
  g_hash_table_insert (all->table, GSIZE_TO_POINTER (0x11), g_memdup2 (&items[0], sizeof *items));
  all->array = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof *items), items, 2);
  all->list = g_list_append (NULL, g_memdup2 (&items[0], sizeof *items));
  all->list = g_list_append (all->list, g_memdup2 (&items[1], sizeof *items));
  all->last = 0x55;
}

static void
all_other (gpointer self)
{
  All *all = self;

  all_fill (self);
  all->list = g_list_append (all->list, g_new0 (Item, 1));
}

static const guint8 marked_golden[] = {
  0x01,                                           /* table: an entry */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x11, /* key */
  0x01, 0x02,                                     /* id */
  0x01,                                           /* table: an entry */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x22, /* key */
  0x03, 0x04,                                     /* id */
  0x00,                                           /* table: the end */
  0x01, 0x01, 0x02,                               /* array: an element, id */
  0x01, 0x03, 0x04,                               /* array: an element, id */
  0x00,                                           /* array: the end */
  0x01, 0x01, 0x02,                               /* list: an element, id */
  0x01, 0x03, 0x04,                               /* list: an element, id */
  0x00,                                           /* list: the end */
  0x55,                                           /* last */
};

static const guint8 both_golden[] = {
  0x00, 0x00, 0x00, 0x02,                         /* table: count */
  0x01,                                           /* table: an entry */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x11, /* key */
  0x01, 0x02,                                     /* id */
  0x01,                                           /* table: an entry */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x22, /* key */
  0x03, 0x04,                                     /* id */
  0x00,                                           /* table: the end */
  0x00, 0x00, 0x00, 0x02,                         /* array: count */
  0x01, 0x01, 0x02,                               /* array: an element, id */
  0x01, 0x03, 0x04,                               /* array: an element, id */
  0x00,                                           /* array: the end */
  0x00, 0x00, 0x00, 0x02,                         /* list: count */
  0x01, 0x01, 0x02,                               /* list: an element, id */
  0x01, 0x03, 0x04,                               /* list: an element, id */
  0x00,                                           /* list: the end */
  0x55,                                           /* last */
};

START_TEST (marked_is_an_octet_1_before_each_entry_and_an_octet_0_after_the_last)
{
  expect_golden (GOLDEN (marked_desc, 1, marked_golden, all_fill, all_other));
}
END_TEST

START_TEST (counted_and_marked_is_a_count_and_then_the_marks)
{
  expect_golden (GOLDEN (both_desc, 1, both_golden, all_fill, all_other));
}
END_TEST

START_TEST (empty_and_missing_containers_are_framed_too)
{
  static const guint8 marked[] = { 0x00, 0x00, 0x00, 0x55 };
  static const guint8 both[] = {
    0x00, 0x00, 0x00, 0x00, 0x00, /* table: count, the end */
    0x00, 0x00, 0x00, 0x00, 0x00, /* array: count, the end */
    0x00, 0x00, 0x00, 0x00, 0x00, /* list: count, the end */
    0x55,                         /* last */
  };
  All missing = { .last = 0x55 };
  All *all = make_state (&marked_desc, all_fill);

  expect_saves (&marked_desc, 1, &missing, marked, sizeof marked);
  expect_saves (&both_desc, 1, &missing, both, sizeof both);
  expect_loads (&marked_desc, 1, all, marked, sizeof marked);
  ck_assert (gvm_state_equal (&marked_desc, all, &missing));
  expect_saves (&both_desc, 1, all, both, sizeof both);
  free_state (&marked_desc, all);
}
END_TEST

START_TEST (a_load_takes_any_mark_but_0_for_an_entry)
{
  static const guint8 marks[] = { 0x02, 0x30, 0x7f, 0xff };
  All *expected = make_state (&marked_desc, all_fill);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    guint8 marked[sizeof marked_golden], both[sizeof both_golden];
    All *all = make_state (&marked_desc, NULL);

    memcpy (marked, marked_golden, sizeof marked);
    marked[0] = marked[11] = marked[23] = marked[33] = marks[i];
    expect_loads (&marked_desc, 1, all, marked, sizeof marked);
    ck_assert (gvm_state_equal (&marked_desc, all, expected));

    memcpy (both, both_golden, sizeof both);
    both[4] = both[15] = both[31] = both[45] = marks[i];
    expect_loads (&both_desc, 1, all, both, sizeof both);
    ck_assert (gvm_state_equal (&both_desc, all, expected));
    free_state (&marked_desc, all);
  }
  free_state (&marked_desc, expected);
}
END_TEST

START_TEST (each_prefix_is_truncated_and_leaves_any_target_alone)
{
  expect_prefixes_refused (&marked_desc, NULL, marked_golden, sizeof marked_golden);
  expect_prefixes_refused (&marked_desc, all_other, marked_golden, sizeof marked_golden);
  expect_prefixes_refused (&both_desc, NULL, both_golden, sizeof both_golden);
  expect_prefixes_refused (&both_desc, all_other, both_golden, sizeof both_golden);
}
END_TEST

int
main (void)
{
  if (sizeof (gpointer) < sizeof (guint64))
    return 77; /* no pointer here is a key of 8 octets */
  return RUN_TESTS (
      "golden.framing", marked_is_an_octet_1_before_each_entry_and_an_octet_0_after_the_last,
      counted_and_marked_is_a_count_and_then_the_marks, empty_and_missing_containers_are_framed_too,
      a_load_takes_any_mark_but_0_for_an_entry,
      each_prefix_is_truncated_and_leaves_any_target_alone);
}
