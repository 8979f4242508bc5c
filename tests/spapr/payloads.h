/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a real QEMU wrote: every different payload of the sections that the reference schema describes,
 * out of the recorded vectors and streams of tests/data.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef enum {
  PAYLOAD_ICS,
  PAYLOAD_ICP,
  PAYLOAD_PCI,
  PAYLOAD_KINDS,
} PayloadKind;

typedef struct {
  PayloadKind kind;
  guint32 version_id, instance_id;
  GBytes *bytes;
  const guint8 *data; /* of bytes */
  gsize size;
  char *where;         /* file and place in it */
  JsonObject *decoded; /* (nullable): the same state as the recorder took it apart, all sections */
} Payload;

/* "ics", "icp/server" or "spapr_pci". */
const char *payload_kind_name (PayloadKind kind);

/* Returns: (transfer full): of Payload, no two alike, in a fixed order. Ends the program when the data
 * cannot be read. */
GPtrArray *payloads_collect (void);
