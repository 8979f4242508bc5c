/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream in the making: one section at a time is in memory, and the description, which comes last.
 */
#pragma once

#include <gvmstate/section.h>

#include "engine/scribe.h"
#include "section/digest.h"

typedef struct {
  GOutputStream *output;
  GCancellable *cancellable; /* (nullable) */
  GvmWriter *writer;         /* what has not been handed to the output */
  GvmiDigest *digest;        /* of what has been */
  GString *devices;          /* of the description, */
  GString *rounds;           /* and the sizes of START, PART and END payloads */
  guint32 page_size;
  GvmSaveFlags flags; /* of each section; and */
  GPtrArray *lost;    /* (nullable) */
} GvmiOutput;

/* What a section is called. */
typedef struct {
  GvmSectionKind kind;
  guint32 section_id;
  const char *idstr;
  guint32 instance_id, version_id;
} GvmiHead;

/* Appends a section's part of a description: @sheet is what gvmi_scribe_take() gave. */
void gvmi_output_append_device (GString *json, const char *idstr, guint32 instance_id,
                                const char *sheet);

/* Appends the last member of a description, and the end: with zeros for the digest's digits. @rounds (nullable) is a
 * JSON array that is still open. */
void gvmi_output_append_seal (GString *json, const GString *rounds);

void gvmi_output_open (GvmiOutput *output, GOutputStream *to, const GvmLimits *limits,
                       guint32 page_size, GCancellable *cancellable);
void gvmi_output_close (GvmiOutput *output);

/* Header, and configuration unless @machine (nullable) is NULL. */
gboolean gvmi_output_begin (GvmiOutput *output, const char *machine, GError **error);
/* A FULL section, and its part of the description. */
gboolean gvmi_output_struct (GvmiOutput *output, const GvmiHead *head, const GvmDesc *desc,
                             gconstpointer self, GError **error);
/* A section whose payload is what @save appends. */
typedef gboolean (*GvmiSaveRound) (GvmWriter *writer, gpointer data, GError **error);
gboolean gvmi_output_round (GvmiOutput *output, const GvmiHead *head, GvmiSaveRound save,
                            gpointer data, GError **error);
/* EOF, and the description with the digest. */
gboolean gvmi_output_end (GvmiOutput *output, GError **error);
