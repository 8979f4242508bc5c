/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lengths stand before what they are of, so one look ahead tells. A length that is not there is for the codec to
 * miss.
 */
#include "engine/length.h"

#include <gvmstate/owned.h>

gboolean
gvmi_length_check_save (const GvmField *field, GvmWriter *writer, gconstpointer value)
{
  if (field->max == 0 || *(gconstpointer const *) value == NULL)
    return TRUE;

  gsize length = field->codec->get_length (field->codec, value);
  return length <= field->max ||
         gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                          "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT, length,
                          field->max);
}

gboolean
gvmi_length_check_load (const GvmField *field, GvmReader *reader)
{
  guint32 length;

  if (field->max == 0 || gvm_reader_left (reader) < sizeof length)
    return TRUE;
  memcpy (&length, reader->data + reader->pos, sizeof length);
  length = GUINT32_FROM_BE (length);
  return length == GVM_NULL_LENGTH ||
         gvmi_reader_check_count (reader, gvm_reader_tell (reader), length, field->max, 0);
}
