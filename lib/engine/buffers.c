/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows of octets, of the first elements of an array, and of octets without a member. A fixed buffer, a
 * part of one and a part of an array are the same values in place; what differs is who counts them.
 */
#include <gvmstate/buffer.h>

#include "engine/rows.h"

#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

/* ---- values in place, all or the first of them ------------------------------------------------ */

/* How many there are; more than the member has when its count is wrong. */
static guint64
part_get_count (const GvmField *field, gconstpointer self)
{
  return field->count_size != 0 ? gvmi_field_get_count (field, self) : field->count;
}

#define CAPACITY_TEXT "count %" G_GUINT64_FORMAT ", room for %" G_GSIZE_FORMAT

static gboolean
part_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  guint64 count = part_get_count (field, self);

  if (count > field->count)
    return gvm_writer_fail (writer, GVM_ERROR_CAPACITY, CAPACITY_TEXT, count, field->count);
  return gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer,
                           gvmi_member_of (field, self), (gsize) count);
}

static gboolean
part_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = part_get_count (field, self), start = gvm_reader_tell (reader);

  if (count > field->count)
    return gvm_reader_fail (reader, GVM_ERROR_CAPACITY, start, CAPACITY_TEXT, count, field->count);
  return gvmi_reader_check_count (reader, start, count, field->count,
                                  gvmi_codec_get_wire_min (field->codec)) &&
         gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader,
                           gvmi_member_in (field, self), (gsize) count);
}

static gboolean
part_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = gvmi_member_of (field, a), *y = gvmi_member_of (field, b);
  guint64 count = part_get_count (field, a);

  if (count != part_get_count (field, b))
    return FALSE;
  count = MIN (count, field->count);
  for (gsize i = 0; i < count; i++, x += field->codec->c_size, y += field->codec->c_size)
    if (!gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), x, y))
      return FALSE;
  return TRUE;
}

/* What is a prefix comes first. */
static gint
part_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const guint8 *x = gvmi_member_of (field, a), *y = gvmi_member_of (field, b);
  guint64 count_a = part_get_count (field, a), count_b = part_get_count (field, b);
  gsize count = (gsize) MIN (MIN (count_a, count_b), field->count);
  gint order = 0;

  for (gsize i = 0; order == 0 && i < count; i++) {
    order = gvmi_value_compare (field->codec, gvmi_field_get_nested_version (field), x, y);
    x += field->codec->c_size;
    y += field->codec->c_size;
  }
  return order != 0 ? order : (count_a > count_b) - (count_a < count_b);
}

static void
part_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  for (gsize i = 0; i < field->count; i++)
    gvmi_value_dispose (field->codec, (guint8 *) member + i * field->codec->c_size, how);
}

static const char *
part_examine (const GvmField *field, const GvmiFacts *element, G_GNUC_UNUSED const GvmiFacts *key,
              GvmiFacts *ret_facts)
{
  gsize size;

  if (!g_size_checked_mul (&size, field->codec->c_size, field->count) || size != field->size)
    return "the member is not as large as its values";
  *ret_facts = *element;
  if (field->count_size != 0)
    ret_facts->wire_min = 0;
  else if (!g_size_checked_mul (&ret_facts->wire_min, element->wire_min, field->count))
    return "more octets than a size can count";
  return NULL;
}

#define PART_SHAPE(name_, is_inline_)                                                              \
  {                                                                                                \
    .name = name_, .save = part_save, .load = part_load, .equal = part_equal,                      \
    .compare = part_compare, .dispose = part_dispose, .examine = part_examine,                     \
    .is_inline = is_inline_                                                                        \
  }

const GvmShape gvm_shape_buffer = PART_SHAPE ("buffer", TRUE);
const GvmShape gvm_shape_buffer_part = PART_SHAPE ("buffer", FALSE);
const GvmShape gvm_shape_array_part = PART_SHAPE ("array", FALSE);

/* ---- octets that a member points to and another counts ---------------------------------------- */

static guint64
get_most (const GvmField *field)
{
  return field->max != 0 ? field->max : G_MAXUINT64;
}

static gboolean
counted_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer block = *(gconstpointer const *) gvmi_member_of (field, self);
  guint64 count = gvmi_field_get_count (field, self), most = get_most (field);

  if (count > most)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, count, most);
  if (count > 0 && block == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT,
                            "NULL, and a count of %" G_GUINT64_FORMAT, count);
  guint8 *octets = gvm_writer_put (writer, (gsize) MIN (count, G_MAXSIZE));
  if (octets != NULL && count > 0)
    memcpy (octets, block, (gsize) count);
  return octets != NULL;
}

static gboolean
counted_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = gvmi_field_get_count (field, self);

  if (!gvmi_reader_check_count (reader, gvm_reader_tell (reader), count, get_most (field), 1) ||
      !gvm_reader_charge (reader, (gsize) count))
    return FALSE;

  const guint8 *octets = gvm_reader_take (reader, (gsize) count);
  if (octets != NULL)
    gvmi_load_replace (reader, field, gvmi_member_in (field, self),
                       g_memdup2 (octets, (gsize) count));
  return octets != NULL;
}

static gboolean
counted_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = gvmi_field_get_count (field, a);
  gconstpointer x = *(gconstpointer const *) gvmi_member_of (field, a);
  gconstpointer y = *(gconstpointer const *) gvmi_member_of (field, b);

  if (count != gvmi_field_get_count (field, b))
    return FALSE;
  if (count == 0 || x == NULL || y == NULL)
    return count == 0 || x == y;
  return memcmp (x, y, (gsize) count) == 0;
}

static void
counted_dispose (G_GNUC_UNUSED const GvmField *field, gpointer member,
                 G_GNUC_UNUSED GvmiDisposal how)
{
  g_clear_pointer ((gpointer *) member, g_free);
}

static const char *
counted_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
                 G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != sizeof (gpointer) || field->count_size == 0)
    return "the member is no pointer, or nothing counts it";
  ret_facts->owns = TRUE;
  return NULL;
}

const GvmShape gvm_shape_buffer_counted = {
  .name = "buffer",
  .save = counted_save,
  .load = counted_load,
  .equal = counted_equal,
  .dispose = counted_dispose,
  .examine = counted_examine,
};

/* ---- pad: octets without a member ------------------------------------------------------------- */

static gboolean
pad_save (const GvmField *field, GvmWriter *writer, G_GNUC_UNUSED gconstpointer self)
{
  guint8 *octets = gvm_writer_put (writer, field->count);

  if (octets != NULL)
    memset (octets, 0, field->count);
  return octets != NULL;
}

static gboolean
pad_load (const GvmField *field, GvmReader *reader, G_GNUC_UNUSED gpointer self)
{
  return gvm_reader_take (reader, field->count) != NULL;
}

static gboolean
pad_equal (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gconstpointer a,
           G_GNUC_UNUSED gconstpointer b)
{
  return TRUE;
}

static gint
pad_compare (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gconstpointer a,
             G_GNUC_UNUSED gconstpointer b)
{
  return 0;
}

static void
pad_dispose (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer member,
             G_GNUC_UNUSED GvmiDisposal how)
{
}

static const char *
pad_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
             G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != 0)
    return "a pad over a member";
  ret_facts->wire_min = field->count;
  ret_facts->has_order = TRUE;
  return NULL;
}

const GvmShape gvm_shape_pad = {
  .name = "pad",
  .save = pad_save,
  .load = pad_load,
  .equal = pad_equal,
  .compare = pad_compare,
  .dispose = pad_dispose,
  .examine = pad_examine,
};
