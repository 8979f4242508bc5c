/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams of structs that are no more, step by step to the present one.
 */
#include "support/golden.h"
#include "support/refusal.h"

/* ---- three generations ------------------------------------------------------------------------ */

typedef struct {
  guint8 id;
  guint8 level;
  guint8 n_names;
  char *names; /* one text, names parted by commas */
} DeviceV1;
GVM_FIELDS (v1_fields, DeviceV1) = {
  GVM_EQUAL (DeviceV1, id, gvm_u8),
  GVM_FIELD (DeviceV1, level, gvm_u8),
  GVM_FIELD (DeviceV1, names, gvm_string),
};
GVM_DEFINE_STATIC_DESC (v1_desc, DeviceV1, "device", 1, 1, v1_fields);

typedef struct {
  guint8 id;
  guint16 level; /* in tenths since version 2 */
  guint8 extra;  /* since version 3 */
  char **names;
} DeviceV3;
GVM_DEFINE_PREPARE (v1_prepare, DeviceV3, DeviceV1, old, self)
{
  old->id = self->id;
}
GVM_DEFINE_CONVERT (v3_from_v1, DeviceV3, DeviceV1, self, old, error)
{
  if (old->level > 100) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "level %u, at most 100", old->level);
    return FALSE;
  }
  self->id = old->id;
  self->level = (guint16) (old->level * 10);
  self->names = g_strsplit (old->names != NULL ? old->names : "", ",", 0);
  return TRUE;
}
GVM_FIELDS (v3_fields, DeviceV3) = {
  GVM_EQUAL (DeviceV3, id, gvm_u8),
  GVM_FIELD (DeviceV3, level, gvm_u16),
  GVM_FIELD (DeviceV3, names, gvm_strv),
  GVM_FIELD (DeviceV3, extra, gvm_u8, .since = 3, .absent = GVM_DEFAULT (DeviceV3, extra, 33)),
};
GVM_DEFINE_STATIC_DESC (v3_desc, DeviceV3, "device", 3, 2, v3_fields,
                        .upgrade = GVM_UPGRADE (DeviceV3, v1_desc, v3_from_v1,
                                                .prepare = GVM_PREPARE (DeviceV3, v1_desc,
                                                                        v1_prepare)));

typedef struct {
  guint32 level;
} Name;
GVM_FIELDS (name_fields, Name) = { GVM_FIELD (Name, level, gvm_u32) };
GVM_DEFINE_STATIC_DESC (name_desc, Name, "name", 1, 1, name_fields);

typedef struct {
  guint8 id, extra;
  guint8 local;      /* no version but this one has it; upgrades leave it */
  guint8 unsaved;    /* no row */
  GHashTable *names; /* text -> Name, boxed */
  guint loads;       /* how often post_load ran */
} Device;
GVM_DEFINE_PREPARE (v3_prepare, Device, DeviceV3, old, self)
{
  old->id = self->id;
}
GVM_DEFINE_CONVERT (device_from_v3, Device, DeviceV3, self, old, error)
{
  self->extra = old->extra;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (char **name = old->names; name != NULL && *name != NULL; name++) {
    Name one = { old->level };
    g_hash_table_insert (self->names, g_strdup (*name), g_memdup2 (&one, sizeof one));
  }
  return TRUE;
}
GVM_DEFINE_CHECK (device_check, Device, self, error)
{
  return self->extra != 99;
}
GVM_DEFINE_HOOK (device_post_load, Device, self, error)
{
  self->loads++;
  return TRUE;
}
static guint n_pre_saves;
GVM_DEFINE_HOOK (device_pre_save, Device, self, error)
{
  n_pre_saves++;
  return TRUE;
}
GVM_FIELDS (device_fields, Device) = {
  GVM_EQUAL (Device, id, gvm_u8),
  GVM_FIELD (Device, extra, gvm_u8),
  GVM_FIELD (Device, local, gvm_u8),
  GVM_HASH (Device, names, gvm_string, name_desc, .max = 3),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 5, 4, device_fields,
                        .upgrade = GVM_UPGRADE (Device, v3_desc, device_from_v3,
                                                .prepare = GVM_PREPARE (Device, v3_desc,
                                                                        v3_prepare)),
                        .check = GVM_HOOK (Device, device_check),
                        .post_load = GVM_HOOK (Device, device_post_load),
                        .pre_save = GVM_HOOK (Device, device_pre_save));

static void
device_fill (gpointer self)
{
  Device *device = self;
  Name name = { 1 };

  *device = (Device) { .id = 7, .extra = 2, .local = 3, .unsaved = 4 };
  device->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (device->names, g_strdup ("old"), g_memdup2 (&name, sizeof name));
}

static void
device_blank (gpointer self)
{
  ((Device *) self)->id = 7;
}

static const guint8 golden_v1[] = {
  0x07,                                       /* id */
  0x05,                                       /* level */
  0x00, 0x00, 0x00, 0x04, 'a', ',', 'b', 'c', /* names */
};
static const guint8 golden_v2[] = {
  0x07,                             /* id */
  0x00, 0x32,                       /* level */
  0x00, 0x00, 0x00, 0x02,           /* names: count */
  0x00, 0x00, 0x00, 0x01, 'a',      /* names[0] */
  0x00, 0x00, 0x00, 0x02, 'b', 'c', /* names[1] */
};
static const guint8 golden_v3[] = {
  0x07,                             /* id */
  0x00, 0x32,                       /* level */
  0x00, 0x00, 0x00, 0x02,           /* names: count */
  0x00, 0x00, 0x00, 0x01, 'a',      /* names[0] */
  0x00, 0x00, 0x00, 0x02, 'b', 'c', /* names[1] */
  0x21,                             /* extra */
};

static void
expect_upgraded (void (*fill) (gpointer self), guint32 version, const guint8 *octets, gsize size)
{
  Device *device = make_state (&device_desc, fill);
  guint8 local = device->local, unsaved = device->unsaved;

  n_pre_saves = 0;
  expect_loads (&device_desc, version, device, octets, size);
  ck_assert_uint_eq (device->id, 7);
  ck_assert_uint_eq (device->extra, 33);
  ck_assert_uint_eq (device->local, local);
  ck_assert_uint_eq (device->unsaved, unsaved);
  ck_assert_uint_eq (g_hash_table_size (device->names), 2);
  ck_assert_uint_eq (((Name *) g_hash_table_lookup (device->names, "a"))->level, 50);
  ck_assert_uint_eq (((Name *) g_hash_table_lookup (device->names, "bc"))->level, 50);
  ck_assert_uint_eq (device->loads, 1);
  ck_assert_uint_eq (n_pre_saves, 0);
  free_state (&device_desc, device);
}

START_TEST (each_old_version_becomes_the_present_struct)
{
  void (*const fills[]) (gpointer) = { device_blank, device_fill };

  for (gsize i = 0; i < G_N_ELEMENTS (fills); i++) {
    expect_upgraded (fills[i], 1, golden_v1, sizeof golden_v1);
    expect_upgraded (fills[i], 2, golden_v2, sizeof golden_v2);
    expect_upgraded (fills[i], 3, golden_v3, sizeof golden_v3);
  }
}
END_TEST

START_TEST (a_stream_of_an_old_version_loads)
{
  DeviceV1 old = { .id = 7, .level = 5, .names = (char *) "x" };
  Device *device = make_state (&device_desc, device_fill);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = gvm_save_to_bytes (&v1_desc, &old, NULL, NULL);

  ck_assert_msg (gvm_load_from_bytes (&device_desc, device, bytes, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_ptr_nonnull (g_hash_table_lookup (device->names, "x"));
  free_state (&device_desc, device);
}
END_TEST

/* ---- failure --------------------------------------------------------------------------------- */

/* As refuse_load(), of a version. Raw memory and all that the device points to stays. */
static GError *
refuse (guint32 version, gconstpointer octets, gsize size, const GvmLimits *limits)
{
  Device *device = make_state (&device_desc, device_fill), raw = *device;
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, limits);
  GError *error = NULL;

  ck_assert (!gvm_decode (reader, &device_desc, version, device, &error));
  ck_assert_mem_eq (device, &raw, sizeof raw);
  ck_assert_uint_eq (g_hash_table_size (device->names), 1);
  ck_assert_ptr_nonnull (g_hash_table_lookup (device->names, "old"));
  ck_assert_uint_eq (gvm_reader_tell (reader), 0);
  free_state (&device_desc, device);
  return error;
}

static void
expect_refused (guint32 version, gconstpointer octets, gsize size, GvmError code, const char *path,
                guint64 offset)
{
  g_autoptr (GError) error = refuse (version, octets, size, NULL);

  expect_error (error, code, path, offset);
}

START_TEST (octets_that_end_early_are_refused_at_every_one)
{
  const struct {
    const guint8 *octets;
    gsize size;
  } all[] = { { golden_v1, sizeof golden_v1 },
              { golden_v2, sizeof golden_v2 },
              { golden_v3, sizeof golden_v3 } };

  for (guint32 version = 1; version <= 3; version++)
    for (gsize size = 0; size < all[version - 1].size; size++) {
      g_autoptr (GError) error = refuse (version, all[version - 1].octets, size, NULL);
      ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_TRUNCATED));
    }
}
END_TEST

START_TEST (errors_of_old_rows_have_the_old_path_and_offset)
{
  expect_refused (1, "\7\5\0\0\0\4a", 7, GVM_ERROR_TRUNCATED, "device/names", 2);
  expect_refused (2, "\7\0\1\0\0\0\1\0\0\0\1\xff", 12, GVM_ERROR_STRING, "device/names[0]", 7);
}
END_TEST

START_TEST (equal_rows_of_the_old_struct_compare_with_the_target)
{
  g_autofree guint8 *octets = g_memdup2 (golden_v1, sizeof golden_v1);

  octets[0] = 8;
  expect_refused (1, octets, sizeof golden_v1, GVM_ERROR_EQUAL_MISMATCH, "device/id", 0);
}
END_TEST

START_TEST (a_step_may_refuse)
{
  g_autofree guint8 *octets = g_memdup2 (golden_v1, sizeof golden_v1);
  octets[1] = 101;
  g_autoptr (GError) error = refuse (1, octets, sizeof golden_v1, NULL);

  expect_error (error, GVM_ERROR_REFUSED, "device", 0);
  ck_assert_str_eq (error->message, "device @0x0: level 101, at most 100");
}
END_TEST

START_TEST (hooks_judge_what_an_upgrade_has_made)
{
  g_autofree guint8 *octets = g_memdup2 (golden_v3, sizeof golden_v3);

  octets[sizeof golden_v3 - 1] = 99;
  expect_refused (3, octets, sizeof golden_v3, GVM_ERROR_REFUSED, "device", 0);
}
END_TEST

START_TEST (rows_judge_it_too)
{
  static const guint8 octets[] = { 7, 5, 0, 0, 0, 7, 'a', ',', 'b', ',', 'c', ',', 'd' };

  expect_refused (1, octets, sizeof octets, GVM_ERROR_LIMIT, "device/names", 0);
}
END_TEST

START_TEST (a_version_that_no_step_takes_is_too_old)
{
  g_autoptr (GError) error = refuse (0, golden_v1, sizeof golden_v1, NULL);

  expect_error (error, GVM_ERROR_TOO_OLD, "device", 0);
  ck_assert_str_eq (error->message, "device @0x0: version 0, at least 1, and no upgrade from it");
  expect_refused (6, golden_v1, sizeof golden_v1, GVM_ERROR_TOO_NEW, "device", 0);
}
END_TEST

START_TEST (an_old_version_is_not_written)
{
  Device *device = make_state (&device_desc, device_fill);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_encode (writer, &device_desc, 3, device, &error));
  expect_error (error, GVM_ERROR_TOO_OLD, "device", NO_OFFSET);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (temporary_structs_are_paid_for)
{
  g_autoptr (GvmLimits) limits =
      limits_of (100, sizeof (Device) + sizeof (Device) + sizeof (DeviceV3) - 1, 8);
  g_autoptr (GError) error = refuse (3, golden_v3, sizeof golden_v3, limits);

  expect_error (error, GVM_ERROR_LIMIT, "device", 0);
}
END_TEST

/* ---- what convert does not make ------------------------------------------------------------------ */

typedef struct {
  guint8 a;
} BoxV1;
typedef struct {
  guint8 a;
  GList *list; /* of guint8 */
  char *text;
} Box;
GVM_FIELDS (box_v1_fields, BoxV1) = { GVM_FIELD (BoxV1, a, gvm_u8) };
GVM_DEFINE_STATIC_DESC (box_v1_desc, BoxV1, "box", 1, 1, box_v1_fields);
GVM_DEFINE_CONVERT (box_from_v1, Box, BoxV1, self, old, error)
{
  self->a = old->a;
  return self->list == NULL && self->text == NULL;
}
GVM_FIELDS (box_fields, Box) = {
  GVM_FIELD (Box, a, gvm_u8),
  GVM_LIST (Box, list, gvm_u8),
  GVM_FIELD (Box, text, gvm_string),
};
GVM_DEFINE_STATIC_DESC (box_desc, Box, "box", 2, 2, box_fields,
                        .upgrade = GVM_UPGRADE (Box, box_v1_desc, box_from_v1));

START_TEST (what_convert_does_not_make_is_empty)
{
  Box box = { .list = g_list_append (NULL, g_memdup2 ("\1", 1)), .text = g_strdup ("text") };

  expect_loads (&box_desc, 1, &box, "\3", 1);
  ck_assert_uint_eq (box.a, 3);
  ck_assert_ptr_null (box.list);
  ck_assert_ptr_null (box.text);
  gvm_state_clear (&box_desc, &box);
}
END_TEST

/* ---- nested structs, elements, subsections ----------------------------------------------------- */

typedef struct {
  guint8 half;
} ItemV1;
typedef struct {
  guint16 all;
} Item;
GVM_FIELDS (item_v1_fields, ItemV1) = { GVM_FIELD (ItemV1, half, gvm_u8) };
GVM_DEFINE_STATIC_DESC (item_v1_desc, ItemV1, "item", 1, 1, item_v1_fields);
GVM_DEFINE_CONVERT (item_from_v1, Item, ItemV1, self, old, error)
{
  self->all = (guint16) (old->half * 2);
  return old->half != 0x66;
}
GVM_FIELDS (item_fields, Item) = { GVM_FIELD (Item, all, gvm_u16) };
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 2, 2, item_fields,
                        .upgrade = GVM_UPGRADE (Item, item_v1_desc, item_from_v1));

typedef struct {
  Item one, two[2];
  GArray *array;
  GHashTable *table;
  guint8 sub;
} Holder;
#define HOLDER_ROWS(nested, ...)                                                                   \
  GVM_STRUCT (Holder, one, item_desc, .nested_version = nested, __VA_ARGS__),                      \
      GVM_ARRAY (Holder, two, item_desc, .nested_version = nested, __VA_ARGS__),                   \
      GVM_GARRAY (Holder, array, item_desc, .nested_version = nested, __VA_ARGS__),                \
      GVM_HASH (Holder, table, gvm_u8, item_desc, .nested_version = nested, __VA_ARGS__)
typedef struct {
  guint8 tens;
} SubV1;
GVM_FIELDS (sub_v1_fields, SubV1) = { GVM_FIELD (SubV1, tens, gvm_u8) };
GVM_DEFINE_STATIC_DESC (sub_v1_desc, SubV1, "holder/sub", 1, 1, sub_v1_fields);
GVM_DEFINE_CONVERT (sub_from_v1, Holder, SubV1, self, old, error)
{
  self->sub = (guint8) (old->tens * 10);
  return TRUE;
}
GVM_FIELDS (sub_fields, Holder) = { GVM_FIELD (Holder, sub, gvm_u8) };
GVM_DEFINE_STATIC_DESC (sub_desc, Holder, "holder/sub", 2, 2, sub_fields,
                        .upgrade = GVM_UPGRADE (Holder, sub_v1_desc, sub_from_v1));
GVM_SUBSECTIONS (holder_subsections, Holder) = { GVM_SUBSECTION (Holder, sub_desc) };
GVM_FIELDS (holder_fields, Holder) = { HOLDER_ROWS (1, .until = 1), HOLDER_ROWS (2, .since = 2) };
GVM_DEFINE_STATIC_DESC (holder_desc, Holder, "holder", 2, 1, holder_fields,
                        GVM_WITH_SUBSECTIONS (Holder, holder_subsections));

#define HOLDER_OCTETS(last)                                                                        \
  0x01,                                                             /* one: half */                \
      0x02, 0x03,                                                   /* two */                      \
      0x00, 0x00, 0x00, 0x01, 0x04,                                 /* array: count, half */       \
      0x00, 0x00, 0x00, 0x01, 0x09, last,                           /* table: count, key, half */  \
      0x05, 0x0a, 'h', 'o', 'l', 'd', 'e', 'r', '/', 's', 'u', 'b', /* subsection */               \
      0x00, 0x00, 0x00, 0x01, 0x06                                  /* version, tens */

START_TEST (structs_in_rows_containers_and_subsections_are_upgraded_too)
{
  static const guint8 golden[] = { HOLDER_OCTETS (0x05) };
  Holder *holder = make_state (&holder_desc, NULL);
  guint8 key = 9;

  expect_loads (&holder_desc, 1, holder, golden, sizeof golden);
  ck_assert_uint_eq (holder->one.all, 2);
  ck_assert_uint_eq (holder->two[0].all, 4);
  ck_assert_uint_eq (holder->two[1].all, 6);
  ck_assert_uint_eq (g_array_index (holder->array, Item, 0).all, 8);
  ck_assert_uint_eq (((Item *) g_hash_table_lookup (holder->table, &key))->all, 10);
  ck_assert_uint_eq (holder->sub, 60);
  free_state (&holder_desc, holder);
}
END_TEST

START_TEST (a_step_that_refuses_an_element_says_which)
{
  static const guint8 golden[] = { HOLDER_OCTETS (0x66) };
  Holder *holder = make_state (&holder_desc, NULL);
  g_autoptr (GvmReader) reader = reader_on (golden, sizeof golden, NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_decode (reader, &holder_desc, 1, holder, &error));
  expect_error (error, GVM_ERROR_REFUSED, "holder/table{0x9}", 13);
  ck_assert_uint_eq (holder->one.all, 0);
  ck_assert_ptr_null (holder->array);
  free_state (&holder_desc, holder);
}
END_TEST

START_TEST (a_struct_whose_version_only_loads_is_not_written)
{
  Holder *holder = make_state (&holder_desc, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_encode (writer, &holder_desc, 1, holder, &error));
  expect_error (error, GVM_ERROR_TOO_OLD, "holder/one", NO_OFFSET);
  free_state (&holder_desc, holder);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.upgrade", each_old_version_becomes_the_present_struct,
      a_stream_of_an_old_version_loads, octets_that_end_early_are_refused_at_every_one,
      errors_of_old_rows_have_the_old_path_and_offset,
      equal_rows_of_the_old_struct_compare_with_the_target, a_step_may_refuse,
      hooks_judge_what_an_upgrade_has_made, rows_judge_it_too,
      a_version_that_no_step_takes_is_too_old, an_old_version_is_not_written,
      temporary_structs_are_paid_for, what_convert_does_not_make_is_empty,
      structs_in_rows_containers_and_subsections_are_upgraded_too,
      a_step_that_refuses_an_element_says_which, a_struct_whose_version_only_loads_is_not_written);
}
