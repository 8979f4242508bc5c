/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A registry as a stream: what comes in rounds first, then the rest in the entries' order. The mirror is
 * restore.c.
 */
#include "section/registry.h"
#include "section/write.h"

static GvmiHead
head_of (const GvmiEntry *entry, GvmSectionKind kind)
{
  return (GvmiHead) { .kind = kind,
                      .section_id = entry->section_id,
                      .idstr = entry->idstr,
                      .instance_id = entry->instance_id,
                      .version_id = entry->version_id };
}

/* ---- rounds ---------------------------------------------------------------------------------- */

typedef struct {
  const GvmiEntry *entry;
  GvmSectionKind kind;
  gboolean is_done; /* of a PART: it was the last */
} Round;

static gboolean
save_round (GvmWriter *writer, gpointer data, GError **error)
{
  Round *round = data;
  const GvmRounds *rounds = round->entry->rounds;

  if (round->kind == GVM_SECTION_START)
    return rounds->save_start (round->entry->self, writer, error);
  if (round->kind == GVM_SECTION_END)
    return rounds->save_end (round->entry->self, writer, error);
  return rounds->save_part (round->entry->self, writer, &round->is_done, error);
}

static gboolean
put_round (GvmiOutput *output, Round *round, GError **error)
{
  GvmiHead head = head_of (round->entry, round->kind);

  return gvmi_output_round (output, &head, save_round, round, error);
}

/* One round of each entry, in turn. */
static gboolean
put_rounds_of_all (GvmiOutput *output, GArray *rounds, GvmSectionKind kind, GError **error)
{
  for (guint i = 0; i < rounds->len; i++) {
    Round *round = &g_array_index (rounds, Round, i);

    round->kind = kind;
    if (kind == GVM_SECTION_PART && round->is_done)
      continue;
    if (!put_round (output, round, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
are_done (const GArray *rounds)
{
  for (guint i = 0; i < rounds->len; i++)
    if (!g_array_index (rounds, Round, i).is_done)
      return FALSE;
  return TRUE;
}

static gboolean
put_all_rounds (GvmiOutput *output, const GvmRegistry *registry, GError **error)
{
  g_autoptr (GArray) rounds = g_array_new (FALSE, FALSE, sizeof (Round));

  for (guint i = 0; i < registry->entries->len; i++) {
    Round round = { .entry = gvmi_registry_get_entry (registry, i) };

    if (round.entry->rounds != NULL)
      g_array_append_val (rounds, round);
  }
  if (!put_rounds_of_all (output, rounds, GVM_SECTION_START, error))
    return FALSE;
  while (!are_done (rounds))
    if (!put_rounds_of_all (output, rounds, GVM_SECTION_PART, error))
      return FALSE;
  return put_rounds_of_all (output, rounds, GVM_SECTION_END, error);
}

/* ---- structs --------------------------------------------------------------------------------- */

static gboolean
put_structs (GvmiOutput *output, const GvmRegistry *registry, GError **error)
{
  for (guint i = 0; i < registry->entries->len; i++) {
    const GvmiEntry *entry = gvmi_registry_get_entry (registry, i);
    GvmiHead head = head_of (entry, GVM_SECTION_FULL);

    if (entry->desc != NULL && !gvmi_output_struct (output, &head, entry->desc, entry->self, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
gvm_registry_save (GvmRegistry *registry, GOutputStream *output, GCancellable *cancellable,
                   GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && G_IS_OUTPUT_STREAM (output), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  GvmiOutput out;

  if (!gvmi_registry_enter (registry, error))
    return FALSE;
  gvmi_output_open (&out, output, &registry->limits, registry->page_size, cancellable);
  out.flags = registry->flags;
  out.lost = registry->lost;
  gboolean saved = gvmi_output_begin (&out, registry->machine, error) &&
                   put_all_rounds (&out, registry, error) && put_structs (&out, registry, error) &&
                   gvmi_output_end (&out, error);
  gvmi_output_close (&out);
  gvmi_registry_leave (registry);
  return saved;
}

GBytes *
gvm_registry_save_to_bytes (GvmRegistry *registry, GError **error)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  if (!gvm_registry_save (registry, output, NULL, error) ||
      !g_output_stream_close (output, NULL, error))
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}
