/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "errors/everything.h"

/* ---- descriptors ---------------------------------------------------------------------------- */

GVM_FIELDS (item_fields, Item) = {
  GVM_FIELD (Item, a, gvm_u8),
  GVM_FIELD (Item, b, gvm_u32),
};
GVM_DEFINE_DESC (item_desc, Item, "item", 1, 1, item_fields);

GVM_FIELDS (node_fields, Node) = {
  GVM_GARRAY (Node, numbers, gvm_u8),
  GVM_FIELD (Node, id, gvm_u32),
};
GVM_DEFINE_STATIC_DESC (node_desc, Node, "node", 1, 1, node_fields);

GVM_FIELDS (part_fields, Part) = {
  GVM_FIELD (Part, id, gvm_u8),
  GVM_GARRAY (Part, numbers, gvm_u16),
  GVM_HASH (Part, routes, gvm_u8, gvm_u8, .keys = GVM_DIRECT, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (part_desc, Part, "part", 1, 1, part_fields);

static guint
id_hash (const guint32 *id)
{
  return *id;
}

static gboolean
id_equal (const guint32 *a, const guint32 *b)
{
  return *a == *b;
}

static void
id_free (guint32 *id)
{
  g_free (id);
}

static Node *
node_new (void)
{
  return g_slice_new0 (Node);
}

static void
node_free (Node *node)
{
  g_clear_pointer (&node->numbers, g_array_unref);
  g_slice_free (Node, node);
}

GVM_DEFINE_ENTRY_OPS (node_ops, guint32, Node, id_hash, id_equal, id_free, node_new, node_free);

GVM_DEFINE_WHEN (has_extra, Everything, self, version)
{
  return self->flag;
}

GVM_FIELDS (everything_fields, Everything) = {
  GVM_FIELD (Everything, flag, gvm_bool),
  GVM_FIELD (Everything, scalar, gvm_i32),
  GVM_ARRAY (Everything, array, gvm_u16),
  GVM_STRUCT (Everything, item, item_desc),
  GVM_EQUAL (Everything, wired, gvm_u8),
  GVM_FIELD (Everything, n, gvm_u8),
  GVM_COUNTED (Everything, counted, n, item_desc),
  GVM_FIELD (Everything, extra, gvm_u16, .when = GVM_WHEN (Everything, has_extra)),
  GVM_FIELD (Everything, late, gvm_u16, .since = 2),
  GVM_HASH (Everything, table, gvm_u32, item_desc, .max = 5),
  GVM_HASH (Everything, direct, gvm_u16, gvm_u16, .keys = GVM_DIRECT, .values = GVM_DIRECT),
  GVM_HASH (Everything, nodes, gvm_u32, node_desc, GVM_KEY_IN_VALUE (Node, id), .ops = &node_ops),
  GVM_GARRAY (Everything, garray, item_desc),
  GVM_LIST (Everything, parts, part_desc),
  GVM_LIST (Everything, shorts, gvm_u8, .values = GVM_DIRECT),
  GVM_FIELD (Everything, last, gvm_u64),
};
GVM_DEFINE_DESC (everything_desc, Everything, "all", 2, 1, everything_fields);

/* ---- states --------------------------------------------------------------------------------- */

static void
put_item (GHashTable *table, guint32 key, guint8 a, guint32 b)
{
  Item *item = g_new0 (Item, 1);

  *item = (Item) { .a = a, .b = b };
  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), item);
}

static void
put_node (GHashTable *nodes, guint32 id, guint8 number)
{
  Node *node = node_new ();

  node->id = id;
  node->numbers = g_array_append_val (g_array_new (FALSE, FALSE, 1), number);
  g_hash_table_insert (nodes, &node->id, node);
}

static void
put_part (Everything *all, guint8 id, guint16 number)
{
  Part *part = g_new0 (Part, 1);

  part->id = id;
  part->numbers = g_array_append_val (g_array_new (FALSE, FALSE, sizeof number), number);
  part->routes = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (part->routes, GUINT_TO_POINTER (id), GUINT_TO_POINTER (number & 0xff));
  all->parts = g_list_append (all->parts, part);
}

static void
make_containers (Everything *all)
{
  memset (all, 0, sizeof *all);
  all->wired = 7;
  all->table = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, g_free);
  all->direct = g_hash_table_new (NULL, NULL);
  all->nodes =
      g_hash_table_new_full (node_ops.key_hash, node_ops.key_equal, NULL, node_ops.value_free);
  all->garray = g_array_new (FALSE, FALSE, sizeof (Item));
}

void
everything_fill (Everything *all)
{
  static const Item items[] = { { 1, 2 }, { 3, 4 } };

  make_containers (all);
  all->flag = true;
  all->scalar = -5;
  all->array[0] = 0x0101;
  all->array[2] = 0x0303;
  all->item = (Item) { .a = 8, .b = 9 };
  all->n = 2;
  all->counted = g_memdup2 (items, sizeof items);
  all->extra = 0x0e0e;
  all->late = 0x0f0f;
  put_item (all->table, 0x800, 1, 2);
  put_item (all->table, 0x100, 3, 4);
  g_hash_table_insert (all->direct, GUINT_TO_POINTER (3), GUINT_TO_POINTER (4));
  put_node (all->nodes, 11, 12);
  put_node (all->nodes, 9, 10);
  g_array_append_vals (all->garray, items, 2);
  put_part (all, 0x21, 0x2223);
  put_part (all, 0x31, 0x3233);
  all->shorts = g_list_append (g_list_append (NULL, GUINT_TO_POINTER (1)), GUINT_TO_POINTER (2));
  all->last = 0x0102030405060708;
}

void
everything_fill_other (Everything *all)
{
  Item item = { .a = 0x51, .b = 0x52 };

  make_containers (all);
  memset ((guint8 *) &all->item + 1, 0xee, 3); /* padding */
  all->scalar = 0x5a5a;
  all->n = 1;
  all->counted = g_memdup2 (&item, sizeof item);
  for (guint32 i = 0; i < 20; i++)
    put_item (all->table, i * 77, (guint8) i, i);
  g_hash_table_insert (all->direct, GUINT_TO_POINTER (300), GUINT_TO_POINTER (4));
  put_node (all->nodes, 9, 99);
  g_array_append_val (all->garray, item);
  put_part (all, 0x71, 0x7273);
  all->shorts = g_list_append (NULL, GUINT_TO_POINTER (9));
}

void
everything_clear (Everything *all)
{
  gvm_state_clear (&everything_desc, all);
}

GBytes *
everything_get_payload (void)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Everything all;

  everything_fill (&all);
  ck_assert (gvm_encode (writer, &everything_desc, 2, &all, NULL));
  everything_clear (&all);
  return gvm_writer_steal (writer);
}

/* ---- pictures ------------------------------------------------------------------------------- */

static void
see (GByteArray *picture, gconstpointer octets, gsize size)
{
  if (size > 0)
    g_byte_array_append (picture, octets, (guint) size);
}

static void
see_array (GByteArray *picture, const GArray *array)
{
  see (picture, &array, sizeof array);
  if (array == NULL)
    return;
  see (picture, array, sizeof *array);
  see (picture, array->data, (gsize) array->len * g_array_get_element_size ((GArray *) array));
}

static void
see_table (GByteArray *picture, GHashTable *table, gsize key_size, gsize value_size,
           gboolean are_nodes)
{
  GHashTableIter iter;
  gpointer key, value;

  see (picture, &table, sizeof table);
  if (table == NULL)
    return;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    see (picture, &key, sizeof key);
    see (picture, key, key_size);
    see (picture, &value, sizeof value);
    see (picture, value, value_size);
    if (are_nodes)
      see_array (picture, ((const Node *) value)->numbers);
  }
}

static void
see_list (GByteArray *picture, const GList *list, gsize element_size)
{
  for (; list != NULL; list = list->next) {
    see (picture, list, sizeof *list);
    see (picture, list->data, element_size);
    if (element_size > 0) {
      see_array (picture, ((const Part *) list->data)->numbers);
      see_table (picture, ((const Part *) list->data)->routes, 0, 0, FALSE);
    }
  }
}

GBytes *
everything_picture (const Everything *all)
{
  GByteArray *picture = g_byte_array_new ();

  see (picture, all, sizeof *all);
  see (picture, all->counted, all->counted != NULL ? all->n * sizeof (Item) : 0);
  see_table (picture, all->table, sizeof (guint32), sizeof (Item), FALSE);
  see_table (picture, all->direct, 0, 0, FALSE);
  see_table (picture, all->nodes, sizeof (guint32), sizeof (Node), TRUE);
  see_array (picture, all->garray);
  see_list (picture, all->parts, sizeof (Part));
  see_list (picture, all->shorts, 0);
  return g_byte_array_free_to_bytes (picture);
}
