/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a value.
 */
#pragma once

#include <gvmstate/value.h>

#include "section/stream.h"

/* All values of one section. They live in its blocks, and whoever holds one holds the tree. */
typedef struct {
  gatomicrefcount refs;
  GvmStream *stream; /* whose octets and names the values point into */
  struct GvmiTreeBlock *blocks;
} GvmiTree;

struct GvmValue {
  GvmiTree *tree;
  const char *name; /* NULL for an element */
  const char *type_name;
  const GvmiVmdescStruct *layout; /* (nullable): of a struct, or of an array's elements */
  GvmValue *children;             /* NULL when they are made on demand, all of one size */
  gsize n_children;
  gsize offset, size; /* in the stream */
  GvmValueKind kind;
  GvmValueKind element_kind; /* of children that are made on demand */
  gboolean is_subsection;
  gboolean is_alone; /* made on demand: its own block, with its own count of references */
  gatomicrefcount refs;
};

GvmiTree *gvmi_tree_new (const GvmStream *stream);
void gvmi_tree_unref (GvmiTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmiTree, gvmi_tree_unref)

/* Room for @n values, zeros but for their tree. @n is charged to a budget before. */
GvmValue *gvmi_tree_add (GvmiTree *tree, gsize n);
