/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving: a walk over the table that asks each row's shape to write its member. load.c is its mirror,
 * function by function.
 */
#include <gvmstate/engine.h>

#include "engine/ends.h"
#include "engine/loss.h"
#include "engine/save.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/boxes.h"
#include "wire.h"

static gboolean save_subsection (const GvmDesc *owner, const GvmSubsection *subsection,
                                 guint32 version, guint32 newest, GvmWriter *writer,
                                 gconstpointer self);
static gboolean check_version (const GvmDesc *desc, guint32 version, GvmWriter *writer);

static gboolean
save_described (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  GvmiScribeRow row;

  if (writer->scribe == NULL)
    return field->shape->save (field, writer, self);
  gvmi_scribe_begin_row (writer, field, &row);
  if (!field->shape->save (field, writer, self))
    return FALSE;
  gvmi_scribe_end_row (writer, field, &row, self);
  return TRUE;
}

/* In the newest version nothing is lost, and @newest is 0. */
static gboolean
save_row (const GvmDesc *desc, const GvmField *field, guint32 version, guint32 newest,
          GvmWriter *writer, gconstpointer self)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };
  gboolean is_sent = gvmi_field_is_sent (field, version, self);

  if (field->when != NULL && gvmi_field_in_version (field, version))
    gvmi_scribe_note (writer, field, is_sent);
  if (!is_sent && newest == 0)
    return TRUE;
  gvmi_writer_enter (writer, &frame);
  if (newest != 0)
    writer->newest = gvmi_loss_get_nested (desc, field, newest, self);
  gboolean saved = is_sent ? save_described (field, writer, self) && gvmi_ends_are_clear (writer)
                           : gvmi_loss_check_row (desc, field, version, newest, writer, self);
  gvmi_writer_leave (writer);
  return saved;
}

/* Writes @n flat values at once. Returns in @ret_clear (nullable) whether it has seen that none begins as a subsection. */
static gboolean
put_flat (const GvmiLayout *layout, GvmWriter *writer, gconstpointer values, gsize n,
          gboolean *ret_clear)
{
  guint8 *octets = gvm_writer_put (writer, n * layout->wire_size);

  if (octets == NULL)
    return FALSE;
  gpointer box = (gpointer) values;
  if (n == 1)
    return gvmi_boxes_save (layout, octets, 0, &box, 1, 1, writer->capacity - writer->size) == 1;
  if (ret_clear != NULL)
    *ret_clear = gvmi_layout_save_watching (layout, octets, values, n);
  else
    gvmi_layout_save (layout, octets, values, n);
  return TRUE;
}

/* Saves rows side by side as one. Nothing of them is lost in any version, nor noted anywhere. FALSE without an error:
 * row by row, then errors name the row. */
static gboolean
save_band (const GvmiBand *band, GvmWriter *writer, gconstpointer self)
{
  gsize start = writer->size;

  if (gvmi_scribe_is_writing (writer) || !gvmi_writer_make_room (writer, band->layout.wire_size) ||
      !put_flat (&band->layout, writer, self, 1, NULL))
    return FALSE;
  if (gvmi_ends_are_clear_at_once (writer))
    return TRUE;
  gvmi_ends_rewind (writer, start);
  return FALSE;
}

static gboolean
save_rows (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  const GvmiBand *const *bands = gvmi_plan_get (desc, NULL)->bands;
  guint32 newest = writer->newest;

  for (gsize i = 0, n; i < desc->n_fields; i += n) {
    const GvmiBand *band = bands != NULL ? bands[i] : NULL;

    n = 1;
    if (band != NULL && save_band (band, writer, self))
      n = band->n_rows;
    else if (!save_row (desc, gvmi_desc_get_field (desc, i), version, newest, writer, self))
      return FALSE;
  }
  if (!gvmi_ends_note (writer, desc))
    return FALSE;
  for (gsize i = 0; i < desc->n_subsections; i++)
    if (!save_subsection (desc, &desc->subsections[i], version, newest, writer, self))
      return FALSE;
  writer->newest = newest;
  return TRUE;
}

static gboolean
run_pre_save (const GvmDesc *desc, GvmWriter *writer, gpointer self)
{
  g_autoptr (GError) reason = NULL;

  if (desc->pre_save == NULL || writer->is_relay || desc->pre_save (self, &reason))
    return TRUE;
  return gvm_writer_fail (writer, GVM_ERROR_REFUSED, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

static gboolean
save_struct (const GvmDesc *desc, guint32 version, GvmWriter *writer, gconstpointer self)
{
  gsize start = gvm_writer_tell (writer);
  gboolean saved = FALSE;

  if (!check_version (desc, version, writer) || !gvmi_writer_descend (writer))
    return FALSE;
  if (run_pre_save (desc, writer, (gpointer) self)) {
    gvmi_scribe_open_struct (writer, desc, version);
    saved = save_rows (desc, version, writer, self);
    if (saved)
      gvmi_scribe_close_struct (writer, start);
    if (desc->post_save != NULL && !writer->is_relay)
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
save_subsection (const GvmDesc *owner, const GvmSubsection *subsection, guint32 version,
                 guint32 newest, GvmWriter *writer, gconstpointer self)
{
  const GvmDesc *desc = subsection->desc;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };
  gboolean is_needed = gvmi_subsection_is_needed (subsection, version, self), saved;

  if (!is_needed && newest == 0)
    return TRUE;
  gvmi_writer_enter (writer, &frame);
  gvmi_scribe_enter (writer, desc);
  if (is_needed) {
    writer->newest = 0; /* it is written in its own newest version, whatever it is in */
    gvmi_ends_follow (writer, owner);
    saved = save_subsection_head (desc, writer) && gvmi_ends_are_clear (writer) &&
            save_struct (desc, desc->version_id, writer, self) && gvmi_ends_note (writer, owner);
    if (saved)
      gvmi_scribe_add_subsection (writer);
  } else
    saved = gvmi_loss_check_subsection (subsection, newest, writer, self);
  gvmi_scribe_leave (writer);
  gvmi_writer_leave (writer);
  return saved;
}

/* Saves @n flat values at once. FALSE without an error: row by row, then the error names the row. */
static gboolean
save_flat (const GvmCodec *codec, const GvmiLayout *layout, GvmWriter *writer, gconstpointer values,
           gsize n)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);
  gboolean is_clear = FALSE;
  gsize start = writer->size;

  if (!put_flat (layout, writer, values, n, desc != NULL ? &is_clear : NULL))
    return FALSE;
  if (desc == NULL || gvmi_ends_note_flat (writer, desc, layout, n, is_clear))
    return TRUE;
  gvmi_ends_rewind (writer, start);
  return FALSE;
}

gboolean
gvmi_value_save (const GvmCodec *codec, guint32 version, GvmWriter *writer, gconstpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return codec->encode (codec, writer, value);

  const GvmiLayout *layout =
      gvmi_scribe_is_writing (writer) ? NULL : gvmi_codec_get_layout_in (codec, version);
  return (layout != NULL && save_flat (codec, layout, writer, value, 1)) ||
         save_struct (desc, version, writer, value);
}

/* Saves values @first to @end, one by one. */
static gboolean
save_each (const GvmCodec *codec, guint32 version, GvmWriter *writer, gconstpointer values,
           gsize first, gsize end)
{
  gboolean saved = TRUE;

  for (gsize i = first; saved && i < end; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    gvmi_writer_enter (writer, &frame);
    saved = gvmi_value_save (codec, version, writer, (const guint8 *) values + i * codec->c_size);
    gvmi_writer_leave (writer);
  }
  return saved;
}

/* Where structs are described: one by one, unless all are like the first. */
static gboolean
save_described_structs (const GvmCodec *codec, guint32 version, GvmWriter *writer,
                        gconstpointer values, gsize n)
{
  if (!gvmi_codec_is_uniform (codec, version))
    return save_each (codec, version, writer, values, 0, n);
  if (!save_each (codec, version, writer, values, 0, MIN (n, 1)))
    return FALSE;
  gvmi_scribe_begin_elements (writer);
  gboolean saved = save_each (codec, version, writer, values, 1, n);
  gvmi_scribe_end_elements (writer);
  return saved;
}

gboolean
gvmi_values_save (const GvmCodec *codec, guint32 version, GvmWriter *writer, gconstpointer values,
                  gsize n)
{
  if (gvmi_scribe_is_writing (writer) && gvmi_codec_get_desc (codec) != NULL)
    return save_described_structs (codec, version, writer, values, n);

  const GvmiLayout *layout = gvmi_codec_get_layout_in (codec, version);
  return (layout != NULL && save_flat (codec, layout, writer, values, n)) ||
         save_each (codec, version, writer, values, 0, n);
}

/* Of what only upgrades can read nothing is written. */
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

  guint32 outer = writer->newest;
  writer->newest = version < desc->version_id ? desc->version_id : 0;
  if (!gvmi_value_save (&desc->codec, version, writer, self))
    gvm_writer_fail (writer, GVM_ERROR_REFUSED, "a codec failed without a reason");
  writer->newest = outer;
  return writer->error == NULL;
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
gvmi_save_write (GvmWriter *writer, const GvmDesc *desc, guint32 version, gconstpointer self,
                 GvmSaveFlags flags, GPtrArray *lost)
{
  guint n_lost = lost != NULL ? lost->len : 0;

  writer->flags = flags;
  writer->lost = lost;
  gboolean saved = save_payload (desc, version, writer, self) && gvmi_loss_end (writer, n_lost);
  writer->flags = writer->newest = 0;
  writer->lost = NULL;
  writer->n_ends = 0;
  return saved;
}

/* A bare payload has no section to name, so its descriptor stands at the root of its paths. Whatever the writer
 * held before stays. */
static gboolean
encode (GvmWriter *writer, const GvmDesc *desc, guint32 version, gconstpointer self,
        GvmSaveFlags flags, GPtrArray *lost, GError **error)
{
  GvmiPath root = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };
  gsize start = writer->size;

  gvmi_writer_enter (writer, &root);
  gboolean saved = gvmi_save_write (writer, desc, version, self, flags, lost);
  gvmi_writer_leave (writer);
  return saved || gvmi_writer_rewind (writer, start, error);
}

gboolean
gvm_encode_as (GvmWriter *writer, const GvmDesc *desc, guint32 version_id, gconstpointer self,
               GvmSaveFlags flags, GPtrArray *lost, GError **error)
{
  g_return_val_if_fail (writer != NULL && desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return writer->path != NULL ? encode_within (writer, desc, version_id, self, error)
                              : encode (writer, desc, version_id, self, flags, lost, error);
}

gboolean
gvm_encode (GvmWriter *writer, const GvmDesc *desc, guint32 version_id, gconstpointer self,
            GError **error)
{
  return gvm_encode_as (writer, desc, version_id, self, GVM_SAVE_DEFAULT, NULL, error);
}
