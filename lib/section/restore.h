/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One load of a registry: what has been read so far, and what was found wrong.
 */
#pragma once

#include "engine/load.h"
#include "section/registry.h"
#include "section/stream.h"
#include "section/walk.h"

/* What a load knows of an entry. */
typedef struct {
  gboolean is_seen;   /* a section has been read into it */
  guint32 section_id; /* of a section in rounds */
} GvmiSeen;

typedef struct {
  const GvmRegistry *registry;
  GvmiLoad load;
  guint64 budget;      /* octets that may still be allocated, over all sections */
  GvmiSeen *seen;      /* by entry */
  GPtrArray *report;   /* (element-type GError): what was tolerated */
  GPtrArray *problems; /* (nullable) (element-type GError): all; without it the first is the end */
  GError *error;       /* that one */
} GvmiRestore;

/* Notes a problem. Returns: TRUE when the load goes on, since it is tolerated or all are collected. */
gboolean gvmi_restore_complain (GvmiRestore *restore, GvmTolerance tolerable, GError *problem);

/* Makes a problem of a section. */
GError *gvmi_restore_problem (const GvmSection *section, GvmError code, guint64 offset,
                              const char *text);

/* Reads a section that the stream has told the size of. */
gboolean gvmi_restore_section (GvmiRestore *restore, const GvmSection *section);
/* Reads one of a stream that does not: the descriptor knows. A GvmiTake. */
GvmiTaking gvmi_restore_take (GvmReader *reader, const GvmSection *section, gpointer restore);
