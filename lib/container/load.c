/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Loading a container of any kind. save.c is its mirror.
 *
 * A load makes a new container and fills it while nobody sees it. When an entry fails, entry and container
 * are freed here, every one once; when all are loaded, the journal takes the container over.
 *
 * A count is checked before anything is allocated for it, and paid for at once. Without a count, each entry
 * is checked and paid for when its mark has been read.
 */
#include "container/container.h"
#include "container/doubt.h"
#include "container/entries.h"
#include "container/flat.h"
#include "container/flood.h"
#include "container/walk.h"
#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

/* One container's load. */
typedef struct {
  GvmBuilder builder;
  gpointer self;     /* the struct that the row is of */
  gboolean carrying; /* what is built only carries entries to a container in place */
  GvmiFlood flood;
  GvmiEntries entries;
  GvmiDoubt doubt;
} Loading;

/* ---- one entry ------------------------------------------------------------------------------ */

static gboolean
fail_duplicate (const GvmField *field, GvmReader *reader, const GvmEntry *entry, guint64 start)
{
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (field, entry, 0, &scratch);

  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_DUPLICATE_KEY, start, "a key that an earlier entry has");
  gvmi_reader_leave (reader);
  return FALSE;
}

/* The entry is not named by its number, as so far, but by its key. */
static gboolean
refuse_entry (const GvmField *field, GvmReader *reader, const GvmEntry *entry, guint64 start)
{
  const GvmiPath *number = reader->path;

  reader->path = number->up;
  fail_duplicate (field, reader, entry, start);
  reader->path = number;
  return FALSE;
}

static gboolean
load_key (Loading *loading, GvmReader *reader, GvmEntry *entry)
{
  return !gvmi_container_sends_keys (loading->builder.field) ||
         (gvmi_entries_load_shift (&loading->entries, reader) &&
          gvmi_slot_load (&loading->entries.keys, reader, &entry->key));
}

static gboolean
load_value (Loading *loading, GvmReader *reader, GvmEntry *entry)
{
  const GvmField *field = loading->builder.field;

  if (!gvmi_container_has_values (field))
    return TRUE;
  if (!gvmi_slot_load (&loading->entries.values, reader, &entry->value))
    return FALSE;
  if (gvmi_container_has_keys (field) && field->keys == GVM_IN_VALUE)
    entry->key = gvmi_slot_find_key (field, entry->value);
  return TRUE;
}

/* Hands the entry over; on failure it stays here. */
static gboolean
add_entry (Loading *loading, GvmReader *reader, const GvmEntry *entry, guint64 start)
{
  const GvmField *field = loading->builder.field;

  if (gvmi_container_has_keys (field)) {
    if (entry->key == NULL && gvmi_slots_are_pointers (&loading->entries.keys))
      return gvm_reader_fail (reader, GVM_ERROR_NULL_ELEMENT, start, "NULL, where a key must be");
    if (gvmi_flood_admit (&loading->flood, &loading->builder, reader, entry, 1) == 0)
      return gvmi_flood_refuse (&loading->flood, reader, start);
    gvmi_doubt_note (&loading->doubt, &loading->entries.keys, entry->key);
  }
  return field->container->add (&loading->builder, entry, 1) == 1 ||
         refuse_entry (field, reader, entry, start);
}

static void
free_entry (const GvmField *field, const GvmEntry *entry)
{
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);

  if (gvmi_container_has_keys (field))
    gvmi_slot_free (&keys, entry->key, GVMI_FORSAKEN);
  if (gvmi_container_has_values (field))
    gvmi_slot_free (&values, entry->value, GVMI_FORSAKEN);
}

/* An entry is named by its number until its key is known. */
static gboolean
load_entry (Loading *loading, GvmReader *reader, guint64 index)
{
  const GvmField *field = loading->builder.field;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };
  const GvmiPath *up = reader->path;
  GvmEntry entry = { NULL, NULL };
  guint64 start = gvm_reader_tell (reader), scratch;

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = load_key (loading, reader, &entry);
  if (loaded && gvmi_container_sends_keys (field)) {
    frame = gvmi_container_get_frame (field, &entry, index, &scratch);
    frame.up = up;
  }
  loaded =
      loaded && load_value (loading, reader, &entry) && add_entry (loading, reader, &entry, start);
  if (!loaded) {
    gvmi_load_forsake_unseen (reader);
    free_entry (field, &entry);
  }
  reader->path = up;
  return loaded;
}

static gboolean
load_element (Loading *loading, GvmReader *reader, guint64 index)
{
  const GvmField *field = loading->builder.field;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };

  gvmi_reader_enter (reader, &frame);
  gpointer element = field->container->grow (&loading->builder, 1);
  gboolean loaded = gvmi_entries_load_element (&loading->entries, reader, element);
  gvmi_reader_leave (reader);
  return loaded;
}

/* ---- all entries ---------------------------------------------------------------------------- */

/* Takes from the budget what @n entries will cost. When they are carried, two containers have them for a
 * while. */
static gboolean
charge_entries (const Loading *loading, GvmReader *reader, guint32 n)
{
  const GvmField *field = loading->builder.field;
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  gsize cost = field->container->entry_cost, all;

  if (gvmi_container_is_array (field))
    cost += field->codec->c_size;
  if (loading->carrying)
    cost *= 2;
  if (!gvmi_container_is_array (field) && gvmi_container_has_values (field))
    cost += gvmi_slots_get_cost (&values);
  if (gvmi_container_sends_keys (field))
    cost += gvmi_slots_get_cost (&keys);
  if (!g_size_checked_mul (&all, cost, n))
    all = G_MAXSIZE;
  /* What grows does so by doubling. */
  if (gvmi_container_is_array (field) && !g_size_checked_mul (&all, all, 2))
    all = G_MAXSIZE;
  return gvm_reader_charge (reader, all);
}

/* Reads the octet before an entry or after the last. */
static gboolean
load_mark (GvmReader *reader, gboolean *ret_more)
{
  guint8 mark;

  if (!gvm_reader_u8 (reader, &mark))
    return FALSE;
  *ret_more = mark != GVMI_MARK_END;
  return TRUE;
}

static gboolean
load_marked (Loading *loading, GvmReader *reader, guint64 max)
{
  const GvmField *field = loading->builder.field;

  for (guint64 i = 0;; i++) {
    guint64 start = gvm_reader_tell (reader);
    gboolean more;

    if (!load_mark (reader, &more))
      return FALSE;
    if (!more)
      return TRUE;
    if (i >= max)
      return gvm_reader_fail (reader, GVM_ERROR_LIMIT, start,
                              "more than %" G_GUINT64_FORMAT " entries", max);
    if (!charge_entries (loading, reader, 1) ||
        !(gvmi_container_is_array (field) ? load_element : load_entry) (loading, reader, i))
      return FALSE;
  }
}

/* With a count as well, both must agree. */
static gboolean
check_mark (const GvmField *field, GvmReader *reader, guint32 index, guint32 n)
{
  guint64 start = gvm_reader_tell (reader);
  gboolean more;

  if (!gvmi_container_is_marked (field))
    return TRUE;
  if (!load_mark (reader, &more))
    return FALSE;
  if (more == (index < n))
    return TRUE;
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          more ? "one entry more than the count of %u"
                               : "the end, before the count of %u is reached",
                          n);
}

static gboolean
load_counted (Loading *loading, GvmReader *reader, guint32 n)
{
  const GvmField *field = loading->builder.field;

  for (guint32 i = 0; i < n; i++)
    if (!check_mark (field, reader, i, n) ||
        !(gvmi_container_is_array (field) ? load_element : load_entry) (loading, reader, i))
      return FALSE;
  return check_mark (field, reader, n, n);
}

/* Names an entry for an error: by its key, if that is known, else by its number. */
static gboolean
refuse_flat (const Loading *loading, const GvmiFlatSlots *keys, GvmReader *reader,
             const GvmEntry *entry, guint64 index, guint64 start, gboolean is_duplicate)
{
  const GvmField *field = loading->builder.field;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };
  guint64 scratch;

  if (keys->is_sent)
    frame = gvmi_container_get_frame_by (field, keys->slots, entry, index, &scratch);
  gvmi_reader_enter (reader, &frame);
  if (is_duplicate)
    refuse_entry (field, reader, entry, start);
  else
    gvmi_flood_refuse (&loading->flood, reader, start);
  gvmi_reader_leave (reader);
  return FALSE;
}

/* As add_entry(), where neither a key is doubtful, nor one can be missing: a batch of flat entries, the first of which
 * is number @first. They are freed where one is refused. */
static gboolean
add_flat (Loading *loading, const GvmiFlat *flat, GvmReader *reader, const GvmEntry *entries,
          const guint64 *starts, gsize n, guint64 first)
{
  const GvmContainer *kind = loading->builder.field->container;
  gsize admitted = gvmi_flood_admit (&loading->flood, &loading->builder, reader, entries, n);
  gsize i = admitted > 0 ? kind->add (&loading->builder, entries, admitted) : 0;

  if (i == n)
    return TRUE;
  guint64 start = flat->is_regular ? starts[0] + i * flat->wire_size : starts[i];
  refuse_flat (loading, &flat->key, reader, &entries[i], first + i, start, i < admitted);
  for (gsize left = i; left < n; left++)
    free_entry (loading->builder.field, &entries[left]);
  return FALSE;
}

/* Entries of which nothing is dynamic, in batches. One that ends a batch before it is full is loaded as any other. */
static gboolean
load_flat (Loading *loading, const GvmiFlat *flat, GvmReader *reader, guint32 n)
{
  const GvmField *field = loading->builder.field;
  GvmEntry entries[GVMI_BATCH];
  guint64 starts[GVMI_BATCH];

  for (gsize done = 0; done < n;) {
    gsize most = MIN (n - done, GVMI_BATCH);
    gsize size = gvmi_flat_load (flat, reader, entries, starts, most);

    for (gsize i = 0; field->keys == GVM_IN_VALUE && i < size; i++)
      entries[i].key = gvmi_slot_find_key (field, entries[i].value);
    if (!add_flat (loading, flat, reader, entries, starts, size, done))
      return FALSE;
    done += size;
    if (size < most && !load_entry (loading, reader, done++))
      return FALSE;
  }
  return TRUE;
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
load_block (Loading *loading, GvmReader *reader, guint32 n)
{
  const GvmField *field = loading->builder.field;

  return gvmi_elements_load (field, reader,
                             n > 0 ? field->container->grow (&loading->builder, n) : NULL, n);
}

static gsize
wire_min_of (const GvmField *field)
{
  gsize mark = gvmi_container_is_marked (field) ? 1 : 0;
  gsize key = gvmi_container_sends_keys (field) ? gvmi_field_get_wire_min (field, field->key) : 0;
  gsize value =
      gvmi_container_has_values (field) ? gvmi_field_get_wire_min (field, field->codec) : 0;

  return mark + key + value;
}

static gboolean
check_keys (const Loading *loading, GvmReader *reader, guint64 start)
{
  const GvmField *field = loading->builder.field;
  GvmEntry duplicate;

  return !gvmi_doubt_is_justified (&loading->doubt, field, loading->builder.container,
                                   &duplicate) ||
         fail_duplicate (field, reader, &duplicate, start);
}

static gboolean
load_entries (Loading *loading, GvmReader *reader, guint32 n, guint64 max)
{
  const GvmField *field = loading->builder.field;
  guint64 start = gvm_reader_tell (reader);

  if (gvmi_container_is_array (field) && !gvmi_container_is_marked (field))
    return load_block (loading, reader, n);
  gvmi_entries_open (&loading->entries, field);
  loading->entries.values.self = loading->self;
  /* Where there are subsections that no descriptor may know, each struct has to look. */
  if (reader->load->told == NULL && gvmi_container_is_counted (field)) {
    GvmiFlat flat;

    gvmi_flat_init (&flat, field, &loading->entries.keys, &loading->entries.values);
    /* Doubtful keys are looked at one by one. */
    if ((flat.is_regular || flat.has_texts) && !loading->doubt.is_doubtful)
      return load_flat (loading, &flat, reader, n);
  }
  return (gvmi_container_is_counted (field) ? load_counted (loading, reader, n)
                                            : load_marked (loading, reader, max)) &&
         gvmi_entries_check_shift (&loading->entries, reader) &&
         check_keys (loading, reader, start);
}

/* Reads the count, if there is one, and pays for what is to be made. */
static gboolean
load_count (Loading *loading, GvmReader *reader, guint64 max, guint32 *ret_n)
{
  const GvmField *field = loading->builder.field;

  if (!gvm_reader_charge (reader, field->container->cost))
    return FALSE;
  if (gvmi_container_is_counted (field) &&
      (!gvm_reader_count (reader, max, wire_min_of (field), ret_n) ||
       !charge_entries (loading, reader, *ret_n)))
    return FALSE;
  /* 0 octets an entry there are not: each has a mark, or was counted. */
  gsize wire_min = wire_min_of (field), fits = gvm_reader_left (reader) / MAX (wire_min, 1);

  loading->flood.due = *ret_n;
  loading->flood.most = gvmi_container_is_counted (field) ? *ret_n : MIN (max, fits);
  return TRUE;
}

static void
forsake (Loading *loading)
{
  const GvmField *field = loading->builder.field;
  gpointer container = loading->builder.container;

  gvmi_container_free (field, container, loading->carrying ? GVM_FATE_CARRIER : GVM_FATE_FORSAKEN);
  if (gvmi_container_is_embedded (field))
    g_free (container);
}

gboolean
gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  gpointer old = gvmi_container_get (field, self);
  guint64 max = field->max != 0 ? field->max : reader->limits.max_entries;
  Loading loading;
  guint32 n = 0;

  loading.builder = (GvmBuilder) { .field = field, .old = old };
  loading.self = self;
  loading.carrying = gvmi_container_is_carried (field, old);
  gvmi_flood_open (&loading.flood);
  if (loading.carrying && !gvmi_container_suits (field, old))
    return gvm_reader_fail (reader, GVM_ERROR_INVALID_DESC, gvm_reader_tell (reader),
                            "in place of elements of another size than the row's");
  if (!load_count (&loading, reader, max, &n))
    return FALSE;
  gvmi_doubt_open (&loading.doubt, field, old);
  loading.builder.container = field->container->create (field, old);
  gvmi_load_begin_unseen (reader);
  gboolean loaded = load_entries (&loading, reader, n, max);
  if (!loaded)
    gvmi_load_forsake_unseen (reader);
  gvmi_load_end_unseen (reader);

  gvmi_flood_close (&loading.flood);
  if (loaded)
    gvmi_container_place (field, reader, self, loading.builder.container);
  else
    forsake (&loading);
  return loaded;
}
