/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading within bounds. GLib ends the program when memory does, and json-glib when a text is nested too deep, so
 * both are asked before.
 */
#include "input.h"

GBytes *
input_read (GInputStream *input, guint64 most, GError **error)
{
  enum { PIECE = 1 << 16 };
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  gssize got;

  do {
    gsize size = octets->len;

    g_byte_array_set_size (octets, (guint) size + PIECE);
    got = g_input_stream_read (input, octets->data + size, PIECE, NULL, error);
    g_byte_array_set_size (octets, (guint) (size + (gsize) MAX (got, 0)));
    if (octets->len > MIN (most, G_MAXINT / 2)) {
      gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL, "more octets than --limit-bytes allows");
      return NULL;
    }
  } while (got > 0);
  return got == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&octets)) : NULL;
}

GBytes *
input_read_file (const char *name, guint64 most, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, error);

  return input != NULL ? input_read (G_INPUT_STREAM (input), most, error) : NULL;
}

gboolean
input_check_depth (GBytes *json, GError **error)
{
  gsize size, depth = 0;
  const char *text = g_bytes_get_data (json, &size);
  gboolean in_string = FALSE;

  for (gsize i = 0; i < size; i++) {
    if (in_string && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      in_string = !in_string;
    else if (!in_string && (text[i] == '{' || text[i] == '[') &&
             ++depth > GVM_LIMITS_DEFAULT_DEPTH) {
      guint64 offset = i;
      return gvm_error_set (error, GVM_ERROR_DEPTH, NULL, &offset,
                            "nested deeper than anything that is meant");
    } else if (!in_string && (text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;
  }
  return TRUE;
}
