/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Loading: a walk over the table that asks each row's shape to read its member. save.c is its mirror,
 * function by function; what it has more is the end of the load (hooks, commit or rollback).
 *
 * The whole struct is kept in the journal before its first row is read, so no row has to think of it.
 */
#include <gvmstate/engine.h>

#include "desc/versions.h"
#include "engine/absent.h"
#include "engine/load.h"
#include "engine/subsections.h"
#include "engine/upgrade.h"
#include "engine/value.h"
#include "plan/boxes.h"

static gboolean
check_version (const GvmDesc *desc, guint32 version, GvmReader *reader)
{
  guint64 here = gvm_reader_tell (reader);

  if (version > desc->version_id)
    return gvm_reader_fail (reader, GVM_ERROR_TOO_NEW, here, "version %u, at most %u", version,
                            desc->version_id);
  if (version < gvmi_desc_get_oldest (desc))
    return gvm_reader_fail (reader, GVM_ERROR_TOO_OLD, here,
                            "version %u, at least %u, and no upgrade from it", version,
                            gvmi_desc_get_oldest (desc));
  return TRUE;
}

static gboolean
load_row (const GvmDesc *desc, const GvmField *field, guint32 version, GvmReader *reader,
          gpointer self)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };
  gboolean is_sent = gvmi_field_is_sent (field, version, self);

  if (!is_sent && field->absent == NULL)
    return TRUE;
  gvmi_reader_enter (reader, &frame);
  gboolean loaded = is_sent ? field->shape->load (field, reader, self)
                            : gvmi_absent_load (desc, field, version, reader, self);
  gvmi_reader_leave (reader);
  return loaded;
}

/* Loads as many of @n flat values as there are octets for. What nobody sees yet nobody else writes to. Returns: how
 * many. */
static gsize
load_flat (const GvmiLayout *layout, GvmReader *reader, gpointer values, gsize n)
{
  if (layout->wire_size > 0)
    n = MIN (n, gvm_reader_left (reader) / layout->wire_size);

  const guint8 *octets = gvm_reader_take (reader, n * layout->wire_size);
  if (octets == NULL)
    return 0;
  if (n == 1 && (reader->load->unseen > 0 || layout->pieces.is_closed))
    gvmi_boxes_load (layout, &values, 1, octets, 0, n, gvm_reader_left (reader));
  else if (reader->load->unseen > 0)
    gvmi_layout_load (layout, values, octets, n);
  else
    gvmi_layout_load_exactly (layout, values, octets, n);
  return n;
}

static gboolean
load_rows (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  const GvmiBand *const *bands = gvmi_plan_get (desc, NULL)->bands;

  /* When octets are missing a band is walked, so that the error names the row. */
  for (gsize i = 0, n; i < desc->n_fields; i += n) {
    const GvmiBand *band = bands != NULL ? bands[i] : NULL;

    n = 1;
    if (band != NULL && load_flat (&band->layout, reader, self, 1) == 1)
      n = band->n_rows;
    else if (!load_row (desc, gvmi_desc_get_field (desc, i), version, reader, self))
      return FALSE;
  }
  return (desc->n_subsections == 0 && reader->load->told == NULL) ||
         gvmi_subsections_load (desc, reader, self);
}

static gboolean
load_struct (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  guint64 offset = gvm_reader_tell (reader);

  if (version < desc->minimum_version_id)
    return gvmi_upgrade_load (desc, version, reader, self);
  if (!gvmi_reader_descend (reader))
    return FALSE;
  if (desc->pre_load != NULL)
    desc->pre_load (self);
  gboolean loaded = load_rows (desc, version, reader, self);
  gvmi_reader_ascend (reader);
  return loaded && gvmi_hooks_note (&reader->load->hooks, reader, desc, self, offset);
}

gboolean
gvmi_load_version (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  return check_version (desc, version, reader) && load_struct (desc, version, reader, self);
}

void
gvmi_load_put (GvmReader *reader, GvmiSettle settle, gconstpointer owner, gpointer place,
               gpointer aside, gpointer content)
{
  if (reader->load->unseen == 0)
    gvmi_journal_put (&reader->load->journal, settle, owner, place, aside, content);
  else
    settle (owner, place, aside, content, TRUE);
}

void
gvmi_load_replace_owned (GvmReader *reader, GvmiSettle settle, gconstpointer owner,
                         gpointer *member, gpointer content)
{
  gpointer aside = *member;

  *member = content;
  gvmi_load_put (reader, settle, owner, member, aside, content);
}

gboolean
gvmi_load_keep_pointee (GvmReader *reader, gpointer place, gsize size)
{
  if (!gvm_reader_charge (reader, size))
    return FALSE;
  gvmi_journal_keep (&reader->load->journal, place, size, reader->load->unseen > 0);
  return TRUE;
}

gboolean
gvmi_load_keep (GvmReader *reader, gpointer place, gsize size)
{
  return reader->load->unseen > 0 || gvmi_load_keep_pointee (reader, place, size);
}

void
gvmi_load_forsake_unseen (GvmReader *reader)
{
  if (reader->load->unseen > 0)
    gvmi_journal_undo_to (&reader->load->journal, reader->load->unseen_mark);
}

static void
settle_row (gconstpointer owner, G_GNUC_UNUSED gpointer place, gpointer aside, gpointer content,
            gboolean committed)
{
  const GvmField *field = owner;

  if (committed)
    field->shape->dispose (field, &aside, GVMI_REPLACED);
  else
    field->shape->dispose (field, &content, GVMI_FORSAKEN);
}

void
gvmi_load_replace (GvmReader *reader, const GvmField *field, gpointer *member, gpointer content)
{
  gvmi_load_replace_owned (reader, settle_row, field, member, content);
}

static void
settle_codec (gconstpointer owner, G_GNUC_UNUSED gpointer place, gpointer aside, gpointer content,
              gboolean committed)
{
  const GvmCodec *codec = owner;
  gpointer value = committed ? aside : content;

  g_clear_pointer (&value, codec->free);
}

/* A value that is a pointer is loaded beside the old one. */
static gboolean
load_owned (const GvmCodec *codec, GvmReader *reader, gpointer *member)
{
  gpointer content = NULL;

  if (!codec->decode (codec, reader, &content)) {
    g_clear_pointer (&content, codec->free);
    return FALSE;
  }
  gvmi_load_replace_owned (reader, settle_codec, codec, member, content);
  return TRUE;
}

/* The layout of flat values; NULL for those that must be walked, or are of a version that takes an upgrade. Where
 * there are subsections that no descriptor may know, each struct has to look. */
static const GvmiLayout *
get_layout (const GvmCodec *codec, guint32 version, const GvmReader *reader)
{
  return reader->load->told == NULL ? gvmi_codec_get_layout_in (codec, version) : NULL;
}

gboolean
gvmi_value_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return codec->free != NULL ? load_owned (codec, reader, value)
                               : codec->decode (codec, reader, value);

  /* Row by row when octets are missing: then the error names the row. */
  const GvmiLayout *layout = get_layout (codec, version, reader);
  return (layout != NULL && load_flat (layout, reader, value, 1) == 1) ||
         load_struct (desc, version, reader, value);
}

gboolean
gvmi_values_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer values,
                  gsize n)
{
  const GvmiLayout *layout = get_layout (codec, version, reader);
  gsize done = layout != NULL ? load_flat (layout, reader, values, n) : 0;
  gboolean loaded = TRUE;

  for (gsize i = done; loaded && i < n; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    gvmi_reader_enter (reader, &frame);
    loaded = gvmi_value_load (codec, version, reader, (guint8 *) values + i * codec->c_size);
    gvmi_reader_leave (reader);
  }
  return loaded;
}

/* ---- the load as a whole -------------------------------------------------------------------- */

void
gvmi_load_open (GvmiLoad *load)
{
  gvmi_journal_open (&load->journal);
  gvmi_hooks_open (&load->hooks);
  load->unseen = 0;
  load->unseen_mark = 0;
  load->told = NULL;
  load->skipped = NULL;
}

/* Reads one payload as a part of the reader's load. */
static gboolean
read_payload (GvmReader *reader, const GvmDesc *desc, guint32 version, gpointer self)
{
  if (reader->error != NULL || gvmi_plan_get (desc, &reader->error) == NULL)
    return FALSE;
  if (!check_version (desc, version, reader) || !gvmi_load_keep (reader, self, desc->codec.c_size))
    return FALSE;
  if (!gvmi_value_load (&desc->codec, version, reader, self))
    gvm_reader_fail (reader, GVM_ERROR_REFUSED, gvm_reader_tell (reader),
                     "a codec failed without a reason");
  return reader->error == NULL;
}

gboolean
gvmi_load_read (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, guint32 version,
                gpointer self)
{
  reader->load = load;
  gboolean loaded = read_payload (reader, desc, version, self);
  reader->load = NULL;
  return loaded;
}

/* A bare payload has no section to name, so its descriptor stands at the root of its paths. */
static gboolean
load_read_rooted (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, guint32 version,
                  gpointer self)
{
  GvmiPath root = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };

  gvmi_reader_enter (reader, &root);
  gboolean loaded = gvmi_load_read (load, reader, desc, version, self);
  gvmi_reader_leave (reader);
  return loaded;
}

gboolean
gvmi_load_end (GvmiLoad *load, gboolean is_read, GError **error)
{
  gboolean succeeded = is_read && gvmi_hooks_run (&load->hooks, error);

  if (succeeded) {
    gvmi_journal_commit (&load->journal);
    gvmi_hooks_committed (&load->hooks);
  } else {
    gvmi_hooks_undo (&load->hooks);
    gvmi_journal_rollback (&load->journal);
  }
  gvmi_hooks_close (&load->hooks);
  return succeeded;
}

/* A codec of the user's may decode a struct in the midst of a load: it becomes part of that load, and the
 * error stays the reader's. */
static gboolean
decode_within (GvmReader *reader, const GvmDesc *desc, guint32 version, gpointer self,
               GError **error)
{
  gboolean loaded = read_payload (reader, desc, version, self);

  if (!loaded && error != NULL)
    *error = g_error_copy (reader->error);
  return loaded;
}

gboolean
gvm_decode (GvmReader *reader, const GvmDesc *desc, guint32 version_id, gpointer self,
            GError **error)
{
  g_return_val_if_fail (reader != NULL && desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (reader->load != NULL)
    return decode_within (reader, desc, version_id, self, error);

  gsize start = reader->pos;
  guint64 budget = reader->budget;
  GvmiLoad load;

  gvmi_load_open (&load);
  gboolean is_read = load_read_rooted (&load, reader, desc, version_id, self);
  if (!is_read)
    g_propagate_error (error, g_steal_pointer (&reader->error));

  gboolean loaded = gvmi_load_end (&load, is_read, error);
  if (!loaded) {
    reader->pos = start;
    reader->budget = budget; /* what was charged is freed */
  }
  return loaded;
}
