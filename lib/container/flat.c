/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries as stripes of octets.
 */
#include "container/flat.h"

#include "codec/integer.h"
#include "container/container.h"
#include "engine/ends.h"

static gboolean
flat_slots_init (GvmiFlatSlots *flat, const GvmiSlots *slots, gboolean is_sent)
{
  flat->is_sent = is_sent;
  if (!is_sent)
    return TRUE;

  flat->layout = gvmi_codec_get_layout_in (slots->codec, slots->version);
  if (flat->layout == NULL)
    return FALSE;
  flat->slots = *slots;
  flat->is_whole = flat->layout->is_block && !gvmi_slots_have_maker (slots);
  return TRUE;
}

void
gvmi_flat_init (GvmiFlat *flat, const GvmField *field, const GvmiSlots *keys,
                const GvmiSlots *values)
{
  gboolean is_flat = field->packing == GVM_PACKING_NONE && !gvmi_container_is_array (field) &&
                     !gvmi_container_is_marked (field) &&
                     flat_slots_init (&flat->key, keys, gvmi_container_sends_keys (field)) &&
                     flat_slots_init (&flat->value, values, gvmi_container_has_values (field));

  flat->wire_size = 0;
  if (is_flat)
    flat->wire_size = (flat->key.is_sent ? flat->key.layout->wire_size : 0) +
                      (flat->value.is_sent ? flat->value.layout->wire_size : 0);
}

/* ---- save ------------------------------------------------------------------------------------ */

/* Is the integer in @slot one that its codec can give back? */
static inline gboolean
set_direct (const GvmiFlatSlots *flat, guint64 *value, gpointer slot)
{
  gvmi_integer_set (flat->slots.codec, value, GPOINTER_TO_SIZE (slot));
  return GSIZE_TO_POINTER ((gsize) gvmi_integer_get (flat->slots.codec, value)) == slot;
}

static inline gboolean
save_slot (const GvmiFlatSlots *flat, guint8 **wire, gpointer slot)
{
  guint64 scratch;
  gconstpointer value = slot;

  if (!flat->is_sent)
    return TRUE;
  if (flat->slots.storage == GVM_DIRECT) {
    if (!set_direct (flat, &scratch, slot))
      return FALSE;
    value = &scratch;
  } else if (slot == NULL) {
    return FALSE;
  }
  if (!gvmi_layout_move_single (flat->layout, *wire, value))
    gvmi_layout_save (flat->layout, *wire, value, 1);
  *wire += flat->layout->wire_size;
  return TRUE;
}

static const GvmDesc *
get_desc (const GvmiFlatSlots *flat)
{
  return flat->is_sent ? gvmi_codec_get_desc (flat->slots.codec) : NULL;
}

/* Notes where structs end among the entries from octet @start on. */
static gboolean
note_ends (const GvmiFlat *flat, GvmWriter *writer, gsize start)
{
  gboolean key_is_last = !flat->value.is_sent || flat->value.layout->wire_size == 0;

  return gvmi_ends_note_entries (writer, start, get_desc (&flat->key), get_desc (&flat->value),
                                 key_is_last);
}

gsize
gvmi_flat_save (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries, gsize n)
{
  gsize saved = 0, start = writer->size;

  if (flat->wire_size == 0 || !gvmi_writer_make_room (writer, n * flat->wire_size))
    return 0;
  guint8 *wire = writer->data + writer->size;
  while (saved < n && save_slot (&flat->key, &wire, entries[saved].key) &&
         save_slot (&flat->value, &wire, entries[saved].value))
    saved++;
  writer->size += saved * flat->wire_size;
  if (saved == 0 || note_ends (flat, writer, start))
    return saved;
  writer->size = start;
  return 0;
}

/* ---- load ------------------------------------------------------------------------------------ */

static inline gpointer
load_slot (const GvmiFlatSlots *flat, const guint8 **wire)
{
  guint64 scratch = 0;
  gpointer box = &scratch;

  if (flat->slots.storage != GVM_DIRECT)
    box = flat->is_whole ? g_malloc (flat->layout->c_size) : gvmi_slot_make_box (&flat->slots);
  if (!gvmi_layout_move_single (flat->layout, box, *wire))
    gvmi_layout_load (flat->layout, box, *wire, 1);
  *wire += flat->layout->wire_size;
  return flat->slots.storage == GVM_DIRECT
             ? GSIZE_TO_POINTER ((gsize) gvmi_integer_get (flat->slots.codec, &scratch))
             : box;
}

void
gvmi_flat_load (const GvmiFlat *flat, const guint8 *wire, GvmEntry *entries, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    entries[i] = (GvmEntry) { NULL, NULL };
    if (flat->key.is_sent)
      entries[i].key = load_slot (&flat->key, &wire);
    if (flat->value.is_sent)
      entries[i].value = load_slot (&flat->value, &wire);
  }
}
