/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Defaults of members that a stream has no row for.
 */
#include "support/golden.h"
#include "support/refusal.h"

typedef struct {
  guint8 x, y;
} Pair;
GVM_FIELDS (pair_fields, Pair) = {
  GVM_FIELD (Pair, x, gvm_u8),
  GVM_FIELD (Pair, y, gvm_u8, .since = 2, .absent = GVM_DEFAULT (Pair, y, 9)),
};
GVM_DEFINE_STATIC_DESC (pair_desc, Pair, "pair", 2, 1, pair_fields);

typedef struct {
  guint8 old, kept, late;
  guint16 many[3], listed[3];
  Pair pair;
  char *name, *none;
  GHashTable *table; /* guint8 -> guint8, both boxed */
  guint32 n;
  guint16 *block;
  Pair *pointer;
  guint32 wide;
} Device;

static const Pair pointed = { 7, 8 };

GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, old, gvm_u8, .until = 2, .absent = GVM_DEFAULT (Device, old, 1)),
  GVM_FIELD (Device, kept, gvm_u8, .since = 3),
  GVM_FIELD (Device, late, gvm_u8, .since = 3, .absent = GVM_DEFAULT (Device, late, 2)),
  GVM_ARRAY (Device, many, gvm_u16, .since = 3, .absent = GVM_DEFAULT_EACH (Device, many, 3)),
  GVM_ARRAY (Device, listed, gvm_u16, .since = 3, .absent = GVM_DEFAULT (Device, listed, 4, 5)),
  GVM_STRUCT (Device, pair, pair_desc, .nested_version = 2, .since = 3,
              .absent = GVM_DEFAULT (Device, pair, 5, 6)),
  GVM_FIELD (Device, name, gvm_string, .since = 3,
             .absent = GVM_DEFAULT_TEXT (Device, name, "eth0")),
  GVM_FIELD (Device, none, gvm_string, .since = 3, .absent = GVM_DEFAULT (Device, none, NULL)),
  GVM_HASH (Device, table, gvm_u8, gvm_u8, .since = 3, .absent = GVM_DEFAULT (Device, table, NULL)),
  GVM_FIELD (Device, n, gvm_u32, .since = 3, .absent = GVM_DEFAULT (Device, n, 0)),
  GVM_COUNTED (Device, block, n, gvm_u16, .since = 3, .absent = GVM_DEFAULT (Device, block, NULL)),
  GVM_POINTER (Device, pointer, pair_desc, .nested_version = 2, .since = 3, .nullable = TRUE,
               .absent = GVM_DEFAULT (Device, pointer, (Pair *) &pointed)),
  /* Version 1 has neither; version 2 the first, version 3 the second. */
  GVM_FIELD (Device, wide, gvm_u32, .since = 2, .until = 2,
             .absent = GVM_DEFAULT (Device, wide, 77)),
  GVM_FIELD (Device, wide, gvm_u32, .since = 3),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 3, 1, device_fields);

static void
add (GHashTable *table, guint8 key, guint8 value)
{
  g_hash_table_insert (table, g_memdup2 (&key, 1), g_memdup2 (&value, 1));
}

static void
device_fill (gpointer self)
{
  Device *device = self;

  *device = (Device) { .old = 41, .kept = 42, .late = 43, .many = { 44, 45, 46 }, .wide = 47 };
  device->pair = (Pair) { 48, 49 };
  device->name = g_strdup ("name");
  device->none = g_strdup ("none");
  device->table = g_hash_table_new_full (gvm_u8.key_hash, gvm_u8.key_equal, g_free, g_free);
  add (device->table, 50, 51);
  device->n = 2;
  device->block = g_memdup2 (((guint16[]) { 1, 2 }), 4);
  device->pointer = g_memdup2 (&(Pair) { 52, 53 }, sizeof (Pair));
}

static void
expect_defaults (const Device *device)
{
  ck_assert_uint_eq (device->late, 2);
  for (int i = 0; i < 3; i++)
    ck_assert_uint_eq (device->many[i], 3);
  ck_assert_uint_eq (device->listed[0], 4);
  ck_assert_uint_eq (device->listed[1], 5);
  ck_assert_uint_eq (device->listed[2], 0);
  ck_assert_uint_eq (device->pair.x, 5);
  ck_assert_uint_eq (device->pair.y, 6);
  ck_assert_str_eq (device->name, "eth0");
  ck_assert_ptr_null (device->none);
  ck_assert_uint_eq (g_hash_table_size (device->table), 0);
  ck_assert_uint_eq (device->n, 0);
  ck_assert_ptr_null (device->block);
  ck_assert_ptr_ne (device->pointer, &pointed);
  ck_assert_uint_eq (device->pointer->y, 8);
}

static void
expect_version_1 (void (*fill) (gpointer self))
{
  static const guint8 golden[] = { 0x0b /* old */ };
  Device *device = make_state (&device_desc, fill);
  guint8 kept = device->kept;

  expect_loads (&device_desc, 1, device, golden, sizeof golden);
  ck_assert_uint_eq (device->old, 11);
  ck_assert_uint_eq (device->kept, kept);
  ck_assert_uint_eq (device->wide, 77);
  expect_defaults (device);
  free_state (&device_desc, device);
}

START_TEST (what_an_old_stream_lacks_gets_its_default_or_stays)
{
  expect_version_1 (device_fill);
  expect_version_1 (NULL);
}
END_TEST

START_TEST (a_member_that_another_row_has_loaded_is_not_touched)
{
  static const guint8 golden[] = {
    0x0b,                   /* old */
    0x00, 0x00, 0x00, 0x0c, /* wide */
  };
  Device *device = make_state (&device_desc, device_fill);

  expect_loads (&device_desc, 2, device, golden, sizeof golden);
  ck_assert_uint_eq (device->wide, 12);
  expect_defaults (device);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_row_that_a_new_stream_has_no_more_gets_it_too)
{
  Device *device = make_state (&device_desc, device_fill),
         *loaded = make_state (&device_desc, NULL);
  GError *error = NULL;

  ck_assert_msg (gvm_state_copy (&device_desc, device, loaded, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (gvm_state_equal (&device_desc, device, loaded));
  ck_assert_uint_eq (loaded->old, 1);
  ck_assert_uint_eq (loaded->wide, 47);
  free_state (&device_desc, device);
  free_state (&device_desc, loaded);
}
END_TEST

typedef struct {
  guint8 a;
} Twice;
GVM_FIELDS (twice_fields, Twice) = {
  GVM_FIELD (Twice, a, gvm_u8, .until = 2),
  GVM_FIELD (Twice, a, gvm_u8, .since = 4, .absent = GVM_DEFAULT (Twice, a, 9)),
};
GVM_DEFINE_STATIC_DESC (twice_desc, Twice, "twice", 4, 1, twice_fields);

START_TEST (not_by_the_default_of_a_later_row_either)
{
  Twice twice = { 1 };

  expect_loads (&twice_desc, 2, &twice, "\5", 1);
  ck_assert_uint_eq (twice.a, 5);
  expect_loads (&twice_desc, 3, &twice, "", 0);
  ck_assert_uint_eq (twice.a, 9);
}
END_TEST

/* ---- elements, conditions, subsections ------------------------------------------------------- */

typedef struct {
  bool has_extra;
  guint8 extra, in_sub, deep;
  char *text;
  GHashTable *pairs; /* guint8 -> Pair */
  GArray *array;     /* of Pair */
} Holder;
GVM_DEFINE_WHEN (holder_has_extra, Holder, self, version)
{
  return self->has_extra;
}
GVM_DEFINE_WHEN (holder_is_big, Holder, self, version)
{
  return self->in_sub > 100;
}
GVM_FIELDS (deep_fields, Holder) = {
  GVM_FIELD (Holder, deep, gvm_u8, .absent = GVM_DEFAULT (Holder, deep, 31)),
};
GVM_DEFINE_STATIC_DESC (deep_desc, Holder, "holder/sub/deep", 1, 1, deep_fields);
GVM_SUBSECTIONS (sub_subsections, Holder) = {
  GVM_SUBSECTION (Holder, deep_desc, .needed = GVM_WHEN (Holder, holder_has_extra)),
};
GVM_FIELDS (sub_fields, Holder) = {
  GVM_FIELD (Holder, in_sub, gvm_u8, .absent = GVM_DEFAULT (Holder, in_sub, 32)),
  GVM_FIELD (Holder, text, gvm_string, .absent = GVM_DEFAULT_TEXT (Holder, text, "t")),
};
GVM_DEFINE_STATIC_DESC (sub_desc, Holder, "holder/sub", 1, 1, sub_fields,
                        GVM_WITH_SUBSECTIONS (Holder, sub_subsections));
GVM_SUBSECTIONS (holder_subsections, Holder) = {
  GVM_SUBSECTION (Holder, sub_desc, .needed = GVM_WHEN (Holder, holder_is_big)),
};
GVM_FIELDS (holder_fields, Holder) = {
  GVM_FIELD (Holder, has_extra, gvm_bool),
  GVM_FIELD (Holder, extra, gvm_u8, .when = GVM_WHEN (Holder, holder_has_extra),
             .absent = GVM_DEFAULT (Holder, extra, 33)),
  GVM_HASH (Holder, pairs, gvm_u8, pair_desc, .nested_version = 1),
  GVM_GARRAY (Holder, array, pair_desc, .nested_version = 1),
};
GVM_DEFINE_STATIC_DESC (holder_desc, Holder, "holder", 1, 1, holder_fields,
                        GVM_WITH_SUBSECTIONS (Holder, holder_subsections));

static const guint8 holder_golden[] = {
  0x00,                               /* has_extra */
  0x00, 0x00, 0x00, 0x01, 0x06, 0x07, /* pairs: count, key, x */
  0x00, 0x00, 0x00, 0x02, 0x08, 0x0a, /* array: count, x, x */
};

static void
holder_fill (gpointer self)
{
  *(Holder *) self = (Holder) { .extra = 1, .in_sub = 2, .deep = 3, .text = g_strdup ("old") };
}

START_TEST (elements_that_a_load_makes_get_their_defaults)
{
  Holder *holder = make_state (&holder_desc, holder_fill);
  guint8 key = 6;

  expect_loads (&holder_desc, 1, holder, holder_golden, sizeof holder_golden);
  Pair *pair = g_hash_table_lookup (holder->pairs, &key);
  ck_assert_uint_eq (pair->x, 7);
  ck_assert_uint_eq (pair->y, 9);
  ck_assert_uint_eq (g_array_index (holder->array, Pair, 1).x, 10);
  ck_assert_uint_eq (g_array_index (holder->array, Pair, 1).y, 9);
  free_state (&holder_desc, holder);
}
END_TEST

START_TEST (a_row_whose_condition_fails_gets_its_default)
{
  Holder *holder = make_state (&holder_desc, holder_fill);

  expect_loads (&holder_desc, 1, holder, holder_golden, sizeof holder_golden);
  ck_assert_uint_eq (holder->extra, 33);
  free_state (&holder_desc, holder);
}
END_TEST

START_TEST (the_rows_of_a_subsection_that_is_not_there_get_theirs)
{
  Holder *holder = make_state (&holder_desc, holder_fill);

  expect_loads (&holder_desc, 1, holder, holder_golden, sizeof holder_golden);
  ck_assert_uint_eq (holder->in_sub, 32);
  ck_assert_uint_eq (holder->deep, 31);
  ck_assert_str_eq (holder->text, "t");
  free_state (&holder_desc, holder);
}
END_TEST

START_TEST (a_subsection_in_one_that_is_there_may_be_absent_by_itself)
{
  static const guint8 golden[] = {
    0x00,                                                               /* has_extra */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,                     /* pairs, array */
    0x05, 0x0a, 'h',  'o',  'l',  'd',  'e',  'r',  '/', 's', 'u', 'b', /* subsection */
    0x00, 0x00, 0x00, 0x01,                                             /* version */
    0x65, 0xff, 0xff, 0xff, 0xff,                                       /* in_sub, text */
  };
  Holder *holder = make_state (&holder_desc, holder_fill);

  expect_loads (&holder_desc, 1, holder, golden, sizeof golden);
  ck_assert_uint_eq (holder->in_sub, 101);
  ck_assert_ptr_null (holder->text);
  ck_assert_uint_eq (holder->deep, 31);
  free_state (&holder_desc, holder);
}
END_TEST

/* ---- what is counted in place ------------------------------------------------------------------ */

typedef struct {
  guint8 on, n;
  char *names[3];
} Named;
GVM_FIELDS (named_fields, Named) = {
  GVM_FIELD (Named, on, gvm_u8),
  GVM_FIELD (Named, n, gvm_u8, .since = 2),
  GVM_COUNTED_ARRAY (Named, names, n, gvm_string, .since = 2,
                     .absent = GVM_DEFAULT (Named, names, (char *) "a", (char *) "b",
                                            (char *) "c")),
};
GVM_DEFINE_STATIC_DESC (named_desc, Named, "named", 2, 1, named_fields);

START_TEST (of_what_is_counted_in_place_as_many_as_there_are_get_theirs)
{
  Named *named = make_state (&named_desc, NULL);

  named->n = 2;
  named->names[0] = g_strdup ("old");
  named->names[2] = g_strdup ("kept");
  expect_loads (&named_desc, 1, named, "\1", 1);
  ck_assert_str_eq (named->names[0], "a");
  ck_assert_str_eq (named->names[1], "b");
  ck_assert_str_eq (named->names[2], "kept");
  free_state (&named_desc, named);
}
END_TEST

/* ---- failure --------------------------------------------------------------------------------- */

typedef struct {
  char *name;
  GHashTable *table;
  guint16 last;
} Tail;
GVM_FIELDS (tail_fields, Tail) = {
  GVM_FIELD (Tail, name, gvm_string, .until = 1,
             .absent = GVM_DEFAULT_TEXT (Tail, name, "default")),
  GVM_HASH (Tail, table, gvm_u8, gvm_u8, .until = 1, .absent = GVM_DEFAULT (Tail, table, NULL)),
  GVM_FIELD (Tail, last, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (tail_desc, Tail, "tail", 2, 1, tail_fields);

START_TEST (a_load_that_fails_later_takes_defaults_back)
{
  Tail *tail = make_state (&tail_desc, NULL);
  g_autoptr (GvmReader) reader = reader_on ("", 1, NULL);
  g_autoptr (GError) error = NULL;

  tail->name = g_strdup ("mine");
  tail->table = g_hash_table_new_full (gvm_u8.key_hash, gvm_u8.key_equal, g_free, g_free);
  add (tail->table, 1, 2);
  Tail raw = *tail;
  ck_assert (!gvm_decode (reader, &tail_desc, 2, tail, &error));
  expect_error (error, GVM_ERROR_TRUNCATED, "tail/last", 0);
  ck_assert_ptr_eq (tail->name, raw.name);
  ck_assert_str_eq (tail->name, "mine");
  ck_assert_ptr_eq (tail->table, raw.table);
  ck_assert_uint_eq (g_hash_table_size (tail->table), 1);
  free_state (&tail_desc, tail);
}
END_TEST

START_TEST (a_default_is_paid_for_and_fails_with_path_and_offset)
{
  g_autoptr (GvmLimits) limits = limits_of (100, sizeof (Tail) + 4, 8);
  g_autoptr (GvmReader) reader = reader_on ("\1\2", 2, limits);
  g_autoptr (GError) error = NULL;
  Tail tail = { .last = 5 };

  ck_assert (!gvm_decode (reader, &tail_desc, 2, &tail, &error));
  expect_error (error, GVM_ERROR_LIMIT, "tail/name", 0);
  ck_assert_ptr_null (tail.name);
  ck_assert_uint_eq (tail.last, 5);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.absent", what_an_old_stream_lacks_gets_its_default_or_stays,
      a_member_that_another_row_has_loaded_is_not_touched, not_by_the_default_of_a_later_row_either,
      a_row_that_a_new_stream_has_no_more_gets_it_too,
      elements_that_a_load_makes_get_their_defaults, a_row_whose_condition_fails_gets_its_default,
      the_rows_of_a_subsection_that_is_not_there_get_theirs,
      a_subsection_in_one_that_is_there_may_be_absent_by_itself,
      of_what_is_counted_in_place_as_many_as_there_are_get_theirs,
      a_load_that_fails_later_takes_defaults_back,
      a_default_is_paid_for_and_fails_with_path_and_offset);
}
