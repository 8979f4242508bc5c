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

/* The layout of a plain value: one run, static because it depends on kind and width alone. */
static const GvmiRun integer_runs[] = {
  { .count = 1, .width = 1 },
  { .count = 1, .width = 2 },
  { .count = 1, .width = 4 },
  { .count = 1, .width = 8 },
};
static const GvmiRun bool_run = { .count = 1, .width = 1, .is_bool = TRUE };

const GvmiLayout *
gvmi_codec_get_layout (const GvmCodec *codec, GvmiLayout *scratch)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  if (desc != NULL) {
    const GvmiPlan *plan = gvmi_plan_get (desc, NULL);
    return plan->is_flat ? &plan->layout : NULL;
  }
  if (!is_plain (codec))
    return NULL;

  *scratch = (GvmiLayout) { .c_size = codec->c_size, .wire_size = codec->c_size, .n_runs = 1 };
  scratch->runs = &bool_run;
  if (codec->kind != GVM_KIND_BOOL)
    for (gsize i = 0; i < G_N_ELEMENTS (integer_runs); i++)
      if (integer_runs[i].width == codec->c_size)
        scratch->runs = &integer_runs[i];
  return scratch;
}

gsize
gvmi_codec_get_wire_min (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  return desc != NULL ? gvmi_plan_get (desc, NULL)->facts.wire_min : codec->wire_min;
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
  GvmiLayout scratch;
  const GvmiLayout *layout = gvmi_codec_get_layout (field->codec, &scratch);

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

static gboolean
is_in_step (const GArray *runs, gsize c_size, gsize wire_size)
{
  if (runs->len < 2 || c_size != wire_size)
    return FALSE;
  for (guint i = 0; i < runs->len; i++) {
    const GvmiRun *run = &g_array_index (runs, GvmiRun, i);

    if (run->mem != run->wire || run->is_bool)
      return FALSE;
  }
  return TRUE;
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
  *ret_layout = (GvmiLayout) {
    .c_size = desc->codec.c_size,
    .wire_size = wire,
    .n_runs = runs->len,
    .runs = g_memdup2 (runs->data, runs->len * sizeof (GvmiRun)),
    .has_structs = has_structs (desc),
    .is_in_step = is_in_step (runs, desc->codec.c_size, wire),
  };
  return TRUE;
}

/* ---- plans ---------------------------------------------------------------------------------- */

void
gvmi_plan_free (GvmiPlan *plan)
{
  if (plan == NULL)
    return;
  g_free ((gpointer) plan->layout.runs);
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
  plan->is_flat = flatten (desc, &plan->layout);
  if (facts.is_packable && facts.n_columns <= GVMI_MOST_COLUMNS)
    plan->columns = gvmi_columns_list (desc);
  return plan;
}

const GvmiPlan *
gvmi_plan_get (const GvmDesc *desc, GError **error)
{
  GvmiPlan *plan = desc->plan != NULL ? g_atomic_pointer_get (desc->plan) : NULL;

  if (plan != NULL)
    return plan;
  if ((plan = compile (desc, error)) == NULL)
    return NULL;
  if (!g_atomic_pointer_compare_and_exchange (desc->plan, NULL, plan)) {
    gvmi_plan_free (plan);
    plan = g_atomic_pointer_get (desc->plan);
  }
  return plan;
}
