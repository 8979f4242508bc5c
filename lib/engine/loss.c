/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is lost is found as a difference: between the state and a model of zeros, defaults and what the older
 * version holds, in the rows that it does not have.
 */
#include "engine/loss.h"

#include <gvmstate/engine.h>

#include "desc/versions.h"
#include "engine/absent.h"
#include "engine/diff.h"
#include "engine/held.h"

/* ---- what is found -------------------------------------------------------------------------- */

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free);
}

static gboolean
refuse (GvmWriter *writer, const GvmDifference *lost)
{
  const char *value = gvm_difference_get_a (lost);
  g_autofree char *text = g_strdup_printf ("%s, which the version to be written does not hold",
                                           value != NULL ? value : "that there is none");

  return writer->error == NULL &&
         gvm_error_set (&writer->error, GVM_ERROR_LOSS, gvm_difference_get_path (lost), NULL, text);
}

/* Takes @found over. Whoever gets a list gets all of it, and is refused at the end. */
static gboolean
report (GvmWriter *writer, GPtrArray *found)
{
  gboolean is_allowed = (writer->flags & GVM_SAVE_ALLOW_LOSS) != 0;
  gboolean is_fine = found->len == 0 || is_allowed || writer->lost != NULL ||
                     refuse (writer, g_ptr_array_index (found, 0));

  if (writer->lost != NULL)
    g_ptr_array_extend_and_steal (writer->lost, found);
  else
    g_ptr_array_unref (found);
  return is_fine;
}

gboolean
gvmi_loss_end (GvmWriter *writer, guint n_before)
{
  if (writer->lost == NULL || writer->lost->len == n_before ||
      (writer->flags & GVM_SAVE_ALLOW_LOSS) != 0)
    return TRUE;
  return refuse (writer, g_ptr_array_index (writer->lost, n_before));
}

/* Nobody will read what is found. */
static gboolean
is_unasked (const GvmWriter *writer)
{
  return writer->lost == NULL && (writer->flags & GVM_SAVE_ALLOW_LOSS) != 0;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Does a row of @version hold all that @lost does? */
static gboolean
is_held (const GvmDesc *desc, const GvmField *lost, guint32 version, gconstpointer self)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (gvmi_field_is_sent (field, version, self) && gvmi_field_stands_for (field, lost))
      return TRUE;
  }
  return FALSE;
}

/* Looks for what the rows of @version leave of @field. */
static void
find (const GvmDesc *desc, const GvmField *field, guint32 version, GvmiDiff *diff,
      gconstpointer self)
{
  g_autofree gpointer model = gvmi_absent_make_model (desc);
  g_autofree gpointer blank = g_malloc0 (MAX (field->codec->c_size, 1));

  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *held = gvmi_desc_get_field (desc, i);

    if (held->offset < field->offset + field->size && field->offset < held->offset + held->size &&
        gvmi_field_is_sent (held, version, self))
      gvmi_held_put (held, field, self, model, blank);
  }
  /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): @blank is freed where its block ends. */
  field->shape->diff (field, diff, self, model);
}

/* A compared row holds nothing that the other side has not. */
gboolean
gvmi_loss_check_row (const GvmDesc *desc, const GvmField *field, guint32 version, guint32 newest,
                     GvmWriter *writer, gconstpointer self)
{
  if (is_unasked (writer) || field->shape->diff == NULL || field->shape->is_compared ||
      !gvmi_field_is_sent (field, newest, self) || is_held (desc, field, version, self))
    return TRUE;

  GvmiDiff diff = { .found = new_list (), .path = writer->path, .is_against_model = TRUE };
  find (desc, field, version, &diff, self);
  return report (writer, diff.found);
}

/* The row of the newest version over the same structs tells which version they have there. */
guint32
gvmi_loss_get_nested (const GvmDesc *desc, const GvmField *field, guint32 newest,
                      gconstpointer self)
{
  guint32 version = gvmi_field_get_nested_version (field);

  if (gvmi_field_is_sent (field, newest, self))
    return 0;
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *twin = gvmi_desc_get_field (desc, i);

    if (twin->codec == field->codec && twin->offset < field->offset + field->size &&
        field->offset < twin->offset + twin->size && gvmi_field_is_sent (twin, newest, self) &&
        gvmi_field_get_nested_version (twin) > version)
      return gvmi_field_get_nested_version (twin);
  }
  return 0;
}

/* ---- subsections ---------------------------------------------------------------------------- */

gboolean
gvmi_loss_check_subsection (const GvmSubsection *subsection, guint32 newest, GvmWriter *writer,
                            gconstpointer self)
{
  const GvmDesc *desc = subsection->desc;

  if (is_unasked (writer) || !gvmi_subsection_is_needed (subsection, newest, self))
    return TRUE;

  g_autofree gpointer model = gvmi_absent_make_model (desc);
  GvmiDiff diff = { .found = new_list (), .path = writer->path, .is_against_model = TRUE };
  if (desc->n_fields > 0)
    gvmi_value_diff (&desc->codec, desc->version_id, &diff, self, model);
  else
    gvmi_diff_add (&diff, g_strdup ("sent"), NULL);
  return report (writer, diff.found);
}
