/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saves for an older version: what it does not hold is found, and must be allowed.
 */
#include "support/golden.h"

typedef struct {
  guint8 a, b;
} Part;
GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, a, gvm_u8),
  GVM_FIELD (Part, b, gvm_u8, .since = 2, .absent = GVM_DEFAULT (Part, b, 5)),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 2, 1, part_fields);

typedef struct {
  guint64 high, low;
} Split;
GVM_FIELDS (split_fields, Split) = {
  GVM_FIELD (Split, high, gvm_u64),
  GVM_FIELD (Split, low, gvm_u64),
};
GVM_DEFINE_STATIC_DESC (split_desc, Split, "split", 1, 1, split_fields);

typedef struct {
  guint8 always, id;
  guint32 late;      /* a default of 7 */
  guint8 octets[6];  /* the first 2 in all versions */
  GHashTable *table; /* guint8 -> guint8 */
  GList *parts;      /* of Part, which has more since version 2 */
  Part part;         /* the same */
  guint16 size;      /* an octet, size_v1, up to version 1 */
  guint8 size_v1;
  guint8 dropped; /* up to version 1 */
  guint64 clock;
  guint32 in_sub;
  GArray *sub_list; /* of guint16 */
} Device;

static void
split_fill (Split *split, const Device *device)
{
  *split = (Split) { device->clock >> 8, device->clock & 0xff };
}
static gboolean
split_take (Device *device, const Split *split, G_GNUC_UNUSED GError **error)
{
  device->clock = split->high << 8 | split->low;
  return TRUE;
}
GVM_DEFINE_DERIVED (split_ops, Device, Split, split_fill, split_take);

GVM_DEFINE_WHEN (sub_is_needed, Device, self, version)
{
  return version >= 2 && self->in_sub != 0;
}
GVM_FIELDS (sub_fields, Device) = {
  GVM_FIELD (Device, in_sub, gvm_u32),
  GVM_GARRAY (Device, sub_list, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (sub_desc, Device, "device/sub", 1, 1, sub_fields);
GVM_SUBSECTIONS (device_subsections, Device) = {
  GVM_SUBSECTION (Device, sub_desc, .needed = GVM_WHEN (Device, sub_is_needed)),
};
GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, always, gvm_u8),
  GVM_EQUAL (Device, id, gvm_u8, .since = 2),
  GVM_FIELD (Device, late, gvm_u32, .since = 2, .absent = GVM_DEFAULT (Device, late, 7)),
  GVM_SUBARRAY (Device, octets, 0, 2, gvm_u8, .until = 1),
  GVM_ARRAY (Device, octets, gvm_u8, .since = 2),
  GVM_HASH (Device, table, gvm_u8, gvm_u8, .since = 2),
  GVM_LIST (Device, parts, part_desc, .nested_version = 1, .until = 1),
  GVM_LIST (Device, parts, part_desc, .nested_version = 2, .since = 2),
  GVM_STRUCT (Device, part, part_desc, .nested_version = 1, .until = 1),
  GVM_STRUCT (Device, part, part_desc, .nested_version = 2, .since = 2),
  GVM_FIELD (Device, size_v1, gvm_u8, .until = 1),
  GVM_FIELD (Device, size, gvm_u16, .since = 2, .alias = GVM_ALIAS ("size_v1")),
  GVM_FIELD (Device, dropped, gvm_u8, .until = 1),
  GVM_DERIVED (Device, split, split_ops, split_desc, .since = 2),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 2, 1, device_fields,
                        GVM_WITH_SUBSECTIONS (Device, device_subsections));

static void
add_part (Device *device, guint8 a, guint8 b)
{
  Part part = { a, b };

  device->parts = g_list_append (device->parts, g_memdup2 (&part, sizeof part));
}

/* All that version 1 does not have is as if it were not there. */
static void
device_fill (gpointer self)
{
  Device *device = self;

  *device = (Device) { .always = 1, .id = 2, .late = 7, .octets = { 3, 4 }, .part = { 5, 5 } };
  device->size = 6;
  device->dropped = 8;
  device->table = g_hash_table_new_full (gvm_u8.key_hash, gvm_u8.key_equal, g_free, g_free);
  add_part (device, 1, 5);
  add_part (device, 2, 5);
}

static void
spoil (Device *device)
{
  guint8 key = 9, value = 10;

  device->late = 0;
  device->octets[1] = device->octets[2] = device->octets[5] = 1;
  g_hash_table_insert (device->table, g_memdup2 (&key, 1), g_memdup2 (&value, 1));
  ((Part *) device->parts->next->data)->b = 11;
  device->part.b = 0;
  device->size = 12;
  device->clock = 0x0d0e;
  device->in_sub = 15;
  device->sub_list = g_array_append_vals (g_array_new (FALSE, FALSE, 2), "\1\1", 1);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free);
}

static const char *const spoiled[][3] = {
  { "device/late", "0x0", "0x7" },
  { "device/octets[2]", "0x1", "0x0" },
  { "device/octets[5]", "0x1", "0x0" },
  { "device/table{0x9}", "0xa", NULL },
  { "device/parts[1]/b", "0xb", "0x5" },
  { "device/part/b", "0x0", "0x5" },
  { "device/split/high", "0xd", "0x0" },
  { "device/split/low", "0xe", "0x0" },
  { "device/device/sub/in_sub", "0xf", "0x0" },
  { "device/device/sub/sub_list[0]", "0x101", NULL },
};

static void
expect_lost (GPtrArray *lost)
{
  for (guint i = 0; i < MIN (lost->len, G_N_ELEMENTS (spoiled)); i++) {
    const GvmDifference *one = g_ptr_array_index (lost, i);
    g_autofree char *path = g_strcompress (spoiled[i][0]);

    ck_assert_str_eq (gvm_difference_get_path (one), path);
    ck_assert_msg (g_strcmp0 (gvm_difference_get_a (one), spoiled[i][1]) == 0, "%s: %s", path,
                   gvm_difference_get_a (one));
    ck_assert_msg (g_strcmp0 (gvm_difference_get_b (one), spoiled[i][2]) == 0, "%s: %s", path,
                   gvm_difference_get_b (one));
  }
  ck_assert_uint_eq (lost->len, G_N_ELEMENTS (spoiled));
}

START_TEST (a_state_that_an_older_version_holds_is_saved)
{
  static const guint8 golden[] = {
    0x01,                               /* always */
    0x03, 0x04,                         /* octets[0..] */
    0x00, 0x00, 0x00, 0x02, 0x01, 0x02, /* parts: count, a, a */
    0x05,                               /* part.a */
    0x00,                               /* size_v1 */
    0x08,                               /* dropped */
  };
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GPtrArray) lost = new_list ();

  expect_saves (&device_desc, 1, device, golden, sizeof golden);
  ck_assert (gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_DEFAULT, lost, NULL));
  ck_assert_uint_eq (lost->len, 0);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (what_it_does_not_hold_is_refused_with_the_first_path)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  spoil (device);
  ck_assert (!gvm_encode (writer, &device_desc, 1, device, &error));
  expect_error (error, GVM_ERROR_LOSS, "device/late", NO_OFFSET);
  ck_assert_str_eq (error->message,
                    "device/late: 0x0, which the version to be written does not hold");
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (all_of_it_can_be_listed_before_it_is_allowed)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GPtrArray) lost = new_list ();
  g_autoptr (GError) error = NULL;

  spoil (device);
  ck_assert (!gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_DEFAULT, lost, &error));
  expect_error (error, GVM_ERROR_LOSS, "device/late", NO_OFFSET);
  expect_lost (lost);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (loss_that_is_allowed_is_listed_and_saved)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GPtrArray) lost = new_list ();

  spoil (device);
  ck_assert (gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_ALLOW_LOSS, lost, NULL));
  expect_lost (lost);
  ck_assert_uint_eq (gvm_writer_tell (writer), 12);
  ck_assert (gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_ALLOW_LOSS, NULL, NULL));
  ck_assert_uint_eq (gvm_writer_tell (writer), 24);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_list_that_has_entries_already_gets_more)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GPtrArray) lost = new_list ();

  device->late = 1;
  for (guint i = 0; i < 2; i++)
    ck_assert (!gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_DEFAULT, lost, NULL));
  ck_assert_uint_eq (lost->len, 2);
  device->late = 7;
  ck_assert (gvm_encode_as (writer, &device_desc, 1, device, GVM_SAVE_DEFAULT, lost, NULL));
  ck_assert_uint_eq (lost->len, 2);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (nothing_is_lost_in_the_newest_version)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  spoil (device);
  ck_assert (gvm_encode (writer, &device_desc, 2, device, NULL));
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_refused_save_leaves_the_writer_fit_for_the_next)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  device->late = 1;
  ck_assert (!gvm_encode (writer, &device_desc, 1, device, NULL));
  ck_assert (gvm_encode (writer, &device_desc, 2, device, NULL));
  ck_assert (!gvm_encode (writer, &device_desc, 1, device, NULL));
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_stream_of_an_older_version_loads_with_defaults_for_what_it_lost)
{
  Device *device = make_state (&device_desc, device_fill);
  Device *loaded = make_state (&device_desc, device_fill);
  g_autoptr (GPtrArray) lost = new_list ();
  GError *error = NULL;

  spoil (device);
  ck_assert_ptr_null (
      gvm_save_to_bytes_as (&device_desc, 1, device, GVM_SAVE_DEFAULT, lost, NULL, &error));
  expect_error (error, GVM_ERROR_LOSS, "device[0]/late", NO_OFFSET);
  g_clear_error (&error);
  g_autoptr (GBytes) bytes =
      gvm_save_to_bytes_as (&device_desc, 1, device, GVM_SAVE_ALLOW_LOSS, NULL, NULL, &error);
  ck_assert_ptr_nonnull (bytes);
  ck_assert (gvm_load_from_bytes (&device_desc, loaded, bytes, NULL, &error));
  ck_assert_uint_eq (loaded->late, 7);
  ck_assert_uint_eq (loaded->part.b, 5);
  ck_assert_uint_eq (((Part *) loaded->parts->next->data)->b, 5);
  free_state (&device_desc, device);
  free_state (&device_desc, loaded);
}
END_TEST

/* ---- hooks ----------------------------------------------------------------------------------- */

typedef struct {
  guint8 a, late, source;
} Hooked;
GVM_DEFINE_HOOK (hooked_pre_save, Hooked, self, error)
{
  self->late = self->source;
  return TRUE;
}
GVM_FIELDS (hooked_fields, Hooked) = {
  GVM_FIELD (Hooked, a, gvm_u8),
  GVM_FIELD (Hooked, late, gvm_u8, .since = 2),
};
GVM_DEFINE_STATIC_DESC (hooked_desc, Hooked, "hooked", 2, 1, hooked_fields,
                        .pre_save = GVM_HOOK (Hooked, hooked_pre_save));

START_TEST (loss_is_judged_by_what_pre_save_has_brought_up_to_date)
{
  Hooked stale = { .late = 1, .source = 0 }, fresh = { .late = 0, .source = 1 };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_encode (writer, &hooked_desc, 1, &stale, NULL));
  ck_assert (!gvm_encode (writer, &hooked_desc, 1, &fresh, &error));
  expect_error (error, GVM_ERROR_LOSS, "hooked/late", NO_OFFSET);
}
END_TEST

/* Predicates are asked of states alone, never of what a state is compared with. */
typedef struct {
  GArray *array;
} Careful;
GVM_DEFINE_WHEN (careful_has_one, Careful, self, version)
{
  return g_array_index (self->array, guint8, 0) == 1;
}
GVM_FIELDS (careful_fields, Careful) = {
  GVM_GARRAY (Careful, array, gvm_u8, .when = GVM_WHEN (Careful, careful_has_one)),
};
GVM_DEFINE_STATIC_DESC (careful_desc, Careful, "careful", 1, 1, careful_fields);
typedef struct {
  Careful careful;
} Outer;
GVM_FIELDS (outer_fields, Outer) = { GVM_STRUCT (Outer, careful, careful_desc, .since = 2) };
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 2, 1, outer_fields);

START_TEST (conditions_are_asked_of_the_state_alone)
{
  Outer outer = { { g_array_append_vals (g_array_new (FALSE, FALSE, 1), "\1", 1) } };
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_encode (writer, &outer_desc, 1, &outer, &error));
  expect_error (error, GVM_ERROR_LOSS, "outer/careful/array[0]", NO_OFFSET);
  gvm_state_clear (&outer_desc, &outer);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.loss", a_state_that_an_older_version_holds_is_saved,
      what_it_does_not_hold_is_refused_with_the_first_path,
      all_of_it_can_be_listed_before_it_is_allowed, loss_that_is_allowed_is_listed_and_saved,
      a_list_that_has_entries_already_gets_more, nothing_is_lost_in_the_newest_version,
      a_refused_save_leaves_the_writer_fit_for_the_next,
      a_stream_of_an_older_version_loads_with_defaults_for_what_it_lost,
      loss_is_judged_by_what_pre_save_has_brought_up_to_date,
      conditions_are_asked_of_the_state_alone);
}
