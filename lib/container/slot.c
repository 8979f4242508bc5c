/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Boxes and direct values. A direct integer is kept as GINT_TO_POINTER and GUINT_TO_POINTER do: extended
 * to the pointer's width by its sign, if it has one.
 */
#include "container/slot.h"

#include "codec/integer.h"
#include "engine/load.h"
#include "engine/value.h"

GvmiSlots
gvmi_slots_of_keys (const GvmField *field)
{
  return (GvmiSlots) { .codec = field->key,
                       .version = gvmi_field_get_nested_version (field),
                       .storage = field->keys,
                       .box_free = field->ops != NULL ? field->ops->key_free : NULL };
}

GvmiSlots
gvmi_slots_of_values (const GvmField *field)
{
  return (GvmiSlots) { .codec = field->codec,
                       .version = gvmi_field_get_nested_version (field),
                       .storage = field->values,
                       .box_new = field->ops != NULL ? field->ops->value_new : NULL,
                       .box_new_in = field->new_in,
                       .box_free = field->ops != NULL ? field->ops->value_free : NULL };
}

GDestroyNotify
gvmi_slots_get_free (const GvmiSlots *slots)
{
  if (!gvmi_slots_own (slots) && !gvmi_slots_are_cells (slots))
    return NULL;
  if (slots->box_free != NULL || gvmi_slots_are_cells (slots))
    return slots->box_free;
  return gvmi_slots_are_pointers (slots) ? slots->codec->free : g_free;
}

gconstpointer
gvmi_slot_get (const GvmiSlots *slots, gpointer slot, guint64 *scratch)
{
  if (gvmi_slots_are_pointers (slots) || gvmi_slots_are_cells (slots))
    return memcpy (scratch, &slot, sizeof slot);
  if (slots->storage != GVM_DIRECT)
    return slot;
  gvmi_integer_set (slots->codec, scratch, GPOINTER_TO_SIZE (slot));
  return scratch;
}

/* A direct value must be one that its codec can give back: nothing is cut off without a word. */
static gboolean
check_direct (const GvmiSlots *slots, GvmWriter *writer, gpointer slot, gconstpointer value)
{
  if (gvmi_slots_are_pointers (slots) || gvmi_slots_are_cells (slots) ||
      slots->storage != GVM_DIRECT ||
      GSIZE_TO_POINTER ((gsize) gvmi_integer_get (slots->codec, value)) == slot)
    return TRUE;
  return gvm_writer_fail (writer, GVM_ERROR_RANGE, "%p, which is no %s", slot, slots->codec->name);
}

static gboolean
save_value (const GvmiSlots *slots, GvmWriter *writer, gconstpointer value)
{
  return slots->packer != NULL ? gvmi_packer_save (slots->packer, writer, value)
                               : gvmi_value_save (slots->codec, slots->version, writer, value);
}

static gboolean
load_value (const GvmiSlots *slots, GvmReader *reader, gpointer value)
{
  return slots->packer != NULL ? gvmi_packer_load (slots->packer, reader, value)
                               : gvmi_value_load (slots->codec, slots->version, reader, value);
}

gboolean
gvmi_slot_save (const GvmiSlots *slots, GvmWriter *writer, gpointer slot)
{
  guint64 scratch;
  gconstpointer value = gvmi_slot_get (slots, slot, &scratch);

  if (value == NULL)
    return gvm_writer_fail (writer, GVM_ERROR_NULL_ELEMENT, "NULL, where an element must be");
  if (!check_direct (slots, writer, slot, value))
    return FALSE;
  return save_value (slots, writer, value);
}

static gboolean
load_direct (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot)
{
  guint64 scratch = 0;

  if (!load_value (slots, reader, &scratch))
    return FALSE;
  *ret_slot = GSIZE_TO_POINTER ((gsize) gvmi_integer_get (slots->codec, &scratch));
  return TRUE;
}

/* The slot itself is the struct, a cell. */
static gboolean
load_cell (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot)
{
  *ret_slot = NULL;
  if (load_value (slots, reader, ret_slot))
    return TRUE;
  gvmi_load_forsake_unseen (reader);
  gvmi_slot_free (slots, g_steal_pointer (ret_slot), GVMI_FORSAKEN);
  return FALSE;
}

gpointer
gvmi_slot_make_box (const GvmiSlots *slots)
{
  if (slots->box_new_in != NULL)
    return slots->box_new_in (slots->self);
  return slots->box_new != NULL ? slots->box_new () : g_malloc0 (slots->codec->c_size);
}

static gboolean
load_box (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot)
{
  gpointer box = gvmi_slot_make_box (slots);

  if (!load_value (slots, reader, box)) {
    gvmi_load_forsake_unseen (reader);
    gvmi_slot_free (slots, box, GVMI_FORSAKEN);
    return FALSE;
  }
  *ret_slot = box;
  return TRUE;
}

gboolean
gvmi_slot_load (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot)
{
  if (gvmi_slots_are_pointers (slots))
    return load_value (slots, reader, ret_slot);
  if (gvmi_slots_are_cells (slots))
    return load_cell (slots, reader, ret_slot);
  return (slots->storage == GVM_DIRECT ? load_direct : load_box) (slots, reader, ret_slot);
}

gpointer
gvmi_slot_find_key (const GvmField *field, gpointer value)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);
  gpointer key = (guint8 *) value + field->key_offset;

  return gvmi_slots_are_pointers (&keys) ? *(gpointer *) key : key;
}

void
gvmi_slot_free (const GvmiSlots *slots, gpointer slot, GvmiDisposal how)
{
  GDestroyNotify free_slot = gvmi_slots_get_free (slots);

  if (slot == NULL)
    return;
  if (slots->box_free == NULL && gvmi_slots_are_cells (slots))
    gvmi_value_dispose (slots->codec, &slot, how);
  else if (slots->box_free == NULL && slots->storage == GVM_BOXED &&
           !gvmi_slots_are_pointers (slots))
    gvmi_value_dispose (slots->codec, slot, how);
  if (free_slot != NULL)
    free_slot (slot);
}

gsize
gvmi_slots_get_cost (const GvmiSlots *slots)
{
  if (!gvmi_slots_own (slots))
    return 0;
  /* What a pointer points to is charged by its codec. */
  return GVMI_BOX_COST + (gvmi_slots_are_pointers (slots) ? 0 : slots->codec->c_size);
}
