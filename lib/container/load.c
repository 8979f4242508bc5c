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
#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

/* ---- one entry ------------------------------------------------------------------------------ */

static gboolean
fail_duplicate (GvmiBuilder *builder, GvmReader *reader, const GvmiEntry *entry, guint64 start)
{
  guint64 scratch;
  GvmiPath frame = gvmi_container_get_frame (builder->field, entry, 0, &scratch);

  gvmi_reader_leave (reader); /* not the frame of its number: of its key */
  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_DUPLICATE_KEY, start, "a key that an earlier entry has");
  return FALSE;
}

static gboolean
load_key (const GvmField *field, GvmReader *reader, GvmiEntry *entry)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);
  guint64 start = gvm_reader_tell (reader);

  if (!gvmi_container_sends_keys (field))
    return TRUE;
  if (!gvmi_slot_load (&keys, reader, &entry->key))
    return FALSE;
  if (entry->key == NULL && gvmi_slots_are_pointers (&keys))
    return gvm_reader_fail (reader, GVM_ERROR_NULL_ELEMENT, start, "NULL, where a key must be");
  return TRUE;
}

/* A key in its value is where the value has it; or, when it is a pointer, what the value has there. */
static gboolean
find_key (const GvmField *field, GvmReader *reader, GvmiEntry *entry, guint64 start)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  if (field->keys != GVM_IN_VALUE)
    return TRUE;
  entry->key = (guint8 *) entry->value + field->key_offset;
  if (gvmi_slots_are_pointers (&keys))
    entry->key = *(gpointer *) entry->key;
  return entry->key != NULL ||
         gvm_reader_fail (reader, GVM_ERROR_NULL_ELEMENT, start, "NULL, where a key must be");
}

static gboolean
load_value (GvmiBuilder *builder, GvmReader *reader, GvmiEntry *entry, guint64 start)
{
  const GvmField *field = builder->field;
  GvmiSlots values = gvmi_slots_of_values (field);

  if (!gvmi_slot_load (&values, reader, &entry->value))
    return FALSE;
  if (find_key (field, reader, entry, start)) {
    if (gvmi_container_get_kind (field)->add (builder, entry))
      return TRUE;
    fail_duplicate (builder, reader, entry, start);
  }
  gvmi_slot_free (&values, entry->value, GVMI_FORSAKEN);
  return FALSE;
}

/* An entry is named by its number until its key is known. */
static gboolean
load_entry (GvmiBuilder *builder, GvmReader *reader, guint64 index)
{
  const GvmField *field = builder->field;
  GvmiSlots keys = gvmi_slots_of_keys (field);
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };
  const GvmiPath *up = reader->path;
  GvmiEntry entry = { NULL, NULL };
  guint64 start = gvm_reader_tell (reader), scratch;

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = load_key (field, reader, &entry);
  if (loaded && gvmi_container_sends_keys (field)) {
    frame = gvmi_container_get_frame (field, &entry, index, &scratch);
    frame.up = up;
  }
  if (loaded && !load_value (builder, reader, &entry, start)) {
    if (gvmi_container_sends_keys (field))
      gvmi_slot_free (&keys, entry.key, GVMI_FORSAKEN);
    loaded = FALSE;
  }
  reader->path = up;
  return loaded;
}

static gboolean
load_element (GvmiBuilder *builder, GvmReader *reader, guint64 index)
{
  const GvmField *field = builder->field;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX, .index = index };

  gvmi_reader_enter (reader, &frame);
  gboolean loaded = gvmi_value_load (field->codec, gvmi_field_get_nested_version (field), reader,
                                     gvmi_container_get_kind (field)->grow (builder, 1));
  gvmi_reader_leave (reader);
  return loaded;
}

/* ---- all entries ---------------------------------------------------------------------------- */

/* Takes from the budget what @n entries will cost. */
static gboolean
charge_entries (const GvmField *field, GvmReader *reader, guint32 n)
{
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  gsize cost = gvmi_container_get_kind (field)->entry_cost, all;

  cost += gvmi_container_is_array (field) ? field->codec->c_size : gvmi_slots_get_cost (&values);
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
load_marked (GvmiBuilder *builder, GvmReader *reader, guint64 max)
{
  const GvmField *field = builder->field;

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
    if (!charge_entries (field, reader, 1) ||
        !(gvmi_container_is_array (field) ? load_element : load_entry) (builder, reader, i))
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
load_counted (GvmiBuilder *builder, GvmReader *reader, guint32 n)
{
  const GvmField *field = builder->field;

  for (guint32 i = 0; i < n; i++)
    if (!check_mark (field, reader, i, n) ||
        !(gvmi_container_is_array (field) ? load_element : load_entry) (builder, reader, i))
      return FALSE;
  return check_mark (field, reader, n, n);
}

/* Elements that lie one after another and have nothing between them on the wire either. */
static gboolean
load_block (GvmiBuilder *builder, GvmReader *reader, guint32 n)
{
  const GvmField *field = builder->field;

  return n == 0 || gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader,
                                     gvmi_container_get_kind (field)->grow (builder, n), n);
}

static gsize
wire_min_of (const GvmField *field)
{
  gsize mark = gvmi_container_is_marked (field) ? 1 : 0;
  gsize key = gvmi_container_sends_keys (field) ? gvmi_codec_get_wire_min (field->key) : 0;

  return mark + key + gvmi_codec_get_wire_min (field->codec);
}

static gboolean
load_entries (GvmiBuilder *builder, GvmReader *reader, guint32 n, guint64 max)
{
  if (!gvmi_container_is_counted (builder->field))
    return load_marked (builder, reader, max);
  if (gvmi_container_is_array (builder->field) && !gvmi_container_is_marked (builder->field))
    return load_block (builder, reader, n);
  return load_counted (builder, reader, n);
}

gboolean
gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  gpointer *member = (gpointer *) (gpointer) ((guint8 *) self + field->offset);
  guint64 max = field->max != 0 ? field->max : reader->limits.max_entries;
  guint32 n = 0;

  if (!gvm_reader_charge (reader, gvmi_container_get_kind (field)->cost))
    return FALSE;
  if (gvmi_container_is_counted (field) &&
      (!gvm_reader_count (reader, max, wire_min_of (field), &n) ||
       !charge_entries (field, reader, n)))
    return FALSE;

  GvmiBuilder builder = { .field = field,
                          .container = gvmi_container_get_kind (field)->create (field, *member) };
  gvmi_load_begin_unseen (reader);
  gboolean loaded = load_entries (&builder, reader, n, max);
  gvmi_load_end_unseen (reader);

  if (loaded)
    gvmi_load_replace (reader, field, member, builder.container);
  else
    gvmi_container_dispose (field, &builder.container, GVMI_FORSAKEN);
  return loaded;
}
