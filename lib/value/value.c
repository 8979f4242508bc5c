/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values: a tree is one allocation among few, and a reference to any value in it is a reference to the
 * tree. What isn't in the tree, the elements of an array of scalars, is made when asked for, counts its
 * own references and holds the tree once.
 */
#include <string.h>

#include "boxed.h"
#include "value/value.h"

GVMI_DEFINE_BOXED_TYPE (GvmValue, gvm_value, gvm_value_ref, gvm_value_unref)

/* ---- trees ----------------------------------------------------------------------------------- */

/* Values, many at a time: most structs have a few members, and there can be thousands of them. */
struct GvmiTreeBlock {
  struct GvmiTreeBlock *next;
  gsize used, capacity;
  GvmValue values[];
};

GvmiTree *
gvmi_tree_new (const GvmStream *stream)
{
  GvmiTree *tree = g_new0 (GvmiTree, 1);

  g_atomic_ref_count_init (&tree->refs);
  tree->stream = gvm_stream_ref ((GvmStream *) stream);
  return tree;
}

void
gvmi_tree_unref (GvmiTree *tree)
{
  if (!g_atomic_ref_count_dec (&tree->refs))
    return;
  for (struct GvmiTreeBlock *block = tree->blocks, *next; block != NULL; block = next) {
    next = block->next;
    g_free (block);
  }
  gvm_stream_unref (tree->stream);
  g_free (tree);
}

GvmValue *
gvmi_tree_add (GvmiTree *tree, gsize n)
{
  enum { FEW = 16, MANY = 512 };
  struct GvmiTreeBlock *block = tree->blocks;

  if (block == NULL || block->capacity - block->used < n) {
    gsize usual = block == NULL ? FEW : MIN (block->capacity * 2, MANY);
    gsize capacity = MAX (n, usual);
    block = g_malloc0 (sizeof *block + capacity * sizeof (GvmValue));
    block->capacity = capacity;
    block->next = tree->blocks;
    tree->blocks = block;
  }
  GvmValue *values = block->values + block->used;
  block->used += n;
  for (gsize i = 0; i < n; i++)
    values[i].tree = tree;
  return values;
}

GvmValue *
gvm_value_ref (GvmValue *value)
{
  g_atomic_ref_count_inc (value->is_alone ? &value->refs : &value->tree->refs);
  return value;
}

void
gvm_value_unref (GvmValue *value)
{
  if (value == NULL)
    return;
  GvmiTree *tree = value->tree;
  if (value->is_alone) {
    if (!g_atomic_ref_count_dec (&value->refs))
      return;
    g_free (value);
  }
  gvmi_tree_unref (tree);
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

GBytes *
gvm_value_get_bytes (const GvmValue *value)
{
  return g_bytes_new_from_bytes (value->tree->stream->bytes, value->offset, value->size);
}

static const guint8 *
octets_of (const GvmValue *value)
{
  return (const guint8 *) g_bytes_get_data (value->tree->stream->bytes, NULL) + value->offset;
}

/* ---- scalars --------------------------------------------------------------------------------- */

static guint64
bits_of (const GvmValue *value)
{
  const guint8 *octets = octets_of (value);
  guint64 bits = 0;

  for (gsize i = 0; i < value->size; i++)
    bits = bits << 8 | octets[i];
  return bits;
}

gboolean
gvm_value_get_bool (const GvmValue *value)
{
  return value->kind == GVM_VALUE_BOOL && bits_of (value) != 0;
}

guint64
gvm_value_get_unsigned (const GvmValue *value)
{
  return value->kind == GVM_VALUE_UNSIGNED ? bits_of (value) : 0;
}

gint64
gvm_value_get_signed (const GvmValue *value)
{
  if (value->kind != GVM_VALUE_SIGNED)
    return 0;
  guint64 sign = G_GUINT64_CONSTANT (1) << (8 * value->size - 1);
  return (gint64) ((bits_of (value) ^ sign) - sign);
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
  GvmValue *element = g_new0 (GvmValue, 1);
  gsize size = array->size / array->n_children;

  *element = (GvmValue) { .tree = array->tree,
                          .type_name = array->type_name,
                          .offset = array->offset + index * size,
                          .size = size,
                          .kind = array->element_kind,
                          .is_alone = TRUE };
  g_atomic_ref_count_init (&element->refs);
  g_atomic_ref_count_inc (&array->tree->refs);
  return element;
}

GvmValue *
gvm_value_get_child (const GvmValue *value, gsize index)
{
  g_return_val_if_fail (index < value->n_children, NULL);
  return value->children != NULL ? gvm_value_ref (&value->children[index])
                                 : make_element (value, index);
}

GvmValue *
gvm_value_get_member (const GvmValue *value, const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (value->kind != GVM_VALUE_STRUCT)
    return NULL;
  for (gsize i = 0; i < value->n_children; i++)
    if (strcmp (value->children[i].name, name) == 0)
      return gvm_value_ref (&value->children[i]);
  return NULL;
}

/* ---- equality -------------------------------------------------------------------------------- */

/* The depth is that of the description, which is bounded. */
static gboolean
same_shape (const GvmValue *a, const GvmValue *b)
{
  if (a->kind != b->kind || a->size != b->size || a->n_children != b->n_children ||
      a->is_subsection != b->is_subsection || (a->children == NULL) != (b->children == NULL))
    return FALSE;
  if (a->children == NULL)
    return a->n_children == 0 || a->element_kind == b->element_kind;
  for (gsize i = 0; i < a->n_children; i++)
    if (!same_shape (&a->children[i], &b->children[i]))
      return FALSE;
  return TRUE;
}

gboolean
gvm_value_equal (const GvmValue *a, const GvmValue *b)
{
  return same_shape (a, b) && (a->size == 0 || memcmp (octets_of (a), octets_of (b), a->size) == 0);
}
