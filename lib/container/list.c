/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GList. It has no functions of its own: the row knows how its elements are made and freed.
 */
#include "container/container.h"

static gsize
list_count (gconstpointer container)
{
  return g_list_length ((GList *) container);
}

static void
list_start (GvmiCursor *cursor, gconstpointer container)
{
  cursor->link = container;
}

static gboolean
list_next (GvmiCursor *cursor, GvmiEntry *ret_entry)
{
  if (cursor->link == NULL)
    return FALSE;
  *ret_entry = (GvmiEntry) { .value = cursor->link->data };
  cursor->link = cursor->link->next;
  return TRUE;
}

static gpointer
list_create (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return NULL;
}

/* Appending to the last link does not walk the list. */
static gboolean
list_add (GvmiBuilder *builder, const GvmiEntry *entry)
{
  if (builder->last == NULL) {
    builder->last = g_list_append (NULL, entry->value);
    builder->container = builder->last;
  } else {
    builder->last = g_list_append (builder->last, entry->value)->next;
  }
  return TRUE;
}

static void
list_forsake (gpointer container)
{
  g_list_free (container);
}

static void
list_release (const GvmField *field, gpointer container)
{
  GvmiSlots values = gvmi_slots_of_values (field);

  for (GList *link = container; link != NULL; link = link->next)
    gvmi_slot_free (&values, link->data, GVMI_REPLACED);
  g_list_free (container);
}

static const char *
list_examine (G_GNUC_UNUSED const GvmField *field, G_GNUC_UNUSED const GvmiFacts *element,
              G_GNUC_UNUSED const GvmiFacts *key)
{
  return NULL;
}

static const GvmiContainer list = {
  .entry_cost = sizeof (GList) + GVMI_BOX_COST,
  .count = list_count,
  .start = list_start,
  .next = list_next,
  .create = list_create,
  .add = list_add,
  .forsake = list_forsake,
  .release = list_release,
  .examine = list_examine,
};

const GvmShape gvm_shape_list = GVMI_CONTAINER_SHAPE ("list", &list);
