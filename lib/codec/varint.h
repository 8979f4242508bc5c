/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Integers that take as many octets as they need: 7 bits an octet, the least significant first; the high bit
 * of each octet but the last is set. LEB128, in its shortest form alone: one value has one form.
 */
#pragma once

#include "stream/reader.h"
#include "stream/writer.h"

enum {
  GVMI_VARINT_MORE = 0x80,
  GVMI_VARINT_BITS = 7,
  GVMI_VARINT_MAX = 10, /* octets that 64 bits take */
};

/* Small numbers by their sign in the lowest bit: 0, -1, 1, -2, … are 0, 1, 2, 3, … */
static inline guint64
gvmi_zigzag (gint64 value)
{
  return (guint64) value << 1 ^ (value < 0 ? G_MAXUINT64 : 0);
}

static inline gint64
gvmi_unzigzag (guint64 zigzag)
{
  return (gint64) (zigzag >> 1 ^ ((zigzag & 1) != 0 ? G_MAXUINT64 : 0));
}

/* The two below for what does not stand in one octet. */
gboolean gvmi_varint_put_long (GvmWriter *writer, guint64 value);
gboolean gvmi_varint_take_long (GvmReader *reader, guint64 *ret_value);

static inline gboolean
gvmi_varint_put (GvmWriter *writer, guint64 value)
{
  if (value >= GVMI_VARINT_MORE || writer->size == writer->capacity || writer->error != NULL)
    return gvmi_varint_put_long (writer, value);
  writer->data[writer->size++] = (guint8) value;
  return TRUE;
}

/* Errors: GVM_ERROR_TRUNCATED; GVM_ERROR_RANGE for a form that is not the shortest, or of more than 64 bits. */
static inline gboolean
gvmi_varint_take (GvmReader *reader, guint64 *ret_value)
{
  if (reader->pos == reader->end || reader->data[reader->pos] >= GVMI_VARINT_MORE ||
      reader->error != NULL)
    return gvmi_varint_take_long (reader, ret_value);
  *ret_value = reader->data[reader->pos++];
  return TRUE;
}
