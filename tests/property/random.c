/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Draws a model.
 */
#include "property/drawing.h"

/* ---- types ------------------------------------------------------------------------------------------- */

const Plain *
draw_plain (Drawing *drawing, gboolean (*suits) (const Plain *plain))
{
  for (;;) {
    const Plain *plain = &plains[below (drawing, (guint) n_plains)];

    if (suits == NULL || suits (plain))
      return plain;
  }
}

static gboolean
owns_nothing (const Plain *plain)
{
  return plain->codec->free == NULL;
}

/* Small enough for an equal row of several. */
static gboolean
is_comparable (const Plain *plain)
{
  return owns_nothing (plain) && plain->codec->compare != NULL && plain->codec->c_size <= 8;
}

gboolean
plain_has_hash (const Plain *plain)
{
  return plain->codec->key_hash != NULL && plain->codec->key_equal != NULL &&
         plain->codec->compare != NULL;
}

gboolean
plain_has_order (const Plain *plain)
{
  return plain->codec->compare != NULL;
}

static gboolean
is_bound (const Plain *plain)
{
  return plain_is_integer (plain) && plain->codec->params == NULL;
}

static gboolean
is_word (const Plain *plain)
{
  return plain->codec->kind == GVM_KIND_UNSIGNED && plain->codec->params == NULL &&
         plain->codec->c_size >= 4;
}

static gboolean
is_count (const Plain *plain)
{
  return plain->codec->kind == GVM_KIND_UNSIGNED && plain->codec->params == NULL;
}

Type
draw_type (Drawing *drawing, guint place, guint depth)
{
  if (depth < DEEPEST && one_in (drawing, 3))
    return (Type) { .nested = draw_struct (drawing, place, depth + 1) };
  return (Type) { .plain = draw_plain (drawing, place & ONLY_PLAIN  ? is_comparable
                                                : place & NO_MEMORY ? owns_nothing
                                                                    : NULL) };
}

gboolean
type_owns (const Type *type)
{
  if (type->nested != NULL)
    return type->nested->owns;
  return type->plain != NULL && type->plain->codec->free != NULL;
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static gboolean
draw_pointer (Drawing *drawing, Row *row, guint place, guint depth)
{
  row->nullable = place & NO_TARGET || one_in (drawing, 2);
  drawing->model->asks_target |= !row->nullable;
  row->count = row->shape == ROW_POINTER_ARRAY ? 2 + below (drawing, 2) : 1;
  row->type = draw_type (drawing, row->nullable ? place | NO_TARGET : place, depth);
  return row->type.nested != NULL || owns_nothing (row->type.plain);
}

/* Elements of plain values are those that can be packed. */
static guint
simplify (Drawing *drawing, guint place)
{
  return one_in (drawing, 4) ? place | NO_HOOKS | NO_MEMORY | NO_TARGET | ONLY_PLAIN : place;
}

/* Returns: FALSE when it came to nothing. */
static gboolean
draw_shape (Drawing *drawing, Row *row, guint place, guint depth)
{
  row->count = 1;
  switch (row->shape) {
  case ROW_FIELD:
    row->type = draw_type (drawing, place, depth);
    return TRUE;
  case ROW_EQUAL:
    row->type = draw_type (drawing, NO_HOOKS | NO_MEMORY | NO_TARGET | ONLY_PLAIN, DEEPEST - 1);
    return TRUE;
  case ROW_AT_MOST:
    row->type.plain = draw_plain (drawing, is_bound);
    return TRUE;
  case ROW_BITMAP_COUNTED:
    row->type.plain = draw_plain (drawing, is_word);
    return TRUE;
  case ROW_ARRAY:
    row->count = 2 + below (drawing, 3);
    row->type = draw_type (drawing, simplify (drawing, place), depth);
    return TRUE;
  case ROW_COUNTED:
    row->type = draw_type (drawing, simplify (drawing, place | NO_MEMORY | NO_TARGET), depth);
    return TRUE;
  case ROW_COUNTED_ARRAY:
    row->count = 2 + below (drawing, 3);
    row->type = draw_type (drawing, simplify (drawing, place | NO_TARGET), depth);
    return TRUE;
  case ROW_BUFFER_COUNTED:
  case ROW_PAD_COUNTED:
  case ROW_DERIVED:
  case ROW_VALIDATE:
    return TRUE;
  case ROW_POINTER:
  case ROW_POINTER_ARRAY:
    return draw_pointer (drawing, row, place, depth);
  case ROW_CONTAINER:
    return draw_container (drawing, row, place, depth);
  default:
    row->count = 1 + below (drawing, 8);
    return TRUE;
  }
}

/* Whatever is in it. */
static gboolean
owns_memory (RowShape shape)
{
  return shape == ROW_COUNTED || shape == ROW_BUFFER_COUNTED || shape == ROW_BITMAP_COUNTED ||
         shape == ROW_POINTER || shape == ROW_POINTER_ARRAY || shape == ROW_CONTAINER;
}

static gboolean
is_counted (RowShape shape)
{
  return shape == ROW_COUNTED || shape == ROW_COUNTED_ARRAY || shape == ROW_BUFFER_PART ||
         shape == ROW_BUFFER_COUNTED || shape == ROW_PAD_COUNTED || shape == ROW_BITMAP_COUNTED;
}

static gboolean
is_allowed (const Struct *self, RowShape shape, guint place)
{
  if (place & ONLY_PLAIN)
    return shape == ROW_FIELD || shape == ROW_ARRAY;
  if (place & NO_MEMORY && owns_memory (shape))
    return FALSE;
  if (place & NO_TARGET &&
      (shape == ROW_EQUAL || shape == ROW_AT_MOST || shape == ROW_BUFFER_POINTER))
    return FALSE;
  return (shape != ROW_DERIVED || self->has_clock) && (shape != ROW_VALIDATE || self->has_must);
}

/* Which twin a plain member may have in later versions: of the same size. */
static const Plain *
draw_twin (const Row *row)
{
  static const char *const names[][2] = { { "u8", "i8" },      { "u16", "i16" },
                                          { "u32", "i32" },    { "u64", "timer" },
                                          { "double", "i64" }, { "float", "u32" } };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (row->shape == ROW_FIELD && row->type.plain == plain_find (names[i][0]))
      return plain_find (names[i][1]);
  return NULL;
}

static void
draw_options (Drawing *drawing, const Struct *self, Row *row, guint place)
{
  gboolean has_counter = row->counter != NULL;

  if (self->version > 1 && one_in (drawing, 2)) {
    row->since = one_in (drawing, 2) ? 1 + below (drawing, self->version) : 0;
    guint until = 1 + below (drawing, self->version);

    row->until = one_in (drawing, 3) ? MAX (row->since, until) : 0;
    if ((row->twin = draw_twin (row)) != NULL) {
      row->since = 2 + below (drawing, self->version - 1);
      row->until = 0;
    }
  }
  if (self->has_flag && !(place & ONLY_PLAIN) && !has_counter && row->twin == NULL &&
      one_in (drawing, 4))
    row->when = TRUE;
}

/* The version of a struct in it; of a key that is a struct there is only 1. */
static void
draw_nested_version (Drawing *drawing, Row *row)
{
  const Struct *nested = row->type.nested;

  if (nested == NULL)
    return;
  row->nested_version = nested->minimum + below (drawing, nested->version - nested->minimum + 1);
  if (row->key.nested != NULL)
    row->nested_version = 1;
}

static Row *
draw_row (Drawing *drawing, Struct *self, RowShape shape, guint place, guint depth)
{
  Row *row = g_new0 (Row, 1);

  g_snprintf (row->name, sizeof row->name, "r%u", drawing->n_names);
  g_snprintf (row->counter_name, sizeof row->counter_name, "n%u", drawing->n_names++);
  row->shape = shape;
  row->seed = dice_next (&drawing->dice);
  row->slot = row->key_slot = -1;
  row->most = 4;
  if (is_counted (shape)) {
    row->counter = draw_plain (drawing, is_count);
    row->times = below (drawing, 3);
    row->own_count = !(place & NO_TARGET) && one_in (drawing, 4);
  }
  if (!draw_shape (drawing, row, place, depth) ||
      (row->key.nested != NULL && row->type.nested != NULL && row->type.nested->minimum > 1)) {
    g_free (row);
    return NULL;
  }
  draw_nested_version (drawing, row);
  draw_packing (drawing, row);
  draw_options (drawing, self, row, place);
  if (!(place & ONLY_PLAIN))
    draw_history (drawing, self, row);
  self->owns |= type_owns (&row->type) || owns_memory (shape);
  drawing->model->is_unordered |= row->order == GVM_ORDER_AS_STORED;
  g_ptr_array_add (self->rows, row);
  return row;
}

/* ---- structs ----------------------------------------------------------------------------------------- */

static void
struct_free (gpointer data)
{
  Struct *self = data;

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->subsections);
  g_free (self);
}

static Struct *
struct_new (Drawing *drawing)
{
  Struct *self = g_new0 (Struct, 1);

  /* No name begins with another: nothing that follows a struct is taken for a subsection of it. */
  g_snprintf (self->name, sizeof self->name, "s%u.", drawing->n_names++);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->subsections = g_ptr_array_new_with_free_func (struct_free);
  self->version = self->minimum = 1;
  return self;
}

static void
draw_rows (Drawing *drawing, Struct *self, guint place, guint depth)
{
  for (guint n = 1 + below (drawing, MOST_ROWS); n > 0; n--) {
    RowShape shape = (RowShape) below (drawing, N_ROW_SHAPES + 3);

    /* Containers are what it is about. */
    shape = MIN (shape, ROW_CONTAINER);
    if (is_allowed (self, shape, place))
      draw_row (drawing, self, shape, place, depth);
  }
}

/* Of a struct that has octets in each version and state: after one without any, the next one's subsection would
 * look like its own. */
static void
draw_subsections (Drawing *drawing, Struct *self, guint place, guint depth)
{
  for (guint n = 1 + below (drawing, 2); n > 0; n--) {
    Struct *inner = struct_new (drawing);

    drawing->model->has_subsections = TRUE;
    inner->version = 1 + below (drawing, 3);
    inner->minimum = 1 + below (drawing, inner->version);
    inner->is_conditional = self->has_flag && one_in (drawing, 2);
    if (one_in (drawing, 3))
      g_snprintf (inner->alias_name, sizeof inner->alias_name, "o%s", inner->name + 1);
    if (!(place & NO_HOOKS) && one_in (drawing, 3))
      inner->hooks = 1 + below (drawing, 127);
    draw_rows (drawing, inner, place, DEEPEST);
    if (one_in (drawing, 4) && depth < DEEPEST)
      draw_subsections (drawing, inner, place, depth + 1);
    self->owns |= inner->owns;
    g_ptr_array_add (self->subsections, inner);
  }
}

static void
draw_head (Drawing *drawing, Struct *self, guint place)
{
  if (drawing->version != 0)
    self->version = drawing->version;
  else if (!one_in (drawing, 3))
    self->version = 1 + below (drawing, 4);
  self->minimum = 1 + below (drawing, self->version);
  drawing->version = 0;
  self->has_flag = one_in (drawing, 2);
  self->has_must = self->has_flag && one_in (drawing, 2);
  self->has_clock = self->has_must && one_in (drawing, 2);
  if (!(place & NO_HOOKS) && one_in (drawing, 3))
    self->hooks = 1 + below (drawing, 127);
}

static void
draw_key_row (Drawing *drawing, Struct *self)
{
  Row *key = draw_row (drawing, self, ROW_FIELD, ONLY_PLAIN, DEEPEST);

  key->is_fixed = TRUE;
  key->since = key->until = 0;
  key->twin = NULL;
  key->packing = GVM_PACKING_NONE;
  key->type.plain = draw_plain (drawing, plain_has_hash);
  self->owns |= type_owns (&key->type);
}

Struct *
draw_struct (Drawing *drawing, guint place, guint depth)
{
  Struct *self = struct_new (drawing);

  if (place & ONLY_CELL) {
    while (draw_row (drawing, self, ROW_CONTAINER, place & ~ONLY_CELL, depth) == NULL)
      ;
    struct_get_row (self, 0)->is_fixed = TRUE;
    self->owns = TRUE;
  } else if (place & ONLY_PLAIN) {
    draw_row (drawing, self, ROW_FIELD, place, DEEPEST)->is_fixed = TRUE;
    draw_rows (drawing, self, place, DEEPEST);
    g_ptr_array_set_size (self->rows, MIN ((int) self->rows->len, 2));
  } else {
    draw_head (drawing, self, place);
    if (place & WITH_KEY)
      draw_key_row (drawing, self);
    place &= ~(guint) WITH_KEY;
    draw_rows (drawing, self, place, depth);
    if (self->rows->len == 0)
      draw_row (drawing, self, ROW_FIELD, place, DEEPEST);
    if (!(place & NO_MEMORY) && self->has_flag && one_in (drawing, 2))
      draw_subsections (drawing, self, place, depth);
  }
  g_ptr_array_add (drawing->model->structs, self);
  return self;
}

/* Nothing can be asked of the target while an old struct is loaded, and it may have no hooks. */
static void
draw_old (Drawing *drawing, Struct *self)
{
  GPtrArray *structs = drawing->model->structs;

  if (self->minimum == 1 || drawing->model->n_steps == N_STEPS)
    return;
  drawing->version = self->minimum - 1;
  self->step = (int) drawing->model->n_steps++;
  g_ptr_array_steal_index (structs, structs->len - 1);
  self->old = draw_struct (drawing, NO_HOOKS | NO_TARGET, 1);
  draw_old (drawing, self->old);
  g_ptr_array_add (structs, self);
}

Model *
model_new (guint64 seed)
{
  Model *model = g_new0 (Model, 1);
  Drawing drawing = { .model = model, .dice = { seed } };
  g_autoptr (GError) error = NULL;

  model->seed = seed;
  model->structs = g_ptr_array_new_with_free_func (struct_free);
  model->built = g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_desc_unref);
  model->root = draw_struct (&drawing, 0, 0);
  draw_old (&drawing, model->root);
  if (!model_build (model, &error))
    g_error ("seed %" G_GUINT64_FORMAT ": %s", seed, error->message);
  return model;
}

void
model_free (Model *model)
{
  model_unbuild (model);
  g_ptr_array_unref (model->built);
  g_ptr_array_unref (model->structs);
  g_free (model);
}
