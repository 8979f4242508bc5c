/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements that are made when they are asked for. Of an array of scalars only its octets are kept, and of an
 * array or a map of structs too when all of them take as many octets: a million entries cost what they take on the
 * wire. An element has a block of its own, and the members of a struct have one.
 */
#include "value/value.h"
#include "wire.h"

GvmValueKind
gvmi_value_kind_of (GvmiVmdescKind scalar)
{
  static const GvmValueKind kinds[] = {
    [GVMI_VMDESC_BYTES] = GVM_VALUE_BYTES,       [GVMI_VMDESC_BOOL] = GVM_VALUE_BOOL,
    [GVMI_VMDESC_UNSIGNED] = GVM_VALUE_UNSIGNED, [GVMI_VMDESC_SIGNED] = GVM_VALUE_SIGNED,
    [GVMI_VMDESC_STRUCT] = GVM_VALUE_STRUCT,     [GVMI_VMDESC_NULL] = GVM_VALUE_NULL,
    [GVMI_VMDESC_FLOAT] = GVM_VALUE_FLOAT,       [GVMI_VMDESC_WORDS] = GVM_VALUE_ARRAY,
    [GVMI_VMDESC_OWN] = GVM_VALUE_BYTES,
  };

  return kinds[scalar];
}

static void
set_octets (GvmValue *value, const guint8 *octets, const GvmValue *array)
{
  value->octets = octets;
  value->own = array->own != NULL ? g_bytes_ref (array->own) : NULL;
}

static void make_value (GvmValue *value, const GvmiType *type, const guint8 *octets,
                        const GvmValue *array);

static void
make_members (GvmValue *value, const GvmiTable *table, const guint8 *octets, const GvmValue *array)
{
  guint64 offset = value->offset;

  value->layout = &table->head;
  value->n_children = table->n_rows;
  value->children = gvmi_block_new (value->block->stream, table->n_rows);
  for (guint i = 0; i < table->n_rows; i++) {
    GvmValue *member = &value->children->values[i];
    member->name = table->rows[i].name;
    member->offset = offset;
    make_value (member, table->rows[i].type, octets, array);
    octets += member->size;
    offset += array->is_pinned ? 0 : member->size;
  }
}

/* What a value of a flat type is. */
static GvmValueKind
kind_of (const GvmiType *type)
{
  switch (type->form) {
  case GVMI_TYPE_SCALAR:
    return gvmi_value_kind_of (type->scalar);
  case GVMI_TYPE_STRUCT:
    return GVM_VALUE_STRUCT;
  case GVMI_TYPE_ARRAY:
  case GVMI_TYPE_WORDS:
    return GVM_VALUE_ARRAY;
  default:
    return GVM_VALUE_BYTES;
  }
}

void
gvmi_flat_set_elements (GvmValue *array, const GvmiType *of, gsize n)
{
  array->flat = of;
  array->element_kind = kind_of (of);
  array->n_children = n;
}

/* The depth is that of the description, which is bounded. */
static void
make_value (GvmValue *value, const GvmiType *type, const guint8 *octets, const GvmValue *array)
{
  value->type_name = type->word;
  value->kind = kind_of (type);
  value->size = type->flat_size;
  value->is_pinned = array->is_pinned;
  if (type->form == GVMI_TYPE_SCALAR) {
    value->bits = gvmi_scalar_load (value->kind, octets, type->size);
    return;
  }
  if (type->form == GVMI_TYPE_STRUCT) {
    make_members (value, type->table, octets, array);
    return;
  }
  set_octets (value, octets, array);
  if (type->form == GVMI_TYPE_WORDS) {
    value->element_kind = GVM_VALUE_UNSIGNED;
    value->n_children = type->size / GVMI_WIRE_WORD;
  } else if (type->form == GVMI_TYPE_ARRAY) {
    value->type_name = type->of->word;
    value->layout = type->of->table != NULL ? &type->of->table->head : NULL;
    gvmi_flat_set_elements (value, type->of, type->count);
  }
}

gsize
gvmi_value_element_size (const GvmValue *array)
{
  if (array->flat != NULL)
    return array->flat->flat_size;
  return array->n_children > 0 ? (array->size - gvmi_value_prefix (array)) / array->n_children : 0;
}

gsize
gvmi_value_octets_size (const GvmValue *value)
{
  return value->flat != NULL ? value->n_children * value->flat->flat_size
                             : value->size - gvmi_value_prefix (value);
}

/* An element that stands in the stream itself has a place of its own there. */
static guint64
offset_of (const GvmValue *array, gsize index, gsize size)
{
  gsize mark = gvmi_value_is_marked (array) ? 1 : 0;

  return array->is_pinned
             ? array->offset
             : array->offset + gvmi_value_prefix (array) + index * (size + mark) + mark;
}

GvmValue *
gvmi_value_make_element (const GvmValue *array, gsize index)
{
  GvmValue *element = gvmi_block_new (array->block->stream, 1)->values;
  gsize size = gvmi_value_element_size (array);
  const guint8 *octets = array->octets + index * size;

  element->offset = offset_of (array, index, size);
  if (array->flat != NULL) {
    make_value (element, array->flat, octets, array);
    return element;
  }
  element->type_name = array->type_name;
  element->size = size;
  element->kind = array->element_kind;
  if (element->kind == GVM_VALUE_BYTES)
    set_octets (element, octets, array);
  else
    element->bits = gvmi_scalar_load (element->kind, octets, size);
  return element;
}

GBytes *
gvmi_flat_strip (const guint8 *octets, gsize n, gsize size)
{
  guint8 *bare = g_malloc (MAX (n * size, 1)), *to = bare;

  for (gsize i = 0; i < n; i++, to += size)
    memcpy (to, octets + i * (size + 1) + 1, size);
  return g_bytes_new_take (bare, n * size);
}
