/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays of arrays, parts of arrays, and arrays of which another member says how much is in use.
 */
#include <gvmstate/buffer.h>

#include "support/golden.h"
#include "support/refusal.h"

typedef struct {
  guint8 id;
  guint16 value;
} Cell;
GVM_FIELDS (cell_fields, Cell) = {
  GVM_FIELD (Cell, id, gvm_u8),
  GVM_FIELD (Cell, value, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (cell_desc, Cell, "cell", 1, 1, cell_fields);

typedef struct {
  guint16 matrix[2][3];
  Cell grid[2][1];
  guint8 levels[6];
  guint8 n;
  guint16 numbers[4];
  guint64 n_cells;
  Cell cells[2];
} Parts;
GVM_FIELDS (parts_fields, Parts) = {
  GVM_ARRAY_2D (Parts, matrix, gvm_u16),
  GVM_ARRAY_2D (Parts, grid, cell_desc),
  GVM_SUBARRAY (Parts, levels, 1, 2, gvm_u8),
  GVM_SUBARRAY (Parts, levels, 5, 1, gvm_u8),
  GVM_FIELD (Parts, n, gvm_u8),
  GVM_COUNTED_ARRAY (Parts, numbers, n, gvm_u16),
  GVM_FIELD (Parts, n_cells, gvm_u64),
  GVM_COUNTED_ARRAY (Parts, cells, n_cells, cell_desc),
};
GVM_DEFINE_STATIC_DESC (parts_desc, Parts, "parts", 1, 1, parts_fields);

static void
parts_fill (gpointer self)
{
  *(Parts *) self = (Parts) {
    .matrix = { { 0x0102, 0x0304, 0x0506 }, { 0x0708, 0x090a, 0x0b0c } },
    .grid = { { { 0x0d, 0x0e0f } }, { { 0x10, 0x1112 } } },
    .levels = { 0, 0x13, 0x14, 0, 0, 0x15 },
    .n = 3,
    .numbers = { 0x1617, 0x1819, 0x1a1b, 0 },
    .n_cells = 1,
    .cells = { { 0x1c, 0x1d1e } },
  };
}

static void
parts_other (gpointer self)
{
  memset (self, 0x66, sizeof (Parts));
  ((Parts *) self)->n = 4;
  ((Parts *) self)->n_cells = 0;
}

static const guint8 parts_golden[] = {
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06,             /* matrix[0][0], [0][1], [0][2] */
  0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c,             /* matrix[1][0], [1][1], [1][2] */
  0x0d, 0x0e, 0x0f,                               /* grid[0][0]: id, value */
  0x10, 0x11, 0x12,                               /* grid[1][0]: id, value */
  0x13, 0x14,                                     /* levels[1], levels[2] */
  0x15,                                           /* levels[5] */
  0x03,                                           /* n */
  0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b,             /* numbers[0], numbers[1], numbers[2] */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* n_cells */
  0x1c, 0x1d, 0x1e,                               /* cells[0]: id, value */
};

START_TEST (an_array_of_arrays_goes_row_after_row_and_a_part_alone)
{
  expect_golden (GOLDEN (parts_desc, 1, parts_golden, parts_fill, parts_other));
}
END_TEST

START_TEST (elements_without_a_place_on_the_wire_keep_what_they_hold)
{
  Parts *parts = make_state (&parts_desc, parts_other);

  expect_loads (&parts_desc, 1, parts, parts_golden, sizeof parts_golden);
  ck_assert_mem_eq (parts->levels, "\x66\x13\x14\x66\x66\x15", 6);
  ck_assert_uint_eq (parts->numbers[2], 0x1a1b);
  ck_assert_uint_eq (parts->numbers[3], 0x6666);
  ck_assert_uint_eq (parts->cells[0].id, 0x1c);
  ck_assert_uint_eq (parts->cells[1].id, 0x66);
  free_state (&parts_desc, parts);
}
END_TEST

START_TEST (elements_without_a_place_on_the_wire_are_not_compared)
{
  Parts a, b;

  memset (&a, 0, sizeof a);
  memset (&b, 0, sizeof b);
  parts_fill (&a);
  parts_fill (&b);
  b.levels[0] = b.levels[3] = 9;
  b.numbers[3] = 9;
  b.cells[1].id = 9;
  ck_assert (gvm_state_equal (&parts_desc, &a, &b));
  b.numbers[2] = 9;
  ck_assert (!gvm_state_equal (&parts_desc, &a, &b));
  b.numbers[2] = a.numbers[2];
  b.levels[2] = 9;
  ck_assert (!gvm_state_equal (&parts_desc, &a, &b));
  b.levels[2] = a.levels[2];
  b.n = 2;
  ck_assert (!gvm_state_equal (&parts_desc, &a, &b));
  b.n = a.n;
  b.matrix[1][2] = 9;
  ck_assert (!gvm_state_equal (&parts_desc, &a, &b));
}
END_TEST

START_TEST (states_that_count_more_than_there_is_are_compared_without_harm)
{
  Parts a, b;

  memset (&a, 0, sizeof a);
  memset (&b, 0, sizeof b);
  a.n_cells = b.n_cells = G_MAXUINT64;
  ck_assert (gvm_state_equal (&parts_desc, &a, &b));
}
END_TEST

/* ---- what must fail ------------------------------------------------------------------------------ */

START_TEST (each_prefix_is_truncated_and_leaves_any_target_alone)
{
  expect_prefixes_refused (&parts_desc, NULL, parts_golden, sizeof parts_golden);
  expect_prefixes_refused (&parts_desc, parts_other, parts_golden, sizeof parts_golden);
}
END_TEST

START_TEST (a_count_above_the_array_s_length_is_refused_on_load)
{
  guint8 octets[sizeof parts_golden];

  memcpy (octets, parts_golden, sizeof octets);
  octets[21] = 5; /* n */
  expect_load_refused (&parts_desc, parts_other, octets, sizeof octets, GVM_ERROR_CAPACITY,
                       "parts/numbers", 22);
  octets[21] = 3;
  octets[28] = 0x80; /* n_cells */
  expect_load_refused (&parts_desc, NULL, octets, sizeof octets, GVM_ERROR_CAPACITY, "parts/cells",
                       36);
}
END_TEST

START_TEST (a_count_above_the_array_s_length_is_refused_on_save)
{
  Parts parts;

  memset (&parts, 0, sizeof parts);
  parts.n = 5;
  expect_save_refused (&parts_desc, &parts, GVM_ERROR_CAPACITY, "parts/numbers");
  parts.n = 4;
  parts.n_cells = 3;
  expect_save_refused (&parts_desc, &parts, GVM_ERROR_CAPACITY, "parts/cells");
}
END_TEST

START_TEST (what_is_missing_of_a_part_is_named_by_its_number_in_the_part)
{
  g_autoptr (GError) error = refuse_load (&parts_desc, NULL, parts_golden, 19);

  expect_error (error, GVM_ERROR_TRUNCATED, "parts/levels[1..][1]", 19);
}
END_TEST

/* ---- parts of arrays of structs, and of buffers ------------------------------------------------ */

typedef struct {
  Cell cells[4];
  guint8 octets[6];
} Middle;
GVM_FIELDS (middle_fields, Middle) = {
  GVM_SUBARRAY (Middle, cells, 1, 2, cell_desc),
  GVM_SUBBUFFER (Middle, octets, 2, 3),
};
GVM_DEFINE_STATIC_DESC (middle_desc, Middle, "middle", 1, 1, middle_fields);

static void
middle_fill (gpointer self)
{
  *(Middle *) self = (Middle) {
    .cells = { { 0xee, 0xeeee }, { 1, 0x0203 }, { 4, 0x0506 }, { 0xee, 0xeeee } },
    .octets = { 0xee, 0xee, 7, 8, 9, 0xee },
  };
}

static void
middle_other (gpointer self)
{
  memset (self, 0x66, sizeof (Middle));
}

static const guint8 middle_golden[] = {
  0x01, 0x02, 0x03, /* cells[1]: id, value */
  0x04, 0x05, 0x06, /* cells[2]: id, value */
  0x07, 0x08, 0x09, /* octets[2], [3], [4] */
};

START_TEST (a_part_can_be_of_structs_or_of_a_buffer)
{
  expect_golden (GOLDEN (middle_desc, 1, middle_golden, middle_fill, middle_other));
}
END_TEST

START_TEST (what_is_beside_a_part_stays)
{
  Middle *middle = make_state (&middle_desc, middle_other);

  expect_loads (&middle_desc, 1, middle, middle_golden, sizeof middle_golden);
  ck_assert_uint_eq (middle->cells[0].id, 0x66);
  ck_assert_uint_eq (middle->cells[3].value, 0x6666);
  ck_assert_mem_eq (middle->octets, "\x66\x66\x07\x08\x09\x66", 6);
  free_state (&middle_desc, middle);
}
END_TEST

START_TEST (a_part_of_a_buffer_is_missed_as_one)
{
  g_autoptr (GError) error = refuse_load (&middle_desc, middle_other, middle_golden, 8);

  expect_error (error, GVM_ERROR_TRUNCATED, "middle/octets[2..]", 6);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.parts", a_part_can_be_of_structs_or_of_a_buffer,
                    what_is_beside_a_part_stays, a_part_of_a_buffer_is_missed_as_one,
                    an_array_of_arrays_goes_row_after_row_and_a_part_alone,
                    elements_without_a_place_on_the_wire_keep_what_they_hold,
                    elements_without_a_place_on_the_wire_are_not_compared,
                    states_that_count_more_than_there_is_are_compared_without_harm,
                    each_prefix_is_truncated_and_leaves_any_target_alone,
                    a_count_above_the_array_s_length_is_refused_on_load,
                    a_count_above_the_array_s_length_is_refused_on_save,
                    what_is_missing_of_a_part_is_named_by_its_number_in_the_part);
}
