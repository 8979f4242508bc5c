/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Plain text: ASCII without a NUL, as most text is.
 */
#pragma once

#include <glib.h>

/* Copies @size octets. Returns: TRUE when they are plain text. */
gboolean gvmi_plain_copy (guint8 *to, const guint8 *from, gsize size);
