/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec/varint.h"

gboolean
gvmi_varint_put_long (GvmWriter *writer, guint64 value)
{
  guint8 octets[GVMI_VARINT_MAX];
  gsize size = 0;

  for (; value >= GVMI_VARINT_MORE; value >>= GVMI_VARINT_BITS)
    octets[size++] = (guint8) (value | GVMI_VARINT_MORE);
  octets[size++] = (guint8) value;

  guint8 *room = gvm_writer_put (writer, size);
  if (room == NULL)
    return FALSE;
  memcpy (room, octets, size);
  return TRUE;
}

/* The tenth octet has room for the 64th bit alone. */
static gboolean
is_beyond_64_bits (guint shift, guint8 octet)
{
  return shift + GVMI_VARINT_BITS > 64 && octet > 1;
}

gboolean
gvmi_varint_take_long (GvmReader *reader, guint64 *ret_value)
{
  const guint8 *octets = reader->data + reader->pos;
  gsize left = gvm_reader_left (reader), size = 0;
  guint64 value = 0, start = gvm_reader_tell (reader);
  guint8 octet = GVMI_VARINT_MORE;

  if (reader->error != NULL)
    return FALSE;
  for (guint shift = 0; octet >= GVMI_VARINT_MORE; shift += GVMI_VARINT_BITS) {
    if (size == left)
      return gvm_reader_fail (reader, GVM_ERROR_TRUNCATED, start,
                              "%" G_GSIZE_FORMAT " octets left, and the varint goes on", left);
    octet = octets[size++];
    if (is_beyond_64_bits (shift, octet))
      return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "a varint of more than 64 bits");
    value |= (guint64) (octet & ~GVMI_VARINT_MORE) << shift;
  }
  if (size > 1 && octet == 0)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                            "a varint of %" G_GSIZE_FORMAT " octets, where fewer do", size);
  reader->pos += size;
  *ret_value = value;
  return TRUE;
}
