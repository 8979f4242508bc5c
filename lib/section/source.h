/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GInputStream with a look ahead: how much a read gives, and when it has to wait, is nobody else's matter.
 */
#pragma once

#include "section/watch.h"

enum { GVMI_SOURCE_CHUNK = 64 * 1024 };

typedef struct {
  GInputStream *input;
  GvmiWatch *watch;
  guint64 read; /* octets so far */
  gint64 total; /* octets there are, or -1 */
  gboolean at_end;
  gsize start, end; /* of what is not used yet */
  guint8 chunk[GVMI_SOURCE_CHUNK];
} GvmiSource;

GvmiSource *gvmi_source_new (GInputStream *input, GvmiWatch *watch);

/* Adds to the chunk what one read gives; at the end of the input, nothing. The chunk must not be full. */
gboolean gvmi_source_fill (GvmiSource *source, GError **error);
/* Reads until @size octets are at hand, or the input has no more. @size is at most a chunk. */
gboolean gvmi_source_want (GvmiSource *source, gsize size, GError **error);

static inline const guint8 *
gvmi_source_data (const GvmiSource *source)
{
  return source->chunk + source->start;
}

/* Octets at hand. */
static inline gsize
gvmi_source_left (const GvmiSource *source)
{
  return source->end - source->start;
}

static inline void
gvmi_source_skip (GvmiSource *source, gsize size)
{
  source->start += size;
}

/* Octets from the input's start to those at hand. */
static inline guint64
gvmi_source_tell (const GvmiSource *source)
{
  return source->read - gvmi_source_left (source);
}

/* Do the octets at hand start so? */
gboolean gvmi_source_starts_with (const GvmiSource *source, gconstpointer magic, gsize size);
