/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From values back to octets, the mirror of decode.c. Nothing is copied from the stream but what the
 * description gives no inner structure: each scalar is written from its value, as wide as its type, and a
 * subsection's head from its table.
 */
#include <string.h>

#include "value/value.h"
#include "wire.h"

guint64
gvmi_scalar_load (GvmValueKind kind, const guint8 *octets, gsize size)
{
  guint64 bits = 0;

  for (gsize i = 0; i < size; i++)
    bits = bits << 8 | octets[i];
  if (kind != GVM_VALUE_SIGNED || size == 0)
    return bits;
  guint64 sign = G_GUINT64_CONSTANT (1) << (8 * size - 1);
  return (bits ^ sign) - sign;
}

void
gvmi_scalar_store (guint8 *octets, gsize size, guint64 bits)
{
  for (gsize i = size; i > 0; i--) {
    octets[i - 1] = (guint8) bits;
    bits >>= 8;
  }
}

/* Each function returns the place behind what it wrote: the values know their sizes, so there is room. */
static guint8 *encode_value (guint8 *to, const GvmValue *value);

static guint8 *
encode_octets (guint8 *to, const GvmValue *value)
{
  gsize size = value->size - gvmi_value_prefix (value);

  if (size > 0)
    memcpy (to, value->octets, size);
  return to + size;
}

static guint8 *
encode_elements (guint8 *to, const GvmValue *array)
{
  if (array->n_children == 0)
    return to;
  gsize size = (array->size - gvmi_value_prefix (array)) / array->n_children;
  if (array->element_kind == GVM_VALUE_BYTES)
    return encode_octets (to, array);
  for (gsize i = 0; i < array->n_children; i++, to += size)
    gvmi_scalar_store (to, size,
                       gvmi_scalar_load (array->element_kind, array->octets + i * size, size));
  return to;
}

static guint8 *
encode_children (guint8 *to, const GvmValue *value)
{
  gboolean is_marked = gvmi_value_is_marked (value);

  for (gsize i = 0; i < value->n_children; i++) {
    const GvmValue *child = &value->children->values[i];
    if (is_marked)
      *to++ = GVMI_WIRE_ENTRY;
    if (child->is_pointed)
      *to++ = GVMI_WIRE_NOT_NULL;
    to = encode_value (to, child);
  }
  if (is_marked)
    *to++ = GVMI_WIRE_ENTRIES_END;
  return to;
}

static guint8 *
encode_head (guint8 *to, const GvmiVmdescStruct *layout)
{
  gsize size = strlen (layout->vmsd_name); /* of one octet: decoding has found it so */

  *to++ = GVMI_WIRE_SUBSECTION;
  *to++ = (guint8) size;
  memcpy (to, layout->vmsd_name, size);
  gvmi_scalar_store (to + size, sizeof layout->version, layout->version);
  return to + size + sizeof layout->version;
}

guint8 *
gvmi_value_encode_prefix (guint8 *to, const GvmValue *value)
{
  gsize in_octets = value->size - gvmi_value_prefix (value);
  gboolean is_array = value->kind == GVM_VALUE_ARRAY || value->kind == GVM_VALUE_MAP;

  if (value->is_subsection)
    to = encode_head (to, value->layout);
  if (value->framing != GVMI_FRAMING_COUNTED && value->framing != GVMI_FRAMING_BOTH)
    return to;
  gvmi_scalar_store (to, sizeof (guint32), is_array ? value->n_children : in_octets);
  return to + sizeof (guint32);
}

/* The depth is that of the description, which is bounded. */
static guint8 *
encode_value (guint8 *to, const GvmValue *value)
{
  to = gvmi_value_encode_prefix (to, value);
  if (value->kind == GVM_VALUE_BYTES || value->kind == GVM_VALUE_TEXT)
    return encode_octets (to, value);
  if (gvmi_value_has_octets (value))
    return encode_elements (to, value);
  if (gvmi_value_is_container (value))
    return encode_children (to, value);
  gvmi_scalar_store (to, value->size, value->bits);
  return to + value->size;
}

/* Octets that stand as they are are lent. */
static GBytes *
lend (const GvmValue *value)
{
  GBytes *whole = value->own != NULL ? value->own : value->block->stream->bytes;
  const guint8 *start = g_bytes_get_data (whole, NULL);

  return value->size > 0
             ? g_bytes_new_from_bytes (whole, (gsize) (value->octets - start), value->size)
             : g_bytes_new_static ("", 0);
}

GBytes *
gvm_value_get_bytes (const GvmValue *value)
{
  if (value->kind == GVM_VALUE_BYTES && gvmi_value_prefix (value) == 0)
    return lend (value);
  guint8 *octets = g_malloc (value->size);
  encode_value (octets, value);
  return g_bytes_new_take (octets, value->size);
}
