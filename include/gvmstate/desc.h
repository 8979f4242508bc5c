/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * desc: the table itself. A descriptor (GvmDesc) has one row (GvmField) for each member that is on
 * the wire, and a row names the codec (GvmCodec) of its member.
 *
 * What to know before reading on:
 *  - There is one macro a *shape* of row, never one a type. Options follow as designated
 *    initialisers: GVM_FIELD (Phb, late, gvm_u32, .since = 2).
 *  - Every codec and descriptor X comes with a type X_ctype. A row compares it with the member's
 *    type, and a row that lies does not compile; the message names row and rule.
 *  - A descriptor *is* a codec (its first member is one), so it can stand wherever a codec can.
 *  - Tables are constants: no constructor runs, nothing is registered. Children stand before the struct
 *    that holds them; "unknown type name x_ctype" means that x is not declared above (no & before it).
 *  - The order of rows is the order on the wire.
 *
 * The structs are public only so that a compiler can initialise them; read them through functions.
 * Rows are C only. The header itself compiles as C++.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <gvmstate/packing.h>

G_BEGIN_DECLS

typedef struct GvmCodec GvmCodec;
typedef struct GvmContainer GvmContainer;
typedef struct GvmContainerOps GvmContainerOps;
typedef struct GvmDefault GvmDefault;
typedef struct GvmDerivedOps GvmDerivedOps;
typedef struct GvmDesc GvmDesc;
typedef struct GvmField GvmField;
typedef struct GvmQemuTwin GvmQemuTwin;
typedef struct GvmReader GvmReader;
typedef struct GvmShape GvmShape;
typedef struct GvmSubsection GvmSubsection;
typedef struct GvmUpgrade GvmUpgrade;
typedef struct GvmWriter GvmWriter;

/* ---- codecs --------------------------------------------------------------------------------- */

/**
 * GvmKind:
 * @GVM_KIND_OTHER: known by its functions alone; what a codec of your own is
 * @GVM_KIND_BOOL: C bool or gboolean
 * @GVM_KIND_UNSIGNED: an unsigned integer, as wide on the wire as in memory
 * @GVM_KIND_SIGNED: a signed one, two's complement
 * @GVM_KIND_FLOAT: IEEE 754, as wide on the wire as in memory
 * @GVM_KIND_OCTETS: a length and as many octets, sorted by them, with a GvmOctetsParams
 * @GVM_KIND_STRUCT: the codec that a descriptor begins with
 */
typedef enum {
  GVM_KIND_OTHER,
  GVM_KIND_BOOL,
  GVM_KIND_UNSIGNED,
  GVM_KIND_SIGNED,
  GVM_KIND_FLOAT,
  GVM_KIND_OCTETS,
  GVM_KIND_STRUCT,
} GvmKind;

/**
 * GvmCodec:
 *
 * How one value stands on the wire. Constant, and never freed.
 */
struct GvmCodec {
  const char *name; /* of the wire type, as QEMU's description calls it: "uint32" */
  GvmKind kind;
  gsize c_size;    /* octets of the C type */
  gsize wire_min;  /* fewest octets on the wire; what counts are checked against */
  gsize wire_size; /* octets on the wire when that never varies, else 0 */

  /* What its functions have to know; theirs alone. A codec that has params is always called; without,
   * the kind may be all that the engine needs to move the octets itself. */
  gconstpointer params;

  /* Called once a value. On failure they have called gvm_writer_fail() or gvm_reader_fail(). A
   * decode of a codec with a free starts with a NULL in *@value; what it leaves there when it fails is
   * freed. */
  gboolean (*encode) (const GvmCodec *codec, GvmWriter *writer, gconstpointer value);
  gboolean (*decode) (const GvmCodec *codec, GvmReader *reader, gpointer value);

  /* A total order by value; NULL when there is none, and then the codec is no canonical key. */
  gint (*compare) (const GvmCodec *codec, gconstpointer a, gconstpointer b);
  /* Are both the same on the wire? Needed only where compare is NULL. */
  gboolean (*equal) (const GvmCodec *codec, gconstpointer a, gconstpointer b);
  /* The value as an error shows it, in the base a reader will look it up in; transfer full. */
  char *(*format) (const GvmCodec *codec, gconstpointer value);
  /* (nullable): its type in the notation of docs/FORMAT.md, 1.1, for the description of a stream; transfer
   * full. Without one it is known by its name if its kind is one, and by its octets otherwise. */
  char *(*describe) (const GvmCodec *codec);
  /* For a codec whose C type is a pointer to something that the value owns: frees it. NULL owns nothing,
   * and has to be taken as g_free() takes it: a GHashTable frees values that are NULL, too. NULL for a
   * codec whose values own nothing. */
  GDestroyNotify free;

  /* (nullable): of what is on the wire as 4 octets of length or count, 0xffffffff for NULL, and so many octets
   * or values: the length of *@value, which is not NULL. The `.max` of a GVM_FIELD() bounds it. */
  gsize (*get_length) (const GvmCodec *codec, gconstpointer value);

  /* What a new table with such keys is made with, each in a block of its own or, for a codec with a free,
   * as the pointer that it is; NULL: none. */
  GHashFunc key_hash;
  GEqualFunc key_equal;
};

/* Declares a codec of C type T that another file defines. */
#define GVM_DECLARE_CODEC(X, T)                                                                    \
  extern const GvmCodec X;                                                                         \
  typedef T X##_ctype

/* The codec in X: a codec is one, a descriptor begins with one, and nothing else will do. */
#define GVM_CODEC(X)                                                                               \
  _Generic((X), GvmCodec : (const GvmCodec *) &(X), GvmDesc : (const GvmCodec *) &(X))

/* ---- rows ----------------------------------------------------------------------------------- */

/**
 * GvmStorage:
 * @GVM_BOXED: the container holds a pointer to the value, which has a block of its own
 * @GVM_DIRECT: the pointer is the value: GUINT_TO_POINTER and its kin; or a container, for values of a
 *   descriptor whose struct is a pointer to one
 * @GVM_IN_VALUE: for keys: the key is a member of the value; say which by GVM_KEY_IN_VALUE()
 */
typedef enum {
  GVM_BOXED,
  GVM_DIRECT,
  GVM_IN_VALUE,
} GvmStorage;

/**
 * GvmOrder:
 * @GVM_ORDER_CANONICAL: ascending by the key codec's compare: the same state gives the same bytes
 * @GVM_ORDER_AS_STORED: as the table's iterator gives them at that moment; the same state may give
 *   other bytes
 */
typedef enum {
  GVM_ORDER_CANONICAL,
  GVM_ORDER_AS_STORED,
} GvmOrder;

/**
 * GvmFraming:
 * @GVM_FRAMING_COUNTED: 4 octets of count, then the entries
 * @GVM_FRAMING_MARKED: an octet 1 before each entry, an octet 0 after the last; QEMU's QTAILQ and QLIST
 * @GVM_FRAMING_COUNTED_MARKED: both; QEMU's GTREE
 */
typedef enum {
  GVM_FRAMING_COUNTED,
  GVM_FRAMING_MARKED,
  GVM_FRAMING_COUNTED_MARKED,
} GvmFraming;

/* Is the row on the wire? @self is being saved, or loaded up to the row before. */
typedef gboolean (*GvmWhen) (gconstpointer self, guint32 version_id);

/**
 * GvmField:
 *
 * A row. The first group is filled in by the row's macro, the second holds the options.
 */
struct GvmField {
  const char *name;
  const GvmShape *shape;
  const GvmCodec *codec;         /* of the member, or of each element or value in it */
  const GvmCodec *key;           /* of each key */
  gsize offset, size;            /* of the member in its struct */
  gsize alignment;               /* of the member, or of each element in it; 0: not known */
  gsize count;                   /* elements of an inline array, else 1 */
  gsize count_offset;            /* of the member that counts the elements, */
  gsize count_size;              /* and its octets; 0 when there is none */
  const GvmContainer *container; /* what kind of container the member is, if it is one */
  const GvmDerivedOps *derived;  /* of a derived row */
  GvmWhen must_hold;             /* of a validate row */

  guint32 since;              /* first version that has the row; 0: all */
  guint32 until;              /* last version that has it; 0: all */
  GvmWhen when;               /* (nullable): GVM_WHEN (T, predicate) */
  guint64 max;                /* most entries, octets of a text and so on; 0: that of the limits */
  const GvmContainerOps *ops; /* (nullable): how the container's elements are made and freed */
  gpointer (*new_in) (gpointer self); /* (nullable): makes an element: GVM_NEW_IN (T, function) */
  const GvmDefault *absent;           /* (nullable): what is without the row: GVM_DEFAULT() */
  const char *const *alias;           /* (nullable): its old names: GVM_ALIAS() */
  gsize key_offset;                   /* of a key that is in its value: GVM_KEY_IN_VALUE() */
  GvmStorage keys, values;            /* how a container holds them */
  GvmOrder order;                     /* of a table's entries on the wire */
  GvmFraming framing;                 /* of a container's entries */
  gboolean in_place;                  /* the container stays, what is in it is replaced */
  gboolean nullable;                  /* of a pointer: the stream says whether it is NULL */
  const GvmQemuTwin *qemu;            /* (nullable): a container's twin, for the description */
  GvmPacking packing;                 /* of the elements, and of a table's keys */
  gconstpointer blank;                /* what GVM_SPARSE() leaves out, */
  const GvmCodec *blank_codec;        /* and its codec */
  guint32 times;                      /* of what a member counts: how many it counts as one; 0: 1 */
  gboolean own_count;     /* the count is the target's own: no row writes it, a load trusts it */
  guint32 nested_version; /* of a nested struct; must be said unless its descriptor has but 1 */
  int end_;               /* no option: it ends each list of them */
};

/* Row shapes of this layer; those of the containers stand in container.h. */
GVM_API extern const GvmShape gvm_shape_field;
GVM_API extern const GvmShape gvm_shape_array;
GVM_API extern const GvmShape gvm_shape_equal;
GVM_API extern const GvmShape gvm_shape_counted;

/* Of a member of this type in any struct. */
#define GVM_ALIGNOF(T, m) _Alignof(GVM_TYPEOF (T, m))

#define GVM_ROW_(T, m, shape_, proof, ...)                                                         \
  .name = #m, .shape = &shape_, .offset = offsetof (T, m) + (proof),                               \
  .size = sizeof (((T *) 0)->m), .alignment = GVM_ALIGNOF (T, m),                                  \
  .codec = GVM_CODEC (GVM_FIRST (__VA_ARGS__)), GVM_REST (__VA_ARGS__)

/* Proves that @place of T (member m, or something in it) has type C, or stops with the row's name. */
#define GVM_PROVE_(T, m, place, C, row, rule)                                                      \
  GVM_CHECK0 (GVM_SAME_TYPE (GVM_TYPEOF (T, place), C), row "(" #T "." #m "): " rule)

/**
 * GVM_FIELD:
 * @T: the struct
 * @m: a member of it
 * @...: the member's codec or descriptor, then options
 *
 * Wire:   the value.
 * Errors: GVM_ERROR_LIMIT, on load and on save, for a text or octets longer than `.max`, and for a vector of
 *         more texts. No other codec takes `.max`.
 */
#define GVM_FIELD(T, m, ...)                                                                       \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_field,                                                   \
                          GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_FIELD",   \
                                      "member type is not the C type of this codec"),              \
                          __VA_ARGS__)                                                             \
  }

/**
 * GVM_STRUCT:
 * @T: the struct
 * @m: a member of it that is a struct itself
 * @...: that struct's descriptor, then options; `.nested_version` when it is not 1
 *
 * Wire: the nested struct's rows. A nested struct has no version of its own on the wire.
 */
#define GVM_STRUCT(T, m, ...)                                                                      \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_field,                                                   \
                          GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_STRUCT",  \
                                      "member is not the struct that this descriptor describes"),  \
                          __VA_ARGS__)                                                             \
  }

/**
 * GVM_EQUAL:
 * @T: the struct
 * @m: a member of it that a load must not change
 * @...: its codec, then options
 *
 * Wire:   the value.
 * Errors: GVM_ERROR_EQUAL_MISMATCH on load when it is not the target's.
 */
#define GVM_EQUAL(T, m, ...)                                                                       \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_equal,                                                   \
                          GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_EQUAL",   \
                                      "member type is not the C type of this codec"),              \
                          __VA_ARGS__)                                                             \
  }

/**
 * GVM_ARRAY:
 * @T: the struct
 * @m: a member of it that is an array
 * @...: the codec or descriptor of its elements, then options
 *
 * Wire: the elements, back to back.
 */
#define GVM_ARRAY(T, m, ...)                                                                       \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0]),                                     \
    GVM_ROW_ (T, m, gvm_shape_array,                                                               \
              GVM_CHECK0 (GVM_IS_ARRAY (T, m),                                                     \
                          "GVM_ARRAY(" #T "." #m "): member is not an inline array") +             \
                  GVM_PROVE_ (T, m, m[0], GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_ARRAY",        \
                              "element type is not the C type of this codec"),                     \
              __VA_ARGS__)                                                                         \
  }

/* Octets of a count. A signed count has no place here: that is how negative lengths came to be. */
#define GVM_COUNT_SIZE(T, n)                                                                       \
  _Generic(((T *) 0)->n, guint8 : 1, guint16 : 2, guint32 : 4, guint64 : 8)

/**
 * GVM_COUNTED:
 * @T: the struct
 * @m: a member of it that points to the first of several elements, or is NULL when there is none
 * @n: the member that says how many, unsigned; it must have a row of its own further up,
 *   in the same versions as @m has one, and neither may have a condition
 * @...: the codec or descriptor of the elements, then options
 *
 * Wire:      the elements, back to back; their number is @n's row.
 * Ownership: the elements are one block of g_malloc(), replaced by a load and freed by g_free().
 * Errors:    GVM_ERROR_LIMIT when @n is above `.max`, GVM_ERROR_TRUNCATED when it is more than the
 *            octets left can hold.
 */
#define GVM_COUNTED(T, m, n, ...)                                                                  \
  {                                                                                                \
    .count = 1, .count_offset = offsetof (T, n), .count_size = GVM_COUNT_SIZE (T, n),              \
    GVM_ROW_ (T, m, gvm_shape_counted,                                                             \
              GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, "GVM_COUNTED",           \
                          "member is not a pointer to the C type of this codec"),                  \
              __VA_ARGS__)                                                                         \
  }

/**
 * GVM_FIELDS:
 * @name: of the table
 * @T: the struct that its rows are of
 *
 * Opens a table: GVM_FIELDS (phb_fields, Phb) = { GVM_FIELD (…), … };
 */
#define GVM_FIELDS(name, T)                                                                        \
  typedef T name##_ctype;                                                                          \
  static const GvmField name[]

/* ---- descriptors ---------------------------------------------------------------------------- */

/**
 * GvmDesc:
 *
 * A struct on the wire: its rows, its versions, its hooks. Made by GVM_DEFINE_DESC().
 *
 * Each struct with hooks is called by its address, once for each of its hooks, and in an order that is the stream's: none
 * of them may free a struct that the same save or load has yet to call. So a hook leaves the
 * elements of tables and lists where they are, its own among them; what it wants to be rid of it notes, and frees when
 * the load is over.
 *
 * The hooks of a save:
 *  - pre_save: before the struct's first row is written. May bring @self up to date, and refuse.
 *  - post_save: whenever pre_save has succeeded, whether or not the save does.
 *
 * The hooks of a load, in the order of their moments; children come before the struct they are in.
 * All @check run after all rows of all sections are read, all @post_load after all @check.
 *  - pre_load: before the struct's first row is read. May write @self alone.
 *  - check: may look, must not write; refuses the state by FALSE and an error. One made by gvm_error_set() with a
 *    path stays as it is, for a hook that holds several structs to each other; of any other the text is kept,
 *    and where the struct is.
 *  - post_load: may write @self alone, and refuse. Whatever it writes is taken back when the load
 *    fails after it; so it may add to the tables and lists that this load has made,
 *    but not take away from them, nor free or replace them; and a GArray moves its elements when it
 *    grows, so leave it as it is.
 *  - committed: the load has succeeded. Here interrupts are resent and timers armed.
 *  - undo: the load has failed after this struct's post_load; for a post_load that wrote elsewhere.
 *    Called in reverse order, before @self is put back.
 */
struct GvmDesc {
  GvmCodec codec;             /* a descriptor is a codec */
  guint32 version_id;         /* what is saved */
  guint32 minimum_version_id; /* the oldest that loads */
  const GvmField *fields;
  gsize n_fields;
  gsize field_size;                 /* sizeof (GvmField) where the table was compiled */
  gpointer *plan;                   /* where the engine hangs what it has worked out */
  const GvmSubsection *subsections; /* (nullable): GVM_WITH_SUBSECTIONS() */
  gsize n_subsections;
  const GvmUpgrade *upgrade; /* (nullable): to versions below the minimum: GVM_UPGRADE() */
  const char *const *alias;  /* (nullable): its old names: GVM_ALIAS() */

  gboolean (*pre_save) (gpointer self, GError **error);
  void (*post_save) (gpointer self);
  void (*pre_load) (gpointer self);
  gboolean (*check) (gconstpointer self, GError **error);
  gboolean (*post_load) (gpointer self, GError **error);
  void (*committed) (gpointer self);
  void (*undo) (gpointer self);
  int end_; /* no option: it ends each list of them */
};

/* Declares a descriptor of struct T that this file or another defines. */
#define GVM_DECLARE_DESC(X, T)                                                                     \
  extern const GvmDesc X;                                                                          \
  typedef T X##_ctype

/**
 * GVM_DEFINE_DESC:
 * @X: the descriptor, declared by GVM_DECLARE_DESC()
 * @T: the struct
 * @wire_name: its name in streams
 * @version: what a save writes
 * @minimum: the oldest version that a load takes
 * @...: the table of rows, from GVM_FIELDS(), then hooks: `.check = GVM_HOOK (T, hook)`
 */
#define GVM_DEFINE_DESC(X, T, wire_name, version, minimum, ...)                                    \
  const GvmDesc X = GVM_DESC_ (X, T, wire_name, version, minimum, __VA_ARGS__)

/* As GVM_DECLARE_DESC() and GVM_DEFINE_DESC() in one, for a descriptor that stays in its file. */
#define GVM_DEFINE_STATIC_DESC(X, T, wire_name, version, minimum, ...)                             \
  typedef T X##_ctype;                                                                             \
  static const GvmDesc X = GVM_DESC_ (X, T, wire_name, version, minimum, __VA_ARGS__)

#define GVM_DESC_(X, T, wire_name, version, minimum, ...)                                          \
  {                                                                                                \
    .codec = { .name = wire_name,                                                                  \
               .kind = GVM_KIND_STRUCT,                                                            \
               .c_size =                                                                           \
                   sizeof (T) +                                                                    \
                   GVM_CHECK0 (GVM_SAME_TYPE (T, X##_ctype), #X ": declared for another struct") + \
                   GVM_CHECK0 (GVM_SAME_TYPE (T, GVM_CTYPE (GVM_FIRST (__VA_ARGS__))),             \
                               #X ": field table is for another struct") +                         \
                   GVM_CHECK0 ((minimum) <= (version), #X ": minimum version is above version") }, \
    .version_id = version, .minimum_version_id = minimum, .fields = GVM_FIRST (__VA_ARGS__),       \
    .n_fields = G_N_ELEMENTS (GVM_FIRST (__VA_ARGS__)), .field_size = sizeof (GvmField),           \
    .plan = &(gpointer) { NULL }, GVM_REST (__VA_ARGS__)                                           \
  }

/**
 * gvm_desc_validate:
 * @desc: (not nullable): a descriptor
 * @error: (out) (optional): which row breaks which rule
 *
 * Checks what a compiler cannot: rows inside the struct and not over one another in any version,
 * names used once, versions in order, storage that the codecs allow, elements that someone frees, no
 * descriptor inside itself. Rows may share a member, as alternatives, if it owns no memory or each row
 * frees it alike; no row may write a block's count but one that comes with the block. The engine does so too, before it first uses a descriptor; a test of
 * your own finds it earlier.
 *
 * Errors: GVM_ERROR_INVALID_DESC.
 * Cost:   O(rows²) of each descriptor that is in it, however often; once a descriptor.
 */
GVM_API gboolean gvm_desc_validate (const GvmDesc *desc, GError **error);

G_END_DECLS
