/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two JSONs, compared.
 */
#include "judge.h"

#include <string.h>

static char *
node_text (JsonNode *node)
{
  GString *text = g_string_new (NULL);

  if (node != NULL)
    report_append (text, node);
  else
    g_string_append (text, "nothing");
  return g_string_free (text, FALSE);
}

static char *
judge_member (JsonObject *recorded, JsonObject *found, const char *name)
{
  JsonNode *due = json_object_get_member (recorded, name);
  JsonNode *is = json_object_get_member (found, name);

  if (due == is || (due != NULL && is != NULL && json_node_equal (due, is)))
    return NULL;
  g_autofree char *due_text = node_text (due), *is_text = node_text (is);
  return g_strdup_printf ("%s: found %s, expected %s", name, is_text, due_text);
}

/* ---- soundness: nothing is known of a file but that it is JSON ------------------------------------------ */

static JsonNode *
get_member (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static gboolean
is_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == type;
}

static gboolean
is_section (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  JsonObject *section = json_node_get_object (node);
  return is_value (section, "idstr", G_TYPE_STRING) &&
         is_value (section, "payload", G_TYPE_STRING) &&
         is_value (section, "instance_id", G_TYPE_INT64) &&
         is_value (section, "version_id", G_TYPE_INT64);
}

static gboolean
is_state (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  JsonObject *state = json_node_get_object (node);
  JsonNode *sections = get_member (state, "sections", JSON_NODE_ARRAY);
  gboolean sound = sections != NULL && get_member (state, "decoded", JSON_NODE_OBJECT) != NULL;

  for (guint i = 0; sound && i < json_array_get_length (json_node_get_array (sections)); i++)
    sound = is_section (json_array_get_element (json_node_get_array (sections), i));
  return sound;
}

/* ---- states -------------------------------------------------------------------------------------------- */

static JsonObject *
find_section (JsonArray *sections, const char *idstr, gint64 instance_id)
{
  for (guint i = 0; i < json_array_get_length (sections); i++) {
    JsonObject *section = json_array_get_object_element (sections, i);

    if (g_strcmp0 (json_object_get_string_member (section, "idstr"), idstr) == 0 &&
        json_object_get_int_member (section, "instance_id") == instance_id)
      return section;
  }
  return NULL;
}

/* Where the payloads part, as hex digits of both from there on. */
static char *
judge_payload (const char *due, const char *is)
{
  enum { SHOWN = 24 };
  gsize at = 0;

  while (due[at] != '\0' && due[at] == is[at])
    at++;
  if (due[at] == is[at])
    return NULL;
  at &= ~(gsize) 1;
  return g_strdup_printf ("octet 0x%" G_GSIZE_MODIFIER "x: found %.*s, expected %.*s", at / 2,
                          SHOWN, is + at, SHOWN, due + at);
}

static char *
judge_section (JsonArray *recorded, JsonObject *found)
{
  const char *idstr = json_object_get_string_member (found, "idstr");
  gint64 instance_id = json_object_get_int_member (found, "instance_id");
  JsonObject *due = find_section (recorded, idstr, instance_id);
  g_autofree char *difference = NULL;

  if (due == NULL)
    difference = g_strdup ("found, not expected");
  else if (json_object_get_int_member (due, "version_id") !=
           json_object_get_int_member (found, "version_id"))
    difference = g_strdup ("another version");
  else
    difference = judge_payload (json_object_get_string_member (due, "payload"),
                                json_object_get_string_member (found, "payload"));
  return difference == NULL
             ? NULL
             : g_strdup_printf ("%s[%" G_GINT64_FORMAT "]: %s", idstr, instance_id, difference);
}

static char *
judge_sections (JsonObject *recorded, JsonObject *found)
{
  JsonArray *due = json_object_get_array_member (recorded, "sections");
  JsonArray *is = json_object_get_array_member (found, "sections");
  guint n_due = 0;
  char *difference = NULL;

  for (guint i = 0; i < json_array_get_length (due); i++)
    n_due +=
        g_strcmp0 (json_object_get_string_member (json_array_get_object_element (due, i), "idstr"),
                   "spapr") != 0;
  if (n_due != json_array_get_length (is))
    return g_strdup_printf ("found %u sections, expected %u", json_array_get_length (is), n_due);
  for (guint i = 0; difference == NULL && i < json_array_get_length (is); i++)
    difference = judge_section (due, json_array_get_object_element (is, i));
  return difference;
}

char *
judge_state (JsonNode *node, JsonObject *found)
{
  if (!is_state (node))
    return g_strdup ("no state is recorded, or none that can be read");
  JsonObject *recorded = json_node_get_object (node);
  char *difference = judge_sections (recorded, found);

  if (difference == NULL)
    difference = judge_member (json_object_get_object_member (recorded, "decoded"),
                               json_object_get_object_member (found, "decoded"), "irq_map");
  return difference != NULL ? difference : judge_member (recorded, found, "pic");
}

/* ---- results ------------------------------------------------------------------------------------------- */

char *
judge_result (JsonObject *recorded, JsonObject *found)
{
  static const char *const names[] = { "rc", "rets", "regs", "addr", "data", "sent", "delta" };
  char *difference = NULL;

  if (json_object_has_member (recorded, "died"))
    return g_strdup ("a QEMU that died, which this machine does not");
  for (guint i = 0; difference == NULL && i < G_N_ELEMENTS (names); i++)
    difference = judge_member (recorded, found, names[i]);
  if (difference == NULL && json_object_has_member (found, "state"))
    difference = judge_state (json_object_get_member (recorded, "state"),
                              json_object_get_object_member (found, "state"));
  return difference;
}
