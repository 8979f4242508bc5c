/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvm_state_diff(): the question that every failed round trip asks.
 */
#include <gvmstate/engine.h>

#include "boxed.h"
#include "engine/diff.h"
#include "engine/value.h"
#include "plan/plan.h"

struct GvmDifference {
  char *path, *a, *b;
};

GVMI_DEFINE_BOXED_TYPE (GvmDifference, gvm_difference, gvm_difference_copy, gvm_difference_free)

GvmDifference *
gvm_difference_copy (const GvmDifference *difference)
{
  GvmDifference *copy = g_new (GvmDifference, 1);

  *copy = (GvmDifference) { .path = g_strdup (difference->path),
                            .a = g_strdup (difference->a),
                            .b = g_strdup (difference->b) };
  return copy;
}

void
gvm_difference_free (GvmDifference *difference)
{
  g_free (difference->path);
  g_free (difference->a);
  g_free (difference->b);
  g_free (difference);
}

const char *
gvm_difference_get_path (const GvmDifference *difference)
{
  return difference->path;
}

const char *
gvm_difference_get_a (const GvmDifference *difference)
{
  return difference->a;
}

const char *
gvm_difference_get_b (const GvmDifference *difference)
{
  return difference->b;
}

/* ---- values as text ------------------------------------------------------------------------- */

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

/* ---- the walk ------------------------------------------------------------------------------- */

void
gvmi_diff_add (GvmiDiff *diff, char *a, char *b)
{
  GvmDifference *difference = g_new (GvmDifference, 1);

  *difference = (GvmDifference) { .path = gvmi_path_to_string (diff->path), .a = a, .b = b };
  g_ptr_array_add (diff->found, difference);
}

static void
diff_row (const GvmField *field, guint32 version, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = field->name };
  gboolean in_a = gvmi_field_is_sent (field, version, a);
  gboolean in_b = diff->is_against_model ? in_a : gvmi_field_is_sent (field, version, b);

  gvmi_diff_enter (diff, &frame);
  if (in_a != in_b)
    gvmi_diff_add (diff, in_a ? g_strdup ("sent") : NULL, in_b ? g_strdup ("sent") : NULL);
  else if (in_a && field->shape->diff != NULL)
    field->shape->diff (field, diff, a, b);
  gvmi_diff_leave (diff);
}

static void
diff_subsection (const GvmSubsection *subsection, guint32 version, GvmiDiff *diff, gconstpointer a,
                 gconstpointer b)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = subsection->desc->codec.name };
  gboolean in_a = gvmi_subsection_is_needed (subsection, version, a);
  gboolean in_b =
      diff->is_against_model ? in_a : gvmi_subsection_is_needed (subsection, version, b);

  gvmi_diff_enter (diff, &frame);
  if (in_a && in_b)
    gvmi_value_diff (&subsection->desc->codec, subsection->desc->version_id, diff, a, b);
  else if (in_a || in_b)
    gvmi_diff_add (diff, in_a ? g_strdup ("sent") : NULL, in_b ? g_strdup ("sent") : NULL);
  gvmi_diff_leave (diff);
}

static void
diff_struct (const GvmDesc *desc, guint32 version, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  for (gsize i = 0; i < desc->n_fields; i++)
    diff_row (gvmi_desc_get_field (desc, i), version, diff, a, b);
  for (gsize i = 0; i < desc->n_subsections; i++)
    diff_subsection (&desc->subsections[i], version, diff, a, b);
}

void
gvmi_value_diff (const GvmCodec *codec, guint32 version, GvmiDiff *diff, gconstpointer a,
                 gconstpointer b)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (a != NULL && b != NULL && desc != NULL) {
    diff_struct (desc, version, diff, a, b);
    return;
  }
  if (a != NULL && b != NULL && gvmi_value_equal (codec, version, a, b))
    return;
  gvmi_diff_add (diff, a != NULL ? gvmi_value_format (codec, version, a) : NULL,
                 b != NULL ? gvmi_value_format (codec, version, b) : NULL);
}

void
gvmi_values_diff (const GvmCodec *codec, guint32 version, GvmiDiff *diff, gconstpointer a,
                  gsize n_a, gconstpointer b, gsize n_b)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  gvmi_diff_enter (diff, &frame);
  for (frame.index = 0; frame.index < MAX (n_a, n_b); frame.index++) {
    gsize at = (gsize) frame.index * codec->c_size;

    gvmi_value_diff (codec, version, diff, frame.index < n_a ? (const guint8 *) a + at : NULL,
                     frame.index < n_b ? (const guint8 *) b + at : NULL);
  }
  gvmi_diff_leave (diff);
}

GPtrArray *
gvm_state_diff (const GvmDesc *desc, gconstpointer a, gconstpointer b)
{
  g_return_val_if_fail (desc != NULL && a != NULL && b != NULL, NULL);

  GvmiPath root = { .kind = GVMI_PATH_NAME, .name = desc->codec.name };
  GvmiDiff diff = { .found =
                        g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free) };

  gvmi_diff_enter (&diff, &root);
  if (gvmi_plan_get (desc, NULL) != NULL)
    diff_struct (desc, desc->version_id, &diff, a, b);
  return diff.found;
}
