/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Scripts out of JSON. Whoever writes one by hand wants to know which operation is wrong, and how.
 */
#include "script.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "field.h"
#include "setup.h"

/* ---- operations ----------------------------------------------------------------------------------- */

typedef gboolean (*ReadOp) (const Script *script, ScriptOp *op, JsonObject *json, const char *path,
                            GError **error);

static gboolean
read_rtas (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  JsonArray *args = field_get_array (json, path, "args", error);
  guint64 nret = 0;

  (void) script;
  op->name = field_get_string (json, path, "name", args != NULL ? error : NULL);
  if (args == NULL || op->name == NULL ||
      !field_get_uint (json, path, "nret", G_MAXUINT32, &nret, error))
    return FALSE;
  guint n = json_array_get_length (args);
  guint64 nargs = n;
  if (n > GVM_SPAPR_RTAS_MAX_ARGS)
    return field_fail (error, path, "args", "more than 16 words");
  if (!field_get_uint_if (json, path, "nargs", G_MAXUINT32, &nargs, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    guint64 word;

    if (!field_nth_uint (args, path, i, G_MAXUINT64, &word, error))
      return FALSE;
    op->call.args[i] = (guint32) word;
  }
  op->call.nargs = (guint32) nargs;
  op->call.nret = (guint32) nret;
  return TRUE;
}

static gboolean
read_hcall (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  JsonArray *args = field_get_array (json, path, "args", error);
  guint64 cpu = 0;

  if (args == NULL || !field_get_uint (json, path, "cpu", script->n_cpus - 1, &cpu, error) ||
      !field_get_uint (json, path, "nr", G_MAXUINT64, &op->regs[0], error))
    return FALSE;
  guint n = json_array_get_length (args);
  if (n > GVM_SPAPR_HCALL_REGS - 1)
    return field_fail (error, path, "args", "more than 6 registers");
  op->cpu = (guint) cpu;
  op->takes_last =
      n > 0 && json_node_get_value_type (json_array_get_element (args, 0)) == G_TYPE_STRING;
  for (guint i = op->takes_last ? 1 : 0; i < n; i++)
    if (!field_nth_uint (args, path, i, G_MAXUINT64, &op->regs[1 + i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_msi (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  guint64 irq = 0;

  (void) script;
  if (!field_get_uint (json, path, "irq", G_MAXUINT32, &irq, error))
    return FALSE;
  op->irq = (guint32) irq;
  return TRUE;
}

static gboolean
read_phb (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  guint64 phb = 0;

  if (!field_get_uint_if (json, path, "phb", script->n_phbs - 1, &phb, error))
    return FALSE;
  op->phb = (guint) phb;
  return TRUE;
}

static gboolean
read_dev_msi (const Script *script, ScriptOp *op, JsonObject *json, const char *path,
              GError **error)
{
  guint64 slot = 0;

  if (!field_get_uint (json, path, "slot", 31, &slot, error))
    return FALSE;
  op->slot = (guint) slot;
  return read_phb (script, op, json, path, error);
}

static gboolean
read_lsi (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  guint64 pin = 0, level = 0;

  if (!field_get_uint (json, path, "pin", GVM_SPAPR_N_LSI - 1, &pin, error) ||
      !field_get_uint (json, path, "level", 1, &level, error))
    return FALSE;
  op->pin = (guint) pin;
  op->level = level != 0;
  return read_phb (script, op, json, path, error);
}

static gboolean
read_nothing (const Script *script, ScriptOp *op, JsonObject *json, const char *path,
              GError **error)
{
  (void) script, (void) op, (void) json, (void) path, (void) error;
  return TRUE;
}

static const struct {
  const char *name;
  ReadOp read;
} readers[] = {
  [SCRIPT_RTAS] = { "rtas", read_rtas },    [SCRIPT_HCALL] = { "hcall", read_hcall },
  [SCRIPT_MSI] = { "msi", read_msi },       [SCRIPT_DEV_MSI] = { "dev_msi", read_dev_msi },
  [SCRIPT_LSI] = { "lsi", read_lsi },       [SCRIPT_RESET] = { "reset", read_nothing },
  [SCRIPT_SNAP] = { "snap", read_nothing }, [SCRIPT_MIGRATE] = { "migrate", read_nothing },
};

static gboolean
read_op (const Script *script, ScriptOp *op, JsonObject *json, const char *path, GError **error)
{
  const char *name = field_get_string (json, path, "op", error);

  if (name == NULL)
    return FALSE;
  for (guint kind = 0; kind < G_N_ELEMENTS (readers); kind++)
    if (strcmp (readers[kind].name, name) == 0) {
      op->kind = (ScriptKind) kind;
      return readers[kind].read (script, op, json, path, error);
    }
  return field_fail (error, path, "op", "an operation that is not known");
}

static gboolean
read_ops (Script *script, GError **error)
{
  JsonArray *ops = field_get_array (script->json, "", "ops", error);

  if (ops == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (ops); i++) {
    g_autofree char *path = g_strdup_printf ("ops[%u]", i);
    JsonObject *json = field_nth_object (ops, "ops", i, error);
    ScriptOp op = { 0 };

    if (json == NULL || !read_op (script, &op, json, path, error))
      return FALSE;
    g_array_append_val (script->ops, op);
  }
  return TRUE;
}

/* ---- files ------------------------------------------------------------------------------------------ */

static GInputStream *
open_input (const char *name, GError **error)
{
  if (strcmp (name, "-") == 0)
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

/* Looks at the first octets, so that it works for a pipe too. Takes @input. Errors: GIO's. */
static GInputStream *
unpack (GInputStream *input, GError **error)
{
  static const guint8 magic[] = { 0x1f, 0x8b };
  g_autoptr (GInputStream) raw = input;
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new (raw);
  gsize size;

  if (g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, NULL, error) < 0)
    return NULL;
  const void *start =
      g_buffered_input_stream_peek_buffer (G_BUFFERED_INPUT_STREAM (buffered), &size);
  if (size < sizeof magic || memcmp (start, magic, sizeof magic) != 0)
    return g_steal_pointer (&buffered);
  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (buffered, G_CONVERTER (gunzip));
}

static JsonNode *
load_json (const char *name, guint64 most, GError **error)
{
  GInputStream *packed = open_input (name, error);
  g_autoptr (GInputStream) input = packed != NULL ? unpack (packed, error) : NULL;

  if (input == NULL)
    return NULL;
  g_autoptr (GBytes) text = input_read (input, most, error);
  if (text == NULL || !input_check_depth (text, error))
    return NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *octets = g_bytes_get_data (text, &size);
  GError *fault = NULL;
  if (json_parser_load_from_data (parser, octets, (gssize) size, &fault)) {
    JsonNode *root = json_parser_steal_root (parser);

    if (root == NULL)
      field_fail (error, "", "script", "nothing, an object is due");
    return root;
  }
  if (fault->domain == JSON_PARSER_ERROR) {
    field_fail (error, "", "script", fault->message);
    g_error_free (fault);
  } else {
    g_propagate_error (error, fault);
  }
  return NULL;
}

static Script *
script_new (JsonObject *json)
{
  Script *script = g_new0 (Script, 1);

  script->json = json_object_ref (json);
  script->devices = g_array_new (FALSE, FALSE, sizeof (ScriptDevice));
  script->ops = g_array_new (FALSE, FALSE, sizeof (ScriptOp));
  return script;
}

Script *
script_new_from_file (const char *file, guint64 most, GError **error)
{
  g_autoptr (JsonNode) root = load_json (file, most, error);

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    field_fail (error, "", "script", "no object, one is due");
    return NULL;
  }
  Script *script = script_new (json_node_get_object (root));
  if (setup_read (script, error) && read_ops (script, error))
    return script;
  script_free (script);
  return NULL;
}

void
script_free (Script *script)
{
  if (script == NULL)
    return;
  json_object_unref (script->json);
  g_array_unref (script->devices);
  g_array_unref (script->ops);
  g_free (script);
}

JsonObject *
script_get_result (const Script *script, guint op)
{
  JsonNode *node = json_object_get_member (script->json, "results");

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  JsonArray *results = json_node_get_array (node);
  if (op >= json_array_get_length (results))
    return NULL;
  JsonNode *result = json_array_get_element (results, op);
  return JSON_NODE_HOLDS_OBJECT (result) ? json_node_get_object (result) : NULL;
}
