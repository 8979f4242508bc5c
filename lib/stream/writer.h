/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a writer: a buffer that grows within the budget.
 */
#pragma once

#include "stream/limits.h"
#include "stream/path.h"

/* Who describes what is written; the engine's. */
typedef struct GvmiScribe GvmiScribe;

/* A struct that ended before octet @at. */
typedef struct {
  gsize at;
  const GvmDesc *desc;
} GvmiEnd;

struct GvmWriter {
  guint8 *data;
  gsize size, capacity;
  const GvmiPath *path;
  GvmLimits limits;
  guint depth;
  GError *error;
  GvmiScribe *scribe; /* (nullable) */

  /* Of the save that is under way; the engine's. */
  guint32
      newest;  /* version that the struct next to be saved has when nothing is lost; 0: its own */
  guint flags; /* GvmSaveFlags */
  gboolean is_relay; /* what is saved is loaded at once: no hooks */
  /* No stream, but from one struct to another: each pointer says whether it is NULL, whatever its row says */
  gboolean tells_null;
  GPtrArray *lost; /* (nullable): the caller's, of GvmDifference */
  GvmiEnd *ends;   /* where structs ended, as far as what follows is not known */
  gsize n_ends, max_ends;
};

/* Forgets what was written after @size octets, and moves the error, if any, to @error.
 * Returns: FALSE. */
gboolean gvmi_writer_rewind (GvmWriter *writer, gsize size, GError **error);

/* As gvmi_writer_make_room(), where there is none yet. */
gboolean gvmi_writer_grow (GvmWriter *writer, gsize size);

/* Makes room for @size octets more, if it can be had; there is no error if not. After it
 * gvm_writer_put() of so many cannot fail. */
static inline gboolean
gvmi_writer_make_room (GvmWriter *writer, gsize size)
{
  return (size <= writer->capacity - writer->size && writer->data != NULL &&
          writer->error == NULL) ||
         gvmi_writer_grow (writer, size);
}

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
