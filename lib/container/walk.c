/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two batches in turn: the one that is being filled, and the full one before it, which is visited as soon as this one
 * is full too.
 */
#include "container/walk.h"

typedef struct {
  gboolean wants_keys, wants_values; /* their memory */
  GvmiVisit visit;
  gpointer data;
  gboolean has_ended;
  GvmEntry entries[2][GVMI_BATCH];
  guint which;          /* of both is being filled, */
  GvmEntry *next, *end; /* with the next entry here, up to there */
  gsize n_before;       /* entries in the other one */
} Walk;

static void
fill (Walk *walk, guint which)
{
  walk->which = which;
  walk->next = walk->entries[which];
  walk->end = walk->next + GVMI_BATCH;
}

static void
visit_before (Walk *walk)
{
  if (walk->n_before > 0 && !walk->has_ended)
    walk->has_ended = !walk->visit (walk->data, walk->entries[1 - walk->which], walk->n_before);
}

static __attribute__ ((noinline)) void
turn (Walk *walk)
{
  visit_before (walk);
  walk->n_before = (gsize) (walk->next - walk->entries[walk->which]);
  fill (walk, 1 - walk->which);
}

/* A slot is asked for as soon as it is known. */
static void
add (gpointer key, gpointer value, gpointer data)
{
  Walk *walk = data;

  if (walk->wants_keys)
    __builtin_prefetch (key);
  if (walk->wants_values)
    __builtin_prefetch (value);
  *walk->next = (GvmEntry) { key, value };
  if (++walk->next == walk->end)
    turn (walk);
}

/* A cursor must not be asked again once it has come to the end. */
static void
add_each (Walk *walk, const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry entry;

  while (!walk->has_ended && field->container->next (&cursor, &entry))
    add (entry.key, entry.value, walk);
}

gboolean
gvmi_walk (const GvmField *field, gconstpointer container, const GvmiSlots *keys,
           const GvmiSlots *values, GvmiVisit visit, gpointer data)
{
  Walk walk;

  walk.wants_keys = gvmi_slots_are_elsewhere (keys);
  walk.wants_values = gvmi_slots_are_elsewhere (values);
  walk.visit = visit;
  walk.data = data;
  walk.has_ended = FALSE;
  walk.n_before = 0;
  fill (&walk, 0);
  if (field->container->each != NULL)
    field->container->each (container, add, &walk);
  else
    add_each (&walk, field, container);
  turn (&walk);
  visit_before (&walk);
  return !walk.has_ended;
}
