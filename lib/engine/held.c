/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values in place are put one by one, structs by their rows. What owns memory stands in a model as the
 * pointer that it is: rows of one table that share such a member are alike in all that makes it.
 */
#include "engine/held.h"

#include <gvmstate/stream.h>

static void put_struct (const GvmDesc *desc, guint32 version, gconstpointer self, gpointer model);

/* A codec may write less than it has, so it is asked: a bitmap of fewer bits than its words. */
static void
put_written (const GvmCodec *codec, gconstpointer value, gpointer model)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  if (!codec->encode (codec, writer, value))
    return;
  g_autoptr (GBytes) octets = gvm_writer_steal (writer);
  g_autoptr (GvmReader) reader = gvm_reader_new (octets, NULL);
  g_autofree gpointer found = g_malloc0 (codec->c_size);

  if (codec->decode (codec, reader, found))
    memcpy (model, found, codec->c_size);
}

/* Of what both rows have by one codec all is held: what is left out in structs of an older version, the walk of
 * the save finds when it writes them. */
static void
put_value (const GvmField *held, gboolean is_same, gconstpointer value, gpointer model)
{
  const GvmCodec *codec = held->codec;
  const GvmDesc *desc = gvmi_codec_get_desc (codec);
  gboolean is_plain = desc == NULL && codec->kind != GVM_KIND_OTHER;

  if (is_same || codec->free != NULL || is_plain)
    memcpy (model, value, codec->c_size);
  else if (desc != NULL)
    put_struct (desc, gvmi_field_get_nested_version (held), value, model);
  else
    put_written (codec, value, model);
}

static void
put_values (const GvmField *held, const GvmCodec *lost, gconstpointer self, gpointer model)
{
  gsize size = held->codec->c_size, n = held->count;

  if (held->count_size != 0)
    n = (gsize) MIN (gvmi_field_get_count (held, self), held->count);
  for (gsize i = 0; i < n; i++)
    put_value (held, held->codec == lost,
               (const guint8 *) gvmi_field_get_member (held, self) + i * size,
               (guint8 *) gvmi_field_get_place (held, model) + i * size);
}

static void
put_struct (const GvmDesc *desc, guint32 version, gconstpointer self, gpointer model)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (desc, i);

    if (row->shape->has_values && gvmi_field_is_sent (row, version, self))
      put_values (row, NULL, self, model);
  }
  for (gsize i = 0; i < desc->n_subsections; i++) {
    const GvmDesc *inner = desc->subsections[i].desc;

    if (gvmi_subsection_is_needed (&desc->subsections[i], version, self))
      put_struct (inner, inner->version_id, self, model);
  }
}

/* Where the older version has no mark, NULL is what the target would have to know: the model has a value. */
static void
put_pointers (const GvmField *held, const GvmField *lost, gconstpointer self, gpointer model,
              gpointer blank)
{
  gpointer *pointers = gvmi_field_get_place (held, model);

  memcpy (pointers, gvmi_field_get_member (held, self), held->size);
  if (held->nullable || !lost->nullable)
    return;
  for (gsize i = 0; i < held->count; i++)
    if (pointers[i] == NULL)
      pointers[i] = blank;
}

/* How many there are of what is lost is told by another row. */
static void
put_count (const GvmField *lost, gconstpointer self, gpointer model)
{
  memcpy ((guint8 *) model + lost->count_offset, (const guint8 *) self + lost->count_offset,
          lost->count_size);
}

void
gvmi_held_put (const GvmField *held, const GvmField *lost, gconstpointer self, gpointer model,
               gpointer blank)
{
  gboolean is_alike = held->shape == lost->shape && held->count == lost->count &&
                      held->times == lost->times && held->codec == lost->codec;

  if (held->shape->has_values)
    put_values (held, lost->codec, self, model);
  else if (is_alike && held->shape->is_pointing)
    put_pointers (held, lost, self, model, blank);
  else if (is_alike)
    memcpy (gvmi_field_get_place (held, model), gvmi_field_get_member (held, self), held->size);
  else
    return; /* of what differs so, nothing is known to be held */
  put_count (lost, self, model);
}
