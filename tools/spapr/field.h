/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * field: members of JSON objects, whose types nobody has checked. Each returns FALSE, or NULL, with a
 * GVM_ERROR_SCHEMA at @path/name when the member is not there or not such.
 */
#pragma once

#include <json-glib/json-glib.h>

#include <gvmstate/gvmstate.h>

/* For what must be there. */
gboolean field_get_uint (JsonObject *object, const char *path, const char *name, guint64 max,
                         guint64 *ret_value, GError **error);
/* @ret_value stays as it is when the member is not there, or null. */
gboolean field_get_uint_if (JsonObject *object, const char *path, const char *name, guint64 max,
                            guint64 *ret_value, GError **error);
const char *field_get_string (JsonObject *object, const char *path, const char *name,
                              GError **error);
JsonArray *field_get_array (JsonObject *object, const char *path, const char *name, GError **error);
JsonObject *field_get_object (JsonObject *object, const char *path, const char *name,
                              GError **error);
/* Elements of an array; @path names the array. */
gboolean field_nth_uint (JsonArray *array, const char *path, guint nth, guint64 max,
                         guint64 *ret_value, GError **error);
JsonObject *field_nth_object (JsonArray *array, const char *path, guint nth, GError **error);

gboolean field_fail (GError **error, const char *path, const char *name, const char *text);
