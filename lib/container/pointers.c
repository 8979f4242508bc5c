/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pointers to values, one or an array of them. What they point to is loaded where it is, kept in the journal
 * like the struct itself; or, with `.nullable`, made and freed as the stream says.
 */
#include <gvmstate/container.h>
#include <gvmstate/rows.h>

#include "engine/diff.h"
#include "engine/load.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "stream/json_text.h"
#include "wire.h"

static gpointer *
pointers_in (const GvmField *field, gconstpointer self)
{
  return (gpointer *) (gpointer) ((guint8 *) self + field->offset);
}

/* ---- one pointer ---------------------------------------------------------------------------- */

static gboolean
save_one (const GvmField *field, GvmWriter *writer, gconstpointer value)
{
  if (!field->nullable)
    gvmi_scribe_note (writer, field, value != NULL);
  if (value == NULL)
    return gvm_writer_u8 (writer, GVMI_WIRE_NULL);
  return (!field->nullable || gvm_writer_u8 (writer, GVMI_WIRE_NOT_NULL)) &&
         gvmi_value_save (field->codec, gvmi_field_get_nested_version (field), writer, value);
}

static gboolean
load_null (GvmReader *reader)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 mark;

  if (!gvm_reader_u8 (reader, &mark))
    return FALSE;
  return mark == GVMI_WIRE_NULL ||
         gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          "0x%02x, for the target's NULL 0x30 is due", mark);
}

static void
free_one (const GvmField *field, gpointer value, GvmiDisposal how)
{
  if (field->ops != NULL && field->ops->value_free != NULL) {
    field->ops->value_free (value);
    return;
  }
  gvmi_value_dispose (field->codec, value, how);
  g_free (value);
}

static void
settle_one (gconstpointer owner, G_GNUC_UNUSED gpointer place, gpointer aside, gpointer content,
            gboolean committed)
{
  gpointer value = committed ? aside : content;

  if (value != NULL)
    free_one (owner, value, committed ? GVMI_REPLACED : GVMI_FORSAKEN);
}

static gboolean
load_new (const GvmField *field, GvmReader *reader, gpointer *member)
{
  if (!gvm_reader_charge (reader, field->codec->c_size))
    return FALSE;

  gboolean has_new = field->ops != NULL && field->ops->value_new != NULL;
  gpointer value = has_new ? field->ops->value_new () : g_malloc0 (field->codec->c_size);

  gvmi_load_begin_unseen (reader);
  gboolean loaded =
      gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader, value);
  gvmi_load_end_unseen (reader);
  if (loaded)
    gvmi_load_replace_owned (reader, settle_one, field, member, value);
  else
    free_one (field, value, GVMI_FORSAKEN);
  return loaded;
}

static gboolean
load_in_place (const GvmField *field, GvmReader *reader, gpointer value)
{
  return gvmi_load_keep (reader, value, field->codec->c_size) &&
         gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader, value);
}

static gboolean
load_nullable (const GvmField *field, GvmReader *reader, gpointer *member)
{
  guint64 start = gvm_reader_tell (reader);
  guint8 mark;

  if (!gvm_reader_u8 (reader, &mark))
    return FALSE;
  if (mark == GVMI_WIRE_NULL) {
    gvmi_load_replace_owned (reader, settle_one, field, member, NULL);
    return TRUE;
  }
  if (mark != GVMI_WIRE_NOT_NULL)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "0x%02x, 0x30 or 0x31 is due", mark);
  return *member != NULL ? load_in_place (field, reader, *member)
                         : load_new (field, reader, member);
}

static gboolean
load_one (const GvmField *field, GvmReader *reader, gpointer *member)
{
  if (field->nullable)
    return load_nullable (field, reader, member);
  return *member != NULL ? load_in_place (field, reader, *member) : load_null (reader);
}

static gboolean
equal_one (const GvmField *field, gconstpointer a, gconstpointer b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return gvmi_value_equal (field->codec, gvmi_field_get_nested_version (field), a, b);
}

/* ---- all of them: paths number them when they are an array ----------------------------------- */

/* Is the row a value that QEMU has a field for? It has none for pointers that may be NULL. */
static gboolean
is_one_value (const GvmField *field)
{
  return field->count == 1 && !field->nullable;
}

static gboolean
pointers_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gpointer *member = pointers_in (field, self);
  gboolean saved = TRUE;

  if (!is_one_value (field))
    gvmi_scribe_begin_elements (writer);
  for (gsize i = 0; saved && i < field->count; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    if (field->count > 1)
      gvmi_writer_enter (writer, &frame);
    saved = save_one (field, writer, member[i]);
    if (field->count > 1)
      gvmi_writer_leave (writer);
  }
  if (!is_one_value (field))
    gvmi_scribe_end_elements (writer);
  return saved;
}

static gboolean
pointers_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  gpointer *member = pointers_in (field, self);
  gboolean loaded = TRUE;

  for (gsize i = 0; loaded && i < field->count; i++) {
    GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = i };

    if (field->count > 1)
      gvmi_reader_enter (reader, &frame);
    loaded = load_one (field, reader, &member[i]);
    if (field->count > 1)
      gvmi_reader_leave (reader);
  }
  return loaded;
}

static gboolean
pointers_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  for (gsize i = 0; i < field->count; i++)
    if (!equal_one (field, pointers_in (field, a)[i], pointers_in (field, b)[i]))
      return FALSE;
  return TRUE;
}

static void
pointers_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  for (frame.index = 0; frame.index < field->count; frame.index++) {
    gconstpointer x = pointers_in (field, a)[frame.index], y = pointers_in (field, b)[frame.index];

    if (field->count > 1)
      gvmi_diff_enter (diff, &frame);
    if (x != NULL || y != NULL)
      gvmi_value_diff (field->codec, gvmi_field_get_nested_version (field), diff, x, y);
    if (field->count > 1)
      gvmi_diff_leave (diff);
  }
}

static void
pointers_describe (const GvmField *field, GvmiScribe *scribe, gconstpointer self)
{
  if (!is_one_value (field))
    gvmi_scribe_own (scribe, field, "pointers");
  else if (*pointers_in (field, self) != NULL)
    gvmi_scribe_values (scribe, field, 1, NULL);
  else
    gvmi_scribe_null (scribe, field);
}

/* Which of those that the stream does not mark are NULL. */
static void
append_presence (const GvmField *field, GvmiScribe *scribe)
{
  g_autofree char *bits = NULL;

  if (field->nullable)
    g_string_append (scribe->text, ", \"nullable\": true");
  else if (gvmi_scribe_take_note (scribe, field, &bits) == GVMI_NEVER_THERE)
    g_string_append (scribe->text, ", \"there\": false");
  else if (bits != NULL)
    gvmi_json_append_member (scribe->text, ", \"there\": ", bits);
}

static void
pointers_type (const GvmField *field, GvmiScribe *scribe)
{
  g_string_append (scribe->text,
                   field->count > 1 ? "{\"array\": {\"pointer\": " : "{\"pointer\": ");
  gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
  append_presence (field, scribe);
  g_string_append_c (scribe->text, '}');
  if (field->count > 1) {
    gvmi_json_append_number (scribe->text, ", \"length\": ", field->count);
    g_string_append_c (scribe->text, '}');
  }
}

static void
pointers_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  gpointer *values = member;

  for (gsize i = 0; i < field->count; i++)
    if (values[i] != NULL)
      free_one (field, g_steal_pointer (&values[i]), how);
}

static const char *
pointers_examine (const GvmField *field, const GvmiFacts *element,
                  G_GNUC_UNUSED const GvmiFacts *key, GvmiFacts *ret_facts)
{
  gsize size;

  if (!g_size_checked_mul (&size, sizeof (gpointer), field->count) || size != field->size)
    return "the member is no pointer";
  if (field->codec->free != NULL)
    return "a pointer to what is a pointer itself";
  if (element->has_equal && field->nullable &&
      (field->ops == NULL || field->ops->value_new == NULL))
    return "an equal row in a value that may be made anew, and no ops that fill it";
  /* A value of no octets takes none, unless a mark says that it is there. */
  gsize least = field->nullable ? 1 : MIN (1, element->wire_min);

  *ret_facts = (GvmiFacts) { .wire_min = field->count * least,
                             .owns = TRUE,
                             .has_equal = element->has_equal,
                             .has_hooks = element->has_hooks };
  return NULL;
}

const GvmShape gvm_shape_pointers = {
  .name = "pointers",
  .save = pointers_save,
  .load = pointers_load,
  .equal = pointers_equal,
  .diff = pointers_diff,
  .describe = pointers_describe,
  .type = pointers_type,
  .dispose = pointers_dispose,
  .examine = pointers_examine,
  .measure = gvmi_measure_pointers,
  .owns = TRUE,
};
