/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading bytes that may be hostile. Nothing is read beyond the window, nothing is written on failure,
 * and the first error stays.
 */
#include "stream/reader.h"

void
gvmi_reader_open (GvmReader *reader, const guint8 *data, gsize size, guint64 base,
                  const GvmLimits *limits)
{
  limits = gvmi_limits_or_default (limits);
  *reader = (GvmReader) {
    .data = data, .end = size, .base = base, .limits = *limits, .budget = limits->max_bytes
  };
}

gboolean
gvmi_reader_close (GvmReader *reader, GError **error)
{
  gboolean sound = reader->error == NULL;

  if (!sound)
    g_propagate_error (error, g_steal_pointer (&reader->error));
  g_clear_pointer (&reader->bytes, g_bytes_unref);
  return sound;
}

GvmReader *
gvm_reader_new (GBytes *bytes, const GvmLimits *limits)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  GvmReader *reader = g_new (GvmReader, 1);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  gvmi_reader_open (reader, data, size, 0, limits);
  reader->bytes = g_bytes_ref (bytes);
  return reader;
}

void
gvm_reader_free (GvmReader *reader)
{
  if (reader == NULL)
    return;
  gvmi_reader_close (reader, NULL);
  g_free (reader);
}

guint64
gvm_reader_tell (const GvmReader *reader)
{
  return reader->is_pinned ? reader->base : reader->base + reader->pos;
}

gsize
gvm_reader_left (const GvmReader *reader)
{
  return reader->end - reader->pos;
}

const GError *
gvm_reader_get_error (const GvmReader *reader)
{
  return reader->error;
}

gboolean
gvm_reader_fail (GvmReader *reader, GvmError code, guint64 offset, const char *format, ...)
{
  if (reader->error != NULL)
    return FALSE;

  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *path = gvmi_path_to_string (reader->path);

  return gvm_error_set (&reader->error, code, path, &offset, text);
}

const guint8 *
gvm_reader_take (GvmReader *reader, gsize size)
{
  static const guint8 nothing[1];

  if (reader->error != NULL)
    return NULL;
  if (size > gvm_reader_left (reader)) {
    gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, gvm_reader_tell (reader),
                     "%" G_GSIZE_FORMAT " octets left, %" G_GSIZE_FORMAT " needed",
                     gvm_reader_left (reader), size);
    return NULL;
  }
  if (size == 0)
    return nothing; /* the window itself may be NULL */

  const guint8 *octets = reader->data + reader->pos;
  reader->pos += size;
  return octets;
}

gboolean
gvm_reader_u8 (GvmReader *reader, guint8 *ret_value)
{
  const guint8 *octets = gvm_reader_take (reader, 1);

  if (octets == NULL)
    return FALSE;
  *ret_value = octets[0];
  return TRUE;
}

gboolean
gvm_reader_u16 (GvmReader *reader, guint16 *ret_value)
{
  const guint8 *octets = gvm_reader_take (reader, sizeof *ret_value);
  guint16 big_endian;

  if (octets == NULL)
    return FALSE;
  memcpy (&big_endian, octets, sizeof big_endian);
  *ret_value = GUINT16_FROM_BE (big_endian);
  return TRUE;
}

gboolean
gvm_reader_u32 (GvmReader *reader, guint32 *ret_value)
{
  const guint8 *octets = gvm_reader_take (reader, sizeof *ret_value);
  guint32 big_endian;

  if (octets == NULL)
    return FALSE;
  memcpy (&big_endian, octets, sizeof big_endian);
  *ret_value = GUINT32_FROM_BE (big_endian);
  return TRUE;
}

gboolean
gvm_reader_u64 (GvmReader *reader, guint64 *ret_value)
{
  const guint8 *octets = gvm_reader_take (reader, sizeof *ret_value);
  guint64 big_endian;

  if (octets == NULL)
    return FALSE;
  memcpy (&big_endian, octets, sizeof big_endian);
  *ret_value = GUINT64_FROM_BE (big_endian);
  return TRUE;
}

gboolean
gvmi_reader_check_count (GvmReader *reader, guint64 offset, guint64 count, guint64 max,
                         gsize element_min)
{
  if (count > max)
    return gvm_reader_fail (reader, GVM_ERROR_LIMIT, offset,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, count, max);
  if (element_min > 0 && count > gvm_reader_left (reader) / element_min)
    return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, offset,
                            "count %" G_GUINT64_FORMAT " of at least %" G_GSIZE_FORMAT
                            " octets each, %" G_GSIZE_FORMAT " octets left",
                            count, element_min, gvm_reader_left (reader));
  return TRUE;
}

gboolean
gvm_reader_count (GvmReader *reader, guint64 max, gsize element_min, guint32 *ret_count)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 count;

  if (!gvm_reader_u32 (reader, &count) ||
      !gvmi_reader_check_count (reader, start, count, max, element_min))
    return FALSE;
  *ret_count = count;
  return TRUE;
}

gboolean
gvm_reader_charge (GvmReader *reader, gsize size)
{
  if (reader->error != NULL)
    return FALSE;
  if (size > reader->budget)
    return gvm_reader_fail (reader, GVM_ERROR_LIMIT, gvm_reader_tell (reader),
                            "%" G_GSIZE_FORMAT " octets more to allocate, %" G_GUINT64_FORMAT
                            " left of %" G_GUINT64_FORMAT,
                            size, reader->budget, reader->limits.max_bytes);
  reader->budget -= size;
  return TRUE;
}

gboolean
gvmi_reader_descend (GvmReader *reader)
{
  if (reader->depth >= reader->limits.max_depth)
    return gvm_reader_fail (reader, GVM_ERROR_DEPTH, gvm_reader_tell (reader),
                            "nested %u deep, at most %u", reader->depth + 1,
                            reader->limits.max_depth);
  reader->depth++;
  return TRUE;
}

void
gvmi_reader_ascend (GvmReader *reader)
{
  reader->depth--;
}
