/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GSList: as GList, with a link less.
 */
#include "container/slot.h"

#include <gvmstate/container.h>

static gsize
slist_count (gconstpointer container)
{
  return g_slist_length ((GSList *) container);
}

static void
slist_start (GvmCursor *cursor)
{
  cursor->place = (gpointer) cursor->container;
}

static gboolean
slist_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  const GSList *link = cursor->place;

  if (link == NULL)
    return FALSE;
  *ret_entry = (GvmEntry) { .value = link->data };
  cursor->place = link->next;
  return TRUE;
}

static gpointer
slist_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return NULL;
}

/* A link behind the last: nothing is walked. */
static gsize
slist_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  GSList *last = builder->last;

  for (gsize i = 0; i < n; i++) {
    GSList *link = g_slist_alloc ();

    link->data = entries[i].value;
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
slist_free (const GvmField *field, gpointer container, GvmFate fate)
{
  gvm_container_free_entries (field, container, fate);
  g_slist_free (container);
}

const GvmContainer gvm_container_slist = {
  .name = "slist",
  .entry_cost = sizeof (GSList) + GVMI_BOX_COST,
  .is_ordered = TRUE,
  .walks_to_count = TRUE,
  .count = slist_count,
  .start = slist_start,
  .next = slist_next,
  .create = slist_create,
  .add = slist_add,
  .free = slist_free,
};
