/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The inside of a stream and of its sections.
 */
#pragma once

#include <gvmstate/section.h>

#include "schema/vmdesc.h"
#include "section/transport.h"
#include "stream/limits.h"
#include "stream/path.h"

struct GvmSection {
  const GvmStream *stream; /* which owns it */
  const char *idstr;
  const GvmiVmdescDevice *device; /* (nullable): its description */
  GvmSectionKind kind;
  guint32 section_id, instance_id, version_id;
  gboolean has_footer;
  gboolean is_ended; /* of a START: its END has been read */
  gboolean is_taken; /* its payload has been read while the stream was walked */
  gsize offset, payload, payload_size;
};

struct GvmCommand {
  const GvmStream *stream; /* which owns it */
  guint16 number;
  gsize offset, data, data_size;
};

struct GvmStream {
  gatomicrefcount refs;
  GBytes *bytes;
  GvmLimits limits;
  GvmiVmdesc *vmdesc; /* (nullable) */
  gsize description_size;
  char *machine; /* (nullable) */
  guint32 page_size;
  GArray *sections;           /* of GvmSection */
  GArray *commands;           /* of GvmCommand */
  GStringChunk *strings;      /* their names */
  GvmCompression compression; /* that it came in */
  GvmWrapper *wrapper;        /* (nullable) */
};

/* The frame of a section in a path. */
GvmiPath gvmi_section_frame (const GvmSection *section);
