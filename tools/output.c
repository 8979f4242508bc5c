/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Files are written beside their place and then renamed, so that there is the old one or the new one.
 */
#include <string.h>
#include <unistd.h>

#include <gio/gunixoutputstream.h>

#include "output.h"

gboolean
output_is_said (const Output *output, const char *verb, const char *input, int *ret_status)
{
  if ((output->file != NULL) == (output->in_place != FALSE))
    *ret_status = cli_complain (verb, "%s needs either -o FILE or --in-place", verb);
  else if (output->in_place && g_str_equal (input, "-"))
    *ret_status = cli_complain (verb, "standard input can't be changed in place; use -o");
  else
    return TRUE;
  return FALSE;
}

/* (transfer full) (nullable) */
static GOutputStream *
open_file (const Output *output, const char *name, GError **error)
{
  if (g_str_equal (name, "-"))
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  return G_OUTPUT_STREAM (
      g_file_replace (file, NULL, output->in_place, G_FILE_CREATE_NONE, NULL, error));
}

/* Takes @to. */
static GOutputStream *
pack_by_name (const char *name, GOutputStream *to)
{
  if (!g_str_has_suffix (name, ".gz"))
    return to;
  g_autoptr (GOutputStream) plain = to;
  g_autoptr (GConverter) zlib =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  return g_converter_output_stream_new (plain, zlib);
}

/* Lets go of a file without putting it in place: closing does that, unless it has been cancelled. */
static void
discard (GOutputStream *file)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (file, cancelled, NULL);
}

static gboolean
write_file (const Output *output, const char *name, OutputWrite write, gpointer data,
            GError **error)
{
  g_autoptr (GOutputStream) file = open_file (output, name, error);
  g_autoptr (GOutputStream) to = file != NULL ? pack_by_name (name, g_object_ref (file)) : NULL;
  gboolean done = to != NULL && write (to, data, error) && g_output_stream_close (to, NULL, error);

  if (file != NULL && !done)
    discard (file);
  return done;
}

int
output_write (const Output *output, const char *input, OutputWrite write, gpointer data)
{
  const char *name = output->in_place ? input : output->file;
  g_autoptr (GError) error = NULL;

  if (write_file (output, name, write, data, &error))
    return CLI_OK;
  return cli_fail (g_str_equal (name, "-") ? "standard output" : name, error);
}

static gboolean
write_bytes (GOutputStream *to, gpointer data, GError **error)
{
  gsize size;
  gconstpointer octets = g_bytes_get_data (data, &size);

  return g_output_stream_write_all (to, octets, size, NULL, NULL, error);
}

int
output_bytes (const Output *output, const char *input, GBytes *bytes)
{
  return output_write (output, input, write_bytes, bytes);
}
