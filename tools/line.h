/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * line: what one line of a tree is made of.
 */
#pragma once

#include "leaf.h"
#include "paint.h"
#include "tree.h"

void line_paint (const Tree *tree, Paint paint, const char *text);

/* The offset, if offsets are wanted, and the indent. */
void line_begin_at (const Tree *tree, guint level, guint64 offset);
/* And a name or index, padded to @width. */
void line_begin (const Tree *tree, guint level, const char *label, gsize width,
                 const GvmValue *value);

/* Is it a leaf, or a struct of a few scalars? */
gboolean line_fits (const GvmValue *value);
/* Prints such a value; a struct as `name value  name value`. */
void line_value (const Tree *tree, const GvmValue *value, LeafStyle style);
void line_leaf (const Tree *tree, const GvmValue *value, LeafStyle style);
