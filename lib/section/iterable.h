/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections that come in rounds. Nothing describes them; each is walked by its own rules.
 */
#pragma once

#include "stream/reader.h"

/* What one record tells about the next ones. */
typedef struct {
  guint32 page_size;       /* 0 when nothing tells */
  gboolean ignores_shared; /* blocks of memory have an address: capability x-ignore-shared */
  gboolean has_block;      /* a record of ram may say "the same block as before" */
} GvmiIterable;

/* Steps over the payload of a START section; refuses by name those that can't be walked. */
gboolean gvmi_iterable_start (GvmiIterable *iterable, GvmReader *reader, const char *idstr,
                              guint32 version_id);
/* Steps over the payload of a PART or END section whose START gvmi_iterable_start() has walked. */
gboolean gvmi_iterable_round (GvmiIterable *iterable, GvmReader *reader, const char *idstr);
