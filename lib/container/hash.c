/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GHashTable: the operations of GvmiContainer, and the rules of its keys.
 */
#include "codec/integer.h"
#include "container/container.h"

static gsize
hash_count (gconstpointer container)
{
  return g_hash_table_size ((GHashTable *) container);
}

static void
hash_start (GvmiCursor *cursor, gconstpointer container)
{
  g_hash_table_iter_init (&cursor->table, (GHashTable *) container);
}

static gboolean
hash_next (GvmiCursor *cursor, GvmiEntry *ret_entry)
{
  return g_hash_table_iter_next (&cursor->table, &ret_entry->key, &ret_entry->value);
}

static gboolean
hash_find (gconstpointer container, const GvmiEntry *like, GvmiEntry *ret_entry)
{
  return g_hash_table_lookup_extended ((GHashTable *) container, like->key, &ret_entry->key,
                                       &ret_entry->value);
}

/* A table that exists knows its functions, unless the row knows better; a missing one is made with those of
 * the row and its codecs. */
static gpointer
hash_create (const GvmField *field, gpointer old)
{
  static const GvmContainerOps none;
  const GvmContainerOps *ops = field->ops != NULL ? field->ops : &none;
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GHashFunc key_hash = ops->key_hash != NULL ? ops->key_hash : field->key->key_hash;
  GEqualFunc key_equal = ops->key_equal != NULL ? ops->key_equal : field->key->key_equal;

  if (old != NULL && field->ops == NULL)
    return g_hash_table_new_similar (old);
  if (field->keys == GVM_DIRECT)
    key_hash = NULL, key_equal = NULL;
  return g_hash_table_new_full (key_hash, key_equal, gvmi_slots_get_free (&keys),
                                gvmi_slots_get_free (&values));
}

static gboolean
hash_add (GvmiBuilder *builder, const GvmiEntry *entry)
{
  if (g_hash_table_contains (builder->container, entry->key))
    return FALSE;
  g_hash_table_insert (builder->container, entry->key, entry->value);
  return TRUE;
}

static void
hash_forsake (gpointer container)
{
  g_hash_table_steal_all (container);
  g_hash_table_unref (container);
}

static void
hash_release (G_GNUC_UNUSED const GvmField *field, gpointer container)
{
  g_hash_table_unref (container);
}

/* The row of the value's descriptor that is the key; NULL when there is none, sent always. */
static const GvmField *
find_key_row (const GvmField *field)
{
  const GvmDesc *desc = gvmi_codec_get_desc (field->codec);

  for (gsize i = 0; desc != NULL && i < desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (desc, i);

    if (row->offset == field->key_offset && row->codec == field->key && row->shape->is_inline &&
        row->count == 1 && row->when == NULL &&
        gvmi_field_in_version (row, gvmi_field_get_nested_version (field)))
      return row;
  }
  return NULL;
}

static const char *
hash_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key)
{
  const GvmContainerOps *ops = field->ops;

  if (field->order == GVM_ORDER_CANONICAL && !key->has_order)
    return "keys that cannot be compared have no canonical order";
  if (field->keys == GVM_DIRECT &&
      !(gvmi_codec_is_integer (field->key) && field->key->c_size <= sizeof (gpointer)))
    return "direct keys that are no integers as wide as a pointer at most";
  if (field->keys == GVM_IN_VALUE && (field->values != GVM_BOXED || find_key_row (field) == NULL))
    return "a key in its value that no row of the value's descriptor saves";
  if (field->keys != GVM_DIRECT &&
      (field->key->key_hash == NULL || field->key->key_equal == NULL) &&
      (ops == NULL || ops->key_hash == NULL || ops->key_equal == NULL))
    return "keys without hash and equal functions: name ops";
  if (key->has_equal && field->keys != GVM_IN_VALUE)
    return "an equal row in keys, which are made anew";
  if (key->owns && field->key->free == NULL && (ops == NULL || ops->key_free == NULL))
    return "keys that own memory: name ops that free them";
  if (element->owns && field->codec->free == NULL && (ops == NULL || ops->value_free == NULL))
    return "values that own memory: name ops that free them";
  return NULL;
}

static const GvmiContainer hash = {
  .has_keys = TRUE,
  /* Two pointers and a hash, in an array that is at most half full when it has just grown. */
  .entry_cost = 2 * (2 * sizeof (gpointer) + sizeof (guint)),
  .count = hash_count,
  .start = hash_start,
  .next = hash_next,
  .find = hash_find,
  .create = hash_create,
  .add = hash_add,
  .forsake = hash_forsake,
  .release = hash_release,
  .examine = hash_examine,
};

const GvmShape gvm_shape_hash = GVMI_CONTAINER_SHAPE ("hash", &hash);
