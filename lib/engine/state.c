/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a descriptor can tell of states in memory, without a stream.
 */
#include <gvmstate/engine.h>

#include "engine/value.h"
#include "plan/plan.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* A condition is asked of both: a row that only one of them would send is a difference. */
static gboolean
struct_equal (const GvmDesc *desc, guint32 version, gconstpointer a, gconstpointer b)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    gboolean is_sent = gvmi_field_is_sent (field, version, a);

    if (is_sent != gvmi_field_is_sent (field, version, b))
      return FALSE;
    if (is_sent && !field->shape->equal (field, a, b))
      return FALSE;
  }
  for (gsize i = 0; i < desc->n_subsections; i++) {
    const GvmSubsection *subsection = &desc->subsections[i];
    gboolean is_needed = gvmi_subsection_is_needed (subsection, version, a);

    if (is_needed != gvmi_subsection_is_needed (subsection, version, b))
      return FALSE;
    if (is_needed && !struct_equal (subsection->desc, subsection->desc->version_id, a, b))
      return FALSE;
  }
  return TRUE;
}

static gint
struct_compare (const GvmDesc *desc, guint32 version, gconstpointer a, gconstpointer b)
{
  gint order = 0;

  for (gsize i = 0; order == 0 && i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    gboolean is_sent = gvmi_field_is_sent (field, version, a);

    order = is_sent - gvmi_field_is_sent (field, version, b);
    if (order == 0 && is_sent)
      order = field->shape->compare (field, a, b);
  }
  return order;
}

static void
struct_dispose (const GvmDesc *desc, gpointer self, GvmiDisposal how)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    field->shape->dispose (field, (guint8 *) self + field->offset, how);
    if (field->shape->owns && field->count_size != 0 && !field->own_count)
      memset ((guint8 *) self + field->count_offset, 0, field->count_size);
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    struct_dispose (desc->subsections[i].desc, self, how);
}

gboolean
gvmi_value_equal (const GvmCodec *codec, guint32 version, gconstpointer a, gconstpointer b)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL)
    return struct_equal (desc, version, a, b);
  return codec->compare != NULL ? codec->compare (codec, a, b) == 0 : codec->equal (codec, a, b);
}

gint
gvmi_value_compare (const GvmCodec *codec, guint32 version, gconstpointer a, gconstpointer b)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc != NULL ? struct_compare (desc, version, a, b) : codec->compare (codec, a, b);
}

void
gvmi_value_dispose (const GvmCodec *codec, gpointer value, GvmiDisposal how)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL)
    struct_dispose (desc, value, how);
  else if (codec->free != NULL)
    g_clear_pointer ((gpointer *) value, codec->free);
}

gboolean
gvm_state_equal (const GvmDesc *desc, gconstpointer a, gconstpointer b)
{
  g_return_val_if_fail (desc != NULL && a != NULL && b != NULL, FALSE);

  return gvmi_plan_get (desc, NULL) != NULL &&
         gvmi_value_equal (&desc->codec, desc->version_id, a, b);
}

gboolean
gvm_state_copy (const GvmDesc *desc, gconstpointer from, gpointer to, GError **error)
{
  g_return_val_if_fail (desc != NULL && from != NULL && to != NULL, FALSE);

  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  writer->tells_null = TRUE;
  if (!gvm_encode (writer, desc, desc->version_id, from, error))
    return FALSE;

  g_autoptr (GBytes) payload = gvm_writer_steal (writer);
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);
  reader->tells_null = TRUE;
  return gvm_decode (reader, desc, desc->version_id, to, error);
}

void
gvm_state_clear (const GvmDesc *desc, gpointer self)
{
  g_return_if_fail (desc != NULL && self != NULL);

  if (gvmi_plan_get (desc, NULL) != NULL)
    gvmi_value_dispose (&desc->codec, self, GVMI_REPLACED);
}
