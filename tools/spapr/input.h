/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * input: what a verb reads beside its stream, within bounds: scripts, values, octets to put in.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* Reads @input to its end. Errors: GIO's; GVM_ERROR_LIMIT beyond @most octets. (transfer full) (nullable) */
GBytes *input_read (GInputStream *input, guint64 most, GError **error);
/* The same of a file. */
GBytes *input_read_file (const char *file, guint64 most, GError **error);

/* Is the text nested no deeper than a JSON parser that calls itself can take? Errors: GVM_ERROR_DEPTH. */
gboolean input_check_depth (GBytes *json, GError **error);
