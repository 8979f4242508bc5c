/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Flat structs are moved in several ways: as one run, value by value, as a block that is swapped
 * afterwards, by vectors; and so are those in boxes. All must do what the naive way does, for any number of values.
 */
#include "plan/boxes.h"
#include "wire.h"

#include <gvmstate/gvmstate.h>
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum {
  MOST = 40 /* values; more than two vectors of any struct here, and odd numbers too */
};

typedef struct {
  guint32 a;
  guint8 b, c, d, e;
} InStep8;

typedef struct {
  guint16 a;
  guint8 b[2];
} InStep4;

typedef struct {
  guint64 a;
  guint16 b[2];
  guint32 c;
} InStep16;

typedef struct {
  guint64 a;
  guint32 b, c;
  guint64 d;
} InStep24;

typedef struct {
  guint8 a;
  guint32 b;
  guint16 c;
} Padded;

typedef struct {
  guint32 a, b;
} Seamless;

/* Rows in another order than members, bools among them, more than a vector can hold. */
typedef struct {
  guint8 a;
  guint64 b;
  guint16 c[3];
  bool d, e;
  guint64 f, g;
  guint32 h;
} Mixed;

typedef struct {
  bool a[5];
} Bools;

#define DEFINE(name, T, ...)                                                                       \
  GVM_FIELDS (name##_fields, T) = { __VA_ARGS__ };                                                 \
  GVM_DECLARE_DESC (name, T);                                                                      \
  GVM_DEFINE_DESC (name, T, #T, 1, 1, name##_fields)

DEFINE (in_step_8, InStep8, GVM_FIELD (InStep8, a, gvm_u32), GVM_FIELD (InStep8, b, gvm_u8),
        GVM_FIELD (InStep8, c, gvm_u8), GVM_FIELD (InStep8, d, gvm_u8),
        GVM_FIELD (InStep8, e, gvm_u8));
DEFINE (in_step_4, InStep4, GVM_FIELD (InStep4, a, gvm_u16), GVM_ARRAY (InStep4, b, gvm_u8));
DEFINE (in_step_16, InStep16, GVM_FIELD (InStep16, a, gvm_u64), GVM_ARRAY (InStep16, b, gvm_u16),
        GVM_FIELD (InStep16, c, gvm_u32));
DEFINE (in_step_24, InStep24, GVM_FIELD (InStep24, a, gvm_u64), GVM_FIELD (InStep24, b, gvm_u32),
        GVM_FIELD (InStep24, c, gvm_u32), GVM_FIELD (InStep24, d, gvm_u64));
DEFINE (padded, Padded, GVM_FIELD (Padded, a, gvm_u8), GVM_FIELD (Padded, b, gvm_u32),
        GVM_FIELD (Padded, c, gvm_u16));
DEFINE (seamless, Seamless, GVM_FIELD (Seamless, a, gvm_u32), GVM_FIELD (Seamless, b, gvm_u32));

DEFINE (mixed, Mixed, GVM_FIELD (Mixed, f, gvm_u64), GVM_FIELD (Mixed, a, gvm_u8),
        GVM_FIELD (Mixed, b, gvm_u64), GVM_FIELD (Mixed, e, gvm_bool),
        GVM_FIELD (Mixed, d, gvm_bool), GVM_ARRAY (Mixed, c, gvm_u16),
        GVM_FIELD (Mixed, h, gvm_u32), GVM_FIELD (Mixed, g, gvm_u64));
DEFINE (bools, Bools, GVM_ARRAY (Bools, a, gvm_bool));

static const GvmDesc *const descs[] = { &in_step_8, &in_step_4, &in_step_16, &in_step_24,
                                        &padded,    &seamless,  &mixed,      &bools };
static const GvmiShuffleLevel levels[] = { GVMI_SHUFFLE_UNKNOWN, GVMI_SHUFFLE_SSSE3,
                                           GVMI_SHUFFLE_PORTABLE };

/* Octet by octet, as a run is defined. To the wire, or from it. */
static void
move_naively (const GvmiLayout *layout, guint8 *wire, guint8 *mem, gsize n, gboolean is_load)
{
  for (gsize i = 0; i < n; i++)
    for (gsize r = 0; r < layout->n_runs; r++)
      for (gsize k = 0; k < layout->runs[r].count * layout->runs[r].width; k++) {
        const GvmiRun *run = &layout->runs[r];
        gsize in_value = k % run->width;
        gsize native =
            G_BYTE_ORDER == G_LITTLE_ENDIAN ? k - in_value + run->width - 1 - in_value : k;
        guint8 *on_wire = wire + i * layout->wire_size + run->wire + k;
        guint8 *in_mem = mem + i * layout->c_size + run->mem + native;

        if (is_load)
          *in_mem = run->is_bool ? *on_wire != 0 : *on_wire;
        else
          *on_wire = *in_mem;
      }
}

static void
fill (guint8 *octets, gsize size, guint8 first)
{
  for (gsize i = 0; i < size; i++)
    octets[i] = (guint8) (first + 7 * i);
}

/* In blocks of just the size, so that the address sanitizer sees a step beyond. */
static void
compare_ways (const GvmiLayout *layout, gsize n)
{
  gsize wire_size = n * layout->wire_size, mem_size = n * layout->c_size;
  g_autofree guint8 *wire = g_malloc (wire_size), *expected_wire = g_malloc (wire_size);
  g_autofree guint8 *mem = g_malloc (mem_size), *expected_mem = g_malloc (mem_size);

  fill (wire, wire_size, 1);
  fill (mem, mem_size, 100);
  fill (expected_mem, mem_size, 100);
  gvmi_layout_load (layout, mem, wire, n);
  move_naively (layout, wire, expected_mem, n, TRUE);
  ck_assert_mem_eq (mem, expected_mem, mem_size);

  fill (mem, mem_size, 50);
  gvmi_layout_save (layout, wire, mem, n);
  move_naively (layout, expected_wire, mem, n, FALSE);
  ck_assert_mem_eq (wire, expected_wire, wire_size);

  fill (wire, wire_size, 1);
  fill (mem, mem_size, 100);
  gvmi_layout_load_exactly (layout, mem, wire, n);
  ck_assert_mem_eq (mem, expected_mem, mem_size);
}

/* It may say so only where it is so. */
static void
compare_watching (const GvmiLayout *layout, gsize n)
{
  gsize wire_size = n * layout->wire_size, mem_size = n * layout->c_size;
  g_autofree guint8 *wire = g_malloc (wire_size), *expected = g_malloc (wire_size);
  g_autofree guint8 *mem = g_malloc (mem_size);

  for (guint first = 0; first < 256; first++) {
    gboolean has_mark = FALSE;

    fill (mem, mem_size, (guint8) first);
    gboolean is_clear = gvmi_layout_save_watching (layout, wire, mem, n);
    gvmi_layout_save (layout, expected, mem, n);
    ck_assert_mem_eq (wire, expected, wire_size);
    for (gsize i = 0; i < n; i++)
      has_mark |= layout->wire_size > 0 && wire[i * layout->wire_size] == GVMI_WIRE_SUBSECTION;
    ck_assert (!is_clear || !has_mark);
  }
}

/* What is between values on the wire. */
enum { GAP = 3 };

/* The same for values in boxes, each of just its size, with @spill octets behind the last one on the wire. Every other
 * pointer is no box. */
static void
compare_boxes (const GvmiLayout *layout, gsize n, gsize spill)
{
  gsize stride = layout->wire_size + GAP, wire_size = n * stride - GAP + spill;
  g_autofree guint8 *wire = g_malloc (wire_size);
  g_autofree guint8 *expected_wire = g_malloc (layout->wire_size);
  g_autofree guint8 *expected_mem = g_malloc (layout->c_size);
  g_autofree gpointer *boxes = g_new0 (gpointer, 2 * n);

  fill (wire, wire_size, 1);
  for (gsize i = 0; i < n; i++)
    fill (boxes[2 * i] = g_malloc (layout->c_size), layout->c_size, 100);
  gvmi_boxes_load (layout, boxes, 2, wire, stride, n, spill);
  for (gsize i = 0; i < n; i++) {
    fill (expected_mem, layout->c_size, 100);
    move_naively (layout, wire + i * stride, expected_mem, 1, TRUE);
    ck_assert_mem_eq (boxes[2 * i], expected_mem, layout->c_size);
  }

  fill (wire, wire_size, 50);
  ck_assert_uint_eq (gvmi_boxes_save (layout, wire, stride, boxes, 2, n, MIN (spill, GAP)), n);
  for (gsize i = 0; i < n; i++) {
    move_naively (layout, expected_wire, boxes[2 * i], 1, FALSE);
    ck_assert_mem_eq (wire + i * stride, expected_wire, layout->wire_size);
  }
  if (spill > 0) {
    /* Values first to last: each overwrites what the one before has spilt. */
    gvmi_boxes_save (layout, wire, layout->wire_size, boxes, 2, 1, GVMI_VECTOR);
    move_naively (layout, expected_wire, boxes[0], 1, FALSE);
    ck_assert_mem_eq (wire, expected_wire, layout->wire_size);
  }

  g_free (g_steal_pointer (&boxes[2 * (n - 1)]));
  ck_assert_uint_eq (gvmi_boxes_save (layout, wire, stride, boxes, 2, n, 0), n - 1);
  for (gsize i = 0; i < n; i++)
    g_free (boxes[2 * i]);
}

START_TEST (test_values_are_moved_as_their_runs_say_however_many)
{
  const GvmiPlan *plan = gvmi_plan_get (descs[_i], NULL);

  ck_assert_ptr_nonnull (plan);
  ck_assert (plan->is_flat);
  for (gsize level = 0; level < G_N_ELEMENTS (levels); level++) {
    gvmi_shuffle_set_level (GVMI_SHUFFLE_UNKNOWN);
    if (levels[level] > gvmi_shuffle_get_level ())
      continue;
    gvmi_shuffle_set_level (levels[level]);
    for (gsize n = 1; n <= MOST; n++) {
      compare_ways (&plan->layout, n);
      compare_watching (&plan->layout, n);
      compare_boxes (&plan->layout, n, 0);
      compare_boxes (&plan->layout, n, GVMI_VECTOR);
    }
  }
}
END_TEST

START_TEST (test_a_struct_is_a_block_when_only_byte_order_sets_wire_and_memory_apart)
{
  const GvmDesc *const others[] = { &padded, &mixed };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++)
    ck_assert_msg (gvmi_plan_get (descs[i], NULL)->layout.is_block ==
                       (descs[i] != others[0] && descs[i] != others[1]),
                   "%s", descs[i]->codec.name);
}
END_TEST

/* Rows that are always there are moved as one, up to the one that is not. */
typedef struct {
  guint32 a;
  guint16 b;
  GList *list;
  guint8 c[4];
  guint64 since;
  guint32 d;
} Banded;

DEFINE (element, InStep8, GVM_FIELD (InStep8, a, gvm_u32));
GVM_FIELDS (banded_fields, Banded) = {
  GVM_FIELD (Banded, a, gvm_u32),
  GVM_FIELD (Banded, b, gvm_u16),
  GVM_LIST (Banded, list, element),
  GVM_ARRAY (Banded, c, gvm_u8),
  GVM_FIELD (Banded, since, gvm_u64, .since = 2),
  GVM_FIELD (Banded, d, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (banded, Banded, "Banded", 2, 1, banded_fields);

START_TEST (test_rows_side_by_side_are_a_band_when_every_version_has_them)
{
  const GvmiPlan *plan = gvmi_plan_get (&banded, NULL);

  ck_assert (!plan->is_flat);
  ck_assert_uint_eq (plan->bands[0]->n_rows, 2);
  ck_assert_uint_eq (plan->bands[0]->layout.wire_size, 6);
  ck_assert_ptr_null (plan->bands[2]);
  ck_assert_uint_eq (plan->bands[3]->n_rows, 1);
  ck_assert_uint_eq (plan->bands[3]->layout.wire_size, 4);
  ck_assert_ptr_null (plan->bands[4]);
  ck_assert_uint_eq (plan->bands[5]->n_rows, 1);
}
END_TEST

/* Members that no stream has are passed over; structs are no part of a band, for where they end is looked at. */
typedef struct {
  GList *list;
  guint32 a, cache, b;
  Seamless nested;
  guint16 c;
  guint8 last;
} Parted;

GVM_FIELDS (parted_fields, Parted) = {
  GVM_LIST (Parted, list, element),        GVM_FIELD (Parted, a, gvm_u32),
  GVM_NOT_SAVED (Parted, cache, "a test"), GVM_FIELD (Parted, b, gvm_u32),
  GVM_STRUCT (Parted, nested, seamless),   GVM_FIELD (Parted, c, gvm_u16),
  GVM_NOT_SAVED (Parted, last, "a test"),
};
GVM_DEFINE_STATIC_DESC (parted, Parted, "Parted", 1, 1, parted_fields);

START_TEST (test_a_band_passes_over_what_is_not_saved_and_ends_before_a_struct)
{
  const GvmiPlan *plan = gvmi_plan_get (&parted, NULL);
  guint8 wire[8];
  const Parted self = { .a = 1, .cache = 0xffffffff, .b = 2 };

  ck_assert_ptr_null (plan->bands[0]);
  ck_assert_uint_eq (plan->bands[1]->n_rows, 3);
  ck_assert_uint_eq (plan->bands[1]->layout.wire_size, 8);
  ck_assert_ptr_null (plan->bands[4]);
  ck_assert_uint_eq (plan->bands[5]->n_rows, 2);
  ck_assert_uint_eq (plan->bands[5]->layout.wire_size, 2);

  gvmi_layout_save (&plan->bands[1]->layout, wire, (const guint8 *) &self, 1);
  ck_assert_mem_eq (wire, "\0\0\0\1\0\0\0\2", 8);
}
END_TEST

/* The sanitizer looks. */
START_TEST (test_no_values_need_no_memory)
{
  const GvmiLayout *layout = &gvmi_plan_get (descs[_i], NULL)->layout;

  gvmi_layout_save (layout, NULL, NULL, 0);
  gvmi_layout_load (layout, NULL, NULL, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plan.layout");
  TCase *tcase = tcase_create ("layout");

  tcase_add_loop_test (tcase, test_values_are_moved_as_their_runs_say_however_many, 0,
                       G_N_ELEMENTS (descs));
  tcase_add_loop_test (tcase, test_no_values_need_no_memory, 0, G_N_ELEMENTS (descs));
  tcase_add_test (tcase, test_a_struct_is_a_block_when_only_byte_order_sets_wire_and_memory_apart);
  tcase_add_test (tcase, test_rows_side_by_side_are_a_band_when_every_version_has_them);
  tcase_add_test (tcase, test_a_band_passes_over_what_is_not_saved_and_ends_before_a_struct);
  suite_add_tcase (suite, tcase);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
