/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * container: rows over GLib's containers.
 *
 * Members keep their ordinary types: nobody has to change a struct to save it. But a GHashTable * does not
 * say what is in it, so of key, value and element the compiler takes the row's word, and a wrong word is
 * undefined behaviour as anywhere in GLib. Who wants them checked too declares the member with GVM_HASH_OF and
 * uses the typed twin of the row, GVM_HASH_TYPED.
 *
 * Wire, all of them, by `.framing`: 4 octets of count, then the entries; or an octet 1 before each entry and
 * an octet 0 after the last; or both. An entry is its key, where it has one, then its value. So a row equals
 * the pair of a count field and an array that QEMU's devices build by hand, or its QTAILQ, QLIST and GTREE.
 * NULL is saved as an empty container; a load makes one, but for lists.
 *
 * Ownership, all of them: a load builds a new container and puts it in place of the old one, which
 * its own functions free when the load succeeds. GLib does not tell which functions those are, so:
 *  - a GHashTable that exists is replaced by g_hash_table_new_similar(), functions and all; a missing
 *    one (NULL) is made with the hash and equal of its key codec and g_free() for what is boxed;
 *  - a GTree, GPtrArray, GSequence or GArray is made with the functions of `.ops`; without them a tree
 *    compares by the key's codec, and g_free() frees what is boxed. A tree that compares by a codec has the
 *    row as its user data, so the row must live as long;
 *  - the elements of a GList, GSList or GQueue are freed by the row: what they own, then themselves by
 *    g_free().
 * Elements are made by g_malloc0(). A row that needs it otherwise names `.ops` (ops.h), and where an
 * element has to know the struct it is for, `.new_in = GVM_NEW_IN (T, function)`. Keys have no hooks.
 *
 * With `.in_place` a container keeps its identity: who holds a pointer to it sees the new content, once the
 * load has succeeded. Until then the struct points to a container of the load's own, which hooks see; if
 * one puts another in its place, that one stays. What an existing container has functions for, it uses for
 * the new entries. In place or not, a container whose load fails is not touched at all.
 *
 * `.packing` makes entries smaller on the wire, keys too: see packing.h.
 *
 * A container in a container is a struct with that one member: GVM_DEFINE_CELL(). The outer container can
 * hold it boxed or, with `.values = GVM_DIRECT`, as the pointer that it is; then that struct has no hooks, nor its
 * row `.new_in`, for it is nowhere:
 *
 *   typedef struct { GArray *of; } Routes;
 *   GVM_DEFINE_CELL (routes_desc, Routes, "routes", GVM_GARRAY (Routes, of, route_desc));
 *   …
 *   GVM_HASH (Router, routes, gvm_u32, routes_desc, .values = GVM_DIRECT, .ops = &routes_ops),
 */
#pragma once

#include <gvmstate/kind.h>
#include <gvmstate/ops.h>

G_BEGIN_DECLS

/* GLib's containers, and the type of the member that each is in. */
GVM_API extern const GvmContainer gvm_container_hash;
GVM_API extern const GvmContainer gvm_container_set;
GVM_API extern const GvmContainer gvm_container_tree;
GVM_API extern const GvmContainer gvm_container_garray;
GVM_API extern const GvmContainer gvm_container_ptrarray;
GVM_API extern const GvmContainer gvm_container_list;
GVM_API extern const GvmContainer gvm_container_slist;
GVM_API extern const GvmContainer gvm_container_queue;
GVM_API extern const GvmContainer gvm_container_sequence;
typedef GHashTable *gvm_container_hash_ctype;
typedef GHashTable *gvm_container_set_ctype;
typedef GTree *gvm_container_tree_ctype;
typedef GArray *gvm_container_garray_ctype;
typedef GPtrArray *gvm_container_ptrarray_ctype;
typedef GList *gvm_container_list_ctype;
typedef GSList *gvm_container_slist_ctype;
typedef GQueue *gvm_container_queue_ctype;
typedef GSequence *gvm_container_sequence_ctype;

/**
 * GvmQemuTwin:
 *
 * How a QEMU device that has the same octets calls them: it copies its table to an array and a count. Where a
 * container's row names its twin, a stream is described in those words, as QEMU itself would.
 */
struct GvmQemuTwin {
  const char *count;        /* the field that counts: "msi_devs_num" */
  const char *count_type;   /* its type: "int32" */
  const char *elements;     /* the array: "msi_devs" */
  const char *vmsd;         /* its elements' descriptor: "spapr_pci/msi" */
  const char *key;          /* (nullable): its field for the key: "key" */
  const char *value_prefix; /* (nullable): before the names of the value's rows: "value." */
  int end_;                 /* no option: it ends each list of them */
};

/**
 * GVM_HASH:
 * @T: the struct
 * @m: a member of it, GHashTable *
 * @K: the codec of the keys
 * @...: the codec or descriptor of the values, then options: `.max`, `.order`, `.framing`, `.keys`,
 *   `.values`, GVM_KEY_IN_VALUE(), `.nested_version`, `.ops`, `.new_in`, `.in_place`, `.qemu`
 *
 * A table of key to value, both boxed unless `.keys` or `.values` say GVM_DIRECT.
 *
 * Wire:   keys with values; ascending by key, unless `.order` says GVM_ORDER_AS_STORED. A load takes any
 *         order.
 * Errors: GVM_ERROR_DUPLICATE_KEY, on load and on save; GVM_ERROR_LIMIT on load, when so many keys meet
 *         that the table would be a list: beyond 1024 keys, when the squares of how many share each
 *         hash (that of `.ops` or the codec), or place in the table, add up to 8 times the keys or more. The
 *         sum is estimated: up to 7 times nothing is refused, and between the two it may be.
 */
#define GVM_HASH(T, m, K, ...)                                                                     \
  GVM_KEYED_ (T, m, gvm_container_hash, K, "GVM_HASH", "member is not a GHashTable *", __VA_ARGS__)

/* The option that says where in its value the key of a GVM_HASH or GVM_TREE row is. The value's descriptor
 * has the row that saves it, so nothing is on the wire twice. The container's keys point into its values; of
 * a codec whose values are pointers they are the same pointers. */
#define GVM_KEY_IN_VALUE(V, m) .keys = GVM_IN_VALUE, .key_offset = offsetof (V, m)

/**
 * GVM_SET:
 * @T: the struct
 * @m: a member of it, GHashTable *, filled by g_hash_table_add()
 * @...: the codec of the keys, then options: `.max`, `.order`, `.framing`, `.keys`, `.nested_version`,
 *   `.ops`, `.in_place`
 *
 * A set of keys.
 *
 * Wire:   keys, otherwise as GVM_HASH().
 * Errors: as GVM_HASH().
 */
#define GVM_SET(T, m, ...)                                                                         \
  GVM_KEYED_ (T, m, gvm_container_set, GVM_FIRST (__VA_ARGS__), "GVM_SET",                         \
              "member is not a GHashTable *", __VA_ARGS__)

/**
 * GVM_TREE:
 * @T: the struct
 * @m: a member of it, GTree *
 * @K: the codec of the keys
 * @...: the codec or descriptor of the values, then options as those of GVM_HASH(), but `.order`
 *
 * A tree of key to value.
 *
 * Wire:   keys with values, in the tree's order; a load takes any. Counted and marked it is QEMU's gtree, whose
 *         direct keys are a gvm_u64.
 * Errors: GVM_ERROR_DUPLICATE_KEY, on load and on save.
 */
#define GVM_TREE(T, m, K, ...)                                                                     \
  GVM_KEYED_ (T, m, gvm_container_tree, K, "GVM_TREE", "member is not a GTree *", __VA_ARGS__)

/**
 * GVM_GARRAY:
 * @T: the struct
 * @m: a member of it, GArray *
 * @...: the codec or descriptor of the elements, then options: `.max`, `.framing`, `.nested_version`,
 *   `.ops` for elements that own memory, `.in_place`; with marks or in place, elements may have no hooks,
 *   no rows with `.new_in` and no containers that are members, for they move
 *
 * Wire: the elements.
 */
#define GVM_GARRAY(T, m, ...)                                                                      \
  GVM_CONTAINER_ (T, m, gvm_container_garray, "GVM_GARRAY", "member is not a GArray *", __VA_ARGS__)

/**
 * GVM_PTRARRAY:
 * @T: the struct
 * @m: a member of it, GPtrArray *
 * @...: the codec or descriptor of the elements, then options: `.max`, `.framing`, `.values`,
 *   `.nested_version`, `.ops`, `.new_in`, `.in_place`
 *
 * Wire:   the elements.
 * Errors: GVM_ERROR_NULL_ELEMENT on save.
 */
#define GVM_PTRARRAY(T, m, ...)                                                                    \
  GVM_CONTAINER_ (T, m, gvm_container_ptrarray, "GVM_PTRARRAY", "member is not a GPtrArray *",     \
                  __VA_ARGS__)

/**
 * GVM_LIST:
 * @T: the struct
 * @m: a member of it, GList *
 * @...: the codec or descriptor of the elements, then options: `.max`, `.framing`, `.values`,
 *   `.nested_version`, `.ops`, `.new_in`
 *
 * Wire:   the elements, from first to last. Marked, it is QEMU's qtailq and qlist.
 * Errors: GVM_ERROR_NULL_ELEMENT on save.
 */
#define GVM_LIST(T, m, ...)                                                                        \
  GVM_CONTAINER_ (T, m, gvm_container_list, "GVM_LIST", "member is not a GList *", __VA_ARGS__)

/* As GVM_LIST(), for a GSList *. */
#define GVM_SLIST(T, m, ...)                                                                       \
  GVM_CONTAINER_ (T, m, gvm_container_slist, "GVM_SLIST", "member is not a GSList *", __VA_ARGS__)

/* As GVM_LIST(), for a GQueue *; takes `.in_place` too. */
#define GVM_QUEUE(T, m, ...)                                                                       \
  GVM_CONTAINER_ (T, m, gvm_container_queue, "GVM_QUEUE", "member is not a GQueue *", __VA_ARGS__)

/* As GVM_PTRARRAY(), for a GSequence *. */
#define GVM_SEQUENCE(T, m, ...)                                                                    \
  GVM_CONTAINER_ (T, m, gvm_container_sequence, "GVM_SEQUENCE", "member is not a GSequence *",     \
                  __VA_ARGS__)

#define GVM_KEYED_(T, m, kind_, K, row, rule, ...)                                                 \
  {                                                                                                \
    .count = 1, .container = &kind_, .key = GVM_CODEC (K),                                         \
    GVM_ROW_ (T, m, gvm_shape_container, GVM_PROVE_ (T, m, m, GVM_CTYPE (kind_), row, rule),       \
              __VA_ARGS__)                                                                         \
  }

/**
 * GVM_DEFINE_CELL:
 * @X: the descriptor, which stays in its file
 * @T: a struct with one member, a container
 * @wire_name: its name in streams
 * @...: the row of that member
 *
 * Defines a descriptor of one row, by which a container can be in a container. To any depth.
 */
#define GVM_DEFINE_CELL(X, T, wire_name, ...)                                                      \
  GVM_FIELDS (X##_fields, T) = { __VA_ARGS__ };                                                    \
  GVM_DEFINE_STATIC_DESC (X, T, wire_name, 1, 1, X##_fields)

/* ---- typed twins ---------------------------------------------------------------------------- */

/* A member that holds a container and tells the compiler what is in it. It is a union, as large as
 * the pointer it holds; read the container as `member.table` and so on. */
#define GVM_KEYED_OF_(C, name, K, V)                                                               \
  union {                                                                                          \
    C *name;                                                                                       \
    K *gvm_key_;                                                                                   \
    V *gvm_value_;                                                                                 \
  }
#define GVM_ELEMENTS_OF_(C, name, E)                                                               \
  union {                                                                                          \
    C *name;                                                                                       \
    E *gvm_element_;                                                                               \
  }
#define GVM_HASH_OF(K, V)  GVM_KEYED_OF_ (GHashTable, table, K, V)
#define GVM_SET_OF(K)      GVM_KEYED_OF_ (GHashTable, table, K, K)
#define GVM_TREE_OF(K, V)  GVM_KEYED_OF_ (GTree, tree, K, V)
#define GVM_GARRAY_OF(E)   GVM_ELEMENTS_OF_ (GArray, array, E)
#define GVM_PTRARRAY_OF(E) GVM_ELEMENTS_OF_ (GPtrArray, array, E)
#define GVM_LIST_OF(E)     GVM_ELEMENTS_OF_ (GList, list, E)
#define GVM_SLIST_OF(E)    GVM_ELEMENTS_OF_ (GSList, list, E)
#define GVM_QUEUE_OF(E)    GVM_ELEMENTS_OF_ (GQueue, queue, E)
#define GVM_SEQUENCE_OF(E) GVM_ELEMENTS_OF_ (GSequence, sequence, E)

#define GVM_KEYED_TYPED_(T, m, kind_, name, K, row, ...)                                           \
  {                                                                                                \
    .count = 1, .container = &kind_, .key = GVM_CODEC (K),                                         \
    GVM_ROW_ (T, m, gvm_shape_container,                                                           \
              GVM_PROVE_ (T, m, m.name, GVM_CTYPE (kind_), row, "container type mismatch") +       \
                  GVM_PROVE_ (T, m, m.gvm_key_, GVM_CTYPE (K) *, row, "key type mismatch") +       \
                  GVM_PROVE_ (T, m, m.gvm_value_, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, row,      \
                              "value type mismatch"),                                              \
              __VA_ARGS__)                                                                         \
  }
#define GVM_ELEMENTS_TYPED_(T, m, kind_, name, row, ...)                                           \
  {                                                                                                \
    .count = 1, .container = &kind_,                                                               \
    GVM_ROW_ (T, m, gvm_shape_container,                                                           \
              GVM_PROVE_ (T, m, m.name, GVM_CTYPE (kind_), row, "container type mismatch") +       \
                  GVM_PROVE_ (T, m, m.gvm_element_, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, row,    \
                              "element type mismatch"),                                            \
              __VA_ARGS__)                                                                         \
  }

/* As GVM_HASH() and its kin, for members of type GVM_HASH_OF (K, V) and its kin: key, value or element
 * are proved too. */
#define GVM_HASH_TYPED(T, m, K, ...)                                                               \
  GVM_KEYED_TYPED_ (T, m, gvm_container_hash, table, K, "GVM_HASH_TYPED", __VA_ARGS__)
#define GVM_SET_TYPED(T, m, ...)                                                                   \
  GVM_KEYED_TYPED_ (T, m, gvm_container_set, table, GVM_FIRST (__VA_ARGS__), "GVM_SET_TYPED",      \
                    __VA_ARGS__)
#define GVM_TREE_TYPED(T, m, K, ...)                                                               \
  GVM_KEYED_TYPED_ (T, m, gvm_container_tree, tree, K, "GVM_TREE_TYPED", __VA_ARGS__)
#define GVM_GARRAY_TYPED(T, m, ...)                                                                \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_garray, array, "GVM_GARRAY_TYPED", __VA_ARGS__)
#define GVM_PTRARRAY_TYPED(T, m, ...)                                                              \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_ptrarray, array, "GVM_PTRARRAY_TYPED", __VA_ARGS__)
#define GVM_LIST_TYPED(T, m, ...)                                                                  \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_list, list, "GVM_LIST_TYPED", __VA_ARGS__)
#define GVM_SLIST_TYPED(T, m, ...)                                                                 \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_slist, list, "GVM_SLIST_TYPED", __VA_ARGS__)
#define GVM_QUEUE_TYPED(T, m, ...)                                                                 \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_queue, queue, "GVM_QUEUE_TYPED", __VA_ARGS__)
#define GVM_SEQUENCE_TYPED(T, m, ...)                                                              \
  GVM_ELEMENTS_TYPED_ (T, m, gvm_container_sequence, sequence, "GVM_SEQUENCE_TYPED", __VA_ARGS__)

G_END_DECLS
