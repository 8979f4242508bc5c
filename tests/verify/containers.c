/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lists and tables in each framing.
 */
#include "vectors.h"

static gpointer
box_u32 (guint32 value)
{
  return g_memdup2 (&value, sizeof value);
}

/* ---- lists ---------------------------------------------------------------------------------- */

typedef struct {
  guint8 id;
  guint16 x;
} Item;
GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, id, gvm_u8),
  GVM_FIELD (Item, x, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (item_desc, Item, "item", 1, 1, item_fields);

typedef struct {
  GArray *counted;
  GList *marked, *both;
} Lists;
GVM_FIELDS (lists_fields, Lists) = {
  GVM_GARRAY (Lists, counted, gvm_u16, .max = 3),
  GVM_LIST (Lists, marked, gvm_u8, .values = GVM_DIRECT, .framing = GVM_FRAMING_MARKED, .max = 2),
  GVM_LIST (Lists, both, item_desc, .framing = GVM_FRAMING_COUNTED_MARKED),
};
GVM_DEFINE_STATIC_DESC (lists_desc, Lists, "lists", 1, 1, lists_fields);

static void
lists_fill (gpointer self)
{
  static const guint16 counted[] = { 2305, 258 };
  static const Item item = { 1, 515 };
  Lists *lists = self;

  lists->counted = g_array_new (FALSE, FALSE, sizeof counted[0]);
  g_array_append_vals (lists->counted, counted, G_N_ELEMENTS (counted));
  lists->marked = g_list_append (NULL, GUINT_TO_POINTER (7));
  lists->both = g_list_append (NULL, g_memdup2 (&item, sizeof item));
}

/* ---- maps ----------------------------------------------------------------------------------- */

typedef struct {
  guint32 first_irq, num;
} Msi;
GVM_FIELDS (msi_fields, Msi) = {
  GVM_FIELD (Msi, first_irq, gvm_u32),
  GVM_FIELD (Msi, num, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (msi_desc, Msi, "msi", 1, 1, msi_fields);

typedef struct {
  guint16 id;
  guint8 x;
} Inside;
GVM_FIELDS (inside_fields, Inside) = {
  GVM_FIELD (Inside, id, gvm_u16),
  GVM_FIELD (Inside, x, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (inside_desc, Inside, "item", 1, 1, inside_fields);

typedef struct {
  GHashTable *msi, *direct, *inside;
} Maps;
GVM_FIELDS (maps_fields, Maps) = {
  GVM_HASH (Maps, msi, gvm_u32, msi_desc, .max = 4),
  GVM_HASH (Maps, direct, gvm_i16, gvm_u8, .keys = GVM_DIRECT, .values = GVM_DIRECT,
            .framing = GVM_FRAMING_COUNTED_MARKED),
  GVM_HASH (Maps, inside, gvm_u16, inside_desc, GVM_KEY_IN_VALUE (Inside, id),
            .framing = GVM_FRAMING_MARKED),
};
GVM_DEFINE_STATIC_DESC (maps_desc, Maps, "maps", 1, 1, maps_fields);

static void
put_msi (Maps *maps, guint32 key, guint32 first_irq, guint32 num)
{
  const Msi msi = { first_irq, num };

  g_hash_table_insert (maps->msi, box_u32 (key), g_memdup2 (&msi, sizeof msi));
}

static void
put_inside (Maps *maps, guint16 id, guint8 x)
{
  const Inside item = { id, x };
  Inside *box = g_memdup2 (&item, sizeof item);

  g_hash_table_insert (maps->inside, &box->id, box);
}

static guint
hash_u16 (gconstpointer key)
{
  return *(const guint16 *) key;
}

static gboolean
equal_u16 (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a == *(const guint16 *) b;
}

static void
maps_fill (gpointer self)
{
  Maps *maps = self;

  maps->msi = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  maps->direct = g_hash_table_new (NULL, NULL);
  maps->inside = g_hash_table_new_full (hash_u16, equal_u16, NULL, g_free);
  put_msi (maps, 4096, 4890, 1);
  put_msi (maps, 2048, 4864, 4);
  g_hash_table_insert (maps->direct, GINT_TO_POINTER (5), GUINT_TO_POINTER (3));
  g_hash_table_insert (maps->direct, GINT_TO_POINTER (-1), GUINT_TO_POINTER (1));
  g_hash_table_insert (maps->direct, NULL, GUINT_TO_POINTER (2));
  put_inside (maps, 9, 10);
  put_inside (maps, 5, 6);
}

/* ---- keys that are structs ------------------------------------------------------------------ */

typedef struct {
  gint8 a;
  guint8 b;
} Key;
GVM_FIELDS (key_fields, Key) = {
  GVM_FIELD (Key, a, gvm_i8),
  GVM_FIELD (Key, b, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (key_desc, Key, "key", 1, 1, key_fields);

static guint
key_hash (const Key *key)
{
  return (guint) key->a * 256 + key->b;
}

static gboolean
key_equal (const Key *x, const Key *y)
{
  return x->a == y->a && x->b == y->b;
}

static guint8 *
octet_new (void)
{
  return g_new0 (guint8, 1);
}
GVM_DEFINE_ENTRY_OPS (key_ops, Key, guint8, key_hash, key_equal, g_free, octet_new, g_free);

typedef struct {
  GHashTable *t;
} Tables;
GVM_FIELDS (tables_fields, Tables) = {
  GVM_HASH (Tables, t, key_desc, gvm_u8, .ops = &key_ops),
};
GVM_DEFINE_STATIC_DESC (tables_desc, Tables, "tables", 1, 1, tables_fields);

static void
tables_fill (gpointer self)
{
  static const Key keys[] = { { 1, 128 }, { -1, 9 }, { 1, 0 } };
  static const guint8 values[] = { 3, 1, 2 };
  Tables *tables = self;

  tables->t = key_ops_table_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_hash_table_insert (tables->t, g_memdup2 (&keys[i], sizeof keys[i]),
                         g_memdup2 (&values[i], 1));
}

const Vector vectors_of_containers[] = {
  { "list", &lists_desc, 1, lists_fill, NULL },
  { "empty-containers", &lists_desc, 1, NULL, NULL },
  { "map", &maps_desc, 1, maps_fill, NULL },
  { "struct-keys", &tables_desc, 1, tables_fill, NULL },
  { NULL, NULL, 0, NULL, NULL },
};
