/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving: a walk over the table that asks each row's shape to write its member. load.c is its mirror,
 * function by function.
 */
#include <gvmstate/engine.h>

#include "engine/value.h"
#include "plan/plan.h"
#include "wire.h"

static gboolean save_subsection (const GvmSubsection *subsection, guint32 version,
                                 GvmWriter *writer, gconstpointer self);

static gboolean
save_row (const GvmField *field, guint32 version, GvmWriter *writer, gconstpointer self)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };

  if (!gvmi_field_is_sent (field, version, self))
    return TRUE;
  gvmi_writer_enter (writer, &frame);
  gboolean saved = field->shape->save (field, writer, self);
  gvmi_writer_leave (writer);
  return saved;
}

/* Saves @n flat values at once. */
static gboolean
save_flat (const GvmiLayout *layout, GvmWriter *writer, gconstpointer values, gsize n)
{
  guint8 *octets = gvm_writer_put (writer, n * layout->wire_size);

  if (octets == NULL)
    return FALSE;
  gvmi_layout_save (layout, octets, values, n);
  return TRUE;
}

/* Saves row @i, or the band that begins with it. Returns: how many rows; 0 on failure. */
static gsize
save_row_or_band (const GvmDesc *desc, const GvmiPlan *plan, gsize i, guint32 version,
                  GvmWriter *writer, gconstpointer self)
{
  const GvmiBand *band = plan->bands != NULL ? plan->bands[i] : NULL;

  if (band != NULL && gvmi_writer_make_room (writer, band->layout.wire_size))
    return save_flat (&band->layout, writer, self, 1) ? band->n_rows : 0;
  return save_row (gvmi_desc_get_field (desc, i), version, writer, self) ? 1 : 0;
}

static gboolean
save_rows (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  const GvmiPlan *plan = gvmi_plan_get (desc, NULL);

  for (gsize i = 0, n; i < desc->n_fields; i += n)
    if ((n = save_row_or_band (desc, plan, i, version, writer, self)) == 0)
      return FALSE;
  for (gsize i = 0; i < desc->n_subsections; i++)
    if (!save_subsection (&desc->subsections[i], version, writer, self))
      return FALSE;
  return TRUE;
}

static gboolean
run_pre_save (const GvmDesc *desc, GvmWriter *writer, gpointer self)
{
  g_autoptr (GError) reason = NULL;

  if (desc->pre_save == NULL || desc->pre_save (self, &reason))
    return TRUE;
  return gvm_writer_fail (writer, GVM_ERROR_REFUSED, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

static gboolean
save_struct (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  gboolean saved = FALSE;

  if (!gvmi_writer_descend (writer))
    return FALSE;
  if (run_pre_save (desc, writer, (gpointer) self)) {
    saved = save_rows (desc, version, writer, self);
    if (desc->post_save != NULL)
      desc->post_save ((gpointer) self);
  }
  gvmi_writer_ascend (writer);
  return saved;
}

static gboolean
save_subsection_head (const GvmDesc *desc, GvmWriter *writer)
{
  gsize size = strlen (desc->codec.name);

  if (!gvm_writer_u8 (writer, GVMI_WIRE_SUBSECTION) || !gvm_writer_u8 (writer, (guint8) size))
    return FALSE;
  guint8 *name = gvm_writer_put (writer, size);
  if (name == NULL)
    return FALSE;
  memcpy (name, desc->codec.name, size);
  return gvm_writer_u32 (writer, desc->version_id);
}

static gboolean
save_subsection (const GvmSubsection *subsection, guint32 version, GvmWriter *writer,
                 gconstpointer self)
{
  const GvmDesc *desc = subsection->desc;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };

  if (!gvmi_subsection_is_needed (subsection, version, self))
    return TRUE;
  gvmi_writer_enter (writer, &frame);
  gboolean saved =
      save_subsection_head (desc, writer) && save_struct (desc, desc->version_id, writer, self);
  gvmi_writer_leave (writer);
  return saved;
}

gboolean
gvmi_value_save (const GvmCodec *codec, guint32 version, GvmWriter *writer, gconstpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return codec->encode (codec, writer, value);

  const GvmiLayout *layout = gvmi_codec_get_layout (codec);
  return layout != NULL ? save_flat (layout, writer, value, 1)
                        : save_struct (desc, version, writer, value);
}

gboolean
gvmi_values_save (const GvmCodec *codec, guint32 version, GvmWriter *writer, gconstpointer values,
                  gsize n)
{
  const GvmiLayout *layout = gvmi_codec_get_layout (codec);
  gboolean saved = TRUE;

  if (layout != NULL)
    return save_flat (layout, writer, values, n);
  for (gsize i = 0; saved && i < n; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    gvmi_writer_enter (writer, &frame);
    saved = gvmi_value_save (codec, version, writer, (const guint8 *) values + i * codec->c_size);
    gvmi_writer_leave (writer);
  }
  return saved;
}

static gboolean
check_version (const GvmDesc *desc, guint32 version, GvmWriter *writer)
{
  if (version > desc->version_id)
    return gvm_writer_fail (writer, GVM_ERROR_TOO_NEW, "version %u, at most %u", version,
                            desc->version_id);
  if (version < desc->minimum_version_id)
    return gvm_writer_fail (writer, GVM_ERROR_TOO_OLD, "version %u, at least %u", version,
                            desc->minimum_version_id);
  return TRUE;
}

static gboolean
save_payload (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  if (writer->error != NULL || gvmi_plan_get (desc, &writer->error) == NULL ||
      !check_version (desc, version, writer))
    return FALSE;
  if (!gvmi_value_save (&desc->codec, version, writer, self))
    gvm_writer_fail (writer, GVM_ERROR_REFUSED, "a codec failed without a reason");
  return writer->error == NULL;
}

/* A bare payload has no section to name, so its descriptor stands at the root of its paths. */
static gboolean
save_rooted (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  GvmiPath root = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };

  gvmi_writer_enter (writer, &root);
  gboolean saved = save_payload (desc, version, writer, self);
  gvmi_writer_leave (writer);
  return saved;
}

/* A codec of the user's may encode a struct in the midst of a save: it becomes part of that save, and the
 * error stays the writer's. */
static gboolean
encode_within (GvmWriter *writer, const GvmDesc *desc, guint32 version, gconstpointer self,
               GError **error)
{
  gboolean saved = save_payload (desc, version, writer, self);

  if (!saved && error != NULL)
    *error = g_error_copy (writer->error);
  return saved;
}

gboolean
gvm_encode (GvmWriter *writer, const GvmDesc *desc, guint32 version_id, gconstpointer self,
            GError **error)
{
  g_return_val_if_fail (writer != NULL && desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (writer->path != NULL)
    return encode_within (writer, desc, version_id, self, error);

  gsize start = writer->size;
  return save_rooted (desc, version_id, writer, self) || gvmi_writer_rewind (writer, start, error);
}
