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
#include "engine/upgrade.h"
#include "engine/value.h"
#include "plan/plan.h"
#include "wire.h"

static gboolean load_subsections (const GvmDesc *desc, GvmReader *reader, gpointer self);
static gboolean check_version (const GvmDesc *desc, guint32 version, GvmReader *reader);

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
         load_subsections (desc, reader, self);
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

/* Does the head of @desc stand here, all of it, under whatever name? A lone octet 0x05 may be data of whatever
 * comes next, so nothing less than the whole head is taken for one. */
static gboolean
subsection_is_here (const GvmDesc *desc, const GvmReader *reader)
{
  const guint8 *head = reader->data + reader->pos;
  gsize left = gvm_reader_left (reader);

  return left >= GVMI_WIRE_SUBSECTION_HEAD && head[0] == GVMI_WIRE_SUBSECTION &&
         left >= GVMI_WIRE_SUBSECTION_HEAD + (gsize) head[1] &&
         gvmi_name_is (desc->codec.name, desc->alias, (const char *) head + 2, head[1]);
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
  guint8 size;
  guint32 version;

  return gvm_reader_take (reader, 1) != NULL && gvm_reader_u8 (reader, &size) &&
         gvm_reader_take (reader, size) != NULL && gvm_reader_u32 (reader, &version) &&
         check_version (desc, version, reader) && load_struct (desc, version, reader, self);
}

/* Returns: (nullable): the subsection of @desc that the stream's description has here. */
static const GvmiTold *
find_told (const GvmDesc *desc, const GvmReader *reader)
{
  const GArray *told = reader->load->told;
  guint64 here = gvm_reader_tell (reader);
  guint first = 0, end = told != NULL ? told->len : 0;

  while (first < end) {
    guint middle = first + (end - first) / 2;

    if (g_array_index (told, GvmiTold, middle).offset < here)
      first = middle + 1;
    else
      end = middle;
  }
  for (; told != NULL && first < told->len; first++) {
    const GvmiTold *one = &g_array_index (told, GvmiTold, first);

    if (one->offset != here || strcmp (one->owner, desc->codec.name) == 0)
      return one->offset == here ? one : NULL;
  }
  return NULL;
}

/* One that the descriptor lacks. */
static gboolean
skip_subsection (GvmReader *reader, const GvmiTold *told)
{
  GPtrArray *skipped = reader->load->skipped;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = told->name };

  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_UNKNOWN_SUBSECTION, told->offset,
                   "a subsection that the descriptor lacks, of %" G_GSIZE_FORMAT " octets",
                   told->size);
  gvmi_reader_leave (reader);
  if (skipped == NULL)
    return FALSE;
  g_ptr_array_add (skipped, g_steal_pointer (&reader->error));
  return gvm_reader_take (reader, told->size) != NULL;
}

static gboolean
load_known (const GvmDesc *desc, gsize found, gsize due, GvmReader *reader, gpointer self)
{
  const GvmDesc *subsection = desc->subsections[found].desc;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = subsection->codec.name };

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = found >= due
                        ? load_subsection (subsection, reader, self)
                        : gvm_reader_fail (reader, GVM_ERROR_STATE, gvm_reader_tell (reader),
                                           "a subsection again, or behind a later one");
  gvmi_reader_leave (reader);
  return loaded;
}

/* In the table's order; each may be missing, none may come twice. */
static gboolean
load_subsections (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  const GvmiTold *told = NULL;
  gsize due = 0, found;

  while ((found = find_subsection (desc, reader)) < desc->n_subsections ||
         (told = find_told (desc, reader)) != NULL) {
    if (found == desc->n_subsections
            ? !skip_subsection (reader, told)
            : !gvmi_absent_load_subsections (desc, due, found, reader, self) ||
                  !load_known (desc, found, due, reader, self))
      return FALSE;
    due = found < desc->n_subsections ? found + 1 : due;
  }
  return gvmi_absent_load_subsections (desc, due, desc->n_subsections, reader, self);
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

/* ---- the load as a whole -------------------------------------------------------------------- */

void
gvmi_load_open (GvmiLoad *load)
{
  gvmi_journal_open (&load->journal);
  gvmi_hooks_open (&load->hooks);
  load->unseen = 0;
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
