/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers in containers in containers: a table of number to array of struct with a list, with no box
 * between them; and the same with boxes.
 */
#include "support/picture.h"

typedef struct {
  guint16 irq;
  GList *cpus; /* of guint8, direct */
} Route;
GVM_FIELDS (route_fields, Route) = {
  GVM_FIELD (Route, irq, gvm_u16),
  GVM_LIST (Route, cpus, gvm_u8, .values = GVM_DIRECT, .framing = GVM_FRAMING_MARKED),
};
GVM_DEFINE_STATIC_DESC (route_desc, Route, "route", 1, 1, route_fields);

static void
route_clear (Route *route)
{
  g_clear_pointer (&route->cpus, g_list_free);
}
GVM_DEFINE_ARRAY_OPS (route_ops, Route, route_clear);

typedef struct {
  GArray *of; /* of Route */
} Routes;
GVM_DEFINE_CELL (routes_desc, Routes, "routes",
                 GVM_GARRAY (Routes, of, route_desc, .ops = &route_ops));

static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x02, /* count of arrays */
  0x00, 0x00, 0x00, 0x07, /* {7} */
  0x00, 0x00, 0x00, 0x02, /* {7}: count of routes */
  0x01, 0x02,             /* {7}[0].irq */
  0x01, 0x03, 0x01, 0x04, /* {7}[0].cpus[0], [1] */
  0x00,                   /* {7}[0].cpus: end */
  0x05, 0x06,             /* {7}[1].irq */
  0x00,                   /* {7}[1].cpus: end */
  0x00, 0x00, 0x00, 0x09, /* {9} */
  0x00, 0x00, 0x00, 0x00, /* {9}: count of routes */
};

static GArray *
make_routes (void)
{
  Route first = { .irq = 0x0102 }, second = { .irq = 0x0506 };
  GArray *array = route_ops_array_new ();

  first.cpus = g_list_append (NULL, GUINT_TO_POINTER (3));
  first.cpus = g_list_append (first.cpus, GUINT_TO_POINTER (4));
  g_array_append_val (array, first);
  g_array_append_val (array, second);
  return array;
}

/* ---- a table that holds the arrays themselves ----------------------------------------------- */

static guint
number_hash (const guint32 *number)
{
  return *number;
}

static gboolean
number_equal (const guint32 *a, const guint32 *b)
{
  return *a == *b;
}

static GArray *
no_array (void)
{
  return NULL;
}
GVM_DEFINE_ENTRY_OPS (direct_ops, guint32, GArray, number_hash, number_equal, g_free, no_array,
                      g_array_unref);

typedef struct {
  GHashTable *table; /* guint32 -> GArray * of Route */
} Router;
GVM_FIELDS (direct_fields, Router) = {
  GVM_HASH (Router, table, gvm_u32, routes_desc, .values = GVM_DIRECT, .ops = &direct_ops),
};
GVM_DEFINE_STATIC_DESC (direct_desc, Router, "router", 1, 1, direct_fields);

static void
direct_fill (gpointer self)
{
  GHashTable *table = ((Router *) self)->table = direct_ops_table_new ();

  g_hash_table_insert (table, box_u32 (9), route_ops_array_new ());
  g_hash_table_insert (table, box_u32 (7), make_routes ());
}

static void
direct_other (gpointer self)
{
  direct_fill (self);
  g_hash_table_insert (((Router *) self)->table, box_u32 (9), make_routes ());
}

START_TEST (a_table_may_hold_the_arrays_themselves)
{
  expect_whole (GOLDEN (direct_desc, 1, golden, direct_fill, direct_other));
}
END_TEST

START_TEST (errors_say_where_all_the_way_down)
{
  static const guint8 one[] = {
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x07, /* count of arrays, {7} */
    0x00, 0x00, 0x00, 0x01,                         /* {7}: count of routes */
    0x01, 0x02, 0x01, 0x03, 0x01, 0x04, 0x00,       /* {7}[0]: irq, cpus */
  };
  static const struct {
    gsize size; /* of what is there */
    guint64 offset;
    const char *path;
  } cases[] = {
    { 14, 8, "router/table{0x7}/of" },          { 15, 15, "router/table{0x7}/of[0]/cpus[0]" },
    { 16, 16, "router/table{0x7}/of[0]/cpus" }, { 17, 17, "router/table{0x7}/of[0]/cpus[1]" },
    { 18, 18, "router/table{0x7}/of[0]/cpus" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GvmReader) reader = reader_on (one, cases[i].size, NULL);
    g_autoptr (GError) error = NULL;
    Router router = { NULL };

    ck_assert (!gvm_decode (reader, &direct_desc, 1, &router, &error));
    expect_error (error, GVM_ERROR_TRUNCATED, cases[i].path, cases[i].offset);
  }
}
END_TEST

/* ---- lists, which free what they hold by the row -------------------------------------------- */

typedef struct {
  GQueue *of;
} Inner;
GVM_DEFINE_CELL (inner_desc, Inner, "inner", GVM_QUEUE (Inner, of, gvm_u8));
typedef struct {
  GSList *of;
} Middle;
GVM_DEFINE_CELL (middle_desc, Middle, "middle",
                 GVM_SLIST (Middle, of, inner_desc, .values = GVM_DIRECT));
typedef struct {
  GList *direct, *boxed;
} Outer;
GVM_FIELDS (outer_fields, Outer) = {
  GVM_LIST (Outer, direct, middle_desc, .values = GVM_DIRECT),
  GVM_LIST (Outer, boxed, middle_desc),
};
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields);

static GSList *
make_middle (guint8 value)
{
  GQueue *queue = g_queue_new ();

  g_queue_push_tail (queue, g_memdup2 (&value, 1));
  return g_slist_prepend (NULL, queue);
}

static void
outer_fill (gpointer self)
{
  Outer *outer = self;
  Middle *box = g_new0 (Middle, 1);

  outer->direct = g_list_append (g_list_append (NULL, make_middle (5)), NULL);
  box->of = make_middle (6);
  outer->boxed = g_list_append (NULL, box);
}

START_TEST (lists_may_hold_lists_that_hold_queues)
{
  static const guint8 octets[] = {
    0x00, 0x00, 0x00, 0x02,       /* direct: count */
    0x00, 0x00, 0x00, 0x01,       /* direct[0]: count */
    0x00, 0x00, 0x00, 0x01, 0x05, /* direct[0][0]: count, value */
    0x00, 0x00, 0x00, 0x00,       /* direct[1]: count; an empty list is NULL */
    0x00, 0x00, 0x00, 0x01,       /* boxed: count */
    0x00, 0x00, 0x00, 0x01,       /* boxed[0]: count */
    0x00, 0x00, 0x00, 0x01, 0x06, /* boxed[0][0]: count, value */
  };
  expect_whole (GOLDEN (outer_desc, 1, octets, outer_fill, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.nested", a_table_may_hold_the_arrays_themselves,
                    errors_say_where_all_the_way_down, lists_may_hold_lists_that_hold_queues);
}
