/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Draws rows over containers.
 */
#include "property/drawing.h"

static int
draw_slot (Drawing *drawing)
{
  return drawing->model->n_slots < N_SLOTS ? (int) drawing->model->n_slots++ : -1;
}

static void
draw_table_key (Drawing *drawing, Row *row, guint depth)
{
  row->key = (Type) { .plain = draw_plain (drawing, row->kind == KIND_TREE ? plain_has_order
                                                                           : plain_has_hash) };
  if (depth < DEEPEST && one_in (drawing, 4) && (row->key_slot = draw_slot (drawing)) >= 0)
    row->key = (Type) { .nested = draw_struct (
                            drawing, NO_HOOKS | NO_MEMORY | NO_TARGET | ONLY_PLAIN, depth + 1) };
  else if (plain_is_integer (row->key.plain) && one_in (drawing, 3) &&
           row->key.plain->codec->c_size <= sizeof (gpointer))
    row->keys = GVM_DIRECT;
  if (row->kind != KIND_TREE && one_in (drawing, 20))
    row->order = GVM_ORDER_AS_STORED;
}

/* A container in the container. */
static gboolean
draw_cell (Drawing *drawing, Row *row, guint place, guint depth)
{
  if (depth + 1 >= DEEPEST || !one_in (drawing, 6))
    return FALSE;
  row->type = (Type) { .nested = draw_struct (drawing, place | ONLY_CELL, depth + 1) };
  row->values = GVM_DIRECT;
  return TRUE;
}

static void
draw_values (Drawing *drawing, Row *row, guint place, guint depth)
{
  gboolean stays =
      row->kind != KIND_GARRAY || (row->framing == GVM_FRAMING_COUNTED && !row->in_place);

  place |= NO_TARGET;
  if (!stays)
    place |= NO_HOOKS;
  if (row->kind != KIND_GARRAY && draw_cell (drawing, row, place, depth))
    return;
  if (row->key.plain != NULL && row->kind != KIND_SET && depth < DEEPEST && one_in (drawing, 4)) {
    row->type.nested = draw_struct (drawing, place | WITH_KEY, depth + 1);
    row->key = struct_get_row (row->type.nested, 0)->type;
    row->keys = GVM_IN_VALUE;
    return;
  }
  row->type = draw_type (
      drawing, one_in (drawing, 4) ? place | NO_HOOKS | NO_MEMORY | ONLY_PLAIN : place, depth);
  if (row->type.plain != NULL && row->kind != KIND_GARRAY && plain_is_integer (row->type.plain) &&
      one_in (drawing, 3) && row->type.plain->codec->c_size <= sizeof (gpointer))
    row->values = GVM_DIRECT;
}

/* Who frees what elements own, where the row does not. */
static gboolean
draw_functions (Drawing *drawing, Row *row)
{
  gboolean is_needed = row->kind != KIND_LIST && row->kind != KIND_SLIST &&
                       row->kind != KIND_QUEUE && row->kind != KIND_SET &&
                       row->type.nested != NULL && type_owns (&row->type);
  gboolean is_owned = row->type.plain != NULL && row->kind == KIND_GARRAY && type_owns (&row->type);

  if (is_owned)
    return FALSE;
  if (is_needed || (row->kind != KIND_GARRAY && row->type.nested != NULL &&
                    row->values == GVM_BOXED && one_in (drawing, 4)))
    row->slot = draw_slot (drawing);
  row->has_new_in =
      row->slot >= 0 && row->kind != KIND_GARRAY && row->values == GVM_BOXED && one_in (drawing, 3);
  return row->slot >= 0 || !is_needed;
}

gboolean
draw_container (Drawing *drawing, Row *row, guint place, guint depth)
{
  row->kind = (ContainerKind) below (drawing, N_KINDS);
  row->framing = (GvmFraming) below (drawing, 3);
  row->in_place = row->kind != KIND_LIST && row->kind != KIND_SLIST && one_in (drawing, 3);
  row->most = one_in (drawing, 20) ? 20 : 4;
  if (row_is_table (row))
    draw_table_key (drawing, row, depth);
  if (row->kind != KIND_SET)
    draw_values (drawing, row, place, depth);
  return draw_functions (drawing, row);
}
