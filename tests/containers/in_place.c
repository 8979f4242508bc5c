/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `.in_place`: who holds a pointer to a container sees the new content after a load, and the old one, untouched,
 * after a load that fails. Each kind that can.
 */
#include "support/picture.h"

typedef struct {
  guint8 id;
  guint16 value;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u8),
  GVM_FIELD (Item, value, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  GHashTable *table, *set;
  GTree *tree;
  GArray *array;
  GPtrArray *ptrarray;
  GQueue *queue;
  GSequence *sequence;
  guint8 last;
} All;

static gboolean must_refuse;

/* Sees what has been loaded, and may refuse it. */
GVM_DEFINE_CHECK (all_check, All, self, error)
{
  ck_assert_uint_eq (g_hash_table_size (self->table), 1);
  ck_assert_int_eq (g_tree_nnodes (self->tree), 1);
  ck_assert_uint_eq (self->queue->length, 2);
  return !must_refuse;
}

GVM_FIELDS (all_fields, All) = {
  GVM_HASH (All, table, gvm_u32, item_desc, .in_place = TRUE),
  GVM_SET (All, set, gvm_u16, .keys = GVM_DIRECT, .in_place = TRUE),
  GVM_TREE (All, tree, gvm_u32, gvm_u8, .in_place = TRUE),
  GVM_GARRAY (All, array, item_desc, .in_place = TRUE),
  GVM_PTRARRAY (All, ptrarray, item_desc, .in_place = TRUE),
  GVM_QUEUE (All, queue, item_desc, .in_place = TRUE),
  GVM_SEQUENCE (All, sequence, gvm_u16, .in_place = TRUE),
  GVM_FIELD (All, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (all_desc, All, "all", 1, 1, all_fields, .check = GVM_HOOK (All, all_check));

static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x01,                   /* table: count */
  0x00, 0x00, 0x08, 0x00, 0x01, 0x02, 0x03, /* table{0x800} */
  0x00, 0x00, 0x00, 0x02, 0x00, 0x04,       /* set: count, {4} */
  0x00, 0x05,                               /* set{5} */
  0x00, 0x00, 0x00, 0x01,                   /* tree: count */
  0x00, 0x00, 0x00, 0x06, 0x07,             /* tree{6} */
  0x00, 0x00, 0x00, 0x01, 0x08, 0x09, 0x0a, /* array: count, [0] */
  0x00, 0x00, 0x00, 0x01, 0x0b, 0x0c, 0x0d, /* ptrarray: count, [0] */
  0x00, 0x00, 0x00, 0x02, 0x0e, 0x0f, 0x10, /* queue: count, [0] */
  0x11, 0x12, 0x13,                         /* queue[1] */
  0x00, 0x00, 0x00, 0x01, 0x14, 0x15,       /* sequence: count, [0] */
  0x16,                                     /* last */
};

static gpointer
box_item (guint8 id)
{
  const Item item = { id, id };

  return g_memdup2 (&item, sizeof item);
}

static gpointer
box_u16 (guint16 value)
{
  return g_memdup2 (&value, sizeof value);
}

static gint
compare_u32 (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
all_fill (gpointer self)
{
  All *all = self;
  Item item = { 1, 2 };

  all->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  all->set = g_hash_table_new (NULL, NULL);
  all->tree = g_tree_new_full (compare_u32, NULL, g_free, g_free);
  all->array = g_array_append_val (g_array_new (FALSE, FALSE, sizeof item), item);
  all->ptrarray = g_ptr_array_new_with_free_func (g_free);
  all->queue = g_queue_new ();
  all->sequence = g_sequence_new (g_free);
  for (guint32 i = 0; i < 20; i++) {
    g_hash_table_insert (all->table, box_u32 (i * 77), box_item ((guint8) i));
    g_hash_table_add (all->set, GUINT_TO_POINTER (i * 3));
    g_tree_insert (all->tree, box_u32 (i), g_memdup2 ("x", 1));
    g_ptr_array_add (all->ptrarray, box_item ((guint8) i));
    g_queue_push_tail (all->queue, box_item ((guint8) i));
    g_sequence_append (all->sequence, box_u16 ((guint16) i));
  }
}

START_TEST (a_container_stays_and_holds_the_new_content)
{
  All all = { .last = 0 }, held;

  all_fill (&all);
  held = all; /* as another holder of each pointer would */
  for (int times = 0; times < 3; times++) {
    expect_loads (&all_desc, 1, &all, golden, sizeof golden);
    held.last = all.last;
    ck_assert_mem_eq (&all, &held, offsetof (All, last));
    expect_saves (&all_desc, 1, &held, golden, sizeof golden);
  }
  ck_assert_uint_eq (g_array_index (held.array, Item, 0).id, 8);
  ck_assert (g_hash_table_contains (held.table, &(guint32) { 0x800 }));
  ck_assert_ptr_nonnull (g_tree_lookup (held.tree, &(guint32) { 6 }));
  gvm_state_clear (&all_desc, &all);
}
END_TEST

START_TEST (a_missing_container_is_made)
{
  All all = { .last = 0 };

  expect_loads (&all_desc, 1, &all, golden, sizeof golden);
  expect_saves (&all_desc, 1, &all, golden, sizeof golden);
  expect_loads (&all_desc, 1, &all, golden, sizeof golden);
  gvm_state_clear (&all_desc, &all);
}
END_TEST

START_TEST (a_load_that_fails_leaves_what_is_in_place)
{
  Golden case_ = GOLDEN (all_desc, 1, golden, all_fill, all_fill);

  for (gsize size = 0; size < sizeof golden; size++)
    ck_assert (!loads_or_leaves (&case_, golden, size, all_fill));
}
END_TEST

START_TEST (a_load_that_a_hook_refuses_leaves_what_is_in_place)
{
  Golden case_ = GOLDEN (all_desc, 1, golden, all_fill, all_fill);

  must_refuse = TRUE;
  ck_assert (!loads_or_leaves (&case_, golden, sizeof golden, all_fill));
  ck_assert (!loads_or_leaves (&case_, golden, sizeof golden, NULL));
  must_refuse = FALSE;
}
END_TEST

START_TEST (an_array_of_other_elements_is_not_filled_in_place)
{
  g_autoptr (GvmReader) reader = reader_on (golden, sizeof golden, NULL);
  g_autoptr (GError) error = NULL;
  All all = { .last = 0 };

  all_fill (&all);
  g_array_unref (all.array);
  all.array = g_array_new (FALSE, FALSE, 1);
  ck_assert (!gvm_decode (reader, &all_desc, 1, &all, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "all/array", 0x1c);
  gvm_state_clear (&all_desc, &all);
}
END_TEST

/* ---- the container's own functions ---------------------------------------------------------- */

static guint n_freed;

static void
count_free (gpointer box)
{
  n_freed++;
  g_free (box);
}

static void
own_fill (gpointer self)
{
  All *all = self;

  all_fill (self);
  g_hash_table_unref (all->table);
  g_tree_unref (all->tree);
  g_ptr_array_unref (all->ptrarray);
  g_sequence_free (all->sequence);
  all->table = g_hash_table_new_full (g_int_hash, g_int_equal, count_free, count_free);
  all->tree = g_tree_new_full (compare_u32, NULL, count_free, count_free);
  all->ptrarray = g_ptr_array_new_with_free_func (count_free);
  all->sequence = g_sequence_new (count_free);
}

START_TEST (an_existing_container_frees_the_new_entries_by_its_own_functions)
{
  All all = { .last = 0 };

  own_fill (&all);
  expect_loads (&all_desc, 1, &all, golden, sizeof golden);
  n_freed = 0;
  expect_loads (&all_desc, 1, &all, golden, sizeof golden);
  ck_assert_uint_eq (n_freed, 2 + 2 + 1 + 1);
  gvm_state_clear (&all_desc, &all);
  ck_assert_uint_eq (n_freed, 2 * (2 + 2 + 1 + 1));
}
END_TEST

/* ---- two rows over one member ---------------------------------------------------------------- */

/* Their conditions may both hold. */
typedef struct {
  guint8 on;
  GQueue *queue;
} Twice;
GVM_DEFINE_WHEN (twice_on, Twice, self, version)
{
  return self->on != 0;
}
#define TWICE_ROW                                                                                  \
  GVM_QUEUE (Twice, queue, gvm_u8, .in_place = TRUE, .when = GVM_WHEN (Twice, twice_on))
GVM_FIELDS (first_fields, Twice) = { GVM_FIELD (Twice, on, gvm_u8), TWICE_ROW };
GVM_DEFINE_STATIC_DESC (first_desc, Twice, "twice", 1, 1, first_fields);

START_TEST (the_last_of_two_that_are_in_one_place_stays)
{
  static const guint8 octets[] = { 1, 0, 0, 0, 1, 7, 0, 0, 0, 2, 8, 9 };
  GvmField rows[] = { first_fields[0], first_fields[1], first_fields[1] };
  static gpointer plan; /* lives as long as the program, as that of a descriptor does */
  GvmDesc desc = first_desc;
  Twice twice = { .queue = g_queue_new () };
  GQueue *held = twice.queue;

  rows[2].name = "again";
  desc.fields = rows;
  desc.n_fields = G_N_ELEMENTS (rows);
  desc.plan = &plan;
  for (gsize size = 0; size < sizeof octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);

    ck_assert (!gvm_decode (reader, &desc, 1, &twice, NULL));
    ck_assert (twice.queue == held && held->length == 0);
  }
  expect_loads (&desc, 1, &twice, octets, sizeof octets);
  ck_assert (twice.queue == held && held->length == 2);
  gvm_state_clear (&first_desc, &twice);
}
END_TEST

/* ---- what it costs --------------------------------------------------------------------------- */

static gboolean
loads_within (const GvmDesc *desc, gpointer self, const guint8 *octets, gsize size, guint64 budget)
{
  g_autoptr (GvmLimits) limits = limits_of (1 << 20, budget, 9);
  g_autoptr (GvmReader) reader = reader_on (octets, size, limits);

  return gvm_decode (reader, desc, 1, self, NULL);
}

START_TEST (while_entries_are_carried_they_cost_twice)
{
  enum { N = 1000 };
  guint8 octets[1 + 4 + N] = { 1, 0, 0, N >> 8, N & 0xff };
  Twice kept = { .queue = g_queue_new () }, made = { .queue = NULL };
  const guint64 budget = 100 + N * (3 * sizeof (gpointer) + 16 + 1 + 16);

  ck_assert (loads_within (&first_desc, &made, octets, sizeof octets, budget));
  ck_assert (!loads_within (&first_desc, &kept, octets, sizeof octets, budget));
  ck_assert (loads_within (&first_desc, &kept, octets, sizeof octets, 2 * budget));
  gvm_state_clear (&first_desc, &made);
  gvm_state_clear (&first_desc, &kept);
}
END_TEST

/* ---- inside what a load makes --------------------------------------------------------------- */

typedef struct {
  GQueue *queue;
} Box;
GVM_DEFINE_CELL (box_desc, Box, "box", GVM_QUEUE (Box, queue, item_desc, .in_place = TRUE));

static GQueue *known; /* to somebody else than its box */

static Box *
box_new (void)
{
  Box *box = g_new (Box, 1);

  known = box->queue = g_queue_new ();
  g_queue_push_tail (box->queue, box_item (9));
  return box;
}

static void
box_free (Box *box)
{
  gvm_state_clear (&box_desc, box);
  g_free (box);
}
GVM_DEFINE_ELEMENT_OPS (box_ops, Box, box_new, box_free);

typedef struct {
  GList *boxes;
} Boxes;
GVM_FIELDS (boxes_fields, Boxes) = { GVM_LIST (Boxes, boxes, box_desc, .ops = &box_ops) };
GVM_DEFINE_STATIC_DESC (boxes_desc, Boxes, "boxes", 1, 1, boxes_fields);

START_TEST (empty_containers_cost_something_too)
{
  enum { N = 1000 };
  guint8 octets[4 + 4 * N] = { 0, 0, N >> 8, N & 0xff };
  Boxes boxes = { NULL };
  const guint64 without = N * (sizeof (GList) + 16 + sizeof (Box) + 16);

  ck_assert (!loads_within (&boxes_desc, &boxes, octets, sizeof octets, without + 1000));
  ck_assert (loads_within (&boxes_desc, &boxes, octets, sizeof octets, 4 * without));
  gvm_state_clear (&boxes_desc, &boxes);
}
END_TEST

START_TEST (a_container_that_came_with_a_new_element_stays)
{
  static const guint8 octets[] = { 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3 };
  Boxes boxes = { NULL };
  Golden case_ = GOLDEN (boxes_desc, 1, octets, NULL, NULL);

  expect_loads (&boxes_desc, 1, &boxes, octets, sizeof octets);
  ck_assert_ptr_eq (((Box *) boxes.boxes->data)->queue, known);
  ck_assert_uint_eq (known->length, 1);
  ck_assert_uint_eq (((Item *) known->head->data)->id, 1);
  gvm_state_clear (&boxes_desc, &boxes);
  expect_all_or_nothing (case_);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.in_place", a_container_stays_and_holds_the_new_content,
                    a_missing_container_is_made, a_load_that_fails_leaves_what_is_in_place,
                    a_load_that_a_hook_refuses_leaves_what_is_in_place,
                    an_array_of_other_elements_is_not_filled_in_place,
                    an_existing_container_frees_the_new_entries_by_its_own_functions,
                    the_last_of_two_that_are_in_one_place_stays,
                    while_entries_are_carried_they_cost_twice, empty_containers_cost_something_too,
                    a_container_that_came_with_a_new_element_stays);
}
