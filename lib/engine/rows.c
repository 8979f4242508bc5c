/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shapes of rows that are values in place: one value, an inline array, a value that must be equal. Each
 * has its functions in the order of GvmShape.
 */
#include <gvmstate/rows.h>

#include "codec/integer.h"
#include "desc/packing.h"
#include "engine/diff.h"
#include "engine/load.h"
#include "engine/pack.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/plan.h"
#include "stream/json_text.h"

/* ---- field and array: `count` values in place ----------------------------------------------- */

static gboolean
field_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  return gvmi_element_save (field, writer, gvmi_field_get_member (field, self));
}

static gboolean
field_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return gvmi_element_load (field, reader, gvmi_field_get_place (field, self));
}

static gboolean
array_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  return gvmi_elements_save (field, writer, gvmi_field_get_member (field, self), field->count);
}

static gboolean
array_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return gvmi_elements_load (field, reader, gvmi_field_get_place (field, self), field->count);
}

static gboolean
inline_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = gvmi_field_get_member (field, a), *y = gvmi_field_get_member (field, b);

  for (gsize i = 0; i < field->count; i++, x += field->codec->c_size, y += field->codec->c_size)
    if (!gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y))
      return FALSE;
  return TRUE;
}

static void
inline_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  gconstpointer x = gvmi_field_get_member (field, a), y = gvmi_field_get_member (field, b);
  guint32 version = gvmi_field_get_nested_version (field);

  if (field->count == 1)
    gvmi_value_diff (field->codec, version, diff, x, y);
  else
    gvmi_values_diff (field->codec, version, diff, x, field->count, y, field->count);
}

static void
inline_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  gvmi_scribe_values (scribe, field, field->count, NULL);
}

static void
field_type (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
}

static void
array_type (const GvmField *field, GvmiScribe *scribe)
{
  g_string_append (scribe->text, "{\"array\": ");
  field_type (field, scribe);
  gvmi_json_append_number (scribe->text, ", \"length\": ", field->count);
  g_string_append_c (scribe->text, '}');
}

static gint
inline_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = gvmi_field_get_member (field, a), *y = gvmi_field_get_member (field, b);
  gint order = 0;

  for (gsize i = 0; order == 0 && i < field->count; i++) {
    order = gvmi_value_compare (field->codec, gvmi_field_get_nested_version (field), x, y);
    x += field->codec->c_size;
    y += field->codec->c_size;
  }
  return order;
}

static void
inline_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  for (gsize i = 0; i < field->count; i++)
    gvmi_value_dispose (field->codec, (guint8 *) member + i * field->codec->c_size, how);
}

static const char *
inline_examine (const GvmField *field, const GvmiFacts *element, G_GNUC_UNUSED const GvmiFacts *key,
                GvmiFacts *ret_facts)
{
  gsize size;

  if (!g_size_checked_mul (&size, field->codec->c_size, field->count) || size != field->size)
    return "the member is not as large as its values";
  *ret_facts = *element;
  if (!g_size_checked_mul (&ret_facts->wire_min, gvmi_facts_get_wire_min (element, field->packing),
                           field->count))
    return "more octets than a size can count";
  ret_facts->wire_min += gvmi_field_get_packing_head (field);
  return NULL;
}

const GvmShape gvm_shape_field = {
  .name = "field",
  .save = field_save,
  .load = field_load,
  .equal = inline_equal,
  .diff = inline_diff,
  .describe = inline_describe,
  .type = field_type,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = inline_examine,
  .measure = gvmi_measure_values,
  .is_inline = TRUE,
  .is_uniform = TRUE,
  .packings = GVMI_PACKS_VALUE,
};

const GvmShape gvm_shape_array = {
  .name = "array",
  .save = array_save,
  .load = array_load,
  .equal = inline_equal,
  .diff = inline_diff,
  .describe = inline_describe,
  .type = array_type,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = inline_examine,
  .measure = gvmi_measure_values,
  .is_inline = TRUE,
  .is_uniform = TRUE,
  .packings = GVMI_PACKS_ELEMENTS,
};

/* ---- equal: a value that a load only compares ----------------------------------------------- */

enum { LARGEST_EQUAL = 64 };

static char *
show (const GvmCodec *codec, gconstpointer value)
{
  return codec->format != NULL ? codec->format (codec, value) : g_strdup ("another value");
}

static gboolean
equal_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 found[LARGEST_EQUAL / sizeof (guint64)] = { 0 }; /* aligned for any codec */
  gconstpointer expected = gvmi_field_get_member (field, self);
  guint32 version = gvmi_field_get_nested_version (field);
  guint64 start = gvm_reader_tell (reader);

  if (!gvmi_value_load (field->codec, version, reader, found))
    return FALSE;
  if (gvmi_value_equal (field->codec, version, found, expected))
    return TRUE;

  g_autofree char *found_text = show (field->codec, found);
  g_autofree char *expected_text = show (field->codec, expected);
  return gvm_reader_fail (reader, GVM_ERROR_EQUAL_MISMATCH, start, "%s, must equal %s", found_text,
                          expected_text);
}

/* What QEMU calls a value that a load compares; other types have no such name. */
static const char *
get_equal_name (const GvmCodec *codec)
{
  static const char *const names[][2] = {
    { "uint8", "uint8 equal" },  { "uint16", "uint16 equal" }, { "uint32", "uint32 equal" },
    { "uint64", "int64 equal" }, { "int32", "int32 equal" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (codec->name, names[i][0]) == 0)
      return names[i][1];
  return codec->name;
}

static void
equal_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  gvmi_scribe_values (scribe, field, field->count, get_equal_name (field->codec));
}

/* For rows that read a value aside, to hold it against the one in place. */
static const char *
equal_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
               GvmiFacts *ret_facts)
{
  if (element->owns || !element->has_order || element->has_equal ||
      field->codec->c_size > LARGEST_EQUAL)
    return "an equal row of what cannot be compared as a plain value";
  if (element->has_hooks)
    return "an equal row of a struct with hooks: it is loaded only to be compared";
  inline_examine (field, element, key, ret_facts);
  ret_facts->has_equal = TRUE;
  return NULL;
}

const GvmShape gvm_shape_equal = {
  .name = "equal",
  .save = field_save,
  .load = equal_load,
  .equal = inline_equal,
  .diff = inline_diff,
  .describe = equal_describe,
  .type = field_type,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = equal_examine,
  .measure = gvmi_measure_values,
  .is_uniform = TRUE,
};

/* ---- at most: an integer that what is in place bounds ------------------------------------------- */

static gboolean
at_most_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  static const guint64 zero = 0;
  gpointer bound = gvmi_field_get_place (field, self);
  const GvmCodec *codec = field->codec;
  guint64 start = gvm_reader_tell (reader), found = 0;

  if (!gvmi_value_load (codec, 1, reader, &found))
    return FALSE;
  if (codec->compare (codec, &found, bound) > 0 || codec->compare (codec, &found, &zero) < 0) {
    g_autofree char *found_text = show (codec, &found), *bound_text = show (codec, bound);

    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%s, must be 0 to %s", found_text,
                            bound_text);
  }
  memcpy (bound, &found, codec->c_size);
  return TRUE;
}

/* QEMU has a name for one type of them. */
static void
at_most_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  gboolean has_name = strcmp (field->codec->name, "int32") == 0;

  gvmi_scribe_values (scribe, field, 1, has_name ? "int32 le" : NULL);
}

static const char *
at_most_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
                 GvmiFacts *ret_facts)
{
  if (!gvmi_codec_is_integer (field->codec))
    return "a bound of what is no integer";
  return equal_examine (field, element, key, ret_facts);
}

const GvmShape gvm_shape_at_most = {
  .name = "at most",
  .save = field_save,
  .load = at_most_load,
  .equal = inline_equal,
  .diff = inline_diff,
  .describe = at_most_describe,
  .type = field_type,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = at_most_examine,
  .measure = gvmi_measure_values,
  .is_uniform = TRUE,
};
