/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GList. It has no functions of its own: the row knows how its elements are made and freed.
 */
#include "container/slot.h"

#include <gvmstate/container.h>

static gsize
list_count (gconstpointer container)
{
  return g_list_length ((GList *) container);
}

static void
list_start (GvmCursor *cursor)
{
  cursor->place = (gpointer) cursor->container;
}

static gboolean
list_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  const GList *link = cursor->place;

  if (link == NULL)
    return FALSE;
  *ret_entry = (GvmEntry) { .value = link->data };
  cursor->place = link->next;
  return TRUE;
}

static void
list_each (gconstpointer container, GHFunc visit, gpointer data)
{
  for (const GList *link = container; link != NULL; link = link->next)
    visit (NULL, link->data, data);
}

static gpointer
list_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return NULL;
}

/* A link behind the last: nothing is walked. */
static gsize
list_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  GList *last = builder->last;

  for (gsize i = 0; i < n; i++) {
    GList *link = g_list_alloc ();

    link->data = entries[i].value;
    link->prev = last;
    if (last != NULL)
      last->next = link;
    else
      builder->container = link;
    last = link;
  }
  builder->last = last;
  return n;
}

static void
list_free (const GvmField *field, gpointer container, GvmFate fate)
{
  gvm_container_free_entries (field, container, fate);
  g_list_free (container);
}

const GvmContainer gvm_container_list = {
  .name = "list",
  .entry_cost = sizeof (GList) + GVMI_BOX_COST,
  .is_ordered = TRUE,
  .walks_to_count = TRUE,
  .count = list_count,
  .start = list_start,
  .next = list_next,
  .each = list_each,
  .create = list_create,
  .add = list_add,
  .free = list_free,
};
