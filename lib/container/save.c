/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving a container of any kind. load.c is its mirror.
 *
 * Wire, by framing: counted: be32 count, entries. Marked: before each entry an octet 1, after the last an
 * octet 0. Counted and marked: both. An entry is its key, unless that lies in the value, and its value.
 */
#include "container/container.h"

#include "codec/integer.h"
#include "container/distinct.h"
#include "container/entries.h"
#include "container/flat.h"
#include "container/walk.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/plan.h"

/* One container's save. It must not be moved. */
typedef struct {
  const GvmField *field;
  GvmWriter *writer;
  GvmiEntries entries;
  GvmiFlat flat;
  GvmiDistinct *distinct; /* (nullable): notes keys */
  guint64 done, most;     /* entries */
} Saving;

static void
saving_open (Saving *saving, const GvmField *field, GvmWriter *writer)
{
  saving->field = field;
  saving->writer = writer;
  saving->distinct = NULL;
  saving->done = 0;
  gvmi_entries_open (&saving->entries, field);
}

static gboolean
save_mark (const GvmField *field, GvmWriter *writer, guint8 mark)
{
  return !gvmi_container_is_marked (field) || gvm_writer_u8 (writer, mark);
}

static gboolean
save_key (Saving *saving, gpointer key)
{
  const GvmField *field = saving->field;
  GvmWriter *writer = saving->writer;
  GvmiEntries *entries = &saving->entries;

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
save_entry (Saving *saving, const GvmEntry *entry, guint64 index)
{
  guint64 scratch;
  GvmiPath frame =
      gvmi_container_get_frame_by (saving->field, &saving->entries.keys, entry, index, &scratch);

  gvmi_writer_enter (saving->writer, &frame);
  gboolean saved = save_mark (saving->field, saving->writer, GVMI_MARK_ENTRY) &&
                   save_key (saving, entry->key) &&
                   (!gvmi_container_has_values (saving->field) ||
                    gvmi_slot_save (&saving->entries.values, saving->writer, entry->value));
  gvmi_writer_leave (saving->writer);
  return saved;
}

/* Saves @n entries, the first of which is number @first of all. */
static gboolean
save_batch (Saving *saving, const GvmEntry *entries, gsize n, guint64 first)
{
  for (gsize i = gvmi_flat_save (&saving->flat, saving->writer, entries, n); i < n; i++)
    if (!save_entry (saving, &entries[i], first + i))
      return FALSE;
  return TRUE;
}

/* What can be known of @n entries before the first is looked at. */
static void
prepare (Saving *saving, gsize n)
{
  gsize size;

  gvmi_flat_init (&saving->flat, saving->field, &saving->entries.keys, &saving->entries.values);
  if (saving->flat.is_flat && g_size_checked_mul (&size, saving->flat.wire_size, n) &&
      g_size_checked_add (&size, size, GVMI_VECTOR))
    gvmi_writer_make_room (saving->writer, size);
}

static gboolean
fail_duplicate (const Saving *saving, const GvmEntry *entry)
{
  guint64 scratch;
  GvmiPath frame =
      gvmi_container_get_frame_by (saving->field, &saving->entries.keys, entry, 0, &scratch);

  gvmi_writer_enter (saving->writer, &frame);
  gvm_writer_fail (saving->writer, GVM_ERROR_DUPLICATE_KEY,
                   "two entries with this key, at most one");
  gvmi_writer_leave (saving->writer);
  return FALSE;
}

/* Do both have the same key, as @keys reads it? */
static gboolean
is_same_key (const GvmiSlots *keys, const GvmEntry *a, const GvmEntry *b)
{
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (keys, a->key, &scratch_a);
  gconstpointer y = gvmi_slot_get (keys, b->key, &scratch_b);

  if (x == NULL || y == NULL)
    return x == y;
  return gvmi_value_compare (keys->codec, keys->version, x, y) == 0;
}

/* Returns: the first of @entries, sorted, from @first on that has the key of the one before it; @end when there is none
 * before. */
static gsize
find_duplicate (const GvmiSlots *keys, const GvmEntry *entries, gsize first, gsize end)
{
  gsize i = MAX (first, 1);

  if (keys->storage == GVM_DIRECT && gvmi_codec_is_integer (keys->codec))
    while (i < end && entries[i - 1].key != entries[i].key)
      i++;
  else
    while (i < end && !is_same_key (keys, &entries[i - 1], &entries[i]))
      i++;
  return i;
}

/* While one batch is saved, the memory of the next is on its way. */
static gboolean
save_sorted (Saving *saving, const GvmEntry *entries, gsize n)
{
  const GvmiSlots *keys = &saving->entries.keys;
  gboolean wants_keys = gvmi_slots_are_elsewhere (keys);
  gboolean wants_values = gvmi_slots_are_elsewhere (&saving->entries.values);

  gvmi_prefetch (entries, MIN (n, GVMI_BATCH), wants_keys, wants_values);
  for (gsize first = 0; first < n; first += GVMI_BATCH) {
    gsize end = MIN (first + GVMI_BATCH, n), duplicate;

    gvmi_prefetch (entries + end, MIN (n - end, GVMI_BATCH), wants_keys, wants_values);
    duplicate = find_duplicate (keys, entries, first, end);
    if (!save_batch (saving, entries + first, duplicate - first, first))
      return FALSE;
    if (duplicate < end)
      return fail_duplicate (saving, &entries[duplicate]);
  }
  return TRUE;
}

static gboolean
save_canonical (Saving *saving, gconstpointer container, gsize n)
{
  g_autofree GvmEntry *entries =
      gvmi_container_sort (saving->field, container, n, &saving->entries.keys);

  if (!gvmi_entries_find_shift (&saving->entries, saving->writer, entries, n))
    return FALSE;
  prepare (saving, n);
  return save_sorted (saving, entries, n);
}

static gboolean
save_visited (gpointer data, GvmEntry *entries, gsize n)
{
  Saving *saving = data;

  if (saving->distinct != NULL)
    gvmi_distinct_add (saving->distinct, entries, n);
  if (n > saving->most - saving->done || !save_batch (saving, entries, n, saving->done))
    return FALSE;
  saving->done += n;
  return TRUE;
}

/* Saves all entries, @most at most, as the container gives them. */
static gboolean
save_as_stored (Saving *saving, gconstpointer container, guint64 most)
{
  const GvmiSlots *keys = gvmi_container_has_keys (saving->field) ? &saving->entries.keys : NULL;

  saving->most = most;
  return gvmi_walk (saving->field, container, keys, &saving->entries.values, save_visited, saving);
}

/* Keys that the container tells apart may compare equal all the same. Sorting finds them, and so would be
 * done for nothing nearly always. */
static gboolean
check_distinct (const Saving *saving, gconstpointer container, gsize n)
{
  GvmEntry duplicate;

  return !gvmi_container_has_duplicate (saving->field, container, n, &duplicate) ||
         fail_duplicate (saving, &duplicate);
}

static gboolean
save_keyed_as_stored (Saving *saving, gconstpointer container, gsize n)
{
  GvmiDistinct distinct;

  prepare (saving, n);
  if (!gvmi_codec_has_order (saving->entries.keys.codec))
    return save_as_stored (saving, container, n);
  if (saving->field->container->is_ordered ||
      !gvmi_distinct_open (&distinct, &saving->entries.keys, n))
    return check_distinct (saving, container, n) && save_as_stored (saving, container, n);

  saving->distinct = &distinct;
  gboolean saved = save_as_stored (saving, container, n);
  gboolean is_suspect = gvmi_distinct_close (&distinct);
  return saved && (!is_suspect || check_distinct (saving, container, n));
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
  Saving saving;

  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return save_block (field, writer, container, n);
  if (n == 0)
    return TRUE;
  saving_open (&saving, field, writer);
  if (!gvmi_container_has_keys (field)) {
    prepare (&saving, n);
    return save_as_stored (&saving, container, n);
  }
  return gvmi_container_is_canonical (field) ? save_canonical (&saving, container, n)
                                             : save_keyed_as_stored (&saving, container, n);
}

static gboolean
fail_count (const GvmField *field, GvmWriter *writer, gconstpointer container, guint64 max)
{
  return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                          "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT,
                          gvmi_container_count (field, container), max);
}

/* Puts the count in once it is known. */
static gboolean
save_counting (const GvmField *field, GvmWriter *writer, gconstpointer container, guint64 max)
{
  gsize at = writer->size;
  Saving saving;

  if (!gvm_writer_u32 (writer, 0))
    return FALSE;
  saving_open (&saving, field, writer);
  prepare (&saving, 0);
  if (!save_as_stored (&saving, container, max))
    return writer->error == NULL ? fail_count (field, writer, container, max) : FALSE;
  guint32 count = GUINT32_TO_BE ((guint32) saving.done);
  memcpy (writer->data + at, &count, sizeof count);
  return TRUE;
}

static gboolean
save_counted (const GvmField *field, GvmWriter *writer, gconstpointer container, guint64 max)
{
  gsize n = gvmi_container_count (field, container);

  if (n > max)
    return fail_count (field, writer, container, max);
  return (!gvmi_container_is_counted (field) || gvm_writer_u32 (writer, (guint32) n)) &&
         save_entries (field, writer, container, n);
}

/* Can the count come last? Not where an octet of it might be one too many behind a struct. */
static gboolean
can_count_last (const GvmField *field, const GvmWriter *writer, gconstpointer container)
{
  return field->container->walks_to_count && container != NULL &&
         field->framing == GVM_FRAMING_COUNTED && writer->n_ends == 0;
}

gboolean
gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer container = gvmi_container_get (field, self);
  guint64 max = MIN (field->max != 0 ? field->max : writer->limits.max_entries, G_MAXUINT32);

  if (!gvmi_container_suits (field, container))
    return gvm_writer_fail (writer, GVM_ERROR_INVALID_DESC,
                            "elements of another size than the %" G_GSIZE_FORMAT
                            " octets of the row's",
                            field->codec->c_size);
  /* Entries are described once, by the row. */
  gvmi_scribe_begin_elements (writer);
  gboolean saved = (can_count_last (field, writer, container) ? save_counting : save_counted) (
      field, writer, container, max);
  gvmi_scribe_end_elements (writer);
  return saved && save_mark (field, writer, GVMI_MARK_END);
}
