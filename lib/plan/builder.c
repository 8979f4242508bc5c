/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Descriptors on the heap. They are what the macros make, with a block around that owns what the constants
 * of a program own otherwise: names, rows, the place of the plan.
 */
#include <gvmstate/builder.h>

#include "plan/plan.h"

typedef struct {
  gpointer data;
  GDestroyNotify free;
} Kept;

/* What a descriptor is the first member of. */
typedef struct {
  GvmDesc desc;
  gatomicrefcount references;
  gpointer plan;
  GvmUpgrade upgrade;
  GArray *fields;
  GArray *subsections;
  GStringChunk *names;
  GArray *kept;
} HeapDesc;

/* Of a struct, which its descriptor and all subsections share. */
typedef struct {
  gsize end;       /* of the last member */
  gsize alignment; /* the greatest of all rows */
  gsize size;      /* 0: not set */
} Layout;

struct GvmDescBuilder {
  HeapDesc *heap;
  Layout own;
  Layout *layout;         /* that of the outermost builder */
  GPtrArray *subsections; /* of GvmDescBuilder */
};

/* ---- references ------------------------------------------------------------------------------ */

static void
heap_desc_free (gpointer data)
{
  HeapDesc *heap = data;

  gvmi_plan_free (heap->plan);
  for (guint i = heap->kept->len; i > 0; i--) {
    const Kept *kept = &g_array_index (heap->kept, Kept, i - 1);

    kept->free (kept->data);
  }
  g_array_unref (heap->kept);
  g_array_unref (heap->subsections);
  g_array_unref (heap->fields);
  g_string_chunk_free (heap->names);
  g_free (heap);
}

GvmDesc *
gvm_desc_ref (GvmDesc *desc)
{
  g_return_val_if_fail (desc != NULL, NULL);

  g_atomic_ref_count_inc (&((HeapDesc *) desc)->references);
  return desc;
}

void
gvm_desc_unref (GvmDesc *desc)
{
  HeapDesc *heap = (HeapDesc *) desc;

  if (desc != NULL && g_atomic_ref_count_dec (&heap->references))
    heap_desc_free (heap);
}

/* ---- places ---------------------------------------------------------------------------------- */

/* The size of a C type is a multiple of its alignment, so no type needs more than the greatest power of two
 * in its size, nor more than malloc() gives; and an array no more than the whole of it seems to. */
static gsize
guess_alignment (const GvmField *row)
{
  gboolean is_inline = row->shape != NULL && row->shape->is_inline && row->codec != NULL;
  gsize element = is_inline ? row->codec->c_size : row->size;
  gsize power = element & (~element + 1);

  return CLAMP (power, 1, _Alignof(max_align_t));
}

/* G_MAXSIZE stays that, and is refused at the end: no struct is so large. */
static gsize
round_up (gsize size, gsize alignment)
{
  gsize rounded;

  if (!g_size_checked_add (&rounded, size, alignment - 1))
    return G_MAXSIZE;
  return rounded / alignment * alignment;
}

/* Returns: (transfer none) (nullable): a copy that lives as long as the descriptor. */
static const char *const *
copy_names (HeapDesc *heap, const char *const *names)
{
  guint n = names != NULL ? g_strv_length ((char **) names) : 0;

  if (names == NULL)
    return NULL;

  Kept kept = { .data = g_new0 (const char *, n + 1), .free = g_free };
  const char **copy = kept.data;

  for (guint i = 0; i < n; i++)
    copy[i] = g_string_chunk_insert (heap->names, names[i]);
  g_array_append_val (heap->kept, kept);
  return copy;
}

/* A row without a shape or a codec is refused at the end. */
static GvmField
complete_row (GvmDescBuilder *builder, const GvmField *row)
{
  GvmField copy = *row;

  if (copy.name != NULL)
    copy.name = g_string_chunk_insert (builder->heap->names, copy.name);
  copy.alias = copy_names (builder->heap, copy.alias);
  if (copy.size == 0 && copy.shape != NULL && copy.codec != NULL)
    copy.size = copy.shape->measure (&copy);
  if (copy.alignment == 0)
    copy.alignment = guess_alignment (&copy);
  return copy;
}

static void
append (GvmDescBuilder *builder, const GvmField *row)
{
  gsize end;

  if (!g_size_checked_add (&end, row->offset, row->size))
    end = G_MAXSIZE;
  builder->layout->end = MAX (builder->layout->end, end);
  builder->layout->alignment = MAX (builder->layout->alignment, row->alignment);
  g_array_append_vals (builder->heap->fields, row, 1);
}

/* ---- building -------------------------------------------------------------------------------- */

/* What has been built so far is the heap descriptor's. */
static void
builder_free (gpointer data)
{
  GvmDescBuilder *builder = data;

  g_ptr_array_unref (builder->subsections);
  g_free (builder);
}

GvmDescBuilder *
gvm_desc_builder_new (const char *name, guint32 version_id, guint32 minimum_version_id)
{
  g_return_val_if_fail (name != NULL, NULL);

  GvmDescBuilder *builder = g_new0 (GvmDescBuilder, 1);
  HeapDesc *heap = g_new0 (HeapDesc, 1);

  g_atomic_ref_count_init (&heap->references);
  heap->fields = g_array_new (FALSE, FALSE, sizeof (GvmField));
  heap->subsections = g_array_new (FALSE, FALSE, sizeof (GvmSubsection));
  heap->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  heap->names = g_string_chunk_new (256);
  heap->desc = (GvmDesc) {
    .codec = { .name = g_string_chunk_insert (heap->names, name), .kind = GVM_KIND_STRUCT },
    .version_id = version_id,
    .minimum_version_id = minimum_version_id,
    .field_size = sizeof (GvmField),
    .plan = &heap->plan,
  };
  builder->heap = heap;
  builder->own.alignment = 1;
  builder->layout = &builder->own;
  builder->subsections = g_ptr_array_new_with_free_func (builder_free);
  return builder;
}

void
gvm_desc_builder_free (GvmDescBuilder *builder)
{
  if (builder == NULL)
    return;
  heap_desc_free (builder->heap);
  builder_free (builder);
}

gsize
gvm_desc_builder_add (GvmDescBuilder *builder, const GvmField *row)
{
  g_return_val_if_fail (builder != NULL && row != NULL, 0);

  GvmField placed = complete_row (builder, row);

  /* What has no member needs no place. */
  placed.offset = placed.size > 0 ? round_up (builder->layout->end, placed.alignment) : 0;
  append (builder, &placed);
  return placed.offset;
}

void
gvm_desc_builder_add_at (GvmDescBuilder *builder, const GvmField *row)
{
  g_return_if_fail (builder != NULL && row != NULL);

  GvmField placed = complete_row (builder, row);

  append (builder, &placed);
}

GvmDescBuilder *
gvm_desc_builder_add_subsection (GvmDescBuilder *builder, const char *name, guint32 version_id,
                                 guint32 minimum_version_id, GvmWhen needed)
{
  g_return_val_if_fail (builder != NULL && name != NULL, NULL);

  GvmDescBuilder *inner = gvm_desc_builder_new (name, version_id, minimum_version_id);
  GvmSubsection subsection = { .desc = &inner->heap->desc, .needed = needed };

  inner->layout = builder->layout;
  g_array_append_val (builder->heap->subsections, subsection);
  g_ptr_array_add (builder->subsections, inner);
  gvm_desc_builder_keep (builder, inner->heap, heap_desc_free);
  return inner;
}

void
gvm_desc_builder_set_hooks (GvmDescBuilder *builder, const GvmDesc *hooks)
{
  g_return_if_fail (builder != NULL && hooks != NULL);

  GvmDesc *desc = &builder->heap->desc;

  desc->pre_save = hooks->pre_save;
  desc->post_save = hooks->post_save;
  desc->pre_load = hooks->pre_load;
  desc->check = hooks->check;
  desc->post_load = hooks->post_load;
  desc->committed = hooks->committed;
  desc->undo = hooks->undo;
}

void
gvm_desc_builder_set_alias (GvmDescBuilder *builder, const char *const *alias)
{
  g_return_if_fail (builder != NULL);

  builder->heap->desc.alias = copy_names (builder->heap, alias);
}

void
gvm_desc_builder_set_upgrade (GvmDescBuilder *builder, const GvmUpgrade *upgrade)
{
  g_return_if_fail (builder != NULL);

  HeapDesc *heap = builder->heap;

  heap->upgrade = upgrade != NULL ? *upgrade : (GvmUpgrade) { .from = NULL };
  heap->desc.upgrade = upgrade != NULL ? &heap->upgrade : NULL;
}

void
gvm_desc_builder_set_size (GvmDescBuilder *builder, gsize size)
{
  g_return_if_fail (builder != NULL);

  builder->layout->size = size;
}

void
gvm_desc_builder_keep (GvmDescBuilder *builder, gpointer data, GDestroyNotify free)
{
  Kept kept = { .data = data, .free = free };

  g_return_if_fail (builder != NULL && free != NULL);

  g_array_append_val (builder->heap->kept, kept);
}

static void
finish (GvmDescBuilder *builder, gsize size)
{
  HeapDesc *heap = builder->heap;
  GvmDesc *desc = &heap->desc;

  desc->codec.c_size = size;
  desc->fields = (const GvmField *) (const void *) heap->fields->data;
  desc->n_fields = heap->fields->len;
  desc->subsections = (const GvmSubsection *) (const void *) heap->subsections->data;
  desc->n_subsections = heap->subsections->len;
  for (guint i = 0; i < builder->subsections->len; i++)
    finish (g_ptr_array_index (builder->subsections, i), size);
}

GvmDesc *
gvm_desc_builder_end (GvmDescBuilder *builder, GError **error)
{
  g_return_val_if_fail (builder != NULL && builder->layout == &builder->own, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  HeapDesc *heap = builder->heap;
  const Layout *layout = builder->layout;
  gsize size = MAX (round_up (layout->end, layout->alignment), 1);

  finish (builder, layout->size != 0 ? layout->size : size);
  builder_free (builder);
  if (gvm_desc_validate (&heap->desc, error))
    return &heap->desc;
  heap_desc_free (heap);
  return NULL;
}
