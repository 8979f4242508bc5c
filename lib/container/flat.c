/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries as stripes of octets.
 */
#include "container/flat.h"

#include "codec/integers.h"
#include "codec/octets.h"
#include "container/container.h"
#include "engine/ends.h"
#include "plan/boxes.h"

static gboolean
flat_slots_init (GvmiFlatSlots *side, const GvmiSlots *slots, gboolean is_sent)
{
  side->is_sent = is_sent;
  side->layout = NULL;
  if (!is_sent)
    return TRUE;
  side->slots = slots;
  if (gvmi_codec_is_octets (slots->codec))
    return slots->storage != GVM_IN_VALUE;
  side->layout = gvmi_codec_get_layout_in (slots->codec, slots->version);
  if (side->layout == NULL)
    return FALSE;
  side->is_whole = side->layout->is_block && !gvmi_slots_have_maker (slots);
  return TRUE;
}

static gsize
wire_size_of (const GvmiFlatSlots *side)
{
  return side->layout != NULL ? side->layout->wire_size : 0;
}

void
gvmi_flat_init (GvmiFlat *flat, const GvmField *field, const GvmiSlots *keys,
                const GvmiSlots *values)
{
  gboolean is_flat = field->packing == GVM_PACKING_NONE && !gvmi_container_is_array (field) &&
                     !gvmi_container_is_marked (field) &&
                     flat_slots_init (&flat->key, keys, gvmi_container_sends_keys (field)) &&
                     flat_slots_init (&flat->value, values, gvmi_container_has_values (field));

  flat->is_regular = flat->has_texts = FALSE;
  if (!is_flat)
    return;
  flat->has_texts = (flat->key.is_sent && flat->key.layout == NULL) ||
                    (flat->value.is_sent && flat->value.layout == NULL);
  flat->key_size = wire_size_of (&flat->key);
  flat->wire_size = flat->key_size + wire_size_of (&flat->value);
  flat->is_regular = !flat->has_texts && flat->wire_size > 0;
}

/* ---- save ------------------------------------------------------------------------------------ */

/* Saves one side of @n entries. Returns: of how many from the first on. */
static gsize
save_side (const GvmiFlatSlots *flat, guint8 *wire, gsize stride, const gpointer *slots, gsize n,
           gsize spill)
{
  if (!flat->is_sent)
    return n;
  if (flat->slots->storage == GVM_DIRECT)
    return gvmi_integers_put (flat->slots->codec, wire, stride, slots, GVMI_ENTRY_STEP, n);
  if (flat->slots->are_encoded) {
    gvmi_encoded_save (flat->layout, wire, stride, slots, GVMI_ENTRY_STEP, n);
    return n;
  }
  return gvmi_boxes_save (flat->layout, wire, stride, slots, GVMI_ENTRY_STEP, n, spill);
}

static const GvmDesc *
get_desc (const GvmiFlatSlots *flat)
{
  return flat->is_sent ? gvmi_codec_get_desc (flat->slots->codec) : NULL;
}

gboolean
gvmi_flat_note_ends (const GvmiFlat *flat, GvmWriter *writer, gsize start)
{
  const GvmDesc *key = get_desc (&flat->key), *value = get_desc (&flat->value);

  return (key == NULL && value == NULL) || writer->size == start ||
         gvmi_ends_note_entries (writer, start, key, value, flat->wire_size,
                                 flat->wire_size - flat->key_size);
}

/* Values first: what they spill is where the next key will be. */
gboolean
gvmi_flat_save_sides (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries, gsize n)
{
  if (!gvmi_writer_make_room (writer, n * flat->wire_size + GVMI_VECTOR))
    return FALSE;

  guint8 *wire = writer->data + writer->size;
  writer->size += n * flat->wire_size;
  return save_side (&flat->value, wire + flat->key_size, flat->wire_size, &entries->value, n,
                    GVMI_VECTOR) == n &&
         save_side (&flat->key, wire, flat->wire_size, &entries->key, n, 0) == n;
}

static gboolean
save_slot (const GvmiFlatSlots *side, GvmWriter *writer, gpointer slot)
{
  const GvmDesc *desc = get_desc (side);

  if (!side->is_sent)
    return TRUE;
  if (side->layout == NULL)
    return slot != NULL && gvmi_octets_put_fine (side->slots->codec, writer, slot);
  if (!gvmi_writer_make_room (writer, side->layout->wire_size + GVMI_VECTOR) ||
      save_side (side, writer->data + writer->size, 0, &slot, 1, GVMI_VECTOR) == 0)
    return FALSE;
  writer->size += side->layout->wire_size;
  return desc == NULL || gvmi_ends_note_flat (writer, desc, side->layout, 1, FALSE);
}

/* A key that is a text is noted from the wire, where its length is known. */
gsize
gvmi_flat_save_each (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries, gsize n,
                     GvmiDistinct *distinct)
{
  if (!flat->has_texts || writer->error != NULL)
    return 0;

  gboolean is_text = flat->key.is_sent && flat->key.layout == NULL;

  for (gsize i = 0; i < n; i++) {
    gsize start = writer->size;
    gboolean saved = save_slot (&flat->key, writer, entries[i].key);
    gsize end = writer->size;

    if (!saved || !save_slot (&flat->value, writer, entries[i].value)) {
      gvmi_ends_rewind (writer, start);
      return i;
    }
    if (distinct != NULL && is_text)
      gvmi_distinct_add_octets (distinct, writer->data + start + sizeof (guint32),
                                end - start - sizeof (guint32));
    else if (distinct != NULL)
      gvmi_distinct_add (distinct, &entries[i], 1);
  }
  return n;
}

/* ---- load ------------------------------------------------------------------------------------ */

static inline gpointer
make_box (const GvmiFlatSlots *flat)
{
  return flat->is_whole ? g_malloc (flat->layout->c_size) : gvmi_slot_make_box (flat->slots);
}

static inline gboolean
is_boxed (const GvmiFlatSlots *flat)
{
  return flat->is_sent && flat->slots->storage != GVM_DIRECT;
}

/* An entry's boxes are made one after the other: who looks for it later needs both. */
static void
make_boxes (const GvmiFlat *flat, GvmEntry *entries, gsize n)
{
  const GvmiFlatSlots *key = &flat->key, *value = &flat->value;

  if (is_boxed (key) && is_boxed (value) && key->is_whole && value->is_whole) {
    gsize key_size = key->layout->c_size, value_size = value->layout->c_size;

    for (gsize i = 0; i < n; i++) {
      entries[i].key = g_malloc (key_size);
      entries[i].value = g_malloc (value_size);
    }
    return;
  }
  for (gsize i = 0; i < n; i++)
    entries[i] = (GvmEntry) { .key = is_boxed (key) ? make_box (key) : NULL,
                              .value = is_boxed (value) ? make_box (value) : NULL };
}

static void
load_side (const GvmiFlatSlots *flat, gpointer *slots, const guint8 *wire, gsize stride, gsize n,
           gsize spill)
{
  if (is_boxed (flat))
    gvmi_boxes_load (flat->layout, slots, GVMI_ENTRY_STEP, wire, stride, n, spill);
  else if (flat->is_sent)
    gvmi_integers_take (flat->slots->codec, slots, GVMI_ENTRY_STEP, wire, stride, n);
}

static gsize
load_sides (const GvmiFlat *flat, GvmReader *reader, GvmEntry *entries, gsize n)
{
  const guint8 *wire = gvm_reader_take (reader, n * flat->wire_size);
  gsize spill = gvm_reader_left (reader);

  if (wire == NULL)
    return 0;
  make_boxes (flat, entries, n);
  load_side (&flat->key, &entries->key, wire, flat->wire_size, n, spill);
  load_side (&flat->value, &entries->value, wire + flat->key_size, flat->wire_size, n, spill);
  return n;
}

static gboolean
load_slot (const GvmiFlatSlots *side, GvmReader *reader, gpointer *ret_slot)
{
  *ret_slot = NULL;
  if (!side->is_sent)
    return TRUE;
  if (side->layout == NULL)
    return gvmi_octets_take_fine (side->slots->codec, reader, ret_slot);
  if (gvm_reader_left (reader) < side->layout->wire_size)
    return FALSE;

  const guint8 *wire = gvm_reader_take (reader, side->layout->wire_size);
  if (is_boxed (side))
    *ret_slot = make_box (side);
  load_side (side, ret_slot, wire, 0, 1, gvm_reader_left (reader));
  return TRUE;
}

static gsize
load_each (const GvmiFlat *flat, GvmReader *reader, GvmEntry *entries, guint64 *starts, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    gsize start = reader->pos;
    guint64 budget = reader->budget;

    starts[i] = gvm_reader_tell (reader);
    if (!load_slot (&flat->key, reader, &entries[i].key))
      return i;
    if (!load_slot (&flat->value, reader, &entries[i].value)) {
      if (flat->key.is_sent)
        gvmi_slot_free (flat->key.slots, entries[i].key, GVMI_FORSAKEN);
      reader->pos = start;
      reader->budget = budget;
      return i;
    }
  }
  return n;
}

gsize
gvmi_flat_load (const GvmiFlat *flat, GvmReader *reader, GvmEntry *ret_entries, guint64 *ret_starts,
                gsize n)
{
  ret_starts[0] = gvm_reader_tell (reader);
  return flat->is_regular ? load_sides (flat, reader, ret_entries, n)
                          : load_each (flat, reader, ret_entries, ret_starts, n);
}
