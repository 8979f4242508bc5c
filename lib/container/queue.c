/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GQueue: a GList with a head of its own, so it can stay in place. It has no functions either.
 */
#include "container/slot.h"

#include <gvmstate/container.h>

static gsize
queue_count (gconstpointer container)
{
  return ((const GQueue *) container)->length;
}

static void
queue_start (GvmCursor *cursor)
{
  cursor->place = ((const GQueue *) cursor->container)->head;
}

static gboolean
queue_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  const GList *link = cursor->place;

  if (link == NULL)
    return FALSE;
  *ret_entry = (GvmEntry) { .value = link->data };
  cursor->place = link->next;
  return TRUE;
}

static gpointer
queue_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return g_queue_new ();
}

static gsize
queue_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_queue_push_tail (builder->container, entries[i].value);
  return n;
}

static void
queue_free (const GvmField *field, gpointer container, GvmFate fate)
{
  gvm_container_free_entries (field, container, fate);
  g_queue_free (container);
}

static void
queue_move_in (const GvmField *field, gpointer to, gpointer from)
{
  gvm_container_free_entries (field, to, GVM_FATE_REPLACED);
  g_queue_clear (to);
  *(GQueue *) to = *(const GQueue *) from;
  g_queue_init (from);
  g_queue_free (from);
}

const GvmContainer gvm_container_queue = {
  .name = "queue",
  .cost = sizeof (GQueue) + GVMI_BOX_COST,
  .entry_cost = sizeof (GList) + GVMI_BOX_COST,
  .is_ordered = TRUE,
  .count = queue_count,
  .start = queue_start,
  .next = queue_next,
  .create = queue_create,
  .add = queue_add,
  .free = queue_free,
  .move_in = queue_move_in,
};
