/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that are not on the wire in each version, or not in each state.
 */
#include "support/golden.h"

/* ---- since and until ------------------------------------------------------------------------ */

typedef struct {
  guint8 always, old, late;
  guint16 size; /* an octet up to version 2, two from 3 on */
  guint8 size_v2;
} Device;
GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, always, gvm_u8),
  GVM_FIELD (Device, old, gvm_u8, .until = 1),
  GVM_FIELD (Device, late, gvm_u8, .since = 2),
  GVM_FIELD (Device, size_v2, gvm_u8, .until = 2),
  GVM_FIELD (Device, size, gvm_u16, .since = 3),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 4, 1, device_fields);

static const Device device = { .always = 1, .old = 2, .late = 3, .size = 0x0405, .size_v2 = 6 };

/* Saves @version, which does not hold all of it, loads it into a device of 0x77s, and returns that. */
static Device
pass_through (guint32 version, const guint8 *golden, gsize size)
{
  Device loaded;

  memset (&loaded, 0x77, sizeof loaded);
  expect_saves_as (&device_desc, version, GVM_SAVE_ALLOW_LOSS, &device, golden, size);
  expect_loads (&device_desc, version, &loaded, golden, size);
  return loaded;
}

START_TEST (version_1_has_the_rows_up_to_it)
{
  static const guint8 golden[] = {
    0x01, /* always */
    0x02, /* old, until 1 */
    0x06, /* size_v2, until 2 */
  };
  Device loaded = pass_through (1, golden, sizeof golden);

  ck_assert_uint_eq (loaded.always, 1);
  ck_assert_uint_eq (loaded.old, 2);
  ck_assert_uint_eq (loaded.size_v2, 6);
  ck_assert_uint_eq (loaded.late, 0x77);
  ck_assert_uint_eq (loaded.size, 0x7777);
}
END_TEST

START_TEST (version_2_begins_one_row_and_ends_another)
{
  static const guint8 golden[] = {
    0x01, /* always */
    0x03, /* late, since 2 */
    0x06, /* size_v2, until 2 */
  };
  Device loaded = pass_through (2, golden, sizeof golden);

  ck_assert_uint_eq (loaded.old, 0x77);
  ck_assert_uint_eq (loaded.late, 3);
  ck_assert_uint_eq (loaded.size_v2, 6);
}
END_TEST

START_TEST (versions_3_and_4_have_the_same_rows)
{
  static const guint8 golden[] = {
    0x01,       /* always */
    0x03,       /* late, since 2 */
    0x04, 0x05, /* size, since 3 */
  };

  for (guint32 version = 3; version <= 4; version++) {
    Device loaded = pass_through (version, golden, sizeof golden);

    ck_assert_uint_eq (loaded.size, 0x0405);
    ck_assert_uint_eq (loaded.size_v2, 0x77);
  }
}
END_TEST

START_TEST (equality_asks_for_the_rows_of_the_newest_version_alone)
{
  Device a = device, b = device;

  b.old = b.size_v2 = 99;
  ck_assert (gvm_state_equal (&device_desc, &a, &b));
  b.late = 99;
  ck_assert (!gvm_state_equal (&device_desc, &a, &b));
}
END_TEST

/* ---- when ----------------------------------------------------------------------------------- */

typedef struct {
  bool has_extra;
  guint16 extra, last;
} Optional;
GVM_DEFINE_WHEN (optional_has_extra, Optional, self, version)
{
  return self->has_extra && version >= 2;
}
GVM_FIELDS (optional_fields, Optional) = {
  GVM_FIELD (Optional, has_extra, gvm_bool),
  GVM_FIELD (Optional, extra, gvm_u16, .when = GVM_WHEN (Optional, optional_has_extra)),
  GVM_FIELD (Optional, last, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (optional_desc, Optional, "optional", 2, 1, optional_fields);

static void
with_extra (gpointer self)
{
  *(Optional *) self = (Optional) { .has_extra = true, .extra = 0x0203, .last = 0x0405 };
}

static void
without_extra (gpointer self)
{
  *(Optional *) self = (Optional) { .extra = 0x0203, .last = 0x0405 };
}

START_TEST (a_row_whose_condition_holds_is_sent)
{
  static const guint8 golden[] = {
    0x01,       /* has_extra */
    0x02, 0x03, /* extra */
    0x04, 0x05, /* last */
  };
  expect_golden (GOLDEN (optional_desc, 2, golden, with_extra, without_extra));
}
END_TEST

START_TEST (a_row_whose_condition_fails_is_not_sent)
{
  static const guint8 golden[] = {
    0x00,       /* has_extra */
    0x04, 0x05, /* last */
  };
  expect_golden (GOLDEN (optional_desc, 2, golden, without_extra, with_extra));
}
END_TEST

START_TEST (a_condition_is_told_the_version)
{
  static const guint8 golden[] = {
    0x01,       /* has_extra */
    0x04, 0x05, /* last */
  };
  Optional optional;

  with_extra (&optional);
  expect_saves_as (&optional_desc, 1, GVM_SAVE_ALLOW_LOSS, &optional, golden, sizeof golden);
  optional = (Optional) { .extra = 9 };
  expect_loads (&optional_desc, 1, &optional, golden, sizeof golden);
  ck_assert_uint_eq (optional.extra, 9);
}
END_TEST

START_TEST (members_of_rows_that_are_not_sent_do_not_count_for_equality)
{
  Optional a, b;

  without_extra (&a);
  without_extra (&b);
  b.extra = 9;
  ck_assert (gvm_state_equal (&optional_desc, &a, &b));
  a.has_extra = b.has_extra = true;
  ck_assert (!gvm_state_equal (&optional_desc, &a, &b));
}
END_TEST

/* Its condition is not on the wire itself. */
typedef struct {
  bool is_sent;
  guint8 value;
} Half;
GVM_DEFINE_WHEN (half_is_sent, Half, self, version)
{
  return self->is_sent;
}
GVM_FIELDS (half_fields, Half) = {
  GVM_FIELD (Half, value, gvm_u8, .when = GVM_WHEN (Half, half_is_sent)),
};
GVM_DEFINE_STATIC_DESC (half_desc, Half, "half", 1, 1, half_fields);

START_TEST (a_row_that_only_one_of_two_states_would_send_makes_them_unequal)
{
  const Half sent = { true, 5 }, unsent = { false, 5 }, other = { false, 6 };

  ck_assert (!gvm_state_equal (&half_desc, &sent, &unsent));
  ck_assert (!gvm_state_equal (&half_desc, &unsent, &sent));
  ck_assert (gvm_state_equal (&half_desc, &unsent, &other));
}
END_TEST

/* ---- nested_version ------------------------------------------------------------------------- */

typedef struct {
  guint8 a, b;
} Part;
GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 2, 1, part_fields);

typedef struct {
  Part one, many[2];
  GHashTable *table;
  GArray *array;
  GList *list;
} Whole;
#define WHOLE_ROWS(since_, until_, nested)                                                         \
  GVM_STRUCT (Whole, one, part_desc, .since = since_, .until = until_, .nested_version = nested),  \
      GVM_ARRAY (Whole, many, part_desc, .since = since_, .until = until_,                         \
                 .nested_version = nested),                                                        \
      GVM_HASH (Whole, table, gvm_u8, part_desc, .since = since_, .until = until_,                 \
                .nested_version = nested),                                                         \
      GVM_GARRAY (Whole, array, part_desc, .since = since_, .until = until_,                       \
                  .nested_version = nested),                                                       \
      GVM_LIST (Whole, list, part_desc, .since = since_, .until = until_,                          \
                .nested_version = nested)
GVM_FIELDS (whole_fields, Whole) = { WHOLE_ROWS (0, 1, 1), WHOLE_ROWS (2, 0, 2) };
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 2, 1, whole_fields);

static void
whole_fill (gpointer self)
{
  Whole *whole = self;
  Part part = { 5, 6 };
  guint8 key = 9;

  whole->one = whole->many[0] = whole->many[1] = part;
  whole->table = g_hash_table_new_full (gvm_u8.key_hash, gvm_u8.key_equal, g_free, g_free);
  g_hash_table_insert (whole->table, g_memdup2 (&key, 1), g_memdup2 (&part, sizeof part));
  whole->array = g_array_new (FALSE, FALSE, sizeof part);
  g_array_append_val (whole->array, part);
  whole->list = g_list_append (NULL, g_memdup2 (&part, sizeof part));
}

START_TEST (a_row_says_which_version_of_its_struct_is_on_the_wire)
{
  static const guint8 golden[] = {
    0x05, 0x06,                               /* one, of version 2 */
    0x05, 0x06, 0x05, 0x06,                   /* many */
    0x00, 0x00, 0x00, 0x01, 0x09, 0x05, 0x06, /* table: count, key, value */
    0x00, 0x00, 0x00, 0x01, 0x05, 0x06,       /* array */
    0x00, 0x00, 0x00, 0x01, 0x05, 0x06,       /* list */
  };
  expect_golden (GOLDEN (whole_desc, 2, golden, whole_fill, NULL));
}
END_TEST

START_TEST (an_older_version_of_a_struct_is_on_the_wire_where_a_row_says_so)
{
  static const guint8 golden[] = {
    0x05,                               /* one, of version 1 */
    0x05, 0x05,                         /* many */
    0x00, 0x00, 0x00, 0x01, 0x09, 0x05, /* table: count, key, value */
    0x00, 0x00, 0x00, 0x01, 0x05,       /* array */
    0x00, 0x00, 0x00, 0x01, 0x05,       /* list */
  };
  Whole *whole = make_state (&whole_desc, whole_fill), *loaded = make_state (&whole_desc, NULL);

  expect_saves_as (&whole_desc, 1, GVM_SAVE_ALLOW_LOSS, whole, golden, sizeof golden);
  expect_loads (&whole_desc, 1, loaded, golden, sizeof golden);
  expect_saves (&whole_desc, 1, loaded, golden, sizeof golden);
  ck_assert_uint_eq (loaded->one.b, 0);
  ck_assert_uint_eq (((Part *) loaded->list->data)->b, 0);
  free_state (&whole_desc, whole);
  free_state (&whole_desc, loaded);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.version", version_1_has_the_rows_up_to_it, version_2_begins_one_row_and_ends_another,
      versions_3_and_4_have_the_same_rows, equality_asks_for_the_rows_of_the_newest_version_alone,
      a_row_whose_condition_holds_is_sent, a_row_whose_condition_fails_is_not_sent,
      a_condition_is_told_the_version, members_of_rows_that_are_not_sent_do_not_count_for_equality,
      a_row_that_only_one_of_two_states_would_send_makes_them_unequal,
      a_row_says_which_version_of_its_struct_is_on_the_wire,
      an_older_version_of_a_struct_is_on_the_wire_where_a_row_says_so);
}
