/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A slot is the pointer by which a container holds a key or a value: to a box, or the value itself.
 * What is in a slot is known only here.
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

/* Returns: (nullable): the value in @slot, which is @scratch when the slot itself is the value; NULL
 * when a box is missing. */
gconstpointer gvmi_slot_get (const GvmiSlots *slots, gpointer slot, guint64 *scratch);

/* Saves the value in @slot. Errors: GVM_ERROR_NULL_ELEMENT. */
gboolean gvmi_slot_save (const GvmiSlots *slots, GvmWriter *writer, gpointer slot);

/* Loads a value into a new slot. On failure there is nothing in *@ret_slot. */
gboolean gvmi_slot_load (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot);

/* Frees the box in @slot, if it is one, and what is in it. */
void gvmi_slot_free (const GvmiSlots *slots, gpointer slot, GvmiDisposal how);

/* Returns: octets that a slot's box will take of the budget; 0 when it has none. */
gsize gvmi_slots_get_cost (const GvmiSlots *slots);
