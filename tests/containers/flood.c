/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The guard against keys that all have the same hash.
 */
#include "support/golden.h"

static guint
weak_hash (const guint64 *key)
{
  return (guint) (*key & 0xffffffff);
}

static gboolean
u64_equal (const guint64 *a, const guint64 *b)
{
  return *a == *b;
}
GVM_DEFINE_SET_OPS (weak_ops, guint64, weak_hash, u64_equal, g_free);

typedef struct {
  GHashTable *set;
} Holder;
#define CASE(name, ...)                                                                            \
  GVM_FIELDS (name##_fields, Holder) = { GVM_SET (Holder, set, gvm_u64, __VA_ARGS__) };            \
  GVM_DEFINE_STATIC_DESC (name##_desc, Holder, "holder", 1, 1, name##_fields)
CASE (counted, .ops = &weak_ops);
CASE (marked, .ops = &weak_ops, .framing = GVM_FRAMING_MARKED);
CASE (direct, .keys = GVM_DIRECT);

typedef guint64 (*Key) (guint32 i);

/* Keys that share their low half share their hash. */
static guint64
colliding (guint32 i)
{
  return (guint64) i << 32;
}

static guint64
ordinary (guint32 i)
{
  return i;
}

/* Each hash of 7 keys, or of 8, to the end of the keys. */
static guint64
in_sevens (guint32 i)
{
  return (guint64) (i % 7) << 32 | (i / 7);
}

static guint64
in_eights (guint32 i)
{
  return (guint64) (i % 8) << 32 | (i / 8);
}

/* So many keys that a sample of them is counted when the last 3000 come. Where all that is too much is in one place, the sum of
 * squares is 4 times their number with 320 keys there, and 16 times with 715. They come last, four apart as those of a
 * sample, so that nothing but the sample can tell. */
enum { MANY = 34000, LATE = 31000, HEAVY_FOUR = 320, HEAVY_SIXTEEN = 715 };

static guint64
heavy (guint32 i, guint32 n)
{
  return i >= LATE && i % 4 == 0 && (i - LATE) / 4 < n ? colliding (i) : i;
}

static guint64
heavy_by_four (guint32 i)
{
  return heavy (i, HEAVY_FOUR);
}

static guint64
heavy_by_sixteen (guint32 i)
{
  return heavy (i, HEAVY_SIXTEEN);
}

/* All that a counted row may have, but not all that a row with marks may: the many come last. */
static guint64
late (guint32 i)
{
  return i < 16000 ? i : colliding (i);
}

/* Hashes that differ, but come to the same few places of a table with 65 536. */
static guint64
in_step (guint32 i)
{
  return (guint64) (i % 65550) * 65521;
}

/* … and with the factor that GLib multiplies by undone. */
static guint64
in_one_place (guint32 i)
{
  return (guint32) (i * 65521u * 0xba2e8ba3u);
}

static GvmWriter *
write_keys (guint32 n, Key key, gboolean with_marks)
{
  GvmWriter *writer = gvm_writer_new (NULL);

  if (!with_marks)
    gvm_writer_u32 (writer, n);
  for (guint32 i = 0; i < n; i++) {
    if (with_marks)
      gvm_writer_u8 (writer, 1);
    gvm_writer_u64 (writer, key (i));
  }
  if (with_marks)
    gvm_writer_u8 (writer, 0);
  return writer;
}

static gboolean
load_keys (const GvmDesc *desc, guint32 n, Key key, GError **error)
{
  g_autoptr (GvmWriter) writer = write_keys (n, key, desc == &marked_desc);
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  Holder holder = { NULL };
  gboolean loaded = gvm_decode (reader, desc, 1, &holder, error);

  ck_assert (!loaded || g_hash_table_size (holder.set) == n);
  gvm_state_clear (desc, &holder);
  return loaded;
}

static const GvmDesc *const descs[] = { &counted_desc, &marked_desc, &direct_desc };
/* A pointer of 4 octets is no direct key of 8. */
enum { N_DESCS = sizeof (gpointer) == 8 ? 3 : 2 };

START_TEST (keys_of_one_hash_are_refused)
{
  for (gsize i = 0; i < N_DESCS; i++) {
    g_autoptr (GError) error = NULL;

    ck_assert (!load_keys (descs[i], 16384, colliding, &error));
    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_LIMIT));
    ck_assert_ptr_nonnull (strstr (error->message, "keys that meet"));
    ck_assert (g_str_has_prefix (gvm_error_get_path (error), "holder/set{"));
  }
}
END_TEST

START_TEST (few_keys_may_have_one_hash)
{
  for (gsize i = 0; i < N_DESCS; i++) {
    ck_assert (load_keys (descs[i], 1024, colliding, NULL));
    ck_assert (!load_keys (descs[i], 1025, colliding, NULL));
  }
}
END_TEST

START_TEST (ordinary_keys_load)
{
  for (gsize i = 0; i < N_DESCS; i++)
    ck_assert (load_keys (descs[i], 65536, ordinary, NULL));
}
END_TEST

/* Whatever the seed of the estimate: these are the same in each run. */
START_TEST (the_sum_of_squares_may_be_seven_times_the_keys_and_not_eight)
{
  for (guint32 seed = 1; seed <= 20; seed++) {
    g_random_set_seed (seed);
    ck_assert_msg (load_keys (&counted_desc, 7 * 2048, in_sevens, NULL), "7 times, seed %u", seed);
    ck_assert_msg (!load_keys (&counted_desc, 8 * 2048, in_eights, NULL), "8 times, seed %u", seed);
  }
}
END_TEST

START_TEST (of_many_keys_the_sum_may_be_four_times_the_keys_and_not_sixteen_times)
{
  for (guint32 seed = 1; seed <= 10; seed++) {
    g_random_set_seed (seed);
    ck_assert_msg (load_keys (&counted_desc, MANY, heavy_by_four, NULL), "4, seed %u", seed);
    ck_assert_msg (!load_keys (&counted_desc, MANY, heavy_by_sixteen, NULL), "16, seed %u", seed);
  }
}
END_TEST

START_TEST (a_known_count_is_what_the_sum_is_held_against)
{
  /* 16000 ordinary keys, then 384 of one hash: 16000 + 384², and 7.5 · 16384 is less. */
  ck_assert (!load_keys (&counted_desc, 16384, late, NULL));
  ck_assert (load_keys (&counted_desc, 16300, late, NULL));
}
END_TEST

START_TEST (keys_that_meet_in_the_table_are_refused)
{
  ck_assert (!load_keys (&counted_desc, 61000, in_step, NULL));
  ck_assert (!load_keys (&counted_desc, 61000, in_one_place, NULL));
}
END_TEST

START_TEST (no_table_takes_long)
{
  gint64 start = g_get_monotonic_time ();

  load_keys (&counted_desc, 65536, colliding, NULL);
  load_keys (&counted_desc, 65536, in_eights, NULL);
  load_keys (&marked_desc, 65536, late, NULL);
  load_keys (&direct_desc, 65536, in_step, NULL);
  load_keys (&counted_desc, 65536, in_one_place, NULL);
  ck_assert_int_lt (g_get_monotonic_time () - start, 10 * G_USEC_PER_SEC);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.flood", keys_of_one_hash_are_refused, few_keys_may_have_one_hash,
                    ordinary_keys_load,
                    the_sum_of_squares_may_be_seven_times_the_keys_and_not_eight,
                    of_many_keys_the_sum_may_be_four_times_the_keys_and_not_sixteen_times,
                    a_known_count_is_what_the_sum_is_held_against,
                    keys_that_meet_in_the_table_are_refused, no_table_takes_long);
}
