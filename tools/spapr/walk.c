/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Steps, and what is written down of each.
 */
#include "walk.h"

gboolean
walk_init (Walk *walk, const Script *script, GvmSpaprOptions options, GError **error)
{
  *walk = (Walk) { .ops = json_array_new (), .results = json_array_new () };
  if (!host_init (&walk->host, script, options, error))
    return FALSE;
  walk->picture = picture_new (walk->host.machine);
  return TRUE;
}

void
walk_clear (Walk *walk)
{
  host_clear (&walk->host);
  g_clear_pointer (&walk->picture, picture_free);
  g_clear_pointer (&walk->ops, json_array_unref);
  g_clear_pointer (&walk->results, json_array_unref);
}

/* The operation as it was done: of a hypercall, with the arguments that it had, which "last" does not say. */
static JsonObject *
describe_op (const Walk *walk, guint nth, const HostResult *result)
{
  const ScriptOp *op = &g_array_index (walk->host.script->ops, ScriptOp, nth);
  JsonArray *ops = json_object_get_array_member (walk->host.script->json, "ops");
  JsonObject *done = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_array_get_object_element (ops, nth));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (done, name, json_node_copy (member));
  if (op->takes_last) {
    JsonArray *args = json_array_new ();

    json_array_add_int_element (args, (gint64) result->last);
    json_object_set_array_member (done, "args", args);
  }
  return done;
}

static void
add_delta (Walk *walk, JsonObject *result)
{
  Picture *now = picture_new (walk->host.machine);

  json_object_set_object_member (result, "delta", picture_describe (now, walk->picture));
  picture_free (walk->picture);
  walk->picture = now;
}

static JsonObject *
step (Walk *walk, const ScriptOp *op, HostResult *result, GError **error)
{
  JsonObject *state = NULL;

  /* A migration is captured as it leaves. */
  if ((op->kind == SCRIPT_SNAP || op->kind == SCRIPT_MIGRATE) &&
      (state = report_state (walk->host.machine, error)) == NULL)
    return NULL;
  if (!host_do (&walk->host, op, result, error)) {
    g_clear_pointer (&state, json_object_unref);
    return NULL;
  }
  JsonObject *object = report_result (op, result);
  if (state != NULL)
    json_object_set_object_member (object, "state", state);
  return object;
}

JsonObject *
walk_step (Walk *walk, guint nth)
{
  const ScriptOp *op = &g_array_index (walk->host.script->ops, ScriptOp, nth);
  HostResult result = { 0 };
  g_autoptr (GError) error = NULL;
  JsonObject *object = step (walk, op, &result, &error);

  if (object == NULL) {
    object = json_object_new ();
    json_object_set_string_member (object, "error", error->message);
  }
  add_delta (walk, object);
  json_array_add_object_element (walk->ops, describe_op (walk, nth, &result));
  json_array_add_object_element (walk->results, object);
  return object;
}

static void
append_lines (GString *text, const char *name, JsonArray *array)
{
  g_string_append_printf (text, " \"%s\": [", name);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_string_append (text, i > 0 ? ",\n  " : "\n  ");
    report_append (text, json_array_get_element (array, i));
  }
  g_string_append (text, "\n ],\n");
}

char *
walk_to_text (Walk *walk, GError **error)
{
  JsonObject *state = report_state (walk->host.machine, error);
  GString *text = g_string_new ("{\n \"format\": 1,\n");

  if (state == NULL) {
    g_string_free (text, TRUE);
    return NULL;
  }
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), state);
  json_object_unref (state);
  append_lines (text, "ops", walk->ops);
  append_lines (text, "results", walk->results);
  g_string_append (text, " \"final\": ");
  report_append (text, node);
  g_string_append (text, "\n}\n");
  return g_string_free (text, FALSE);
}
