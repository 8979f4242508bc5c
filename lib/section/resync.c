/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where the description is wrong. QEMU describes an array by its first element; when the others are longer (a
 * NULL is one octet), the section takes more than is described. Such a section ends where its footer stands,
 * and the walk can go on; decoding the section will say what is wrong.
 *
 * A footer is five octets that payloads may hold too, so what follows has to make sense as well.
 */
#include <string.h>

#include "section/walk.h"
#include "wire.h"

/* Does the record at @pos start as the next FULL section must? Without a description nobody can tell. */
static gboolean
next_section_at (const GvmiWalk *walk, gsize pos)
{
  const GvmReader *reader = &walk->reader;
  const GvmiVmdesc *vmdesc = walk->stream->vmdesc;
  const gsize head = 1 + sizeof (guint32); /* mark and id, then the name's length */

  if (vmdesc == NULL || walk->next_device == vmdesc->n_devices || reader->end - pos <= head)
    return FALSE;
  const GvmiVmdescDevice *device = &vmdesc->devices[walk->next_device];
  const guint8 *name = reader->data + pos + head + 1;
  gsize size = strlen (device->name);
  guint32 instance = GUINT32_TO_BE (device->instance_id);
  return name[-1] == size && reader->end - pos - head - 1 >= size + sizeof instance &&
         memcmp (name, device->name, size) == 0 &&
         memcmp (name + size, &instance, sizeof instance) == 0;
}

/* Can a record that follows a section start at @pos? */
static gboolean
record_at (const GvmiWalk *walk, gsize pos)
{
  const GvmReader *reader = &walk->reader;

  if (pos >= reader->end)
    return FALSE;
  switch (reader->data[pos]) {
  case GVMI_WIRE_EOF:
    return pos + 1 == reader->end;
  case GVMI_WIRE_SECTION_FULL:
    return next_section_at (walk, pos);
  case GVMI_WIRE_SECTION_START:
  case GVMI_WIRE_SECTION_PART:
  case GVMI_WIRE_SECTION_END:
  case GVMI_WIRE_COMMAND:
    return TRUE;
  default:
    return FALSE;
  }
}

gboolean
gvmi_walk_footer_at (const GvmiWalk *walk, const GvmSection *section, gsize pos)
{
  const GvmReader *reader = &walk->reader;
  guint32 id = GUINT32_TO_BE (section->section_id);

  return reader->end - pos >= GVMI_WIRE_FOOTER_SIZE &&
         reader->data[pos] == GVMI_WIRE_SECTION_FOOTER &&
         memcmp (reader->data + pos + 1, &id, sizeof id) == 0 &&
         record_at (walk, pos + GVMI_WIRE_FOOTER_SIZE);
}

gboolean
gvmi_walk_resync (GvmiWalk *walk, const GvmSection *section)
{
  GvmReader *reader = &walk->reader;

  for (gsize pos = section->payload; pos < reader->end; pos++) {
    const guint8 *mark = memchr (reader->data + pos, GVMI_WIRE_SECTION_FOOTER, reader->end - pos);
    if (mark == NULL)
      break;
    pos = (gsize) (mark - reader->data);
    if (!gvmi_walk_footer_at (walk, section, pos))
      continue;
    reader->pos = pos;
    return TRUE;
  }
  return FALSE;
}
