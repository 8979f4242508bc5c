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
#include "wire.h"

static gboolean load_subsections (const GvmDesc *desc, GvmReader *reader, gpointer self);
static gboolean check_version (const GvmDesc *desc, guint32 version, GvmReader *reader);

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

/* Loads row @i, or the band that begins with it. When octets are missing the band is walked, so that the
 * error names the row. Returns: how many rows; 0 on failure. */
static gsize
load_row_or_band (const GvmDesc *desc, const GvmiPlan *plan, gsize i, guint32 version,
                  GvmReader *reader, gpointer self)
{
  const GvmiBand *band = plan->bands != NULL ? plan->bands[i] : NULL;

  if (band != NULL && load_flat (&band->layout, reader, self, 1) == 1)
    return band->n_rows;
  return load_row (gvmi_desc_get_field (desc, i), version, reader, self) ? 1 : 0;
}

static gboolean
load_rows (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  const GvmiPlan *plan = gvmi_plan_get (desc, NULL);

  for (gsize i = 0, n; i < desc->n_fields; i += n)
    if ((n = load_row_or_band (desc, plan, i, version, reader, self)) == 0)
      return FALSE;
  return desc->n_subsections == 0 || load_subsections (desc, reader, self);
}

static gboolean
load_struct (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  guint64 offset = gvm_reader_tell (reader);

  if (!gvmi_reader_descend (reader))
    return FALSE;
  if (desc->pre_load != NULL)
    desc->pre_load (self);
  gboolean loaded = load_rows (desc, version, reader, self);
  gvmi_reader_ascend (reader);
  return loaded && gvmi_hooks_note (&reader->load->hooks, reader, desc, self, offset);
}

/* Does the head of @desc stand here, all of it? A lone octet 0x05 may be data of whatever comes next, so
 * nothing less than the whole head is taken for one. */
static gboolean
subsection_is_here (const GvmDesc *desc, const GvmReader *reader)
{
  gsize size = strlen (desc->codec.name);
  const guint8 *head = reader->data + reader->pos;

  return gvm_reader_left (reader) >= GVMI_WIRE_SUBSECTION_HEAD + size &&
         head[0] == GVMI_WIRE_SUBSECTION && head[1] == size &&
         memcmp (head + 2, desc->codec.name, size) == 0;
}

/* Returns: the number of the subsection that stands here; n_subsections when none does. */
static gsize
find_subsection (const GvmDesc *desc, const GvmReader *reader)
{
  gsize i = 0;

  while (i < desc->n_subsections && !subsection_is_here (desc->subsections[i].desc, reader))
    i++;
  return i;
}

static gboolean
load_subsection (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  guint32 version;

  return gvm_reader_take (reader, 2 + strlen (desc->codec.name)) != NULL &&
         gvm_reader_u32 (reader, &version) && check_version (desc, version, reader) &&
         load_struct (desc, version, reader, self);
}

/* In the table's order; each may be missing, none may come twice. */
static gboolean
load_subsections (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  gsize due = 0, found;

  while ((found = find_subsection (desc, reader)) < desc->n_subsections) {
    const GvmDesc *subsection = desc->subsections[found].desc;
    GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = subsection->codec.name };

    gvmi_reader_enter (reader, &frame);
    gboolean loaded = found >= due
                          ? load_subsection (subsection, reader, self)
                          : gvm_reader_fail (reader, GVM_ERROR_STATE, gvm_reader_tell (reader),
                                             "a subsection again, or behind a later one");
    gvmi_reader_leave (reader);
    if (!loaded)
      return FALSE;
    due = found + 1;
  }
  return TRUE;
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
gvmi_load_keep (GvmReader *reader, gpointer place, gsize size)
{
  if (reader->load->unseen > 0)
    return TRUE;
  if (!gvm_reader_charge (reader, size))
    return FALSE;
  gvmi_journal_keep (&reader->load->journal, place, size);
  return TRUE;
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

gboolean
gvmi_value_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return codec->free != NULL ? load_owned (codec, reader, value)
                               : codec->decode (codec, reader, value);

  /* Row by row when octets are missing: then the error names the row. */
  const GvmiLayout *layout = gvmi_codec_get_layout (codec);
  return (layout != NULL && load_flat (layout, reader, value, 1) == 1) ||
         load_struct (desc, version, reader, value);
}

gboolean
gvmi_values_load (const GvmCodec *codec, guint32 version, GvmReader *reader, gpointer values,
                  gsize n)
{
  const GvmiLayout *layout = gvmi_codec_get_layout (codec);
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
