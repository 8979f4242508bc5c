/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a reader. It is a window on bytes that it does not own, so one can live on the stack.
 */
#pragma once

#include "stream/limits.h"
#include "stream/path.h"

typedef struct GvmiLoad GvmiLoad;

struct GvmReader {
  const guint8 *data; /* the window; offsets are counted from base */
  gsize pos, end;
  guint64 base;         /* of data[0], from the start of the stream */
  const GvmiPath *path; /* where the walk is; frames belong to the walkers */
  GvmLimits limits;
  guint64 budget;     /* octets that may still be allocated */
  guint depth;        /* structs that are open */
  gboolean whole;     /* what is loaded must reach the window's end, or the load fails */
  gboolean is_pinned; /* the octets are not the stream's, which stands at base all the while */
  GError *error;      /* the first one */
  GvmiLoad *load;     /* (nullable): the load that this reader feeds; the engine's */
  GBytes *bytes;      /* (nullable): kept alive for gvm_reader_new()'s caller */
};

/* Opens a window on @size octets at @data, which stands at @base in the stream. To be closed by
 * gvmi_reader_close(). */
void gvmi_reader_open (GvmReader *reader, const guint8 *data, gsize size, guint64 base,
                       const GvmLimits *limits);

/* Closes it; moves its error, if any, to @error. Returns: TRUE when there was none. */
gboolean gvmi_reader_close (GvmReader *reader, GError **error);

static inline void
gvmi_reader_enter (GvmReader *reader, GvmiPath *frame)
{
  frame->up = reader->path;
  reader->path = frame;
}

static inline void
gvmi_reader_leave (GvmReader *reader)
{
  reader->path = reader->path->up;
}

/* Enters a struct; FALSE and GVM_ERROR_DEPTH when too many are open. Undone by gvmi_reader_ascend(). */
gboolean gvmi_reader_descend (GvmReader *reader);
void gvmi_reader_ascend (GvmReader *reader);

/* Refuses a count of elements that cannot be true: above @max, or more than the octets that are left
 * can hold when each takes @element_min at least. The error is at @offset. */
gboolean gvmi_reader_check_count (GvmReader *reader, guint64 offset, guint64 count, guint64 max,
                                  gsize element_min);
