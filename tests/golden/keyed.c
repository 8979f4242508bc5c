/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sets and trees, in each storage and framing.
 */
#include "support/picture.h"

typedef struct {
  guint16 id; /* the key, where it is in the value */
  guint8 value;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u16),
  GVM_FIELD (Item, value, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

static gpointer
box_item (guint16 id, guint8 value)
{
  const Item item = { id, value };

  return g_memdup2 (&item, sizeof item);
}

/* ---- sets ----------------------------------------------------------------------------------- */

typedef struct {
  GHashTable *boxed, *direct;
} Sets;

#define SETS(name, framing_)                                                                       \
  GVM_FIELDS (name##_fields, Sets) = {                                                             \
    GVM_SET (Sets, boxed, gvm_u32, .framing = framing_),                                           \
    GVM_SET (Sets, direct, gvm_i16, .framing = framing_, .keys = GVM_DIRECT),                      \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Sets, #name, 1, 1, name##_fields);
SETS (counted_sets, GVM_FRAMING_COUNTED)
SETS (marked_sets, GVM_FRAMING_MARKED)
SETS (both_sets, GVM_FRAMING_COUNTED_MARKED)

static void
sets_fill (gpointer self)
{
  Sets *sets = self;

  sets->boxed = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, NULL);
  g_hash_table_add (sets->boxed, box_u32 (0x80000001));
  g_hash_table_add (sets->boxed, box_u32 (2));
  sets->direct = g_hash_table_new (NULL, NULL);
  g_hash_table_add (sets->direct, GINT_TO_POINTER (5));
  g_hash_table_add (sets->direct, GINT_TO_POINTER (-1));
  g_hash_table_add (sets->direct, NULL);
}

static void
sets_other (gpointer self)
{
  sets_fill (self);
  g_hash_table_add (((Sets *) self)->boxed, box_u32 (9));
  g_hash_table_remove (((Sets *) self)->direct, NULL);
}

START_TEST (a_set_is_its_keys_in_ascending_order)
{
  static const guint8 counted[] = {
    0x00, 0x00, 0x00, 0x02, /* boxed: count */
    0x00, 0x00, 0x00, 0x02, /* boxed{2} */
    0x80, 0x00, 0x00, 0x01, /* boxed{0x80000001} */
    0x00, 0x00, 0x00, 0x03, /* direct: count */
    0xff, 0xff,             /* direct{-1} */
    0x00, 0x00,             /* direct{0} */
    0x00, 0x05,             /* direct{5} */
  };
  static const guint8 marked[] = {
    0x01, 0x00, 0x00, 0x00, 0x02, /* boxed{2} */
    0x01, 0x80, 0x00, 0x00, 0x01, /* boxed{0x80000001} */
    0x00,                         /* boxed: end */
    0x01, 0xff, 0xff,             /* direct{-1} */
    0x01, 0x00, 0x00,             /* direct{0} */
    0x01, 0x00, 0x05,             /* direct{5} */
    0x00,                         /* direct: end */
  };
  static const guint8 both[] = {
    0x00, 0x00, 0x00, 0x02,       /* boxed: count */
    0x01, 0x00, 0x00, 0x00, 0x02, /* boxed{2} */
    0x01, 0x80, 0x00, 0x00, 0x01, /* boxed{0x80000001} */
    0x00,                         /* boxed: end */
    0x00, 0x00, 0x00, 0x03,       /* direct: count */
    0x01, 0xff, 0xff,             /* direct{-1} */
    0x01, 0x00, 0x00,             /* direct{0} */
    0x01, 0x00, 0x05,             /* direct{5} */
    0x00,                         /* direct: end */
  };
  expect_whole (GOLDEN (counted_sets_desc, 1, counted, sets_fill, sets_other));
  expect_whole (GOLDEN (marked_sets_desc, 1, marked, sets_fill, sets_other));
  expect_whole (GOLDEN (both_sets_desc, 1, both, sets_fill, sets_other));
}
END_TEST

START_TEST (sets_differ_by_the_keys_that_one_of_them_has)
{
  Sets a, b;

  sets_fill (&a);
  sets_other (&b);
  g_autoptr (GPtrArray) found = gvm_state_diff (&counted_sets_desc, &a, &b);
  ck_assert_uint_eq (found->len, 2); /* 9 in one, 0 in the other */
  gvm_state_clear (&counted_sets_desc, &a);
  gvm_state_clear (&counted_sets_desc, &b);
}
END_TEST

START_TEST (a_loaded_set_is_one_to_glib_too)
{
  static const guint8 octets[] = { 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0 };
  Sets sets = { NULL, NULL };

  expect_loads (&counted_sets_desc, 1, &sets, octets, sizeof octets);
  ck_assert (g_hash_table_contains (sets.boxed, &(guint32) { 7 }));
  ck_assert (!g_hash_table_add (sets.boxed, box_u32 (7)));
  ck_assert (g_hash_table_add (sets.boxed, box_u32 (8)));
  gvm_state_clear (&counted_sets_desc, &sets);
}
END_TEST

/* ---- trees ---------------------------------------------------------------------------------- */

typedef struct {
  GTree *boxed;  /* guint32 -> guint8, both boxed */
  GTree *direct; /* guint64 -> Item, the key direct */
  GTree *inside; /* guint16 -> Item, the key in the value */
} Trees;

#define TREES(name, framing_)                                                                      \
  GVM_FIELDS (name##_fields, Trees) = {                                                            \
    GVM_TREE (Trees, boxed, gvm_u32, gvm_u8, .framing = framing_),                                 \
    GVM_TREE (Trees, direct, gvm_u64, item_desc, .framing = framing_, .keys = GVM_DIRECT),         \
    GVM_TREE (Trees, inside, gvm_u16, item_desc, .framing = framing_,                              \
              GVM_KEY_IN_VALUE (Item, id)),                                                        \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Trees, #name, 1, 1, name##_fields);
TREES (counted_trees, GVM_FRAMING_COUNTED)
TREES (marked_trees, GVM_FRAMING_MARKED)
TREES (both_trees, GVM_FRAMING_COUNTED_MARKED)

static gint
compare_u32 (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static gint
compare_u16 (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

static gint
compare_pointers (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  return (GPOINTER_TO_SIZE (a) > GPOINTER_TO_SIZE (b)) -
         (GPOINTER_TO_SIZE (a) < GPOINTER_TO_SIZE (b));
}

static void
put_inside (Trees *trees, guint16 id, guint8 value)
{
  Item *item = box_item (id, value);

  g_tree_replace (trees->inside, &item->id, item); /* its key, too, when there is one already */
}

static void
trees_empty (gpointer self)
{
  Trees *trees = self;

  trees->boxed = g_tree_new_full (compare_u32, NULL, g_free, g_free);
  trees->direct = g_tree_new_full (compare_pointers, NULL, NULL, g_free);
  trees->inside = g_tree_new_full (compare_u16, NULL, NULL, g_free);
}

static void
trees_fill (gpointer self)
{
  Trees *trees = self;

  trees_empty (self);
  g_tree_insert (trees->boxed, box_u32 (0x80000001), g_memdup2 ("\x11", 1));
  g_tree_insert (trees->boxed, box_u32 (2), g_memdup2 ("\x22", 1));
  g_tree_insert (trees->direct, GSIZE_TO_POINTER (0x0102030405060708), box_item (3, 4));
  put_inside (trees, 9, 10);
  put_inside (trees, 5, 6);
}

static void
trees_other (gpointer self)
{
  trees_fill (self);
  g_tree_remove (((Trees *) self)->boxed, &(guint32) { 2 });
  put_inside (self, 5, 7);
}

/* QEMU's gtree: a count, before each node 1, then its key and value, at the end 0. A direct key is
 * be64 of the pointer. Source: QEMU migration/vmstate-types.c, put_gtree. */
static const guint8 gtree[] = {
  0x00, 0x00, 0x00, 0x02,                               /* boxed: count */
  0x01, 0x00, 0x00, 0x00, 0x02, 0x22,                   /* boxed{2} */
  0x01, 0x80, 0x00, 0x00, 0x01, 0x11,                   /* boxed{0x80000001} */
  0x00,                                                 /* boxed: end */
  0x00, 0x00, 0x00, 0x01,                               /* direct: count */
  0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* direct: key */
  0x00, 0x03, 0x04,                                     /* direct: value */
  0x00,                                                 /* direct: end */
  0x00, 0x00, 0x00, 0x02,                               /* inside: count */
  0x01, 0x00, 0x05, 0x06,                               /* inside{5} */
  0x01, 0x00, 0x09, 0x0a,                               /* inside{9} */
  0x00,                                                 /* inside: end */
};

START_TEST (a_tree_counted_and_marked_is_qemu_s)
{
  expect_whole (GOLDEN (both_trees_desc, 1, gtree, trees_fill, trees_other));
}
END_TEST

START_TEST (a_tree_is_its_keys_and_values_in_its_order)
{
  static const guint8 counted[] = {
    0x00, 0x00, 0x00, 0x02,                         /* boxed: count */
    0x00, 0x00, 0x00, 0x02, 0x22,                   /* boxed{2} */
    0x80, 0x00, 0x00, 0x01, 0x11,                   /* boxed{0x80000001} */
    0x00, 0x00, 0x00, 0x01,                         /* direct: count */
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* direct: key */
    0x00, 0x03, 0x04,                               /* direct: value */
    0x00, 0x00, 0x00, 0x02,                         /* inside: count */
    0x00, 0x05, 0x06,                               /* inside{5} */
    0x00, 0x09, 0x0a,                               /* inside{9} */
  };
  static const guint8 marked[] = {
    0x01, 0x00, 0x00, 0x00, 0x02, 0x22,                   /* boxed{2} */
    0x01, 0x80, 0x00, 0x00, 0x01, 0x11,                   /* boxed{0x80000001} */
    0x00,                                                 /* boxed: end */
    0x01, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, /* direct: key */
    0x00, 0x03, 0x04,                                     /* direct: value */
    0x00,                                                 /* direct: end */
    0x01, 0x00, 0x05, 0x06,                               /* inside{5} */
    0x01, 0x00, 0x09, 0x0a,                               /* inside{9} */
    0x00,                                                 /* inside: end */
  };
  static const guint8 empty[12];

  expect_whole (GOLDEN (counted_trees_desc, 1, counted, trees_fill, trees_other));
  expect_whole (GOLDEN (marked_trees_desc, 1, marked, trees_fill, trees_other));
  expect_whole (GOLDEN (counted_trees_desc, 1, empty, trees_empty, trees_fill));
  expect_whole (GOLDEN (counted_trees_desc, 1, empty, NULL, trees_fill));
}
END_TEST

/* A tree has its own idea of what comes first. */
static gint
backwards (const guint32 *a, const guint32 *b)
{
  return (*a < *b) - (*a > *b);
}

static guint8 *
octet_new (void)
{
  return g_new0 (guint8, 1);
}
GVM_DEFINE_TREE_OPS (backwards_ops, guint32, guint8, backwards, g_free, octet_new, g_free);

typedef struct {
  GVM_TREE_OF (guint32, guint8) tree;
} Backwards;
GVM_FIELDS (backwards_fields, Backwards) = {
  GVM_TREE_TYPED (Backwards, tree, gvm_u32, gvm_u8, .ops = &backwards_ops),
};
GVM_DEFINE_STATIC_DESC (backwards_desc, Backwards, "backwards", 1, 1, backwards_fields);

static void
backwards_fill (gpointer self)
{
  Backwards *state = self;

  state->tree.tree = backwards_ops_tree_new ();
  g_tree_insert (state->tree.tree, box_u32 (1), g_memdup2 ("\x11", 1));
  g_tree_insert (state->tree.tree, box_u32 (2), g_memdup2 ("\x22", 1));
}

START_TEST (the_order_of_a_tree_is_that_of_its_ops)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x02,       /* count */
    0x00, 0x00, 0x00, 0x02, 0x22, /* {2} */
    0x00, 0x00, 0x00, 0x01, 0x11, /* {1} */
  };
  expect_whole (GOLDEN (backwards_desc, 1, golden, backwards_fill, NULL));
}
END_TEST

int
main (void)
{
  if (sizeof (gpointer) < sizeof (guint64))
    return 77; /* no pointer here is a key of 8 octets */
  return RUN_TESTS ("golden.keyed", a_set_is_its_keys_in_ascending_order,
                    sets_differ_by_the_keys_that_one_of_them_has, a_loaded_set_is_one_to_glib_too,
                    a_tree_counted_and_marked_is_qemu_s, a_tree_is_its_keys_and_values_in_its_order,
                    the_order_of_a_tree_is_that_of_its_ops);
}
