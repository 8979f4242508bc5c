/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pointers: what the target decides, and what the stream does. Source of the marks: QEMU 7.2
 * migration/vmstate-types.c (0x30); 0x31 is of QEMU 9.2.
 */
#include "support/golden.h"
#include "support/refusal.h"

typedef struct {
  guint8 id;
  GArray *octets; /* of guint8 */
} Node;
GVM_FIELDS (node_fields, Node) = {
  GVM_FIELD (Node, id, gvm_u8),
  GVM_GARRAY (Node, octets, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);

typedef struct {
  guint32 *number;
  Node *here, *missing;
  Node *made, *none;
  Node *some[3], *slots[3];
  guint8 last;
} Board;
GVM_FIELDS (board_fields, Board) = {
  GVM_POINTER (Board, number, gvm_u32),
  GVM_POINTER (Board, here, node_desc),
  GVM_POINTER (Board, missing, node_desc),
  GVM_POINTER (Board, made, node_desc, .nullable = TRUE),
  GVM_POINTER (Board, none, node_desc, .nullable = TRUE),
  GVM_POINTER_ARRAY (Board, some, node_desc),
  GVM_POINTER_ARRAY (Board, slots, node_desc, .nullable = TRUE),
  GVM_FIELD (Board, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (board_desc, Board, "board", 1, 1, board_fields);

static Node *
node_of (guint8 id, guint8 octet)
{
  Node *node = g_new0 (Node, 1);

  node->id = id;
  node->octets = g_array_append_vals (g_array_new (FALSE, FALSE, 1), &octet, 1);
  return node;
}

/* What only the target can bring. */
static void
board_blank (gpointer self)
{
  Board *board = self;

  board->number = box_u32 (0);
  board->here = g_new0 (Node, 1);
  board->some[0] = g_new0 (Node, 1);
  board->some[2] = g_new0 (Node, 1);
}

static void
board_fill (gpointer self)
{
  Board *board = self;

  board->number = box_u32 (0x01020304);
  board->here = node_of (0x05, 0x06);
  board->made = node_of (0x07, 0x08);
  board->some[0] = node_of (0x09, 0x0a);
  board->some[2] = node_of (0x0b, 0x0c);
  board->slots[1] = node_of (0x0d, 0x0e);
  board->last = 0x55;
}

/* Has each nullable pointer that board_fill() lacks, and lacks each that it has, but one. */
static void
board_other (gpointer self)
{
  Board *board = self;

  board_blank (self);
  board->here->octets = g_array_append_vals (g_array_new (FALSE, FALSE, 1), "abc", 3);
  board->none = node_of (1, 2);
  board->slots[0] = node_of (3, 4);
  board->slots[1] = node_of (5, 6);
}

static const guint8 board_golden[] = {
  0x01, 0x02, 0x03, 0x04,                   /* *number */
  0x05, 0x00, 0x00, 0x00, 0x01, 0x06,       /* here: id, count, octets[0] */
  0x30,                                     /* missing: NULL */
  0x31, 0x07, 0x00, 0x00, 0x00, 0x01, 0x08, /* made: not NULL, id, count, octets[0] */
  0x30,                                     /* none: NULL */
  0x09, 0x00, 0x00, 0x00, 0x01, 0x0a,       /* some[0]: id, count, octets[0] */
  0x30,                                     /* some[1]: NULL */
  0x0b, 0x00, 0x00, 0x00, 0x01, 0x0c,       /* some[2]: id, count, octets[0] */
  0x30,                                     /* slots[0]: NULL */
  0x31, 0x0d, 0x00, 0x00, 0x00, 0x01, 0x0e, /* slots[1]: not NULL, id, count, octets[0] */
  0x30,                                     /* slots[2]: NULL */
  0x55,                                     /* last */
};

START_TEST (a_pointer_is_what_it_points_to_or_a_mark)
{
  expect_golden (GOLDEN (board_desc, 1, board_golden, board_fill, board_other, board_blank));
}
END_TEST

START_TEST (values_stay_where_they_are_and_only_nullable_ones_come_and_go)
{
  Board *board = make_state (&board_desc, board_other), before = *board;

  expect_loads (&board_desc, 1, board, board_golden, sizeof board_golden);
  ck_assert_ptr_eq (board->number, before.number);
  ck_assert_ptr_eq (board->here, before.here);
  ck_assert_ptr_null (board->missing);
  ck_assert_uint_eq (board->made->id, 0x07);
  ck_assert_ptr_null (board->none);
  ck_assert_ptr_eq (board->some[0], before.some[0]);
  ck_assert_ptr_null (board->some[1]);
  ck_assert_ptr_eq (board->some[2], before.some[2]);
  ck_assert_ptr_null (board->slots[0]);
  ck_assert_ptr_eq (board->slots[1], before.slots[1]); /* loaded in place */
  ck_assert_uint_eq (board->slots[1]->id, 0x0d);
  free_state (&board_desc, board);
}
END_TEST

START_TEST (pointers_of_which_one_is_null_differ)
{
  guint32 same[] = { 7, 7, 8 };
  Board a = { .number = &same[0] }, b = { .number = &same[1] };

  ck_assert (gvm_state_equal (&board_desc, &a, &b));
  b.number = &same[2];
  ck_assert (!gvm_state_equal (&board_desc, &a, &b));
  b.number = NULL;
  ck_assert (!gvm_state_equal (&board_desc, &a, &b));
  ck_assert (!gvm_state_equal (&board_desc, &b, &a));
}
END_TEST

/* ---- loads that fail --------------------------------------------------------------------------- */

START_TEST (each_prefix_is_truncated_and_leaves_any_target_alone)
{
  expect_prefixes_refused (&board_desc, board_blank, board_golden, sizeof board_golden);
  expect_prefixes_refused (&board_desc, board_other, board_golden, sizeof board_golden);
}
END_TEST

START_TEST (what_was_loaded_in_place_is_put_back_octet_by_octet)
{
  Board *board = make_state (&board_desc, board_other);
  Node here = *board->here, slot = *board->slots[1];
  g_autoptr (GvmReader) reader = reader_on (board_golden, sizeof board_golden - 1, NULL);

  *board->number = 0x99;
  ck_assert (!gvm_decode (reader, &board_desc, 1, board, NULL));
  ck_assert_uint_eq (*board->number, 0x99);
  ck_assert_mem_eq (board->here, &here, sizeof here);
  ck_assert_mem_eq (board->slots[1], &slot, sizeof slot);
  ck_assert_uint_eq (board->here->octets->len, 3);
  free_state (&board_desc, board);
}
END_TEST

static void
expect_mark_refused (gsize place, guint8 mark, void (*fill) (gpointer self), const char *path)
{
  guint8 octets[sizeof board_golden];

  memcpy (octets, board_golden, sizeof octets);
  octets[place] = mark;
  expect_load_refused (&board_desc, fill, octets, sizeof octets, GVM_ERROR_RANGE, path, place);
}

START_TEST (a_mark_that_is_none_is_refused)
{
  expect_mark_refused (10, 0x31, board_blank, "board/missing"); /* the target has none */
  expect_mark_refused (10, 0x00, board_other, "board/missing");
  expect_mark_refused (11, 0x32, board_blank, "board/made");
  expect_mark_refused (18, 0x2f, board_other, "board/none");
  expect_mark_refused (25, 0x31, board_other, "board/some[1]");
  expect_mark_refused (32, 0x00, board_other, "board/slots[0]");
  expect_mark_refused (40, 0x01, board_blank, "board/slots[2]");
}
END_TEST

START_TEST (a_value_in_place_is_paid_for)
{
  g_autoptr (GvmLimits) limits = limits_of (100, sizeof (Board) + 3, 9);
  g_autoptr (GvmReader) reader = reader_on (board_golden, sizeof board_golden, limits);
  g_autoptr (GError) error = NULL;
  Board *board = make_state (&board_desc, board_blank);

  ck_assert (!gvm_decode (reader, &board_desc, 1, board, &error));
  expect_error (error, GVM_ERROR_LIMIT, "board/number", 0);
  free_state (&board_desc, board);
}
END_TEST

/* ---- functions of the row's own ------------------------------------------------------------------ */

static int n_chips;

typedef struct {
  guint8 kind, level;
} Chip;

static Chip *
chip_new (void)
{
  Chip *chip = g_slice_new0 (Chip); /* not g_malloc(): only chip_free() can free it */

  n_chips++;
  chip->kind = 4;
  return chip;
}

static void
chip_free (Chip *chip)
{
  n_chips--;
  g_slice_free (Chip, chip);
}

GVM_DEFINE_ELEMENT_OPS (chip_ops, Chip, chip_new, chip_free);
GVM_FIELDS (chip_fields, Chip) = {
  GVM_EQUAL (Chip, kind, gvm_u8), /* chip_new() fills it in */
  GVM_FIELD (Chip, level, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (chip_desc, Chip, "chip", 1, 1, chip_fields);
typedef struct {
  Chip *chips[2];
} Socket;
GVM_FIELDS (socket_fields, Socket) = {
  GVM_POINTER_ARRAY (Socket, chips, chip_desc, .nullable = TRUE, .ops = &chip_ops),
};
GVM_DEFINE_STATIC_DESC (socket_desc, Socket, "socket", 1, 1, socket_fields);

static void
socket_fill (gpointer self)
{
  Socket *socket = self;

  socket->chips[0] = chip_new ();
  socket->chips[0]->level = 5;
}

static void
socket_other (gpointer self)
{
  ((Socket *) self)->chips[1] = chip_new ();
}

static const guint8 socket_golden[] = {
  0x31, 0x04, 0x05, /* chips[0]: not NULL, kind, level */
  0x30,             /* chips[1]: NULL */
};

START_TEST (ops_make_and_free_what_comes_and_goes)
{
  expect_golden (GOLDEN (socket_desc, 1, socket_golden, socket_fill, socket_other));
  ck_assert_int_eq (n_chips, 0);
  expect_prefixes_refused (&socket_desc, socket_other, socket_golden, sizeof socket_golden);
  ck_assert_int_eq (n_chips, 0);
}
END_TEST

START_TEST (a_value_that_ops_made_is_freed_by_them_when_its_load_fails)
{
  static const guint8 octets[] = { 0x31, 0x09, 0x05, 0x30 };

  expect_load_refused (&socket_desc, socket_other, octets, sizeof octets, GVM_ERROR_EQUAL_MISMATCH,
                       "socket/chips[0]/kind", 1);
  ck_assert_int_eq (n_chips, 0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "golden.pointer", a_pointer_is_what_it_points_to_or_a_mark,
      values_stay_where_they_are_and_only_nullable_ones_come_and_go,
      pointers_of_which_one_is_null_differ, each_prefix_is_truncated_and_leaves_any_target_alone,
      what_was_loaded_in_place_is_put_back_octet_by_octet, a_mark_that_is_none_is_refused,
      a_value_in_place_is_paid_for, ops_make_and_free_what_comes_and_goes,
      a_value_that_ops_made_is_freed_by_them_when_its_load_fails);
}
