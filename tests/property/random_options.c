/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Draws what rows can say beside their shape: how they are packed, what becomes of members that are not there, what
 * they were called before.
 */
#include "property/drawing.h"

/* ---- what is in a struct ------------------------------------------------------------------------------ */

static gboolean
type_has (const Type *type, gboolean (*is_so) (const Row *row))
{
  return type->nested != NULL && struct_has (type->nested, is_so);
}

gboolean
struct_has (const Struct *self, gboolean (*is_so) (const Row *row))
{
  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);

    if (is_so (row) || type_has (&row->type, is_so))
      return TRUE;
  }
  for (guint i = 0; i < self->subsections->len; i++)
    if (struct_has (struct_get_subsection (self, i), is_so))
      return TRUE;
  return FALSE;
}

gboolean
struct_has_hooks (const Struct *self)
{
  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Struct *nested = struct_get_row (self, i)->type.nested;

    if (nested != NULL && struct_has_hooks (nested))
      return TRUE;
  }
  for (guint i = 0; i < self->subsections->len; i++)
    if (struct_has_hooks (struct_get_subsection (self, i)))
      return TRUE;
  return self->hooks != 0;
}

/* ---- packing ---------------------------------------------------------------------------------------------- */

/* What gvmstate/packing.h calls columns. */
typedef struct {
  guint n;
  gboolean can_pack, has_varints;
} Columns;

static gboolean
is_varint (const Plain *plain)
{
  return plain_is_integer (plain) && plain->codec->wire_size > 1;
}

static Columns columns_of_struct (const Struct *self);

static Columns
columns_of (const Type *type)
{
  if (type->nested != NULL)
    return columns_of_struct (type->nested);
  return (Columns) { .n = 1, .can_pack = TRUE, .has_varints = is_varint (type->plain) };
}

static Columns
columns_of_struct (const Struct *self)
{
  Columns all = { .n = (self->has_flag ? 1u : 0) + (self->has_must ? 1u : 0),
                  .can_pack = self->hooks == 0 && self->subsections->len == 0 && !self->has_clock };

  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);
    gboolean is_always = row->since <= self->minimum && row->until == 0 && !row->when;

    if (!is_always || row->twin != NULL || row->packing != GVM_PACKING_NONE || row->was_moved ||
        (row->shape != ROW_FIELD && row->shape != ROW_ARRAY))
      return (Columns) { .can_pack = FALSE };
    Columns own = columns_of (&row->type);
    all.n += own.n * row->count;
    all.can_pack &= own.can_pack;
    all.has_varints |= own.has_varints;
  }
  return all;
}

static gboolean
is_list (const Row *row)
{
  return row->shape == ROW_ARRAY || row->shape == ROW_COUNTED || row->shape == ROW_COUNTED_ARRAY;
}

static gboolean
can_be_sparse (const Row *row, const Columns *element)
{
  gboolean has_shape = is_list (row) || (row->shape == ROW_CONTAINER && row->kind == KIND_GARRAY &&
                                         row->framing == GVM_FRAMING_COUNTED);

  return has_shape && element->n <= 32 && !type_owns (&row->type);
}

/* The keys of a table are columns, too, unless the values have them. */
static gboolean
look_at_keys (const Row *row, Columns *element)
{
  if (!row_is_table (row) || row->keys == GVM_IN_VALUE)
    return TRUE;
  Columns key = columns_of (&row->key);
  gboolean fits = key.can_pack && key.n <= 64;

  if (row->kind == KIND_SET)
    *element = key;
  element->has_varints |= key.has_varints;
  return fits;
}

static GvmPacking
draw_list_packing (Drawing *drawing, const Row *row, const Columns *element)
{
  gboolean is_sparse = can_be_sparse (row, element) && one_in (drawing, 2);

  if (is_sparse || !element->has_varints)
    return is_sparse ? GVM_PACKING_SPARSE : GVM_PACKING_NONE;
  return row->order == GVM_ORDER_AS_STORED || one_in (drawing, 2) ? GVM_PACKING_VARINT
                                                                  : GVM_PACKING_DELTA;
}

void
draw_packing (Drawing *drawing, Row *row)
{
  gboolean is_direct = row->values == GVM_DIRECT && row->type.nested != NULL;
  gboolean has_packing = row->shape == ROW_FIELD || is_list (row) || row->shape == ROW_CONTAINER;

  if (!has_packing || is_direct || one_in (drawing, 2))
    return;
  Columns element = { .can_pack = TRUE };
  if (row->type.plain != NULL || row->type.nested != NULL)
    element = columns_of (&row->type);
  if (!look_at_keys (row, &element) || !element.can_pack || element.n == 0 || element.n > 64)
    return;
  if (row->shape != ROW_FIELD)
    row->packing = draw_list_packing (drawing, row, &element);
  else if (element.has_varints)
    row->packing = GVM_PACKING_VARINT;
}

/* ---- defaults and old names --------------------------------------------------------------------------------- */

/* Its value is the target's own, which a default cannot know. */
static gboolean
asks_target (const Row *row)
{
  return row->shape == ROW_EQUAL || row->shape == ROW_AT_MOST || row->shape == ROW_BUFFER_POINTER ||
         row->own_count ||
         ((row->shape == ROW_POINTER || row->shape == ROW_POINTER_ARRAY) && !row->nullable);
}

static gboolean
holds_member (const Row *row)
{
  return row->shape != ROW_PAD && row->shape != ROW_PAD_COUNTED && row->shape != ROW_DERIVED &&
         row->shape != ROW_VALIDATE && row->shape != ROW_NOT_SAVED;
}

static gboolean
can_have_default (const Row *row)
{
  const Struct *nested = row->type.nested;

  return holds_member (row) && !asks_target (row) &&
         (nested == NULL || (!struct_has (nested, asks_target) && !struct_has_hooks (nested)));
}

void
draw_history (Drawing *drawing, const Struct *self, Row *row)
{
  row->has_default = one_in (drawing, 2) && can_have_default (row);
  if (!one_in (drawing, 4))
    return;
  g_snprintf (row->alias_name, sizeof row->alias_name, "o%s", row->name + 1);
  row->was_moved =
      row->since > self->minimum && row->twin == NULL && row->counter == NULL && holds_member (row);
}
