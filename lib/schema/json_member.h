/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Members of parsed JSON objects.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "stream/reader.h"

/* Where a JSON text is, and who is told what is wrong with it. json-glib keeps no offsets, so all that is
 * wrong after parsing is at the text's first octet, and at the reader's path. */
typedef struct {
  GvmReader *reader;
  guint64 offset;
} GvmiJsonSource;

/* Sets the reader's error. Returns: FALSE. */
gboolean gvmi_json_refuse (const GvmiJsonSource *source, GvmError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* A string of at most 1024 octets, owned by @object. */
gboolean gvmi_json_get_text (const GvmiJsonSource *source, JsonObject *object, const char *key,
                             const char **ret_text);
/* An integer from 0 to @max. */
gboolean gvmi_json_get_number (const GvmiJsonSource *source, JsonObject *object, const char *key,
                               guint64 max, guint64 *ret_value);
/* The same; @ret_value keeps what it holds when there is no such member. */
gboolean gvmi_json_get_optional (const GvmiJsonSource *source, JsonObject *object, const char *key,
                                 guint64 max, guint64 *ret_value);
/* An array of integers from 0 on, owned by @object. */
gboolean gvmi_json_get_numbers (const GvmiJsonSource *source, JsonObject *object, const char *key,
                                JsonArray **ret_array);
/* An array of objects, owned by @object; NULL when there is no such member. */
gboolean gvmi_json_get_objects (const GvmiJsonSource *source, JsonObject *object, const char *key,
                                JsonArray **ret_array);
