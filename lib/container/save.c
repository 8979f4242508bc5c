/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving a container of any kind. load.c is its mirror.
 *
 * Wire, by framing: counted: be32 count, entries. Marked: before each entry an octet 1, after the last an
 * octet 0. Counted and marked: both. An entry is its key, unless that lies in the value, and its value.
 */
#include "container/container.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/plan.h"

static gboolean
save_mark (const GvmField *field, GvmWriter *writer, guint8 mark)
{
  return !gvmi_container_is_marked (field) || gvm_writer_u8 (writer, mark);
}

static gboolean
save_key (const GvmField *field, GvmWriter *writer, gpointer key)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  if (key == NULL && gvmi_container_has_keys (field) && gvmi_slots_are_pointers (&keys))
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT, "NULL, where a key must be");
  if (!gvmi_container_sends_keys (field))
    return TRUE;
  gvmi_scribe_enter (writer, field->key);
  gboolean saved = gvmi_slot_save (&keys, writer, key);
  gvmi_scribe_leave (writer);
  return saved;
}

static gboolean
save_value (const GvmField *field, GvmWriter *writer, gpointer value)
{
  GvmiSlots values = gvmi_slots_of_values (field);

  return !gvmi_container_has_values (field) || gvmi_slot_save (&values, writer, value);
}

static gboolean
save_entry (const GvmField *field, GvmWriter *writer, const GvmEntry *entry, guint64 index)
{
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (field, entry, index, &scratch);

  gvmi_writer_enter (writer, &frame);
  gboolean saved = save_mark (field, writer, GVMI_MARK_ENTRY) &&
                   save_key (field, writer, entry->key) && save_value (field, writer, entry->value);
  gvmi_writer_leave (writer);
  return saved;
}

static gboolean
fail_duplicate (const GvmField *field, GvmWriter *writer, const GvmEntry *entry)
{
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (field, entry, 0, &scratch);

  gvmi_writer_enter (writer, &frame);
  gvm_writer_fail (writer, GVM_ERROR_DUPLICATE_KEY, "two entries with this key, at most one");
  gvmi_writer_leave (writer);
  return FALSE;
}

static gboolean
save_canonical (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  g_autofree GvmEntry *entries = gvmi_container_list (field, container, n);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && gvmi_container_compare_keys (field, entries[i - 1].key, entries[i].key) == 0)
      return fail_duplicate (field, writer, &entries[i]);
    if (!save_entry (field, writer, &entries[i], i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
save_as_stored (const GvmField *field, GvmWriter *writer, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry entry;

  for (guint64 i = 0; field->container->next (&cursor, &entry); i++)
    if (!save_entry (field, writer, &entry, i))
      return FALSE;
  return TRUE;
}

/* Keys that the container tells apart may compare equal all the same. */
static gboolean
save_keyed (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  GvmEntry duplicate;

  if (gvmi_container_is_canonical (field))
    return save_canonical (field, writer, container, n);
  if (gvmi_codec_has_order (field->key) &&
      gvmi_container_has_duplicate (field, container, n, &duplicate))
    return fail_duplicate (field, writer, &duplicate);
  return save_as_stored (field, writer, container);
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
save_block (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry first;

  return !field->container->next (&cursor, &first) ||
         gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer, first.value,
                           n);
}

static gboolean
save_entries (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  if (n == 0)
    return TRUE;
  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return save_block (field, writer, container, n);
  return gvmi_container_has_keys (field) ? save_keyed (field, writer, container, n)
                                         : save_as_stored (field, writer, container);
}

/* Entries are described once, by the row. */
static gboolean
save_framed (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  gvmi_scribe_begin_elements (writer);
  gboolean saved = save_entries (field, writer, container, n);
  gvmi_scribe_end_elements (writer);
  return saved && save_mark (field, writer, GVMI_MARK_END);
}

gboolean
gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer container = gvmi_container_get (field, self);
  gsize n = gvmi_container_count (field, container);
  guint64 max = MIN (field->max != 0 ? field->max : writer->limits.max_entries, G_MAXUINT32);

  if (!gvmi_container_suits (field, container))
    return gvm_writer_fail (writer, GVM_ERROR_INVALID_DESC,
                            "elements of another size than the %" G_GSIZE_FORMAT
                            " octets of the row's",
                            field->codec->c_size);
  if (n > max)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT, n, max);
  return (!gvmi_container_is_counted (field) || gvm_writer_u32 (writer, (guint32) n)) &&
         save_framed (field, writer, container, n);
}
