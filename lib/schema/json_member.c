/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Members of parsed JSON objects. json-glib's own getters turn what is of another type into 0 or NULL, or
 * warn; these refuse it.
 */
#include <string.h>

#include "schema/json_member.h"

/* Octets of a name. On the wire they have 255; fields' names never get there. */
enum { NAME_MAX_SIZE = 1024 };

gboolean
gvmi_json_refuse (const GvmiJsonSource *source, GvmError code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return gvm_reader_fail (source->reader, code, source->offset, "%s", text);
}

gboolean
gvmi_json_get_text (const GvmiJsonSource *source, JsonObject *object, const char *key,
                    const char **ret_text)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s is %s, a string is needed", key,
                             node == NULL ? "missing" : json_node_type_name (node));
  const char *text = json_node_get_string (node);
  gsize size = strlen (text);
  if (size > NAME_MAX_SIZE)
    return gvmi_json_refuse (source, GVM_ERROR_LIMIT,
                             "%s of %" G_GSIZE_FORMAT " octets, at most %d", key, size,
                             NAME_MAX_SIZE);
  *ret_text = text;
  return TRUE;
}

gboolean
gvmi_json_get_optional (const GvmiJsonSource *source, JsonObject *object, const char *key,
                        guint64 max, guint64 *ret_value)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s is no integer", key);
  gint64 value = json_node_get_int (node);
  if (value < 0 || (guint64) value > max)
    return gvmi_json_refuse (source, GVM_ERROR_SCHEMA,
                             "%s %" G_GINT64_FORMAT ", from 0 to %" G_GUINT64_FORMAT " allowed",
                             key, value, max);
  *ret_value = (guint64) value;
  return TRUE;
}

gboolean
gvmi_json_get_number (const GvmiJsonSource *source, JsonObject *object, const char *key,
                      guint64 max, guint64 *ret_value)
{
  if (!json_object_has_member (object, key))
    return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s is missing", key);
  return gvmi_json_get_optional (source, object, key, max, ret_value);
}

/* Finds an array; NULL when there is no such member. */
static gboolean
get_array (const GvmiJsonSource *source, JsonObject *object, const char *key, JsonArray **ret_array)
{
  JsonNode *node = json_object_get_member (object, key);

  *ret_array = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s is no array", key);
  *ret_array = json_node_get_array (node);
  return TRUE;
}

gboolean
gvmi_json_get_numbers (const GvmiJsonSource *source, JsonObject *object, const char *key,
                       JsonArray **ret_array)
{
  if (!get_array (source, object, key, ret_array))
    return FALSE;
  for (guint i = 0; *ret_array != NULL && i < json_array_get_length (*ret_array); i++) {
    JsonNode *node = json_array_get_element (*ret_array, i);

    if (json_node_get_value_type (node) != G_TYPE_INT64 || json_node_get_int (node) < 0 ||
        (guint64) json_node_get_int (node) > G_MAXSIZE)
      return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s[%u] is no size", key, i);
  }
  return TRUE;
}

gboolean
gvmi_json_get_objects (const GvmiJsonSource *source, JsonObject *object, const char *key,
                       JsonArray **ret_array)
{
  if (!get_array (source, object, key, ret_array))
    return FALSE;
  for (guint i = 0; *ret_array != NULL && i < json_array_get_length (*ret_array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (*ret_array, i)))
      return gvmi_json_refuse (source, GVM_ERROR_SCHEMA, "%s[%u] is no object", key, i);
  return TRUE;
}
