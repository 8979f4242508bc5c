/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate ls: paths and nothing else, for completion and scripts. What it prints, `get` takes.
 */
#include "cli.h"
#include "leaf.h"
#include "pick.h"
#include "text.h"
#include "verbs.h"

static gboolean recursive;

static const GOptionEntry options[] = { { "recursive", 'r', 0, G_OPTION_ARG_NONE, &recursive,
                                          "All the way down", NULL },
                                        G_OPTION_ENTRY_NULL };

static const CliSyntax syntax = {
  .arguments = "FILE [PATH…]",
  .about = "Lists the sections of a stream, or what is in them: one path a line.",
  .examples = "Examples:\n"
              "  gvmstate ls pseries.mig\n"
              "  gvmstate ls -r pseries.mig spapr_pci | grep num",
  .options = options,
  .min_arguments = 1,
};

/* @path, grown by the child's step. The depth is that of the description. */
static void
list_children (GString *path, const GvmValue *value)
{
  gsize n = gvm_value_get_n_children (value), length = path->len;

  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    const char *name = gvm_value_get_name (child);
    g_autofree char *safe = name != NULL ? text_name (name) : NULL;

    if (safe != NULL)
      g_string_append_printf (path, "/%s", safe);
    else
      g_string_append_printf (path, "[%" G_GSIZE_FORMAT "]", i);
    puts (path->str);
    if (recursive)
      list_children (path, child);
    g_string_truncate (path, length);
  }
}

/* A value that has nothing in it lists itself. */
static void
list (const char *path, const GvmValue *value)
{
  g_autofree char *safe = text_name (path);
  g_autoptr (GString) grown = g_string_new (safe);

  if (gvm_value_get_n_children (value) == 0)
    puts (safe);
  list_children (grown, value);
}

static void
list_section (const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autoptr (GvmValue) root = gvm_section_decode_partly (section, NULL);
  g_autoptr (GString) grown = g_string_new (path);

  if (root == NULL)
    puts (path);
  else
    list_children (grown, root);
}

/* A section in rounds is named once, by its start. */
static gboolean
goes_on (const GvmSection *section)
{
  GvmSectionKind kind = gvm_section_get_kind (section);

  return kind == GVM_SECTION_PART || kind == GVM_SECTION_END;
}

static void
list_all (const GvmStream *stream)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    g_autofree char *path = gvm_section_get_path (section);

    if (goes_on (section))
      continue;
    puts (path);
    if (recursive && gvm_section_is_described (section))
      list_section (section);
  }
}

int
verb_ls (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  if (arguments[1] == NULL) {
    list_all (stream);
    return cli_finish (CLI_OK);
  }
  g_autoptr (GPtrArray) picks = pick_paths (stream, arguments + 1, &error);
  if (picks == NULL)
    return cli_fail (arguments[0], error);
  for (guint i = 0; i < picks->len; i++) {
    const Pick *pick = g_ptr_array_index (picks, i);
    if (pick->section == NULL)
      list (pick->path, pick->value);
    else if (!goes_on (pick->section))
      list_section (pick->section);
  }
  return cli_finish (CLI_OK);
}
