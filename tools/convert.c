/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate convert: a whole stream in another form. To QEMU's form it goes through the values of every section
 * that is described, so that what comes out is what this program understood, and not a copy.
 */
#include <stdlib.h>

#include "cli.h"
#include "document.h"
#include "output.h"
#include "pick.h"
#include "verbs.h"

static Output output;
static char *form;

static const GOptionEntry options[] = { { "to", 0, 0, G_OPTION_ARG_STRING, &form, "What to write",
                                          "qemu|json" },
                                        OUTPUT_OPTIONS (output),
                                        G_OPTION_ENTRY_NULL };

static const CliSyntax syntax = {
  .arguments = "FILE",
  .about = "Writes a stream in another form: unpacked and rebuilt from its values as QEMU\n"
           "takes it, or as the JSON object that gvmstate-show(1) describes.",
  .examples = "Examples:\n"
              "  gvmstate convert --to=qemu pseries.mig.gz -o pseries.mig\n"
              "  gvmstate convert --to=json pseries.mig -o pseries.json",
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
};

static int
convert_to_qemu (const char *file, GvmStream *stream)
{
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);

  gvm_edit_rebuild (edit);
  return output_edit (&output, file, stream, edit);
}

static int
convert_to_json (const char *file, const GvmStream *stream)
{
  char *text = NULL;
  size_t size = 0;
  g_autoptr (GPtrArray) picks = pick_sections (stream);
  Document document = { open_memstream (&text, &size), file, stream, picks, CLI_OK };

  document_write (&document);
  fclose (document.out);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (text, size, free, text);
  int status = output_bytes (&output, file, bytes);
  return status != CLI_OK ? status : document.status;
}

int
verb_convert (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  if (g_strcmp0 (form, "qemu") != 0 && g_strcmp0 (form, "json") != 0)
    return cli_complain ("convert", "--to is qemu or json");
  if (!output_is_said (&output, "convert", arguments[0], &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  return *form == 'q' ? convert_to_qemu (arguments[0], stream)
                      : convert_to_json (arguments[0], stream);
}
