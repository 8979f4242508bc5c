/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers of any kind, by the operations of their GvmiContainer.
 *
 * Wire: be32 count, then the entries: key (unless it lies in the value) and value.
 *
 * A load makes a new container and fills it while nobody sees it. When an entry fails, entry and
 * container are freed here, every one once; when all are loaded, the journal takes the container over.
 */
#include "container/container.h"

#include "codec/integer.h"
#include "engine/load.h"
#include "engine/value.h"
#include "plan/plan.h"

static const GvmiContainer *
kind_of (const GvmField *field)
{
  return field->shape->kind;
}

static gpointer
container_of (const GvmField *field, gconstpointer self)
{
  return *(gpointer const *) (gconstpointer) ((const guint8 *) self + field->offset);
}

/* NULL is an empty container. */
static gsize
count_of (const GvmField *field, gconstpointer container)
{
  return container != NULL ? kind_of (field)->count (container) : 0;
}

static gboolean
has_keys_on_wire (const GvmField *field)
{
  return kind_of (field)->has_keys && field->keys != GVM_IN_VALUE;
}

/* ---- save ----------------------------------------------------------------------------------- */

/* Paths name an entry by its key, where there is one, else by its number. */
static GvmiPath
entry_frame (const GvmField *field, const GvmiEntry *entry, guint64 index, guint64 *scratch)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  if (!kind_of (field)->has_keys || gvmi_slot_get (&keys, entry->key, scratch) == NULL)
    return (GvmiPath) { .kind = GVMI_PATH_INDEX, .index = index };
  return (GvmiPath) { .kind = GVMI_PATH_KEY,
                      .codec = field->key,
                      .key = gvmi_slot_get (&keys, entry->key, scratch) };
}

static gboolean
save_entry (const GvmField *field, GvmWriter *writer, const GvmiEntry *entry, guint64 index)
{
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  guint64 scratch;
  GvmiPath frame = entry_frame (field, entry, index, &scratch);

  gvmi_writer_enter (writer, &frame);
  gboolean saved = (!has_keys_on_wire (field) || gvmi_slot_save (&keys, writer, entry->key)) &&
                   gvmi_slot_save (&values, writer, entry->value);
  gvmi_writer_leave (writer);
  return saved;
}

static gboolean
fail_duplicate (const GvmField *field, GvmWriter *writer, const GvmiEntry *entry)
{
  guint64 scratch;
  GvmiPath frame = entry_frame (field, entry, 0, &scratch);

  gvmi_writer_enter (writer, &frame);
  gvm_writer_fail (writer, GVM_ERROR_DUPLICATE_KEY, "two entries with this key, at most one");
  gvmi_writer_leave (writer);
  return FALSE;
}

static gboolean
save_canonical (const GvmField *field, GvmWriter *writer, gconstpointer container, gsize n)
{
  g_autofree GvmiEntry *entries = gvmi_container_sort (field, container, n);

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
  GvmiCursor cursor;
  GvmiEntry entry;

  kind_of (field)->start (&cursor, container);
  for (guint64 i = 0; kind_of (field)->next (&cursor, &entry); i++)
    if (!save_entry (field, writer, &entry, i))
      return FALSE;
  return TRUE;
}

gboolean
gvmi_container_save (const GvmField *field, GvmWriter *writer, gconstpointer self)
{
  gconstpointer container = container_of (field, self);
  gsize n = count_of (field, container);
  guint64 max = MIN (field->max != 0 ? field->max : writer->limits.max_entries, G_MAXUINT32);

  if (n > max)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "count %" G_GSIZE_FORMAT ", at most %" G_GUINT64_FORMAT, n, max);
  if (!gvm_writer_u32 (writer, (guint32) n))
    return FALSE;
  if (n == 0)
    return TRUE;
  if (kind_of (field)->elements != NULL)
    return gvmi_values_save (field->codec, gvmi_field_get_nested_version (field), writer,
                             kind_of (field)->elements (container), n);
  if (kind_of (field)->has_keys && field->order == GVM_ORDER_CANONICAL)
    return save_canonical (field, writer, container, n);
  return save_as_stored (field, writer, container);
}

/* ---- load ----------------------------------------------------------------------------------- */

static gboolean
add_entry (GvmiBuilder *builder, GvmReader *reader, GvmiEntry *entry, guint64 start)
{
  if (builder->field->keys == GVM_IN_VALUE)
    entry->key = (guint8 *) entry->value + builder->field->key_offset;
  if (kind_of (builder->field)->add (builder, entry))
    return TRUE;

  guint64 scratch;
  GvmiPath frame = entry_frame (builder->field, entry, 0, &scratch);
  gvmi_reader_leave (reader); /* not the frame of its number: of its key */
  gvmi_reader_enter (reader, &frame);
  gvm_reader_fail (reader, GVM_ERROR_DUPLICATE_KEY, start, "a key that an earlier entry has");
  return FALSE;
}

static gboolean
load_value (GvmiBuilder *builder, GvmReader *reader, GvmiEntry *entry, guint64 start)
{
  GvmiSlots values = gvmi_slots_of_values (builder->field);

  if (!gvmi_slot_load (&values, reader, &entry->value))
    return FALSE;
  if (add_entry (builder, reader, entry, start))
    return TRUE;
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
  gboolean loaded = TRUE;

  gvmi_reader_enter (reader, &frame);
  if (has_keys_on_wire (field)) {
    loaded = gvmi_slot_load (&keys, reader, &entry.key);
    if (loaded) {
      frame = entry_frame (field, &entry, index, &scratch);
      frame.up = up;
    }
  }
  if (loaded && !load_value (builder, reader, &entry, start)) {
    gvmi_slot_free (&keys, entry.key, GVMI_FORSAKEN);
    loaded = FALSE;
  }
  reader->path = up;
  return loaded;
}

static gboolean
load_entries (GvmiBuilder *builder, GvmReader *reader, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    if (!load_entry (builder, reader, i))
      return FALSE;
  return TRUE;
}

static gboolean
load_elements (GvmiBuilder *builder, GvmReader *reader, guint32 n)
{
  const GvmField *field = builder->field;

  return gvmi_values_load (field->codec, gvmi_field_get_nested_version (field), reader,
                           kind_of (field)->elements (builder->container), n);
}

static gsize
wire_min_of (const GvmField *field)
{
  gsize key = has_keys_on_wire (field) ? gvmi_codec_get_wire_min (field->key) : 0;

  return key + gvmi_codec_get_wire_min (field->codec);
}

/* Takes from the budget what @n entries will cost. */
static gboolean
charge_entries (const GvmField *field, GvmReader *reader, guint32 n)
{
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  gsize entry = kind_of (field)->entry_cost, all;

  if (kind_of (field)->elements != NULL)
    entry += field->codec->c_size;
  else
    entry += gvmi_slots_get_cost (&values);
  if (has_keys_on_wire (field))
    entry += gvmi_slots_get_cost (&keys);
  return gvm_reader_charge (reader, g_size_checked_mul (&all, entry, n) ? all : G_MAXSIZE);
}

gboolean
gvmi_container_load (const GvmField *field, GvmReader *reader, gpointer self)
{
  gpointer *member = (gpointer *) (gpointer) ((guint8 *) self + field->offset);
  guint64 max = field->max != 0 ? field->max : reader->limits.max_entries;
  guint32 n;

  if (!gvm_reader_count (reader, max, wire_min_of (field), &n) ||
      !charge_entries (field, reader, n))
    return FALSE;

  GvmiBuilder builder = { .field = field,
                          .container = kind_of (field)->create (field, *member, n) };
  gvmi_load_begin_unseen (reader);
  gboolean loaded = kind_of (field)->elements != NULL ? load_elements (&builder, reader, n)
                                                      : load_entries (&builder, reader, n);
  gvmi_load_end_unseen (reader);

  if (loaded)
    gvmi_load_replace (reader, field, member, builder.container);
  else
    gvmi_container_dispose (field, &builder.container, GVMI_FORSAKEN);
  return loaded;
}

/* ---- compare and free ----------------------------------------------------------------------- */

static gboolean
slots_equal (const GvmiSlots *slots, gpointer a, gpointer b)
{
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (slots, a, &scratch_a);
  gconstpointer y = gvmi_slot_get (slots, b, &scratch_b);

  if (x == NULL || y == NULL)
    return x == y;
  return gvmi_value_equal (slots->codec, slots->version, x, y);
}

gboolean
gvmi_container_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const GvmiContainer *kind = kind_of (field);
  gconstpointer container_a = container_of (field, a), container_b = container_of (field, b);
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GvmiCursor cursor_a, cursor_b;
  GvmiEntry entry_a, entry_b;

  if (count_of (field, container_a) != count_of (field, container_b))
    return FALSE;
  if (count_of (field, container_a) == 0)
    return TRUE;

  kind->start (&cursor_a, container_a);
  kind->start (&cursor_b, container_b);
  while (kind->next (&cursor_a, &entry_a)) {
    if (!(kind->has_keys ? kind->find (container_b, &entry_a, &entry_b)
                         : kind->next (&cursor_b, &entry_b)))
      return FALSE;
    if (kind->has_keys && !slots_equal (&keys, entry_a.key, entry_b.key))
      return FALSE;
    if (!slots_equal (&values, entry_a.value, entry_b.value))
      return FALSE;
  }
  return TRUE;
}

static void
forsake (const GvmField *field, gpointer container)
{
  const GvmiContainer *kind = kind_of (field);
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GvmiCursor cursor;
  GvmiEntry entry;

  kind->start (&cursor, container);
  while (kind->elements == NULL && kind->next (&cursor, &entry)) {
    gvmi_slot_free (&keys, entry.key, GVMI_FORSAKEN);
    gvmi_slot_free (&values, entry.value, GVMI_FORSAKEN);
  }
  kind->forsake (container);
}

void
gvmi_container_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  gpointer container = g_steal_pointer ((gpointer *) member);

  if (container == NULL)
    return;
  if (how == GVMI_FORSAKEN)
    forsake (field, container);
  else
    kind_of (field)->release (field, container);
}

/* ---- rules of a container's row ------------------------------------------------------------- */

static gboolean
fits_pointer (const GvmCodec *codec)
{
  return gvmi_codec_is_integer (codec) && codec->c_size <= sizeof (gpointer);
}

static const char *
examine_values (const GvmField *field, const GvmiFacts *element)
{
  if (field->values == GVM_IN_VALUE)
    return "only a key can be in the value";
  if (field->values == GVM_DIRECT && !fits_pointer (field->codec))
    return "direct values that are no integers as wide as a pointer at most";
  if (element->has_equal && (field->ops == NULL || field->ops->value_new == NULL))
    return "an equal row in elements that are made anew, and no ops that fill them";
  return NULL;
}

const char *
gvmi_container_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
                        GvmiFacts *ret_facts)
{
  const char *rule = examine_values (field, element);

  if (field->size != sizeof (gpointer))
    rule = "the member is no pointer";
  if (kind_of (field)->has_keys && key == NULL)
    rule = "a table without a codec for its keys";
  if (rule == NULL)
    rule = kind_of (field)->examine (field, element, key);
  *ret_facts = (GvmiFacts) { .wire_min = sizeof (guint32), .owns = TRUE };
  return rule;
}
