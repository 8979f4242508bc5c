/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What packed rows can be.
 */
#pragma once

#include "desc/shape.h"

enum {
  GVMI_MOST_COLUMNS = 64,
  GVMI_MOST_SPARSE_COLUMNS = 32, /* their mask shares a varint with a number of elements */
};

/* The shapes' own say, as bits of GvmShape.packings. */
enum {
  GVMI_PACKS_VALUE = 1 << GVM_PACKING_VARINT,
  GVMI_PACKS_ELEMENTS = 1 << GVM_PACKING_VARINT | 1 << GVM_PACKING_DELTA | 1 << GVM_PACKING_SPARSE,
};

/* Does an integer of @codec become a varint when it is packed? */
static inline gboolean
gvmi_codec_is_varint (const GvmCodec *codec)
{
  return (codec->kind == GVM_KIND_UNSIGNED || codec->kind == GVM_KIND_SIGNED) &&
         (codec->wire_size == 2 || codec->wire_size == 4 || codec->wire_size == 8);
}

/* Are the keys of this row packed as steps from one to the next? */
static inline gboolean
gvmi_field_has_steps (const GvmField *field)
{
  return field->packing == GVM_PACKING_DELTA && field->key != NULL && field->keys != GVM_IN_VALUE &&
         (field->key->kind == GVM_KIND_UNSIGNED || field->key->kind == GVM_KIND_SIGNED) &&
         field->key->c_size == field->key->wire_size;
}

/* Returns: octets that the row's packing needs beside its elements, whatever the state. */
static inline gsize
gvmi_field_get_packing_head (const GvmField *field)
{
  return field->packing == GVM_PACKING_SPARSE ? 1 : 0;
}

/* Returns: the fewest octets of what @facts are of, an element or a key, in a row of that packing. */
static inline gsize
gvmi_facts_get_wire_min (const GvmiFacts *facts, GvmPacking packing)
{
  if (packing == GVM_PACKING_SPARSE)
    return 0;
  return packing == GVM_PACKING_NONE ? facts->wire_min : facts->packed_min;
}

/* Adds to @facts, of the struct @desc, what its row's @element has of columns. */
void gvmi_facts_add_columns (GvmiFacts *facts, const GvmDesc *desc, const GvmField *field,
                             const GvmiFacts *element);

/* Returns: (nullable): the rule that the row's packing breaks, as text. */
const char *gvmi_field_check_packing (const GvmField *field, const GvmiFacts *element,
                                      const GvmiFacts *key);
