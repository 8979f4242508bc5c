/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GHashTable, as a table and as a set.
 */
#include <gvmstate/container.h>

static gsize
hash_count (gconstpointer container)
{
  return g_hash_table_size ((GHashTable *) container);
}

static void
hash_start (GvmCursor *cursor)
{
  g_hash_table_iter_init (&cursor->table, (GHashTable *) cursor->container);
}

static gboolean
hash_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  return g_hash_table_iter_next (&cursor->table, &ret_entry->key, &ret_entry->value);
}

static void
hash_each (gconstpointer container, GHFunc visit, gpointer data)
{
  g_hash_table_foreach ((GHashTable *) container, visit, data);
}

static gboolean
hash_find (gconstpointer container, const GvmEntry *like, GvmEntry *ret_entry)
{
  return g_hash_table_lookup_extended ((GHashTable *) container, like->key, &ret_entry->key,
                                       &ret_entry->value);
}

/* NULL is g_direct_hash(). */
static GHashFunc
get_hash (const GvmField *field)
{
  if (field->keys == GVM_DIRECT)
    return NULL;
  return field->ops != NULL && field->ops->key_hash != NULL ? field->ops->key_hash
                                                            : field->key->key_hash;
}

static GEqualFunc
get_equal (const GvmField *field)
{
  if (field->keys == GVM_DIRECT)
    return NULL;
  return field->ops != NULL && field->ops->key_equal != NULL ? field->ops->key_equal
                                                             : field->key->key_equal;
}

static GHashFunc
hash_get_hash (const GvmField *field)
{
  GHashFunc hash = get_hash (field);

  return hash != NULL ? hash : g_direct_hash;
}

/* A table that exists knows its functions, unless the row knows better; one that stays in place keeps them
 * anyway. A missing one is made with those of the row and its codecs. */
static gboolean
is_made_similar (const GvmField *field, gconstpointer old)
{
  return old != NULL && (field->ops == NULL || field->in_place);
}

static gboolean
hash_keys_by_codec (const GvmField *field, gconstpointer old)
{
  return !is_made_similar (field, old) &&
         (field->keys == GVM_DIRECT || field->ops == NULL || field->ops->key_equal == NULL);
}

static gpointer
hash_create (const GvmField *field, gpointer old)
{
  if (is_made_similar (field, old))
    return g_hash_table_new_similar (old);
  return g_hash_table_new_full (get_hash (field), get_equal (field),
                                gvm_container_get_key_free (field),
                                gvm_container_get_value_free (field));
}

static gpointer
set_create (const GvmField *field, gpointer old)
{
  if (is_made_similar (field, old))
    return g_hash_table_new_similar (old);
  return g_hash_table_new_full (get_hash (field), get_equal (field),
                                gvm_container_get_key_free (field), NULL);
}

/* Is it a table whose functions are all the codec's own? They can be relied on. */
static gboolean
is_plain (const GvmBuilder *builder)
{
  return builder->old == NULL && builder->field->ops == NULL;
}

/* To look for the key first costs as much as to add it. Where it turns out to have been there already, the new entry
 * is in the place of the old, and is taken out again. */
static gsize
add_plain (GHashTable *table, const GvmEntry *entries, gsize n)
{
  gsize i = 0;

  while (i < n && g_hash_table_replace (table, entries[i].key, entries[i].value))
    i++;
  if (i < n)
    g_hash_table_steal (table, entries[i].key);
  return i;
}

static gsize
hash_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  gsize i = 0;

  if (is_plain (builder))
    return add_plain (builder->container, entries, n);
  for (; i < n && !g_hash_table_contains (builder->container, entries[i].key); i++)
    g_hash_table_insert (builder->container, entries[i].key, entries[i].value);
  return i;
}

static gsize
set_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  gsize i = 0;

  for (; i < n && !g_hash_table_contains (builder->container, entries[i].key); i++)
    g_hash_table_add (builder->container, entries[i].key);
  return i;
}

/* Nobody can ask a table made by g_hash_table_new_similar() whether it frees its entries. */
static void
hash_free (const GvmField *field, gpointer container, GvmFate fate)
{
  if (fate != GVM_FATE_REPLACED) {
    gvm_container_free_entries (field, container, fate);
    g_hash_table_steal_all (container);
  }
  g_hash_table_unref (container);
}

/* A set stays one: its values are its keys. */
static void
hash_move_in (G_GNUC_UNUSED const GvmField *field, gpointer to, gpointer from)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_remove_all (to);
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, key, value);
  g_hash_table_steal_all (from);
  g_hash_table_unref (from);
}

static const char *
hash_examine (const GvmField *field)
{
  if (field->keys != GVM_DIRECT && (get_hash (field) == NULL || get_equal (field) == NULL))
    return "keys without hash and equal functions: name ops";
  return NULL;
}

/* The table and its first arrays, of eight places. GLib 2.74 and glibc take 208
 * (mallinfo2 around 20 000 of them); the rest is margin for other allocators. */
#define TABLE_COST 320
/* A pointer and a hash, and twice that as the arrays are at most half full when they have just grown. */
#define SLOT_COST (2 * (sizeof (gpointer) + sizeof (guint)))

const GvmContainer gvm_container_hash = {
  .name = "hash",
  .entries = GVM_ENTRIES_PAIRS,
  .cost = TABLE_COST,
  .entry_cost = SLOT_COST + 2 * sizeof (gpointer),
  .frees_entries = TRUE,
  .count = hash_count,
  .start = hash_start,
  .next = hash_next,
  .each = hash_each,
  .find = hash_find,
  .create = hash_create,
  .add = hash_add,
  .free = hash_free,
  .move_in = hash_move_in,
  .get_hash = hash_get_hash,
  .keys_by_codec = hash_keys_by_codec,
  .examine = hash_examine,
};

const GvmContainer gvm_container_set = {
  .name = "set",
  .entries = GVM_ENTRIES_KEYS,
  .cost = TABLE_COST,
  .entry_cost = SLOT_COST,
  .frees_entries = TRUE,
  .count = hash_count,
  .start = hash_start,
  .next = hash_next,
  .each = hash_each,
  .find = hash_find,
  .create = set_create,
  .add = set_add,
  .free = hash_free,
  .move_in = hash_move_in,
  .get_hash = hash_get_hash,
  .keys_by_codec = hash_keys_by_codec,
  .examine = hash_examine,
};
