/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Texts in canonical order: by their octets, a prefix first. They are sorted a word at a time, so what matters is
 * where in a word they differ, or end.
 */
#include "support/golden.h"

typedef struct {
  GHashTable *table;
} State;
GVM_FIELDS (string_fields, State) = { GVM_SET (State, table, gvm_string) };
GVM_DEFINE_STATIC_DESC (string_desc, State, "state", 1, 1, string_fields);
GVM_FIELDS (bytes_fields, State) = { GVM_SET (State, table, gvm_bytes) };
GVM_DEFINE_STATIC_DESC (bytes_desc, State, "state", 1, 1, bytes_fields);

static gint
compare_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *) a, *(GBytes *const *) b);
}

/* Saves the members of @all and looks for them in the order of their octets. */
static void
expect_order (const GvmDesc *desc, GPtrArray *all, GHashTable *table)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  State state = { table };
  GError *error = NULL;

  ck_assert_msg (gvm_encode (writer, desc, 1, &state, &error), "%s",
                 error != NULL ? error->message : "");
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  gsize size;
  const guint8 *at = g_bytes_get_data (bytes, &size), *end = at + size;

  g_ptr_array_sort (all, compare_bytes);
  at += sizeof (guint32);
  for (guint i = 0; i < all->len; i++) {
    gsize length;
    const guint8 *octets = g_bytes_get_data (all->pdata[i], &length);

    ck_assert_uint_ge (end - at, 4 + length);
    expect_octets (at + 4, length, octets, length);
    at += 4 + length;
  }
  ck_assert_ptr_eq (at, end);
}

/* @text, of @size octets, if it is not there yet. */
static void
add (GPtrArray *all, GHashTable *seen, const char *text, gsize size)
{
  GBytes *bytes = g_bytes_new (text, size);

  if (g_hash_table_add (seen, bytes))
    g_ptr_array_add (all, g_bytes_ref (bytes));
}

static void
expect_orders (GPtrArray *all, gboolean are_strings)
{
  g_autoptr (GHashTable) strings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) bytes =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < all->len; i++) {
    gsize size;
    const char *octets = g_bytes_get_data (all->pdata[i], &size);

    g_hash_table_add (strings, g_strndup (size > 0 ? octets : "", size));
    g_hash_table_add (bytes, g_bytes_ref (all->pdata[i]));
  }
  expect_order (&bytes_desc, all, bytes);
  if (are_strings)
    expect_order (&string_desc, all, strings);
}

/* @n texts of @letters, that begin with @prefix octets which are the same. */
static void
expect_random (guint32 n, gsize prefix, guint most, const char *letters, gsize n_letters)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autofree char *text = g_malloc (prefix + most);
  guint32 seed = 1;

  memset (text, 'x', prefix);
  for (guint32 i = 0; i < n; i++) {
    seed = seed * 1664525 + 1013904223;
    gsize size = prefix + (seed >> 16) % (most + 1);

    for (gsize at = prefix; at < size; at++) {
      seed = seed * 1664525 + 1013904223;
      text[at] = letters[(seed >> 16) % n_letters];
    }
    add (all, seen, text, size);
  }
  expect_orders (all, memchr (letters, 0, n_letters) == NULL);
}

START_TEST (texts_are_in_the_order_of_their_octets)
{
  for (gsize prefix = 0; prefix <= 17; prefix++)
    for (guint32 n = 1; n <= 200; n += 1 + n / 3) {
      expect_random (n, prefix, 20, "ab", 2);
      expect_random (n, prefix, 3, "az\xc3\xa4", 2);
    }
}
END_TEST

START_TEST (octets_may_be_any_also_0)
{
  for (gsize prefix = 0; prefix <= 9; prefix++)
    expect_random (300, prefix, 12, "\0\1\x80\xff", 4);
}
END_TEST

START_TEST (long_prefixes_are_sorted_too)
{
  expect_random (100, 600, 9, "ab", 2);
  expect_random (50, 5000, 9, "ab", 2);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.texts", texts_are_in_the_order_of_their_octets,
                    octets_may_be_any_also_0, long_prefixes_are_sorted_too);
}
