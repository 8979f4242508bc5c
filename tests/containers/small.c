/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values so small that a sorted table's slots hold them instead of their boxes' addresses, and some that are not: bools,
 * which are looked at one by one, and a larger struct. A tree, which is in order already, keeps all of them where they
 * are: both must give the same octets.
 */
#include "support/golden.h"

typedef struct {
  guint32 first, second;
} Pair;
GVM_FIELDS (pair_fields, Pair) = {
  GVM_FIELD (Pair, first, gvm_u32),
  GVM_FIELD (Pair, second, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (pair_desc, Pair, "pair", 1, 1, pair_fields);

/* Nine octets: no slot holds it. */
typedef struct {
  guint64 first;
  guint8 second;
} Large;
GVM_FIELDS (large_fields, Large) = {
  GVM_FIELD (Large, first, gvm_u64),
  GVM_FIELD (Large, second, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (large_desc, Large, "large", 1, 1, large_fields);

typedef struct {
  GHashTable *table;
  GTree *tree;
} Both;

#define KIND(name, ...)                                                                            \
  GVM_FIELDS (name##hash_fields, Both) = { GVM_HASH (Both, table, gvm_u32, __VA_ARGS__) };         \
  GVM_DEFINE_STATIC_DESC (name##hash_desc, Both, "both", 1, 1, name##hash_fields);                 \
  GVM_FIELDS (name##tree_fields, Both) = { GVM_TREE (Both, tree, gvm_u32, __VA_ARGS__) };          \
  GVM_DEFINE_STATIC_DESC (name##tree_desc, Both, "both", 1, 1, name##tree_fields)
KIND (bool_, gvm_bool);
KIND (gboolean_, gvm_gboolean);
KIND (u8_, gvm_u8);
KIND (i16_, gvm_i16);
KIND (u32_, gvm_u32);
KIND (float_, gvm_float);
KIND (i64_, gvm_i64);
KIND (double_, gvm_double);
KIND (pair_, pair_desc);
KIND (large_, large_desc);
KIND (keyed_, pair_desc, GVM_KEY_IN_VALUE (Pair, second));

static const struct {
  const GvmDesc *hash, *tree;
  gsize size; /* octets of a value in memory */
} kinds[] = {
  { &bool_hash_desc, &bool_tree_desc, sizeof (bool) },
  { &gboolean_hash_desc, &gboolean_tree_desc, sizeof (gboolean) },
  { &u8_hash_desc, &u8_tree_desc, 1 },
  { &i16_hash_desc, &i16_tree_desc, 2 },
  { &u32_hash_desc, &u32_tree_desc, 4 },
  { &float_hash_desc, &float_tree_desc, 4 },
  { &i64_hash_desc, &i64_tree_desc, 8 },
  { &double_hash_desc, &double_tree_desc, 8 },
  { &pair_hash_desc, &pair_tree_desc, sizeof (Pair) },
  { &large_hash_desc, &large_tree_desc, sizeof (Large) },
};

/* A block of its own size, so that a sanitizer sees what is read beyond it. */
static gpointer
make_value (GRand *rand, gsize kind)
{
  guint8 *value = g_malloc0 (kinds[kind].size);

  if (kind < 2) /* a bool that is another octet is none */
    value[0] = (guint8) g_rand_boolean (rand);
  else
    for (gsize i = 0; i < kinds[kind].size; i++)
      value[i] = (guint8) g_rand_int (rand);
  return value;
}

static gint
compare_keys (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static void
fill (Both *both, GRand *rand, gsize kind, guint n)
{
  both->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  both->tree = g_tree_new_full (compare_keys, NULL, g_free, g_free);
  for (guint i = 0; i < n; i++) {
    guint32 key = g_rand_int (rand);
    gpointer value = make_value (rand, kind);

    g_hash_table_insert (both->table, box_u32 (key), value);
    g_tree_insert (both->tree, box_u32 (key), g_memdup2 (value, kinds[kind].size));
  }
}

static void
clear (Both *both)
{
  g_hash_table_unref (both->table);
  g_tree_unref (both->tree);
}

START_TEST (a_table_is_saved_as_a_tree_of_the_same_entries_is)
{
  static const guint sizes[] = { 1, 2, 13, 72, 73, 200, 3000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2014);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    Both both;

    fill (&both, rand, (gsize) _i, sizes[s]);
    g_autoptr (GBytes) expected = save_state (kinds[_i].tree, 1, &both);
    expect_saves (kinds[_i].hash, 1, &both, g_bytes_get_data (expected, NULL),
                  g_bytes_get_size (expected));
    clear (&both);
  }
}
END_TEST

START_TEST (a_value_that_is_missing_is_named_by_its_key)
{
  static const guint sizes[] = { 1, 72, 200 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2015);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
    g_autoptr (GError) error = NULL;
    Both both;

    fill (&both, rand, (gsize) _i, sizes[s]);
    g_hash_table_insert (both.table, box_u32 (0x1234567), NULL);
    ck_assert (!gvm_encode (writer, kinds[_i].hash, 1, &both, &error));
    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_NULL_ELEMENT));
    ck_assert_str_eq (gvm_error_get_path (error), "both/table{0x1234567}");
    ck_assert_uint_eq (gvm_writer_tell (writer), 0);
    clear (&both);
  }
}
END_TEST

START_TEST (a_key_may_be_in_such_a_value)
{
  static const guint sizes[] = { 1, 13, 73, 3000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2016);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    Both both = { g_hash_table_new_full (g_int_hash, g_int_equal, NULL, g_free),
                  g_tree_new_full (compare_keys, NULL, NULL, g_free) };

    for (guint i = 0; i < sizes[s]; i++) {
      Pair *one = g_new (Pair, 1), *other = g_new (Pair, 1);

      *one = *other = (Pair) { g_rand_int (rand), g_rand_int (rand) };
      g_hash_table_replace (both.table, &one->second, one);
      g_tree_replace (both.tree, &other->second, other);
    }
    g_autoptr (GBytes) expected = save_state (&keyed_tree_desc, 1, &both);
    expect_saves (&keyed_hash_desc, 1, &both, g_bytes_get_data (expected, NULL),
                  g_bytes_get_size (expected));
    clear (&both);
  }
}
END_TEST

/* A table that tells keys apart by where they are has room for two that are alike. */
START_TEST (a_key_that_comes_twice_is_found_and_named)
{
  static const guint sizes[] = { 2, 72, 200, 5000 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    Both both = { .table = g_hash_table_new_full (NULL, NULL, g_free, g_free) };
    g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
    g_autoptr (GError) error = NULL;

    for (guint32 i = 1; i <= sizes[s]; i++)
      g_hash_table_insert (both.table, box_u32 (i), g_new0 (Pair, 1));
    g_hash_table_insert (both.table, box_u32 (sizes[s] / 2), g_new0 (Pair, 1));
    ck_assert (!gvm_encode (writer, &pair_hash_desc, 1, &both, &error));
    g_autofree char *path = g_strdup_printf ("both/table{0x%x}", sizes[s] / 2);
    expect_error (error, GVM_ERROR_DUPLICATE_KEY, path, NO_OFFSET);
    ck_assert_uint_eq (gvm_writer_tell (writer), 0);
    g_hash_table_unref (both.table);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS_EACH ("containers.small", G_N_ELEMENTS (kinds),
                         a_table_is_saved_as_a_tree_of_the_same_entries_is,
                         a_value_that_is_missing_is_named_by_its_key) +
         RUN_TESTS ("containers.small.keys", a_key_may_be_in_such_a_value,
                    a_key_that_comes_twice_is_found_and_named);
}
