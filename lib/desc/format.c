/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values as text: a struct by its rows, of which those that are more than a value show as an ellipsis.
 */
#include "desc/format.h"

static void
format_row (GString *text, const GvmField *field, gconstpointer self)
{
  g_string_append_printf (text, "%s%s ", text->len > 1 ? ", " : " ", field->name);
  if (!field->shape->is_inline || field->count != 1) {
    g_string_append (text, "…");
    return;
  }
  g_autofree char *value = gvmi_value_format (field->codec, gvmi_field_get_nested_version (field),
                                              gvmi_field_get_member (field, self));
  g_string_append (text, value);
}

static char *
format_struct (const GvmDesc *desc, guint32 version, gconstpointer self)
{
  GString *text = g_string_new ("{");

  for (gsize i = 0; i < desc->n_fields; i++)
    if (gvmi_field_is_sent (gvmi_desc_get_field (desc, i), version, self))
      format_row (text, gvmi_desc_get_field (desc, i), self);
  g_string_append (text, " }");
  return g_string_free (text, FALSE);
}

char *
gvmi_value_format (const GvmCodec *codec, guint32 version, gconstpointer value)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL)
    return format_struct (desc, version, value);
  return codec->format != NULL ? codec->format (codec, value) : g_strdup (codec->name);
}
