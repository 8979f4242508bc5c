/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a model to descriptors, by the builder.
 */
#include "property/model.h"

#include <string.h>

const char *const shape_names[N_ROW_SHAPES] = {
  "field",         "equal",       "at most",        "array",          "counted",
  "counted array", "buffer",      "buffer part",    "buffer counted", "buffer pointer",
  "pad",           "pad counted", "bitmap counted", "pointer",        "pointer array",
  "derived",       "validate",    "not saved",      "container",
};
const char *const kind_names[N_KINDS] = { "hash", "set",   "tree",  "garray",  "ptrarray",
                                          "list", "slist", "queue", "sequence" };
const GvmContainer *const containers[N_KINDS] = {
  &gvm_container_hash,   &gvm_container_set,      &gvm_container_tree,
  &gvm_container_garray, &gvm_container_ptrarray, &gvm_container_list,
  &gvm_container_slist,  &gvm_container_queue,    &gvm_container_sequence,
};

static const GvmShape *const shapes[N_ROW_SHAPES] = {
  &gvm_shape_field,          &gvm_shape_equal,       &gvm_shape_at_most,
  &gvm_shape_array,          &gvm_shape_counted,     &gvm_shape_counted_array,
  &gvm_shape_buffer,         &gvm_shape_buffer_part, &gvm_shape_buffer_counted,
  &gvm_shape_buffer_pointer, &gvm_shape_pad,         &gvm_shape_pad,
  &gvm_shape_bitmap_counted, &gvm_shape_pointers,    &gvm_shape_pointers,
  &gvm_shape_derived,        &gvm_shape_validate,    &gvm_shape_not_saved,
  &gvm_shape_container,
};

/* ---- fixed rows -------------------------------------------------------------------------------------- */

static void
add_octet (GvmDescBuilder *builder, const char *name, gsize offset)
{
  gsize found = gvm_desc_builder_add (
      builder,
      &(GvmField) { .name = name, .shape = &gvm_shape_field, .codec = &gvm_u8, .count = 1 });

  g_assert (found == offset);
}

static void
add_fixed_rows (GvmDescBuilder *builder, const Struct *self)
{
  GvmField clock = { .name = "clock",
                     .shape = &gvm_shape_not_saved,
                     .codec = &gvm_nothing,
                     .count = 1,
                     .size = sizeof (guint64),
                     .alignment = sizeof (guint64) };

  if (self->has_flag)
    add_octet (builder, "flag", FLAG_OFFSET);
  if (self->has_must)
    add_octet (builder, "must", MUST_OFFSET);
  if (self->has_clock) {
    gsize found = gvm_desc_builder_add (builder, &clock);
    g_assert (found == CLOCK_OFFSET);
  }
}

/* ---- rows -------------------------------------------------------------------------------------------- */

static void
set_functions (Row *row, GvmField *field)
{
  gboolean is_cell = row->values == GVM_DIRECT;

  row->ops = (GvmContainerOps) { .key_hash = NULL };
  field->ops = &row->ops;
  if (row->slot >= 0) {
    slot_set (row->slot, row->type.nested->desc);
    if (row->kind == KIND_GARRAY)
      row->ops.value_clear = slot_get_clear (row->slot);
    else
      row->ops.value_free = slot_get_free (row->slot, is_cell);
    if (row->kind != KIND_GARRAY && !is_cell && !row->has_new_in)
      row->ops.value_new = slot_get_new (row->slot);
    if (row->has_new_in)
      field->new_in = slot_get_new_in (row->slot);
  }
  if (row->key_slot >= 0) {
    slot_set (row->key_slot, row->key.nested->desc);
    row->ops.key_hash = slot_get_hash (row->key_slot);
    row->ops.key_equal = slot_get_equal (row->key_slot);
  }
  if (row->slot < 0 && row->key_slot < 0)
    field->ops = NULL;
}

static void
set_container (Row *row, GvmField *field)
{
  field->container = containers[row->kind];
  field->framing = row->framing;
  field->order = row->order;
  field->keys = row->keys;
  field->values = row->values;
  field->in_place = row->in_place;
  field->max = 64;
  if (row_is_table (row))
    field->key = type_get_codec (&row->key);
  if (row->kind == KIND_SET)
    field->codec = field->key;
  if (row->keys == GVM_IN_VALUE)
    field->key_offset = struct_get_row (row->type.nested, 0)->offset;
  set_functions (row, field);
}

/* Blocks and their counts become NULL and 0, all else what `defaults` of the struct has: once it is there. */
static void
set_default (GvmField *field, GvmDefault *absent, gsize size)
{
  static const guint64 zeros[2];

  *absent = (GvmDefault) { .value = zeros, .size = size, .value_size = size };
  field->absent = absent;
}

static gboolean
is_block (const Row *row)
{
  return row->shape == ROW_COUNTED || row->shape == ROW_BUFFER_COUNTED ||
         row->shape == ROW_BITMAP_COUNTED;
}

static gboolean
has_pointers (const Row *row)
{
  return row->shape == ROW_POINTER || row->shape == ROW_POINTER_ARRAY;
}

static gsize
size_of (const Row *row, const GvmField *field)
{
  if (is_block (row) || row->shape == ROW_CONTAINER)
    return sizeof (gpointer);
  return (has_pointers (row) ? sizeof (gpointer) : field->codec->c_size) * row->count;
}

/* A counter without a row is a member all the same. */
static GvmField
make_own_counter (const Row *row)
{
  gsize size = row->counter->codec->c_size;

  return (GvmField) { .name = row->counter_name,
                      .shape = &gvm_shape_not_saved,
                      .codec = &gvm_nothing,
                      .count = 1,
                      .size = size,
                      .alignment = size };
}

/* The member that counts, and its row, before that of what is counted. */
static void
add_counter (GvmDescBuilder *builder, Row *row, GvmField *field)
{
  GvmField counter = { .name = row->counter_name,
                       .shape = &gvm_shape_field,
                       .codec = row->counter->codec,
                       .count = 1,
                       .since = row->since,
                       .until = row->until };

  if (row->own_count)
    counter = make_own_counter (row);
  else if (row->has_default && is_block (row))
    set_default (&counter, &row->counter_absent, row->counter->codec->c_size);
  row->counter_offset = gvm_desc_builder_add (builder, &counter);
  row->counter_absent.offset = row->counter_offset;
  field->own_count = row->own_count;
  field->count_offset = row->counter_offset;
  field->count_size = row->counter->codec->c_size;
  field->times = row->times;
  if (is_block (row))
    field->max = 64;
}

static GvmField
make_field (const Row *row)
{
  static const char *old_names[2];

  old_names[0] = row->alias_name;
  return (GvmField) {
    .name = row->name,
    .shape = shapes[row->shape],
    .count = row->count,
    .since = row->since,
    .until = row->until,
    .when = row->when ? flag_is_set : NULL,
    .nested_version = row->nested_version,
    .nullable = row->nullable,
    .alias = row->alias_name[0] != '\0' ? old_names : NULL, /* is copied */
    .packing = row->packing,
  };
}

static const GvmCodec *
get_codec (const Row *row)
{
  switch (row->shape) {
  case ROW_BUFFER:
  case ROW_BUFFER_PART:
  case ROW_BUFFER_COUNTED:
  case ROW_BUFFER_POINTER:
  case ROW_PAD:
  case ROW_PAD_COUNTED:
    return &gvm_u8;
  case ROW_DERIVED:
    return &clock_desc.codec;
  case ROW_VALIDATE:
  case ROW_NOT_SAVED:
    return &gvm_nothing;
  case ROW_CONTAINER:
    return row->kind != KIND_SET ? type_get_codec (&row->type) : NULL;
  default:
    return type_get_codec (&row->type);
  }
}

static void
add_twin (GvmDescBuilder *builder, const Row *row, const GvmField *field)
{
  g_autofree char *name = g_strconcat (row->name, "b", NULL);
  GvmField twin = *field;

  twin.name = name;
  twin.since = row->since;
  twin.until = 0;
  twin.codec = row->twin->codec;
  twin.offset = row->offset;
  twin.absent = NULL;
  twin.alias = NULL;
  gvm_desc_builder_add_at (builder, &twin);
}

/* What the member was in versions before. */
static void
add_moved (GvmDescBuilder *builder, const Row *row)
{
  gvm_desc_builder_add (builder, &(GvmField) { .name = row->alias_name,
                                               .shape = &gvm_shape_field,
                                               .codec = &gvm_u8,
                                               .count = 1,
                                               .until = row->since - 1 });
}

static void
add_row (GvmDescBuilder *builder, Row *row)
{
  GvmField field = make_field (row);

  field.codec = get_codec (row);
  if (row->was_moved)
    add_moved (builder, row);
  if (row->counter != NULL)
    add_counter (builder, row, &field);
  if (row->shape == ROW_CONTAINER)
    set_container (row, &field);
  if (row->shape == ROW_DERIVED)
    field.derived = &clock_ops;
  if (row->shape == ROW_VALIDATE)
    field.must_hold = must_is_set;
  if (row->shape == ROW_NOT_SAVED)
    field.size = row->count;
  if (row->twin != NULL)
    field.until = row->since - 1, field.since = 0;
  if (row->packing == GVM_PACKING_SPARSE) {
    row->blank = g_malloc0 (field.codec->c_size);
    type_fill (&row->type, row->seed, row->blank);
    field.blank = row->blank;
    field.blank_codec = field.codec;
  }
  if (row->has_default)
    set_default (&field, &row->absent, size_of (row, &field));
  row->offset = gvm_desc_builder_add (builder, &field);
  row->absent.offset = row->offset;
  if (row->twin != NULL)
    add_twin (builder, row, &field);
}

static void
set_hooks (GvmDescBuilder *builder, guint bits)
{
  GvmDesc chosen = all_hooks;

  chosen.pre_save = bits & HOOK_PRE_SAVE ? chosen.pre_save : NULL;
  chosen.post_save = bits & HOOK_POST_SAVE ? chosen.post_save : NULL;
  chosen.pre_load = bits & HOOK_PRE_LOAD ? chosen.pre_load : NULL;
  chosen.check = bits & HOOK_CHECK ? chosen.check : NULL;
  chosen.post_load = bits & HOOK_POST_LOAD ? chosen.post_load : NULL;
  chosen.committed = bits & HOOK_COMMITTED ? chosen.committed : NULL;
  chosen.undo = bits & HOOK_UNDO ? chosen.undo : NULL;
  gvm_desc_builder_set_hooks (builder, &chosen);
}

static void
add_rows (GvmDescBuilder *builder, Struct *self)
{
  const char *old_names[] = { self->alias_name, NULL };

  for (guint i = 0; i < struct_n_rows (self); i++)
    if (!struct_get_row (self, i)->is_dropped)
      add_row (builder, struct_get_row (self, i));
  set_hooks (builder, self->hooks);
  gvm_desc_builder_set_alias (builder, self->alias_name[0] != '\0' ? old_names : NULL);
  for (guint i = 0; i < self->subsections->len; i++) {
    Struct *inner = struct_get_subsection (self, i);

    if (!inner->is_dropped)
      add_rows (gvm_desc_builder_add_subsection (builder, inner->name, inner->version,
                                                 inner->minimum,
                                                 inner->is_conditional ? flag_is_set : NULL),
                inner);
  }
}

/* ---- what is known when the rows are where they stay ---------------------------------------------------- */

static void
find_fields (Struct *self, const GvmDesc *desc)
{
  guint found = 0;

  for (gsize i = 0; i < desc->n_fields; i++)
    for (guint k = 0; k < struct_n_rows (self); k++)
      if (strcmp (desc->fields[i].name, struct_get_row (self, k)->name) == 0)
        struct_get_row (self, k)->field = &desc->fields[i];
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped)
      find_fields (struct_get_subsection (self, i), desc->subsections[found++].desc);
}

static void
fill_defaults (Struct *self, gpointer defaults)
{
  for (guint i = 0; i < struct_n_rows (self); i++) {
    Row *row = struct_get_row (self, i);

    if (row->is_dropped || !row->has_default || is_block (row))
      continue;
    row_fill (row, row->seed ^ 1, defaults);
    row->absent.value = (const guint8 *) defaults + row->offset;
  }
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped)
      fill_defaults (struct_get_subsection (self, i), defaults);
}

static gboolean
build_struct (Struct *self, GError **error)
{
  GvmDescBuilder *builder = gvm_desc_builder_new (self->name, self->version, self->minimum);

  add_fixed_rows (builder, self);
  add_rows (builder, self);
  if (self->old != NULL) {
    step_set (self->step, self);
    gvm_desc_builder_set_upgrade (
        builder,
        &(GvmUpgrade) { .from = self->old->desc, .convert = step_get_convert (self->step) });
  }
  GvmDesc *desc = gvm_desc_builder_end (builder, error);
  if (desc == NULL)
    return FALSE;
  self->desc = desc;
  find_fields (self, desc);
  self->defaults = g_malloc0 (desc->codec.c_size);
  fill_defaults (self, self->defaults);
  return TRUE;
}

/* ---- lives ---------------------------------------------------------------------------------------------- */

static GPtrArray *arena;

gpointer
arena_take (gsize size)
{
  gpointer octets = g_malloc0 (size);

  if (arena == NULL)
    arena = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (arena, octets);
  return octets;
}

static void
free_blanks (Struct *self)
{
  for (guint i = 0; i < struct_n_rows (self); i++)
    g_clear_pointer (&struct_get_row (self, i)->blank, g_free);
  for (guint i = 0; i < self->subsections->len; i++)
    free_blanks (struct_get_subsection (self, i));
}

void
model_unbuild (Model *model)
{
  for (guint i = model->structs->len; i > 0; i--) {
    Struct *self = g_ptr_array_index (model->structs, i - 1);

    if (self->defaults != NULL)
      gvm_state_clear (self->desc, self->defaults);
    g_clear_pointer (&self->defaults, g_free);
    free_blanks (self);
  }
  while (model->built->len > 0)
    g_ptr_array_remove_index (model->built, model->built->len - 1);
  g_clear_pointer (&arena, g_ptr_array_unref);
}

gboolean
model_build (Model *model, GError **error)
{
  model_unbuild (model);
  for (guint i = 0; i < model->structs->len; i++) {
    Struct *self = g_ptr_array_index (model->structs, i);

    if (!build_struct (self, error))
      return FALSE;
    g_ptr_array_add (model->built, (gpointer) self->desc);
  }
  return TRUE;
}
