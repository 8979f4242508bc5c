/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ops: how the elements of containers are made and freed, where it is not by g_malloc0() and g_free().
 *
 * GLib does not give back the functions that a container was made with, so a row names them, by one
 * constant: `.ops = &name`. Its macros make the thunks between your functions, which take your types, and
 * those that GLib calls. A function of another type does not compile, but GLib's for any pointer do:
 * g_int_hash(), g_free().
 */
#pragma once

#include <gvmstate/desc.h>

G_BEGIN_DECLS

/**
 * GvmContainerOps:
 *
 * Each member may be NULL for the default.
 */
struct GvmContainerOps {
  GHashFunc key_hash;
  GEqualFunc key_equal;
  GDestroyNotify key_free;      /* frees a boxed key */
  gpointer (*value_new) (void); /* a new value or element; may hold values of its own already */
  GDestroyNotify value_free;    /* frees a value or element, and all it owns */
  GCompareDataFunc key_compare; /* the order of a tree; its user data is NULL */
  GDestroyNotify value_clear;   /* frees what an element of an array owns */
};

#define GVM_KEY_FREE_THUNK_(name, K, key_free_)                                                    \
  GVM_PROVE_FUNCTION_ (name, key_free_, void (*) (K *), GDestroyNotify, "void (" #K " *)");        \
  static void name##_key_free_ (gpointer key)                                                      \
  {                                                                                                \
    key_free_ ((K *) key);                                                                         \
  }

#define GVM_KEY_HASH_THUNKS_(name, K, hash, equal)                                                 \
  GVM_PROVE_FUNCTION_ (name, hash, guint (*) (const K *), GHashFunc, "guint (const " #K " *)");    \
  GVM_PROVE_FUNCTION_ (name, equal, gboolean (*) (const K *, const K *), GEqualFunc,               \
                       "gboolean (const " #K " *, const " #K " *)");                               \
  static guint name##_hash_ (gconstpointer key)                                                    \
  {                                                                                                \
    return hash ((const K *) key);                                                                 \
  }                                                                                                \
  static gboolean name##_equal_ (gconstpointer a, gconstpointer b)                                 \
  {                                                                                                \
    return equal ((const K *) a, (const K *) b);                                                   \
  }

#define GVM_VALUE_THUNKS_(name, V, value_new_, value_free_)                                        \
  GVM_PROVE_FUNCTION_ (name, value_new_, V *(*) (void), gpointer (*) (void), #V " *(void)");       \
  GVM_PROVE_FUNCTION_ (name, value_free_, void (*) (V *), GDestroyNotify, "void (" #V " *)");      \
  static gpointer name##_value_new_ (void)                                                         \
  {                                                                                                \
    V *value = value_new_ ();                                                                      \
    return value;                                                                                  \
  }                                                                                                \
  static void name##_value_free_ (gpointer value)                                                  \
  {                                                                                                \
    value_free_ ((V *) value);                                                                     \
  }

/**
 * GVM_DEFINE_ENTRY_OPS:
 * @name: of the constant
 * @K: the key's type
 * @V: the value's type
 * @hash: guint hash (const K *)
 * @equal: gboolean equal (const K *, const K *)
 * @key_free_: void free (K *)
 * @value_new_: V *new (void)
 * @value_free_: void free (V *)
 *
 * Makes operations for a GVM_HASH() row, and `name##_table_new ()`, which makes a table with the same
 * functions.
 */
#define GVM_DEFINE_ENTRY_OPS(name, K, V, hash, equal, key_free_, value_new_, value_free_)          \
  GVM_KEY_HASH_THUNKS_ (name, K, hash, equal)                                                      \
  GVM_KEY_FREE_THUNK_ (name, K, key_free_)                                                         \
  GVM_VALUE_THUNKS_ (name, V, value_new_, value_free_)                                             \
  G_GNUC_UNUSED static GHashTable *name##_table_new (void)                                         \
  {                                                                                                \
    return g_hash_table_new_full (name##_hash_, name##_equal_, name##_key_free_,                   \
                                  name##_value_free_);                                             \
  }                                                                                                \
  static const GvmContainerOps name = { .key_hash = name##_hash_,                                  \
                                        .key_equal = name##_equal_,                                \
                                        .key_free = name##_key_free_,                              \
                                        .value_new = name##_value_new_,                            \
                                        .value_free = name##_value_free_ }

/**
 * GVM_DEFINE_SET_OPS:
 * @name: of the constant
 * @K: the key's type
 * @hash: guint hash (const K *)
 * @equal: gboolean equal (const K *, const K *)
 * @key_free_: void free (K *)
 *
 * Makes operations for a GVM_SET() row, and `name##_table_new ()`.
 */
#define GVM_DEFINE_SET_OPS(name, K, hash, equal, key_free_)                                        \
  GVM_KEY_HASH_THUNKS_ (name, K, hash, equal)                                                      \
  GVM_KEY_FREE_THUNK_ (name, K, key_free_)                                                         \
  G_GNUC_UNUSED static GHashTable *name##_table_new (void)                                         \
  {                                                                                                \
    return g_hash_table_new_full (name##_hash_, name##_equal_, name##_key_free_, NULL);            \
  }                                                                                                \
  static const GvmContainerOps name = { .key_hash = name##_hash_,                                  \
                                        .key_equal = name##_equal_,                                \
                                        .key_free = name##_key_free_ }

/**
 * GVM_DEFINE_TREE_OPS:
 * @name: of the constant
 * @K: the key's type
 * @V: the value's type
 * @compare: gint compare (const K *, const K *)
 * @key_free_: void free (K *)
 * @value_new_: V *new (void)
 * @value_free_: void free (V *)
 *
 * Makes operations for a GVM_TREE() row, and `name##_tree_new ()`.
 */
#define GVM_DEFINE_TREE_OPS(name, K, V, compare, key_free_, value_new_, value_free_)               \
  GVM_PROVE_FUNCTION_ (name, compare, gint (*) (const K *, const K *), GCompareFunc,               \
                       "gint (const " #K " *, const " #K " *)");                                   \
  static gint name##_compare_ (gconstpointer a, gconstpointer b, G_GNUC_UNUSED gpointer user_data) \
  {                                                                                                \
    return compare ((const K *) a, (const K *) b);                                                 \
  }                                                                                                \
  GVM_KEY_FREE_THUNK_ (name, K, key_free_)                                                         \
  GVM_VALUE_THUNKS_ (name, V, value_new_, value_free_)                                             \
  G_GNUC_UNUSED static GTree *name##_tree_new (void)                                               \
  {                                                                                                \
    return g_tree_new_full (name##_compare_, NULL, name##_key_free_, name##_value_free_);          \
  }                                                                                                \
  static const GvmContainerOps name = { .key_compare = name##_compare_,                            \
                                        .key_free = name##_key_free_,                              \
                                        .value_new = name##_value_new_,                            \
                                        .value_free = name##_value_free_ }

/**
 * GVM_DEFINE_ELEMENT_OPS:
 * @name: of the constant
 * @E: the element's type
 * @value_new_: E *new (void)
 * @value_free_: void free (E *)
 *
 * Makes operations for a list, a queue, a sequence or an array of pointers. A GObject's could be
 * g_object_new and g_object_unref.
 */
#define GVM_DEFINE_ELEMENT_OPS(name, E, value_new_, value_free_)                                   \
  GVM_VALUE_THUNKS_ (name, E, value_new_, value_free_)                                             \
  static const GvmContainerOps name = { .value_new = name##_value_new_,                            \
                                        .value_free = name##_value_free_ }

/**
 * GVM_DEFINE_ARRAY_OPS:
 * @name: of the constant
 * @E: the element's type
 * @clear: void clear (E *), which frees what the element owns, not the element. It may be called on
 *   an element of zeros, and on one that a load has not finished
 *
 * Makes operations for a GVM_GARRAY() row, and `name##_array_new ()`.
 */
#define GVM_DEFINE_ARRAY_OPS(name, E, clear)                                                       \
  GVM_PROVE_FUNCTION_ (name, clear, void (*) (E *), GDestroyNotify, "void (" #E " *)");            \
  static void name##_value_clear_ (gpointer element)                                               \
  {                                                                                                \
    clear ((E *) element);                                                                         \
  }                                                                                                \
  G_GNUC_UNUSED static GArray *name##_array_new (void)                                             \
  {                                                                                                \
    GArray *array = g_array_new (FALSE, TRUE, sizeof (E));                                         \
    g_array_set_clear_func (array, name##_value_clear_);                                           \
    return array;                                                                                  \
  }                                                                                                \
  static const GvmContainerOps name = { .value_clear = name##_value_clear_ }

G_END_DECLS
