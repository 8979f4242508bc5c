/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shapes of rows whose values another member counts: a block of memory of their own, or the first of an
 * inline array. The count is a row of its own further up, so it has been loaded by the time it is needed.
 */
#include <gvmstate/rows.h>

#include "desc/packing.h"
#include "engine/diff.h"
#include "engine/load.h"
#include "engine/pack.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/plan.h"

/* ---- what both have in common ------------------------------------------------------------------ */

/* Elements of which there may be many are described once. */
static gboolean
save_values (const GvmField *field, GvmWriter *writer, gconstpointer values, guint64 count)
{
  guint32 version = gvmi_field_get_nested_version (field);
  gboolean differ = !gvmi_codec_is_uniform (field->codec, version);

  if (differ)
    gvmi_scribe_begin_elements (writer);
  gboolean saved = gvmi_elements_save (field, writer, values, (gsize) count);
  if (differ)
    gvmi_scribe_end_elements (writer);
  return saved;
}

static void
counted_describe (const GvmField *field, GvmiScribe *scribe, gconstpointer self)
{
  gsize count = (gsize) gvmi_field_get_count (field, self);

  if (field->packing == GVM_PACKING_NONE &&
      (count == 0 || gvmi_codec_is_uniform (field->codec, gvmi_field_get_nested_version (field))))
    gvmi_scribe_values (scribe, field, count, NULL);
  else
    gvmi_scribe_elements (scribe, field, count);
}

static void
counted_type (const GvmField *field, GvmiScribe *scribe)
{
  g_string_append (scribe->text, "{\"counted\": ");
  gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
  gvmi_scribe_counted (scribe, field, ", \"count\": ");
}

/* ---- counted: a block of its own --------------------------------------------------------------- */

static gboolean
counted_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer block = *(gconstpointer const *) gvmi_field_get_member (field, self);
  guint64 count = gvmi_field_get_count (field, self);
  guint64 max = field->max != 0 ? field->max : writer->limits.max_entries;

  if (count > max)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, count, max);
  if (count > 0 && block == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT,
                            "NULL, and a count of %" G_GUINT64_FORMAT, count);
  return save_values (field, writer, block, count);
}

static gboolean
counted_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = gvmi_field_get_count (field, self);
  guint64 max = field->max != 0 ? field->max : reader->limits.max_entries;
  gsize size;

  if (!gvmi_reader_check_count (reader, gvm_reader_tell (reader), count, max,
                                gvmi_field_get_wire_min (field, field->codec)))
    return FALSE;
  if (!g_size_checked_mul (&size, (gsize) count, field->codec->c_size))
    size = G_MAXSIZE;
  if (!gvm_reader_charge (reader, size))
    return FALSE;

  gpointer block = count > 0 ? g_malloc0 (size) : NULL;
  gvmi_load_begin_unseen (reader);
  gboolean loaded = gvmi_elements_load (field, reader, block, (gsize) count);
  gvmi_load_end_unseen (reader);

  if (loaded)
    gvmi_load_replace (reader, field, gvmi_field_get_place (field, self), block);
  else
    g_free (block);
  return loaded;
}

static gboolean
counted_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = gvmi_field_get_count (field, a);
  const guint8 *x = *(const guint8 *const *) gvmi_field_get_member (field, a);
  const guint8 *y = *(const guint8 *const *) gvmi_field_get_member (field, b);

  if (count != gvmi_field_get_count (field, b))
    return FALSE;
  if (count == 0)
    return TRUE; /* whether there is a block or none */
  if (x == NULL || y == NULL)
    return x == y;
  for (guint64 i = 0; i < count; i++, x += field->codec->c_size, y += field->codec->c_size)
    if (!gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y))
      return FALSE;
  return TRUE;
}

static void
counted_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  gconstpointer x = *(gconstpointer const *) gvmi_field_get_member (field, a);
  gconstpointer y = *(gconstpointer const *) gvmi_field_get_member (field, b);

  gvmi_values_diff (field->codec, gvmi_field_get_nested_version (field), diff, x,
                    x != NULL ? (gsize) gvmi_field_get_count (field, a) : 0, y,
                    y != NULL ? (gsize) gvmi_field_get_count (field, b) : 0);
}

static void
counted_dispose (G_GNUC_UNUSED const GvmField *field, gpointer member,
                 G_GNUC_UNUSED GvmiDisposal how)
{
  g_clear_pointer ((gpointer *) member, g_free);
}

static const char *
counted_examine (const GvmField *field, const GvmiFacts *element,
                 G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != sizeof (gpointer))
    return "the member is no pointer";
  if (element->owns)
    return "counted elements that own memory, which nobody would free";
  if (element->has_equal)
    return "an equal row in elements that are made anew";
  ret_facts->owns = TRUE;
  ret_facts->wire_min = gvmi_field_get_packing_head (field);
  return NULL;
}

const GvmShape gvm_shape_counted = {
  .name = "counted",
  .save = counted_save,
  .load = counted_load,
  .equal = counted_equal,
  .diff = counted_diff,
  .describe = counted_describe,
  .type = counted_type,
  .dispose = counted_dispose,
  .examine = counted_examine,
  .measure = gvmi_measure_pointers,
  .packings = GVMI_PACKS_ELEMENTS,
  .owns = TRUE,
};

/* ---- counted array: the first elements of an inline array ------------------------------------- */

static gboolean
counted_array_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  guint64 count = gvmi_field_get_count (field, self);

  if (count > field->count)
    return gvm_writer_fail (writer, GVM_ERROR_CAPACITY,
                            "count %" G_GUINT64_FORMAT ", room for %" G_GSIZE_FORMAT, count,
                            field->count);
  return save_values (field, writer, gvmi_field_get_member (field, self), count);
}

static gboolean
counted_array_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = gvmi_field_get_count (field, self);

  if (count > field->count)
    return gvm_reader_fail (reader, GVM_ERROR_CAPACITY, gvm_reader_tell (reader),
                            "count %" G_GUINT64_FORMAT ", room for %" G_GSIZE_FORMAT, count,
                            field->count);
  return gvmi_elements_load (field, reader, gvmi_field_get_place (field, self), (gsize) count);
}

static gboolean
counted_array_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = gvmi_field_get_count (field, a);
  const guint8 *x = gvmi_field_get_member (field, a), *y = gvmi_field_get_member (field, b);

  if (count != gvmi_field_get_count (field, b))
    return FALSE;
  for (guint64 i = 0; i < MIN (count, field->count); i++) {
    if (!gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y))
      return FALSE;
    x += field->codec->c_size;
    y += field->codec->c_size;
  }
  return TRUE;
}

static void
counted_array_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  gvmi_values_diff (
      field->codec, gvmi_field_get_nested_version (field), diff, gvmi_field_get_member (field, a),
      (gsize) MIN (gvmi_field_get_count (field, a), field->count), gvmi_field_get_member (field, b),
      (gsize) MIN (gvmi_field_get_count (field, b), field->count));
}

static void
counted_array_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  for (gsize i = 0; i < field->count; i++)
    gvmi_value_dispose (field->codec, (guint8 *) member + i * field->codec->c_size, how);
}

static const char *
counted_array_examine (const GvmField *field, const GvmiFacts *element,
                       G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  gsize size;

  if (!g_size_checked_mul (&size, field->codec->c_size, field->count) || size != field->size)
    return "the member is not as large as its values";
  *ret_facts = *element;
  ret_facts->wire_min = gvmi_field_get_packing_head (field);
  ret_facts->has_order = FALSE;
  return NULL;
}

const GvmShape gvm_shape_counted_array = {
  .name = "counted array",
  .save = counted_array_save,
  .load = counted_array_load,
  .equal = counted_array_equal,
  .diff = counted_array_diff,
  .describe = counted_describe,
  .type = counted_type,
  .dispose = counted_array_dispose,
  .examine = counted_array_examine,
  .measure = gvmi_measure_values,
  .packings = GVMI_PACKS_ELEMENTS,
};
