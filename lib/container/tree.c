/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GTree. It cannot let go of its entries: there is no g_tree_steal_all(), and to steal one by one takes a
 * compare function that can be trusted. So a tree that only carries entries has no functions to free them.
 * (Should a compare function tell two keys apart first and find them equal when asked again, that tree
 * loses the earlier entry, which leaks. Nothing worse comes of it.)
 */
#include <gvmstate/container.h>

#include "container/container.h"
#include "plan/plan.h"

static gsize
tree_count (gconstpointer container)
{
  return (gsize) g_tree_nnodes ((GTree *) container);
}

static void
tree_start (GvmCursor *cursor)
{
  cursor->place = g_tree_node_first ((GTree *) cursor->container);
}

static gboolean
tree_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  GTreeNode *node = cursor->place;

  if (node == NULL)
    return FALSE;
  *ret_entry = (GvmEntry) { .key = g_tree_node_key (node), .value = g_tree_node_value (node) };
  cursor->place = g_tree_node_next (node);
  return TRUE;
}

static gboolean
tree_find (gconstpointer container, const GvmEntry *like, GvmEntry *ret_entry)
{
  return g_tree_lookup_extended ((GTree *) container, like->key, &ret_entry->key,
                                 &ret_entry->value);
}

static gint
compare_by_codec (gconstpointer a, gconstpointer b, gpointer field)
{
  return gvmi_container_compare_keys (field, (gpointer) a, (gpointer) b);
}

static gboolean
tree_keys_by_codec (const GvmField *field, G_GNUC_UNUSED gconstpointer old)
{
  return field->ops == NULL || field->ops->key_compare == NULL;
}

static gpointer
tree_create (const GvmField *field, gpointer old)
{
  gboolean by_codec = tree_keys_by_codec (field, old);
  GCompareDataFunc compare = by_codec ? compare_by_codec : field->ops->key_compare;
  gpointer user_data = by_codec ? (gpointer) field : NULL;

  if (gvmi_container_is_carried (field, old))
    return g_tree_new_with_data (compare, user_data);
  return g_tree_new_full (compare, user_data, gvm_container_get_key_free (field),
                          gvm_container_get_value_free (field));
}

/* To replace puts the new key in with its value: whatever a compare function says the second time, no
 * key points to what has been freed. */
static gsize
tree_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  gpointer key, value;
  gsize i = 0;

  for (; i < n && !g_tree_lookup_extended (builder->container, entries[i].key, &key, &value); i++)
    g_tree_replace (builder->container, entries[i].key, entries[i].value);
  return i;
}

static void
tree_free (const GvmField *field, gpointer container, GvmFate fate)
{
  if (fate == GVM_FATE_CARRIER)
    gvm_container_free_entries (field, container, fate);
  g_tree_unref (container);
}

static void
tree_move_in (G_GNUC_UNUSED const GvmField *field, gpointer to, gpointer from)
{
  g_tree_remove_all (to);
  for (GTreeNode *node = g_tree_node_first (from); node != NULL; node = g_tree_node_next (node))
    g_tree_replace (to, g_tree_node_key (node), g_tree_node_value (node));
  g_tree_unref (from);
}

static const char *
tree_examine (const GvmField *field)
{
  if ((field->ops == NULL || field->ops->key_compare == NULL) && !gvmi_codec_has_order (field->key))
    return "keys that cannot be compared: name ops";
  return NULL;
}

const GvmContainer gvm_container_tree = {
  .name = "tree",
  .entries = GVM_ENTRIES_PAIRS,
  .cost = 96,
  .entry_cost = 6 * sizeof (gpointer) + GVMI_BOX_COST,
  .is_ordered = TRUE,
  .frees_entries = TRUE,
  .count = tree_count,
  .start = tree_start,
  .next = tree_next,
  .find = tree_find,
  .create = tree_create,
  .add = tree_add,
  .free = tree_free,
  .move_in = tree_move_in,
  .keys_by_codec = tree_keys_by_codec,
  .examine = tree_examine,
};
