/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate show: what a stream says.
 *
 * A section that can't be decoded does not hide the others: its error is told, and decides the exit
 * status, but the rest is shown.
 */
#include "cli.h"
#include "json.h"
#include "paint.h"
#include "pick.h"
#include "tree.h"
#include "verbs.h"

typedef struct {
  const char *file;
  const GvmStream *stream;
  const GPtrArray *picks;
  Tree tree;
  int status;
} Show;

static const char *const kind_names[] = {
  [GVM_SECTION_START] = "start",
  [GVM_SECTION_PART] = "part",
  [GVM_SECTION_END] = "end",
  [GVM_SECTION_FULL] = "full",
};

/* (nullable): NULL for what isn't described, and for what is but not truly. */
static GvmValue *
decode (Show *show, const GvmSection *section, GError **error)
{
  GvmValue *value;

  if (!gvm_section_is_described (section))
    return NULL;
  value = gvm_section_decode (section, error);
  if (value == NULL) {
    int status = cli_fail (show->file, *error);
    show->status = show->status != CLI_OK ? show->status : status;
  }
  return value;
}

/* ---- the tree --------------------------------------------------------------------------------- */

static void
show_section (Show *show, const GvmSection *section)
{
  g_autoptr (GError) error = NULL;

  tree_section_heading (&show->tree, show->stream, section);
  if (show->tree.depth == 0)
    return;
  g_autoptr (GvmValue) value = decode (show, section, &error);
  if (value != NULL)
    tree_content (&show->tree, value);
}

static void
show_tree (Show *show)
{
  for (guint i = 0; i < show->picks->len; i++) {
    const Pick *pick = g_ptr_array_index (show->picks, i);

    if (pick->section != NULL) {
      show_section (show, pick->section);
    } else {
      tree_value_heading (&show->tree, pick->path, pick->value);
      tree_content (&show->tree, pick->value);
    }
  }
}

/* ---- JSON ------------------------------------------------------------------------------------- */

static void
put_key (FILE *out, const char *before, const char *key)
{
  fprintf (out, "%s\"%s\": ", before, key);
}

static void
put_section_facts (FILE *out, const GvmSection *section)
{
  put_key (out, "    {", "name");
  json_string (out, gvm_section_get_idstr (section));
  fprintf (out,
           ", \"instance_id\": %u, \"version_id\": %u, \"section_id\": %u, \"kind\": \"%s\",\n",
           gvm_section_get_instance_id (section), gvm_section_get_version_id (section),
           gvm_section_get_section_id (section), kind_names[gvm_section_get_kind (section)]);
  fprintf (out,
           "     \"offset\": %" G_GUINT64_FORMAT ", \"payload_offset\": %" G_GUINT64_FORMAT
           ", \"size\": %" G_GSIZE_FORMAT ", \"described\": %s",
           gvm_section_get_offset (section), gvm_section_get_payload_offset (section),
           gvm_section_get_payload_size (section),
           gvm_section_is_described (section) ? "true" : "false");
}

static void
put_section (Show *show, const GvmSection *section)
{
  FILE *out = show->tree.out;
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = decode (show, section, &error);

  put_section_facts (out, section);
  if (value != NULL) {
    put_key (out, ",\n     ", "value");
    json_value (out, value, 5);
  }
  if (error != NULL) {
    put_key (out, ",\n     ", "error");
    json_string (out, error->message);
  }
  putc ('}', out);
}

static void
put_inner_value (const Show *show, const Pick *pick)
{
  FILE *out = show->tree.out;

  put_key (out, "    {", "path");
  json_string (out, pick->path);
  put_key (out, ", ", "type");
  json_string (out, gvm_value_get_type_name (pick->value));
  fprintf (out, ", \"offset\": %" G_GUINT64_FORMAT ", \"size\": %" G_GSIZE_FORMAT ",\n     ",
           gvm_value_get_offset (pick->value), gvm_value_get_size (pick->value));
  put_key (out, "", "value");
  json_value (out, pick->value, 5);
  putc ('}', out);
}

static void
put_picks (Show *show, const char *key, gboolean sections)
{
  FILE *out = show->tree.out;
  const char *separator = "\n";

  fprintf (out, ",\n  \"%s\": [", key);
  for (guint i = 0; i < show->picks->len; i++) {
    const Pick *pick = g_ptr_array_index (show->picks, i);

    if ((pick->section != NULL) != sections)
      continue;
    fputs (separator, out);
    separator = ",\n";
    if (sections)
      put_section (show, pick->section);
    else
      put_inner_value (show, pick);
  }
  fputs ("\n  ]", out);
}

static void
show_json (Show *show)
{
  FILE *out = show->tree.out;
  const char *machine = gvm_stream_get_machine (show->stream);

  put_key (out, "{\n  ", "format");
  putc ('1', out);
  put_key (out, ",\n  ", "file");
  json_string (out, show->file);
  put_key (out, ",\n  ", "machine");
  if (machine != NULL)
    json_string (out, machine);
  else
    fputs ("null", out);
  put_key (out, ",\n  ", "page_size");
  fprintf (out, "%u", gvm_stream_get_page_size (show->stream));
  put_picks (show, "sections", TRUE);
  put_picks (show, "values", FALSE);
  fputs ("\n}\n", out);
}

/* ---- the command line ------------------------------------------------------------------------- */

static char *format, *color;
static gboolean offsets, no_fold;
static int depth = G_MAXINT;

static const GOptionEntry options[] = {
  { "format", 0, 0, G_OPTION_ARG_STRING, &format, "What to write (default tree)", "tree|json" },
  { "color", 0, 0, G_OPTION_ARG_STRING, &color, "Colour (default auto; NO_COLOR turns it off)",
    "auto|always|never" },
  { "depth", 0, 0, G_OPTION_ARG_INT, &depth, "Levels of the tree; 0 shows headings alone", "N" },
  { "offsets", 0, 0, G_OPTION_ARG_NONE, &offsets, "Where in the stream each value starts", NULL },
  { "no-fold", 0, 0, G_OPTION_ARG_NONE, &no_fold, "Every element and every octet", NULL },
  G_OPTION_ENTRY_NULL
};

static const CliSyntax syntax = {
  .arguments = "FILE [PATH…]",
  .about = "Shows what is in the sections of a stream, or at PATH:\n"
           "SECTION[INSTANCE]/field/field[i], with the names that the stream has.",
  .examples = "Examples:\n"
              "  gvmstate show pseries.mig spapr_pci icp/server\n"
              "  gvmstate show --format=json pseries.mig 'ics[0]/irqs[16]' | jq '.values[0].value'",
  .options = options,
  .min_arguments = 1,
};

static gboolean
options_are_sound (int *ret_status)
{
  if (format != NULL && !g_str_equal (format, "tree") && !g_str_equal (format, "json"))
    *ret_status = cli_complain ("show", "--format is tree or json, not '%s'", format);
  else if (!paint_init (color))
    *ret_status = cli_complain ("show", "--color is auto, always or never, not '%s'", color);
  else if (depth < 0)
    *ret_status = cli_complain ("show", "--depth is 0 or more");
  else
    return TRUE;
  return FALSE;
}

int
verb_show (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status) || !options_are_sound (&status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GPtrArray) picks =
      arguments[1] == NULL ? pick_sections (stream) : pick_paths (stream, arguments + 1, &error);
  if (picks == NULL)
    return cli_fail (arguments[0], error);

  Show show = { .file = arguments[0], .stream = stream, .picks = picks };
  show.tree =
      (Tree) { .out = stdout, .fold = !no_fold, .offsets = offsets, .depth = (guint) depth };
  if (g_strcmp0 (format, "json") == 0)
    show_json (&show);
  else
    show_tree (&show);
  return cli_finish (show.status);
}
