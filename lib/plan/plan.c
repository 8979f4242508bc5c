/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compiling a descriptor.
 *
 * Plans are published by compare-and-exchange on the slot that the descriptor brings along; of two
 * threads that compile at once one throws its work away. Nothing is looked up by address, so a library
 * that is unloaded takes its plans' slots with it.
 */
#include "plan/plan.h"
#include "codec/integer.h"

/* A flat struct of more runs than this is walked row by row: the table would outgrow its use. */
enum { MOST_RUNS = 64 };

/* Is a value of @codec its octets, the other way round at most? Then nobody has to be asked to move it. */
static gboolean
is_plain (const GvmCodec *codec)
{
  return (gvmi_codec_is_integer (codec) || codec->kind == GVM_KIND_FLOAT) &&
         codec->params == NULL && codec->wire_size == codec->c_size;
}

/* The layouts of plain values. They depend on kind and width alone. (Where memory is big-endian nobody looks at
 * the masks.) */
#define PLAIN(size, single_, ...)                                                                  \
  {                                                                                                \
    .c_size = size, .wire_size = size, .single = single_, .n_runs = 1, .is_block = TRUE,           \
    .runs = &(const GvmiRun) { .count = 1, .width = size }, .has_mask = size > 1, .mask = {        \
      { __VA_ARGS__ }                                                                              \
    }                                                                                              \
  }
static const GvmiLayout integer_layouts[] = {
  PLAIN (1, GVMI_SINGLE_8, 0),
  PLAIN (2, GVMI_SINGLE_16, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14),
  PLAIN (4, GVMI_SINGLE_32, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12),
  PLAIN (8, GVMI_SINGLE_64, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8),
};
static const GvmiLayout bool_layout = {
  .c_size = 1,
  .wire_size = 1,
  .n_runs = 1,
  .is_block = TRUE,
  .runs = &(const GvmiRun) { .count = 1, .width = 1, .is_bool = TRUE },
};

static const GvmiLayout *
get_plain_layout (const GvmCodec *codec)
{
  if (codec->kind == GVM_KIND_BOOL)
    return &bool_layout;
  for (gsize i = 0; i < G_N_ELEMENTS (integer_layouts); i++)
    if (integer_layouts[i].c_size == codec->c_size)
      return &integer_layouts[i];
  return NULL;
}

const GvmiLayout *
gvmi_codec_get_layout (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL) {
    const GvmiPlan *plan = gvmi_plan_get (desc, NULL);
    return plan->is_flat ? &plan->layout : NULL;
  }
  return is_plain (codec) ? get_plain_layout (codec) : NULL;
}

const GvmiLayout *
gvmi_codec_get_layout_in (const GvmCodec *codec, guint32 version)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc == NULL || version >= desc->minimum_version_id ? gvmi_codec_get_layout (codec) : NULL;
}

gsize
gvmi_field_get_wire_min (const GvmField *field, const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL)
    return gvmi_facts_get_wire_min (&gvmi_plan_get (desc, NULL)->facts, field->packing);
  const GvmiFacts facts = { .wire_min = codec->wire_min,
                            .packed_min = gvmi_codec_is_varint (codec) ? 1 : codec->wire_min };
  return gvmi_facts_get_wire_min (&facts, field->packing);
}

gboolean
gvmi_codec_owns (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc != NULL ? gvmi_plan_get (desc, NULL)->facts.owns : codec->free != NULL;
}

gboolean
gvmi_codec_has_order (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc != NULL ? gvmi_plan_get (desc, NULL)->facts.has_order : codec->compare != NULL;
}

/* ---- runs of a flat struct ------------------------------------------------------------------ */

/* Adds a run, or lets the last one grow when the new one only carries on where that ends. */
static gboolean
add_run (GArray *runs, const GvmiRun *run)
{
  if (runs->len > 0) {
    GvmiRun *last = &g_array_index (runs, GvmiRun, runs->len - 1);

    if (last->width == run->width && last->is_bool == run->is_bool &&
        last->mem + last->count * last->width == run->mem &&
        last->wire + last->count * last->width == run->wire) {
      last->count += run->count;
      return TRUE;
    }
  }
  g_array_append_vals (runs, run, 1);
  return runs->len <= MOST_RUNS;
}

/* Adds the runs of one row, whose values start at @wire. */
static gboolean
add_row (GArray *runs, const GvmField *field, gsize *wire)
{
  const GvmiLayout *layout = gvmi_codec_get_layout (field->codec);

  if (layout == NULL || !field->shape->is_inline || field->packing != GVM_PACKING_NONE)
    return FALSE;
  for (gsize element = 0; element < field->count; element++) {
    for (gsize i = 0; i < layout->n_runs; i++) {
      GvmiRun run = layout->runs[i];

      run.mem += field->offset + element * layout->c_size;
      run.wire += *wire;
      if (!add_run (runs, &run))
        return FALSE;
    }
    *wire += layout->wire_size;
  }
  return TRUE;
}

static gboolean
has_hooks (const GvmDesc *desc)
{
  return desc->pre_save != NULL || desc->post_save != NULL || gvmi_desc_has_hooks (desc);
}

/* Is each run where it is on the wire? A bool, which is loaded as 0 or 1, must be all there is. */
static gboolean
is_block (const GArray *runs, gsize c_size, gsize wire_size)
{
  if (runs->len == 0 || c_size != wire_size)
    return FALSE;
  for (guint i = 0; i < runs->len; i++) {
    const GvmiRun *run = &g_array_index (runs, GvmiRun, i);

    if (run->mem != run->wire || (run->is_bool && runs->len > 1))
      return FALSE;
  }
  return TRUE;
}

static void
make_layout (GvmiLayout *layout, const GArray *runs, gsize c_size, gsize wire_size)
{
  *layout = (GvmiLayout) { .c_size = c_size,
                           .wire_size = wire_size,
                           .n_runs = runs->len,
                           .runs = g_memdup2 (runs->data, runs->len * sizeof (GvmiRun)),
                           .is_block = is_block (runs, c_size, wire_size) };
  gvmi_layout_make_single (layout);
  if (layout->is_block)
    gvmi_layout_make_mask (layout);
  gvmi_layout_make_watch (layout);
  if (layout->single == GVMI_SINGLE_RUNS)
    gvmi_layout_make_pieces (layout);
}

static gboolean
has_structs (const GvmDesc *desc)
{
  for (gsize i = 0; i < desc->n_fields; i++)
    if (gvmi_codec_get_desc (gvmi_desc_get_field (desc, i)->codec) != NULL)
      return TRUE;
  return FALSE;
}

/* Works out the runs of @desc; FALSE when it is not flat. */
static gboolean
flatten (const GvmDesc *desc, GvmiLayout *ret_layout)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (GvmiRun));
  gsize wire = 0;

  if (has_hooks (desc) || desc->n_subsections > 0)
    return FALSE;
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (!field->shape->is_absent &&
        (!gvmi_field_is_always_sent (desc, field) || !add_row (runs, field, &wire)))
      return FALSE;
  }
  make_layout (ret_layout, runs, desc->codec.c_size, wire);
  ret_layout->has_structs = has_structs (desc);
  return TRUE;
}

/* ---- bands of a struct that is not ---------------------------------------------------------- */

/* Adds a row to a band. Where structs end is noted as they are saved, so they are rows of their own. FALSE when the
 * row has to be walked; it may have made the last run longer, or added some. */
static gboolean
add_to_band (const GvmDesc *desc, GArray *runs, const GvmField *field, gsize *wire)
{
  return field->shape->is_absent ||
         (gvmi_field_is_always_sent (desc, field) && field->codec != NULL &&
          gvmi_codec_get_desc (field->codec) == NULL && add_row (runs, field, wire));
}

/* Finds the rows from @first on that can be moved at once, and their runs. Returns: how many. */
static gsize
find_band (const GvmDesc *desc, gsize first, GArray *runs, gsize *ret_wire)
{
  gsize n = 0;

  for (; first + n < desc->n_fields; n++) {
    GvmiRun last = { 0 };
    gsize before = *ret_wire;
    guint n_before = runs->len;

    if (n_before > 0)
      last = g_array_index (runs, GvmiRun, n_before - 1);
    if (add_to_band (desc, runs, gvmi_desc_get_field (desc, first + n), ret_wire))
      continue;
    g_array_set_size (runs, n_before);
    if (n_before > 0)
      g_array_index (runs, GvmiRun, n_before - 1) = last;
    *ret_wire = before;
    break;
  }
  return n;
}

/* Returns: (nullable): the band that begins with row @first; NULL when that row has to be walked. */
static GvmiBand *
make_band (const GvmDesc *desc, gsize first)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (GvmiRun));
  gsize wire = 0, n = find_band (desc, first, runs, &wire);

  if (wire == 0)
    return NULL;

  GvmiBand *band = g_new (GvmiBand, 1);
  band->n_rows = n;
  make_layout (&band->layout, runs, desc->codec.c_size, wire);
  return band;
}

static GvmiBand **
make_bands (const GvmDesc *desc)
{
  GvmiBand **bands = g_new0 (GvmiBand *, desc->n_fields + 1);

  for (gsize i = 0; i < desc->n_fields;) {
    bands[i] = make_band (desc, i);
    i += bands[i] != NULL ? bands[i]->n_rows : 1;
  }
  return bands;
}

/* ---- plans ---------------------------------------------------------------------------------- */

static void
layout_clear (GvmiLayout *layout)
{
  g_free ((gpointer) layout->runs);
  g_free ((gpointer) layout->pieces.pieces);
}

void
gvmi_plan_free (GvmiPlan *plan)
{
  if (plan == NULL)
    return;
  layout_clear (&plan->layout);
  for (gsize i = 0; plan->bands != NULL && i < plan->n_rows; i++)
    if (plan->bands[i] != NULL) {
      layout_clear ((GvmiLayout *) &plan->bands[i]->layout);
      g_free ((gpointer) plan->bands[i]);
    }
  g_free ((gpointer) plan->bands);
  gvmi_columns_free (plan->columns, plan->facts.n_columns);
  g_free (plan);
}

/* Nested descriptors first: the layout of a struct is made of theirs. */
static gboolean
compile_nested (const GvmCodec *codec, GError **error)
{
  const GvmDesc *nested = codec != NULL ? gvmi_codec_get_desc (codec) : NULL;

  return nested == NULL || gvmi_plan_get (nested, error) != NULL;
}

static GvmiPlan *
compile (const GvmDesc *desc, GError **error)
{
  GvmiFacts facts;

  if (!gvmi_desc_examine (desc, &facts, error))
    return NULL;
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);

    if (!compile_nested (field->codec, error) || !compile_nested (field->key, error))
      return NULL;
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    if (gvmi_plan_get (desc->subsections[i].desc, error) == NULL)
      return NULL;

  if (desc->upgrade != NULL && gvmi_plan_get (desc->upgrade->from, error) == NULL)
    return NULL;

  GvmiPlan *plan = g_new0 (GvmiPlan, 1);
  plan->facts = facts;
  plan->n_rows = desc->n_fields;
  plan->is_flat = flatten (desc, &plan->layout);
  if (!plan->is_flat)
    plan->bands = (const GvmiBand *const *) make_bands (desc);
  if (facts.is_packable && facts.n_columns <= GVMI_MOST_COLUMNS)
    plan->columns = gvmi_columns_list (desc);
  return plan;
}

const GvmiPlan *
gvmi_plan_make (const GvmDesc *desc, GError **error)
{
  GvmiPlan *plan = compile (desc, error);

  if (plan == NULL)
    return NULL;
  if (!g_atomic_pointer_compare_and_exchange (desc->plan, NULL, plan)) {
    gvmi_plan_free (plan);
    plan = g_atomic_pointer_get (desc->plan);
  }
  return plan;
}
