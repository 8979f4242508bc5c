/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values and the blocks that they stand in. Of an array of scalars only its octets are kept: an element is
 * made when it is asked for, in a block of its own.
 */
#include <string.h>

#include "boxed.h"
#include "value/value.h"

GVMI_DEFINE_BOXED_TYPE (GvmValue, gvm_value, gvm_value_ref, gvm_value_unref)

/* ---- blocks ---------------------------------------------------------------------------------- */

GvmiBlock *
gvmi_block_new (const GvmStream *stream, gsize n)
{
  GvmiBlock *block = g_malloc0 (sizeof *block + n * sizeof (GvmValue));

  g_atomic_ref_count_init (&block->refs);
  block->stream = gvm_stream_ref ((GvmStream *) stream);
  block->n = n;
  for (gsize i = 0; i < n; i++)
    block->values[i].block = block;
  return block;
}

GvmiBlock *
gvmi_block_grow (GvmiBlock *block, gsize n)
{
  gsize old = block->n;

  block = g_realloc (block, sizeof *block + n * sizeof (GvmValue));
  memset (block->values + old, 0, (n - old) * sizeof (GvmValue));
  block->n = n;
  for (gsize i = 0; i < n; i++)
    block->values[i].block = block;
  return block;
}

GvmiBlock *
gvmi_block_ref (GvmiBlock *block)
{
  g_atomic_ref_count_inc (&block->refs);
  return block;
}

/* The depth is that of the description, which is bounded. */
void
gvmi_block_unref (GvmiBlock *block)
{
  if (block == NULL || !g_atomic_ref_count_dec (&block->refs))
    return;
  for (gsize i = 0; i < block->n; i++) {
    gvmi_block_unref (block->values[i].children);
    g_bytes_unref (block->values[i].own);
  }
  gvm_stream_unref (block->stream);
  g_free (block);
}

GvmValue *
gvmi_value_copy (const GvmValue *value)
{
  GvmiBlock *block = gvmi_block_new (value->block->stream, 1);
  GvmValue *copy = block->values;

  *copy = *value;
  copy->block = block;
  if (copy->children != NULL)
    gvmi_block_ref (copy->children);
  if (copy->own != NULL)
    g_bytes_ref (copy->own);
  return copy;
}

GvmValue *
gvm_value_ref (GvmValue *value)
{
  gvmi_block_ref (value->block);
  return value;
}

void
gvm_value_unref (GvmValue *value)
{
  if (value != NULL)
    gvmi_block_unref (value->block);
}

/* ---- what a value is ------------------------------------------------------------------------- */

GvmValueKind
gvm_value_get_kind (const GvmValue *value)
{
  return value->kind;
}

const char *
gvm_value_get_name (const GvmValue *value)
{
  return value->name;
}

const char *
gvm_value_get_type_name (const GvmValue *value)
{
  return value->type_name;
}

gboolean
gvm_value_is_subsection (const GvmValue *value)
{
  return value->is_subsection;
}

const char *
gvm_value_get_vmsd_name (const GvmValue *value)
{
  return value->layout != NULL ? value->layout->vmsd_name : NULL;
}

guint64
gvm_value_get_offset (const GvmValue *value)
{
  return value->offset;
}

gsize
gvm_value_get_size (const GvmValue *value)
{
  return value->size;
}

const char *
gvm_value_get_key_name (const GvmValue *value)
{
  return value->key_name;
}

/* ---- scalars --------------------------------------------------------------------------------- */

gboolean
gvm_value_get_bool (const GvmValue *value)
{
  return value->kind == GVM_VALUE_BOOL && value->bits != 0;
}

guint64
gvm_value_get_unsigned (const GvmValue *value)
{
  return value->kind == GVM_VALUE_UNSIGNED ? value->bits : 0;
}

gint64
gvm_value_get_signed (const GvmValue *value)
{
  return value->kind == GVM_VALUE_SIGNED ? (gint64) value->bits : 0;
}

double
gvm_value_get_double (const GvmValue *value)
{
  float narrow;
  double wide;
  guint32 bits = (guint32) value->bits;

  if (value->kind != GVM_VALUE_FLOAT)
    return 0;
  if (value->size == sizeof wide) {
    memcpy (&wide, &value->bits, sizeof wide);
    return wide;
  }
  memcpy (&narrow, &bits, sizeof narrow);
  return (double) narrow;
}

guint64
gvm_value_get_bits (const GvmValue *value)
{
  guint unused = 64 - 8 * (guint) value->size;

  if (gvmi_value_is_container (value) || gvmi_value_has_octets (value))
    return 0;
  return value->bits << unused >> unused;
}

/* ---- octets ---------------------------------------------------------------------------------- */

const guint8 *
gvm_value_get_octets (const GvmValue *value, gsize *ret_size)
{
  gboolean has = value->kind == GVM_VALUE_BYTES || value->kind == GVM_VALUE_TEXT;

  *ret_size = has ? value->size - gvmi_value_prefix (value) : 0;
  return has ? value->octets : NULL;
}

/* ---- children -------------------------------------------------------------------------------- */

gsize
gvm_value_get_n_children (const GvmValue *value)
{
  return value->n_children;
}

static GvmValue *
make_element (const GvmValue *array, gsize index)
{
  GvmiBlock *block = gvmi_block_new (array->block->stream, 1);
  GvmValue *element = block->values;
  gsize prefix = gvmi_value_prefix (array), size = (array->size - prefix) / array->n_children;
  const guint8 *octets = array->octets + index * size;

  element->type_name = array->type_name;
  element->offset = array->offset + prefix + index * size;
  element->size = size;
  element->kind = array->element_kind;
  if (element->kind != GVM_VALUE_BYTES) {
    element->bits = gvmi_scalar_load (element->kind, octets, size);
    return element;
  }
  element->octets = octets;
  element->own = array->own != NULL ? g_bytes_ref (array->own) : NULL;
  return element;
}

GvmValue *
gvm_value_get_child (const GvmValue *value, gsize index)
{
  g_return_val_if_fail (index < value->n_children, NULL);
  return value->children != NULL ? gvm_value_ref (&value->children->values[index])
                                 : make_element (value, index);
}

GvmValue *
gvm_value_get_member (const GvmValue *value, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (value->kind != GVM_VALUE_STRUCT)
    return NULL;
  for (gsize i = 0; i < value->n_children; i++)
    if (strcmp (value->children->values[i].name, name) == 0)
      return gvm_value_ref (&value->children->values[i]);
  return NULL;
}

/* ---- equality -------------------------------------------------------------------------------- */

static gboolean
equal_octets (const GvmValue *a, const GvmValue *b)
{
  gsize size = a->size - gvmi_value_prefix (a);

  return a->octets == b->octets || size == 0 || memcmp (a->octets, b->octets, size) == 0;
}

static gboolean
equal_children (const GvmValue *a, const GvmValue *b)
{
  if (a->n_children == 0 || a->children == b->children)
    return TRUE;
  for (gsize i = 0; i < a->n_children; i++)
    if (!gvm_value_equal (&a->children->values[i], &b->children->values[i]))
      return FALSE;
  return TRUE;
}

/* The depth is that of the description, which is bounded. */
gboolean
gvm_value_equal (const GvmValue *a, const GvmValue *b)
{
  if (a->kind != b->kind || a->size != b->size || a->n_children != b->n_children ||
      a->framing != b->framing || a->is_pointed != b->is_pointed ||
      a->is_subsection != b->is_subsection || (a->children == NULL) != (b->children == NULL) ||
      (a->is_subsection && (a->layout->version != b->layout->version ||
                            strcmp (a->layout->vmsd_name, b->layout->vmsd_name) != 0)))
    return FALSE;
  if (gvmi_value_has_octets (a))
    return a->element_kind == b->element_kind && equal_octets (a, b);
  return gvmi_value_is_container (a) ? equal_children (a, b) : a->bits == b->bits;
}
