/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading a stream from somewhere.
 */
#pragma once

#include "section/watch.h"
#include "stream/limits.h"

/* What was read. */
typedef struct {
  GBytes *bytes; /* the stream, unpacked and unwrapped */
  GvmCompression compression;
  GvmWrapper *wrapper; /* (nullable) */
} GvmiArrival;

/**
 * gvmi_transport_read:
 * @input: (not nullable): read to its end
 * @limits: (nullable): NULL for the defaults
 * @transport: (nullable): NULL for the defaults
 * @watch: (not nullable)
 * @ret_arrival: (out caller-allocates): to be cleared by gvmi_arrival_clear() when TRUE is returned
 * @error: (out) (optional)
 *
 * Reads everything, behind a header of libvirt's if there is one, and unpacks it when it starts as gzip or
 * zstd do. What turns out to be no stream is not read to its end: the walk refuses it by its first octets.
 *
 * Errors: GIO's, with the offset in what was read; those of the wrapper; GVM_ERROR_LIMIT when there is
 *         more than the limits allow a stream; GVM_ERROR_TRAILING when something else follows what is
 *         packed.
 */
gboolean gvmi_transport_read (GInputStream *input, const GvmLimits *limits,
                              const GvmTransport *transport, GvmiWatch *watch,
                              GvmiArrival *ret_arrival, GError **error);
void gvmi_arrival_clear (GvmiArrival *arrival);
