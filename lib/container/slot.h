/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A slot is the pointer by which a container holds a key or a value: to a box, or the value itself, which
 * is an integer or a cell (GVM_DIRECT) or, for a codec with a free, a pointer anyway: a
 * string. What is in a slot is known only here; but where many are moved at once, see flat.h and entries.h.
 */
#pragma once

#include <gvmstate/kind.h>
#include <gvmstate/ops.h>

#include "engine/pack.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* From one entry's key or value to that of the next, in pointers. */
enum { GVMI_ENTRY_STEP = sizeof (GvmEntry) / sizeof (gpointer) };

/* How the slots of one row are read: its keys, or its values. */
typedef struct {
  const GvmCodec *codec;
  guint32 version; /* of a nested struct */
  GvmStorage storage;
  gpointer (*box_new) (void);             /* (nullable) */
  gpointer (*box_new_in) (gpointer self); /* (nullable) */
  gpointer self;                          /* for that: the struct that the row is of */
  GDestroyNotify box_free;                /* (nullable) */
  GvmiPacker *packer;                     /* (nullable): of a packed row */
  gboolean
      are_encoded; /* each is its value as on the wire, in the place of the box's address: for flat.h alone */
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

/* Is @codec that of a cell: a struct that is a pointer to a container and nothing else? */
static inline gboolean
gvmi_codec_is_cell (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc != NULL && codec->c_size == sizeof (gpointer) && desc->n_fields > 0 &&
         desc->fields->container != NULL && desc->fields->size == sizeof (gpointer);
}

/* Is a slot such a struct itself? */
static inline gboolean
gvmi_slots_are_cells (const GvmiSlots *slots)
{
  return slots->storage == GVM_DIRECT && gvmi_codec_is_cell (slots->codec);
}

/* Does a slot own a block of memory, boxed or pointed to? What a cell owns does not count. */
static inline gboolean
gvmi_slots_own (const GvmiSlots *slots)
{
  return slots->storage == GVM_BOXED ||
         (slots->storage == GVM_DIRECT && gvmi_slots_are_pointers (slots));
}

/* Does the row say how a box is made? */
static inline gboolean
gvmi_slots_have_maker (const GvmiSlots *slots)
{
  return slots->box_new != NULL || slots->box_new_in != NULL;
}

/* Returns: a new box, with a value of zeros or whatever the row's maker gives it. */
gpointer gvmi_slot_make_box (const GvmiSlots *slots);

/* Returns: (nullable): what frees what a slot owns, as a table is given it; NULL when it owns nothing. */
GDestroyNotify gvmi_slots_get_free (const GvmiSlots *slots);

/* Returns: (nullable): the value in @slot, which is @scratch when the slot itself is the value; NULL
 * when a box is missing. */
gconstpointer gvmi_slot_get (const GvmiSlots *slots, gpointer slot, guint64 *scratch);

/* Saves the value in @slot. Errors: GVM_ERROR_NULL_ELEMENT. */
gboolean gvmi_slot_save (const GvmiSlots *slots, GvmWriter *writer, gpointer slot);

/* Loads a value into a new slot. On failure there is nothing in *@ret_slot. */
gboolean gvmi_slot_load (const GvmiSlots *slots, GvmReader *reader, gpointer *ret_slot);

/* Returns: the slot of the key that is in @value, by GVM_KEY_IN_VALUE(). */
gpointer gvmi_slot_find_key (const GvmField *field, gpointer value);

/* Frees what @slot owns, and what is in that. */
void gvmi_slot_free (const GvmiSlots *slots, gpointer slot, GvmiDisposal how);

/* Returns: octets that a slot's box will take of the budget; 0 when it has none. */
gsize gvmi_slots_get_cost (const GvmiSlots *slots);
