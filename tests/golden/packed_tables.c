/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows over containers: keys that are steps, entries in any framing, containers in containers.
 */
#include "support/refuse.h"

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

/* ---- steps --------------------------------------------------------------------------------------- */

typedef struct {
  GHashTable *msi, *set;
  GTree *tree;
} Steps;
GVM_FIELDS (steps_fields, Steps) = {
  GVM_HASH (Steps, msi, gvm_u32, msi_desc, .packing = GVM_PACKING_DELTA),
  GVM_SET (Steps, set, gvm_i16, .keys = GVM_DIRECT, .packing = GVM_PACKING_DELTA,
           .framing = GVM_FRAMING_MARKED),
  GVM_TREE (Steps, tree, gvm_u64, gvm_u16, .packing = GVM_PACKING_DELTA,
            .framing = GVM_FRAMING_COUNTED_MARKED),
};
GVM_DEFINE_STATIC_DESC (steps_desc, Steps, "steps", 1, 1, steps_fields);

static void
put_msi (GHashTable *table, guint32 key, guint32 first_irq, guint32 num)
{
  const Msi msi = { first_irq, num };

  g_hash_table_insert (table, box_u32 (key), g_memdup2 (&msi, sizeof msi));
}

static gint
descending (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer data)
{
  return (*(const guint64 *) a < *(const guint64 *) b) -
         (*(const guint64 *) a > *(const guint64 *) b);
}

static void
put_in_tree (GTree *tree, guint64 key, guint16 value)
{
  g_tree_insert (tree, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

static void
steps_fill (gpointer self)
{
  Steps *steps = self;

  steps->msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put_msi (steps->msi, 0x1800, 0x130a, 16);
  put_msi (steps->msi, 0x800, 0x1300, 4);
  put_msi (steps->msi, 0x1000, 0x131a, 1);
  steps->set = g_hash_table_new (NULL, NULL);
  for (gint16 key = -3; key < 7; key += 3)
    g_hash_table_add (steps->set, GINT_TO_POINTER (key));
  steps->tree = g_tree_new_full (descending, NULL, g_free, g_free);
  put_in_tree (steps->tree, G_MAXUINT64, 300);
  put_in_tree (steps->tree, 0, 299);
}

static void
steps_other (gpointer self)
{
  steps_fill (self);
  put_msi (((Steps *) self)->msi, 0x2000, 1, 1);
}

START_TEST (keys_are_steps_without_the_bits_that_none_has)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x03,                   /* msi: count */
    0x0b,                                     /* msi: shift 11 */
    0x80, 0x10,                               /* key 0x800, whole */
    0x80, 0x4c, 0x08,                         /* first_irq 0x1300, num 4 */
    0x01,                                     /* key 0x1000: 1 << 11 more */
    0x34, 0x05,                               /* first_irq 26 more, num 3 less */
    0x01,                                     /* key 0x1800 */
    0x1f, 0x1e,                               /* first_irq 16 less, num 15 more */
    0x01,                                     /* set: mark */
    0x00,                                     /* set: shift 0 */
    0x05,                                     /* key -3, zigzag */
    0x01, 0x03,                               /* mark, key 0 */
    0x01, 0x03,                               /* mark, key 3 */
    0x01, 0x03,                               /* mark, key 6 */
    0x00,                                     /* set: end */
    0x00, 0x00, 0x00, 0x02,                   /* tree: count */
    0x01, 0x00,                               /* mark, shift 0 */
    0x00,                                     /* key 0, though the tree's own order has it last */
    0xd6, 0x04,                               /* value 299 */
    0x01,                                     /* mark */
    0xff, 0xff, 0xff, 0xff,                   /* key 2^64 - 1 */
    0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x02, /* value 1 more */
    0x00,                                     /* tree: end */
  };
  expect_golden_whole (GOLDEN (steps_desc, 1, golden, steps_fill, steps_other));
}
END_TEST

static void
steps_fill_ends (gpointer self)
{
  Steps *steps = self;

  steps->msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put_msi (steps->msi, 0x80000000, 0, 0);
  put_msi (steps->msi, 0, 0, 0);
  steps->set = g_hash_table_new (NULL, NULL);
  g_hash_table_add (steps->set, GINT_TO_POINTER (G_MININT16));
  g_hash_table_add (steps->set, GINT_TO_POINTER (G_MAXINT16));
  steps->tree = g_tree_new_full (descending, NULL, g_free, g_free);
  put_in_tree (steps->tree, 0x8000, 0);
}

START_TEST (a_step_can_be_as_large_as_the_key)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* msi: count */
    0x1f,                   /* msi: shift 31 */
    0x00, 0x00, 0x00,       /* {0}: key, first_irq, num */
    0x01, 0x00, 0x00,       /* {0x80000000} */
    0x01, 0x00,             /* set: mark, shift */
    0xff, 0xff, 0x03,       /* -32768 */
    0x01, 0xff, 0xff, 0x03, /* mark, 65535 more */
    0x00,                   /* set: end */
    0x00, 0x00, 0x00, 0x01, /* tree: count */
    0x01, 0x00,             /* mark; shift, of no step */
    0x80, 0x80, 0x02, 0x00, /* {0x8000} */
    0x00,                   /* tree: end */
  };
  expect_golden_whole (GOLDEN (steps_desc, 1, golden, steps_fill_ends, steps_fill));
}
END_TEST

START_TEST (an_empty_table_has_no_shift)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x00,       /* msi: count */
    0x00,                         /* set: end */
    0x00, 0x00, 0x00, 0x00, 0x00, /* tree: count, end */
  };
  expect_golden_whole (GOLDEN (steps_desc, 1, golden, NULL, steps_fill));
}
END_TEST

typedef struct {
  GHashTable *octets;
} Octets;
GVM_FIELDS (octets_fields, Octets) = {
  GVM_HASH (Octets, octets, gvm_u8, gvm_u16, .keys = GVM_DIRECT, .values = GVM_DIRECT,
            .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (octets_desc, Octets, "octets", 1, 1, octets_fields);

static void
octets_fill (gpointer self)
{
  Octets *octets = self;

  octets->octets = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (octets->octets, GUINT_TO_POINTER (255), GUINT_TO_POINTER (2));
  g_hash_table_insert (octets->octets, GUINT_TO_POINTER (50), GUINT_TO_POINTER (1));
}

START_TEST (keys_of_one_octet_are_steps_too)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* octets: count */
    0x00,                   /* shift */
    0x32, 0x02,             /* {50}: 1 */
    0xcd, 0x01, 0x02,       /* {255}: 205 more; 1 more */
  };
  expect_golden_whole (GOLDEN (octets_desc, 1, golden, octets_fill, NULL));
}
END_TEST

/* ---- other keys ---------------------------------------------------------------------------------- */

typedef struct {
  guint16 id;
  guint32 x;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u16),
  GVM_FIELD (Item, x, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  GHashTable *names, *plain, *inside;
  GList *list;
} Others;
GVM_FIELDS (others_fields, Others) = {
  GVM_HASH (Others, names, gvm_string, gvm_u32, .packing = GVM_PACKING_DELTA),
  GVM_HASH (Others, plain, gvm_u16, gvm_string, .keys = GVM_DIRECT, .packing = GVM_PACKING_VARINT),
  GVM_HASH (Others, inside, gvm_u16, item_desc, GVM_KEY_IN_VALUE (Item, id),
            .packing = GVM_PACKING_DELTA),
  GVM_LIST (Others, list, item_desc, .packing = GVM_PACKING_DELTA),
};
GVM_DEFINE_STATIC_DESC (others_desc, Others, "others", 1, 1, others_fields);

static guint
hash_u16 (gconstpointer key)
{
  return *(const guint16 *) key;
}

static gboolean
equal_u16 (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a == *(const guint16 *) b;
}

static Item *
item_new (guint16 id, guint32 x)
{
  Item *item = g_new0 (Item, 1);

  *item = (Item) { .id = id, .x = x };
  return item;
}

static void
others_fill (gpointer self)
{
  Others *others = self;

  others->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (others->names, g_strdup ("b"), box_u32 (999));
  g_hash_table_insert (others->names, g_strdup ("a"), box_u32 (1000));
  others->plain = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (others->plain, GUINT_TO_POINTER (200), g_strdup ("x"));
  g_hash_table_insert (others->plain, GUINT_TO_POINTER (3), NULL);
  others->inside = g_hash_table_new_full (hash_u16, equal_u16, NULL, g_free);
  for (guint16 id = 1; id < 10; id += 4) {
    Item *item = item_new (id, id * 100u);

    g_hash_table_insert (others->inside, &item->id, item);
  }
  others->list = g_list_prepend (NULL, item_new (7, 1));
  others->list = g_list_prepend (others->list, item_new (8, 3));
}

START_TEST (keys_that_are_no_integers_stand_as_they_are)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02,       /* names: count */
    0x00, 0x00, 0x00, 0x01, 0x61, /* "a" */
    0xd0, 0x0f,                   /* 1000 */
    0x00, 0x00, 0x00, 0x01, 0x62, /* "b" */
    0x01,                         /* 1 less */
    0x00, 0x00, 0x00, 0x02,       /* plain: count */
    0x03,                         /* key 3 */
    0xff, 0xff, 0xff, 0xff,       /* NULL */
    0xc8, 0x01,                   /* key 200 */
    0x00, 0x00, 0x00, 0x01, 0x78, /* "x" */
    0x00, 0x00, 0x00, 0x03,       /* inside: count */
    0x02, 0xc8, 0x01,             /* id 1, x 100 */
    0x08, 0xa0, 0x06,             /* id 4 more, x 400 more */
    0x08, 0xa0, 0x06,             /* id 4 more, x 400 more */
    0x00, 0x00, 0x00, 0x02,       /* list: count */
    0x10, 0x06,                   /* list[0]: id 8, x 3 */
    0x01, 0x03,                   /* list[1]: id 1 less, x 2 less */
  };
  expect_golden_whole (GOLDEN (others_desc, 1, golden, others_fill, NULL));
}
END_TEST

/* ---- containers in containers --------------------------------------------------------------------- */

typedef struct {
  GHashTable *of;
} Cell;
GVM_DEFINE_CELL (cell_desc, Cell, "cell",
                 GVM_HASH (Cell, of, gvm_u16, gvm_u16, .keys = GVM_DIRECT, .values = GVM_DIRECT,
                           .packing = GVM_PACKING_DELTA));

static void
cell_clear (Cell *cell)
{
  g_clear_pointer (&cell->of, g_hash_table_unref);
}
GVM_DEFINE_ARRAY_OPS (cell_ops, Cell, cell_clear);

typedef struct {
  GArray *cells;
} Grid;
GVM_FIELDS (grid_fields, Grid) = {
  GVM_GARRAY (Grid, cells, cell_desc, .ops = &cell_ops),
};
GVM_DEFINE_STATIC_DESC (grid_desc, Grid, "grid", 1, 1, grid_fields);

static void
grid_fill (gpointer self)
{
  Grid *grid = self;

  grid->cells = cell_ops_array_new ();
  g_array_set_size (grid->cells, 2);
  for (guint i = 0; i < 2; i++) {
    Cell *cell = &g_array_index (grid->cells, Cell, i);

    cell->of = g_hash_table_new (NULL, NULL);
    for (guint key = 0; key < 2; key++)
      g_hash_table_insert (cell->of, GUINT_TO_POINTER (key + 1), GUINT_TO_POINTER (i));
  }
}

START_TEST (each_packed_container_begins_anew)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02, /* cells: count */
    0x00, 0x00, 0x00, 0x02, /* cells[0]: count */
    0x00,                   /* shift */
    0x01, 0x00,             /* {1}: 0 */
    0x01, 0x00,             /* {2}: no more */
    0x00, 0x00, 0x00, 0x02, /* cells[1]: count */
    0x00,                   /* shift */
    0x01, 0x02,             /* {1}: 1 */
    0x01, 0x00,             /* {2}: no more */
  };
  expect_golden_whole (GOLDEN (grid_desc, 1, golden, grid_fill, NULL));
}
END_TEST

/* ---- in place ------------------------------------------------------------------------------------ */

typedef struct {
  GHashTable *table;
} Kept;
GVM_FIELDS (kept_fields, Kept) = {
  GVM_HASH (Kept, table, gvm_u32, msi_desc, .packing = GVM_PACKING_DELTA, .in_place = TRUE),
};
GVM_DEFINE_STATIC_DESC (kept_desc, Kept, "kept", 1, 1, kept_fields);

static void
kept_fill (gpointer self)
{
  Kept *kept = self;

  kept->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  put_msi (kept->table, 1, 2, 3);
}

START_TEST (a_packed_table_in_place_stays)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x01, /* table: count */
    0x00,                   /* shift */
    0x01, 0x04, 0x06,       /* {1}: first_irq 2, num 3 */
  };
  Kept kept;

  expect_golden_whole (GOLDEN (kept_desc, 1, golden, kept_fill, NULL));
  kept_fill (&kept);
  put_msi (kept.table, 7, 8, 9);
  GHashTable *before = kept.table;
  expect_loads (&kept_desc, 1, &kept, golden, sizeof golden);
  ck_assert_ptr_eq (kept.table, before);
  ck_assert_uint_eq (g_hash_table_size (kept.table), 1);
  gvm_state_clear (&kept_desc, &kept);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.packed_tables", keys_are_steps_without_the_bits_that_none_has,
                    a_step_can_be_as_large_as_the_key, an_empty_table_has_no_shift,
                    keys_of_one_octet_are_steps_too, keys_that_are_no_integers_stand_as_they_are,
                    each_packed_container_begins_anew, a_packed_table_in_place_stays);
}
