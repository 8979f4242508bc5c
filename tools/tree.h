/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * tree: values as an indented text for people.
 */
#pragma once

#include "cli.h"

typedef struct {
  FILE *out;
  gboolean fold;    /* runs of equal elements on one line, long buffers cut */
  gboolean offsets; /* where each line's value starts, in a column of its own */
  guint depth;      /* levels below the heading */
} Tree;

/* The line above a section's fields, or all that there is to say of one without description. */
void tree_section_heading (const Tree *tree, const GvmStream *stream, const GvmSection *section);
void tree_value_heading (const Tree *tree, const char *path, const GvmValue *value);
/* What stands below a heading. */
void tree_content (const Tree *tree, const GvmValue *value);
/* The lines of a struct's members, at @level. */
void tree_children (const Tree *tree, guint level, const GvmValue *value);
