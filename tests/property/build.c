/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a model to descriptors, by the builder.
 */
#include "property/model.h"

#include <string.h>

const char *const shape_names[N_ROW_SHAPES] = {
  "field",   "equal",         "at most",        "array",    "counted",     "counted array",
  "buffer",  "buffer part",   "buffer counted", "pad",      "pad counted", "bitmap counted",
  "pointer", "pointer array", "derived",        "validate", "not saved",   "container",
};
const char *const kind_names[N_KINDS] = { "hash", "set",   "tree",  "garray",  "ptrarray",
                                          "list", "slist", "queue", "sequence" };
const GvmContainer *const containers[N_KINDS] = {
  &gvm_container_hash,   &gvm_container_set,      &gvm_container_tree,
  &gvm_container_garray, &gvm_container_ptrarray, &gvm_container_list,
  &gvm_container_slist,  &gvm_container_queue,    &gvm_container_sequence,
};

static const GvmShape *const shapes[N_ROW_SHAPES] = {
  &gvm_shape_field,    &gvm_shape_equal,       &gvm_shape_at_most,
  &gvm_shape_array,    &gvm_shape_counted,     &gvm_shape_counted_array,
  &gvm_shape_buffer,   &gvm_shape_buffer_part, &gvm_shape_buffer_counted,
  &gvm_shape_pad,      &gvm_shape_pad,         &gvm_shape_bitmap_counted,
  &gvm_shape_pointers, &gvm_shape_pointers,    &gvm_shape_derived,
  &gvm_shape_validate, &gvm_shape_not_saved,   &gvm_shape_container,
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

  row->counter_offset = gvm_desc_builder_add (builder, &counter);
  field->count_offset = row->counter_offset;
  field->count_size = row->counter->codec->c_size;
  field->times = row->times;
  if (row->shape == ROW_COUNTED || row->shape == ROW_BUFFER_COUNTED ||
      row->shape == ROW_BITMAP_COUNTED)
    field->max = 64;
}

static GvmField
make_field (const Row *row)
{
  return (GvmField) {
    .name = row->name,
    .shape = shapes[row->shape],
    .count = row->count,
    .since = row->since,
    .until = row->until,
    .when = row->when ? flag_is_set : NULL,
    .nested_version = row->nested_version,
    .nullable = row->nullable,
  };
}

static const GvmCodec *
get_codec (const Row *row)
{
  switch (row->shape) {
  case ROW_BUFFER:
  case ROW_BUFFER_PART:
  case ROW_BUFFER_COUNTED:
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
add_row (GvmDescBuilder *builder, Row *row)
{
  GvmField field = make_field (row);

  field.codec = get_codec (row);
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
  row->offset = gvm_desc_builder_add (builder, &field);

  if (row->twin != NULL) {
    g_autofree char *name = g_strconcat (row->name, "b", NULL);
    GvmField twin = field;

    twin.name = name;
    twin.since = row->since;
    twin.until = 0;
    twin.codec = row->twin->codec;
    twin.offset = row->offset;
    gvm_desc_builder_add_at (builder, &twin);
  }
}

static void
add_rows (GvmDescBuilder *builder, Struct *self)
{
  GvmDesc chosen = all_hooks;

  for (guint i = 0; i < struct_n_rows (self); i++)
    if (!struct_get_row (self, i)->is_dropped)
      add_row (builder, struct_get_row (self, i));
  chosen.pre_save = self->hooks & HOOK_PRE_SAVE ? chosen.pre_save : NULL;
  chosen.post_save = self->hooks & HOOK_POST_SAVE ? chosen.post_save : NULL;
  chosen.pre_load = self->hooks & HOOK_PRE_LOAD ? chosen.pre_load : NULL;
  chosen.check = self->hooks & HOOK_CHECK ? chosen.check : NULL;
  chosen.post_load = self->hooks & HOOK_POST_LOAD ? chosen.post_load : NULL;
  chosen.committed = self->hooks & HOOK_COMMITTED ? chosen.committed : NULL;
  chosen.undo = self->hooks & HOOK_UNDO ? chosen.undo : NULL;
  gvm_desc_builder_set_hooks (builder, &chosen);
  for (guint i = 0; i < self->subsections->len; i++) {
    Struct *inner = struct_get_subsection (self, i);

    if (!inner->is_dropped)
      add_rows (gvm_desc_builder_add_subsection (builder, inner->name, inner->version,
                                                 inner->minimum,
                                                 inner->is_conditional ? flag_is_set : NULL),
                inner);
  }
}

/* Now that the rows are where they stay. */
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

void
model_build (Model *model)
{
  g_autoptr (GError) error = NULL;

  while (model->built->len > 0)
    g_ptr_array_remove_index (model->built, model->built->len - 1);
  for (guint i = 0; i < model->structs->len; i++) {
    Struct *self = g_ptr_array_index (model->structs, i);
    GvmDescBuilder *builder = gvm_desc_builder_new (self->name, self->version, self->minimum);

    add_fixed_rows (builder, self);
    add_rows (builder, self);
    GvmDesc *desc = gvm_desc_builder_end (builder, &error);
    if (desc == NULL)
      g_error ("seed %" G_GUINT64_FORMAT ": %s", model->seed, error->message);
    self->desc = desc;
    find_fields (self, desc);
    g_ptr_array_add (model->built, desc);
  }
}
