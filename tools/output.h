/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * output: where a verb that makes a file writes it. Nothing is written unless -o or --in-place says so.
 */
#pragma once

#include "cli.h"

typedef struct {
  char *file;        /* of -o */
  gboolean in_place; /* over the input, of which `FILE~` is kept */
} Output;

/* The two options, for a verb's table. */
#define OUTPUT_OPTIONS(output)                                                                     \
  { "output",                                                                                      \
    'o',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME,                                                                         \
    &(output).file,                                                                                \
    "Write to FILE; packed if it ends in .gz or .zst; - is standard output",                       \
    "FILE" },                                                                                      \
  {                                                                                                \
    "in-place", 'i', 0, G_OPTION_ARG_NONE, &(output).in_place,                                     \
        "Write over the input, and keep it as FILE~", NULL                                         \
  }

/* Is it said where to write to, once? If not, complains and sets the status. */
gboolean output_is_said (const Output *output, const char *verb, const char *input,
                         int *ret_status);

/* Calls @write, and only if it succeeds the file is there, or replaced, whole. Returns: the exit status. */
int output_write (const Output *output, const char *input, GvmWriteFunc write, gpointer data);
/* The same for what is in memory, and for a changed @stream, which is @input: if it is damaged, that is said of @input. */
int output_bytes (const Output *output, const char *input, GBytes *bytes);
int output_edit (const Output *output, const char *input, const GvmStream *stream, GvmEdit *edit);
