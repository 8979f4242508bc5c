/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A changed tree. It shares with the old one all but the blocks on the way to what was changed, and those
 * that nobody else holds any more are changed where they are: a thousand changes in a row copy once.
 */
#include <string.h>

#include <gvmstate/edit.h>

#include "value/value.h"
#include "wire.h"

/* ---- what fits where ------------------------------------------------------------------------- */

static gboolean
same_names (const GvmValue *a, const GvmValue *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && strcmp (a->type_name, b->type_name) == 0;
}

static gboolean
children_fit (const GvmValue *old, const GvmValue *value)
{
  if (old->n_children == 0 || old->children == value->children)
    return TRUE;
  for (gsize i = 0; i < old->n_children; i++) {
    const GvmValue *a = &old->children->values[i], *b = &value->children->values[i];
    if (!same_names (a, b) || !gvmi_value_fits (a, b))
      return FALSE;
  }
  return TRUE;
}

/* The depth is that of the description, which is bounded. */
gboolean
gvmi_value_fits (const GvmValue *old, const GvmValue *value)
{
  if (old->kind != value->kind || old->size != value->size || old->framing != value->framing ||
      old->is_pointed != value->is_pointed || old->n_children != value->n_children ||
      old->is_subsection != value->is_subsection ||
      (old->children == NULL) != (value->children == NULL))
    return FALSE;
  if (old->children != NULL)
    return children_fit (old, value);
  return old->kind != GVM_VALUE_ARRAY || old->element_kind == value->element_kind;
}

/* ---- putting --------------------------------------------------------------------------------- */

/* Makes *@block one that nobody else holds. */
static void
own_block (GvmiBlock **block)
{
  GvmiBlock *old = *block;

  if (g_atomic_ref_count_compare (&old->refs, 1))
    return;
  GvmiBlock *copy = gvmi_block_new (old->stream, old->n);
  for (gsize i = 0; i < old->n; i++) {
    GvmValue *value = &copy->values[i];
    *value = old->values[i];
    value->block = copy;
    if (value->children != NULL)
      gvmi_block_ref (value->children);
    if (value->own != NULL)
      g_bytes_ref (value->own);
  }
  gvmi_block_unref (old);
  *block = copy;
}

/* Its octets, in memory that nobody else holds. */
static guint8 *
own_octets (GvmValue *array)
{
  gsize size = array->size - gvmi_value_prefix (array);
  guint8 *octets = array->own != NULL && g_bytes_get_size (array->own) == size
                       ? g_bytes_unref_to_data (g_steal_pointer (&array->own), &size)
                       : g_memdup2 (array->octets, size);

  g_bytes_unref (array->own);
  array->own = g_bytes_new_take (octets, size);
  array->octets = octets;
  return octets;
}

/* Element @index of an array that has only octets. */
static void
put_element (GvmValue *array, gsize index, const GvmValue *value)
{
  guint8 *to = own_octets (array) + index * value->size;

  if (value->kind == GVM_VALUE_BYTES)
    memcpy (to, value->octets, value->size);
  else
    gvmi_scalar_store (to, value->size, value->bits);
}

/* @old keeps its name and place, and takes the rest. */
static void
put_value (GvmValue *old, const GvmValue *value)
{
  GvmValue new = *value;

  if (new.children != NULL)
    gvmi_block_ref (new.children);
  if (new.own != NULL)
    g_bytes_ref (new.own);
  new.block = old->block;
  new.name = old->name;
  new.type_name = old->type_name;
  new.layout = old->layout;
  new.offset = old->offset;
  if (gvmi_value_has_octets (&new) && new.own == NULL &&
      value->block->stream != old->block->stream) {
    /* This tree does not hold the other stream. */
    new.own = g_bytes_new (new.octets, new.size - gvmi_value_prefix (&new));
    new.octets = g_bytes_get_data (new.own, NULL);
  }
  gvmi_block_unref (old->children);
  g_bytes_unref (old->own);
  *old = new;
}

void
gvmi_value_put (GvmValue **root, const gsize *steps, guint n_steps, const GvmValue *value)
{
  GvmiBlock *block = (*root)->block;
  gsize place = (gsize) (*root - block->values);

  own_block (&block);
  *root = &block->values[place];
  GvmValue *at = *root;
  for (guint i = 0; i < n_steps; i++) {
    if (at->children == NULL) {
      put_element (at, steps[i], value);
      return;
    }
    own_block (&at->children);
    at = &at->children->values[steps[i]];
  }
  put_value (at, value);
}

/* ---- from octets ----------------------------------------------------------------------------- */

static gboolean fill (GvmValue *value, GBytes *bytes, gsize at, GError **error);

static gboolean
refuse (GError **error, gsize at, const char *text)
{
  guint64 offset = at;

  return gvm_error_set (error, GVM_ERROR_RANGE, NULL, &offset, text);
}

/* What comes before the content stays: a subsection's head, a mark, a count, a length. */
static gboolean
check_prefix (const GvmValue *value, const guint8 *octets, gsize at, GError **error)
{
  gsize size = gvmi_value_prefix (value);
  g_autofree guint8 *prefix = g_malloc (size + 1);

  gvmi_value_encode_prefix (prefix, value);
  return size == 0 || memcmp (prefix, octets, size) == 0 ||
         refuse (error, at,
                 value->is_subsection ? "another subsection, or another version of it"
                                      : "another count, length or mark than what is there");
}

static gboolean
check_mark (GBytes *bytes, gsize at, guint8 mark, GError **error)
{
  return ((const guint8 *) g_bytes_get_data (bytes, NULL))[at] == mark ||
         refuse (error, at, "another mark than what is there");
}

static gboolean
fill_children (GvmValue *value, GBytes *bytes, gsize at, GError **error)
{
  gboolean is_marked = gvmi_value_is_marked (value);

  own_block (&value->children);
  for (gsize i = 0; i < value->n_children; i++) {
    GvmValue *child = &value->children->values[i];
    if (is_marked && !check_mark (bytes, at++, GVMI_WIRE_ENTRY, error))
      return FALSE;
    if (child->is_pointed && !check_mark (bytes, at++, GVMI_WIRE_NOT_NULL, error))
      return FALSE;
    if (!fill (child, bytes, at, error))
      return FALSE;
    at += child->size;
  }
  return !is_marked || check_mark (bytes, at, GVMI_WIRE_ENTRIES_END, error);
}

/* A NULL, or an array of them. */
static gboolean
check_nulls (const GvmValue *value, const guint8 *octets, gsize at, GError **error)
{
  g_autoptr (GBytes) nulls = gvm_value_get_bytes (value);

  return memcmp (g_bytes_get_data (nulls, NULL), octets, value->size) == 0 ||
         refuse (error, at, "no NULL, and one stays so");
}

/* Gives @value, which nobody else holds, what is at @at. The sizes have been found to agree. */
static gboolean
fill (GvmValue *value, GBytes *bytes, gsize at, GError **error)
{
  const guint8 *octets = (const guint8 *) g_bytes_get_data (bytes, NULL) + at;
  gsize prefix = gvmi_value_prefix (value);

  if (!check_prefix (value, octets, at, error))
    return FALSE;
  if (value->children != NULL)
    return fill_children (value, bytes, at + prefix, error);
  if (value->kind == GVM_VALUE_NULL ||
      (value->kind == GVM_VALUE_ARRAY && value->element_kind == GVM_VALUE_NULL))
    return check_nulls (value, octets, at, error);
  if (!gvmi_value_has_octets (value)) {
    value->bits = gvmi_scalar_load (value->kind, octets + prefix, value->size - prefix);
    return TRUE;
  }
  g_bytes_unref (value->own);
  value->own = g_bytes_ref (bytes);
  value->octets = octets + prefix;
  return TRUE;
}

GvmValue *
gvm_value_with_bytes (const GvmValue *like, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  g_autoptr (GvmValue) value = gvmi_value_copy (like);
  if (g_bytes_get_size (bytes) != like->size) {
    g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT " octets, it has %" G_GSIZE_FORMAT,
                                             g_bytes_get_size (bytes), like->size);
    gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, text);
    return NULL;
  }
  return fill (value, bytes, 0, error) ? g_steal_pointer (&value) : NULL;
}

/* ---- in a tree ------------------------------------------------------------------------------- */

static GvmValue *
replace (const GvmValue *root, const GvmiSearch *search, const GvmValue *old, const GvmValue *value,
         GError **error)
{
  if (!gvmi_value_fits (old, value)) {
    gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, GVMI_DOES_NOT_FIT);
    return NULL;
  }
  GvmValue *changed = gvmi_value_copy (root);
  gvmi_value_put (&changed, (const gsize *) (gpointer) search->steps->data, search->steps->len,
                  value);
  return changed;
}

GvmValue *
gvm_value_replace (const GvmValue *root, const char *path, const GvmValue *value, GError **error)
{
  g_return_val_if_fail (path != NULL && value != NULL, NULL);

  gboolean bare = strchr ("[{", *path) == NULL; /* finds a NUL too */
  g_autofree char *rest = g_strconcat (bare ? "/" : "", path, NULL);
  GvmValue *changed = NULL;
  GvmiSearch search;

  gvmi_search_init (&search);
  g_autoptr (GvmValue) old = gvmi_value_resolve ((GvmValue *) root, rest, &search);
  if (old != NULL)
    changed = replace (root, &search, old, value, error);
  else
    gvmi_search_refuse (&search, rest, error);
  gvmi_search_clear (&search);
  return changed;
}
