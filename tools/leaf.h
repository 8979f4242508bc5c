/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * leaf: one scalar or buffer as a person reads it.
 *
 * Unsigned numbers are hex, as wide as their type, since that is how they are looked up; where it
 * helps the decimal follows. Signed numbers are decimal.
 */
#pragma once

#include <gvmstate/gvmstate.h>

typedef enum {
  LEAF_ALONE, /* on a line of its own: with what helps to read it */
  LEAF_AMONG, /* one of many on a line: the bare value */
} LeafStyle;

/* Neither struct nor array. */
gboolean leaf_is (const GvmValue *value);
/* Appends the value to @out. Returns: TRUE when it is nothing but zeros. */
gboolean leaf_append (GString *out, const GvmValue *value, LeafStyle style);

/* A row of a hex dump with its ASCII: LEAF_ROW octets at most. */
enum { LEAF_ROW = 16 };
void leaf_append_row (GString *out, const guint8 *octets, gsize size);
