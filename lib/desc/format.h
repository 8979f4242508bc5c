/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values as errors, paths and differences show them.
 */
#pragma once

#include "desc/shape.h"

/* Returns: (transfer full): the value in one line: `{ first_irq 0x1300, num 0x4 }`. */
char *gvmi_value_format (const GvmCodec *codec, guint32 version, gconstpointer value);
