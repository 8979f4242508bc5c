/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements that own memory, or are counted by references.
 */
#include "support/picture.h"

/* ---- elements of an array that own memory --------------------------------------------------- */

typedef struct {
  guint16 id;
  GArray *cpus; /* of guint8 */
} Route;
GVM_FIELDS (route_fields, Route) = {
  GVM_FIELD (Route, id, gvm_u16),
  GVM_GARRAY (Route, cpus, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (route_desc, Route, "route", 1, 1, route_fields);

static int n_cleared;

static void
route_clear (Route *route)
{
  n_cleared++;
  g_clear_pointer (&route->cpus, g_array_unref);
}
GVM_DEFINE_ARRAY_OPS (route_ops, Route, route_clear);

typedef struct {
  GVM_GARRAY_OF (Route) routes;
} Routes;

#define ROUTES(name, ...)                                                                          \
  GVM_FIELDS (name##_fields, Routes) = {                                                           \
    GVM_GARRAY_TYPED (Routes, routes, route_desc, .ops = &route_ops, __VA_ARGS__),                 \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name##_desc, Routes, #name, 1, 1, name##_fields)
ROUTES (counted, .framing = GVM_FRAMING_COUNTED);
ROUTES (marked, .framing = GVM_FRAMING_MARKED);
ROUTES (in_place, .in_place = TRUE);

static void
add_route (Routes *routes, guint16 id, guint8 cpu)
{
  Route route = { .id = id, .cpus = g_array_new (FALSE, FALSE, 1) };

  g_array_append_val (route.cpus, cpu);
  g_array_append_val (routes->routes.array, route);
}

static void
routes_fill (gpointer self)
{
  ((Routes *) self)->routes.array = route_ops_array_new ();
  add_route (self, 0x0102, 3);
  add_route (self, 0x0405, 6);
}

static void
routes_other (gpointer self)
{
  routes_fill (self);
  add_route (self, 7, 8);
}

static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x02,       /* routes: count */
  0x01, 0x02,                   /* routes[0].id */
  0x00, 0x00, 0x00, 0x01, 0x03, /* routes[0].cpus */
  0x04, 0x05,                   /* routes[1].id */
  0x00, 0x00, 0x00, 0x01, 0x06, /* routes[1].cpus */
};

START_TEST (elements_of_an_array_may_own_memory)
{
  static const guint8 marked_golden[] = {
    0x01, 0x01, 0x02, 0x00, 0x00, 0x00, 0x01, 0x03, /* routes[0] */
    0x01, 0x04, 0x05, 0x00, 0x00, 0x00, 0x01, 0x06, /* routes[1] */
    0x00,                                           /* end */
  };
  expect_whole (GOLDEN (counted_desc, 1, golden, routes_fill, routes_other));
  expect_whole (GOLDEN (marked_desc, 1, marked_golden, routes_fill, routes_other));
  expect_whole (GOLDEN (in_place_desc, 1, golden, routes_fill, routes_other));
}
END_TEST

START_TEST (each_element_is_cleared_once)
{
  const GvmDesc *const descs[] = { &counted_desc, &in_place_desc };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++) {
    Routes routes;

    routes_other (&routes);
    n_cleared = 0;
    expect_loads (descs[i], 1, &routes, golden, sizeof golden);
    ck_assert_int_eq (n_cleared, 3);
    g_array_remove_index (routes.routes.array, 0); /* the new array knows how, too */
    ck_assert_int_eq (n_cleared, 4);
    gvm_state_clear (descs[i], &routes);
    ck_assert_int_eq (n_cleared, 5);
  }
}
END_TEST

/* ---- a GObject as it is: its instance struct is what the descriptor describes --------------- */

typedef struct {
  GObject parent;
  guint16 number; /* the part that is saved */
  guint32 unsaved;
} Port;
typedef GObjectClass PortClass;
GType port_get_type (void);
G_DEFINE_TYPE (Port, port, G_TYPE_OBJECT)

static int n_ports; /* alive */

static void
port_finalize (GObject *object)
{
  n_ports--;
  G_OBJECT_CLASS (port_parent_class)->finalize (object);
}

static void
port_class_init (PortClass *klass)
{
  klass->finalize = port_finalize;
}

static void
port_init (Port *port)
{
  n_ports++;
  port->unsaved = 0x77;
}

static Port *
port_new (void)
{
  return g_object_new (port_get_type (), NULL);
}

static void
port_unref (Port *port)
{
  ck_assert (G_TYPE_CHECK_INSTANCE_TYPE (port, port_get_type ()));
  g_object_unref (port);
}

GVM_FIELDS (port_fields, Port) = { GVM_FIELD (Port, number, gvm_u16) };
GVM_DEFINE_STATIC_DESC (port_desc, Port, "port", 1, 1, port_fields);
GVM_DEFINE_ELEMENT_OPS (port_ops, Port, port_new, port_unref);

typedef struct {
  GVM_PTRARRAY_OF (Port) array;
  GVM_LIST_OF (Port) list;
  GVM_SLIST_OF (Port) slist;
  GVM_QUEUE_OF (Port) queue;
  GVM_SEQUENCE_OF (Port) sequence;
  GVM_TREE_OF (guint8, Port) tree;
} Ports;
GVM_FIELDS (ports_fields, Ports) = {
  GVM_PTRARRAY_TYPED (Ports, array, port_desc, .ops = &port_ops),
  GVM_LIST_TYPED (Ports, list, port_desc, .ops = &port_ops),
  GVM_SLIST_TYPED (Ports, slist, port_desc, .ops = &port_ops),
  GVM_QUEUE_TYPED (Ports, queue, port_desc, .ops = &port_ops, .in_place = TRUE),
  GVM_SEQUENCE_TYPED (Ports, sequence, port_desc, .ops = &port_ops, .in_place = TRUE),
  GVM_TREE_TYPED (Ports, tree, gvm_u8, port_desc, .ops = &port_ops, .in_place = TRUE),
};
GVM_DEFINE_STATIC_DESC (ports_desc, Ports, "ports", 1, 1, ports_fields);

static const guint8 ports_golden[] = {
  0x00, 0x00, 0x00, 0x02, 0x00, 0x01, 0x00, 0x02, /* array: count, [0], [1] */
  0x00, 0x00, 0x00, 0x01, 0x00, 0x03,             /* list: count, [0] */
  0x00, 0x00, 0x00, 0x01, 0x00, 0x04,             /* slist: count, [0] */
  0x00, 0x00, 0x00, 0x01, 0x00, 0x05,             /* queue: count, [0] */
  0x00, 0x00, 0x00, 0x01, 0x00, 0x06,             /* sequence: count, [0] */
  0x00, 0x00, 0x00, 0x01, 0x07, 0x00, 0x08,       /* tree: count, key, value */
};

START_TEST (elements_may_be_objects)
{
  Ports ports;
  Port *held;

  memset (&ports, 0, sizeof ports);
  expect_loads (&ports_desc, 1, &ports, ports_golden, sizeof ports_golden);
  ck_assert_int_eq (n_ports, 7);
  held = g_object_ref (ports.array.array->pdata[0]);
  ck_assert_uint_eq (held->unsaved, 0x77);
  expect_loads (&ports_desc, 1, &ports, ports_golden, sizeof ports_golden);
  ck_assert_int_eq (n_ports, 7 + 1);
  ck_assert_uint_eq (held->number, 1);
  g_object_unref (held);
  for (gsize size = 0; size < sizeof ports_golden; size++) {
    g_autoptr (GvmReader) reader = reader_on (ports_golden, size, NULL);

    ck_assert (!gvm_decode (reader, &ports_desc, 1, &ports, NULL));
    ck_assert_int_eq (n_ports, 7);
  }
  gvm_state_clear (&ports_desc, &ports);
  ck_assert_int_eq (n_ports, 0);
}
END_TEST

/* ---- tables of objects, and boxes with a count of references ---------------------------------- */

GVM_DEFINE_ENTRY_OPS (port_table_ops, guint8, Port, gvm_u8_hash, gvm_u8_equal, g_free, port_new,
                      port_unref);

/* A block of GLib's that counts its references, and is no object. */
typedef struct {
  guint16 number;
} Counted;
static int n_counted; /* alive */

static Counted *
counted_new (void)
{
  n_counted++;
  return g_rc_box_new0 (Counted);
}

static void
counted_gone (G_GNUC_UNUSED gpointer counted)
{
  n_counted--;
}

static void
counted_unref (Counted *counted)
{
  g_rc_box_release_full (counted, counted_gone);
}
GVM_FIELDS (counted_fields_, Counted) = { GVM_FIELD (Counted, number, gvm_u16) };
GVM_DEFINE_STATIC_DESC (box_desc, Counted, "box", 1, 1, counted_fields_);
GVM_DEFINE_ENTRY_OPS (box_table_ops, guint8, Counted, gvm_u8_hash, gvm_u8_equal, g_free,
                      counted_new, counted_unref);
GVM_DEFINE_ELEMENT_OPS (box_ops, Counted, counted_new, counted_unref);

typedef struct {
  GVM_HASH_OF (guint8, Port) ports;
  GVM_HASH_OF (guint8, Counted) boxes;
  GVM_LIST_OF (Counted) list;
  GVM_SEQUENCE_OF (Counted) sequence;
} Tables;
#define TABLES(name, ...)                                                                          \
  GVM_FIELDS (name##_fields, Tables) = {                                                           \
    GVM_HASH_TYPED (Tables, ports, gvm_u8, port_desc, .ops = &port_table_ops, __VA_ARGS__),        \
    GVM_HASH_TYPED (Tables, boxes, gvm_u8, box_desc, .ops = &box_table_ops, __VA_ARGS__),          \
    GVM_LIST_TYPED (Tables, list, box_desc, .ops = &box_ops),                                      \
    GVM_SEQUENCE_TYPED (Tables, sequence, box_desc, .ops = &box_ops, __VA_ARGS__),                 \
  };                                                                                               \
  GVM_DEFINE_STATIC_DESC (name, Tables, "tables", 1, 1, name##_fields)
TABLES (tables_anew, .max = 9);
TABLES (tables_in_place, .in_place = TRUE);

static const guint8 tables_golden[] = {
  0x00, 0x00, 0x00, 0x02, 0x01, 0x00, 0x0b, 0x02, 0x00, 0x0c, /* ports: count, key, value, … */
  0x00, 0x00, 0x00, 0x01, 0x03, 0x00, 0x0d,                   /* boxes: count, key, value */
  0x00, 0x00, 0x00, 0x02, 0x00, 0x0e, 0x00, 0x0f,             /* list: count, [0], [1] */
  0x00, 0x00, 0x00, 0x01, 0x00, 0x10,                         /* sequence: count, [0] */
};

static void
expect_tables (const GvmDesc *desc)
{
  Tables tables;

  memset (&tables, 0, sizeof tables);
  expect_loads (desc, 1, &tables, tables_golden, sizeof tables_golden);
  ck_assert_int_eq (n_ports, 2);
  ck_assert_int_eq (n_counted, 4);
  Port *port = g_object_ref (g_hash_table_lookup (tables.ports.table, &(guint8) { 2 }));
  Counted *box = g_rc_box_acquire (g_hash_table_lookup (tables.boxes.table, &(guint8) { 3 }));

  expect_loads (desc, 1, &tables, tables_golden, sizeof tables_golden);
  ck_assert_int_eq (n_ports, 2 + 1); /* what somebody else holds is still there, as it was */
  ck_assert_int_eq (n_counted, 4 + 1);
  ck_assert_uint_eq (port->number, 0x0c);
  ck_assert_uint_eq (box->number, 0x0d);
  g_object_unref (port);
  counted_unref (box);
  for (gsize size = 0; size < sizeof tables_golden; size++) {
    g_autoptr (GvmReader) reader = reader_on (tables_golden, size, NULL);

    ck_assert (!gvm_decode (reader, desc, 1, &tables, NULL));
    ck_assert_int_eq (n_ports, 2);
    ck_assert_int_eq (n_counted, 4);
  }
  expect_saves (desc, 1, &tables, tables_golden, sizeof tables_golden);
  gvm_state_clear (desc, &tables);
  ck_assert_int_eq (n_ports, 0);
  ck_assert_int_eq (n_counted, 0);
}

START_TEST (values_of_a_table_may_be_counted_by_references)
{
  expect_tables (&tables_anew);
  expect_tables (&tables_in_place);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("containers.owned", elements_of_an_array_may_own_memory,
                    each_element_is_cleared_once, elements_may_be_objects,
                    values_of_a_table_may_be_counted_by_references);
}
