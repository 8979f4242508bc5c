/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Canonical order: the entries of a table, ascending by the key codec's compare. Never by their encoding,
 * nor by a locale, nor by where they happen to be in memory.
 */
#include "container/container.h"
#include "engine/value.h"

gint
gvmi_container_compare_keys (const GvmField *field, gpointer a, gpointer b)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (&keys, a, &scratch_a);
  gconstpointer y = gvmi_slot_get (&keys, b, &scratch_b);

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);
  return gvmi_value_compare (keys.codec, keys.version, x, y);
}

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer field)
{
  return gvmi_container_compare_keys (field, ((const GvmEntry *) a)->key,
                                      ((const GvmEntry *) b)->key);
}

static GvmEntry *
list_entries (const GvmField *field, gconstpointer container, gsize n, gboolean sorted)
{
  GvmEntry *entries = g_new (GvmEntry, n);
  GvmCursor cursor = gvmi_container_start (field, container);
  gsize filled = 0;

  while (filled < n && field->container->next (&cursor, &entries[filled]))
    filled++;
  if (sorted)
    g_qsort_with_data (entries, (gint) filled, sizeof *entries, compare_entries, (gpointer) field);
  return entries;
}

GvmEntry *
gvmi_container_list (const GvmField *field, gconstpointer container, gsize n)
{
  return list_entries (field, container, n, gvmi_container_is_canonical (field));
}

static gboolean
is_ascending (const GvmField *field, gconstpointer container)
{
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry before, entry;

  for (gboolean first = TRUE; field->container->next (&cursor, &entry); first = FALSE) {
    if (!first && gvmi_container_compare_keys (field, before.key, entry.key) >= 0)
      return FALSE;
    before = entry;
  }
  return TRUE;
}

gboolean
gvmi_container_has_duplicate (const GvmField *field, gconstpointer container, gsize n,
                              GvmEntry *ret_entry)
{
  if (is_ascending (field, container))
    return FALSE;

  g_autofree GvmEntry *entries = list_entries (field, container, n, TRUE);
  for (gsize i = 1; i < n; i++)
    if (compare_entries (&entries[i - 1], &entries[i], (gpointer) field) == 0) {
      *ret_entry = entries[i];
      return TRUE;
    }
  return FALSE;
}
