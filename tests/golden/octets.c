/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GBytes and GByteArray: any octets at all.
 */
#include "support/refuse.h"

typedef struct {
  GBytes *bytes, *empty, *none;
  GByteArray *array, *empty_array, *none_array;
  GHashTable *table;  /* GBytes * -> GByteArray * */
  GHashTable *arrays; /* GByteArray * -> GBytes * */
} Octets;
GVM_FIELDS (octets_fields, Octets) = {
  GVM_FIELD (Octets, bytes, gvm_bytes),
  GVM_FIELD (Octets, empty, gvm_bytes),
  GVM_FIELD (Octets, none, gvm_bytes),
  GVM_FIELD (Octets, array, gvm_byte_array),
  GVM_FIELD (Octets, empty_array, gvm_byte_array),
  GVM_FIELD (Octets, none_array, gvm_byte_array),
  GVM_HASH (Octets, table, gvm_bytes, gvm_byte_array),
  GVM_HASH (Octets, arrays, gvm_byte_array, gvm_bytes),
};
GVM_DEFINE_STATIC_DESC (octets_desc, Octets, "octets", 1, 1, octets_fields);

static GByteArray *
make_array (const char *octets, guint size)
{
  GByteArray *array = g_byte_array_new ();

  return g_byte_array_append (array, (const guint8 *) octets, size);
}

static void
fill (gpointer self)
{
  Octets *octets = self;

  octets->bytes = g_bytes_new ("\0\xff", 2);
  octets->empty = g_bytes_new (NULL, 0);
  octets->array = make_array ("\0\x80\0", 3);
  octets->empty_array = g_byte_array_new ();
  octets->table =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, gvm_bytes.free, gvm_byte_array.free);
  g_hash_table_insert (octets->table, g_bytes_new ("\x80", 1), make_array ("v", 1));
  g_hash_table_insert (octets->table, g_bytes_new ("\x7f\1", 2), make_array ("", 0));
  g_hash_table_insert (octets->table, g_bytes_new ("\x7f", 1), NULL);
  octets->arrays = g_hash_table_new_full (gvm_byte_array.key_hash, gvm_byte_array.key_equal,
                                          gvm_byte_array.free, gvm_bytes.free);
  g_hash_table_insert (octets->arrays, make_array ("k", 1), g_bytes_new ("w", 1));
}

static void
other (gpointer self)
{
  Octets *octets = self;

  fill (self);
  octets->none = g_bytes_new (NULL, 0);
  octets->none_array = g_byte_array_new ();
}

static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x02, 0x00, 0xff,       /* bytes */
  0x00, 0x00, 0x00, 0x00,                   /* empty */
  0xff, 0xff, 0xff, 0xff,                   /* none */
  0x00, 0x00, 0x00, 0x03, 0x00, 0x80, 0x00, /* array */
  0x00, 0x00, 0x00, 0x00,                   /* empty_array */
  0xff, 0xff, 0xff, 0xff,                   /* none_array */
  0x00, 0x00, 0x00, 0x03,                   /* table: count */
  0x00, 0x00, 0x00, 0x01, 0x7f,             /* key */
  0xff, 0xff, 0xff, 0xff,                   /* value NULL */
  0x00, 0x00, 0x00, 0x02, 0x7f, 0x01,       /* key */
  0x00, 0x00, 0x00, 0x00,                   /* value */
  0x00, 0x00, 0x00, 0x01, 0x80,             /* key */
  0x00, 0x00, 0x00, 0x01, 'v',              /* value */
  0x00, 0x00, 0x00, 0x01,                   /* arrays: count */
  0x00, 0x00, 0x00, 0x01, 'k',              /* key */
  0x00, 0x00, 0x00, 0x01, 'w',              /* value */
};

START_TEST (octets_are_their_length_and_themselves)
{
  expect_golden_whole (GOLDEN (octets_desc, 1, golden, fill, other));
}
END_TEST

START_TEST (null_and_empty_come_back_as_what_they_were)
{
  Octets *octets = make_state (&octets_desc, other);

  expect_loads (&octets_desc, 1, octets, golden, sizeof golden);
  ck_assert_ptr_null (octets->none);
  ck_assert_ptr_null (octets->none_array);
  ck_assert_uint_eq (g_bytes_get_size (octets->empty), 0);
  ck_assert_uint_eq (octets->empty_array->len, 0);
  g_byte_array_append (octets->array, golden, 2); /* it can grow */
  ck_assert_uint_eq (octets->array->len, 5);
  free_state (&octets_desc, octets);
}
END_TEST

START_TEST (a_length_above_what_is_left_is_refused_before_anything_is_allocated)
{
  guint8 bad[sizeof golden];

  memcpy (bad, golden, sizeof bad);
  memcpy (bad, "\xff\xff\xff\xfe", 4);
  expect_refused (GOLDEN (octets_desc, 1, bad, NULL, other), GVM_ERROR_TRUNCATED, "octets/bytes",
                  0);
}
END_TEST

START_TEST (octets_are_shown_in_hexadecimal)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("\0\xab", 2);
  GBytes *none = NULL;

  expect_format (&gvm_bytes, &bytes, "00ab");
  expect_format (&gvm_bytes, &none, "NULL");
  ck_assert_str_eq (gvm_bytes.name, "bytes");
  ck_assert_str_eq (gvm_byte_array.name, "GByteArray");
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.octets", octets_are_their_length_and_themselves,
                    null_and_empty_come_back_as_what_they_were,
                    a_length_above_what_is_left_is_refused_before_anything_is_allocated,
                    octets_are_shown_in_hexadecimal);
}
