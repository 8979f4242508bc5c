/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The walk over a stream, in the order of its parts: description, header, configuration, records.
 */
#pragma once

#include "section/iterable.h"
#include "section/stream.h"
#include "stream/reader.h"

typedef enum {
  GVMI_FOOTERS_UNKNOWN, /* until the first section ends */
  GVMI_FOOTERS_ON,
  GVMI_FOOTERS_OFF,
} GvmiFooters;

/* Reads the payload of a section that nothing describes, for somebody who knows it. */
typedef enum {
  GVMI_TAKEN,
  GVMI_NOT_TAKEN, /* nobody knows it */
  GVMI_REFUSED,   /* the reader has an error */
} GvmiTaking;
typedef GvmiTaking (*GvmiTake) (GvmReader *reader, const GvmSection *section, gpointer data);

typedef struct {
  GvmReader reader;  /* its window ends behind the EOF record when there is a description */
  GvmStream *stream; /* that the walk fills in */
  GTree *by_id;      /* section id to 1 + index of the START or FULL section */
  GvmiFooters footers;
  guint next_device; /* of the description: the one of the next FULL section */
  GvmiIterable iterable;
  GvmiWatch *watch;
  guint next_round; /* of the description: the one of the next START, PART or END */
  GvmiTake take;    /* (nullable) */
  gpointer take_data;
} GvmiWalk;

/* Finds the description from the end of the reader's window, parses it and takes it off the window. A
 * stream without one is none the worse. */
gboolean gvmi_walk_description (GvmiWalk *walk);
/* Reads magic and version, and says what else it might be. */
gboolean gvmi_walk_header (GvmiWalk *walk);
/* Reads the configuration if there is one. */
gboolean gvmi_walk_configuration (GvmiWalk *walk);
/* Reads all records up to the EOF record and what may follow it. */
gboolean gvmi_walk_records (GvmiWalk *walk);

/* Reads a command, behind its mark at @offset. */
gboolean gvmi_walk_command (GvmiWalk *walk, gsize offset);

/* The stream tells, at @offset, how large pages are. Refuses what can't be, and what it contradicts. */
gboolean gvmi_walk_page_size (GvmiWalk *walk, guint64 size, guint64 offset);

/* A name with its length in one octet. Owned by the stream; may hold any octets but NUL. */
gboolean gvmi_walk_name (GvmiWalk *walk, const char **ret_name);

/* Is the footer of @section at @pos, with a record behind it that can follow? */
gboolean gvmi_walk_footer_at (const GvmiWalk *walk, const GvmSection *section, gsize pos);
/* Moves the reader to the first such footer behind the section's start. Returns: FALSE when there is none. */
gboolean gvmi_walk_resync (GvmiWalk *walk, const GvmSection *section);

/* Walks the stream that @arrival holds, and takes its wrapper. @take (nullable) is asked for the payloads of
 * sections that nothing describes; when it refuses, it has set the reader's error. */
GvmStream *gvmi_stream_walk (GvmiArrival *arrival, const GvmLimits *limits, GvmiWatch *watch,
                             GvmiTake take, gpointer take_data, GError **error);
/* Does a stream of these octets end with a description? */
gboolean gvmi_description_is_here (const guint8 *octets, gsize size);
