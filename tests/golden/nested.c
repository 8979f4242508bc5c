/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers in elements of containers, made and freed by functions that the row names.
 */
#include "support/golden.h"

/* A bus of devices, each with registers and a table of interrupts. What is alive is counted, so that a
 * leak or a second free shows without a sanitizer. */
typedef struct {
  guint32 irq;
  GArray *cpus; /* of guint8 */
} Route;

typedef struct {
  guint16 id;
  GArray *registers;  /* of guint16 */
  GHashTable *routes; /* guint32 -> Route, the key its own pointer */
} Device;

static int n_devices, n_routes;

static Route *
route_new (void)
{
  n_routes++;
  return g_slice_new0 (Route); /* not g_malloc(): only route_free() can free it */
}

static void
route_free (Route *route)
{
  n_routes--;
  g_clear_pointer (&route->cpus, g_array_unref);
  g_slice_free (Route, route);
}

static guint
number_hash (const guint32 *number)
{
  return *number * 7;
}

static gboolean
number_equal (const guint32 *a, const guint32 *b)
{
  return *a == *b;
}

static void
number_free (guint32 *number)
{
  g_free (number);
}

GVM_DEFINE_ENTRY_OPS (route_ops, guint32, Route, number_hash, number_equal, number_free, route_new,
                      route_free);

static Device *
device_new (void)
{
  Device *device = g_slice_new0 (Device);

  n_devices++;
  device->registers = g_array_new (FALSE, FALSE, sizeof (guint16)); /* a load replaces it */
  return device;
}

static void
device_free (Device *device)
{
  n_devices--;
  g_clear_pointer (&device->registers, g_array_unref);
  g_clear_pointer (&device->routes, g_hash_table_unref);
  g_slice_free (Device, device);
}

GVM_DEFINE_ELEMENT_OPS (device_ops, Device, device_new, device_free);

GVM_FIELDS (route_fields, Route) = {
  GVM_FIELD (Route, irq, gvm_u32),
  GVM_GARRAY (Route, cpus, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (route_desc, Route, "route", 1, 1, route_fields);

GVM_FIELDS (device_fields, Device) = {
  GVM_FIELD (Device, id, gvm_u16),
  GVM_GARRAY (Device, registers, gvm_u16),
  GVM_HASH (Device, routes, gvm_u32, route_desc, .keys = GVM_DIRECT, .ops = &route_ops),
};
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields);

typedef struct {
  GList *devices;
  Route spare;
} Bus;
GVM_FIELDS (bus_fields, Bus) = {
  GVM_LIST (Bus, devices, device_desc, .ops = &device_ops),
  GVM_STRUCT (Bus, spare, route_desc),
};
GVM_DEFINE_STATIC_DESC (bus_desc, Bus, "bus", 1, 1, bus_fields);

static void
add_route (Device *device, guint32 key, guint32 irq, guint8 cpu)
{
  Route *route = route_new ();

  if (device->routes == NULL)
    device->routes = g_hash_table_new_full (NULL, NULL, NULL, route_ops.value_free);
  route->irq = irq;
  route->cpus = g_array_new (FALSE, FALSE, sizeof cpu);
  g_array_append_val (route->cpus, cpu);
  g_hash_table_insert (device->routes, GUINT_TO_POINTER (key), route);
}

static Device *
add_device (Bus *bus, guint16 id, guint16 value)
{
  Device *device = device_new ();

  device->id = id;
  g_array_append_val (device->registers, value);
  bus->devices = g_list_append (bus->devices, device);
  return device;
}

static void
bus_fill (gpointer self)
{
  Bus *bus = self;
  Device *device = add_device (bus, 0x0102, 0x0304);

  add_route (device, 9, 0x55, 0x66);
  add_route (device, 8, 0x77, 0x88);
  add_device (bus, 0x0506, 0x0708);
  bus->spare.irq = 0x0a0b0c0d;
}

static void
bus_other (gpointer self)
{
  Bus *bus = self;

  bus_fill (self);
  add_route (g_list_last (bus->devices)->data, 1, 2, 3);
  bus->spare.cpus = g_array_new (FALSE, TRUE, 1);
  g_array_set_size (bus->spare.cpus, 3);
}

static const guint8 bus_golden[] = {
  0x00, 0x00, 0x00, 0x02, /* devices: count */
  0x01, 0x02,             /* devices[0].id */
  0x00, 0x00, 0x00, 0x01, /* devices[0].registers: count */
  0x03, 0x04,             /* devices[0].registers[0] */
  0x00, 0x00, 0x00, 0x02, /* devices[0].routes: count */
  0x00, 0x00, 0x00, 0x08, /* key */
  0x00, 0x00, 0x00, 0x77, /* irq */
  0x00, 0x00, 0x00, 0x01, /* cpus: count */
  0x88,                   /* cpus[0] */
  0x00, 0x00, 0x00, 0x09, /* key */
  0x00, 0x00, 0x00, 0x55, /* irq */
  0x00, 0x00, 0x00, 0x01, /* cpus: count */
  0x66,                   /* cpus[0] */
  0x05, 0x06,             /* devices[1].id */
  0x00, 0x00, 0x00, 0x01, /* devices[1].registers: count */
  0x07, 0x08,             /* devices[1].registers[0] */
  0x00, 0x00, 0x00, 0x00, /* devices[1].routes: count */
  0x0a, 0x0b, 0x0c, 0x0d, /* spare.irq */
  0x00, 0x00, 0x00, 0x00, /* spare.cpus: count */
};

START_TEST (containers_nest_to_any_depth)
{
  expect_golden (GOLDEN (bus_desc, 1, bus_golden, bus_fill, bus_other));
}
END_TEST

START_TEST (elements_are_made_and_freed_by_the_functions_of_their_row)
{
  Bus *bus = make_state (&bus_desc, NULL);

  for (int times = 0; times < 3; times++) {
    expect_loads (&bus_desc, 1, bus, bus_golden, sizeof bus_golden);
    ck_assert_int_eq (n_devices, 2);
    ck_assert_int_eq (n_routes, 2);
  }
  free_state (&bus_desc, bus);
  ck_assert_int_eq (n_devices, 0);
  ck_assert_int_eq (n_routes, 0);
}
END_TEST

START_TEST (a_load_that_fails_inside_frees_what_it_made_and_nothing_else)
{
  Bus *bus = make_state (&bus_desc, bus_other);
  int devices = n_devices, routes = n_routes;

  for (gsize size = 0; size < sizeof bus_golden; size++) {
    g_autoptr (GvmReader) reader = reader_on (bus_golden, size, NULL);

    ck_assert (!gvm_decode (reader, &bus_desc, 1, bus, NULL));
    ck_assert_int_eq (n_devices, devices);
    ck_assert_int_eq (n_routes, routes);
  }
  free_state (&bus_desc, bus);
  ck_assert_int_eq (n_devices, 0);
  ck_assert_int_eq (n_routes, 0);
}
END_TEST

/* ---- without functions of the row's own ----------------------------------------------------- */

typedef struct {
  guint8 id;
  GArray *numbers; /* of guint8 */
  GList *inner;    /* of Tip */
} Leaf;
typedef struct {
  GList *leaves;
} Tree;
typedef struct {
  GArray *octets; /* of guint8 */
} Tip;
GVM_FIELDS (tip_fields, Tip) = { GVM_GARRAY (Tip, octets, gvm_u8) };
GVM_DEFINE_STATIC_DESC (tip_desc, Tip, "tip", 1, 1, tip_fields);
GVM_FIELDS (leaf_fields, Leaf) = {
  GVM_FIELD (Leaf, id, gvm_u8),
  GVM_GARRAY (Leaf, numbers, gvm_u8),
  GVM_LIST (Leaf, inner, tip_desc),
};
GVM_DEFINE_STATIC_DESC (leaf_desc, Leaf, "leaf", 1, 1, leaf_fields);
GVM_FIELDS (tree_fields, Tree) = { GVM_LIST (Tree, leaves, leaf_desc) };
GVM_DEFINE_STATIC_DESC (tree_desc, Tree, "tree", 1, 1, tree_fields);

static GArray *
octets_of (guint8 octet)
{
  return g_array_append_val (g_array_new (FALSE, FALSE, 1), octet);
}

static void
tree_fill (gpointer self)
{
  Leaf *leaf = g_new0 (Leaf, 1);
  Tip *tip = g_new0 (Tip, 1);

  tip->octets = octets_of (7);
  *leaf = (Leaf) { .id = 5, .numbers = octets_of (6), .inner = g_list_append (NULL, tip) };
  ((Tree *) self)->leaves = g_list_append (NULL, leaf);
}

static void
tree_other (gpointer self)
{
  tree_fill (self);
  ((Leaf *) ((Tree *) self)->leaves->data)->id = 8;
}

START_TEST (a_list_frees_what_its_elements_own)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x01, /* leaves: count */
    0x05,                   /* leaves[0].id */
    0x00, 0x00, 0x00, 0x01, /* leaves[0].numbers: count */
    0x06,                   /* leaves[0].numbers[0] */
    0x00, 0x00, 0x00, 0x01, /* leaves[0].inner: count */
    0x00, 0x00, 0x00, 0x01, /* leaves[0].inner[0].octets: count */
    0x07,                   /* leaves[0].inner[0].octets[0] */
  };
  expect_golden (GOLDEN (tree_desc, 1, golden, tree_fill, tree_other));
}
END_TEST

/* ---- a new element brings what an equal row asks for ---------------------------------------- */

typedef struct {
  guint8 kind, level;
} Line;
GVM_FIELDS (line_fields, Line) = {
  GVM_EQUAL (Line, kind, gvm_u8),
  GVM_FIELD (Line, level, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (line_desc, Line, "line", 1, 1, line_fields);

static Line *
line_new (void)
{
  Line *line = g_new0 (Line, 1);

  line->kind = 4;
  return line;
}

static void
line_free (Line *line)
{
  g_free (line);
}

GVM_DEFINE_ELEMENT_OPS (line_ops, Line, line_new, line_free);
typedef struct {
  GList *lines;
} Lines;
GVM_FIELDS (lines_fields, Lines) = { GVM_LIST (Lines, lines, line_desc, .ops = &line_ops) };
GVM_DEFINE_STATIC_DESC (lines_desc, Lines, "lines", 1, 1, lines_fields);

static void
lines_fill (gpointer self)
{
  Line *line = line_new ();

  line->level = 5;
  ((Lines *) self)->lines = g_list_append (NULL, line);
}

START_TEST (an_equal_row_in_a_new_element_meets_what_value_new_filled_in)
{
  static const guint8 golden[] = {
    0x00, 0x00, 0x00, 0x01, /* lines: count */
    0x04,                   /* lines[0].kind */
    0x05,                   /* lines[0].level */
  };
  expect_golden (GOLDEN (lines_desc, 1, golden, lines_fill, NULL));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.nested", containers_nest_to_any_depth,
                    elements_are_made_and_freed_by_the_functions_of_their_row,
                    a_load_that_fails_inside_frees_what_it_made_and_nothing_else,
                    a_list_frees_what_its_elements_own,
                    an_equal_row_in_a_new_element_meets_what_value_new_filled_in);
}
