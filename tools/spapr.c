/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate spapr: does recorded operations to the model of a sPAPR machine.
 */
#include <string.h>

#include "cli.h"
#include "text.h"
#include "verbs.h"

#include "spapr/judge.h"
#include "spapr/sizes.h"
#include "spapr/walk.h"

static char *results_file, *stream_file;
static gboolean canonical, compact, sizes;

static const GOptionEntry options[] = {
  { "results", 0, 0, G_OPTION_ARG_FILENAME, &results_file, "Write the model's results, as a vector",
    "OUT" },
  { "stream", 0, 0, G_OPTION_ARG_FILENAME, &stream_file, "Save the machine at the end", "OUT" },
  { "canonical", 0, 0, G_OPTION_ARG_NONE, &canonical,
    "Save and load as the library does by default, not as QEMU does", NULL },
  { "compact", 0, 0, G_OPTION_ARG_NONE, &compact,
    "run: save and load packed, which QEMU does not read", NULL },
  { "sizes", 0, 0, G_OPTION_ARG_NONE, &sizes,
    "Print the octets that the machine takes at the end, in both forms", NULL },
  G_OPTION_ENTRY_NULL
};

static const CliSyntax syntax = {
  .arguments = "replay|run FILE",
  .about =
      "replay: does a vector's operations and compares each result, each change and each captured\n"
      "section with what a real QEMU did. run: does a script's, and prints what comes of them.\n"
      "FILE is JSON, or - for standard input.",
  .examples = "Examples:\n"
              "  gvmstate spapr replay tests/data/vectors/v001.json.gz\n"
              "  gvmstate spapr run script.json --stream=end.mig\n"
              "  gvmstate spapr run --sizes script.json",
  .options = options,
  .min_arguments = 2,
  .max_arguments = 2,
};

static gboolean
print_sizes (const Walk *walk, GError **error)
{
  g_autofree char *text = sizes_describe (walk->host.script, walk->host.options, error);

  if (text != NULL)
    fputs (text, stdout);
  return text != NULL;
}

static gboolean
write_outputs (Walk *walk, GError **error)
{
  if (sizes && !print_sizes (walk, error))
    return FALSE;
  if (results_file != NULL) {
    g_autofree char *text = walk_to_text (walk, error);

    if (text == NULL || !g_file_set_contents (results_file, text, -1, error))
      return FALSE;
  }
  if (stream_file != NULL) {
    g_autoptr (GBytes) bytes = gvm_spapr_machine_save (walk->host.machine, error);
    gsize size;

    if (bytes == NULL)
      return FALSE;
    const char *data = g_bytes_get_data (bytes, &size);
    return g_file_set_contents (stream_file, data, (gssize) size, error);
  }
  return TRUE;
}

/* ---- replay ------------------------------------------------------------------------------------------- */

static int
complain_of (const char *where, const char *op, const char *difference)
{
  g_autofree char *line = g_strdup_printf ("%s%s%s: %s", where, op != NULL ? ", " : "",
                                           op != NULL ? op : "", difference);
  g_autofree char *safe = text_line (line);

  puts (safe);
  return CLI_FINDING;
}

/* The state before the first operation, or after the last. */
static int
judge_end (Walk *walk, const char *name, GError **error)
{
  JsonNode *recorded = json_object_get_member (walk->host.script->json, name);
  g_autoptr (JsonObject) found = report_state (walk->host.machine, error);

  if (found == NULL)
    return CLI_FINDING;
  g_autofree char *difference = judge_state (recorded, found);
  return difference != NULL ? complain_of (name, NULL, difference) : CLI_OK;
}

static int
judge_step (const Walk *walk, guint nth, JsonObject *found)
{
  JsonObject *recorded = script_get_result (walk->host.script, nth);
  g_autofree char *difference =
      recorded != NULL ? judge_result (recorded, found) : g_strdup ("no result is recorded");

  if (difference == NULL)
    return CLI_OK;
  g_autofree char *where = g_strdup_printf ("op %u", nth);
  GString *op = g_string_new (NULL);
  report_append (op, json_array_get_element (walk->ops, nth));
  int status = complain_of (where, op->str, difference);
  g_string_free (op, TRUE);
  return status;
}

static int
replay (Walk *walk, GError **error)
{
  guint n = walk->host.script->ops->len;
  int status = judge_end (walk, "initial", error);

  for (guint i = 0; status == CLI_OK && i < n; i++)
    status = judge_step (walk, i, walk_step (walk, i));
  if (status == CLI_OK)
    status = judge_end (walk, "final", error);
  if (status == CLI_OK)
    printf ("%u operations, no difference\n", n);
  return status;
}

/* ---- run ---------------------------------------------------------------------------------------------- */

static int
run (Walk *walk, GError **error)
{
  for (guint i = 0; i < walk->host.script->ops->len; i++)
    walk_step (walk, i);
  if (results_file != NULL || sizes)
    return CLI_OK;
  g_autofree char *text = walk_to_text (walk, error);
  if (text != NULL)
    fputs (text, stdout);
  return CLI_OK;
}

int
verb_spapr (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  gboolean replays = strcmp (arguments[0], "replay") == 0;
  if (!replays && strcmp (arguments[0], "run") != 0)
    return cli_complain ("spapr", "'%s' is neither replay nor run", arguments[0]);
  if (replays && compact)
    return cli_complain ("spapr", "replay compares QEMU's octets, --compact has others");
  g_autoptr (Script) script = script_new_from_file (arguments[1], &error);
  if (script == NULL)
    return cli_fail (arguments[1], error);

  g_auto (Walk) walk = { 0 };
  GvmSpaprOptions form = (canonical ? GVM_SPAPR_DEFAULT : GVM_SPAPR_AS_QEMU) |
                         (compact ? GVM_SPAPR_COMPACT : GVM_SPAPR_DEFAULT);
  if (!walk_init (&walk, script, form, &error))
    return cli_fail (arguments[1], error);
  status = replays ? replay (&walk, &error) : run (&walk, &error);
  if (error != NULL || !write_outputs (&walk, &error))
    return cli_fail (arguments[1], error);
  return cli_finish (status);
}
