/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of JSON. Each function stands at the word's first octet and leaves behind its last, or sets
 * the reader's error; the reader's window is the text.
 */
#pragma once

#include "stream/reader.h"

typedef struct {
  gsize start, size; /* in the window, without the quotes */
} GvmiJsonText;

/* Sets GVM_ERROR_SCHEMA at octet @pos of the window. Returns: FALSE. */
gboolean gvmi_json_fail (GvmReader *reader, gsize pos, const char *what);

/* Returns: the octet at the position, or -1 at the end. */
int gvmi_json_peek (const GvmReader *reader);
void gvmi_json_skip_space (GvmReader *reader);

/* Refuses control characters, half surrogate pairs, and a NUL, which would cut names short. */
gboolean gvmi_json_string (GvmReader *reader, GvmiJsonText *ret_text, gboolean *ret_escaped);
/* Refuses integers that a gint64 cannot hold. */
gboolean gvmi_json_number (GvmReader *reader);
gboolean gvmi_json_word (GvmReader *reader);
