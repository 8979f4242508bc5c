/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations of containers, and a codec of one's own.
 */
#include <gvmstate/gvmstate.h>

typedef struct {
  guint32 bus, slot;
} Key;
typedef struct {
  guint32 irq;
  GArray *cpus;
} Route;

GVM_FIELDS (key_fields, Key) = { GVM_FIELD (Key, bus, gvm_u32), GVM_FIELD (Key, slot, gvm_u32) };
GVM_DEFINE_STATIC_DESC (key_desc, Key, "key", 1, 1, key_fields);
GVM_FIELDS (route_fields, Route) = {
  GVM_FIELD (Route, irq, gvm_u32),
  GVM_GARRAY (Route, cpus, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (route_desc, Route, "route", 1, 1, route_fields);

static guint
key_hash (const Key *key)
{
  return key->bus * 31 + key->slot;
}
static gboolean
key_equal (const Key *a, const Key *b)
{
  return a->bus == b->bus && a->slot == b->slot;
}
static void
key_free (Key *key)
{
  g_free (key);
}
static Route *
route_new (void)
{
  return g_new0 (Route, 1);
}
static void
route_free (Route *route)
{
  g_clear_pointer (&route->cpus, g_array_unref);
  g_free (route);
}

GVM_DEFINE_ENTRY_OPS (entry_ops, Key, Route, key_hash, key_equal, key_free, route_new, route_free);
GVM_DEFINE_ELEMENT_OPS (element_ops, Route, route_new, route_free);

/* GLib's own functions, which take any pointer. */
GVM_DEFINE_ENTRY_OPS (number_ops, guint32, Route, g_int_hash, g_int_equal, g_free, route_new,
                      g_free);
typedef struct {
  GHashTable *table;
} Numbers;
GVM_FIELDS (numbers_fields, Numbers) = {
  GVM_HASH (Numbers, table, gvm_u32, route_desc, .ops = &number_ops),
};
GVM_DEFINE_STATIC_DESC (numbers_desc, Numbers, "numbers", 1, 1, numbers_fields);
const GvmDesc *numbers (void);
const GvmDesc *
numbers (void)
{
  return &numbers_desc;
}

GVM_DECLARE_CODEC (pair_codec, Key);

typedef struct {
  GHashTable *table;
  GList *list;
  Key pair;
} Phb;
GVM_DECLARE_DESC (phb_desc, Phb);
GVM_FIELDS (phb_fields, Phb) = {
  GVM_HASH (Phb, table, key_desc, route_desc, .ops = &entry_ops),
  GVM_LIST (Phb, list, route_desc, .ops = &element_ops),
  GVM_FIELD (Phb, pair, pair_codec),
};
GVM_DEFINE_DESC (phb_desc, Phb, "phb", 1, 1, phb_fields);

GHashTable *make_table (void);
GHashTable *
make_table (void)
{
  return entry_ops_table_new ();
}
