/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An upgrade never touches the target: the old struct is loaded into a block of its own, made into a new one
 * in another, and what has become of it is loaded as any payload of the newest version.
 */
#include "engine/upgrade.h"

#include "engine/absent.h"
#include "engine/load.h"
#include "engine/relay.h"
#include "engine/value.h"
#include "plan/plan.h"

/* ---- the new struct ------------------------------------------------------------------------- */

static void vacate (const GvmDesc *desc, gpointer copy);

static void
vacate_row (const GvmField *field, gpointer copy)
{
  const GvmDesc *nested = gvmi_codec_get_desc (field->codec);
  guint8 *member = gvmi_field_get_place (field, copy);

  if (field->shape->owns || nested == NULL) {
    memset (member, 0, field->size);
    return;
  }
  for (gsize at = 0; at < field->size; at += field->codec->c_size)
    vacate (nested, member + at);
}

/* Forgets what rows own in a copy of the target. */
static void
vacate (const GvmDesc *desc, gpointer copy)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (field->shape->owns || gvmi_codec_owns (field->codec))
      vacate_row (field, copy);
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    vacate (desc->subsections[i].desc, copy);
}

static gboolean
load_struct (gconstpointer what, GvmReader *reader, gpointer self)
{
  const GvmDesc *desc = what;

  return gvmi_value_load (&desc->codec, desc->version_id, reader, self);
}

static gboolean
load_made (const GvmDesc *desc, GvmReader *reader, guint64 start, gconstpointer made, gpointer self)
{
  GvmWriter writer;

  gvmi_relay_begin (&writer, reader);
  gboolean saved = gvmi_value_save (&desc->codec, desc->version_id, &writer, made);
  return gvmi_relay_end (&writer, saved, reader, start, load_struct, desc, self);
}

static gboolean
convert (const GvmDesc *desc, GvmReader *reader, guint64 start, gpointer made, gconstpointer old)
{
  g_autoptr (GError) reason = NULL;

  return desc->upgrade->convert (made, old, &reason) ||
         gvm_reader_fail (reader, GVM_ERROR_REFUSED, start, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

static gboolean
load_converted (const GvmDesc *desc, GvmReader *reader, guint64 start, gconstpointer old,
                gpointer self)
{
  gpointer made = g_memdup2 (self, desc->codec.c_size);

  vacate (desc, made);
  gvmi_absent_put_plain (desc, made);
  gboolean loaded =
      convert (desc, reader, start, made, old) && load_made (desc, reader, start, made, self);
  gvmi_value_dispose (&desc->codec, made, GVMI_REPLACED);
  g_free (made);
  return loaded;
}

/* ---- the old struct ------------------------------------------------------------------------- */

static gboolean
load_old (const GvmDesc *from, guint32 version, GvmReader *reader, gpointer old)
{
  gvmi_load_begin_unseen (reader);
  gboolean loaded = gvmi_value_load (&from->codec, version, reader, old);
  gvmi_load_end_unseen (reader);
  return loaded;
}

gboolean
gvmi_upgrade_load (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self)
{
  const GvmUpgrade *step = desc->upgrade;
  guint64 start = gvm_reader_tell (reader);

  if (step == NULL)
    return gvm_reader_fail (reader, GVM_ERROR_TOO_OLD, start, "version %u, at least %u", version,
                            desc->minimum_version_id);
  if (!gvm_reader_charge (reader, step->from->codec.c_size + desc->codec.c_size))
    return FALSE;

  gpointer old = g_malloc0 (step->from->codec.c_size);
  if (step->prepare != NULL)
    step->prepare (old, self);
  gboolean loaded = load_old (step->from, version, reader, old) &&
                    load_converted (desc, reader, start, old, self);
  gvmi_value_dispose (&step->from->codec, old, GVMI_FORSAKEN);
  g_free (old);
  return loaded;
}
