/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * document: a stream, or parts of it, as one JSON object of format 1. gvmstate-show(1) is its specification.
 */
#pragma once

#include "cli.h"

typedef struct {
  FILE *out;
  const char *file;
  const GvmStream *stream;
  const GPtrArray *picks;
  int status; /* what to exit with: that of the first section that contradicts its description */
} Document;

/* Writes it all, and tells findings on stderr. */
void document_write (Document *document);
