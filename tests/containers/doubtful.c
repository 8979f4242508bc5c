/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tables whose own functions tell keys apart that their codec does not: what they would take twice is refused on
 * load, for no save would write it. And tables with keys that are not there.
 */
#include "support/golden.h"

static gint
by_address (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  return (a > b) - (a < b);
}

static gboolean
is_same (gconstpointer a, gconstpointer b)
{
  return a == b;
}

static const GvmContainerOps hash_ops = { .key_hash = g_direct_hash, .key_equal = is_same };
static const GvmContainerOps tree_ops = { .key_compare = by_address };

typedef struct {
  GHashTable *table;
  GTree *tree;
} Keyed;
#define ROW_CASE(name, ...)                                                                        \
  GVM_FIELDS (name##_fields, Keyed) = { __VA_ARGS__ };                                             \
  GVM_DEFINE_STATIC_DESC (name##_desc, Keyed, "keyed", 1, 1, name##_fields)
ROW_CASE (set, GVM_SET (Keyed, table, gvm_u16));
ROW_CASE (stored, GVM_SET (Keyed, table, gvm_u16, .order = GVM_ORDER_AS_STORED));
ROW_CASE (marked, GVM_SET (Keyed, table, gvm_u16, .framing = GVM_FRAMING_MARKED));
ROW_CASE (in_place, GVM_SET (Keyed, table, gvm_u16, .in_place = TRUE));
ROW_CASE (named, GVM_SET (Keyed, table, gvm_u16, .ops = &hash_ops));
ROW_CASE (hash, GVM_HASH (Keyed, table, gvm_u16, gvm_u8));
ROW_CASE (tree, GVM_TREE (Keyed, tree, gvm_u16, gvm_u8, .ops = &tree_ops));
ROW_CASE (doubles, GVM_SET (Keyed, table, gvm_double));
ROW_CASE (texts, GVM_SET (Keyed, table, gvm_string));

static void
fill_set (gpointer self)
{
  Keyed *keyed = self;

  keyed->table = g_hash_table_new_full (NULL, NULL, g_free, NULL);
  g_hash_table_add (keyed->table, g_memdup2 ("\1\1", 2));
}

static void
fill_hash (gpointer self)
{
  ((Keyed *) self)->table = g_hash_table_new_full (NULL, NULL, g_free, g_free);
}

static void
fill_doubles (gpointer self)
{
  ((Keyed *) self)->table = g_hash_table_new_full (g_double_hash, g_double_equal, g_free, NULL);
}

static void
refuse (const GvmDesc *desc, void (*fill) (gpointer self), gconstpointer octets, gsize size,
        const char *path, guint64 offset)
{
  Keyed target = { NULL, NULL };
  g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
  g_autoptr (GError) error = NULL;

  if (fill != NULL)
    fill (&target);
  gpointer table = target.table;
  ck_assert (!gvm_decode (reader, desc, 1, &target, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, path, offset);
  ck_assert_ptr_eq (target.table, table);
  gvm_state_clear (desc, &target);
}

START_TEST (a_key_that_the_table_would_take_twice_is_refused)
{
  static const guint8 keys[] = { 0, 0, 0, 3, 0, 5, 0, 6, 0, 5 };
  static const guint8 next[] = { 0, 0, 0, 3, 0, 4, 0, 5, 0, 5 };
  static const guint8 marked[] = { 1, 0, 5, 1, 0, 6, 1, 0, 5, 0 };
  static const guint8 pairs[] = { 0, 0, 0, 3, 0, 5, 1, 0, 6, 1, 0, 5, 2 };
  static const guint8 nans[] = { 0,    0,    0, 2, /* count */
                                 0x7f, 0xf8, 0, 0, 0, 0, 0, 0, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0 };

  refuse (&set_desc, fill_set, keys, sizeof keys, "keyed/table{0x5}", 4);
  refuse (&set_desc, fill_set, next, sizeof next, "keyed/table{0x5}", 4);
  refuse (&stored_desc, fill_set, keys, sizeof keys, "keyed/table{0x5}", 4);
  refuse (&in_place_desc, fill_set, keys, sizeof keys, "keyed/table{0x5}", 4);
  refuse (&marked_desc, fill_set, marked, sizeof marked, "keyed/table{0x5}", 0);
  refuse (&named_desc, NULL, keys, sizeof keys, "keyed/table{0x5}", 4);
  refuse (&hash_desc, fill_hash, pairs, sizeof pairs, "keyed/table{0x5}", 4);
  refuse (&tree_desc, NULL, pairs, sizeof pairs, "keyed/tree{0x5}", 4);
  refuse (&doubles_desc, fill_doubles, nans, sizeof nans, "keyed/table{nan 0x7ff8000000000000}", 4);
}
END_TEST

START_TEST (keys_that_differ_are_loaded_in_any_order)
{
  static const guint8 up[] = { 0, 0, 0, 3, 0, 4, 0, 5, 0, 6 };
  static const guint8 down[] = { 0, 0, 0, 3, 0, 6, 0, 4, 0, 5 };
  Keyed target = { NULL, NULL };

  fill_set (&target);
  expect_loads (&set_desc, 1, &target, up, sizeof up);
  ck_assert_uint_eq (g_hash_table_size (target.table), 3);
  expect_loads (&set_desc, 1, &target, down, sizeof down);
  ck_assert_uint_eq (g_hash_table_size (target.table), 3);
  gvm_state_clear (&set_desc, &target);
}
END_TEST

/* ---- keys that are not there ------------------------------------------------------------------------ */

START_TEST (a_missing_key_is_a_difference)
{
  static const GvmDesc *const descs[] = { &set_desc, &texts_desc };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++) {
    Keyed a = { .table = g_hash_table_new (NULL, NULL) };
    Keyed b = { .table = g_hash_table_new (i == 0 ? g_int_hash : g_str_hash,
                                           i == 0 ? g_int_equal : g_str_equal) };
    guint32 key = 0x41;

    g_hash_table_add (a.table, NULL);
    g_hash_table_add (b.table, &key);
    ck_assert (!gvm_state_equal (descs[i], &a, &b));
    ck_assert (!gvm_state_equal (descs[i], &b, &a));
    g_ptr_array_unref (gvm_state_diff (descs[i], &a, &b));
    g_ptr_array_unref (gvm_state_diff (descs[i], &b, &a));
    g_hash_table_unref (a.table);
    g_hash_table_unref (b.table);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.doubtful", a_key_that_the_table_would_take_twice_is_refused,
                    keys_that_differ_are_loaded_in_any_order, a_missing_key_is_a_difference);
}
