/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shapes of rows that hold no container: one value, an inline array, a value that must be equal, and
 * a block of values that another member counts. Each has its functions in the order of GvmShape.
 */
#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

static gconstpointer
member_of (const GvmField *field, gconstpointer self)
{
  return (const guint8 *) self + field->offset;
}

static gpointer
member_in (const GvmField *field, gpointer self)
{
  return (guint8 *) self + field->offset;
}

/* ---- field and array: `count` values in place ----------------------------------------------- */

static gboolean
field_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  return gvmi_value_save (field->codec, gvmi_field_get_nested_version (field), writer,
                          member_of (field, self));
}

static gboolean
field_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader,
                          member_in (field, self));
}

static gboolean
array_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  return gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer,
                           member_of (field, self), field->count);
}

static gboolean
array_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader,
                           member_in (field, self), field->count);
}

static gboolean
inline_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = member_of (field, a), *y = member_of (field, b);

  for (gsize i = 0; i < field->count; i++, x += field->codec->c_size, y += field->codec->c_size)
    if (!gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y))
      return FALSE;
  return TRUE;
}

static gint
inline_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = member_of (field, a), *y = member_of (field, b);
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
  if (!g_size_checked_mul (&ret_facts->wire_min, element->wire_min, field->count))
    return "more octets than a size can count";
  return NULL;
}

const GvmShape gvm_shape_field = {
  .name = "field",
  .save = field_save,
  .load = field_load,
  .equal = inline_equal,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = inline_examine,
  .is_inline = TRUE,
};

const GvmShape gvm_shape_array = {
  .name = "array",
  .save = array_save,
  .load = array_load,
  .equal = inline_equal,
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = inline_examine,
  .is_inline = TRUE,
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
  gconstpointer expected = member_of (field, self);
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
  .compare = inline_compare,
  .dispose = inline_dispose,
  .examine = equal_examine,
};

/* ---- counted: a block of values that another member counts ---------------------------------- */

static guint64
counted_get_count (const GvmField *field, gconstpointer self)
{
  gconstpointer count = (const guint8 *) self + field->count_offset;

  switch (field->count_size) {
  case 1:
    return *(const guint8 *) count;
  case 2:
    return *(const guint16 *) count;
  case 4:
    return *(const guint32 *) count;
  default:
    return *(const guint64 *) count;
  }
}

static gboolean
counted_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer block = *(gconstpointer const *) member_of (field, self);
  guint64 count = counted_get_count (field, self);
  guint64 max = field->max != 0 ? field->max : writer->limits.max_entries;

  if (count > max)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, count, max);
  if (count > 0 && block == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT,
                            "NULL, and a count of %" G_GUINT64_FORMAT, count);
  return gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer, block,
                           (gsize) count);
}

static gboolean
counted_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = counted_get_count (field, self);
  guint64 max = field->max != 0 ? field->max : reader->limits.max_entries;
  gsize size;

  if (!gvmi_reader_check_count (reader, gvm_reader_tell (reader), count, max,
                                gvmi_codec_get_wire_min (field->codec)))
    return FALSE;
  if (!g_size_checked_mul (&size, (gsize) count, field->codec->c_size))
    size = G_MAXSIZE;
  if (!gvm_reader_charge (reader, size))
    return FALSE;

  gpointer block = count > 0 ? g_malloc0 (size) : NULL;
  gvmi_load_begin_unseen (reader);
  gboolean loaded = gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader,
                                      block, (gsize) count);
  gvmi_load_end_unseen (reader);

  if (loaded)
    gvmi_load_replace (reader, field, member_in (field, self), block);
  else
    g_free (block);
  return loaded;
}

static gboolean
counted_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = counted_get_count (field, a);
  const guint8 *x = *(const guint8 *const *) member_of (field, a);
  const guint8 *y = *(const guint8 *const *) member_of (field, b);

  if (count != counted_get_count (field, b))
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
  return NULL;
}

const GvmShape gvm_shape_counted = {
  .name = "counted",
  .save = counted_save,
  .load = counted_load,
  .equal = counted_equal,
  .dispose = counted_dispose,
  .examine = counted_examine,
};
