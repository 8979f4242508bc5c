/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fields of a description: QEMU's, with its keys in its order, and ours, which are one field of their whole
 * size with their type beside it.
 */
#include "engine/scribe.h"
#include "engine/value.h"
#include "stream/json_text.h"

static gboolean
is_uniform (const GvmField *field)
{
  if (field->must_hold != NULL || field->shape->is_absent)
    return TRUE; /* it has no octets */
  return field->shape->is_uniform && field->count_size == 0 &&
         gvmi_codec_is_uniform (field->codec, gvmi_field_get_nested_version (field));
}

gboolean
gvmi_codec_is_uniform (const GvmCodec *codec, guint32 version)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc == NULL)
    return codec->wire_size != 0;
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (!gvmi_field_in_version (field, version))
      continue;
    if (field->when != NULL || field->packing != GVM_PACKING_NONE || !is_uniform (field))
      return FALSE;
  }
  return desc->n_subsections == 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* A name that several rows of the table have, be it in other versions, is numbered, as QEMU does. */
static char *
number_name (const GvmiScribe *scribe, const GvmField *field)
{
  gsize n = 0, before = 0;

  for (gsize i = 0; i < scribe->desc->n_fields; i++) {
    const GvmField *other = gvmi_desc_get_field (scribe->desc, i);

    if (strcmp (other->name, field->name) != 0)
      continue;
    n++;
    before += other < field ? 1 : 0;
  }
  return n > 1 ? g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", field->name, before)
               : g_strdup (field->name);
}

void
gvmi_scribe_begin_field (GvmiScribe *scribe, const char *name)
{
  gvmi_json_separate (scribe->text);
  gvmi_json_append_member (scribe->text, "{\"name\": ", name);
}

static void
begin_row_field (GvmiScribe *scribe, const GvmField *field)
{
  g_autofree char *name = number_name (scribe, field);

  gvmi_scribe_begin_field (scribe, name);
}

static void
end_field (GvmiScribe *scribe, gsize size)
{
  gvmi_json_append_number (scribe->text, ", \"size\": ", size);
  g_string_append_c (scribe->text, '}');
}

static const GvmiSheet *
get_sheet (const GvmiScribe *scribe, gsize index)
{
  return &g_array_index (scribe->sheets, GvmiSheet, scribe->first_sheet + index);
}

/* ---- packing --------------------------------------------------------------------------------- */

static const char *const packing_names[] = {
  [GVM_PACKING_VARINT] = "varint",
  [GVM_PACKING_DELTA] = "delta",
  [GVM_PACKING_SPARSE] = "sparse",
};

/* An element in fixed widths: a reader knows how by its type. */
static void
append_blank (GvmiScribe *scribe, const GvmField *field)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  gvmi_value_save (field->codec, gvmi_field_get_nested_version (field), writer, field->blank);
  g_string_append (scribe->text, ", \"blank\": \"");
  for (gsize i = 0; i < writer->size; i++)
    g_string_append_printf (scribe->text, "%02x", writer->data[i]);
  g_string_append_c (scribe->text, '"');
}

void
gvmi_scribe_packing (GvmiScribe *scribe, const GvmField *field)
{
  if (field->packing == GVM_PACKING_NONE)
    return;
  gvmi_json_append_member (scribe->text, ", \"packing\": ", packing_names[field->packing]);
  if (field->packing == GVM_PACKING_SPARSE)
    append_blank (scribe, field);
}

/* ---- ours ------------------------------------------------------------------------------------ */

void
gvmi_scribe_own (GvmiScribe *scribe, const GvmField *field, const char *name)
{
  begin_row_field (scribe, field);
  gvmi_json_append_member (scribe->text, ", \"type\": ", name);
  g_string_append (scribe->text, ", \"gvm\": ");
  field->shape->type (field, scribe);
  gvmi_scribe_packing (scribe, field);
  end_field (scribe, scribe->size);
}

void
gvmi_scribe_elements (GvmiScribe *scribe, const GvmField *field, gsize n)
{
  begin_row_field (scribe, field);
  g_string_append (scribe->text, ", \"type\": \"array\", \"gvm\": {\"array\": ");
  gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
  gvmi_json_append_number (scribe->text, ", \"length\": ", n);
  g_string_append_c (scribe->text, '}');
  gvmi_scribe_packing (scribe, field);
  end_field (scribe, scribe->size);
}

/* ---- QEMU's ---------------------------------------------------------------------------------- */

/* @n values that are all as the first is. */
static void
describe_uniform (GvmiScribe *scribe, const GvmField *field, gsize n, const char *type)
{
  gboolean is_struct = gvmi_codec_get_desc (field->codec) != NULL;

  begin_row_field (scribe, field);
  if (n > 1)
    gvmi_json_append_number (scribe->text, ", \"array_len\": ", n);
  gvmi_json_append_member (scribe->text, ", \"type\": ", is_struct ? "struct" : type);
  if (is_struct)
    g_string_append_printf (scribe->text, ", \"struct\": {%s}", get_sheet (scribe, 0)->text);
  if (field->codec->describe != NULL) {
    g_string_append (scribe->text, ", \"gvm\": ");
    gvmi_scribe_type (scribe, field->codec, 0);
  }
  end_field (scribe, scribe->size / n);
}

static void
describe_structs (GvmiScribe *scribe, const GvmField *field, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    const GvmiSheet *sheet = get_sheet (scribe, i);

    begin_row_field (scribe, field);
    if (n > 1)
      gvmi_json_append_number (scribe->text, ", \"index\": ", i);
    g_string_append_printf (scribe->text, ", \"type\": \"struct\", \"struct\": {%s}", sheet->text);
    end_field (scribe, sheet->size);
  }
}

void
gvmi_scribe_values (GvmiScribe *scribe, const GvmField *field, gsize n, const char *type)
{
  guint32 version = gvmi_field_get_nested_version (field);

  if (n == 0)
    return;
  if (field->packing != GVM_PACKING_NONE)
    gvmi_scribe_own (scribe, field, "packed");
  else if (gvmi_codec_is_uniform (field->codec, version) ||
           (n == 1 && gvmi_codec_get_desc (field->codec) == NULL))
    describe_uniform (scribe, field, n, type != NULL ? type : field->codec->name);
  else if (gvmi_codec_get_desc (field->codec) != NULL)
    describe_structs (scribe, field, n);
  else
    gvmi_scribe_elements (scribe, field, n);
}

void
gvmi_scribe_octets (GvmiScribe *scribe, const GvmField *field, const char *type)
{
  begin_row_field (scribe, field);
  gvmi_json_append_member (scribe->text, ", \"type\": ", type);
  end_field (scribe, scribe->size);
}

void
gvmi_scribe_bits (GvmiScribe *scribe, const GvmField *field, guint64 bits)
{
  begin_row_field (scribe, field);
  g_string_append (scribe->text, ", \"type\": \"bitmap\"");
  gvmi_json_append_number (scribe->text, ", \"gvm\": {\"bitmap\": ", bits);
  g_string_append_c (scribe->text, '}');
  end_field (scribe, scribe->size);
}

void
gvmi_scribe_tmp (GvmiScribe *scribe, const GvmField *field)
{
  begin_row_field (scribe, field);
  g_string_append_printf (scribe->text, ", \"type\": \"tmp\", %s", get_sheet (scribe, 0)->text);
  end_field (scribe, scribe->size);
}

void
gvmi_scribe_null (GvmiScribe *scribe, const GvmField *field)
{
  begin_row_field (scribe, field);
  g_string_append (scribe->text, ", \"type\": \"struct\", \"struct\": {}");
  end_field (scribe, scribe->size);
}
