/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tables of sizes at which they are walked, sorted and moved in other ways: few entries or many, keys close together or
 * anywhere. All ways must give what the simplest would.
 */
#include "support/golden.h"

typedef struct {
  GHashTable *table;
} Holder;

#define CASE(name, key, ...)                                                                       \
  GVM_FIELDS (name##_fields, Holder) = { GVM_HASH (Holder, table, key, gvm_u16, __VA_ARGS__) };    \
  GVM_DEFINE_STATIC_DESC (name##_desc, Holder, "holder", 1, 1, name##_fields)
CASE (u32, gvm_u32, .order = GVM_ORDER_CANONICAL);
CASE (i32, gvm_i32, .order = GVM_ORDER_CANONICAL);
CASE (u64, gvm_u64, .order = GVM_ORDER_CANONICAL);
CASE (i64, gvm_i64, .order = GVM_ORDER_CANONICAL);
CASE (direct_i32, gvm_i32, .keys = GVM_DIRECT);
CASE (string, gvm_string, .order = GVM_ORDER_CANONICAL);
CASE (stored_u32, gvm_u32, .order = GVM_ORDER_AS_STORED);
CASE (stored_string, gvm_string, .order = GVM_ORDER_AS_STORED);

static const gsize sizes[] = { 1, 2, 11, 12, 13, 63, 64, 65, 128, 1023, 1024, 5000 };

/* Bits that keys have at most, from the lowest that is not 0 in all: a row each. 0: they follow one another. */
static const guint widths[] = { 0, 8, 16, 32, 52, 54, 57, 60, 64 };

static guint64
draw_key (GRand *rand, guint width, guint step, gsize i)
{
  if (width == 0)
    return (0x7abcdef0 + (guint64) i) << step;
  guint64 key = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);

  return (width < 64 ? key & ((G_GUINT64_CONSTANT (1) << width) - 1) : key) << step;
}

static gpointer
make_key (const GvmDesc *desc, guint64 key)
{
  const GvmCodec *codec = desc->fields->key;

  if (desc->fields->keys == GVM_DIRECT)
    return GINT_TO_POINTER ((gint) key);
  if (codec == &gvm_string)
    return g_strdup_printf ("%" G_GINT64_MODIFIER "x", key);
  return codec->c_size == 4 ? g_memdup2 (&(guint32) { (guint32) key }, 4) : g_memdup2 (&key, 8);
}

static GHashTable *
make_table (const GvmDesc *desc)
{
  const GvmCodec *codec = desc->fields->key;
  gboolean is_direct = desc->fields->keys == GVM_DIRECT;

  return g_hash_table_new_full (is_direct ? NULL : codec->key_hash,
                                is_direct ? NULL : codec->key_equal, is_direct ? NULL : g_free,
                                g_free);
}

static void
fill (const GvmDesc *desc, Holder *holder, GRand *rand, gsize n, guint width)
{
  guint step = width <= 8 ? (guint) g_rand_int_range (rand, 0, 20) : 0;

  holder->table = make_table (desc);
  for (gsize i = 0; i < n; i++)
    g_hash_table_insert (holder->table, make_key (desc, draw_key (rand, width, step, i)),
                         g_memdup2 (&(guint16) { (guint16) i }, 2));
}

static gint
compare (gconstpointer a, gconstpointer b, gpointer codec)
{
  return ((const GvmCodec *) codec)->compare (codec, a, b);
}

/* The simplest way: keys in an array, sorted by the codec's compare, written one by one. */
static GBytes *
save_simply (const GvmDesc *desc, const Holder *holder)
{
  const GvmCodec *codec = desc->fields->key;
  gboolean is_direct = desc->fields->keys == GVM_DIRECT;
  GArray *keys = g_array_new (FALSE, FALSE, (guint) codec->c_size);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, holder->table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (keys, is_direct || codec->free != NULL ? (gpointer) &key : key, 1);
  g_array_sort_with_data (keys, compare, (gpointer) codec);
  gvm_writer_u32 (writer, keys->len);
  for (guint i = 0; i < keys->len; i++) {
    gpointer value = keys->data + i * codec->c_size;
    gpointer slot = is_direct             ? GINT_TO_POINTER (*(gint32 *) value)
                    : codec->free != NULL ? *(gpointer *) value
                                          : value;

    codec->encode (codec, writer, value);
    gvm_writer_u16 (writer, *(guint16 *) g_hash_table_lookup (holder->table, slot));
  }
  g_array_unref (keys);
  return gvm_writer_steal (writer);
}

static const GvmDesc *const canonical[] = { &u32_desc, &i32_desc,        &u64_desc,
                                            &i64_desc, &direct_i32_desc, &string_desc };

START_TEST (canonical_order_is_that_of_compare_whatever_the_keys)
{
  const GvmDesc *desc = canonical[_i];
  g_autoptr (GRand) rand = g_rand_new_with_seed (2014);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (gsize w = 0; w < G_N_ELEMENTS (widths); w++) {
      Holder holder = { NULL };

      fill (desc, &holder, rand, sizes[s], widths[w]);
      g_autoptr (GBytes) expected = save_simply (desc, &holder);
      expect_saves (desc, 1, &holder, g_bytes_get_data (expected, NULL),
                    g_bytes_get_size (expected));
      gvm_state_clear (desc, &holder);
    }
}
END_TEST

START_TEST (a_load_gives_the_table_back)
{
  const GvmDesc *const descs[] = { &u32_desc,        &i64_desc,        &string_desc,
                                   &direct_i32_desc, &stored_u32_desc, &stored_string_desc };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2015);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
    Holder holder = { NULL }, copy = { NULL };
    GError *error = NULL;

    fill (descs[_i], &holder, rand, sizes[s], 64);
    ck_assert_msg (gvm_state_copy (descs[_i], &holder, &copy, &error), "%s",
                   error != NULL ? error->message : "");
    ck_assert (gvm_state_equal (descs[_i], &holder, &copy));
    gvm_state_clear (descs[_i], &holder);
    gvm_state_clear (descs[_i], &copy);
  }
}
END_TEST

/* A table that tells keys apart by where they are has room for two that are alike. */
START_TEST (as_stored_finds_the_one_key_that_comes_twice)
{
  const GvmDesc *desc = _i == 0 ? &stored_u32_desc : &stored_string_desc;
  g_autoptr (GRand) rand = g_rand_new_with_seed (2016);

  for (gsize s = 1; s < G_N_ELEMENTS (sizes); s++) {
    Holder holder = { g_hash_table_new_full (NULL, NULL, g_free, g_free) };
    g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
    g_autoptr (GError) error = NULL;

    for (gsize i = 0; i < sizes[s]; i++)
      g_hash_table_insert (holder.table, make_key (desc, i * 0x9e3779b9u), g_new0 (guint16, 1));
    ck_assert (gvm_encode (writer, desc, 1, &holder, NULL));
    guint64 twice = (guint64) g_rand_int_range (rand, 0, (gint) sizes[s]) * 0x9e3779b9u;
    g_hash_table_insert (holder.table, make_key (desc, twice), g_new0 (guint16, 1));
    ck_assert (!gvm_encode (writer, desc, 1, &holder, &error));
    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_KEY));
    g_hash_table_unref (holder.table);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("containers.large");
  TCase *tcase = tcase_create ("large");

  tcase_add_loop_test (tcase, canonical_order_is_that_of_compare_whatever_the_keys, 0,
                       G_N_ELEMENTS (canonical));
  tcase_add_loop_test (tcase, a_load_gives_the_table_back, 0, 6);
  tcase_add_loop_test (tcase, as_stored_finds_the_one_key_that_comes_twice, 0, 2);
  suite_add_tcase (suite, tcase);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
