/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * json-glib's getters warn on the console about a member of another type, so types are looked at first.
 */
#include "field.h"

gboolean
field_fail (GError **error, const char *path, const char *name, const char *text)
{
  g_autofree char *full = *path != '\0' ? g_strdup_printf ("%s/%s", path, name) : g_strdup (name);

  return gvm_error_set (error, GVM_ERROR_SCHEMA, full, NULL, text);
}

/* json-glib wraps what is above its signed integers, so an integer is taken for an unsigned one. */
static gboolean
take_uint (JsonNode *node, const char *path, const char *name, guint64 max, guint64 *ret_value,
           GError **error)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return field_fail (error, path, name, "no integer, one is due");
  guint64 value = (guint64) json_node_get_int (node);
  if (value > max) {
    g_autofree char *text =
        g_strdup_printf ("%" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, value, max);
    return field_fail (error, path, name, text);
  }
  *ret_value = value;
  return TRUE;
}

gboolean
field_get_uint (JsonObject *object, const char *path, const char *name, guint64 max,
                guint64 *ret_value, GError **error)
{
  return take_uint (json_object_get_member (object, name), path, name, max, ret_value, error);
}

gboolean
field_get_uint_if (JsonObject *object, const char *path, const char *name, guint64 max,
                   guint64 *ret_value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ||
         take_uint (node, path, name, max, ret_value, error);
}

const char *
field_get_string (JsonObject *object, const char *path, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  field_fail (error, path, name, "no text, one is due");
  return NULL;
}

JsonArray *
field_get_array (JsonObject *object, const char *path, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  field_fail (error, path, name, "no array, one is due");
  return NULL;
}

JsonObject *
field_get_object (JsonObject *object, const char *path, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  field_fail (error, path, name, "no object, one is due");
  return NULL;
}

gboolean
field_nth_uint (JsonArray *array, const char *path, guint nth, guint64 max, guint64 *ret_value,
                GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u", nth);

  if (nth >= json_array_get_length (array))
    return field_fail (error, path, name, "no element, one is due");
  return take_uint (json_array_get_element (array, nth), path, name, max, ret_value, error);
}

JsonObject *
field_nth_object (JsonArray *array, const char *path, guint nth, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u", nth);
  JsonNode *node = json_array_get_element (array, nth);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  field_fail (error, path, name, "no object, one is due");
  return NULL;
}
