/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keys that come twice, keys that a container and a codec see differently, compare functions that lie.
 */
#include "support/picture.h"

typedef struct {
  guint16 id;
  guint8 value;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u16),
  GVM_FIELD (Item, value, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  GHashTable *table;
  GTree *tree;
} Keyed;
#define ROW_CASE(name, ...)                                                                        \
  GVM_FIELDS (name##_fields, Keyed) = { __VA_ARGS__ };                                             \
  GVM_DEFINE_STATIC_DESC (name##_desc, Keyed, "keyed", 1, 1, name##_fields)
ROW_CASE (set, GVM_SET (Keyed, table, gvm_u16));
ROW_CASE (direct_set, GVM_SET (Keyed, table, gvm_u16, .keys = GVM_DIRECT));
ROW_CASE (stored_set, GVM_SET (Keyed, table, gvm_u16, .order = GVM_ORDER_AS_STORED));
ROW_CASE (tree, GVM_TREE (Keyed, tree, gvm_u16, gvm_u8));
ROW_CASE (direct_tree, GVM_TREE (Keyed, tree, gvm_u16, gvm_u8, .keys = GVM_DIRECT));
ROW_CASE (item_tree, GVM_TREE (Keyed, tree, gvm_u16, item_desc, GVM_KEY_IN_VALUE (Item, id)));
ROW_CASE (tree_in_place, GVM_TREE (Keyed, tree, gvm_u16, gvm_u8, .in_place = TRUE));
static guint
key_hash (gconstpointer key)
{
  return *(const guint16 *) key;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a == *(const guint16 *) b;
}

/* ---- on load -------------------------------------------------------------------------------- */

static void
expect_duplicate (const GvmDesc *desc, const guint8 *octets, gsize size, const char *path,
                  guint64 offset)
{
  static const guint8 none[4];

  for (int filled = 0; filled < 2; filled++) {
    g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
    g_autoptr (GError) error = NULL;
    Keyed keyed = { NULL, NULL };

    if (filled)
      expect_loads (desc, 1, &keyed, none, sizeof none);
    ck_assert (!gvm_decode (reader, desc, 1, &keyed, &error));
    expect_error (error, GVM_ERROR_DUPLICATE_KEY, path, offset);
    gvm_state_clear (desc, &keyed);
  }
}

START_TEST (a_key_that_comes_twice_is_refused_on_load)
{
  static const guint8 keys[] = { 0, 0, 0, 3, 0, 5, 0, 6, 0, 5 };
  static const guint8 pairs[] = { 0, 0, 0, 3, 0, 5, 1, 0, 6, 1, 0, 5, 2 };

  expect_duplicate (&set_desc, keys, sizeof keys, "keyed/table{0x5}", 8);
  expect_duplicate (&direct_set_desc, keys, sizeof keys, "keyed/table{0x5}", 8);
  expect_duplicate (&tree_desc, pairs, sizeof pairs, "keyed/tree{0x5}", 10);
  expect_duplicate (&direct_tree_desc, pairs, sizeof pairs, "keyed/tree{0x5}", 10);
  expect_duplicate (&item_tree_desc, pairs, sizeof pairs, "keyed/tree{0x5}", 10);
  expect_duplicate (&tree_in_place_desc, pairs, sizeof pairs, "keyed/tree{0x5}", 10);
}
END_TEST

/* The table has no functions, so neither has the new one; what a failed load has made is freed all the same. */
START_TEST (a_table_that_frees_nothing_is_loaded_all_or_nothing)
{
  static const guint8 octets[] = { 0, 0, 0, 2, 0, 5, 0, 6 };
  static const guint8 twice[] = { 0, 0, 0, 2, 0, 5, 0, 5 };
  g_autoptr (GvmReader) reader = reader_on (twice, sizeof twice, NULL);
  guint16 mine = 7;
  Keyed keyed = { .table = g_hash_table_new (key_hash, key_equal) };
  GHashTableIter iter;
  gpointer key;

  g_hash_table_add (keyed.table, &mine);
  ck_assert (!gvm_decode (reader, &set_desc, 1, &keyed, NULL));
  ck_assert (g_hash_table_contains (keyed.table, &mine));
  expect_loads (&set_desc, 1, &keyed, octets, sizeof octets);
  g_hash_table_iter_init (&iter, keyed.table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_free (key); /* as whoever made such a table has to */
  gvm_state_clear (&set_desc, &keyed);
}
END_TEST

/* ---- on save: the container tells keys apart that compare equal ----------------------------- */

static void
expect_refused_save (const GvmDesc *desc, const Keyed *keyed, const char *path)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_encode (writer, desc, 1, keyed, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, path, NO_OFFSET);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
}

static gint
by_address (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data)
{
  return (a > b) - (a < b);
}

START_TEST (keys_that_compare_equal_are_refused_on_save)
{
  guint16 keys[] = { 5, 6, 5 };
  Keyed keyed = { .table = g_hash_table_new (NULL, NULL),
                  .tree = g_tree_new_with_data (by_address, NULL) };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_hash_table_add (keyed.table, &keys[i]);
    g_tree_insert (keyed.tree, &keys[i], &keys[i]);
  }
  expect_refused_save (&set_desc, &keyed, "keyed/table{0x5}");
  expect_refused_save (&stored_set_desc, &keyed, "keyed/table{0x5}");
  expect_refused_save (&tree_desc, &keyed, "keyed/tree{0x5}");
  g_hash_table_unref (keyed.table);
  g_tree_unref (keyed.tree);
}
END_TEST

/* ---- compare functions that lie ------------------------------------------------------------- */

static guint lie;
static gint turn;

/* Each of: always less, always greater, always equal, less when looked up and equal when put in, by turns. */
static gint
lying (G_GNUC_UNUSED const guint16 *a, G_GNUC_UNUSED const guint16 *b)
{

  switch (lie) {
  case 0:
    return -1;
  case 1:
    return 1;
  case 2:
    return 0;
  case 3:
    return turn++ % 2 - 1;
  default:
    return turn++ % 3 - 1;
  }
}

static Item *
item_new (void)
{
  return g_new0 (Item, 1);
}

static void
item_free (Item *item)
{
  memset (item, 0xdd, sizeof *item);
  g_free (item);
}
GVM_DEFINE_TREE_OPS (lying_ops, guint16, Item, lying, g_free, item_new, item_free);

ROW_CASE (liar, GVM_TREE (Keyed, tree, gvm_u16, item_desc, .ops = &lying_ops));
ROW_CASE (liar_inside, GVM_TREE (Keyed, tree, gvm_u16, item_desc, GVM_KEY_IN_VALUE (Item, id),
                                 .ops = &lying_ops));
ROW_CASE (liar_in_place,
          GVM_TREE (Keyed, tree, gvm_u16, item_desc, .ops = &lying_ops, .in_place = TRUE));
ROW_CASE (liar_inside_in_place,
          GVM_TREE (Keyed, tree, gvm_u16, item_desc, GVM_KEY_IN_VALUE (Item, id), .ops = &lying_ops,
                    .in_place = TRUE));

START_TEST (a_compare_function_that_lies_harms_nobody)
{
  const GvmDesc *const descs[] = { &liar_desc, &liar_inside_desc, &liar_in_place_desc,
                                   &liar_inside_in_place_desc };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  gvm_writer_u32 (writer, 40);
  for (guint16 i = 0; i < 200; i++)
    gvm_writer_u8 (writer, (guint8) (i * 7));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++)
    for (lie = 0; lie < (i < 2 ? 5 : 3); lie++) { /* a carrier loses what such turns displace */
      Keyed keyed = { NULL, NULL };

      for (int times = 0; times < 5; times++) {
        g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
        g_autoptr (GvmWriter) again = gvm_writer_new (NULL);

        turn = 0;
        gvm_decode (reader, descs[i], 1, &keyed, NULL);
        gvm_encode (again, descs[i], 1, &keyed, NULL);
        g_autoptr (GBytes) picture = picture_of (descs[i], &keyed); /* reads all keys */
        gvm_state_equal (descs[i], &keyed, &keyed);
      }
      gvm_state_clear (descs[i], &keyed);
    }
}
END_TEST

/* ---- a key that is a pointer in its value --------------------------------------------------- */

typedef char *Text;

static gboolean
text_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  const char *text = *(char *const *) value;

  return gvm_writer_u8 (writer, text != NULL ? (guint8) *text : 0);
}

/* One letter; NULL for the octet 0. */
static gboolean
text_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint8 letter;

  if (!gvm_reader_u8 (reader, &letter))
    return FALSE;
  if (letter != 0)
    *(Text *) value = g_strdup_printf ("%c", letter);
  return TRUE;
}

static gint
text_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static char *
text_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  return g_strdup (*(char *const *) value);
}

GVM_DECLARE_CODEC (text_codec, Text);
const GvmCodec text_codec = {
  .name = "text",
  .c_size = sizeof (Text),
  .wire_min = 1,
  .encode = text_encode,
  .decode = text_decode,
  .compare = text_compare,
  .format = text_format,
  .free = g_free,
  .key_hash = g_str_hash,
  .key_equal = g_str_equal,
};

typedef struct {
  guint8 value;
  Text name;
} Named;
GVM_FIELDS (named_fields, Named) = {
  GVM_FIELD (Named, value, gvm_u8),
  GVM_FIELD (Named, name, text_codec),
};
GVM_DEFINE_STATIC_DESC (named_desc, Named, "named", 1, 1, named_fields);

static Named *
named_new (void)
{
  return g_new0 (Named, 1);
}

static void
named_free (Named *named)
{
  g_free (named->name);
  g_free (named);
}
GVM_DEFINE_ELEMENT_OPS (named_ops, Named, named_new, named_free);
ROW_CASE (names, GVM_HASH (Keyed, table, text_codec, named_desc, GVM_KEY_IN_VALUE (Named, name),
                           .ops = &named_ops));

START_TEST (a_table_may_find_values_by_a_string_in_them)
{
  static const guint8 octets[] = { 0, 0, 0, 2, 7, 'a', 8, 'b' };
  static const guint8 twice[] = { 0, 0, 0, 2, 7, 'a', 8, 'a' };
  static const guint8 none[] = { 0, 0, 0, 1, 7, 0 };
  g_autoptr (GvmReader) reader = reader_on (none, sizeof none, NULL);
  g_autoptr (GError) error = NULL;
  Keyed keyed = { NULL, NULL };

  expect_loads (&names_desc, 1, &keyed, octets, sizeof octets);
  const Named *named = g_hash_table_lookup (keyed.table, "b");
  ck_assert_uint_eq (named->value, 8);
  expect_saves (&names_desc, 1, &keyed, octets, sizeof octets);
  ck_assert (!gvm_decode (reader, &names_desc, 1, &keyed, &error));
  expect_error (error, GVM_ERROR_NULL_ELEMENT, "keyed/table[0]", 4);
  gvm_state_clear (&names_desc, &keyed);
  expect_duplicate (&names_desc, twice, sizeof twice, "keyed/table{a}", 6);
  expect_all_or_nothing (GOLDEN (names_desc, 1, octets, NULL, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.keys", a_key_that_comes_twice_is_refused_on_load,
                    a_table_that_frees_nothing_is_loaded_all_or_nothing,
                    keys_that_compare_equal_are_refused_on_save,
                    a_compare_function_that_lies_harms_nobody,
                    a_table_may_find_values_by_a_string_in_them);
}
