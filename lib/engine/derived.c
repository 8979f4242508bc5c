/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that are no member: a temporary struct that stands on the wire in place of what it is worked out of,
 * a condition that stands nowhere but must hold, and a member that is not saved.
 */
#include <gvmstate/complete.h>
#include <gvmstate/rows.h>

#include "engine/diff.h"
#include "engine/load.h"
#include "engine/scribe.h"
#include "engine/value.h"

/* ---- derived -------------------------------------------------------------------------------- */

static gpointer
fill_new (const GvmField *field, gconstpointer self)
{
  gpointer temporary = g_malloc0 (field->codec->c_size);

  field->derived->fill (temporary, self);
  return temporary;
}

static gboolean
derived_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  g_autofree gpointer temporary = fill_new (field, self);

  return gvmi_value_save (field->codec, gvmi_field_get_nested_version (field), writer, temporary);
}

static gboolean
take (const GvmField *field, GvmReader *reader, gpointer self, gconstpointer temporary,
      guint64 start)
{
  g_autoptr (GError) reason = NULL;

  return field->derived->take (self, temporary, &reason) ||
         gvm_reader_fail (reader, GVM_ERROR_REFUSED, start, "%s",
                          reason != NULL ? reason->message : "refused without a reason");
}

/* The temporary starts as the target fills it, so that rows that must be equal have something to equal. */
static gboolean
derived_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 start = gvm_reader_tell (reader);

  if (!gvm_reader_charge (reader, field->codec->c_size))
    return FALSE;
  g_autofree gpointer temporary = fill_new (field, self);

  gvmi_load_begin_unseen (reader);
  gboolean loaded =
      gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader, temporary);
  gvmi_load_end_unseen (reader);
  return loaded && take (field, reader, self, temporary, start);
}

static gboolean
derived_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  g_autofree gpointer x = fill_new (field, a);
  g_autofree gpointer y = fill_new (field, b);

  return gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y);
}

static void
derived_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  g_autofree gpointer x = fill_new (field, a);
  g_autofree gpointer y =
      diff->is_against_model ? g_malloc0 (field->codec->c_size) : fill_new (field, b);

  gvmi_value_diff (field->codec, gvmi_field_get_nested_version (field), diff, x, y);
}

static void
derived_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  if (gvmi_codec_get_desc (field->codec) != NULL)
    gvmi_scribe_tmp (scribe, field);
  else
    gvmi_scribe_values (scribe, field, 1, NULL);
}

static void
derived_type (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
}

static void
nothing_to_dispose (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer member,
                    G_GNUC_UNUSED GvmiDisposal how)
{
}

static const char *
derived_examine (const GvmField *field, const GvmiFacts *element,
                 G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->derived == NULL)
    return "a derived row without its functions";
  if (element->owns || element->has_hooks)
    return "a temporary that owns memory or has hooks, which would outlive it";
  *ret_facts = (GvmiFacts) { .wire_min = element->wire_min };
  return NULL;
}

const GvmShape gvm_shape_derived = {
  .name = "derived",
  .save = derived_save,
  .load = derived_load,
  .equal = derived_equal,
  .diff = derived_diff,
  .describe = derived_describe,
  .type = derived_type,
  .dispose = nothing_to_dispose,
  .examine = derived_examine,
  .measure = gvmi_measure_nothing,
  .is_uniform = TRUE,
};

/* ---- validate ------------------------------------------------------------------------------- */

static gboolean
nothing_save (G_GNUC_UNUSED const GvmCodec *codec, G_GNUC_UNUSED GvmWriter *writer,
              G_GNUC_UNUSED gconstpointer value)
{
  return TRUE;
}

static gboolean
nothing_load (G_GNUC_UNUSED const GvmCodec *codec, G_GNUC_UNUSED GvmReader *reader,
              G_GNUC_UNUSED gpointer value)
{
  return TRUE;
}

static gint
nothing_compare (G_GNUC_UNUSED const GvmCodec *codec, G_GNUC_UNUSED gconstpointer a,
                 G_GNUC_UNUSED gconstpointer b)
{
  return 0;
}

const GvmCodec gvm_nothing = {
  .name = "nothing", .encode = nothing_save, .decode = nothing_load, .compare = nothing_compare
};

/* The version means nothing to a condition on the state alone. */
static gboolean
holds (const GvmField *field, gconstpointer self)
{
  return field->must_hold (self, 0);
}

static gboolean
validate_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  return holds (field, self) ||
         gvm_writer_fail (writer, GVM_ERROR_REFUSED, "does not hold, and must");
}

static gboolean
validate_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return holds (field, self) ||
         gvm_reader_fail (reader, GVM_ERROR_REFUSED, gvm_reader_tell (reader),
                          "does not hold, and must");
}

static gboolean
always_equal (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gconstpointer a,
              G_GNUC_UNUSED gconstpointer b)
{
  return TRUE;
}

static const char *
validate_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
                  G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->must_hold == NULL)
    return "a validate row without its condition";
  *ret_facts = (GvmiFacts) { .wire_min = 0 };
  return NULL;
}

const GvmShape gvm_shape_validate = {
  .name = "validate",
  .save = validate_save,
  .load = validate_load,
  .equal = always_equal,
  .dispose = nothing_to_dispose,
  .examine = validate_examine,
  .measure = gvmi_measure_nothing,
};

/* ---- not saved ------------------------------------------------------------------------------ */

static gboolean
not_saved_save (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED GvmWriter *writer,
                G_GNUC_UNUSED gconstpointer self)
{
  return TRUE;
}

static gboolean
not_saved_load (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED GvmReader *reader,
                G_GNUC_UNUSED gpointer self)
{
  return TRUE;
}

static gint
not_saved_compare (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gconstpointer a,
                   G_GNUC_UNUSED gconstpointer b)
{
  return 0;
}

static const char *
not_saved_examine (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
                   G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  *ret_facts = (GvmiFacts) { .has_order = TRUE };
  return NULL;
}

static gsize
not_saved_measure (const GvmField *field)
{
  return field->size;
}

const GvmShape gvm_shape_not_saved = {
  .name = "not saved",
  .save = not_saved_save,
  .load = not_saved_load,
  .equal = always_equal,
  .compare = not_saved_compare,
  .dispose = nothing_to_dispose,
  .examine = not_saved_examine,
  .measure = not_saved_measure,
  .is_absent = TRUE,
};
