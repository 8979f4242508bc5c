/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays that store only what differs from a declared element.
 */
#include "support/refuse.h"

/* A source of an interrupt controller, with something between its members that no row has. */
typedef struct {
  guint32 server;
  guint8 priority, saved;
  guint16 scratch;
  guint8 status, flags;
} Source;
GVM_FIELDS (source_fields, Source) = {
  GVM_FIELD (Source, server, gvm_u32), GVM_FIELD (Source, priority, gvm_u8),
  GVM_FIELD (Source, saved, gvm_u8),   GVM_FIELD (Source, status, gvm_u8),
  GVM_FIELD (Source, flags, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (source_desc, Source, "source", 1, 1, source_fields);
static const Source unused = { .priority = 0xff, .saved = 0xff };

enum { SOURCES = 200 };

typedef struct {
  Source sources[SOURCES];
} Ics;
GVM_FIELDS (ics_fields, Ics) = {
  GVM_ARRAY (Ics, sources, source_desc, GVM_SPARSE (source_desc, unused)),
};
GVM_DEFINE_STATIC_DESC (ics_desc, Ics, "ics", 1, 1, ics_fields);

static void
ics_empty (gpointer self)
{
  for (guint i = 0; i < SOURCES; i++)
    ((Ics *) self)->sources[i] = unused;
}

static void
use (Ics *ics, guint at, guint32 server, guint8 flags)
{
  ics->sources[at] =
      (Source) { .server = server, .priority = 5, .saved = 0xff, .scratch = 9, .flags = flags };
}

static void
ics_fill (gpointer self)
{
  ics_empty (self);
  use (self, 2, 0, 2);
  use (self, 3, 300, 2);
  use (self, 4, 300, 2);
  use (self, 199, 300, 1);
}

START_TEST (only_what_differs_is_stored)
{
  static const guint8 golden[] = {
    0x04,             /* stored: 4 of 200 */
    0x52, 0x05, 0x02, /* 2 left out, columns 1 and 4: sources[2], priority 5, flags 2 */
    0x01, 0xac, 0x02, /* 0 left out, column 0: sources[3], server 300 */
    0x00,             /* 0 left out, no column: sources[4] is as [3] */
    0xd0, 0x30, 0x01, /* 194 left out, column 4: sources[199], flags 1 */
  };
  expect_golden_whole (GOLDEN (ics_desc, 1, golden, ics_fill, ics_empty));
}
END_TEST

START_TEST (an_array_of_blank_elements_is_one_octet)
{
  static const guint8 golden[] = { 0x00 }; /* stored */

  expect_golden_whole (GOLDEN (ics_desc, 1, golden, ics_empty, ics_fill));
}
END_TEST

START_TEST (what_has_no_row_stays_what_it_is)
{
  static const guint8 octets[] = { 0x01, 0x52, 0x05, 0x02 }; /* sources[2] */
  g_autofree Ics *ics = g_new0 (Ics, 1);

  for (guint i = 0; i < SOURCES; i++)
    ics->sources[i].scratch = (guint16) (i + 1);
  expect_loads (&ics_desc, 1, ics, octets, sizeof octets);
  for (guint i = 0; i < SOURCES; i++)
    ck_assert_uint_eq (ics->sources[i].scratch, i + 1);
}
END_TEST

/* ---- the other shapes ----------------------------------------------------------------------------- */

typedef struct {
  guint16 x;
  bool on;
  guint8 name[3];
  gfloat f;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, x, gvm_u16),
  GVM_FIELD (Item, on, gvm_bool),
  GVM_ARRAY (Item, name, gvm_u8),
  GVM_FIELD (Item, f, gvm_float),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);
static const Item blank_item = { .x = 1, .name = "-" };
static const gint32 minus_one = -1;

typedef struct {
  guint8 n;
  gint32 *block;
  guint32 used;
  gint32 room[4];
  GArray *array;
} Shapes;
GVM_FIELDS (shapes_fields, Shapes) = {
  GVM_FIELD (Shapes, n, gvm_u8),
  GVM_COUNTED (Shapes, block, n, gvm_i32, GVM_SPARSE (gvm_i32, minus_one)),
  GVM_FIELD (Shapes, used, gvm_u32, .packing = GVM_PACKING_VARINT),
  GVM_COUNTED_ARRAY (Shapes, room, used, gvm_i32, GVM_SPARSE (gvm_i32, minus_one)),
  GVM_GARRAY (Shapes, array, item_desc, GVM_SPARSE (item_desc, blank_item)),
};
GVM_DEFINE_STATIC_DESC (shapes_desc, Shapes, "shapes", 1, 1, shapes_fields);

static void
shapes_fill (gpointer self)
{
  static const gint32 block[] = { -1, -1, 7, -1 };
  const Item items[] = { blank_item,
                         { .x = 1, .on = true, .name = "abc", .f = 1.5f },
                         { .x = 2, .name = "abc", .f = 1.5f } };
  Shapes *shapes = self;

  shapes->n = G_N_ELEMENTS (block);
  shapes->block = g_memdup2 (block, sizeof block);
  shapes->used = 2;
  shapes->room[0] = shapes->room[1] = -1;
  shapes->array = g_array_new (FALSE, FALSE, sizeof items[0]);
  g_array_append_vals (shapes->array, items, G_N_ELEMENTS (items));
}

static void
shapes_other (gpointer self)
{
  shapes_fill (self);
  ((Shapes *) self)->room[1] = 0;
}

START_TEST (blocks_and_garrays_can_be_sparse_too)
{
  static const guint8 golden[] = {
    0x04,                   /* n */
    0x01,                   /* block: stored */
    0x05, 0x0e,             /* 2 left out, column 0: block[2], 7 */
    0x02,                   /* used */
    0x00,                   /* room: stored */
    0x00, 0x00, 0x00, 0x03, /* array: count */
    0x02,                   /* array: stored */
    0x1e,                   /* 1 left out, columns 1 to 3: array[1] */
    0x01,                   /* on */
    0x61, 0x62, 0x63,       /* name */
    0x3f, 0xc0, 0x00, 0x00, /* f */
    0x03, 0x02, 0x00,       /* columns 0 and 1: array[2], x, on */
  };
  expect_golden_whole (GOLDEN (shapes_desc, 1, golden, shapes_fill, shapes_other));
}
END_TEST

START_TEST (no_elements_store_none)
{
  static const guint8 golden[] = {
    0x00,                         /* n */
    0x00,                         /* block: stored */
    0x00,                         /* used */
    0x00,                         /* room: stored */
    0x00, 0x00, 0x00, 0x00, 0x00, /* array: count, stored */
  };
  expect_golden_whole (GOLDEN (shapes_desc, 1, golden, NULL, shapes_fill));
}
END_TEST

/* ---- what is equal ------------------------------------------------------------------------------- */

static const gboolean yes = TRUE;

typedef struct {
  gboolean flags[3];
} Flags;
GVM_FIELDS (flags_fields, Flags) = {
  GVM_ARRAY (Flags, flags, gvm_gboolean, GVM_SPARSE (gvm_gboolean, yes)),
};
GVM_DEFINE_STATIC_DESC (flags_desc, Flags, "flags", 1, 1, flags_fields);

START_TEST (elements_are_blank_by_value_not_by_their_octets)
{
  static const guint8 golden[] = {
    0x01,       /* stored */
    0x03, 0x00, /* 1 left out, column 0: flags[1], false */
  };
  const Flags flags = { { 2, FALSE, -1 } };

  expect_saves (&flags_desc, 1, &flags, golden, sizeof golden);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.sparse", only_what_differs_is_stored,
                    an_array_of_blank_elements_is_one_octet, what_has_no_row_stays_what_it_is,
                    blocks_and_garrays_can_be_sparse_too, no_elements_store_none,
                    elements_are_blank_by_value_not_by_their_octets);
}
