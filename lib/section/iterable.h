/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections that come in rounds. Nothing describes them; each is walked by its own rules.
 */
#pragma once

#include "section/watch.h"
#include "stream/reader.h"

/* What one record tells about the next ones. */
typedef struct {
  guint32 page_size;  /* 0 when nothing tells */
  guint64 host_pages; /* all sizes of the host's pages, or'ed; 0 unless postcopy was announced */
  gboolean ignores_shared; /* blocks of memory have an address: capability x-ignore-shared */
  gboolean is_mapped;      /* memory stands at fixed places of the file: capability mapped-ram */
  guint64 base;            /* of the stream in its file, from where those places count */
  gboolean has_block;      /* a record of ram may say "the same block as before" */
  GvmiWatch *watch;
  gint64 total; /* octets of the stream, for the watch */
  guint steps;  /* since the watch was asked */
} GvmiIterable;

/* A step of a loop whose length the stream decides. Returns: FALSE, with the reader's error set, when the
 * walk is to end. */
gboolean gvmi_iterable_step (GvmiIterable *iterable, GvmReader *reader);
/* The same, and now: between sections. */
gboolean gvmi_iterable_check (GvmiIterable *iterable, GvmReader *reader);

/* Steps over the payload of a START section; refuses by name those that can't be walked. */
gboolean gvmi_iterable_start (GvmiIterable *iterable, GvmReader *reader, const char *idstr,
                              guint32 version_id);
/* Steps over the payload of a PART or END section whose START gvmi_iterable_start() has walked. */
gboolean gvmi_iterable_round (GvmiIterable *iterable, GvmReader *reader, const char *idstr);
