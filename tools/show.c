/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate show: what a stream says.
 *
 * A section that contradicts its description does not hide the others, nor what could be decoded of it:
 * the finding is told, and decides the exit status.
 */
#include "cli.h"
#include "document.h"
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

/* ---- the tree --------------------------------------------------------------------------------- */

static void
show_section (Show *show, const GvmSection *section)
{
  g_autoptr (GError) error = NULL;

  tree_section_heading (&show->tree, show->stream, section);
  if (show->tree.depth == 0)
    return;
  g_autoptr (GvmValue) value =
      gvm_section_is_described (section) ? gvm_section_decode_partly (section, &error) : NULL;
  if (value != NULL)
    tree_content (&show->tree, value);
  if (error == NULL)
    return;
  int status = cli_fail (show->file, error);
  show->status = show->status != CLI_OK ? show->status : status;
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

  if (g_strcmp0 (format, "json") == 0) {
    Document document = { stdout, arguments[0], stream, picks, CLI_OK };
    document_write (&document);
    return cli_finish (document.status);
  }
  Show show = { .file = arguments[0], .stream = stream, .picks = picks };
  show.tree =
      (Tree) { .out = stdout, .fold = !no_fold, .offsets = offsets, .depth = (guint) depth };
  show_tree (&show);
  return cli_finish (show.status);
}
