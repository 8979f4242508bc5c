/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A slot is the pointer by which a container holds a key or a value: to a box, or the value itself, which
 * is an integer (GVM_DIRECT) or, for a codec with a free, a pointer anyway: a string. What is in a slot is
 * known only here.
 */
#pragma once

#include <gvmstate/container.h>

#include "desc/shape.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* How the slots of one row are read: its keys, or its values. */
typedef struct {
  const GvmCodec *codec;
  guint32 version; /* of a nested struct */
  GvmStorage storage;
  gpointer (*box_new) (void); /* (nullable) */
  GDestroyNotify box_free;    /* (nullable) */
} GvmiSlots;

/* What one box costs the budget beside its value: the allocator's own. */
enum { GVMI_BOX_COST = 16 };

GvmiSlots gvmi_slots_of_keys (const GvmField *field);
GvmiSlots gvmi_slots_of_values (const GvmField *field);

/* Is the value of such slots the slot itself, a pointer that owns what it points to? */
static inline gboolean
gvmi_slots_are_pointers (const GvmiSlots *slots)
{
  return slots->codec->free != NULL;
}

/* Does a slot own a block of memory, boxed or pointed to? A key in its value is the value's. */
static inline gboolean
gvmi_slots_own (const GvmiSlots *slots)
{
  return slots->storage == GVM_BOXED ||
         (gvmi_slots_are_pointers (slots) && slots->storage != GVM_IN_VALUE);
}

/* Returns: (nullable): what frees the block that a slot owns, as a table is given it; NULL when it owns
 * none. */
GDestroyNotify gvmi_slots_get_free (const GvmiSlots *slots);

/* Returns: (nullable): the value in @slot, which is @scratch when the slot itself is the value; NULL
 * when a box is missing. */
gconstpointer gvmi_slot_get (const GvmiSlots *slots, gpointer slot, guint64 *scratch);

/* Saves the value in @slot. Errors: GVM_ERROR_NULL_ELEMENT. */
gboolean gvmi_slot_save (const GvmiSlots *slots, GvmWriter *writer, gpointer slot);

/* Loads a value into a new slot. On failure there is nothing in *@ret_slot. */
gboolean gvmi_slot_load (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot);

/* Frees the block that @slot owns, if it does, and what is in it. */
void gvmi_slot_free (const GvmiSlots *slots, gpointer slot, GvmiDisposal how);

/* Returns: octets that a slot's box will take of the budget; 0 when it has none. */
gsize gvmi_slots_get_cost (const GvmiSlots *slots);
