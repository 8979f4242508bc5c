/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows of octets, and of octets without a member. A fixed buffer and a part of one are the same but for
 * who counts the octets.
 */
#include <gvmstate/buffer.h>

#include "engine/diff.h"
#include "engine/load.h"
#include "engine/scribe.h"
#include "stream/writer.h"

/* @count may be 0, and @octets NULL then. */
static gboolean
save_octets (GvmWriter *writer, gconstpointer octets, guint64 count)
{
  guint8 *room = gvm_writer_put (writer, (gsize) MIN (count, G_MAXSIZE));

  if (room != NULL && count > 0)
    memcpy (room, octets, (gsize) count);
  return room != NULL;
}

static gint
compare_octets (gconstpointer a, gconstpointer b, gsize n)
{
  return n > 0 ? memcmp (a, b, n) : 0;
}

/* The first octets in hexadecimal, as many as fit a line. */
static char *
format_octets (const guint8 *octets, gsize n)
{
  enum { SHOWN = 24 };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < MIN (n, SHOWN); i++)
    g_string_append_printf (text, "%02x", octets[i]);
  if (n > SHOWN)
    g_string_append_printf (text, "… %" G_GSIZE_FORMAT " octets", n);
  return g_string_free (text, FALSE);
}

static void
diff_octets (GvmiDiff *diff, gconstpointer a, gsize n_a, gconstpointer b, gsize n_b)
{
  if (n_a != n_b || compare_octets (a, b, n_a) != 0)
    gvmi_diff_add (diff, format_octets (a, n_a), format_octets (b, n_b));
}

static void
octets_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  gvmi_scribe_octets (scribe, field, "buffer");
}

/* Octets that another row counts, or a constant number of them. */
static void
octets_type (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_counted (scribe, field, "{\"buffer\": ");
}

/* ---- octets in place, all or the first of them ------------------------------------------------ */

/* How many there are; more than the member has when its count is wrong. */
static guint64
buffer_get_count (const GvmField *field, gconstpointer self)
{
  return field->count_size != 0 ? gvmi_field_get_count (field, self) : field->size;
}

#define CAPACITY_TEXT "count %" G_GUINT64_FORMAT ", room for %" G_GSIZE_FORMAT

static gboolean
buffer_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  guint64 count = buffer_get_count (field, self);

  if (count > field->size)
    return gvm_writer_fail (writer, GVM_ERROR_CAPACITY, CAPACITY_TEXT, count, field->size);
  return save_octets (writer, gvmi_field_get_member (field, self), count);
}

static gboolean
buffer_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  guint64 count = buffer_get_count (field, self), start = gvm_reader_tell (reader);

  if (count > field->size)
    return gvm_reader_fail (reader, GVM_ERROR_CAPACITY, start, CAPACITY_TEXT, count, field->size);

  const guint8 *octets = gvm_reader_take (reader, (gsize) count);
  if (octets != NULL)
    memcpy (gvmi_field_get_place (field, self), octets, (gsize) count);
  return octets != NULL;
}

/* That the counts are the same is for their own row to say, further up. */
static gint
buffer_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = MIN (buffer_get_count (field, a), buffer_get_count (field, b));

  return compare_octets (gvmi_field_get_member (field, a), gvmi_field_get_member (field, b),
                         (gsize) MIN (count, field->size));
}

static gboolean
buffer_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  return buffer_compare (field, a, b) == 0;
}

static void
buffer_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  diff_octets (diff, gvmi_field_get_member (field, a),
               (gsize) MIN (buffer_get_count (field, a), field->size),
               gvmi_field_get_member (field, b),
               (gsize) MIN (buffer_get_count (field, b), field->size));
}

static const char *
buffer_examine (const GvmField *field, const GvmiFacts *element, G_GNUC_UNUSED const GvmiFacts *key,
                GvmiFacts *ret_facts)
{
  *ret_facts = *element;
  if (field->codec->c_size != 1 || field->count != field->size)
    return "a buffer of what is not octets";
  ret_facts->wire_min = field->count_size != 0 ? 0 : field->size;
  return NULL;
}

static void
nothing_dispose (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer member,
                 G_GNUC_UNUSED GvmiDisposal how)
{
}

#define BUFFER_SHAPE(is_inline_)                                                                   \
  {                                                                                                \
    .name = "buffer", .save = buffer_save, .load = buffer_load, .equal = buffer_equal,             \
    .diff = buffer_diff, .describe = octets_describe, .type = octets_type,                         \
    .compare = buffer_compare, .dispose = nothing_dispose, .examine = buffer_examine,              \
    .measure = gvmi_measure_values, .is_inline = is_inline_, .is_uniform = is_inline_              \
  }

const GvmShape gvm_shape_buffer = BUFFER_SHAPE (TRUE);
const GvmShape gvm_shape_buffer_part = BUFFER_SHAPE (FALSE);

/* ---- octets that a member points to and another counts ---------------------------------------- */

static guint64
get_most (const GvmField *field)
{
  return field->max != 0 ? field->max : G_MAXUINT64;
}

static gboolean
counted_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer block = *(gconstpointer const *) gvmi_field_get_member (field, self);
  guint64 count = gvmi_field_get_count (field, self), most = get_most (field);

  if (count > most)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, count, most);
  if (count > 0 && block == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT,
                            "NULL, and a count of %" G_GUINT64_FORMAT, count);
  return save_octets (writer, block, count);
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
    gvmi_load_replace (reader, field, gvmi_field_get_place (field, self),
                       g_memdup2 (octets, (gsize) count));
  return octets != NULL;
}

static gboolean
counted_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  guint64 count = gvmi_field_get_count (field, a);
  gconstpointer x = *(gconstpointer const *) gvmi_field_get_member (field, a);
  gconstpointer y = *(gconstpointer const *) gvmi_field_get_member (field, b);

  if (count != gvmi_field_get_count (field, b))
    return FALSE;
  if (count == 0 || x == NULL || y == NULL)
    return count == 0 || x == y;
  return memcmp (x, y, (gsize) count) == 0;
}

static void
counted_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  gconstpointer x = *(gconstpointer const *) gvmi_field_get_member (field, a);
  gconstpointer y = *(gconstpointer const *) gvmi_field_get_member (field, b);

  diff_octets (diff, x, x != NULL ? (gsize) gvmi_field_get_count (field, a) : 0, y,
               y != NULL ? (gsize) gvmi_field_get_count (field, b) : 0);
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
  .diff = counted_diff,
  .describe = octets_describe,
  .type = octets_type,
  .dispose = counted_dispose,
  .examine = counted_examine,
  .measure = gvmi_measure_pointers,
  .owns = TRUE,
};

/* ---- octets that a member points to, of a constant number --------------------------------------- */

static gconstpointer
pointed_get (const GvmField *field, gconstpointer self)
{
  return *(gconstpointer const *) gvmi_field_get_member (field, self);
}

static gboolean
pointed_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer octets = pointed_get (field, self);

  if (octets == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT, "NULL, where octets must be");
  return save_octets (writer, octets, field->count);
}

/* What is pointed to is the target's own, and stays where it is. */
static gboolean
pointed_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  gpointer place = *(gpointer *) gvmi_field_get_place (field, self);
  guint64 start = gvm_reader_tell (reader);

  if (place == NULL)
    return gvm_reader_fail (reader, GVM_ERROR_NULL_ELEMENT, start, "NULL, where octets must be");

  const guint8 *octets = gvm_reader_take (reader, field->count);
  if (octets == NULL || !gvmi_load_keep (reader, place, field->count))
    return FALSE;
  memcpy (place, octets, field->count);
  return TRUE;
}

static gint
pointed_compare (const GvmField *field, gconstpointer a, gconstpointer b)
{
  gconstpointer x = pointed_get (field, a), y = pointed_get (field, b);

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);
  return compare_octets (x, y, field->count);
}

static gboolean
pointed_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  return pointed_compare (field, a, b) == 0;
}

static void
pointed_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  gconstpointer x = pointed_get (field, a), y = pointed_get (field, b);

  diff_octets (diff, x, x != NULL ? field->count : 0, y, y != NULL ? field->count : 0);
}

static const char *
pointed_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
                 G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != sizeof (gpointer))
    return "the member is no pointer";
  ret_facts->wire_min = field->count;
  ret_facts->has_equal = TRUE;
  return NULL;
}

/* However many octets. */
static gsize
pointed_measure (G_GNUC_UNUSED const GvmField *field)
{
  return sizeof (gpointer);
}

const GvmShape gvm_shape_buffer_pointer = {
  .name = "buffer",
  .save = pointed_save,
  .load = pointed_load,
  .equal = pointed_equal,
  .diff = pointed_diff,
  .describe = octets_describe,
  .type = octets_type,
  .compare = pointed_compare,
  .dispose = nothing_dispose,
  .examine = pointed_examine,
  .measure = pointed_measure,
  .is_uniform = TRUE,
};

/* ---- pad: octets without a member ------------------------------------------------------------- */

static guint64
pad_get_count (const GvmField *field, gconstpointer self)
{
  return field->count_size != 0 ? gvmi_field_get_count (field, self) : field->count;
}

static gboolean
pad_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gsize count = (gsize) MIN (pad_get_count (field, self), G_MAXSIZE);
  guint8 *octets = gvm_writer_put (writer, count);

  if (octets != NULL)
    memset (octets, 0, count);
  return octets != NULL;
}

static gboolean
pad_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  return gvm_reader_take (reader, (gsize) MIN (pad_get_count (field, self), G_MAXSIZE)) != NULL;
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
pad_describe (const GvmField *field, GvmiScribe *scribe, G_GNUC_UNUSED gconstpointer self)
{
  gvmi_scribe_octets (scribe, field, "unused_buffer");
}

static void
pad_type (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_counted (scribe, field, "{\"pad\": ");
}

static const char *
pad_examine (const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
             G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  if (field->size != 0)
    return "a pad over a member";
  ret_facts->wire_min = field->count_size != 0 ? 0 : field->count;
  ret_facts->has_order = TRUE;
  return NULL;
}

const GvmShape gvm_shape_pad = {
  .name = "pad",
  .save = pad_save,
  .load = pad_load,
  .equal = pad_equal,
  .describe = pad_describe,
  .type = pad_type,
  .compare = pad_compare,
  .dispose = nothing_dispose,
  .examine = pad_examine,
  .measure = gvmi_measure_nothing,
  .is_uniform = TRUE,
};
