/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate set: a stream with other values. All are set, or nothing is written.
 */
#include <string.h>

#include "cli.h"
#include "output.h"
#include "pick.h"
#include "verbs.h"

static Output output;
static gboolean force;

static const GOptionEntry options[] = { OUTPUT_OPTIONS (output),
                                        { "force", 0, 0, G_OPTION_ARG_NONE, &force,
                                          "Also set what counts the elements of an array", NULL },
                                        G_OPTION_ENTRY_NULL };

static const CliSyntax syntax = {
  .arguments = "FILE PATH=VALUE…",
  .about = "Writes a stream with other values; every other octet stays what it is.\n"
           "VALUE is of the type that is there: a number (decimal or 0x), true or false,\n"
           "octets as hex digits, JSON for structs and arrays; @NAME reads it from a file.",
  .examples = "Examples:\n"
              "  gvmstate set a.mig 'ics[0]/irqs[0]/priority=5' -o b.mig\n"
              "  gvmstate set --in-place a.mig 'spapr_pci/lsi_table=@lsi.json'",
  .options = options,
  .min_arguments = 2,
};

/* What VALUE says, or the content of the file that it names. (transfer full) (nullable) */
static char *
read_value (const char *value, GError **error)
{
  char *text;

  if (*value != '@')
    return g_strdup (value);
  if (!g_file_get_contents (value + 1, &text, NULL, error))
    return NULL;
  return g_strchomp (text);
}

/* What is wrong with a VALUE is wrong with the command line, though it may be a limit of the stream. */
static int
refuse_value (const char *file, const GError *error)
{
  int status = cli_fail (file, error);

  return g_error_matches (error, GVM_ERROR, GVM_ERROR_RANGE) ||
                 g_error_matches (error, GVM_ERROR, GVM_ERROR_SCHEMA) ||
                 g_error_matches (error, GVM_ERROR, GVM_ERROR_TRAILING)
             ? CLI_USAGE
             : status;
}

/* The `=` that ends the path: names may have one too, so the longest path that leads somewhere counts; and
 * if none does, the first is taken, and the error is about that. */
static char *
split (const GvmStream *stream, const char *assignment)
{
  for (const char *sign = strrchr (assignment, '='); sign != NULL;
       sign = g_strrstr_len (assignment, sign - assignment, "=")) {
    g_autofree char *path = g_strndup (assignment, (gsize) (sign - assignment));
    g_autoptr (GvmValue) value = gvm_stream_lookup (stream, path, NULL);
    if (value != NULL)
      return g_steal_pointer (&path);
  }
  return g_strndup (assignment, strcspn (assignment, "="));
}

static int
set (const char *file, const GvmStream *stream, GvmEdit *edit, const char *assignment)
{
  g_autoptr (GError) error = NULL;

  if (strchr (assignment, '=') == NULL)
    return cli_complain ("set", "'%s' is no PATH=VALUE", assignment);
  g_autofree char *path = split (stream, assignment);
  g_autofree char *value = read_value (assignment + strlen (path) + 1, &error);
  if (value == NULL)
    return cli_fail (assignment + strlen (path) + 2, error);
  char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) picks = pick_paths (stream, paths, &error); /* with a suggestion */
  if (picks == NULL)
    return cli_fail (file, error);
  if (gvm_edit_set_text (edit, path, value, force ? GVM_EDIT_COUNTS : GVM_EDIT_NONE, &error))
    return CLI_OK;
  return refuse_value (file, error);
}

int
verb_set (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status) ||
      !output_is_said (&output, "set", arguments[0], &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  for (char **assignment = arguments + 1; *assignment != NULL; assignment++) {
    status = set (arguments[0], stream, edit, *assignment);
    if (status != CLI_OK)
      return status;
  }
  return output_edit (&output, arguments[0], stream, edit);
}
