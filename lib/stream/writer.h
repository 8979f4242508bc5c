/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a writer: a buffer that grows within the budget.
 */
#pragma once

#include "stream/limits.h"
#include "stream/path.h"

struct GvmWriter {
  guint8 *data;
  gsize size, capacity;
  const GvmiPath *path;
  GvmLimits limits;
  guint depth;
  GError *error;
};

/* Forgets what was written after @size octets, and moves the error, if any, to @error.
 * Returns: FALSE. */
gboolean gvmi_writer_rewind (GvmWriter *writer, gsize size, GError **error);

/* Makes room for @size octets more, if it can be had; there is no error if not. After it
 * gvm_writer_put() of so many cannot fail. */
gboolean gvmi_writer_make_room (GvmWriter *writer, gsize size);

static inline void
gvmi_writer_enter (GvmWriter *writer, GvmiPath *frame)
{
  frame->up = writer->path;
  writer->path = frame;
}

static inline void
gvmi_writer_leave (GvmWriter *writer)
{
  writer->path = writer->path->up;
}

gboolean gvmi_writer_descend (GvmWriter *writer);
void gvmi_writer_ascend (GvmWriter *writer);
