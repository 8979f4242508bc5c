/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * container: rows over GLib's containers.
 *
 * Members keep their ordinary types: nobody has to change a struct to save it. But a GHashTable * does not
 * say what is in it, so of key, value and element the compiler takes the row's word, and a wrong word is
 * undefined behaviour as anywhere in GLib. Who wants them checked too declares the member with GVM_HASH_OF and
 * uses the typed twin of the row, GVM_HASH_TYPED.
 *
 * Wire, all of them: 4 octets of count, then the elements; of a table each key, then its value. So a
 * row equals the pair of a count field and an array that QEMU's devices build by hand.
 *
 * Ownership, all of them: a load builds a new container and puts it in place of the old one, which
 * its own functions free when the load succeeds. GLib does not tell which functions those are, so:
 *  - a GHashTable that exists is replaced by g_hash_table_new_similar(), functions and all; a missing
 *    one (NULL) is made with the hash and equal of its key codec and g_free() for what is boxed;
 *  - a GArray is made by g_array_new(), with neither terminator nor clear function;
 *  - the elements of a GList are freed by the row: what they own, then themselves by g_free().
 * Elements are made by g_malloc0(). A row that needs it otherwise names `.ops`.
 */
#pragma once

#include <gvmstate/desc.h>

G_BEGIN_DECLS

/**
 * GvmContainerOps:
 *
 * How the elements of one container are made and freed: by GVM_DEFINE_ENTRY_OPS() or
 * GVM_DEFINE_ELEMENT_OPS(). Each member may be NULL for the default.
 */
struct GvmContainerOps {
  GHashFunc key_hash;
  GEqualFunc key_equal;
  GDestroyNotify key_free;      /* frees a boxed key */
  gpointer (*value_new) (void); /* a new value or element; may hold values of its own already */
  GDestroyNotify value_free;    /* frees a value or element, and all it owns */
};

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
 * Makes operations for a table, `.ops = &name`, and `name##_table_new ()`, which makes a table with
 * the same functions. A function of another type does not compile, but GLib's for any pointer do:
 * g_int_hash(), g_free().
 */
#define GVM_DEFINE_ENTRY_OPS(name, K, V, hash, equal, key_free_, value_new_, value_free_)          \
  GVM_PROVE_FUNCTION_ (name, hash, guint (*) (const K *), GHashFunc, "guint (const " #K " *)");    \
  GVM_PROVE_FUNCTION_ (name, equal, gboolean (*) (const K *, const K *), GEqualFunc,               \
                       "gboolean (const " #K " *, const " #K " *)");                               \
  GVM_PROVE_FUNCTION_ (name, key_free_, void (*) (K *), GDestroyNotify, "void (" #K " *)");        \
  static guint name##_hash_ (gconstpointer key)                                                    \
  {                                                                                                \
    return hash ((const K *) key);                                                                 \
  }                                                                                                \
  static gboolean name##_equal_ (gconstpointer a, gconstpointer b)                                 \
  {                                                                                                \
    return equal ((const K *) a, (const K *) b);                                                   \
  }                                                                                                \
  static void name##_key_free_ (gpointer key)                                                      \
  {                                                                                                \
    key_free_ ((K *) key);                                                                         \
  }                                                                                                \
  GVM_VALUE_THUNKS_ (name, V, value_new_, value_free_)                                             \
  G_GNUC_UNUSED static GHashTable *name##_table_new (void)                                         \
  {                                                                                                \
    return g_hash_table_new_full (name##_hash_, name##_equal_, name##_key_free_,                   \
                                  name##_value_free_);                                             \
  }                                                                                                \
  static const GvmContainerOps name = { name##_hash_, name##_equal_, name##_key_free_,             \
                                        name##_value_new_, name##_value_free_ }

/**
 * GVM_DEFINE_ELEMENT_OPS:
 * @name: of the constant
 * @E: the element's type
 * @value_new_: E *new (void)
 * @value_free_: void free (E *)
 *
 * Makes operations for a list, `.ops = &name`.
 */
#define GVM_DEFINE_ELEMENT_OPS(name, E, value_new_, value_free_)                                   \
  GVM_VALUE_THUNKS_ (name, E, value_new_, value_free_)                                             \
  static const GvmContainerOps name = { NULL, NULL, NULL, name##_value_new_, name##_value_free_ }

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

GVM_API extern const GvmShape gvm_shape_hash;
GVM_API extern const GvmShape gvm_shape_garray;
GVM_API extern const GvmShape gvm_shape_list;

/**
 * GVM_HASH:
 * @T: the struct
 * @m: a member of it, GHashTable *
 * @K: the codec of the keys
 * @...: the codec or descriptor of the values, then options: `.max`, `.order`, `.keys`, `.values`,
 *   GVM_KEY_IN_VALUE(), `.nested_version`, `.ops`
 *
 * A table of key to value, both boxed unless `.keys` or `.values` say GVM_DIRECT.
 *
 * Wire:   4 octets of count, then each key and its value; ascending by key, unless `.order` says
 *         GVM_ORDER_AS_STORED. A load takes any order.
 * Errors: GVM_ERROR_DUPLICATE_KEY, on load and on save.
 */
#define GVM_HASH(T, m, K, ...)                                                                     \
  {                                                                                                \
    .count = 1, .key = GVM_CODEC (K),                                                              \
    GVM_ROW_ (T, m, gvm_shape_hash,                                                                \
              GVM_PROVE_ (T, m, m, GHashTable *, "GVM_HASH", "member is not a GHashTable *"),      \
              __VA_ARGS__)                                                                         \
  }

/* The option that says where in its value the key of a GVM_HASH row is. The value's descriptor has
 * the row that saves it, so nothing is on the wire twice. The table's keys point into its values; a key that
 * is a pointer itself, a string, is the pointer that its value has. */
#define GVM_KEY_IN_VALUE(V, m) .keys = GVM_IN_VALUE, .key_offset = offsetof (V, m)

/**
 * GVM_GARRAY:
 * @T: the struct
 * @m: a member of it, GArray *
 * @...: the codec or descriptor of the elements, then options: `.max`, `.nested_version`, `.framing`; with
 *   marks, elements may have no hooks
 *
 * Wire: 4 octets of count, then the elements.
 */
#define GVM_GARRAY(T, m, ...)                                                                      \
  {                                                                                                \
    .count = 1,                                                                                    \
    GVM_ROW_ (T, m, gvm_shape_garray,                                                              \
              GVM_PROVE_ (T, m, m, GArray *, "GVM_GARRAY", "member is not a GArray *"),            \
              __VA_ARGS__)                                                                         \
  }

/**
 * GVM_LIST:
 * @T: the struct
 * @m: a member of it, GList *
 * @...: the codec or descriptor of the elements, then options: `.max`, `.values`,
 *   `.nested_version`, `.ops`
 *
 * Wire: 4 octets of count, then the elements, from first to last.
 */
#define GVM_LIST(T, m, ...)                                                                        \
  {                                                                                                \
    .count = 1,                                                                                    \
    GVM_ROW_ (T, m, gvm_shape_list,                                                                \
              GVM_PROVE_ (T, m, m, GList *, "GVM_LIST", "member is not a GList *"), __VA_ARGS__)   \
  }

/* ---- typed twins ---------------------------------------------------------------------------- */

/* A member that holds a container and tells the compiler what is in it. It is a union, as large as
 * the pointer it holds; read the container as `member.table`, `.array` or `.list`. */
#define GVM_HASH_OF(K, V)                                                                          \
  union {                                                                                          \
    GHashTable *table;                                                                             \
    K *gvm_key_;                                                                                   \
    V *gvm_value_;                                                                                 \
  }
#define GVM_GARRAY_OF(E)                                                                           \
  union {                                                                                          \
    GArray *array;                                                                                 \
    E *gvm_element_;                                                                               \
  }
#define GVM_LIST_OF(E)                                                                             \
  union {                                                                                          \
    GList *list;                                                                                   \
    E *gvm_element_;                                                                               \
  }

/* As GVM_HASH(), for a member of type GVM_HASH_OF (K, V): key and value are proved too. */
#define GVM_HASH_TYPED(T, m, K, ...)                                                               \
  {                                                                                                \
    .count = 1, .key = GVM_CODEC (K),                                                              \
    GVM_ROW_ (                                                                                     \
        T, m, gvm_shape_hash,                                                                      \
        GVM_PROVE_ (T, m, m.gvm_key_, GVM_CTYPE (K) *, "GVM_HASH_TYPED", "key type mismatch") +    \
            GVM_PROVE_ (T, m, m.gvm_value_, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *,                 \
                        "GVM_HASH_TYPED", "value type mismatch"),                                  \
        __VA_ARGS__)                                                                               \
  }

/* As GVM_GARRAY(), for a member of type GVM_GARRAY_OF (E). */
#define GVM_GARRAY_TYPED(T, m, ...)                                                                \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_garray,                                                  \
                          GVM_PROVE_ (T, m, m.gvm_element_, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, \
                                      "GVM_GARRAY_TYPED", "element type mismatch"),                \
                          __VA_ARGS__)                                                             \
  }

/* As GVM_LIST(), for a member of type GVM_LIST_OF (E). */
#define GVM_LIST_TYPED(T, m, ...)                                                                  \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_list,                                                    \
                          GVM_PROVE_ (T, m, m.gvm_element_, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, \
                                      "GVM_LIST_TYPED", "element type mismatch"),                  \
                          __VA_ARGS__)                                                             \
  }

G_END_DECLS
