/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Loading: a walk over the table that asks each row's shape to read its member. save.c is its mirror,
 * function by function; what it has more is the end of the load (hooks, commit or rollback).
 *
 * The whole struct is kept in the journal before its first row is read, so no row has to think of it.
 */
#include <gvmstate/engine.h>

#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

static gboolean
load_row (const GvmField *field, guint32 version, GvmReader *reader, gpointer self)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };

  if (!gvmi_field_is_sent (field, version, self))
    return TRUE;
  gvmi_reader_enter (reader, &frame);
  gboolean loaded = field->shape->load (field, reader, self);
  gvmi_reader_leave (reader);
  return loaded;
}

static gboolean
load_struct (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  guint64 offset = gvm_reader_tell (reader);
  gboolean loaded = gvmi_reader_descend (reader);

  if (!loaded)
    return FALSE;
  if (desc->pre_load != NULL)
    desc->pre_load (self);
  for (gsize i = 0; loaded && i < desc->n_fields; i++)
    loaded = load_row (gvmi_desc_get_field (desc, i), version, reader, self);
  gvmi_reader_ascend (reader);
  return loaded && gvmi_hooks_note (&reader->load->hooks, reader, desc, self, offset);
}

/* Loads as many of @n flat values as there are octets for. Returns: how many. */
static gsize
load_flat (const GvmiLayout *layout, GvmReader *reader, gpointer values, gsize n)
{
  if (layout->wire_size > 0)
    n = MIN (n, gvm_reader_left (reader) / layout->wire_size);

  const guint8 *octets = gvm_reader_take (reader, n * layout->wire_size);
  if (octets == NULL)
    return 0;
  gvmi_layout_load (layout, values, octets, n);
  return n;
}

/* A value that owns memory is decoded into zeros, as its codec expects. What was there goes to the
 * journal; or away, in an element that nobody sees yet. */
static gboolean
load_owner (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  if (reader->load->unseen == 0) {
    if (!gvm_reader_charge (reader, codec->c_size))
      return FALSE;
    gvmi_journal_set_aside (&reader->load->journal, codec, value);
  } else {
    codec->clear (codec, value);
    memset (value, 0, codec->c_size);
  }
  return codec->decode (codec, reader, value);
}

gboolean
gvmi_value_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return (codec->clear != NULL ? load_owner : codec->decode) (codec, reader, value);

  /* Row by row when octets are missing: then the error names the row. */
  const GvmiLayout *layout = gvmi_codec_get_layout (codec, NULL);
  return (layout != NULL && load_flat (layout, reader, value, 1) == 1) ||
         load_struct (desc, version, reader, value);
}

gboolean
gvmi_values_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer values,
                  gsize n)
{
  GvmiLayout scratch;
  const GvmiLayout *layout = gvmi_codec_get_layout (codec, &scratch);
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

static gboolean
check_version (const GvmDesc *desc, guint32 version, GvmReader *reader)
{
  guint64 here = gvm_reader_tell (reader);

  if (version > desc->version_id)
    return gvm_reader_fail (reader, GVM_ERROR_TOO_NEW, here, "version %u, at most %u", version,
                            desc->version_id);
  if (version < desc->minimum_version_id)
    return gvm_reader_fail (reader, GVM_ERROR_TOO_OLD, here, "version %u, at least %u", version,
                            desc->minimum_version_id);
  return TRUE;
}

/* ---- the load as a whole -------------------------------------------------------------------- */

void
gvmi_load_open (GvmiLoad *load)
{
  gvmi_journal_open (&load->journal);
  gvmi_hooks_open (&load->hooks);
  load->unseen = 0;
}

gboolean
gvmi_load_read (GvmiLoad *load, GvmReader *reader, const GvmDesc *desc, guint32 version,
                gpointer self)
{
  if (reader->error != NULL || gvmi_plan_get (desc, &reader->error) == NULL)
    return FALSE;
  if (!check_version (desc, version, reader) || !gvm_reader_charge (reader, desc->codec.c_size))
    return FALSE;

  gvmi_journal_keep (&load->journal, self, desc->codec.c_size);
  reader->load = load;
  gboolean loaded = gvmi_value_load (&desc->codec, version, reader, self);
  reader->load = NULL;
  if (!loaded)
    gvm_reader_fail (reader, GVM_ERROR_REFUSED, gvm_reader_tell (reader),
                     "a codec failed without a reason");
  return reader->error == NULL;
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

void
gvmi_load_replace (GvmReader *reader, const GvmField *field, gpointer *member, gpointer content)
{
  if (reader->load->unseen == 0) {
    gvmi_journal_replace (&reader->load->journal, field, member, content);
    return;
  }
  /* An element that nobody sees yet may come with a container, from a value_new of the user's. */
  field->shape->dispose (field, member, GVMI_REPLACED);
  *member = content;
}

gboolean
gvm_decode (GvmReader *reader, const GvmDesc *desc, guint32 version_id, gpointer self,
            GError **error)
{
  g_return_val_if_fail (reader != NULL && desc != NULL && self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  g_return_val_if_fail (reader->load == NULL, FALSE);

  gsize start = reader->pos;
  guint64 budget = reader->budget;
  GvmiLoad load;

  gvmi_load_open (&load);
  gboolean is_read = (reader->path == NULL ? load_read_rooted : gvmi_load_read) (
      &load, reader, desc, version_id, self);
  if (!is_read)
    g_propagate_error (error, g_steal_pointer (&reader->error));

  gboolean loaded = gvmi_load_end (&load, is_read, error);
  if (!loaded) {
    reader->pos = start;
    reader->budget = budget; /* what was charged is freed */
  }
  return loaded;
}
