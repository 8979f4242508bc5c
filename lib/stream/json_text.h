/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * JSON written straight, as QEMU writes it: ", " between members, ": " behind keys.
 */
#pragma once

#include <glib.h>

/* Appends @text in quotes. Octets that are no UTF-8 become U+FFFD: JSON has no other way. */
void gvmi_json_append_string (GString *json, const char *text);
/* The same behind @before, which is what comes first: `, "name": `. */
void gvmi_json_append_member (GString *json, const char *before, const char *text);
void gvmi_json_append_number (GString *json, const char *before, guint64 number);
/* Appends ", " unless @json is empty, or a list or an object has just begun. */
void gvmi_json_separate (GString *json);
