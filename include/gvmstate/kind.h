/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * kind: what a container has to be able to do. Rows over containers of any kind are saved, loaded, compared
 * and freed by the same few functions; a kind is the table of what they have to know of it. Those of GLib
 * stand in container.h. To add one of your own is to write such a table, GvmContainer, and to name it in
 * GVM_CONTAINER() rows:
 *
 *   GVM_DECLARE_CONTAINER (node_queue, struct NodeQueue);
 *   const GvmContainer node_queue = { .name = "tailq", .size = sizeof (struct NodeQueue), … };
 *   …
 *   GVM_CONTAINER (Machine, nodes, node_queue, node_desc, .framing = GVM_FRAMING_MARKED),
 *
 * A container holds *entries*: values, or keys with values, or keys alone. To hold one is to hold its slots,
 * which are pointers: to a box, or whatever else the row's `.keys` and `.values` say. A kind carries
 * slots about and never looks into them. Boxes are made and freed by the row.
 */
#pragma once

#include <gvmstate/desc.h>

G_BEGIN_DECLS

/**
 * GvmEntries:
 * @GVM_ENTRIES_VALUES: values, one after another
 * @GVM_ENTRIES_PAIRS: keys with values, each key once
 * @GVM_ENTRIES_KEYS: keys, each once
 */
typedef enum {
  GVM_ENTRIES_VALUES,
  GVM_ENTRIES_PAIRS,
  GVM_ENTRIES_KEYS,
} GvmEntries;

/**
 * GvmFate:
 * @GVM_FATE_REPLACED: it was in the struct before the load, or is in it now, and has served
 * @GVM_FATE_FORSAKEN: made by a load that has failed
 * @GVM_FATE_CARRIER: the same, but made only to carry entries into the old container of an
 *   `.in_place` row
 *
 * Why a container goes away.
 */
typedef enum {
  GVM_FATE_REPLACED,
  GVM_FATE_FORSAKEN,
  GVM_FATE_CARRIER,
} GvmFate;

/* One entry: slots, or in @value the address of an element that lies in the container itself. Without keys,
 * or values, that one means nothing. */
typedef struct {
  gpointer key, value;
} GvmEntry;

/* A walk over a container. All but @container is the kind's own, and zeros at the start. */
typedef struct {
  gconstpointer container;
  gpointer place;
  gsize index;
  GHashTableIter table;
} GvmCursor;

/* A container in the making. @last is the kind's own, and NULL at the start. */
typedef struct {
  const GvmField *field;
  gpointer container; /* what create has returned; a kind may change it as it adds */
  gpointer last;
  gconstpointer old; /* (nullable): what create was called with */
} GvmBuilder;

/**
 * GvmContainer:
 *
 * A kind. Constant, and never freed. Where the member is a pointer, no function but create and add is called
 * with NULL: that is an empty container. Nothing here can fail for want of memory, for the load's budget
 * has been charged before; nor for any other reason, but where it says so.
 */
struct GvmContainer {
  const char *name;
  GvmEntries entries;
  gsize size; /* octets of a container that is the member itself; 0: the member points to it */
  gsize cost; /* octets of an empty one, for the budget of a load */
  gsize entry_cost;        /* octets of an entry beside its boxes */
  gboolean is_ordered;     /* its walk has a meaning: with keys, that is their order on the wire */
  gboolean walks_to_count; /* count takes as long as a walk, so a save counts as it goes */
  gboolean frees_entries;  /* it has functions to free entries by, which do not know the row */

  /* How many entries there are. Once or twice a save, or a comparison. */
  gsize (*count) (gconstpointer container);
  /* Begins a walk. Many may be under way at once; none while it changes. */
  void (*start) (GvmCursor *cursor);
  /* The next entry, or FALSE behind the last. It must not look at an entry again that it has returned,
   * which may be freed by then: step on first. */
  gboolean (*next) (GvmCursor *cursor, GvmEntry *ret_entry);
  /* (nullable): calls @visit (key, value, @data) for each entry, in the order of next. A save asks this where there is
   * such a function, for it may be faster. */
  void (*each) (gconstpointer container, GHFunc visit, gpointer data);
  /* With keys: finds the entry whose key is that of @like, as the container compares them. */
  gboolean (*find) (gconstpointer container, const GvmEntry *like, GvmEntry *ret_entry);

  /* (nullable): is @container what the row takes it for? Where something tells that a compiler cannot see: a
   * GArray of elements of another size is not. */
  gboolean (*suits) (const GvmField *field, gconstpointer container);

  /* Makes an empty container, once a load. @old (nullable) is what the member points to, and may tell
   * what functions to make it with; otherwise they are those of the row. It may be NULL where that is an
   * empty container. With `.in_place` and an @old it is a carrier: see move_in.
   * Where the container is the member itself, it is made in a block of g_malloc() of that size. */
  gpointer (*create) (const GvmField *field, gpointer old);
  /* Takes @n entries over as they come, one at least, of all that a load reads; before their values have been used by
   * anybody. Returns: how many; fewer when the next one's key is there already, of which it has taken nothing then. */
  gsize (*add) (GvmBuilder *builder, const GvmEntry *entries, gsize n);
  /* Instead of add, where elements lie in the container one after another: makes room for @n more, all
   * zeros, and returns where the first of them is. A block of elements is loaded by one call. */
  gpointer (*grow) (GvmBuilder *builder, guint32 n);

  /* Frees the container with its entries: by its own functions, or by gvm_container_free_entries() where
   * it has none, or where they may be others than the row's and @fate is not GVM_FATE_REPLACED. Where the
   * container is the member itself it is left empty, and its block stays. */
  void (*free) (const GvmField *field, gpointer container, GvmFate fate);

  /* For `.in_place` rows; NULL where that is not to be had. Frees the entries of @to as free would those of
   * a replaced container, moves all entries of @from there, and frees @from. Once, when a load has
   * succeeded. @from is a carrier. */
  void (*move_in) (const GvmField *field, gpointer to, gpointer from);
  /* (nullable): where the container is the member itself, its octets have been copied to @container from
   * elsewhere: mends what points to it. */
  void (*moved) (gpointer container);

  /* (nullable): returns (not nullable) the function by which it hashes keys, which are slots. A load counts how many
   * keys meet by it. */
  GHashFunc (*get_hash) (const GvmField *field);
  /* (nullable): does what create makes, given @old (nullable), tell keys apart just as their codec does? Otherwise
   * a load has to see to it that no two of them compare equal. */
  gboolean (*keys_by_codec) (const GvmField *field, gconstpointer old);
  /* (nullable): a rule of its own that the row breaks, as text; or NULL. Once a descriptor. */
  const char *(*examine) (const GvmField *field);
};

/* Declares a kind of container that is the member of a struct, or that one points to: then @C is that
 * pointer's type. */
#define GVM_DECLARE_CONTAINER(X, C)                                                                \
  extern const GvmContainer X;                                                                     \
  typedef C X##_ctype

/* The shape of all rows over containers. */
GVM_API extern const GvmShape gvm_shape_container;

#define GVM_CONTAINER_(T, m, kind_, row, rule, ...)                                                \
  {                                                                                                \
    .count = 1, .container = &kind_,                                                               \
    GVM_ROW_ (T, m, gvm_shape_container, GVM_PROVE_ (T, m, m, GVM_CTYPE (kind_), row, rule),       \
              __VA_ARGS__)                                                                         \
  }

/**
 * GVM_CONTAINER:
 * @T: the struct
 * @m: a member of it, of the type that the kind is declared for
 * @kind: declared by GVM_DECLARE_CONTAINER()
 * @...: the codec or descriptor of the elements, then options; of what has keys, `.key = GVM_CODEC (K)`
 *   is one
 *
 * A container of any kind.
 *
 * Wire: by `.framing`, the entries: each its key, if it has one, and its value, if it has one.
 */
#define GVM_CONTAINER(T, m, kind, ...)                                                             \
  GVM_CONTAINER_ (T, m, kind, "GVM_CONTAINER", "member is not what this kind is declared for",     \
                  __VA_ARGS__)

/**
 * gvm_container_free_entries:
 * @field: (not nullable): the row
 * @container: (not nullable): of its kind
 * @fate: why
 *
 * For a kind's free and move_in: frees each entry as the row says. What @container holds then points
 * nowhere, and is to be dropped.
 */
GVM_API void gvm_container_free_entries (const GvmField *field, gpointer container, GvmFate fate);

/**
 * gvm_container_get_key_free:
 * @field: (not nullable): the row
 *
 * For a kind's create: how the row frees a key.
 *
 * Returns: (nullable): NULL when a key owns nothing.
 */
GVM_API GDestroyNotify gvm_container_get_key_free (const GvmField *field);

/* As gvm_container_get_key_free(), for a value. Only for kinds with `frees_entries`: otherwise a value may
 * own more than this function frees. */
GVM_API GDestroyNotify gvm_container_get_value_free (const GvmField *field);

G_END_DECLS
