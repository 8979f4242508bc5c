/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Plain members are copied; the journal holds the struct already. What owns memory is saved from a model of the
 * struct and loaded from there, so it is made and freed as anything that comes from a stream.
 */
#include "engine/absent.h"

#include "engine/relay.h"
#include "plan/plan.h"

/* Writes the default over the member. */
static void
put_default (const GvmField *field, gpointer self)
{
  const GvmDefault *absent = field->absent;
  guint8 *member = gvmi_field_get_place (field, self);

  for (gsize at = 0; at < field->size; at += absent->value_size)
    memcpy (member + at, absent->value, absent->value_size);
}

static gboolean
load_row (gconstpointer what, GvmReader *reader, gpointer self)
{
  const GvmField *field = what;

  return field->shape->load (field, reader, self);
}

static gboolean
load_default (const GvmDesc *desc, const GvmField *field, GvmReader *reader, gpointer self)
{
  GvmWriter writer;

  if (!gvm_reader_charge (reader, desc->codec.c_size))
    return FALSE;
  g_autofree gpointer model = g_malloc0 (desc->codec.c_size);
  put_default (field, model);
  /* Of what is counted in place, as many as there are. */
  memcpy ((guint8 *) model + field->count_offset, (const guint8 *) self + field->count_offset,
          field->count_size);

  gvmi_relay_begin (&writer, reader);
  gboolean saved = field->shape->save (field, &writer, model);
  return gvmi_relay_end (&writer, saved, reader, gvm_reader_tell (reader), load_row, field, self);
}

static gboolean
owns (const GvmField *field)
{
  return field->shape->owns || gvmi_codec_owns (field->codec);
}

static gboolean
fill (const GvmDesc *desc, const GvmField *field, GvmReader *reader, gpointer self)
{
  if (owns (field))
    return load_default (desc, field, reader, self);
  put_default (field, self);
  return TRUE;
}

/* Rows over a member that has a default have no condition. */
static gboolean
is_sent_otherwise (const GvmDesc *desc, const GvmField *field, guint32 version)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    if (other != field && other->offset < field->offset + field->size &&
        field->offset < other->offset + other->size && gvmi_field_in_version (other, version))
      return TRUE;
  }
  return FALSE;
}

gboolean
gvmi_absent_load (const GvmDesc *desc, const GvmField *field, guint32 version, GvmReader *reader,
                  gpointer self)
{
  return is_sent_otherwise (desc, field, version) || fill (desc, field, reader, self);
}

/* ---- subsections ---------------------------------------------------------------------------- */

static gboolean
fill_rows (const GvmDesc *desc, GvmReader *reader, gpointer self)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };

    if (field->absent == NULL)
      continue;
    gvmi_reader_enter (reader, &frame);
    gboolean filled = fill (desc, field, reader, self);
    gvmi_reader_leave (reader);
    if (!filled)
      return FALSE;
  }
  return gvmi_absent_load_subsections (desc, 0, desc->n_subsections, reader, self);
}

gboolean
gvmi_absent_load_subsections (const GvmDesc *desc, gsize first, gsize end, GvmReader *reader,
                              gpointer self)
{
  gboolean filled = TRUE;

  for (gsize i = first; filled && i < end; i++) {
    const GvmDesc *absent = desc->subsections[i].desc;
    GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = absent->codec.name };

    gvmi_reader_enter (reader, &frame);
    filled = fill_rows (absent, reader, self);
    gvmi_reader_leave (reader);
  }
  return filled;
}

/* ---- without a stream ----------------------------------------------------------------------- */

void
gvmi_absent_put_plain (const GvmDesc *desc, gpointer self)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (field->absent != NULL && !owns (field))
      put_default (field, self);
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    gvmi_absent_put_plain (desc->subsections[i].desc, self);
}

static void
put_all (const GvmDesc *desc, gpointer model)
{
  for (gsize i = 0; i < desc->n_fields; i++)
    if (gvmi_desc_get_field (desc, i)->absent != NULL)
      put_default (gvmi_desc_get_field (desc, i), model);
  for (gsize i = 0; i < desc->n_subsections; i++)
    put_all (desc->subsections[i].desc, model);
}

gpointer
gvmi_absent_make_model (const GvmDesc *desc)
{
  gpointer model = g_malloc0 (desc->codec.c_size);

  put_all (desc, model);
  return model;
}
