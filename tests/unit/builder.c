/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Descriptors made at run time: what a macro can say, the builder can; where it puts members; what it refuses,
 * and that it frees what it keeps.
 */
#include "support/golden.h"

typedef struct {
  guint8 a;
  guint32 b;
} Part;
GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, a, gvm_u8), GVM_FIELD (Part, b, gvm_u32) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

typedef struct {
  guint16 wired;
  guint8 octets[3];
  guint16 line[2], plane[2][3];
  guint8 n;
  Part *block;
  guint32 used;
  guint8 room[4], most[6], *octets_block;
  Part part, *pointer;
  Part *pointers[2];
  guint64 clock;
  GHashTable *table;
  GList *list;
  GQueue *queue;
} Whole;

static void
clock_fill (Part *temporary, const Whole *self)
{
  *temporary = (Part) { (guint8) (self->clock >> 32), (guint32) self->clock };
}

static gboolean
clock_take (Whole *self, const Part *temporary, G_GNUC_UNUSED GError **error)
{
  self->clock = (guint64) temporary->a << 32 | temporary->b;
  return TRUE;
}

GVM_DEFINE_DERIVED (clock_ops, Whole, Part, clock_fill, clock_take);
GVM_DEFINE_WHEN (is_wired, Whole, self, version)
{
  return self->wired != 0;
}

GVM_FIELDS (whole_fields, Whole) = {
  GVM_EQUAL (Whole, wired, gvm_u16),
  GVM_VALIDATE (Whole, is_wired),
  GVM_BUFFER (Whole, octets),
  GVM_ARRAY (Whole, line, gvm_u16, .when = GVM_WHEN (Whole, is_wired)),
  GVM_ARRAY_2D (Whole, plane, gvm_u16),
  GVM_FIELD (Whole, n, gvm_u8),
  GVM_COUNTED (Whole, block, n, part_desc),
  GVM_FIELD (Whole, used, gvm_u32),
  GVM_COUNTED_ARRAY (Whole, room, used, gvm_u8),
  GVM_BUFFER_PART (Whole, most, used),
  GVM_BUFFER_COUNTED (Whole, octets_block, used),
  GVM_PAD (Whole, gone, 5),
  GVM_STRUCT (Whole, part, part_desc),
  GVM_POINTER (Whole, pointer, part_desc, .nullable = TRUE),
  GVM_POINTER_ARRAY (Whole, pointers, part_desc, .nullable = TRUE),
  GVM_DERIVED (Whole, split, clock_ops, part_desc),
  GVM_NOT_SAVED (Whole, clock, "the derived row sets it"),
  GVM_HASH (Whole, table, gvm_string, part_desc, .max = 3),
  GVM_LIST (Whole, list, gvm_u16, .values = GVM_DIRECT, .framing = GVM_FRAMING_MARKED),
  GVM_QUEUE (Whole, queue, part_desc, .framing = GVM_FRAMING_COUNTED_MARKED),
};
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 1, 1, whole_fields);

static void
fill (Whole *whole)
{
  Part part = { 1, 2 };

  *whole = (Whole) { .wired = 7, .octets = "abc", .line = { 1, 2 }, .n = 1, .used = 2 };
  whole->plane[1][2] = 0x0102;
  whole->block = g_memdup2 (&part, sizeof part);
  whole->room[1] = 9;
  whole->most[1] = 10;
  whole->octets_block = g_memdup2 ("xy", 2);
  whole->part = part;
  whole->pointers[1] = g_memdup2 (&part, sizeof part);
  whole->clock = 0x0300000004;
  whole->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (whole->table, g_strdup ("key"), g_memdup2 (&part, sizeof part));
  whole->list = g_list_append (NULL, GUINT_TO_POINTER (5));
  whole->queue = g_queue_new ();
  g_queue_push_tail (whole->queue, g_memdup2 (&part, sizeof part));
}

/* ---- the same as by macros ------------------------------------------------------------------------ */

START_TEST (what_macros_can_say_it_can)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("whole", 1, 1);
  GError *error = NULL;
  Whole whole;

  fill (&whole);
  for (gsize i = 0; i < G_N_ELEMENTS (whole_fields); i++) {
    GvmField row = whole_fields[i];

    if (row.shape != &gvm_shape_not_saved)
      row.size = 0; /* the shape knows it */
    row.alignment = 0;
    gvm_desc_builder_add_at (builder, &row);
  }
  gvm_desc_builder_set_size (builder, sizeof (Whole));
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, &error);
  ck_assert_msg (desc != NULL, "%s", error != NULL ? error->message : "");
  for (gsize i = 0; i < G_N_ELEMENTS (whole_fields); i++)
    ck_assert_uint_eq (desc->fields[i].size, whole_fields[i].size);

  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  ck_assert (gvm_encode (writer, &whole_desc, 1, &whole, NULL));
  g_autoptr (GBytes) payload = gvm_writer_steal (writer);
  gsize size = g_bytes_get_size (payload);
  gconstpointer octets = g_bytes_get_data (payload, NULL);
  expect_saves (desc, 1, &whole, octets, size);
  expect_loads (desc, 1, &whole, octets, size);
  ck_assert (gvm_state_equal (desc, &whole, &whole));
  expect_saves (&whole_desc, 1, &whole, octets, size);
  gvm_state_clear (desc, &whole);
}
END_TEST

/* ---- places --------------------------------------------------------------------------------------- */

static gsize
add (GvmDescBuilder *builder, const char *name, const GvmCodec *codec, gsize count)
{
  GvmField row = { .name = name,
                   .shape = count == 1 ? &gvm_shape_field : &gvm_shape_array,
                   .codec = codec,
                   .count = count };

  return gvm_desc_builder_add (builder, &row);
}

START_TEST (members_are_placed_one_after_another_and_aligned)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("placed", 1, 1);
  GvmField list = { .name = "list",
                    .shape = &gvm_shape_container,
                    .container = &gvm_container_list,
                    .codec = &gvm_u64,
                    .count = 1 };
  GvmField wide = {
    .name = "wide", .shape = &gvm_shape_field, .codec = &gvm_u8, .count = 1, .alignment = 32
  };
  GvmField pad = { .name = "pad", .shape = &gvm_shape_pad, .codec = &gvm_u8, .count = 3 };

  ck_assert_uint_eq (add (builder, "a", &gvm_u8, 1), 0);
  ck_assert_uint_eq (add (builder, "b", &gvm_u16, 3), 2);
  ck_assert_uint_eq (gvm_desc_builder_add (builder, &pad), 0);
  ck_assert_uint_eq (add (builder, "c", &part_desc.codec, 1), 8);
  ck_assert_uint_eq (gvm_desc_builder_add (builder, &list), 16);
  ck_assert_uint_eq (gvm_desc_builder_add (builder, &wide), 32);
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, NULL);
  ck_assert_uint_eq (desc->codec.c_size, 64);
  ck_assert (gvm_desc_check_complete (&part_desc, NULL, NULL));
  ck_assert (gvm_desc_check_complete (desc, NULL, NULL));
}
END_TEST

START_TEST (a_struct_without_members_is_not_empty)
{
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (gvm_desc_builder_new ("none", 1, 1), NULL);

  ck_assert_uint_eq (desc->codec.c_size, 1);
  expect_saves (desc, 1, "", "", 0);
}
END_TEST

static gboolean
first_octet (gconstpointer self, G_GNUC_UNUSED guint32 version)
{
  return *(const guint8 *) self != 0;
}

START_TEST (members_of_subsections_are_in_the_same_struct)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("outer", 1, 1);
  static const guint8 octets[] = { 1, 5, 1, 'x', 0, 0, 0, 3, 2, 5, 1, 'y', 0, 0, 0, 1, 0, 3 };

  add (builder, "a", &gvm_u8, 1);
  GvmDescBuilder *x = gvm_desc_builder_add_subsection (builder, "x", 3, 2, first_octet);
  ck_assert_uint_eq (add (x, "b", &gvm_u8, 1), 1);
  GvmDescBuilder *y = gvm_desc_builder_add_subsection (x, "y", 1, 1, NULL);
  ck_assert_uint_eq (add (y, "c", &gvm_u16, 1), 2);
  ck_assert_uint_eq (add (builder, "d", &gvm_u8, 0), 0);
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, NULL);
  ck_assert_uint_eq (desc->codec.c_size, 4);
  ck_assert (gvm_desc_check_complete (desc, NULL, NULL));

  guint8 state[4] = { 1, 2 };
  *(guint16 *) (gpointer) (state + 2) = 3;
  expect_saves (desc, 1, state, octets, sizeof octets);
  state[0] = 0;
  expect_saves (desc, 1, state, "\0", 1);
}
END_TEST

/* ---- hooks, and what is kept ------------------------------------------------------------------------ */

static gboolean
refuse (G_GNUC_UNUSED gpointer self, GError **error)
{
  return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL, "no");
}

START_TEST (it_has_the_hooks_it_was_given)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("hooked", 1, 1);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  gvm_desc_builder_set_hooks (builder, &(GvmDesc) { .pre_save = refuse });
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, NULL);
  ck_assert (!gvm_encode (writer, desc, 1, "", &error));
  expect_error (error, GVM_ERROR_REFUSED, "hooked", NO_OFFSET);
}
END_TEST

static void
count (gpointer data)
{
  ++*(int *) data;
}

START_TEST (what_it_keeps_lives_as_long_as_the_descriptor)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("keeps", 1, 1);
  GvmDescBuilder *inner = gvm_desc_builder_new ("inner", 1, 1);
  g_autofree char *name = g_strdup ("nested");
  int freed = 0;

  add (inner, "a", &gvm_u32, 1);
  GvmDesc *nested = gvm_desc_builder_end (inner, NULL);
  gvm_desc_builder_keep (builder, &freed, count);
  gvm_desc_builder_keep (builder, nested, (GDestroyNotify) gvm_desc_unref);
  add (builder, name, &nested->codec, 2);
  memset (name, 'x', strlen (name));
  GvmDesc *desc = gvm_desc_builder_end (builder, NULL);
  expect_saves (desc, 1, "\0\0\0\0\0\0\0", "\0\0\0\0\0\0\0", 8); /* now it has a plan */
  ck_assert_str_eq (desc->fields[0].name, "nested");

  ck_assert_ptr_eq (gvm_desc_ref (desc), desc);
  gvm_desc_unref (desc);
  ck_assert_int_eq (freed, 0);
  gvm_desc_unref (desc);
  ck_assert_int_eq (freed, 1);
  gvm_desc_unref (NULL);
}
END_TEST

START_TEST (who_gives_up_frees_what_it_keeps)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("keeps", 1, 1);
  int freed = 0;

  gvm_desc_builder_keep (builder, &freed, count);
  gvm_desc_builder_add_subsection (builder, "sub", 1, 1, NULL);
  gvm_desc_builder_free (builder);
  ck_assert_int_eq (freed, 1);
  gvm_desc_builder_free (NULL);
}
END_TEST

/* ---- what it refuses ---------------------------------------------------------------------------------- */

static void
expect_refused_row (const GvmField *row, const char *path, const char *rule)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("built", 1, 1);
  g_autofree char *message = g_strdup_printf ("%s: %s", path, rule);
  g_autoptr (GError) error = NULL;
  int freed = 0;

  gvm_desc_builder_keep (builder, &freed, count);
  gvm_desc_builder_add (builder, row);
  ck_assert_ptr_null (gvm_desc_builder_end (builder, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, path, NO_OFFSET);
  ck_assert_str_eq (error->message, message);
  ck_assert_int_eq (freed, 1);
}

START_TEST (wrong_rows_are_errors_and_nothing_is_lost)
{
  GvmField row = { .name = "a", .shape = &gvm_shape_field, .codec = &gvm_u32, .count = 1 };

  row.size = 8;
  expect_refused_row (&row, "built/a", "the member is not as large as its values");
  row.size = 0;
  row.count = G_MAXSIZE / 2;
  expect_refused_row (&row, "built/a", "the member is not as large as its values");
  row.count = 1;
  row.since = 2;
  expect_refused_row (&row, "built/a", "since is after the descriptor's version");
  row.since = 0;
  row.shape = NULL;
  expect_refused_row (&row, "built/a", "a row that no macro made");
  row.shape = &gvm_shape_field;
  row.codec = NULL;
  expect_refused_row (&row, "built/a", "a row that no macro made");
  row.codec = &gvm_u32;
  row.name = NULL;
  expect_refused_row (&row, "built", "a row that no macro made");
  row = (GvmField) { .name = "a", .shape = &gvm_shape_container, .codec = &gvm_u8, .count = 1 };
  expect_refused_row (&row, "built/a", "a row that no macro made");
}
END_TEST

START_TEST (a_row_of_another_size_s_struct_is_refused)
{
  GvmDescBuilder *builder = gvm_desc_builder_new ("built", 1, 1);
  g_autoptr (GError) error = NULL;

  add (builder, "a", &gvm_u64, 1);
  gvm_desc_builder_set_size (builder, 4);
  ck_assert_ptr_null (gvm_desc_builder_end (builder, &error));
  expect_error (error, GVM_ERROR_INVALID_DESC, "built/a", NO_OFFSET);
}
END_TEST

/* ---- what becomes of a descriptor ---------------------------------------------------------------------- */

static gboolean
take_a (gpointer self, gconstpointer old, G_GNUC_UNUSED GError **error)
{
  ((Part *) self)->b = ((const Part *) old)->a;
  return TRUE;
}

START_TEST (it_knows_old_names_defaults_and_what_it_was_before)
{
  char name[] = "sub", old_name[] = "old";
  const char *names[] = { old_name, NULL };
  const guint8 seven = 7;
  GvmDescBuilder *builder = gvm_desc_builder_new ("built", 2, 2);
  GvmDefault absent = { .value = &seven, .size = 1, .value_size = 1 };
  GvmField row = { .name = "a", .shape = &gvm_shape_field, .codec = &gvm_u8, .count = 1 };
  GError *error = NULL;
  Part part = { 0, 0 };

  row.alias = names;
  absent.offset = gvm_desc_builder_add_subsection (builder, name, 1, 1, NULL) != NULL ? 0 : 1;
  gvm_desc_builder_set_alias (builder, names);
  gvm_desc_builder_set_upgrade (builder, &(GvmUpgrade) { .from = &part_desc, .convert = take_a });
  row.absent = &absent;
  row.since = 2;
  gvm_desc_builder_add (builder, &row);
  add (builder, "b", &gvm_u32, 1);
  old_name[0] = name[0] = '?'; /* all names are copied */
  g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, &error);
  ck_assert_msg (desc != NULL, "%s", error != NULL ? error->message : "");

  ck_assert_str_eq (desc->alias[0], "old");
  ck_assert_ptr_null (desc->alias[1]);
  ck_assert_str_eq (desc->fields[0].alias[0], "old");
  ck_assert_ptr_null (desc->fields[1].alias);
  expect_loads (desc, 1, &part, "\5\0\0\0\0", 5);
  ck_assert_uint_eq (part.b, 5);
  ck_assert_uint_eq (part.a, 7); /* an upgrade starts with the defaults */
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "unit.builder", what_macros_can_say_it_can, members_are_placed_one_after_another_and_aligned,
      a_struct_without_members_is_not_empty, members_of_subsections_are_in_the_same_struct,
      it_has_the_hooks_it_was_given, what_it_keeps_lives_as_long_as_the_descriptor,
      who_gives_up_frees_what_it_keeps, wrong_rows_are_errors_and_nothing_is_lost,
      a_row_of_another_size_s_struct_is_refused,
      it_knows_old_names_defaults_and_what_it_was_before);
}
