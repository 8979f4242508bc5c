/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * States whose octets a loader would take for a subsection, and their like by one octet. Source of what
 * QEMU's loader takes: QEMU 7.2 migration/vmstate.c, as it behaves.
 */
#include "support/golden.h"

static void
expect_ambiguous (const GvmDesc *desc, gconstpointer self, const char *path)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (!gvm_encode (writer, desc, desc->version_id, self, &error), "%s: saved", path);
  expect_error (error, GVM_ERROR_AMBIGUOUS, path, NO_OFFSET);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
}

static void
expect_clear (const GvmDesc *desc, gconstpointer self)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  GError *error = NULL;

  ck_assert_msg (gvm_encode (writer, desc, desc->version_id, self, &error), "%s",
                 error != NULL ? error->message : "");
}

/* ---- a row behind a nested struct -------------------------------------------------------------- */

typedef struct {
  guint8 x;
} Line;
GVM_FIELDS (line_fields, Line) = { GVM_FIELD (Line, x, gvm_u8) };
GVM_DEFINE_STATIC_DESC (line_desc, Line, "line", 1, 1, line_fields);

typedef struct {
  Line line;
  guint8 octets[8];
} Device;
GVM_FIELDS (device_fields, Device) = {
  GVM_STRUCT (Device, line, line_desc),
  GVM_BUFFER (Device, octets),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields);

/* The mark, a length, and a name that begins with the struct's and is longer. */
static const Device trap = { { 1 }, { 0x05, 0x06, 'l', 'i', 'n', 'e', '/', 'a' } };

START_TEST (octets_that_begin_like_a_subsection_are_refused)
{
  expect_ambiguous (&device_desc, &trap, "device/octets");
}
END_TEST

START_TEST (one_octet_different_they_are_not)
{
  for (gsize at = 0; at < 6; at++) {
    Device device = trap;

    device.octets[at] ^= 0x80;
    if (at != 1) /* a longer name is one, too */
      expect_clear (&device_desc, &device);
    else
      expect_ambiguous (&device_desc, &device, "device/octets");
  }
}
END_TEST

START_TEST (a_name_that_is_not_longer_than_the_struct_s_is_none)
{
  Device device = trap;

  device.octets[1] = 4;
  expect_clear (&device_desc, &device);
  device.octets[1] = 5;
  expect_ambiguous (&device_desc, &device, "device/octets");
}
END_TEST

START_TEST (for_other_loaders_it_can_be_allowed)
{
  static const guint8 golden[] = { 0x01, 0x05, 0x06, 'l', 'i', 'n', 'e', '/', 'a' };
  Device loaded = { { 0 }, { 0 } };

  expect_saves_as (&device_desc, 1, GVM_SAVE_NOT_FOR_QEMU, &trap, golden, sizeof golden);
  expect_loads (&device_desc, 1, &loaded, golden, sizeof golden);
  ck_assert_mem_eq (&loaded, &trap, sizeof trap);
}
END_TEST

START_TEST (the_writer_can_be_used_again)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  const Device fine = { { 1 }, { 0 } };

  ck_assert (!gvm_encode (writer, &device_desc, 1, &trap, NULL));
  ck_assert (gvm_encode (writer, &device_desc, 1, &fine, NULL));
  ck_assert (gvm_encode (writer, &device_desc, 1, &fine, NULL));
  ck_assert_uint_eq (gvm_writer_tell (writer), 18);
}
END_TEST

/* ---- rows that are written apart --------------------------------------------------------------- */

typedef struct {
  Line line;
  guint8 a, b;
  guint32 c;
  GHashTable *table; /* guint32 -> Line */
  GList *list;       /* of Line */
} Apart;
GVM_FIELDS (apart_fields, Apart) = {
  GVM_STRUCT (Apart, line, line_desc),
  GVM_FIELD (Apart, a, gvm_u8),
  GVM_FIELD (Apart, b, gvm_u8),
  GVM_FIELD (Apart, c, gvm_u32),
  GVM_HASH (Apart, table, gvm_u32, line_desc),
  GVM_LIST (Apart, list, line_desc),
};
GVM_DEFINE_STATIC_DESC (apart_desc, Apart, "apart", 1, 1, apart_fields);

START_TEST (what_several_rows_make_up_is_found)
{
  Apart apart = { .a = 5, .b = 9, .c = 0x6c696e65 };

  expect_ambiguous (&apart_desc, &apart, "apart/c");
  apart.c ^= 1;
  expect_clear (&apart_desc, &apart);
}
END_TEST

START_TEST (so_is_what_the_next_key_and_value_of_a_table_make_up)
{
  Apart apart = { .c = 1 };
  guint32 first = 1, second = 0x05056c69;
  Line line = { 'n' }, other = { 'e' };

  apart.table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  g_hash_table_insert (apart.table, g_memdup2 (&first, 4), g_memdup2 (&other, 1));
  g_hash_table_insert (apart.table, g_memdup2 (&second, 4), g_memdup2 (&line, 1));
  expect_clear (&apart_desc, &apart);
  second = 0x656c696e; /* not behind the second, either: its key is no mark */
  g_hash_table_insert (apart.table, g_memdup2 (&second, 4), g_memdup2 (&other, 1));
  expect_ambiguous (&apart_desc, &apart, "apart/table{0x656c696e}");
  gvm_state_clear (&apart_desc, &apart);
}
END_TEST

START_TEST (the_end_of_a_payload_is_not_waited_for)
{
  Apart apart = { .c = 1, .list = g_list_append (NULL, g_memdup2 (&(Line) { 5 }, 1)) };

  expect_clear (&apart_desc, &apart);
  apart.list = g_list_append (apart.list, g_memdup2 (&(Line) { 5 }, 1));
  expect_clear (&apart_desc, &apart);
  gvm_state_clear (&apart_desc, &apart);
}
END_TEST

/* ---- flat structs ------------------------------------------------------------------------------ */

typedef struct {
  Line inner;
  guint8 pad[6];
} Cell;
GVM_FIELDS (cell_fields, Cell) = {
  GVM_STRUCT (Cell, inner, line_desc),
  GVM_ARRAY (Cell, pad, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (cell_desc, Cell, "ce", 1, 1, cell_fields);
typedef struct {
  Cell cells[100];
} Grid;
GVM_FIELDS (grid_fields, Grid) = { GVM_ARRAY (Grid, cells, cell_desc) };
GVM_DEFINE_STATIC_DESC (grid_desc, Grid, "grid", 1, 1, grid_fields);
typedef struct {
  GArray *cells;
  guint8 end;
} Loose;
GVM_FIELDS (loose_fields, Loose) = {
  GVM_GARRAY (Loose, cells, cell_desc),
  GVM_FIELD (Loose, end, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (loose_desc, Loose, "loose", 1, 1, loose_fields);

/* @path is that of the row, within the cells. */
static void
expect_grid (Grid *grid, const char *path)
{
  Loose loose = { .cells =
                      g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (Cell)), grid, 100) };

  if (path == NULL) {
    expect_clear (&grid_desc, grid);
    expect_clear (&loose_desc, &loose);
  } else {
    g_autofree char *in_grid = g_strconcat ("grid/", path, NULL);
    g_autofree char *in_loose = g_strconcat ("loose/", path, NULL);

    expect_ambiguous (&grid_desc, grid, in_grid);
    expect_ambiguous (&loose_desc, &loose, in_loose);
  }
  gvm_state_clear (&loose_desc, &loose);
}

START_TEST (flat_structs_are_looked_behind_one_by_one)
{
  static const guint8 octets[] = { 5, 3, 'c', 'e', '/' };

  for (gsize at = 1; at < 100; at++) {
    Grid grid;

    memset (&grid, 0x77, sizeof grid);
    memcpy (&grid.cells[at], octets, sizeof octets);
    g_autofree char *path = g_strdup_printf ("cells[%zu]", at);
    expect_grid (&grid, path);
    ((guint8 *) &grid.cells[at])[3] = 'E';
    expect_grid (&grid, NULL);
  }
}
END_TEST

START_TEST (the_first_of_them_is_behind_none)
{
  Grid grid;

  memset (&grid, 0x77, sizeof grid);
  memcpy (&grid.cells[0], "\5\3ce/", 5);
  expect_grid (&grid, NULL);
}
END_TEST

START_TEST (structs_in_flat_structs_are_looked_behind_too)
{
  Grid grid;

  memset (&grid, 0x77, sizeof grid);
  memcpy (grid.cells[57].pad, "\5\7line", 6);
  expect_grid (&grid, "cells[57]/pad");
  grid.cells[57].pad[0] = 6;
  expect_grid (&grid, NULL);
}
END_TEST

START_TEST (what_begins_at_the_end_of_flat_structs_is_found)
{
  Loose loose = { .cells = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (Cell)),
                                                &(Cell) { { 1 }, { 2 } }, 1) };

  loose.end = 5;
  expect_clear (&loose_desc, &loose);
  gvm_state_clear (&loose_desc, &loose);
}
END_TEST

/* As many octets as are moved at once, or a part of them. */
typedef struct {
  guint32 a;
  guint8 b[4];
} Block;
GVM_FIELDS (block_fields, Block) = {
  GVM_FIELD (Block, a, gvm_u32),
  GVM_ARRAY (Block, b, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (block_desc, Block, "b", 1, 1, block_fields);
GVM_FIELDS (blocks_fields, Loose) = { GVM_GARRAY (Loose, cells, block_desc) };
GVM_DEFINE_STATIC_DESC (blocks_desc, Loose, "blocks", 1, 1, blocks_fields);

START_TEST (so_are_structs_that_are_moved_many_at_once)
{
  for (guint n = 2; n <= 40; n++)
    for (guint at = 1; at < n; at++) {
      Loose loose = { .cells = g_array_new (FALSE, TRUE, sizeof (Block)) };
      g_autofree char *path = g_strdup_printf ("blocks/cells[%u]", at);

      g_array_set_size (loose.cells, n);
      Block *block = &g_array_index (loose.cells, Block, at);
      *block = (Block) { 0x0503622f, { 0 } }; /* 5, 3, "b/" */
      expect_ambiguous (&blocks_desc, &loose, path);
      block->a ^= 0x80;
      expect_ambiguous (&blocks_desc, &loose, path);
      block->a ^= 0x8000;
      expect_clear (&blocks_desc, &loose);
      *block = (Block) { 0x05, { 5, 3, 'b', '/' } }; /* no struct ends before these */
      expect_clear (&blocks_desc, &loose);
      gvm_state_clear (&blocks_desc, &loose);
    }
}
END_TEST

/* ---- structs with subsections -------------------------------------------------------------------- */

typedef struct {
  guint8 x, late, later;
} Part;
GVM_DEFINE_WHEN (late_is_needed, Part, self, version)
{
  return self->late != 0;
}
GVM_DEFINE_WHEN (later_is_needed, Part, self, version)
{
  return self->later != 0;
}
GVM_FIELDS (late_fields, Part) = { GVM_FIELD (Part, late, gvm_u8) };
GVM_DEFINE_STATIC_DESC (late_desc, Part, "part/late", 1, 1, late_fields,
                        .alias = GVM_ALIAS ("old"));
GVM_FIELDS (later_fields, Part) = { GVM_FIELD (Part, later, gvm_u8) };
GVM_DEFINE_STATIC_DESC (later_desc, Part, "part/later", 1, 1, later_fields);
GVM_SUBSECTIONS (part_subsections, Part) = {
  GVM_SUBSECTION (Part, late_desc, .needed = GVM_WHEN (Part, late_is_needed)),
  GVM_SUBSECTION (Part, later_desc, .needed = GVM_WHEN (Part, later_is_needed)),
};
GVM_FIELDS (part_fields, Part) = { GVM_FIELD (Part, x, gvm_u8) };
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields,
                        GVM_WITH_SUBSECTIONS (Part, part_subsections));
typedef struct {
  Part part;
  guint8 octets[16];
} Whole;
GVM_FIELDS (whole_fields, Whole) = {
  GVM_STRUCT (Whole, part, part_desc),
  GVM_BUFFER (Whole, octets),
};
GVM_DEFINE_STATIC_DESC (whole_desc, Whole, "whole", 1, 1, whole_fields);

START_TEST (a_subsection_of_the_struct_s_own_is_one)
{
  const Part late = { 1, 2, 0 }, later = { 1, 0, 2 };

  expect_clear (&part_desc, &late);
  expect_clear (&part_desc, &later);
}
END_TEST

START_TEST (a_subsection_whose_name_begins_like_the_one_before_it_is_refused)
{
  const Part both = { 1, 2, 3 };

  expect_ambiguous (&part_desc, &both, "part/part/later");
}
END_TEST

START_TEST (what_this_library_would_misread_is_never_allowed)
{
  const Whole whole = { { 1, 0, 0 }, "\5\3old\0\0\0\1\1" };
  Whole other = whole;
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  expect_ambiguous (&whole_desc, &whole, "whole/octets");
  ck_assert (!gvm_encode_as (writer, &whole_desc, 1, &whole, GVM_SAVE_NOT_FOR_QEMU, NULL, &error));
  expect_error (error, GVM_ERROR_AMBIGUOUS, "whole/octets", NO_OFFSET);
  other.octets[4] = 'D';
  expect_clear (&whole_desc, &other);
}
END_TEST

START_TEST (behind_its_subsection_a_struct_ends_again)
{
  const Whole whole = { { 1, 2, 0 }, "\5\6part/x" };
  Whole other = whole;

  expect_ambiguous (&whole_desc, &whole, "whole/octets");
  other.octets[2] = 'P';
  expect_clear (&whole_desc, &other);
}
END_TEST

/* The subsection of the outer struct stands where QEMU still looks for one of the inner's. */
typedef struct {
  guint8 id;
  Line line;
} Outer;
GVM_FIELDS (sub_fields, Outer) = { GVM_FIELD (Outer, id, gvm_u8) };
GVM_DEFINE_STATIC_DESC (sub_desc, Outer, "line/of/outer", 1, 1, sub_fields);
GVM_SUBSECTIONS (outer_subsections, Outer) = { GVM_SUBSECTION (Outer, sub_desc) };
GVM_FIELDS (outer_fields, Outer) = { GVM_STRUCT (Outer, line, line_desc) };
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields,
                        GVM_WITH_SUBSECTIONS (Outer, outer_subsections));

START_TEST (a_subsection_that_qemu_would_take_for_another_struct_s_is_refused)
{
  const Outer outer = { 1, { 2 } };

  expect_ambiguous (&outer_desc, &outer, "outer/line/of/outer");
}
END_TEST

/* What is not saved takes no part in it, wherever it stands among flat structs. */
typedef struct {
  guint8 before[2];
  Line lines[2];
  guint8 between;
  guint8 octets[8];
  guint8 after[3];
} Patchy;
GVM_FIELDS (patchy_fields, Patchy) = {
  GVM_NOT_SAVED (Patchy, before, "a test's"),  GVM_ARRAY (Patchy, lines, line_desc),
  GVM_NOT_SAVED (Patchy, between, "a test's"), GVM_ARRAY (Patchy, octets, gvm_u8),
  GVM_NOT_SAVED (Patchy, after, "a test's"),
};
GVM_DEFINE_STATIC_DESC (patchy_desc, Patchy, "patchy", 1, 1, patchy_fields);
GVM_FIELDS (ending_fields, Patchy) = {
  GVM_ARRAY (Patchy, lines, line_desc),
  GVM_NOT_SAVED (Patchy, after, "a test's"),
};
GVM_DEFINE_STATIC_DESC (ending_desc, Patchy, "ending", 1, 1, ending_fields);

START_TEST (members_that_are_not_saved_stand_in_the_way_of_nothing)
{
  Patchy patchy = { .lines = { { 1 }, { 2 } } };

  expect_clear (&patchy_desc, &patchy);
  expect_clear (&ending_desc, &patchy);
  memcpy (patchy.octets, trap.octets, sizeof patchy.octets);
  expect_ambiguous (&patchy_desc, &patchy, "patchy/octets");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "versions.ambiguous", octets_that_begin_like_a_subsection_are_refused,
      one_octet_different_they_are_not, a_name_that_is_not_longer_than_the_struct_s_is_none,
      for_other_loaders_it_can_be_allowed, the_writer_can_be_used_again,
      what_several_rows_make_up_is_found, so_is_what_the_next_key_and_value_of_a_table_make_up,
      the_end_of_a_payload_is_not_waited_for, flat_structs_are_looked_behind_one_by_one,
      so_are_structs_that_are_moved_many_at_once, the_first_of_them_is_behind_none,
      structs_in_flat_structs_are_looked_behind_too,
      what_begins_at_the_end_of_flat_structs_is_found, a_subsection_of_the_struct_s_own_is_one,
      a_subsection_whose_name_begins_like_the_one_before_it_is_refused,
      what_this_library_would_misread_is_never_allowed, behind_its_subsection_a_struct_ends_again,
      a_subsection_that_qemu_would_take_for_another_struct_s_is_refused,
      members_that_are_not_saved_stand_in_the_way_of_nothing);
}
