/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GSequence.
 */
#include "container/slot.h"

#include <gvmstate/container.h>

static gsize
sequence_count (gconstpointer container)
{
  return (gsize) g_sequence_get_length ((GSequence *) container);
}

static void
sequence_start (GvmCursor *cursor)
{
  cursor->place = g_sequence_get_begin_iter ((GSequence *) cursor->container);
}

static gboolean
sequence_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  GSequenceIter *iter = cursor->place;

  if (g_sequence_iter_is_end (iter))
    return FALSE;
  *ret_entry = (GvmEntry) { .value = g_sequence_get (iter) };
  cursor->place = g_sequence_iter_next (iter);
  return TRUE;
}

static gpointer
sequence_create (const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return g_sequence_new (gvm_container_get_value_free (field));
}

static gsize
sequence_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_sequence_append (builder->container, entries[i].value);
  return n;
}

static void
sequence_free (G_GNUC_UNUSED const GvmField *field, gpointer container, G_GNUC_UNUSED GvmFate fate)
{
  g_sequence_free (container);
}

static void
sequence_move_in (G_GNUC_UNUSED const GvmField *field, gpointer to, gpointer from)
{
  g_sequence_remove_range (g_sequence_get_begin_iter (to), g_sequence_get_end_iter (to));
  g_sequence_move_range (g_sequence_get_end_iter (to), g_sequence_get_begin_iter (from),
                         g_sequence_get_end_iter (from));
  g_sequence_free (from);
}

const GvmContainer gvm_container_sequence = {
  .name = "sequence",
  .cost = 96,
  .entry_cost = 5 * sizeof (gpointer) + GVMI_BOX_COST,
  .is_ordered = TRUE,
  .frees_entries = TRUE,
  .count = sequence_count,
  .start = sequence_start,
  .next = sequence_next,
  .create = sequence_create,
  .add = sequence_add,
  .free = sequence_free,
  .move_in = sequence_move_in,
};
