/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading a stream from somewhere.
 */
#pragma once

#include <gvmstate/stream.h>

/**
 * gvmi_transport_read:
 * @input: (not nullable): read to its end
 * @limits: (nullable): NULL for the defaults
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * Reads everything, and unpacks it when it starts as gzip does.
 *
 * Errors:  GIO's, with the offset in what was read; GVM_ERROR_LIMIT when it has, or unpacks to, more than
 *          the octets of the limits; GVM_ERROR_TRAILING when something else follows what is packed.
 * Returns: (transfer full) (nullable)
 */
GBytes *gvmi_transport_read (GInputStream *input, const GvmLimits *limits,
                             GCancellable *cancellable, GError **error);
