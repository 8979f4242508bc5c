/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Saving a container of any kind. load.c is its mirror.
 *
 * Wire, by framing: counted: be32 count, entries. Marked: before each entry an octet 1, after the last an
 * octet 0. Counted and marked: both. An entry is its key, unless that lies in the value, and its value.
 */
#include "container/container.h"

#include "container/entries.h"
#include "container/flat.h"
#include "container/sieve.h"
#include "container/walk.h"
#include "engine/ends.h"
#include "engine/scribe.h"
#include "engine/value.h"
#include "plan/boxes.h"

/* One container's save. It must not be moved. */
typedef struct {
  const GvmField *field;
  GvmWriter *writer;
  gboolean one_by_one;   /* nothing is moved side by side */
  gboolean is_irregular; /* they were, but cannot be: all is to be saved again, one by one */
  GvmiEntries entries;
  GvmiFlat flat;
  gsize start;            /* of the first entry */
  GvmiDistinct *distinct; /* (nullable): notes keys */
  GvmiSieve *sieve;       /* (nullable): sieves them */
  guint64 done, most;     /* entries */
} Saving;

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

/* FALSE without an error: what is special about an entry is found when all are saved one by one. */
static gboolean
leave_irregular (Saving *saving)
{
  saving->is_irregular = saving->writer->error == NULL;
  return FALSE;
}

static gboolean
save_regular (Saving *saving, const GvmEntry *entries, gsize n)
{
  gsize at = saving->writer->size;

  if (!gvmi_flat_save_sides (&saving->flat, saving->writer, entries, n))
    return FALSE;
  if (saving->sieve != NULL)
    gvmi_sieve_add (saving->sieve, saving->writer->data + at, saving->flat.wire_size, n);
  if (saving->distinct != NULL)
    gvmi_distinct_add (saving->distinct, entries, n);
  return TRUE;
}

/* Saves @n entries, the first of which is number @first of all. */
static gboolean
save_batch (Saving *saving, const GvmEntry *entries, gsize n, guint64 first)
{
  if (saving->flat.is_regular)
    return save_regular (saving, entries, n) || leave_irregular (saving);

  gsize i = gvmi_flat_save_each (&saving->flat, saving->writer, entries, n, saving->distinct);
  if (saving->distinct != NULL)
    gvmi_distinct_add (saving->distinct, entries + i, n - i);
  for (; i < n; i++)
    if (!save_entry (saving, &entries[i], first + i))
      return FALSE;
  return TRUE;
}

/* What can be known of entries before the first is looked at. */
static void
open_flat (Saving *saving)
{
  gvmi_flat_init (&saving->flat, saving->field, &saving->entries.keys, &saving->entries.values);
  if (saving->one_by_one)
    saving->flat.is_regular = FALSE;
}

/* @n entries come next. */
static void
begin_entries (Saving *saving, gsize n)
{
  gsize size;

  if (saving->flat.is_regular && g_size_checked_mul (&size, saving->flat.wire_size, n) &&
      g_size_checked_add (&size, size, GVMI_VECTOR))
    gvmi_writer_make_room (saving->writer, size);
  saving->start = saving->writer->size;
}

static void
prepare (Saving *saving, gsize n)
{
  open_flat (saving);
  begin_entries (saving, n);
}

/* Where structs end among entries side by side is noted when all are there. */
static gboolean
note_ends (Saving *saving)
{
  return !saving->flat.is_regular ||
         gvmi_flat_note_ends (&saving->flat, saving->writer, saving->start) ||
         leave_irregular (saving);
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
    duplicate = gvmi_container_find_duplicate (keys, entries, first, end);
    if (!save_batch (saving, entries + first, duplicate - first, first))
      return FALSE;
    if (duplicate < end)
      return fail_duplicate (saving, &entries[duplicate]);
  }
  return TRUE;
}

/* A container of the user's may count otherwise than it walks. */
static gboolean
fail_walk (const Saving *saving, const char *found, gsize n)
{
  return gvm_writer_fail (saving->writer, GVM_ERROR_INVALID_DESC,
                          "%s entries than the %" G_GSIZE_FORMAT " that the container counts",
                          found, n);
}

/* Returns: (nullable): how boxed values lie that can be encoded as soon as they are seen: NULL when they cannot. */
static const GvmiLayout *
get_encodable (const Saving *saving)
{
  const GvmiFlatSlots *values = &saving->flat.value;

  return saving->flat.is_regular && values->is_sent && values->slots->storage == GVM_BOXED &&
                 gvmi_layout_fits_slots (values->layout)
             ? values->layout
             : NULL;
}

static gboolean
save_canonical (Saving *saving, gconstpointer container, gsize n)
{
  g_autofree GvmEntry *block = NULL;

  open_flat (saving);
  const GvmEntry *entries =
      gvmi_entries_sort (&saving->entries, container, n, get_encodable (saving), &block);
  if (entries == NULL)
    return fail_walk (saving, "other", n);
  begin_entries (saving, n);
  return gvmi_entries_find_shift (&saving->entries, saving->writer, entries, n) &&
         save_sorted (saving, entries, n);
}

static gboolean
visit (gpointer data, GvmEntry *entries, gsize n)
{
  Saving *saving = data;

  if (n > saving->most - saving->done || !save_batch (saving, entries, n, saving->done))
    return FALSE;
  saving->done += n;
  return TRUE;
}

/* Saves all entries, @most at most, as the container gives them. */
static gboolean
save_at_most (Saving *saving, gconstpointer container, guint64 most)
{
  const GvmiSlots *keys = gvmi_container_has_keys (saving->field) ? &saving->entries.keys : NULL;

  saving->most = most;
  return gvmi_walk (saving->field, container, most, keys, &saving->entries.values, visit, saving);
}

static gboolean
save_as_stored (Saving *saving, gconstpointer container, gsize n)
{
  gboolean saved = save_at_most (saving, container, n);

  if (saving->writer->error != NULL || saving->is_irregular || (saved && saving->done == n))
    return saved;
  return fail_walk (saving, saved ? "fewer" : "more", n);
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

/* Saves entries and notes their keys. Returns in @ret_suspect whether two keys may have been equal. */
static gboolean
save_noting (Saving *saving, gconstpointer container, gsize n, gboolean *ret_suspect)
{
  GvmiDistinct distinct;

  gvmi_distinct_open (&distinct, &saving->entries.keys, n);
  /* cppcheck-suppress autoVariables ; for as long as it lasts */
  saving->distinct = &distinct;
  gboolean saved = save_as_stored (saving, container, n);
  *ret_suspect = gvmi_distinct_close (&distinct);
  return saved;
}

/* The same for integers side by side. Only where a sieve has not been enough are they noted, when all are there. */
static gboolean
save_sieving (Saving *saving, gconstpointer container, gsize n, gboolean *ret_suspect)
{
  GvmiDistinct distinct;
  GvmiSieve sieve;

  gvmi_sieve_open (&sieve, saving->entries.keys.codec, n);
  /* cppcheck-suppress autoVariables ; for as long as it lasts */
  saving->sieve = &sieve;
  gboolean saved = save_as_stored (saving, container, n);
  gboolean are_distinct = gvmi_sieve_close (&sieve);
  *ret_suspect = FALSE;
  if (!saved || are_distinct)
    return saved;
  gvmi_distinct_open (&distinct, &saving->entries.keys, n);
  gvmi_distinct_add_wire (&distinct, saving->writer->data + saving->start, saving->flat.wire_size,
                          n);
  *ret_suspect = gvmi_distinct_close (&distinct);
  return TRUE;
}

static gboolean
save_keyed_as_stored (Saving *saving, gconstpointer container, gsize n)
{
  const GvmiSlots *keys = &saving->entries.keys;
  gboolean is_suspect;

  prepare (saving, n);
  if (!gvmi_codec_has_order (keys->codec))
    return save_as_stored (saving, container, n);
  if (saving->field->container->is_ordered || !gvmi_distinct_fits (keys))
    return check_distinct (saving, container, n) && save_as_stored (saving, container, n);

  gboolean is_sieved = saving->flat.is_regular && saving->flat.key.is_sent;
  return (is_sieved ? save_sieving : save_noting) (saving, container, n, &is_suspect) &&
         (!is_suspect || check_distinct (saving, container, n));
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
save_block (const Saving *saving, gconstpointer container, gsize n)
{
  const GvmField *field = saving->field;
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry first = { .value = NULL };

  if (container != NULL && !field->container->next (&cursor, &first) && n > 0)
    return fail_walk (saving, "fewer", n);
  return gvmi_elements_save (field, saving->writer, first.value, n);
}

static gboolean
save_unkeyed (Saving *saving, gconstpointer container, gsize n)
{
  prepare (saving, n);
  return save_as_stored (saving, container, n);
}

static gboolean
save_entries (Saving *saving, gconstpointer container, gsize n)
{
  const GvmField *field = saving->field;

  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return save_block (saving, container, n);
  if (n == 0)
    return TRUE;
  return (!gvmi_container_has_keys (field)      ? save_unkeyed
          : gvmi_container_is_canonical (field) ? save_canonical
                                                : save_keyed_as_stored) (saving, container, n) &&
         note_ends (saving);
}

static gboolean
fail_count (const Saving *saving, gconstpointer container, guint64 max)
{
  return gvm_writer_fail (saving->writer, GVM_ERROR_LIMIT,
                          "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT,
                          gvmi_container_count (saving->field, container), max);
}

/* Puts the count in once it is known. */
static gboolean
save_counting (Saving *saving, gconstpointer container, guint64 max)
{
  GvmWriter *writer = saving->writer;
  gsize at = writer->size;

  if (!gvm_writer_u32 (writer, 0))
    return FALSE;
  prepare (saving, 0);
  if (!save_at_most (saving, container, max))
    return writer->error != NULL || saving->is_irregular ? FALSE
                                                         : fail_count (saving, container, max);
  guint32 count = GUINT32_TO_BE ((guint32) saving->done);
  memcpy (writer->data + at, &count, sizeof count);
  return note_ends (saving);
}

static gboolean
save_counted (Saving *saving, gconstpointer container, guint64 max)
{
  gsize n = gvmi_container_count (saving->field, container);

  if (n > max)
    return fail_count (saving, container, max);
  return (!gvmi_container_is_counted (saving->field) ||
          gvm_writer_u32 (saving->writer, (guint32) n)) &&
         save_entries (saving, container, n);
}

/* Can the count come last? Not where an octet of it might be one too many behind a struct, nor where keys are to be
 * sorted or looked at. */
static gboolean
can_count_last (const GvmField *field, const GvmWriter *writer, gconstpointer container)
{
  return field->container->walks_to_count && !gvmi_container_has_keys (field) &&
         container != NULL && field->framing == GVM_FRAMING_COUNTED && writer->n_ends == 0;
}

static gboolean
save_at_once (Saving *saving, gconstpointer container)
{
  const GvmField *field = saving->field;
  guint64 max =
      MIN (field->max != 0 ? field->max : saving->writer->limits.max_entries, G_MAXUINT32);

  gvmi_entries_open (&saving->entries, field);
  saving->is_irregular = FALSE;
  saving->distinct = NULL;
  saving->sieve = NULL;
  saving->done = 0;
  return (can_count_last (field, saving->writer, container) ? save_counting : save_counted) (
      saving, container, max);
}

static gboolean
save_all (const GvmField *field, GvmWriter *writer, gconstpointer container)
{
  gsize start = writer->size;
  Saving saving;

  saving.field = field;
  saving.writer = writer;
  saving.one_by_one = FALSE;
  gboolean saved = save_at_once (&saving, container);
  if (!saving.is_irregular)
    return saved;
  gvmi_ends_rewind (writer, start);
  saving.one_by_one = TRUE;
  return save_at_once (&saving, container);
}

gboolean
gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer container = gvmi_container_get (field, self);

  if (!gvmi_container_suits (field, container))
    return gvm_writer_fail (writer, GVM_ERROR_INVALID_DESC,
                            "elements of another size than the %" G_GSIZE_FORMAT
                            " octets of the row's",
                            field->codec->c_size);
  /* Entries are described once, by the row. */
  gvmi_scribe_begin_elements (writer);
  gboolean saved = save_all (field, writer, container);
  gvmi_scribe_end_elements (writer);
  return saved && save_mark (field, writer, GVMI_MARK_END);
}
