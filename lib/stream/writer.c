/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writing bytes. The buffer doubles, within the limits; the first error stays.
 */
#include "stream/writer.h"

enum { FIRST_CAPACITY = 256 };

GvmWriter *
gvm_writer_new (const GvmLimits *limits)
{
  GvmWriter *writer = g_new (GvmWriter, 1);

  *writer = (GvmWriter) { .limits = *gvmi_limits_or_default (limits) };
  return writer;
}

void
gvm_writer_free (GvmWriter *writer)
{
  if (writer == NULL)
    return;
  g_clear_error (&writer->error);
  g_free (writer->ends);
  g_free (writer->data);
  g_free (writer);
}

gsize
gvm_writer_tell (const GvmWriter *writer)
{
  return writer->size;
}

const GError *
gvm_writer_get_error (const GvmWriter *writer)
{
  return writer->error;
}

void
gvm_writer_reset (GvmWriter *writer)
{
  gvmi_writer_rewind (writer, 0, NULL);
}

gboolean
gvmi_writer_rewind (GvmWriter *writer, gsize size, GError **error)
{
  writer->size = size;
  if (writer->error != NULL)
    g_propagate_error (error, g_steal_pointer (&writer->error));
  return FALSE;
}

GBytes *
gvm_writer_steal (GvmWriter *writer)
{
  if (writer->error != NULL)
    return NULL;

  gsize size = writer->size;
  writer->size = writer->capacity = 0;
  return g_bytes_new_take (g_steal_pointer (&writer->data), size);
}

gboolean
gvm_writer_fail (GvmWriter *writer, GvmError code, const char *format, ...)
{
  if (writer->error != NULL)
    return FALSE;

  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *path = gvmi_path_to_string (writer->path);

  return gvm_error_set (&writer->error, code, path, NULL, text);
}

static gsize
max_of (const GvmWriter *writer)
{
  return (gsize) MIN (writer->limits.max_bytes, G_MAXSSIZE);
}

/* Doubles the block, or more, within the limits. */
static gboolean
grow (GvmWriter *writer, gsize needed)
{
  gsize capacity = MAX (needed, MAX (FIRST_CAPACITY, writer->capacity * 2));
  guint8 *data;

  capacity = MIN (capacity, MAX (max_of (writer), 1));
  if ((data = g_try_realloc (writer->data, capacity)) == NULL)
    return FALSE;
  writer->data = data;
  writer->capacity = capacity;
  return TRUE;
}

/* Makes room for @size octets more. */
static gboolean
reserve (GvmWriter *writer, gsize size)
{
  gsize max = max_of (writer);

  if (writer->size > max || size > max - writer->size)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "%" G_GSIZE_FORMAT " octets and %" G_GSIZE_FORMAT
                            " more, at most %" G_GSIZE_FORMAT,
                            writer->size, size, max);
  return grow (writer, writer->size + size) ||
         gvm_writer_fail (writer, GVM_ERROR_LIMIT, "no memory for %" G_GSIZE_FORMAT " octets",
                          writer->size + size);
}

gboolean
gvmi_writer_grow (GvmWriter *writer, gsize size)
{
  return writer->error == NULL && writer->size <= max_of (writer) &&
         size <= max_of (writer) - writer->size && grow (writer, writer->size + size);
}

guint8 *
gvm_writer_put (GvmWriter *writer, gsize size)
{
  if (writer->error != NULL)
    return NULL;
  if (size > writer->capacity - writer->size || writer->data == NULL)
    if (!reserve (writer, size))
      return NULL;

  guint8 *octets = writer->data + writer->size;
  writer->size += size;
  return octets;
}

static gboolean
put_octets (GvmWriter *writer, gconstpointer octets, gsize size)
{
  guint8 *room = gvm_writer_put (writer, size);

  if (room == NULL)
    return FALSE;
  memcpy (room, octets, size);
  return TRUE;
}

gboolean
gvm_writer_u8 (GvmWriter *writer, guint8 value)
{
  return put_octets (writer, &value, sizeof value);
}

gboolean
gvm_writer_u16 (GvmWriter *writer, guint16 value)
{
  guint16 big_endian = GUINT16_TO_BE (value);

  return put_octets (writer, &big_endian, sizeof big_endian);
}

gboolean
gvm_writer_u32 (GvmWriter *writer, guint32 value)
{
  guint32 big_endian = GUINT32_TO_BE (value);

  return put_octets (writer, &big_endian, sizeof big_endian);
}

gboolean
gvm_writer_u64 (GvmWriter *writer, guint64 value)
{
  guint64 big_endian = GUINT64_TO_BE (value);

  return put_octets (writer, &big_endian, sizeof big_endian);
}

gboolean
gvmi_writer_descend (GvmWriter *writer)
{
  if (writer->depth >= writer->limits.max_depth)
    return gvm_writer_fail (writer, GVM_ERROR_DEPTH, "nested %u deep, at most %u",
                            writer->depth + 1, writer->limits.max_depth);
  writer->depth++;
  return TRUE;
}

void
gvmi_writer_ascend (GvmWriter *writer)
{
  writer->depth--;
}
