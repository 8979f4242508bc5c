/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Buffers, parts of them, and pads.
 */
#include "support/refuse.h"

typedef struct {
  guint8 mac[6];
  guint8 n_part;
  guint32 n_block;
  guint8 part[4];
  guint8 *block;
  guint8 last;
} All;
GVM_FIELDS (all_fields, All) = {
  GVM_BUFFER (All, mac),
  GVM_PAD (All, unused, 2),
  GVM_FIELD (All, n_part, gvm_u8),
  GVM_FIELD (All, n_block, gvm_u32),
  GVM_BUFFER_PART (All, part, n_part),
  GVM_BUFFER_COUNTED (All, block, n_block, .max = 100),
  GVM_PAD (All, later, 1, .since = 1),
  GVM_FIELD (All, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (all_desc, All, "all", 1, 1, all_fields);

static void
fill (gpointer self)
{
  All *all = self;

  memcpy (all->mac, "\1\2\3\4\5\6", 6);
  all->n_part = 2;
  memcpy (all->part, "\x11\x12\x13\x14", 4); /* two more than there are */
  all->n_block = 3;
  all->block = g_memdup2 ("\x21\x22\x23", 3);
  all->last = 9;
}

static void
other (gpointer self)
{
  All *all = self;

  all->n_part = 4;
  memset (all->part, 0x77, 4);
}

enum { AT_PAD = 6, AT_N_PART = 8, AT_N_BLOCK = 9, AT_PART = 13, AT_BLOCK = 15, AT_LATER = 18 };
static const guint8 golden[] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, /* mac */
  0x00, 0x00,                         /* unused */
  0x02,                               /* n_part */
  0x00, 0x00, 0x00, 0x03,             /* n_block */
  0x11, 0x12,                         /* part */
  0x21, 0x22, 0x23,                   /* block */
  0x00,                               /* later */
  0x09,                               /* last */
};

START_TEST (buffers_are_their_octets)
{
  expect_golden_whole (GOLDEN (all_desc, 1, golden, fill, other));
}
END_TEST

START_TEST (what_is_behind_a_part_is_left_alone)
{
  All *all = make_state (&all_desc, other);

  expect_loads (&all_desc, 1, all, golden, sizeof golden);
  ck_assert_mem_eq (all->part, "\x11\x12\x77\x77", 4);
  free_state (&all_desc, all);
}
END_TEST

START_TEST (a_pad_takes_any_octets)
{
  guint8 octets[sizeof golden];
  All *all = make_state (&all_desc, NULL);

  memcpy (octets, golden, sizeof octets);
  octets[AT_PAD] = octets[AT_LATER] = 0xff;
  expect_loads (&all_desc, 1, all, octets, sizeof octets);
  expect_saves (&all_desc, 1, all, golden, sizeof golden);
  free_state (&all_desc, all);
}
END_TEST

static void
expect_bad (gsize at, gconstpointer octets, gsize size, GvmError code, const char *path,
            guint64 offset)
{
  guint8 bad[sizeof golden];

  memcpy (bad, golden, sizeof bad);
  memcpy (bad + at, octets, size);
  expect_refused (GOLDEN (all_desc, 1, bad, NULL, other), code, path, offset);
}

START_TEST (a_load_refuses_more_than_there_is_room_for)
{
  expect_bad (AT_N_PART, "\5", 1, GVM_ERROR_CAPACITY, "all/part", AT_PART);
  expect_bad (AT_N_PART, "\xff", 1, GVM_ERROR_CAPACITY, "all/part", AT_PART);
  expect_bad (AT_N_BLOCK, "\0\0\0\x65", 4, GVM_ERROR_LIMIT, "all/block", AT_BLOCK);
  expect_bad (AT_N_BLOCK, "\xff\xff\xff\xff", 4, GVM_ERROR_LIMIT, "all/block", AT_BLOCK);
  expect_bad (AT_N_BLOCK, "\0\0\0\x64", 4, GVM_ERROR_TRUNCATED, "all/block", AT_BLOCK);
}
END_TEST

START_TEST (a_save_refuses_what_a_load_would)
{
  All *all = make_state (&all_desc, fill);

  all->n_block = 101;
  expect_unsaved (&all_desc, all, GVM_ERROR_LIMIT, "all/block", ": count 101, at most 100");
  all->n_part = 5;
  expect_unsaved (&all_desc, all, GVM_ERROR_CAPACITY, "all/part", ": count 5, room for 4");
  all->n_part = 0;
  all->n_block = 1;
  g_clear_pointer (&all->block, g_free);
  expect_unsaved (&all_desc, all, GVM_ERROR_NULL_ELEMENT, "all/block", ": NULL, and a count of 1");
  free_state (&all_desc, all);
}
END_TEST

/* ---- one difference at a time ----------------------------------------------------------------- */

static void
expect_differs (All *b)
{
  All *a = make_state (&all_desc, fill);

  ck_assert (!gvm_state_equal (&all_desc, a, b));
  ck_assert (!gvm_state_equal (&all_desc, b, a));
  free_state (&all_desc, a);
}

START_TEST (only_what_is_there_counts)
{
  All *a = make_state (&all_desc, fill), *b = make_state (&all_desc, fill);

  b->part[2] = 0;
  ck_assert (gvm_state_equal (&all_desc, a, b));
  b->part[1]++;
  expect_differs (b);
  b->part[1]--;
  b->block[2]++;
  expect_differs (b);
  b->block[2]--;
  b->mac[5]++;
  expect_differs (b);
  b->mac[5]--;
  ck_assert (gvm_state_equal (&all_desc, a, b));
  free_state (&all_desc, a);
  free_state (&all_desc, b);
}
END_TEST

/* ---- in keys, and in a struct that is nothing but octets -------------------------------------- */

typedef struct {
  guint8 id[2];
  guint8 n;
  guint8 tail[2];
} Key;
GVM_FIELDS (key_fields, Key) = {
  GVM_BUFFER (Key, id),
  GVM_PAD (Key, hole, 1),
  GVM_FIELD (Key, n, gvm_u8),
  GVM_BUFFER_PART (Key, tail, n),
};
GVM_DEFINE_STATIC_DESC (key_desc, Key, "key", 1, 1, key_fields);

static guint
key_hash (const Key *key)
{
  return key->id[0];
}

static gboolean
key_equal (const Key *a, const Key *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

static void
key_free (Key *key)
{
  g_free (key);
}

static Key *
key_new (void)
{
  return g_new0 (Key, 1);
}

GVM_DEFINE_ENTRY_OPS (key_ops, Key, Key, key_hash, key_equal, key_free, key_new, key_free);

typedef struct {
  GHashTable *table; /* Key -> Key */
} Keyed;
GVM_FIELDS (keyed_fields, Keyed) = {
  GVM_HASH (Keyed, table, key_desc, key_desc, .ops = &key_ops),
};
GVM_DEFINE_STATIC_DESC (keyed_desc, Keyed, "keyed", 1, 1, keyed_fields);

static void
put_key (GHashTable *table, Key key)
{
  Key value = { { 0, 0 }, 0, { 0, 0 } };

  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), g_memdup2 (&value, sizeof value));
}

static void
keyed_fill (gpointer self)
{
  Keyed *keyed = self;

  keyed->table = key_ops_table_new ();
  put_key (keyed->table, (Key) { { 2, 0 }, 0, { 0, 0 } });
  put_key (keyed->table, (Key) { { 1, 0 }, 1, { 7, 0 } });
  put_key (keyed->table, (Key) { { 1, 0 }, 1, { 6, 0 } });
}

START_TEST (buffers_are_ordered_as_unsigned_octets)
{
  static const guint8 octets[] = {
    0x00, 0x00, 0x00, 0x03,       /* table: count */
    0x01, 0x00, 0x00, 0x01, 0x06, /* id, hole, n, tail */
    0x00, 0x00, 0x00, 0x00,       /* value */
    0x01, 0x00, 0x00, 0x01, 0x07, /* id, hole, n, tail */
    0x00, 0x00, 0x00, 0x00,       /* value */
    0x02, 0x00, 0x00, 0x00,       /* id, hole, n, tail */
    0x00, 0x00, 0x00, 0x00,       /* value */
  };
  expect_golden_whole (GOLDEN (keyed_desc, 1, octets, keyed_fill, NULL));
}
END_TEST

START_TEST (a_count_needs_a_row_of_its_own_further_up)
{
  static const GvmField rows[] = { GVM_BUFFER_PART (Key, tail, n), GVM_FIELD (Key, n, gvm_u8) };
  gpointer plan = NULL;
  GvmDesc desc = key_desc;
  g_autoptr (GError) error = NULL;

  desc.fields = rows;
  desc.n_fields = G_N_ELEMENTS (rows);
  desc.plan = &plan;
  ck_assert (!gvm_desc_validate (&desc, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "key/tail", NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.buffer", buffers_are_their_octets, what_is_behind_a_part_is_left_alone,
                    a_pad_takes_any_octets, a_load_refuses_more_than_there_is_room_for,
                    a_save_refuses_what_a_load_would, only_what_is_there_counts,
                    buffers_are_ordered_as_unsigned_octets,
                    a_count_needs_a_row_of_its_own_further_up);
}
