/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The columns of an element: what is packed of it, one by one, in the order of the wire.
 */
#include "plan/columns.h"

#include "plan/plan.h"

static GvmiColumn
column_of (const GvmCodec *codec, gsize mem, gsize count)
{
  gboolean is_varint = gvmi_codec_is_varint (codec);

  return (GvmiColumn) {
    .codec = codec,
    .mem = mem,
    .count = is_varint ? 1 : count,
    .width = is_varint ? (guint8) codec->wire_size : 0,
    .is_signed = codec->kind == GVM_KIND_SIGNED,
    .is_direct = codec->params == NULL && codec->c_size == codec->wire_size,
  };
}

/* How paths call a column: its row, which of its elements, and what in that. */
static char *
name_column (const GvmField *field, gsize element, gboolean is_one, const char *inner)
{
  g_autofree char *index =
      is_one ? g_strdup ("") : g_strdup_printf ("[%" G_GSIZE_FORMAT "]", element);

  return g_strconcat (field->name, index, inner != NULL ? "/" : "", inner, NULL);
}

/* Takes @name over. */
static void
add_column (GArray *columns, GvmiColumn column, char *name)
{
  column.name = name;
  g_array_append_vals (columns, &column, 1);
}

/* Adds the columns of element @element of a row. */
static void
add_element (GArray *columns, const GvmField *field, gsize element)
{
  gsize mem = field->offset + element * field->codec->c_size, n;
  GvmiColumn plain;
  const GvmiColumn *inner = gvmi_codec_get_columns (field->codec, &plain, &n);

  for (gsize i = 0; i < n; i++) {
    GvmiColumn column = inner[i];

    column.mem += mem;
    add_column (columns, column, name_column (field, element, field->count == 1, inner[i].name));
  }
}

static void
add_row (GArray *columns, const GvmField *field)
{
  gboolean is_one =
      gvmi_codec_get_desc (field->codec) == NULL && !gvmi_codec_is_varint (field->codec);

  if (is_one)
    add_column (columns, column_of (field->codec, field->offset, field->count),
                g_strdup (field->name));
  for (gsize i = 0; !is_one && i < field->count; i++)
    add_element (columns, field, i);
}

GvmiColumn *
gvmi_columns_list (const GvmDesc *desc)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (GvmiColumn));

  for (gsize i = 0; i < desc->n_fields; i++)
    add_row (columns, gvmi_desc_get_field (desc, i));
  return (GvmiColumn *) (gpointer) g_array_free (columns, FALSE);
}

void
gvmi_columns_free (GvmiColumn *columns, gsize n)
{
  for (gsize i = 0; columns != NULL && i < n; i++)
    g_free ((gpointer) columns[i].name);
  g_free (columns);
}

const GvmiColumn *
gvmi_codec_get_columns (const GvmCodec *codec, GvmiColumn *scratch, gsize *ret_n)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL) {
    const GvmiPlan *plan = gvmi_plan_get (desc, NULL);

    *ret_n = plan->facts.n_columns;
    return plan->columns;
  }
  *scratch = column_of (codec, 0, 1);
  *ret_n = 1;
  return scratch;
}
