/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Canonical order: the entries of a table, ascending by the key codec's compare. Never by their encoding,
 * nor by a locale, nor by where they happen to be in memory.
 */
#include "container/container.h"

#include "engine/value.h"

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GvmiSlots *keys = user_data;
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (keys, ((const GvmiEntry *) a)->key, &scratch_a);
  gconstpointer y = gvmi_slot_get (keys, ((const GvmiEntry *) b)->key, &scratch_b);

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL); /* a missing key comes first, and its save is refused */
  return gvmi_value_compare (keys->codec, keys->version, x, y);
}

GvmiEntry *
gvmi_container_sort (const GvmField *field, gconstpointer container, gsize n)
{
  const GvmiContainer *kind = field->shape->kind;
  GvmiSlots keys = gvmi_slots_of_keys (field);
  GvmiEntry *entries = g_new (GvmiEntry, n);
  GvmiCursor cursor;
  gsize filled = 0;

  kind->start (&cursor, container);
  while (filled < n && kind->next (&cursor, &entries[filled]))
    filled++;
  g_qsort_with_data (entries, (gint) filled, sizeof *entries, compare_entries, &keys);
  return entries;
}

gboolean
gvmi_entries_collide (const GvmField *field, const GvmiEntry *a, const GvmiEntry *b)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  return compare_entries (a, b, &keys) == 0;
}
