/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Integers of a declared range. The kind says how the 64 bits of a bound are read.
 */
#include <gvmstate/bounded.h>

#include "codec/integer.h"

static gboolean
is_below (const GvmCodec *codec, guint64 a, guint64 b)
{
  return codec->kind == GVM_KIND_SIGNED ? (gint64) a < (gint64) b : a < b;
}

static void
append_number (const GvmCodec *codec, GString *text, guint64 integer)
{
  if (codec->kind == GVM_KIND_SIGNED)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) integer);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, integer);
}

static char *
say_values (const GvmCodec *codec, guint64 found)
{
  const GvmBounds *bounds = codec->params;
  GString *text = g_string_new (NULL);

  append_number (codec, text, found);
  for (gsize i = 0; i < bounds->n_values; i++) {
    g_string_append (text, i == 0 ? ", one of " : ", ");
    append_number (codec, text, bounds->values[i]);
  }
  return g_string_free (text, FALSE);
}

static char *
say_bound (const GvmCodec *codec, guint64 found, const char *rule, guint64 bound)
{
  GString *text = g_string_new (NULL);

  append_number (codec, text, found);
  g_string_append (text, rule);
  append_number (codec, text, bound);
  return g_string_free (text, FALSE);
}

/* Returns: (nullable) (transfer full): what is wrong with @found, or NULL. */
static char *
find_fault (const GvmCodec *codec, guint64 found)
{
  const GvmBounds *bounds = codec->params;

  for (gsize i = 0; i < bounds->n_values; i++)
    if (bounds->values[i] == found)
      return NULL;
  if (bounds->n_values > 0)
    return say_values (codec, found);
  if (is_below (codec, found, bounds->min))
    return say_bound (codec, found, ", at least ", bounds->min);
  if (is_below (codec, bounds->max, found))
    return say_bound (codec, found, ", at most ", bounds->max);
  return NULL;
}

gboolean
gvm_bounded_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  g_autofree char *fault = find_fault (codec, gvmi_integer_get (codec, value));

  if (fault != NULL)
    return gvm_writer_fail (writer, GVM_ERROR_RANGE, "%s", fault);
  return gvmi_integer_encode (codec, writer, value);
}

gboolean
gvm_bounded_decode (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint64 start = gvm_reader_tell (reader);

  if (!gvmi_integer_decode (codec, reader, value))
    return FALSE;
  g_autofree char *fault = find_fault (codec, gvmi_integer_get (codec, value));
  if (fault == NULL)
    return TRUE;
  gvmi_integer_set (codec, value, 0);
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%s", fault);
}

gint
gvm_bounded_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return gvmi_integer_compare (codec, a, b);
}

char *
gvm_bounded_format (const GvmCodec *codec, gconstpointer value)
{
  const GvmBounds *bounds = codec->params;
  guint64 integer = gvmi_integer_get (codec, value);

  if (bounds->names == NULL || is_below (codec, integer, bounds->min) ||
      is_below (codec, bounds->max, integer))
    return gvmi_integer_format (codec, value);
  return g_strdup (bounds->names[integer - bounds->min]);
}
