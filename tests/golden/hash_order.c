/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The order of a table's entries on the wire.
 */
#include "support/golden.h"

typedef struct {
  GHashTable *table;
} Holder;

static gpointer
box (const GvmCodec *codec, gconstpointer value)
{
  return g_memdup2 (value, codec->c_size);
}

GVM_FIELDS (canonical_fields, Holder) = { GVM_HASH (Holder, table, gvm_u32, gvm_u8) };
GVM_DEFINE_STATIC_DESC (canonical_desc, Holder, "canonical", 1, 1, canonical_fields);

/* Keys 0 to n - 1, spread; put in starting at @first, in steps of @step. */
static GHashTable *
make_table (guint n, guint first, guint step)
{
  GHashTable *table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);

  for (guint i = 0; i < n; i++) {
    guint which = (first + i * step) % n;
    guint8 value = (guint8) which;

    g_hash_table_insert (table, box_u32 (which * 0x01020305), box (&gvm_u8, &value));
  }
  return table;
}

static GBytes *
save (const GvmDesc *desc, GHashTable *table)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Holder holder = { table };

  ck_assert (gvm_encode (writer, desc, 1, &holder, NULL));
  return gvm_writer_steal (writer);
}

START_TEST (any_order_of_insertion_gives_the_same_octets)
{
  static const guint steps[] = { 1, 3, 7, 96, 31, 50, 64, 90 }; /* prime to 97, all of them */
  enum { N = 97 };
  g_autoptr (GHashTable) table = make_table (N, 0, 1);
  g_autoptr (GBytes) first = save (&canonical_desc, table);

  for (guint start = 0; start < N; start += 8)
    for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
      g_autoptr (GHashTable) other = make_table (N, start, steps[i]);
      g_autoptr (GBytes) again = save (&canonical_desc, other);

      ck_assert (g_bytes_equal (first, again));
    }
}
END_TEST

START_TEST (a_table_that_shrank_gives_the_same_octets)
{
  g_autoptr (GHashTable) table = make_table (10, 0, 1), large = make_table (1000, 0, 1);

  for (guint32 i = 10; i < 1000; i++) {
    guint32 key = i * 0x01020305;
    ck_assert (g_hash_table_remove (large, &key));
  }
  g_autoptr (GBytes) first = save (&canonical_desc, table), again = save (&canonical_desc, large);
  ck_assert (g_bytes_equal (first, again));
}
END_TEST

/* Saves a table of five boxed keys to nothing (a u8 of 0 each) and compares. */
#define ORDER_CASE(name, type, codec, hash, equal, width, ...)                                     \
  GVM_FIELDS (name##_fields, Holder) = {                                                           \
    GVM_HASH (Holder, table, codec, gvm_u8, .values = GVM_DIRECT),                                 \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Holder, #name, 1, 1, name##_fields);                        \
  static void name##_expect (const guint8 *golden, gsize size)                                     \
  {                                                                                                \
    static const type keys[] = { __VA_ARGS__ };                                                    \
    g_autoptr (GHashTable) table = g_hash_table_new_full (hash, equal, g_free, NULL);              \
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)                                                \
      g_hash_table_insert (table, box (&codec, &keys[i]), NULL);                                   \
    Holder holder = { table };                                                                     \
    expect_saves (&name##_desc, 1, &holder, golden, size);                                         \
  }

ORDER_CASE (i32, gint32, gvm_i32, g_int_hash, g_int_equal, 4, 1, -1, G_MAXINT32, G_MININT32, 0)
ORDER_CASE (u32, guint32, gvm_u32, g_int_hash, g_int_equal, 4, 1, 0xffffffff, 0x7fffffff,
            0x80000000, 0x100)
ORDER_CASE (i64, gint64, gvm_i64, g_int64_hash, g_int64_equal, 8, 1, -1, G_MAXINT64, G_MININT64)
ORDER_CASE (u64, guint64, gvm_u64, g_int64_hash, g_int64_equal, 8, 1, G_MAXUINT64,
            G_GUINT64_CONSTANT (1) << 32, 2)
ORDER_CASE (i8, gint8, gvm_i8, gvm_i8.key_hash, gvm_i8.key_equal, 1, 1, -1, 127, -128, 0)
ORDER_CASE (i16, gint16, gvm_i16, gvm_i16.key_hash, gvm_i16.key_equal, 2, 1, -1, 256, -32768)

START_TEST (signed_keys_ascend_by_value_negative_ones_first)
{
  static const guint8 golden_i32[] = {
    0x00, 0x00, 0x00, 0x05,       /* count */
    0x80, 0x00, 0x00, 0x00, 0x00, /* least */
    0xff, 0xff, 0xff, 0xff, 0x00, /* -1 */
    0x00, 0x00, 0x00, 0x00, 0x00, /* 0 */
    0x00, 0x00, 0x00, 0x01, 0x00, /* 1 */
    0x7f, 0xff, 0xff, 0xff, 0x00, /* greatest */
  };
  static const guint8 golden_i64[] = {
    0x00, 0x00, 0x00, 0x04,                               /* count */
    0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* least */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, /* -1 */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, /* 1 */
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, /* greatest */
  };
  static const guint8 golden_i16[] = {
    0x00, 0x00, 0x00, 0x04, /* count */
    0x80, 0x00, 0x00,       /* least */
    0xff, 0xff, 0x00,       /* -1 */
    0x00, 0x01, 0x00,       /* 1 */
    0x01, 0x00, 0x00,       /* 256 */
  };
  static const guint8 golden_i8[] = {
    0x00, 0x00, 0x00, 0x05,                                     /* count */
    0x80, 0x00, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x7f, 0x00, /* -128, -1, 0, 1, 127 */
  };

  i32_expect (golden_i32, sizeof golden_i32);
  i64_expect (golden_i64, sizeof golden_i64);
  i16_expect (golden_i16, sizeof golden_i16);
  i8_expect (golden_i8, sizeof golden_i8);
}
END_TEST

START_TEST (unsigned_keys_ascend_by_value_not_by_their_first_octet_in_memory)
{
  static const guint8 golden_u32[] = {
    0x00, 0x00, 0x00, 0x05,       /* count */
    0x00, 0x00, 0x00, 0x01, 0x00, /* 1 */
    0x00, 0x00, 0x01, 0x00, 0x00, /* 0x100 */
    0x7f, 0xff, 0xff, 0xff, 0x00, /* 0x7fffffff */
    0x80, 0x00, 0x00, 0x00, 0x00, /* 0x80000000 */
    0xff, 0xff, 0xff, 0xff, 0x00, /* greatest */
  };
  static const guint8 golden_u64[] = {
    0x00, 0x00, 0x00, 0x04,                               /* count */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, /* 1 */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, /* 2 */
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, /* 2^32 */
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, /* greatest */
  };

  u32_expect (golden_u32, sizeof golden_u32);
  u64_expect (golden_u64, sizeof golden_u64);
}
END_TEST

/* ---- struct keys ---------------------------------------------------------------------------- */

typedef struct {
  guint8 minor;
  gint16 major;
} Key;
GVM_FIELDS (key_fields, Key) = {
  GVM_FIELD (Key, major, gvm_i16),
  GVM_FIELD (Key, minor, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (key_desc, Key, "key", 1, 1, key_fields);

static guint
key_hash (const Key *key)
{
  return (guint) key->major * 31 + key->minor;
}

static gboolean
key_equal (const Key *a, const Key *b)
{
  return a->major == b->major && a->minor == b->minor;
}

static void
key_free (Key *key)
{
  g_free (key);
}

static guint32 *
number_new (void)
{
  return g_new0 (guint32, 1);
}

static void
number_free (guint32 *number)
{
  g_free (number);
}

GVM_DEFINE_ENTRY_OPS (keyed_ops, Key, guint32, key_hash, key_equal, key_free, number_new,
                      number_free);
GVM_FIELDS (keyed_fields, Holder) = {
  GVM_HASH (Holder, table, key_desc, gvm_u32, .ops = &keyed_ops),
};
GVM_DEFINE_STATIC_DESC (keyed_desc, Holder, "keyed", 1, 1, keyed_fields);

static void
keyed_add (GHashTable *table, gint16 major, guint8 minor, guint32 value)
{
  Key key = { .major = major, .minor = minor };

  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), box_u32 (value));
}

static void
keyed_fill (gpointer self)
{
  ((Holder *) self)->table = keyed_ops_table_new ();
  keyed_add (((Holder *) self)->table, 2, 1, 0x11);
  keyed_add (((Holder *) self)->table, -2, 9, 0x12);
  keyed_add (((Holder *) self)->table, 2, 0, 0x13);
}

static void
keyed_other (gpointer self)
{
  keyed_fill (self);
  keyed_add (((Holder *) self)->table, -2, 9, 0x14);
}

START_TEST (struct_keys_ascend_row_by_row)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x03,                   /* count */
    0xff, 0xfe, 0x09, 0x00, 0x00, 0x00, 0x12, /* -2, 9 */
    0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x13, /* 2, 0 */
    0x00, 0x02, 0x01, 0x00, 0x00, 0x00, 0x11, /* 2, 1 */
  };
  expect_golden (GOLDEN (keyed_desc, 1, golden, keyed_fill, keyed_other));
}
END_TEST

/* ---- as stored ------------------------------------------------------------------------------ */

GVM_FIELDS (stored_fields, Holder) = {
  GVM_HASH (Holder, table, gvm_u32, gvm_u8, .order = GVM_ORDER_AS_STORED),
};
GVM_DEFINE_STATIC_DESC (stored_desc, Holder, "stored", 1, 1, stored_fields);

START_TEST (as_stored_follows_the_iterator)
{
  g_autoptr (GHashTable) table = make_table (40, 0, 1);
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  static const guint8 count[] = { 0, 0, 0, 40 };
  GHashTableIter iter;
  gpointer key, value;

  g_byte_array_append (expected, count, sizeof count);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    guint32 big_endian = GUINT32_TO_BE (*(guint32 *) key);
    g_byte_array_append (expected, (const guint8 *) &big_endian, sizeof big_endian);
    g_byte_array_append (expected, value, 1);
  }
  Holder holder = { table }, loaded = { NULL };
  expect_saves (&stored_desc, 1, &holder, expected->data, expected->len);
  g_autoptr (GBytes) canonical = save (&canonical_desc, table);
  ck_assert_mem_ne (g_bytes_get_data (canonical, NULL), expected->data, expected->len);

  expect_loads (&stored_desc, 1, &loaded, expected->data, expected->len);
  ck_assert (gvm_state_equal (&stored_desc, &holder, &loaded));
  gvm_state_clear (&stored_desc, &loaded);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.hash_order", any_order_of_insertion_gives_the_same_octets,
                    a_table_that_shrank_gives_the_same_octets,
                    signed_keys_ascend_by_value_negative_ones_first,
                    unsigned_keys_ascend_by_value_not_by_their_first_octet_in_memory,
                    struct_keys_ascend_row_by_row, as_stored_follows_the_iterator);
}
