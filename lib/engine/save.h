/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One save. load.h is its mirror, which has more to it.
 */
#pragma once

#include <gvmstate/engine.h>

#include "stream/writer.h"

/* Writes one payload, at the writer's path and as a save of its own: gvm_encode_as() says of what @flags and
 * @lost are. On failure the error is the writer's. */
gboolean gvmi_save_write (GvmWriter *writer, const GvmDesc *desc, guint32 version,
                          gconstpointer self, GvmSaveFlags flags, GPtrArray *lost);
