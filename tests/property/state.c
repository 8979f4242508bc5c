/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Random states of a model. Each row's content is worked out of its own seed, so leaving out a row leaves the
 * others what they are.
 */
#include "property/filling.h"

#include <string.h>

static void fill_struct (const Struct *self, Filling filling, gpointer state);

void
fill_value (const Type *type, Filling filling, gpointer value, gboolean is_key)
{
  if (type->nested != NULL)
    fill_struct (type->nested, filling, value);
  else
    type->plain->fill (type->plain->codec, &filling.dice, value, is_key);
}

void
fill_values (const Type *type, Filling filling, gpointer values, guint n)
{
  for (guint i = 0; i < n; i++)
    fill_value (type, filling_fork (&filling, i + 1),
                (guint8 *) values + i * type_get_codec (type)->c_size, FALSE);
}

/* Many elements are blank, or as the one before. */
void
fill_elements (const Row *row, Filling filling, gpointer values, guint n)
{
  gsize size = type_get_codec (&row->type)->c_size;

  fill_values (&row->type, filling, values, n);
  for (guint i = 0; row->packing == GVM_PACKING_SPARSE && i < n; i++) {
    guint8 *value = (guint8 *) values + i * size;
    guint what = dice_below (&filling.dice, 4);

    if (what < 2)
      memcpy (value, row->blank, size);
    else if (what == 2 && i > 0)
      memcpy (value, value - size, size);
  }
}

static void
fill_octets (Filling filling, guint8 *octets, guint n)
{
  for (guint i = 0; i < n; i++)
    octets[i] = (guint8) dice_next (&filling.dice);
}

/* ---- rows -------------------------------------------------------------------------------------------- */

guint64
row_get_counter (const Row *row, gconstpointer self)
{
  return number_get ((const guint8 *) self + row->counter_offset, row->counter->codec->c_size);
}

guint64
row_get_count (const Row *row, gconstpointer self)
{
  return row_get_counter (row, self) * MAX (row->times, 1);
}

enum { MOST_BITS = 64 };

/* How many a counter can count. */
static guint
get_most (const Row *row)
{
  switch (row->shape) {
  case ROW_COUNTED_ARRAY:
  case ROW_BUFFER_PART:
    return row->count;
  case ROW_BITMAP_COUNTED:
    return row->most > 0 ? MOST_BITS : 0;
  default:
    return row->most;
  }
}

static guint
draw_count (const Row *row, Dice *dice)
{
  return dice_below (dice, get_most (row) / MAX (row->times, 1) + 1);
}

guint
row_get_own_count (const Row *row)
{
  return draw_count (row, &(Dice) { row->seed }) * MAX (row->times, 1);
}

static guint
fill_count (const Row *row, Filling *filling, gpointer self)
{
  Dice own = { row->seed };
  guint n = draw_count (row, row->own_count ? &own : &filling->dice);

  number_put ((guint8 *) self + row->counter_offset, row->counter->codec->c_size, n);
  return n * MAX (row->times, 1);
}

static void
fill_block (const Row *row, Filling filling, gpointer self, gpointer *member)
{
  guint n = fill_count (row, &filling, self);

  if (n == 0)
    return;
  if (row->shape == ROW_BUFFER_COUNTED) {
    *member = g_malloc0 (n);
    fill_octets (filling, *member, n);
  } else {
    *member = g_malloc0 (n * type_get_codec (&row->type)->c_size);
    fill_elements (row, filling, *member, n);
  }
}

static void
fill_bits (const Row *row, Filling filling, gpointer self, gpointer *member)
{
  gsize width = row->type.plain->codec->c_size;
  guint n = fill_count (row, &filling, self);

  *member = n > 0 ? g_malloc0 ((n + 8 * width - 1) / (8 * width) * width) : NULL;
  for (guint bit = 0; bit < n; bit++) {
    guint8 *word = (guint8 *) *member + bit / (8 * width) * width;

    number_put (word, width,
                number_get (word, width) | (guint64) dice_below (&filling.dice, 2)
                                               << bit % (8 * width));
  }
}

/* A bound below 0 would be one that nothing keeps to. */
static void
fill_bound (const Row *row, Filling filling, gpointer member)
{
  gsize size = row->type.plain->codec->c_size;

  fill_value (&row->type, filling, member, FALSE);
  if (row->type.plain->codec->kind == GVM_KIND_SIGNED)
    number_put (member, size, number_get (member, size) & (G_MAXUINT64 >> (65 - 8 * size)));
}

static void
fill_pointers (const Row *row, Filling filling, gpointer *members)
{
  for (guint i = 0; i < row->count; i++)
    if (!dice_one_in (&filling.dice, 3)) {
      members[i] = g_malloc0 (type_get_codec (&row->type)->c_size);
      fill_value (&row->type, filling_fork (&filling, i + 1), members[i], FALSE);
    }
}

static void
fill_row (const Row *row, Filling filling, gpointer self)
{
  gpointer member = (guint8 *) self + row->offset;

  switch (row->shape) {
  case ROW_FIELD:
  case ROW_EQUAL:
  case ROW_ARRAY:
    fill_elements (row, filling, member, row->count);
    break;
  case ROW_AT_MOST:
    fill_bound (row, filling, member);
    break;
  case ROW_BITMAP_COUNTED:
    fill_bits (row, filling, self, member);
    break;
  case ROW_PAD_COUNTED:
    fill_count (row, &filling, self);
    break;
  case ROW_COUNTED_ARRAY:
    fill_count (row, &filling, self);
    fill_elements (row, filling, member, row->count);
    break;
  case ROW_BUFFER_PART:
    fill_count (row, &filling, self);
    fill_octets (filling, member, row->count);
    break;
  case ROW_BUFFER_POINTER:
    fill_octets (filling, *(gpointer *) member = arena_take (row->count), row->count);
    break;
  case ROW_BUFFER:
  case ROW_NOT_SAVED:
    fill_octets (filling, member, row->count);
    break;
  case ROW_COUNTED:
  case ROW_BUFFER_COUNTED:
    fill_block (row, filling, self, member);
    break;
  case ROW_POINTER:
  case ROW_POINTER_ARRAY:
    fill_pointers (row, filling, member);
    break;
  case ROW_CONTAINER:
    fill_container (row, filling, member);
    break;
  default:
    break;
  }
}

static void
fill_rows (const Struct *self, const Filling *filling, gpointer state)
{
  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);

    if (!row->is_dropped)
      fill_row (row, filling_fork (filling, row->seed), state);
  }
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped)
      fill_rows (struct_get_subsection (self, i), filling, state);
}

static void
fill_struct (const Struct *self, Filling filling, gpointer state)
{
  guint8 *octets = state;

  fill_rows (self, &filling, state);
  if (self->has_flag)
    octets[FLAG_OFFSET] = (guint8) dice_below (&filling.dice, 3);
  if (self->has_must)
    octets[MUST_OFFSET] = (guint8) (1 + dice_below (&filling.dice, 255));
  if (self->has_clock)
    number_put (octets + CLOCK_OFFSET, sizeof (guint64), dice_next (&filling.dice));
}

/* ---- states ------------------------------------------------------------------------------------------ */

gpointer
state_new_blank (const Model *model)
{
  return g_malloc0 (model->root->desc->codec.c_size);
}

gpointer
state_new (const Model *model, guint64 number, guint64 shuffle)
{
  Filling filling = { .dice = { model->seed + number }, .shuffle = shuffle };
  gpointer state = state_new_blank (model);

  fill_struct (model->root, filling, state);
  return state;
}

gpointer
struct_fill_new (const Struct *self, guint64 number)
{
  gpointer state = g_malloc0 (self->desc->codec.c_size);

  fill_struct (self, (Filling) { .dice = { number } }, state);
  return state;
}

void
row_fill (const Row *row, guint64 number, gpointer state)
{
  fill_row (row, (Filling) { .dice = { number } }, state);
}

void
type_fill (const Type *type, guint64 number, gpointer value)
{
  fill_value (type, (Filling) { .dice = { number } }, value, FALSE);
}

void
state_free (const Model *model, gpointer state)
{
  gvm_state_clear (model->root->desc, state);
  g_free (state);
}

GBytes *
state_save (const GvmDesc *desc, guint32 version, gconstpointer state, GError **error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  return gvm_encode_as (writer, desc, version, state, GVM_SAVE_ALLOW_LOSS, NULL, error)
             ? gvm_writer_steal (writer)
             : NULL;
}

GBytes *
model_save (const Model *model, guint64 number)
{
  gpointer state = state_new (model, number, 0);
  GBytes *payload = state_save (model->root->desc, model->root->version, state, NULL);

  state_free (model, state);
  return payload;
}

/* ---- defaults --------------------------------------------------------------------------------------- */

gboolean
row_is_plain (const Row *row)
{
  return row->shape == ROW_BUFFER ||
         ((row->shape == ROW_FIELD || row->shape == ROW_ARRAY) && row->type.plain != NULL);
}

gboolean
row_is_default (const Row *row, gconstpointer state)
{
  const GvmCodec *codec = row->shape == ROW_BUFFER ? &gvm_u8 : row->type.plain->codec;
  const guint8 *member = (const guint8 *) state + row->offset, *wanted = row->absent.value;

  for (gsize i = 0; i < row->count * codec->c_size; i += codec->c_size)
    if (codec->equal != NULL ? !codec->equal (codec, member + i, wanted + i)
                             : codec->compare (codec, member + i, wanted + i) != 0)
      return FALSE;
  return TRUE;
}

/* ---- what a load asks the target ------------------------------------------------------------------------ */

static void align_struct (const Struct *self, gconstpointer from, gpointer to);

static void
clear_pointer (const Type *type, gpointer *member)
{
  if (*member != NULL && type->nested != NULL)
    gvm_state_clear (type->nested->desc, *member);
  g_clear_pointer (member, g_free);
}

static void
align_pointers (const Row *row, const gconstpointer *from, gpointer *to)
{
  const Type *type = &row->type;

  for (guint i = 0; i < row->count; i++)
    if (from[i] == NULL) {
      clear_pointer (type, &to[i]);
    } else {
      if (to[i] == NULL) {
        to[i] = g_malloc0 (type_get_codec (type)->c_size);
        fill_value (type, (Filling) { .dice = { row->seed } }, to[i], FALSE);
      }
      if (type->nested != NULL)
        align_struct (type->nested, from[i], to[i]);
    }
}

static void
align_row (const Row *row, gconstpointer from, gpointer to)
{
  gconstpointer x = (const guint8 *) from + row->offset;
  gpointer y = (guint8 *) to + row->offset;

  if (row->own_count)
    number_put ((guint8 *) to + row->counter_offset, row->counter->codec->c_size,
                row_get_counter (row, from));
  if (row->shape == ROW_BUFFER_POINTER && *(gpointer *) y == NULL)
    *(gpointer *) y = arena_take (row->count);
  if (row->shape == ROW_EQUAL || row->shape == ROW_AT_MOST)
    memcpy (y, x, type_get_codec (&row->type)->c_size);
  else if ((row->shape == ROW_POINTER || row->shape == ROW_POINTER_ARRAY) && !row->nullable)
    align_pointers (row, x, y);
  else if ((row->shape == ROW_FIELD || row->shape == ROW_ARRAY) && row->type.nested != NULL)
    for (guint i = 0; i < row->count; i++) {
      gsize at = i * row->type.nested->desc->codec.c_size;

      align_struct (row->type.nested, (const guint8 *) x + at, (guint8 *) y + at);
    }
}

static void
align_struct (const Struct *self, gconstpointer from, gpointer to)
{
  for (guint i = 0; i < struct_n_rows (self); i++)
    if (!struct_get_row (self, i)->is_dropped)
      align_row (struct_get_row (self, i), from, to);
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped)
      align_struct (struct_get_subsection (self, i), from, to);
}

void
state_align (const Model *model, gconstpointer from, gpointer to)
{
  align_struct (model->root, from, to);
}
