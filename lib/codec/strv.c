/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Vectors of texts: be32 count, then each text as gvm_string has it.
 */
#include "codec/octets.h"

#include "stream/reader.h"
#include "stream/writer.h"

static gboolean
strv_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  char **texts = *(char **const *) value;

  if (texts == NULL)
    return gvm_writer_u32 (writer, GVM_NULL_LENGTH);

  guint64 n = g_strv_length (texts), max = writer->limits.max_entries;
  if (n > max || n >= GVM_NULL_LENGTH)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, n, max);
  gboolean saved = gvm_writer_u32 (writer, (guint32) n);
  for (guint64 i = 0; saved && i < n; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    gvmi_writer_enter (writer, &frame);
    saved = gvm_string.encode (&gvm_string, writer, &texts[i]);
    gvmi_writer_leave (writer);
  }
  return saved;
}

static gboolean
load_text (GvmReader *reader, guint32 index, char **ret_text)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };
  guint64 start = gvm_reader_tell (reader);

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = gvm_string.decode (&gvm_string, reader, ret_text);
  if (loaded && *ret_text == NULL)
    loaded = gvm_reader_fail (reader, GVM_ERROR_NULL_ELEMENT, start, "NULL, where a text must be");
  gvmi_reader_leave (reader);
  return loaded;
}

static gboolean
load_texts (GvmReader *reader, guint32 n, char ***ret_texts)
{
  gsize cost;

  if (!g_size_checked_mul (&cost, (gsize) n + 1, sizeof (char *)) ||
      !gvm_reader_charge (reader, cost))
    return FALSE;
  g_auto (GStrv) texts = g_new0 (char *, (gsize) n + 1);
  for (guint32 i = 0; i < n; i++)
    if (!load_text (reader, i, &texts[i]))
      return FALSE;
  *ret_texts = g_steal_pointer (&texts);
  return TRUE;
}

static gboolean
strv_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 n;

  if (!gvm_reader_u32 (reader, &n))
    return FALSE;
  if (n == GVM_NULL_LENGTH) {
    *(char ***) value = NULL;
    return TRUE;
  }
  return gvmi_reader_check_count (reader, start, n, reader->limits.max_entries,
                                  gvm_string.wire_min) &&
         load_texts (reader, n, value);
}

/* Text by text; what is a prefix comes first. */
static gint
strv_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  char **x = *(char **const *) a, **y = *(char **const *) b;

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);
  while (*x != NULL && *y != NULL && strcmp (*x, *y) == 0) {
    x++;
    y++;
  }
  return *x == NULL || *y == NULL ? (*x != NULL) - (*y != NULL) : strcmp (*x, *y);
}

static char *
strv_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  char **texts = *(char **const *) value;

  return texts != NULL ? g_strjoinv (", ", texts) : g_strdup ("NULL");
}

static void
strv_free (gpointer content)
{
  g_strfreev (content);
}

static guint
strv_hash (gconstpointer key)
{
  guint hash = 0;

  for (char *const *text = key; *text != NULL; text++)
    hash = hash * 31 + g_str_hash (*text);
  return hash;
}

static gboolean
strv_equal (gconstpointer a, gconstpointer b)
{
  return g_strv_equal (a, b);
}

const GvmCodec gvm_strv = {
  .name = "strv",
  .c_size = sizeof (char **),
  .wire_min = sizeof (guint32),
  .encode = strv_encode,
  .decode = strv_decode,
  .compare = strv_compare,
  .format = strv_format,
  .describe = gvm_octets_describe,
  .free = strv_free,
  .key_hash = strv_hash,
  .key_equal = strv_equal,
};
