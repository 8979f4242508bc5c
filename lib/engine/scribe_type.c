/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Types, in the notation of docs/FORMAT.md: what is described once, however many there are of it.
 */
#include "engine/scribe.h"
#include "stream/json_text.h"

static void append_table (GvmiScribe *scribe, const GvmDesc *desc, guint32 version);

/* What nobody but its owner can decode: @size octets, or 0 when that varies. */
static void
append_unknown (GvmiScribe *scribe, const char *name, gsize size)
{
  gvmi_json_append_member (scribe->text, "{\"codec\": ", name);
  if (size != 0)
    gvmi_json_append_number (scribe->text, ", \"size\": ", size);
  g_string_append_c (scribe->text, '}');
}

static void
append_row (GvmiScribe *scribe, const GvmField *field)
{
  g_autofree char *bits = NULL;

  if (field->when != NULL && gvmi_scribe_take_note (scribe, field, &bits) == GVMI_NEVER_THERE)
    return;
  gvmi_json_separate (scribe->text);
  gvmi_json_append_member (scribe->text, "{\"name\": ", field->name);
  g_string_append (scribe->text, ", \"type\": ");
  gvmi_scribe_descend (scribe, field);
  if (field->own_count)
    append_unknown (scribe, field->shape->name, 0); /* the stream does not say how many */
  else
    field->shape->type (field, scribe);
  gvmi_scribe_ascend (scribe);
  gvmi_scribe_packing (scribe, field);
  if (bits != NULL)
    gvmi_json_append_member (scribe->text, ", \"there\": ", bits);
  g_string_append_c (scribe->text, '}');
}

static void
append_rows (GvmiScribe *scribe, const GvmDesc *desc, guint32 version)
{
  const GvmDesc *outer = scribe->desc;
  guint32 outer_version = scribe->version;

  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    scribe->desc = desc;
    scribe->version = version;
    if (field->shape->type != NULL && gvmi_field_in_version (field, version))
      append_row (scribe, field);
  }
  scribe->desc = outer;
  scribe->version = outer_version;
}

static void
append_subsections (GvmiScribe *scribe, const GvmDesc *desc)
{
  g_string_append (scribe->text, ", \"subsections\": [");
  for (gsize i = 0; i < desc->n_subsections; i++) {
    const GvmDesc *subsection = desc->subsections[i].desc;

    gvmi_json_separate (scribe->text);
    gvmi_scribe_descend (scribe, subsection);
    g_string_append_c (scribe->text, '{');
    append_table (scribe, subsection, subsection->version_id);
    gvmi_json_append_number (scribe->text, ", \"version\": ", subsection->version_id);
    g_string_append_c (scribe->text, '}');
    gvmi_scribe_ascend (scribe);
  }
  g_string_append_c (scribe->text, ']');
}

static void
append_table (GvmiScribe *scribe, const GvmDesc *desc, guint32 version)
{
  gvmi_json_append_member (scribe->text, "\"name\": ", desc->codec.name);
  g_string_append (scribe->text, ", \"rows\": [");
  append_rows (scribe, desc, version);
  g_string_append_c (scribe->text, ']');
  if (desc->n_subsections > 0)
    append_subsections (scribe, desc);
}

void
gvmi_scribe_type (GvmiScribe *scribe, const GvmCodec *codec, guint32 version)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL) {
    g_string_append (scribe->text, "{\"struct\": {");
    append_table (scribe, desc, version);
    g_string_append (scribe->text, "}}");
  } else if (codec->describe != NULL) {
    g_autofree char *type = codec->describe (codec);
    g_string_append (scribe->text, type);
  } else if (codec->kind != GVM_KIND_OTHER) {
    gvmi_json_append_string (scribe->text, codec->name);
  } else {
    append_unknown (scribe, codec->name, codec->wire_size);
  }
}

/* Returns: (nullable): the row that has the member that counts @field's elements. */
static const GvmField *
find_count (const GvmiScribe *scribe, const GvmField *field)
{
  for (gsize i = 0; i < scribe->desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (scribe->desc, i);

    if (row->offset == field->count_offset && row->size == field->count_size &&
        gvmi_field_in_version (row, scribe->version))
      return row;
  }
  return NULL;
}

void
gvmi_scribe_counted (GvmiScribe *scribe, const GvmField *field, const char *begin)
{
  const GvmField *count = field->count_size != 0 ? find_count (scribe, field) : NULL;

  if (count != NULL)
    gvmi_json_append_member (scribe->text, begin, count->name);
  else
    gvmi_json_append_number (scribe->text, begin, field->count);
  if (count != NULL && field->times > 1)
    gvmi_json_append_number (scribe->text, ", \"times\": ", field->times);
  g_string_append_c (scribe->text, '}');
}
