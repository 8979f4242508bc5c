/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two batches in turn.
 */
#include "container/walk.h"

/* A cursor must not be asked again once it has come to the end: only a full batch has another behind it. */
static void
fill (GvmiWalk *walk, guint which)
{
  GvmEntry *entries = walk->entries[which];
  gsize n = 0;

  while (n < GVMI_BATCH && walk->field->container->next (&walk->cursor, &entries[n]))
    n++;
  walk->n[which] = n;
  gvmi_prefetch (entries, n, walk->wants_keys, walk->wants_values);
}

void
gvmi_walk_open (GvmiWalk *walk, const GvmField *field, gconstpointer container,
                const GvmiSlots *keys, const GvmiSlots *values)
{
  walk->field = field;
  walk->wants_keys = gvmi_slots_are_elsewhere (keys);
  walk->wants_values = gvmi_slots_are_elsewhere (values);
  walk->cursor = gvmi_container_start (field, container);
  walk->next = 0;
  fill (walk, 0);
}

gsize
gvmi_walk_next (GvmiWalk *walk, GvmEntry **ret_entries)
{
  guint now = walk->next;

  walk->next = 1 - now;
  *ret_entries = walk->entries[now];
  if (walk->n[now] == GVMI_BATCH)
    fill (walk, walk->next);
  else
    walk->n[walk->next] = 0;
  return walk->n[now];
}
