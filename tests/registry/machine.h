/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine of two devices, and its streams.
 */
#pragma once

#include "support/seal.h"

typedef struct {
  guint32 size;
  guint8 mode; /* 1 to 3 */
} Disk;

GVM_DEFINE_BOUNDED (disk_mode, gvm_u8, .min = 1, .max = 3);
GVM_FIELDS (disk_fields, Disk) = {
  GVM_FIELD (Disk, size, gvm_u32),
  GVM_FIELD (Disk, mode, disk_mode),
};
GVM_DEFINE_STATIC_DESC (disk_desc, Disk, "disk", 2, 1, disk_fields);

typedef struct {
  guint16 id; /* which a load must not change */
  GArray *routes;
} Net;

GVM_FIELDS (net_fields, Net) = {
  GVM_EQUAL (Net, id, gvm_u16),
  GVM_GARRAY (Net, routes, gvm_u16, .max = 100),
};
GVM_DEFINE_STATIC_DESC (net_desc, Net, "net", 1, 1, net_fields);

/* Where things are in the stream of such a machine without a name: the sections in their order. */
enum {
  DISK = 8,
  DISK_NAME = DISK + 5,
  DISK_INSTANCE = DISK_NAME + 5,
  DISK_VERSION = DISK_INSTANCE + 4,
  DISK_PAYLOAD = DISK_VERSION + 4,
  DISK_FOOTER = DISK_PAYLOAD + 5,
  NET = DISK_FOOTER + 5,
  NET_PAYLOAD = NET + 17,
  NET_ROUTES = NET_PAYLOAD + 2,
  NET_FOOTER = NET_ROUTES + 4 + 2 * 2,
  END = NET_FOOTER + 5,
};

typedef struct {
  Disk disk;
  Net net;
  GvmRegistry *registry;
} Machine;

static inline void
machine_open (Machine *machine)
{
  static const guint16 routes[] = { 0x0102, 0x0304 };

  *machine =
      (Machine) { .disk = { .size = 0x11223344, .mode = 2 },
                  .net = { .id = 0x5566, .routes = g_array_new (FALSE, FALSE, sizeof (guint16)) },
                  .registry = gvm_registry_new () };
  g_array_append_vals (machine->net.routes, routes, G_N_ELEMENTS (routes));
  ck_assert (
      gvm_registry_add (machine->registry, "disk", 7, &disk_desc, &machine->disk, NULL, NULL));
  ck_assert (gvm_registry_add (machine->registry, "net", 0, &net_desc, &machine->net, NULL, NULL));
}

static inline void
machine_close (Machine *machine)
{
  gvm_state_clear (&net_desc, &machine->net);
  g_object_unref (machine->registry);
}

/* The stream of a machine as machine_open() makes it. */
static inline GByteArray *
machine_stream (void)
{
  Machine machine;
  g_autoptr (GError) error = NULL;

  machine_open (&machine);
  GBytes *bytes = gvm_registry_save_to_bytes (machine.registry, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no stream, no error");
  machine_close (&machine);
  return g_bytes_unref_to_array (bytes);
}

/* Its records alone, as a stream that does not describe itself. */
static inline GByteArray *
machine_records (void)
{
  GByteArray *stream = machine_stream ();

  g_byte_array_set_size (stream, END + 1);
  return stream;
}

/* Loads into a machine whose state is another, which must stay what it is when that fails. Returns: (transfer full)
 * (nullable): the error. @ret_report (nullable) is set on success. */
static inline GError *
machine_load (const GByteArray *octets, GvmTolerance tolerance, GPtrArray **ret_report)
{
  /* A block of its own, so that a sanitizer sees a step beyond it. */
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  Machine machine;
  GError *error = NULL;

  machine_open (&machine);
  machine.disk = (Disk) { .size = 1, .mode = 1 };
  g_array_set_size (machine.net.routes, 1);
  Disk disk = machine.disk;
  Net net = machine.net;
  gvm_registry_set_tolerance (machine.registry, tolerance);
  if (!gvm_registry_load_from_bytes (machine.registry, bytes, ret_report, &error)) {
    ck_assert (error != NULL);
    ck_assert_mem_eq (&machine.disk, &disk, sizeof disk);
    ck_assert_mem_eq (&machine.net, &net, sizeof net);
    ck_assert_uint_eq (net.routes->len, 1);
  }
  machine_close (&machine);
  return error;
}

static inline void
expect_machine_refuses (const GByteArray *octets, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = machine_load (octets, GVM_TOLERATE_NOTHING, NULL);

  expect_error (error, code, path, offset);
}

/* Refused, but taken and reported with @tolerance. */
static inline void
expect_tolerated (const GByteArray *octets, GvmTolerance tolerance, GvmError code, const char *path,
                  guint64 offset)
{
  g_autoptr (GPtrArray) report = NULL;

  expect_machine_refuses (octets, code, path, offset);
  g_autoptr (GError) error = machine_load (octets, tolerance, &report);
  ck_assert_msg (error == NULL, "%s", error != NULL ? error->message : "");
  ck_assert_uint_eq (report->len, 1);
  expect_error (g_ptr_array_index (report, 0), code, path, offset);
}
