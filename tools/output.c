/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A file is the old one or the new one at any moment: the library sees to that.
 */
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

static GvmCompression
compression_of (const char *name)
{
  if (g_str_has_suffix (name, ".gz"))
    return GVM_COMPRESSION_GZIP;
  return g_str_has_suffix (name, ".zst") ? GVM_COMPRESSION_ZSTD : GVM_COMPRESSION_NONE;
}

/* What a verb writes, and the old file that is kept when all of it is there. */
typedef struct {
  GvmWriteFunc write;
  gpointer data;
  const char *kept; /* (nullable) */
} Content;

static gboolean
keep_old (const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *backup_name = g_strconcat (name, "~", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name), backup = g_file_new_for_path (backup_name);

  return g_file_copy (file, backup, G_FILE_COPY_OVERWRITE | G_FILE_COPY_ALL_METADATA, cancellable,
                      NULL, NULL, error);
}

static gboolean
write_content (GOutputStream *to, gpointer data, GCancellable *cancellable, GError **error)
{
  const Content *content = data;

  return content->write (to, content->data, cancellable, error) &&
         (content->kept == NULL || keep_old (content->kept, cancellable, error));
}

static gboolean
write_to_stdout (GvmWriteFunc write, gpointer data, GError **error)
{
  g_autoptr (GOutputStream) to = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  return write (to, data, NULL, error) && g_output_stream_close (to, NULL, error);
}

int
output_write (const Output *output, const char *input, GvmWriteFunc write, gpointer data)
{
  const char *name = output->in_place ? input : output->file;
  gboolean is_stdout = g_str_equal (name, "-");
  Content content = { write, data, output->in_place ? name : NULL };
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GError) error = NULL;

  if (is_stdout
          ? write_to_stdout (write, data, &error)
          : gvm_file_replace (file, compression_of (name), write_content, &content, NULL, &error))
    return CLI_OK;
  return cli_fail (is_stdout ? "standard output" : name, error);
}

static gboolean
write_bytes (GOutputStream *to, gpointer data, GCancellable *cancellable, GError **error)
{
  gsize size;
  gconstpointer octets = g_bytes_get_data (data, &size);

  return g_output_stream_write_all (to, octets, size, NULL, cancellable, error);
}

int
output_bytes (const Output *output, const char *input, GBytes *bytes)
{
  return output_write (output, input, write_bytes, bytes);
}

static gboolean
write_edit (GOutputStream *to, gpointer data, GCancellable *cancellable, GError **error)
{
  return gvm_edit_write (data, to, cancellable, error);
}

int
output_edit (const Output *output, const char *input, const GvmStream *stream, GvmEdit *edit)
{
  g_autoptr (GError) error = NULL;

  if (gvm_stream_has_digest (stream) && !gvm_stream_check_digest (stream, &error))
    return cli_fail (input, error);
  return output_write (output, input, write_edit, edit);
}
