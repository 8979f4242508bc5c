/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving a container of any kind. load.c is its mirror.
 *
 * Wire, by framing: counted: be32 count, entries. Marked: before each entry an octet 1, after the last an
 * octet 0. Counted and marked: both. An entry is its key, unless that lies in the value, and its value.
 */
#include "container/container.h"
#include "container/entries.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/plan.h"

static gboolean
save_mark (const GvmField *field, GvmWriter *writer, guint8 mark)
{
  return !gvmi_container_is_marked (field) || gvm_writer_u8 (writer, mark);
}

static gboolean
save_key (GvmiEntries *entries, GvmWriter *writer, gpointer key)
{
  const GvmField *field = entries->field;

  if (key == NULL && gvmi_container_has_keys (field) && gvmi_slots_are_pointers (&entries->keys))
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT, "NULL, where a key must be");
  if (!gvmi_container_sends_keys (field))
    return TRUE;
  gvmi_scribe_enter (writer, field->key);
  gboolean saved =
      gvmi_entries_save_shift (entries, writer) && gvmi_slot_save (&entries->keys, writer, key);
  gvmi_scribe_leave (writer);
  return saved;
}

static gboolean
save_value (const GvmiEntries *entries, GvmWriter *writer, gpointer value)
{
  return !gvmi_container_has_values (entries->field) ||
         gvmi_slot_save (&entries->values, writer, value);
}

static gboolean
save_entry (GvmiEntries *entries, GvmWriter *writer, const GvmEntry *entry, guint64 index)
{
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (entries->field, entry, index, &scratch);

  gvmi_writer_enter (writer, &frame);
  gboolean saved = save_mark (entries->field, writer, GVMI_MARK_ENTRY) &&
                   save_key (entries, writer, entry->key) &&
                   save_value (entries, writer, entry->value);
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
save_canonical (GvmiEntries *entries, GvmWriter *writer, gconstpointer container, gsize n)
{
  const GvmField *field = entries->field;
  g_autofree GvmEntry *sorted = gvmi_container_list (field, container, n);

  if (!gvmi_entries_find_shift (entries, writer, sorted, n))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (i > 0 && gvmi_container_compare_keys (field, sorted[i - 1].key, sorted[i].key) == 0)
      return fail_duplicate (field, writer, &sorted[i]);
    if (!save_entry (entries, writer, &sorted[i], i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
save_as_stored (GvmiEntries *entries, GvmWriter *writer, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (entries->field, container);
  GvmEntry entry;

  for (guint64 i = 0; entries->field->container->next (&cursor, &entry); i++)
    if (!save_entry (entries, writer, &entry, i))
      return FALSE;
  return TRUE;
}

/* Keys that the container tells apart may compare equal all the same. */
static gboolean
save_keyed (GvmiEntries *entries, GvmWriter *writer, gconstpointer container, gsize n)
{
  const GvmField *field = entries->field;
  GvmEntry duplicate;

  if (gvmi_container_is_canonical (field))
    return save_canonical (entries, writer, container, n);
  if (gvmi_codec_has_order (field->key) &&
      gvmi_container_has_duplicate (field, container, n, &duplicate))
    return fail_duplicate (field, writer, &duplicate);
  return save_as_stored (entries, writer, container);
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
save_block (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry first = { .value = NULL };

  if (container != NULL)
    field->container->next (&cursor, &first);
  return gvmi_elements_save (field, writer, first.value, n);
}

static gboolean
save_entries (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  GvmiEntries entries;

  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return save_block (field, writer, container, n);
  if (n == 0)
    return TRUE;
  gvmi_entries_open (&entries, field);
  return gvmi_container_has_keys (field) ? save_keyed (&entries, writer, container, n)
                                         : save_as_stored (&entries, writer, container);
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
