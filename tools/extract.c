/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate extract, and its mirror, gvmstate replace: the octets of a section's payload or of a value in it.
 */
#include "cli.h"
#include "output.h"
#include "pick.h"
#include "verbs.h"

static Output output;

static const GOptionEntry extract_options[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output.file,
    "Write to PART; packed if it ends in .gz; - is standard output", "PART" },
  G_OPTION_ENTRY_NULL
};

static const CliSyntax extract_syntax = {
  .arguments = "FILE PATH",
  .about = "Writes the octets of a section's payload, or of a value in one, as they stand in\n"
           "the stream.",
  .examples = "Examples:\n"
              "  gvmstate extract pseries.mig spapr_pci -o phb.bin\n"
              "  gvmstate extract pseries.mig 'nvram@71000000/spapr_nvram/buf' -o nvram.bin",
  .options = extract_options,
  .min_arguments = 2,
  .max_arguments = 2,
};

static const GOptionEntry replace_options[] = { OUTPUT_OPTIONS (output), G_OPTION_ENTRY_NULL };

static const CliSyntax replace_syntax = {
  .arguments = "FILE PATH PART",
  .about = "Puts the octets of PART, which `gvmstate extract` has written, in place of what\n"
           "is at PATH. They must be what the stream describes; nothing else is changed.",
  .examples = "Examples:\n"
              "  gvmstate replace a.mig spapr_pci phb.bin -o b.mig\n"
              "  gvmstate replace -i a.mig 'nvram@71000000/spapr_nvram/buf' nvram.bin",
  .options = replace_options,
  .min_arguments = 3,
  .max_arguments = 3,
};

/* What PATH means, when it is one thing. (transfer full) (nullable): an array of one Pick. */
static GPtrArray *
pick_one (const char *verb, const char *file, const GvmStream *stream, char *path, int *ret_status)
{
  char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) picks = pick_paths (stream, paths, &error);

  if (picks == NULL) {
    *ret_status = cli_fail (file, error);
    return NULL;
  }
  if (picks->len > 1) {
    *ret_status = cli_complain (verb, "'%s' is %u sections, and one is wanted", path, picks->len);
    return NULL;
  }
  return g_steal_pointer (&picks);
}

int
verb_extract (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status = CLI_OK;

  if (!cli_parse (&extract_syntax, argc, argv, &arguments, &status))
    return status;
  if (output.file == NULL)
    return cli_complain ("extract", "extract needs -o PART");
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GPtrArray) picks = pick_one ("extract", arguments[0], stream, arguments[1], &status);
  if (picks == NULL)
    return status;
  const Pick *pick = g_ptr_array_index (picks, 0);
  g_autoptr (GBytes) bytes = pick->section != NULL ? gvm_section_get_payload (pick->section)
                                                   : gvm_value_get_bytes (pick->value);
  return output_bytes (&output, arguments[0], bytes);
}

/* ---- replace ---------------------------------------------------------------------------------- */

static gboolean
replace (GvmEdit *edit, const Pick *pick, GBytes *part, GError **error)
{
  if (pick->section != NULL)
    return gvm_edit_set_payload (edit, pick->section, part, error);
  g_autoptr (GvmValue) value = gvm_value_with_bytes (pick->value, part, error);
  return value != NULL && gvm_edit_set (edit, pick->path, value, GVM_EDIT_NONE, error);
}

int
verb_replace (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  char *text;
  gsize size;
  int status = CLI_OK;

  if (!cli_parse (&replace_syntax, argc, argv, &arguments, &status) ||
      !output_is_said (&output, "replace", arguments[0], &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GPtrArray) picks = pick_one ("replace", arguments[0], stream, arguments[1], &status);
  if (picks == NULL)
    return status;
  if (!g_file_get_contents (arguments[2], &text, &size, &error))
    return cli_fail (arguments[2], error);
  g_autoptr (GBytes) part = g_bytes_new_take (text, size);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  if (!replace (edit, g_ptr_array_index (picks, 0), part, &error))
    return cli_fail (arguments[2], error);
  return output_edit (&output, arguments[0], stream, edit);
}
