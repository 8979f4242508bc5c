/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving a container of any kind. load.c is its mirror.
 *
 * Wire, by framing: counted: be32 count, entries. Marked: before each entry an octet 1, after the last an
 * octet 0. Counted and marked: both. An entry is its key, unless that lies in the value, and its value.
 */
#include "container/container.h"
#include "engine/value.h"

static gboolean
save_mark (const GvmField *field, GvmWriter *writer, guint8 mark)
{
  return !gvmi_container_is_marked (field) || gvm_writer_u8 (writer, mark);
}

static gboolean
save_key (const GvmField *field, GvmWriter *writer, gpointer key)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  if (!gvmi_container_sends_keys (field))
    return TRUE;
  if (key == NULL && gvmi_slots_are_pointers (&keys))
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT, "NULL, where a key must be");
  return gvmi_slot_save (&keys, writer, key);
}

static gboolean
save_entry (const GvmField *field, GvmWriter *writer, const GvmiEntry *entry, guint64 index)
{
  GvmiSlots values = gvmi_slots_of_values (field);
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (field, entry, index, &scratch);

  gvmi_writer_enter (writer, &frame);
  gboolean saved = save_mark (field, writer, GVMI_MARK_ENTRY) &&
                   save_key (field, writer, entry->key) &&
                   gvmi_slot_save (&values, writer, entry->value);
  gvmi_writer_leave (writer);
  return saved;
}

static gboolean
fail_duplicate (const GvmField *field, GvmWriter *writer, const GvmiEntry *entry)
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
  g_autofree GvmiEntry *entries = gvmi_container_list (field, container, n);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && gvmi_entries_collide (field, &entries[i - 1], &entries[i]))
      return fail_duplicate (field, writer, &entries[i]);
    if (!save_entry (field, writer, &entries[i], i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
save_as_stored (const GvmField *field, GvmWriter *writer, gconstpointer container)
{
  const GvmiContainer *kind = gvmi_container_get_kind (field);
  GvmiCursor cursor;
  GvmiEntry entry;

  kind->start (&cursor, container);
  for (guint64 i = 0; kind->next (&cursor, &entry); i++)
    if (!save_entry (field, writer, &entry, i))
      return FALSE;
  return TRUE;
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
save_block (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  GvmiCursor cursor;
  GvmiEntry first;

  gvmi_container_get_kind (field)->start (&cursor, container);
  return !gvmi_container_get_kind (field)->next (&cursor, &first) ||
         gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer, first.value,
                           n);
}

static gboolean
save_entries (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  const GvmiContainer *kind = gvmi_container_get_kind (field);

  if (n == 0)
    return TRUE;
  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return save_block (field, writer, container, n);
  if (kind->has_keys && field->order == GVM_ORDER_CANONICAL)
    return save_canonical (field, writer, container, n);
  return save_as_stored (field, writer, container);
}

gboolean
gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer container = gvmi_container_get (field, self);
  gsize n = gvmi_container_count (field, container);
  guint64 max = MIN (field->max != 0 ? field->max : writer->limits.max_entries, G_MAXUINT32);

  if (n > max)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT, n, max);
  return (!gvmi_container_is_counted (field) || gvm_writer_u32 (writer, (guint32) n)) &&
         save_entries (field, writer, container, n) && save_mark (field, writer, GVMI_MARK_END);
}
