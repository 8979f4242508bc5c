/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * rows: rows beyond the plain member: arrays of arrays and parts of arrays, pointers to structs, a member
 * that is worked out when it is saved and taken apart when it is loaded, and a condition that must hold.
 */
#pragma once

#include <gvmstate/desc.h>

G_BEGIN_DECLS

GVM_API extern const GvmShape gvm_shape_at_most;
GVM_API extern const GvmShape gvm_shape_counted_array;
GVM_API extern const GvmShape gvm_shape_pointers;
GVM_API extern const GvmShape gvm_shape_derived;
GVM_API extern const GvmShape gvm_shape_validate;
/* The codec of a row that has nothing on the wire. */
GVM_API extern const GvmCodec gvm_nothing;

/**
 * GVM_AT_MOST:
 * @T: the struct
 * @m: a member of it, of an integer type
 * @...: its codec, then options
 *
 * What the target holds is a bound: a load takes what is from 0 to it.
 *
 * Wire:   the value.
 * Errors: GVM_ERROR_RANGE on load, below 0 or above what is there.
 * Source: QEMU's type "int32 le", VMSTATE_INT32_POSITIVE_LE.
 */
#define GVM_AT_MOST(T, m, ...)                                                                     \
  {                                                                                                \
    .count = 1, GVM_ROW_ (T, m, gvm_shape_at_most,                                                 \
                          GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_AT_MOST", \
                                      "member type is not the C type of this codec"),              \
                          __VA_ARGS__)                                                             \
  }

/* ---- arrays --------------------------------------------------------------------------------- */

/* As GVM_ARRAY(), for an array of arrays: m[A][B]. Wire: row after row. */
#define GVM_ARRAY_2D(T, m, ...)                                                                    \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0][0]),                                  \
    GVM_ROW_ (T, m, gvm_shape_array,                                                               \
              GVM_CHECK0 (GVM_IS_ARRAY (T, m) && GVM_IS_ARRAY (T, m[0]),                           \
                          "GVM_ARRAY_2D(" #T "." #m                                                \
                          "): member is not an inline array of arrays") +                          \
                  GVM_PROVE_ (T, m, m[0][0], GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_ARRAY_2D",  \
                              "element type is not the C type of this codec"),                     \
              __VA_ARGS__)                                                                         \
  }

/* As GVM_ARRAY(), for @n elements of the array from element @first on; both are constants. Paths call the
 * row "m[first..]" and number its elements from 0, so that a version can have several parts of one array. */
#define GVM_SUBARRAY(T, m, first, n, ...)                                                          \
  {                                                                                                \
    .name = #m "[" #first "..]", .shape = &gvm_shape_array, .count = n,                            \
    .size = (n) * sizeof (((T *) 0)->m[0]), .alignment = GVM_ALIGNOF (T, m[0]),                    \
    .offset = offsetof (T, m[first]) +                                                             \
              GVM_CHECK0 (GVM_IS_ARRAY (T, m),                                                     \
                          "GVM_SUBARRAY(" #T "." #m "): member is not an inline array") +          \
              GVM_CHECK0 ((first) <= sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0]) &&           \
                              (n) <= sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0]) - (first),   \
                          "GVM_SUBARRAY(" #T "." #m "): beyond the end of the array") +            \
              GVM_PROVE_ (T, m, m[0], GVM_CTYPE (GVM_FIRST (__VA_ARGS__)), "GVM_SUBARRAY",         \
                          "element type is not the C type of this codec"),                         \
    .codec = GVM_CODEC (GVM_FIRST (__VA_ARGS__)), GVM_REST (__VA_ARGS__)                           \
  }

/**
 * GVM_COUNTED_ARRAY:
 * @T: the struct
 * @m: a member of it that is an array
 * @n: the member that says how many of its elements are in use, unsigned; it must have a row of its own
 *   further up
 * @...: the codec or descriptor of the elements, then options
 *
 * Wire:   the elements in use, back to back; their number is @n's row.
 * Errors: GVM_ERROR_CAPACITY when @n is above the array's length, on load and on save. Elements beyond @n
 *         keep what they hold.
 */
#define GVM_COUNTED_ARRAY(T, m, n, ...)                                                            \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0]), .count_offset = offsetof (T, n),    \
    .count_size = GVM_COUNT_SIZE (T, n),                                                           \
    GVM_ROW_ (T, m, gvm_shape_counted_array,                                                       \
              GVM_CHECK0 (GVM_IS_ARRAY (T, m),                                                     \
                          "GVM_COUNTED_ARRAY(" #T "." #m "): member is not an inline array") +     \
                  GVM_PROVE_ (T, m, m[0], GVM_CTYPE (GVM_FIRST (__VA_ARGS__)),                     \
                              "GVM_COUNTED_ARRAY",                                                 \
                              "element type is not the C type of this codec"),                     \
              __VA_ARGS__)                                                                         \
  }

/* ---- pointers ------------------------------------------------------------------------------- */

/**
 * GVM_POINTER:
 * @T: the struct
 * @m: a member of it that points to a value, or is NULL
 * @...: the codec or descriptor of what it points to, then options: `.nullable`, `.nested_version`, `.ops`
 *
 * Without `.nullable` the target decides whether there is a value: a NULL stays NULL, anything else is
 * loaded where it is. With it the stream does: a value that the target lacks is made, one that the stream
 * lacks is freed when the load succeeds.
 *
 * Wire:      NULL: an octet 0x30. A value: with `.nullable` an octet 0x31 first; then the value.
 * Ownership: what is made is made by g_malloc0(), what is freed by g_free(), unless `.ops` says otherwise.
 * Errors:    GVM_ERROR_RANGE for another mark.
 * Source:    QEMU 7.2 migration/vmstate.c and vmstate-types.c, its NULL mark; 0x31 is of later versions.
 */
#define GVM_POINTER(T, m, ...)                                                                     \
  {                                                                                                \
    .count = 1,                                                                                    \
    GVM_ROW_ (T, m, gvm_shape_pointers,                                                            \
              GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, "GVM_POINTER",           \
                          "member is not a pointer to the C type of this codec"),                  \
              __VA_ARGS__)                                                                         \
  }

/* As GVM_POINTER(), for an inline array of pointers. Wire: each as one. */
#define GVM_POINTER_ARRAY(T, m, ...)                                                               \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m) / sizeof (((T *) 0)->m[0]),                                     \
    GVM_ROW_ (T, m, gvm_shape_pointers,                                                            \
              GVM_CHECK0 (GVM_IS_ARRAY (T, m),                                                     \
                          "GVM_POINTER_ARRAY(" #T "." #m "): member is not an inline array") +     \
                  GVM_PROVE_ (T, m, m[0], GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *,                   \
                              "GVM_POINTER_ARRAY",                                                 \
                              "element is not a pointer to the C type of this codec"),             \
              __VA_ARGS__)                                                                         \
  }

/* ---- derived -------------------------------------------------------------------------------- */

/**
 * GvmDerivedOps:
 *
 * Between a struct and a temporary one that is on the wire in its stead. Made by GVM_DEFINE_DERIVED().
 *  - fill: works @temporary, all zeros before, out of @self.
 *  - take: brings what @temporary holds into @self, or refuses.
 */
struct GvmDerivedOps {
  void (*fill) (gpointer temporary, gconstpointer self);
  gboolean (*take) (gpointer self, gconstpointer temporary, GError **error);
};

/**
 * GVM_DEFINE_DERIVED:
 * @name: of the constant
 * @T: the struct
 * @Tmp: the temporary struct
 * @fill_: void fill (Tmp *temporary, const T *self)
 * @take_: gboolean take (T *self, const Tmp *temporary, GError **error)
 */
#define GVM_DEFINE_DERIVED(name, T, Tmp, fill_, take_)                                             \
  GVM_PROVE_FUNCTION_ (name, fill_, void (*) (Tmp *, const T *),                                   \
                       void (*) (gpointer, gconstpointer), "void (" #Tmp " *, const " #T " *)");   \
  GVM_PROVE_FUNCTION_ (name, take_, gboolean (*) (T *, const Tmp *, GError **),                    \
                       gboolean (*) (gpointer, gconstpointer, GError **),                          \
                       "gboolean (" #T " *, const " #Tmp " *, GError **)");                        \
  typedef T name##_ctype;                                                                          \
  typedef Tmp name##_tmp_ctype;                                                                    \
  static void name##_fill_ (gpointer temporary, gconstpointer self)                                \
  {                                                                                                \
    fill_ ((Tmp *) temporary, (const T *) self);                                                   \
  }                                                                                                \
  static gboolean name##_take_ (gpointer self, gconstpointer temporary, GError **error)            \
  {                                                                                                \
    return take_ ((T *) self, (const Tmp *) temporary, error);                                     \
  }                                                                                                \
  static const GvmDerivedOps name = { name##_fill_, name##_take_ }

/**
 * GVM_DERIVED:
 * @T: the struct
 * @row: what paths call the row; no member
 * @ops_: from GVM_DEFINE_DERIVED()
 * @...: the descriptor of the temporary struct, which must own no memory, then options
 *
 * Wire:   the rows of the temporary struct.
 * Errors: GVM_ERROR_REFUSED when take does.
 * Source: QEMU's VMSTATE_WITH_TMP has the same bytes.
 */
#define GVM_DERIVED(T, row, ops_, ...)                                                             \
  {                                                                                                \
    .name = #row, .shape = &gvm_shape_derived, .count = 1, .derived = &ops_,                       \
    .offset = GVM_CHECK0 (GVM_SAME_TYPE (T, ops_##_ctype),                                         \
                          "GVM_DERIVED(" #T "." #row "): ops are of another struct") +             \
              GVM_CHECK0 (GVM_SAME_TYPE (ops_##_tmp_ctype, GVM_CTYPE (GVM_FIRST (__VA_ARGS__))),   \
                          "GVM_DERIVED(" #T "." #row "): descriptor of another temporary"),        \
    .codec = GVM_CODEC (GVM_FIRST (__VA_ARGS__)), GVM_REST (__VA_ARGS__)                           \
  }

/**
 * GVM_VALIDATE:
 * @T: the struct
 * @predicate: from GVM_DEFINE_WHEN()
 *
 * A condition on the rows above it.
 *
 * Wire:   nothing.
 * Errors: GVM_ERROR_REFUSED when it does not hold, on load and on save.
 */
#define GVM_VALIDATE(T, predicate)                                                                 \
  {                                                                                                \
    .name = #predicate, .shape = &gvm_shape_validate, .count = 1, .codec = &gvm_nothing,           \
    .must_hold = GVM_WHEN (T, predicate)                                                           \
  }

G_END_DECLS
