/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements that have to know whose they are.
 */
#include "support/picture.h"

typedef struct {
  guint8 id;
  GHashTable *table;
  GTree *tree;
  GList *list;
  GPtrArray *array;
  GSList *slist;
  GQueue *queue;
  GSequence *sequence;
} Machine;
typedef struct {
  Machine *machine; /* not on the wire */
  guint8 number;
} Device;
GVM_FIELDS (device_fields, Device) = { GVM_FIELD (Device, number, gvm_u8) };
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields);

GVM_DEFINE_NEW_IN (device_new_in, Machine, Device, self)
{
  Device *device = g_new0 (Device, 1);

  ck_assert_uint_eq (self->id, 0x42); /* loaded before */
  device->machine = self;
  return device;
}

#define DEVICES device_desc, .new_in = GVM_NEW_IN (Machine, device_new_in)
GVM_FIELDS (machine_fields, Machine) = {
  GVM_FIELD (Machine, id, gvm_u8),
  GVM_HASH (Machine, table, gvm_u8, DEVICES, .keys = GVM_DIRECT),
  GVM_TREE (Machine, tree, gvm_u8, DEVICES, .keys = GVM_DIRECT),
  GVM_LIST (Machine, list, DEVICES),
  GVM_PTRARRAY (Machine, array, DEVICES),
  GVM_SLIST (Machine, slist, DEVICES),
  GVM_QUEUE (Machine, queue, DEVICES),
  GVM_SEQUENCE (Machine, sequence, DEVICES),
};
GVM_DEFINE_STATIC_DESC (machine_desc, Machine, "machine", 1, 1, machine_fields);

START_TEST (elements_may_know_whose_they_are)
{
  static const guint8 octets[] = {
    0x42,                               /* id */
    0x00, 0x00, 0x00, 0x01, 0x01, 0x02, /* table: count, key, value */
    0x00, 0x00, 0x00, 0x01, 0x03, 0x04, /* tree: count, key, value */
    0x00, 0x00, 0x00, 0x01, 0x05,       /* list: count, element */
    0x00, 0x00, 0x00, 0x01, 0x06,       /* array: count, element */
    0x00, 0x00, 0x00, 0x01, 0x07,       /* slist: count, element */
    0x00, 0x00, 0x00, 0x01, 0x08,       /* queue: count, element */
    0x00, 0x00, 0x00, 0x01, 0x09,       /* sequence: count, element */
  };
  Machine machine = { .id = 0 };

  expect_loads (&machine_desc, 1, &machine, octets, sizeof octets);
  const Device *const devices[] = {
    g_hash_table_lookup (machine.table, GUINT_TO_POINTER (1)),
    g_tree_lookup (machine.tree, GUINT_TO_POINTER (3)),
    machine.list->data,
    machine.array->pdata[0],
    machine.slist->data,
    machine.queue->head->data,
    g_sequence_get (g_sequence_get_begin_iter (machine.sequence)),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++) {
    ck_assert_ptr_eq (devices[i]->machine, &machine);
    ck_assert_uint_eq (devices[i]->number, i < 2 ? 2 * i + 2 : i + 3);
  }
  gvm_state_clear (&machine_desc, &machine);
}
END_TEST

/* A device in a board in a rack in the machine: each knows the one that it is in. */
typedef struct Rack Rack;
typedef struct {
  Rack *rack; /* not on the wire */
  guint8 id;
  GSequence *devices;
} Board;
struct Rack {
  guint8 id;
  GSList *boards;
};
typedef struct {
  Board *board; /* not on the wire */
  guint8 number;
} Chip;
GVM_FIELDS (chip_fields, Chip) = { GVM_FIELD (Chip, number, gvm_u8) };
GVM_DEFINE_STATIC_DESC (chip_desc, Chip, "chip", 1, 1, chip_fields);

GVM_DEFINE_NEW_IN (chip_new_in, Board, Chip, self)
{
  Chip *chip = g_new0 (Chip, 1);

  chip->board = self;
  return chip;
}
GVM_FIELDS (board_fields, Board) = {
  GVM_FIELD (Board, id, gvm_u8),
  GVM_SEQUENCE (Board, devices, chip_desc, .new_in = GVM_NEW_IN (Board, chip_new_in)),
};
GVM_DEFINE_STATIC_DESC (board_desc, Board, "board", 1, 1, board_fields);

GVM_DEFINE_NEW_IN (board_new_in, Rack, Board, self)
{
  Board *board = g_new0 (Board, 1);

  board->rack = self;
  return board;
}
GVM_FIELDS (rack_fields, Rack) = {
  GVM_FIELD (Rack, id, gvm_u8),
  GVM_SLIST (Rack, boards, board_desc, .new_in = GVM_NEW_IN (Rack, board_new_in)),
};
GVM_DEFINE_STATIC_DESC (rack_desc, Rack, "rack", 1, 1, rack_fields);
typedef struct {
  GQueue *racks;
} Hall;
GVM_FIELDS (hall_fields, Hall) = { GVM_QUEUE (Hall, racks, rack_desc, .in_place = TRUE) };
GVM_DEFINE_STATIC_DESC (hall_desc, Hall, "hall", 1, 1, hall_fields);

static void
expect_known (const Rack *rack, guint8 id)
{
  const Board *board = rack->boards->data;
  const Chip *chip = g_sequence_get (g_sequence_get_begin_iter (board->devices));

  ck_assert_uint_eq (rack->id, id);
  ck_assert_ptr_eq (board->rack, rack);
  ck_assert_uint_eq (board->id, id + 1);
  ck_assert_ptr_eq (chip->board, board);
  ck_assert_uint_eq (chip->number, id + 2);
}

START_TEST (elements_know_whose_they_are_at_any_depth)
{
  static const guint8 octets[] = {
    0x00, 0x00, 0x00, 0x02,       /* racks: count */
    0x01, 0x00, 0x00, 0x00, 0x01, /* racks[0]: id, boards: count */
    0x02, 0x00, 0x00, 0x00, 0x01, /* racks[0]/boards[0]: id, devices: count */
    0x03,                         /* racks[0]/boards[0]/devices[0] */
    0x11, 0x00, 0x00, 0x00, 0x01, /* racks[1]: id, boards: count */
    0x12, 0x00, 0x00, 0x00, 0x01, /* racks[1]/boards[0]: id, devices: count */
    0x13,                         /* racks[1]/boards[0]/devices[0] */
  };
  Hall hall = { NULL };

  for (int again = 0; again < 2; again++) {
    expect_loads (&hall_desc, 1, &hall, octets, sizeof octets);
    expect_known (hall.racks->head->data, 1);
    expect_known (hall.racks->tail->data, 0x11);
  }
  for (gsize size = 0; size < sizeof octets; size++) {
    g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);

    ck_assert (!gvm_decode (reader, &hall_desc, 1, &hall, NULL));
  }
  expect_known (hall.racks->tail->data, 0x11);
  gvm_state_clear (&hall_desc, &hall);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.parents", elements_may_know_whose_they_are,
                    elements_know_whose_they_are_at_any_depth);
}
