/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finding the description. It stands at the very end of a stream, behind the EOF record, and only it tells
 * how long sections are; so it is found from the end: a mark whose length says "to the end of the stream",
 * with the EOF record before it. JSON has no such octet, so the first match from the end is the one. A
 * stream without a description ends with the EOF record, and is told apart by its last octet.
 */
#include "section/walk.h"
#include "wire.h"

static guint32
be32_at (const guint8 *octets)
{
  guint32 value;

  memcpy (&value, octets, sizeof value);
  return GUINT32_FROM_BE (value);
}

static gboolean
ends_like_json (const GvmReader *reader)
{
  gsize end = reader->end;

  while (end > 0 && g_ascii_isspace ((char) reader->data[end - 1]))
    end--;
  return end > 0 && reader->data[end - 1] == '}';
}

/* Finds the description's mark in the window. */
static gboolean
find_mark (const GvmReader *reader, gsize *ret_mark)
{
  const guint8 *data = reader->data;

  if (reader->end < 1 + GVMI_WIRE_DESCRIPTION_HEAD || !ends_like_json (reader))
    return FALSE;
  for (gsize i = reader->end - GVMI_WIRE_DESCRIPTION_HEAD; i > 0; i--)
    if (data[i] == GVMI_WIRE_VMDESCRIPTION && data[i - 1] == GVMI_WIRE_EOF &&
        be32_at (data + i + 1) == reader->end - i - GVMI_WIRE_DESCRIPTION_HEAD) {
      *ret_mark = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
gvmi_walk_description (GvmiWalk *walk)
{
  GvmReader *reader = &walk->reader, text;
  GvmStream *stream = walk->stream;
  gsize mark;

  if (!find_mark (reader, &mark))
    return TRUE;
  gsize start = mark + GVMI_WIRE_DESCRIPTION_HEAD;
  stream->description_size = reader->end - start;
  gvmi_reader_open (&text, reader->data + start, stream->description_size, start, &stream->limits);
  stream->vmdesc = gvmi_vmdesc_parse (&text);
  reader->budget = text.budget;
  reader->end = mark;
  if (stream->vmdesc != NULL)
    stream->page_size = stream->vmdesc->page_size;
  return gvmi_reader_close (&text, &reader->error);
}

gboolean
gvmi_description_is_here (const guint8 *octets, gsize size)
{
  GvmReader reader;
  gsize mark;

  gvmi_reader_open (&reader, octets, size, 0, NULL);
  return find_mark (&reader, &mark);
}
