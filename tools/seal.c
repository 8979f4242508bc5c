/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate seal: a stream with a digest, by which damage is found later.
 */
#include "cli.h"
#include "output.h"
#include "verbs.h"

static Output output;

static const GOptionEntry options[] = { OUTPUT_OPTIONS (output), G_OPTION_ENTRY_NULL };

static const CliSyntax syntax = {
  .arguments = "FILE",
  .about = "Adds a digest to a stream's description, so that whatever damages it later is\n"
           "found. QEMU loads it as before.",
  .examples = "Examples:\n"
              "  gvmstate seal pseries.mig -o sealed.mig\n"
              "  gvmstate seal --in-place pseries.mig",
  .options = options,
  .min_arguments = 1,
  .max_arguments = 1,
};

int
verb_seal (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  if (!output_is_said (&output, "seal", arguments[0], &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  g_autoptr (GvmStream) sealed = stream != NULL ? gvm_stream_with_digest (stream, &error) : NULL;
  if (sealed == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GBytes) bytes = gvm_stream_get_bytes (sealed);
  return output_bytes (&output, arguments[0], bytes);
}
