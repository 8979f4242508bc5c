/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Flat structs are moved in several ways: as one run, value by value, as a block that is swapped
 * afterwards, by vectors. All must do what the naive way does, for any number of values.
 */
#include "plan/plan.h"

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

static const GvmDesc *const descs[] = { &in_step_8,  &in_step_4, &in_step_16,
                                        &in_step_24, &padded,    &seamless };

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
          *in_mem = *on_wire;
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
}

START_TEST (test_values_are_moved_as_their_runs_say_however_many)
{
  const GvmiPlan *plan = gvmi_plan_get (descs[_i], NULL);

  ck_assert_ptr_nonnull (plan);
  ck_assert (plan->is_flat);
  for (gsize n = 1; n <= MOST; n++)
    compare_ways (&plan->layout, n);
}
END_TEST

START_TEST (test_a_struct_is_in_step_when_only_byte_order_sets_wire_and_memory_apart)
{
  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++)
    ck_assert_msg (gvmi_plan_get (descs[i], NULL)->layout.is_in_step ==
                       (strncmp (descs[i]->codec.name, "InStep", strlen ("InStep")) == 0),
                   "%s", descs[i]->codec.name);
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
  tcase_add_test (tcase, test_a_struct_is_in_step_when_only_byte_order_sets_wire_and_memory_apart);
  suite_add_tcase (suite, tcase);

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
