/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * versions: what a program needs when its structs change: subsections, what becomes of members that an old
 * stream lacks, old names, and steps from a struct that is no more. What rows have of it themselves (`.since`,
 * `.until`, `.when`, `.nested_version`) is in desc.h; to write an older version, see gvm_encode_as().
 *
 * From the mildest change to the harshest: a new member is a row with `.since`; a member of another width or
 * meaning is two rows, a GVM_DERIVED() with `.until = n` that brings the old form into it, and one with `.since = n + 1`; a
 * struct that nobody recognises any more keeps its old descriptor, and an upgrade leads from there.
 */
#pragma once

#include <gvmstate/desc.h>

G_BEGIN_DECLS

/* ---- subsections ---------------------------------------------------------------------------- */

/**
 * GvmSubsection:
 *
 * Rows of a struct that are on the wire only when they are needed. A stream without it loads too, so it
 * is how a descriptor grows without a new version.
 */
struct GvmSubsection {
  const GvmDesc *desc; /* of the same struct */
  GvmWhen needed;      /* (nullable): is it to be saved? NULL: always */
  int end_;            /* no option: it ends each list of them */
};

/* Opens a table of subsections: GVM_SUBSECTIONS (phb_subsections, Phb) = { GVM_SUBSECTION (…), … }; */
#define GVM_SUBSECTIONS(name, T)                                                                   \
  typedef T name##_ctype;                                                                          \
  static const GvmSubsection name[]

/**
 * GVM_SUBSECTION:
 * @T: the struct
 * @...: a descriptor of the same struct, then `.needed = GVM_WHEN (T, predicate)`
 *
 * Wire: octet 0x05, octet length of the name, name, be32 version, then the rows and, in turn, the
 *       subsections of its descriptor.
 */
#define GVM_SUBSECTION(T, ...)                                                                     \
  {                                                                                                \
    .desc = &GVM_FIRST (__VA_ARGS__) +                                                             \
            GVM_CHECK0 (GVM_SAME_TYPE (T, GVM_CTYPE (GVM_FIRST (__VA_ARGS__))),                    \
                        "GVM_SUBSECTION(" #T "): descriptor of another struct"),                   \
    GVM_REST (__VA_ARGS__)                                                                         \
  }

/* The option of a descriptor that names its subsections, in their order on the wire. */
#define GVM_WITH_SUBSECTIONS(T, table)                                                             \
  .subsections = table,                                                                            \
  .n_subsections =                                                                                 \
      G_N_ELEMENTS (table) + GVM_CHECK0 (GVM_SAME_TYPE (T, GVM_CTYPE (table)),                     \
                                         "GVM_WITH_SUBSECTIONS: " #table " is for another struct")

/* ---- defaults ------------------------------------------------------------------------------- */

/**
 * GvmDefault:
 *
 * What a member becomes when the stream has no row for it. Made by GVM_DEFAULT().
 */
struct GvmDefault {
  gconstpointer value;
  gsize offset, size; /* of the member that it was written for */
  gsize value_size;   /* octets of *value: the member's, or those of an element of it */
};

/**
 * GVM_DEFAULT:
 * @T: the struct
 * @m: the member that the row is of
 * @...: what would stand in braces to initialise it
 *
 * The option of a row that says what its member becomes when a load's stream does not have the row: because
 * its version lacks it, because its condition fails, or because it is in a subsection that is not there. So
 * it goes for members of elements in containers, too. Without it the member keeps what it holds.
 *
 *   GVM_FIELD (Phb, late, gvm_u32, .since = 2, .absent = GVM_DEFAULT (Phb, late, 42)),
 *
 * A member is not touched while another row over it is on the wire, so of several rows over one member one
 * may have a default. A container is copied, if it is one: NULL is an empty one. A block and its count have
 * both a default, NULL and 0, or neither. The row's own default counts, not those of rows in a nested
 * struct.
 *
 * A save for an older version loses nothing where a member holds its default.
 */
#define GVM_DEFAULT(T, m, ...)                                                                     \
  (&(const GvmDefault) { .value = &(const GVM_TYPEOF (T, m)) { __VA_ARGS__ },                      \
                         .offset = offsetof (T, m),                                                \
                         .size = sizeof (((T *) 0)->m),                                            \
                         .value_size = sizeof (((T *) 0)->m) })

/* As GVM_DEFAULT(), for each element of an array: what would stand in braces to initialise one. */
#define GVM_DEFAULT_EACH(T, m, ...)                                                                \
  (&(const GvmDefault) { .value = &(const GVM_TYPEOF (T, m[0])) { __VA_ARGS__ },                   \
                         .offset = offsetof (T, m) + GVM_CHECK0 (GVM_IS_ARRAY (T, m),              \
                                                                 "GVM_DEFAULT_EACH(" #T "." #m     \
                                                                 "): member is no array"),         \
                         .size = sizeof (((T *) 0)->m),                                            \
                         .value_size = sizeof (((T *) 0)->m[0]) })

/* As GVM_DEFAULT(), for a member that is a text: char *. */
#define GVM_DEFAULT_TEXT(T, m, text)                                                               \
  (&(const GvmDefault) { .value = &(const char *const) { text },                                   \
                         .offset =                                                                 \
                             offsetof (T, m) +                                                     \
                             GVM_CHECK0 (GVM_SAME_TYPE (GVM_TYPEOF (T, m), char *),                \
                                         "GVM_DEFAULT_TEXT(" #T "." #m "): member is no char *"),  \
                         .size = sizeof (((T *) 0)->m),                                            \
                         .value_size = sizeof (((T *) 0)->m) })

/* ---- old names ------------------------------------------------------------------------------ */

/**
 * GVM_ALIAS:
 * @...: names, as strings
 *
 * The option `.alias = GVM_ALIAS ("phb/old_name")` of a row or descriptor that has had other names. A save
 * writes the present one. A load takes any of them for a subsection and for the section of
 * gvm_load_from_bytes(); errors have the present one in their path.
 *
 * Names of rows are not on the wire. But a row that had another form in older versions, under a name that is
 * an alias of this one, holds the same thing: it is not lost when such a version is saved.
 */
#define GVM_ALIAS(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* ---- upgrades ------------------------------------------------------------------------------- */

/**
 * GvmUpgrade:
 *
 * A step to a struct from the one that it was before. Made by GVM_UPGRADE().
 *  - prepare: brings into @old, all zeros before, what its rows need to be loaded: what equal rows compare
 *    with; and what convert has to know of the target, in members without a row.
 *  - convert: makes @self of @old, or refuses. @self starts as the target is, but for two things: rows with
 *    a default hold that, and what rows own (containers, texts, what pointers point to) is NULL,
 *    default or not, for convert to make. A GVM_POINTER() that is not nullable must become NULL just
 *    where the target's is (GVM_ERROR_NULL_ELEMENT otherwise). Octets of a GVM_BUFFER_POINTER() are the target's: leave them.
 */
struct GvmUpgrade {
  const GvmDesc *from; /* of the old struct */
  gboolean (*convert) (gpointer self, gconstpointer old, GError **error);
  void (*prepare) (gpointer old, gconstpointer self); /* (nullable): GVM_PREPARE() */
  int end_;                                           /* no option: it ends each list of them */
};

/**
 * GVM_DEFINE_CONVERT:
 * @name: of the function
 * @T: the struct
 * @Old: the one that it was before
 * @self: what the body calls its `T *`
 * @old: what it calls its `const Old *`
 * @error: what it calls its `GError **`
 *
 * Opens the body of a convert function, which returns FALSE and sets @error to refuse the state.
 */
#define GVM_DEFINE_CONVERT(name, T, Old, self, old, error)                                         \
  typedef T name##_ctype;                                                                          \
  typedef Old name##_old_ctype;                                                                    \
  static gboolean name##_typed_ (T *self, const Old *old, GError **error);                         \
  static gboolean name (gpointer gvm_self_, gconstpointer gvm_old_, GError **gvm_error_)           \
  {                                                                                                \
    return name##_typed_ ((T *) gvm_self_, (const Old *) gvm_old_, gvm_error_);                    \
  }                                                                                                \
  static gboolean name##_typed_ (T *self, const Old *old, G_GNUC_UNUSED GError **error)

/* As GVM_DEFINE_CONVERT(), for a prepare function: `Old *old, const T *self`, and it cannot fail. */
#define GVM_DEFINE_PREPARE(name, T, Old, old, self)                                                \
  typedef T name##_ctype;                                                                          \
  typedef Old name##_old_ctype;                                                                    \
  static void name##_typed_ (Old *old, const T *self);                                             \
  static void name (gpointer gvm_old_, gconstpointer gvm_self_)                                    \
  {                                                                                                \
    name##_typed_ ((Old *) gvm_old_, (const T *) gvm_self_);                                       \
  }                                                                                                \
  static void name##_typed_ (Old *old, const T *self)

/* 0, or a compile error: @f must lead from @old_desc's struct to T. */
#define GVM_PROVE_STEP_(T, old_desc, f, macro)                                                     \
  (GVM_CHECK0 (GVM_SAME_TYPE (T, GVM_CTYPE (f)), macro "(" #T "): function for another struct") +  \
   GVM_CHECK0 (GVM_SAME_TYPE (GVM_CTYPE (old_desc), GVM_CAT (f, _old_ctype)),                      \
               macro "(" #T "): function from another struct than that of " #old_desc))

/**
 * GVM_UPGRADE:
 * @T: the struct
 * @old_desc: the descriptor of the struct that it was before; its version is one below the minimum
 * @...: a function from GVM_DEFINE_CONVERT(), then `.prepare = GVM_PREPARE (T, old_desc, prepare)`
 *
 * The option of a descriptor, `.upgrade = GVM_UPGRADE (Phb, phb_v1_desc, phb_from_v1)`, by which streams below
 * its minimum load, too: of a section, a subsection, a payload or a nested struct. They are loaded
 * by @old_desc into a struct of its own, made into a @T beside the target, and that is loaded as if it had come
 * in the newest version: the target's equal rows and hooks judge it, all or nothing. @old_desc may have an
 * upgrade itself, and so on. Old structs may own memory, which is freed; they may not have hooks. Old
 * versions can be read so, not written.
 *
 * Errors of the old struct's rows are where its octets are; all later ones where it begins.
 */
#define GVM_UPGRADE(T, old_desc, ...) (&(const GvmUpgrade) GVM_UPGRADE_ (T, old_desc, __VA_ARGS__))
#define GVM_UPGRADE_(T, old_desc, ...)                                                             \
  {                                                                                                \
    .from = &old_desc,                                                                             \
    .convert = GVM_PROVE_STEP_ (T, old_desc, GVM_FIRST (__VA_ARGS__), "GVM_UPGRADE")               \
                   ? NULL                                                                          \
                   : GVM_FIRST (__VA_ARGS__),                                                      \
    GVM_REST (__VA_ARGS__)                                                                         \
  }

/* As GVM_UPGRADE(), for a struct whose descriptor is in another file: there it is `.upgrade = &X`, with
 * `extern const GvmUpgrade X` in a header of both. */
#define GVM_DEFINE_UPGRADE(X, T, old_desc, ...)                                                    \
  const GvmUpgrade X = GVM_UPGRADE_ (T, old_desc, __VA_ARGS__)

#define GVM_PREPARE(T, old_desc, prepare_)                                                         \
  (GVM_PROVE_STEP_ (T, old_desc, prepare_, "GVM_PREPARE") ? NULL : prepare_)

G_END_DECLS
