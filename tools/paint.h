/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * paint: colour on stdout, and only where it helps: zeros recede, so that what is set stands out.
 */
#pragma once

#include <glib.h>

typedef enum {
  PAINT_PLAIN,
  PAINT_HEADING,
  PAINT_NAME,
  PAINT_FAINT, /* offsets, zeros, what was folded */
} Paint;

/* @when is "auto", "always", "never", or NULL for auto: on a terminal, unless NO_COLOR is set or TERM
 * is dumb. FALSE for any other word. */
gboolean paint_init (const char *when);
/* Printed before and after what has the colour; both "" without colour. */
const char *paint_on (Paint paint);
const char *paint_off (Paint paint);
