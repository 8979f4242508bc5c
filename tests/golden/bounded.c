/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Integers of a declared range: what is outside is refused on load, and on save as well.
 */
#include "support/refuse.h"

typedef enum { STATE_IDLE, STATE_PENDING, STATE_SENT } State;
typedef enum { LEVEL_LOW = -2, LEVEL_HIGH = 3 } Level;

static const char *const state_names[] = { "idle", "pending", "sent" };

static GVM_DEFINE_BOUNDED (count_codec, gvm_u32, .min = 1, .max = 64);
static GVM_DEFINE_BOUNDED (cold_codec, gvm_i16, .min = -10, .max = -2);
static GVM_DEFINE_BOUNDED (wide_codec, gvm_u64, .min = 5, .max = G_MAXUINT64 - 1);
static GVM_DEFINE_ONE_OF (width_codec, gvm_u8, 0, 1, 2, 4);
static GVM_DEFINE_ONE_OF (step_codec, gvm_i8, -1, 1);
static GVM_DEFINE_ENUM (state_codec, State, .max = STATE_SENT, .names = state_names);
static GVM_DEFINE_ENUM (level_codec, Level, .min = LEVEL_LOW, .max = LEVEL_HIGH);

typedef struct {
  guint32 n;
  gint16 cold;
  guint64 wide;
  guint8 width;
  gint8 step;
  State state;
  Level level;
  guint8 *counted;
  State both[2];
} All;
GVM_FIELDS (all_fields, All) = {
  GVM_FIELD (All, n, count_codec),     GVM_FIELD (All, cold, cold_codec),
  GVM_FIELD (All, wide, wide_codec),   GVM_FIELD (All, width, width_codec),
  GVM_FIELD (All, step, step_codec),   GVM_FIELD (All, state, state_codec),
  GVM_FIELD (All, level, level_codec), GVM_COUNTED (All, counted, n, gvm_u8),
  GVM_ARRAY (All, both, state_codec),
};
GVM_DEFINE_STATIC_DESC (all_desc, All, "all", 1, 1, all_fields);

static void
all_fill (gpointer self)
{
  All *all = self;

  *all = (All) { .n = 2, .cold = -2, .wide = 5, .width = 4, .step = -1, .state = STATE_SENT };
  all->level = LEVEL_LOW;
  all->counted = g_memdup2 ("\1\2", 2);
  all->both[1] = STATE_PENDING;
}

static void
all_other (gpointer self)
{
  *(All *) self = (All) { .n = 1, .cold = -10, .wide = 6, .step = 1 };
  ((All *) self)->counted = g_memdup2 ("\1", 1);
}

enum {
  AT_N = 0,
  AT_COLD = 4,
  AT_WIDE = 6,
  AT_WIDTH = 14,
  AT_STEP = 15,
  AT_STATE = 16,
  AT_LEVEL = 20,
  AT_BOTH = 26
};
static const guint8 all_golden[] = {
  0x00, 0x00, 0x00, 0x02,                         /* n */
  0xff, 0xfe,                                     /* cold */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, /* wide */
  0x04,                                           /* width */
  0xff,                                           /* step */
  0x00, 0x00, 0x00, 0x02,                         /* state */
  0xff, 0xff, 0xff, 0xfe,                         /* level */
  0x01, 0x02,                                     /* counted */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* both */
};

START_TEST (what_is_in_bounds_is_as_its_base)
{
  expect_golden_whole (GOLDEN (all_desc, 1, all_golden, all_fill, all_other));
}
END_TEST

/* Loads the golden octets with @size others at @at. */
static void
expect_out_of_range (gsize at, gconstpointer octets, gsize size, const char *path, const char *text)
{
  guint8 bad[sizeof all_golden];

  memcpy (bad, all_golden, sizeof bad);
  memcpy (bad + at, octets, size);
  expect_refused_saying (GOLDEN (all_desc, 1, bad, NULL, all_other), GVM_ERROR_RANGE, path, at,
                         text);
}

START_TEST (a_load_refuses_what_is_out_of_bounds)
{
  expect_out_of_range (AT_N, "\0\0\0\0", 4, "all/n", ": 0, at least 1");
  expect_out_of_range (AT_N, "\0\1\x11\x70", 4, "all/n", ": 70000, at most 64");
  expect_out_of_range (AT_COLD, "\xff\xff", 2, "all/cold", ": -1, at most -2");
  expect_out_of_range (AT_COLD, "\xff\xf5", 2, "all/cold", ": -11, at least -10");
  expect_out_of_range (AT_COLD, "\x00\x01", 2, "all/cold", ": 1, at most -2");
  expect_out_of_range (AT_WIDE, "\0\0\0\0\0\0\0\4", 8, "all/wide", ": 4, at least 5");
  expect_out_of_range (AT_WIDE, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, "all/wide",
                       ": 18446744073709551615, at most 18446744073709551614");
  expect_out_of_range (AT_WIDTH, "\3", 1, "all/width", ": 3, one of 0, 1, 2, 4");
  expect_out_of_range (AT_STEP, "\0", 1, "all/step", ": 0, one of -1, 1");
  expect_out_of_range (AT_STATE, "\0\0\0\3", 4, "all/state", ": 3, at most 2");
  expect_out_of_range (AT_STATE, "\xff\xff\xff\xff", 4, "all/state", ": 4294967295, at most 2");
  expect_out_of_range (AT_LEVEL, "\0\0\0\4", 4, "all/level", ": 4, at most 3");
  expect_out_of_range (AT_LEVEL, "\xff\xff\xff\xfd", 4, "all/level", ": -3, at least -2");
  expect_out_of_range (AT_BOTH + 4, "\0\0\0\3", 4, "all/both[1]", ": 3, at most 2");
}
END_TEST

START_TEST (a_save_refuses_what_is_out_of_bounds)
{
  All *all = make_state (&all_desc, all_fill);

  all->state = (State) 3;
  expect_unsaved (&all_desc, all, GVM_ERROR_RANGE, "all/state", ": 3, at most 2");
  all->width = 3;
  expect_unsaved (&all_desc, all, GVM_ERROR_RANGE, "all/width", ": 3, one of 0, 1, 2, 4");
  all->n = 0;
  expect_unsaved (&all_desc, all, GVM_ERROR_RANGE, "all/n", ": 0, at least 1");
  free_state (&all_desc, all);
}
END_TEST

START_TEST (codecs_have_the_names_and_sizes_of_their_base)
{
  State pending = STATE_PENDING, none = (State) 9;

  ck_assert_str_eq (count_codec.name, "uint32");
  ck_assert_str_eq (cold_codec.name, "int16");
  ck_assert_str_eq (state_codec.name, "uint32");
  ck_assert_str_eq (level_codec.name, "int32");
  ck_assert_uint_eq (cold_codec.wire_min, 2);
  ck_assert_uint_eq (wide_codec.wire_size, 8);
  expect_format (&state_codec, &pending, "pending");
  expect_format (&state_codec, &none, "0x9");
}
END_TEST

/* ---- in containers --------------------------------------------------------------------------- */

typedef struct {
  GHashTable *table; /* State, direct -> width, boxed */
  GHashTable *steps; /* step, boxed -> cold, direct */
  GArray *array;     /* of cold */
} Held;
GVM_FIELDS (held_fields, Held) = {
  GVM_HASH (Held, table, state_codec, width_codec, .keys = GVM_DIRECT),
  GVM_HASH (Held, steps, step_codec, cold_codec, .values = GVM_DIRECT),
  GVM_GARRAY (Held, array, cold_codec),
};
GVM_DEFINE_STATIC_DESC (held_desc, Held, "held", 1, 1, held_fields);

static void
held_fill (gpointer self)
{
  Held *held = self;
  gint16 cold = -7;

  held->table = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (held->table, GUINT_TO_POINTER (STATE_SENT), g_memdup2 ("\4", 1));
  held->steps = g_hash_table_new_full (gvm_u8_hash, gvm_u8_equal, g_free, NULL);
  g_hash_table_insert (held->steps, g_memdup2 ("\1", 1), GINT_TO_POINTER (-3));
  g_hash_table_insert (held->steps, g_memdup2 ("\xff", 1), GINT_TO_POINTER (-4));
  held->array = g_array_new (FALSE, FALSE, sizeof cold);
  g_array_append_val (held->array, cold);
}

static const guint8 held_golden[] = {
  0x00, 0x00, 0x00, 0x01,       /* table: count */
  0x00, 0x00, 0x00, 0x02, 0x04, /* sent: 4 */
  0x00, 0x00, 0x00, 0x02,       /* steps: count */
  0xff, 0xff, 0xfc,             /* -1: -4 */
  0x01, 0xff, 0xfd,             /* 1: -3 */
  0x00, 0x00, 0x00, 0x01,       /* array: count */
  0xff, 0xf9,                   /* array[0] */
};

START_TEST (bounds_hold_in_containers_too)
{
  guint8 bad[sizeof held_golden];

  expect_golden_whole (GOLDEN (held_desc, 1, held_golden, held_fill, NULL));
  memcpy (bad, held_golden, sizeof bad);
  bad[8] = 0x03;
  expect_refused (GOLDEN (held_desc, 1, bad, NULL, held_fill), GVM_ERROR_RANGE, "held/table{sent}",
                  8);
  bad[8] = 0x04;
  bad[sizeof bad - 1] = 0xff;
  expect_refused (GOLDEN (held_desc, 1, bad, NULL, held_fill), GVM_ERROR_RANGE, "held/array[0]",
                  sizeof bad - 2);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.bounded", what_is_in_bounds_is_as_its_base,
                    a_load_refuses_what_is_out_of_bounds, a_save_refuses_what_is_out_of_bounds,
                    codecs_have_the_names_and_sizes_of_their_base, bounds_hold_in_containers_too);
}
