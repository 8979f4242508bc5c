/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * typed: what lets a compiler check a table. Proofs that can stand in a static initialiser, and thunks
 * between the functions that you write, which take your struct, and those that the engine calls.
 */
#pragma once

#include <gvmstate/error.h>

G_BEGIN_DECLS

/* ---- proofs inside a static initialiser ---------------------------------------------------- */

#define GVM_SAME_TYPE(a, b) __builtin_types_compatible_p (a, b)
#define GVM_TYPEOF(T, m)    __typeof__ (((T *) 0)->m)
/* 0, or a compile error that prints @msg. It can be added to any constant. */
#define GVM_CHECK0(cond, msg)                                                                      \
  (0 * sizeof (struct {                                                                            \
     _Static_assert(cond, msg);                                                                    \
     int gvm_unused_;                                                                              \
   }))
#define GVM_IS_ARRAY(T, m) (!GVM_SAME_TYPE (GVM_TYPEOF (T, m), __typeof__ (&((T *) 0)->m[0])))
#define GVM_CAT(a, b)      GVM_CAT_ (a, b)
#define GVM_CAT_(a, b)     a##b
#define GVM_FIRST(...)     GVM_FIRST_ (__VA_ARGS__, )
#define GVM_FIRST_(a, ...) a
/* The options after the first argument, and a harmless one, so that there need not be any. */
#define GVM_REST(...)     GVM_REST_ (__VA_ARGS__, .end_ = 0)
#define GVM_REST_(a, ...) __VA_ARGS__
/* The C type that codec or descriptor X describes. */
#define GVM_CTYPE(X) GVM_CAT (X, _ctype)

/* ---- typed functions ------------------------------------------------------------------------ */

/* What the engine calls takes gpointer; what you write takes your struct. Each macro makes the thunk
 * between the two, so that no function is ever called through a type that is not its own. */

/* Proves that @f is a function of type F, or of type G, GLib's for any pointer. C itself would only warn. */
#define GVM_PROVE_FUNCTION_(name, f, F, G, rule)                                                   \
  _Static_assert(GVM_SAME_TYPE (__typeof__ (&(f)), F) || GVM_SAME_TYPE (__typeof__ (&(f)), G),     \
                 #name ": " #f " is no " rule)

/**
 * GVM_DEFINE_WHEN:
 * @name: of the predicate
 * @T: the struct
 * @self: what the body calls its `const T *`
 * @version_id: what the body calls the version that is being saved or loaded
 *
 * Opens the body of a predicate: GVM_DEFINE_WHEN (has_late, Phb, self, v) { return self->on; }
 */
#define GVM_DEFINE_WHEN(name, T, self, version_id)                                                 \
  typedef T name##_ctype;                                                                          \
  static gboolean name##_typed_ (const T *self, guint32 version_id);                               \
  static gboolean name (gconstpointer gvm_self_, guint32 gvm_version_)                             \
  {                                                                                                \
    return name##_typed_ ((const T *) gvm_self_, gvm_version_);                                    \
  }                                                                                                \
  static gboolean name##_typed_ (G_GNUC_UNUSED const T *self, G_GNUC_UNUSED guint32 version_id)

/* A predicate as an option, `.when = GVM_WHEN (Phb, has_late)`: it must be of the row's struct. */
#define GVM_WHEN(T, name)                                                                          \
  (GVM_CHECK0 (GVM_SAME_TYPE (T, name##_ctype), "GVM_WHEN: " #name " tests another struct")        \
       ? NULL                                                                                      \
       : name)

/**
 * GVM_DEFINE_NEW_IN:
 * @name: of the function
 * @T: the struct that holds the container
 * @V: the type of its elements
 * @self: what the body calls its `T *`, which is loaded up to the row before
 *
 * Opens the body of a function that makes an element, as value_new of a row's ops does, but knows the
 * struct that it is for. It returns `V *`, which the load fills.
 */
#define GVM_DEFINE_NEW_IN(name, T, V, self)                                                        \
  typedef T name##_ctype;                                                                          \
  static V *name##_typed_ (T *self);                                                               \
  static gpointer name (gpointer gvm_self_)                                                        \
  {                                                                                                \
    V *value = name##_typed_ ((T *) gvm_self_);                                                    \
    return value;                                                                                  \
  }                                                                                                \
  static V *name##_typed_ (G_GNUC_UNUSED T *self)

/* Such a function as an option, `.new_in = GVM_NEW_IN (Phb, msi_new_in)`. */
#define GVM_NEW_IN(T, name)                                                                        \
  (GVM_CHECK0 (GVM_SAME_TYPE (T, name##_ctype), "GVM_NEW_IN: " #name " is for another struct")     \
       ? NULL                                                                                      \
       : name)

/**
 * GVM_DEFINE_CHECK:
 * @name: of the hook
 * @T: the struct
 * @self: what the body calls its `const T *`
 * @error: what the body calls its `GError **`
 *
 * Opens the body of a check hook, which returns FALSE and sets @error to refuse the state.
 */
#define GVM_DEFINE_CHECK(name, T, self, error)                                                     \
  typedef T name##_ctype;                                                                          \
  static gboolean name##_typed_ (const T *self, GError **error);                                   \
  static gboolean name (gconstpointer gvm_self_, GError **gvm_error_)                              \
  {                                                                                                \
    return name##_typed_ ((const T *) gvm_self_, gvm_error_);                                      \
  }                                                                                                \
  static gboolean name##_typed_ (G_GNUC_UNUSED const T *self, G_GNUC_UNUSED GError **error)

/* As GVM_DEFINE_CHECK(), for a pre_save or post_load hook: @self is not const. */
#define GVM_DEFINE_HOOK(name, T, self, error)                                                      \
  typedef T name##_ctype;                                                                          \
  static gboolean name##_typed_ (T *self, GError **error);                                         \
  static gboolean name (gpointer gvm_self_, GError **gvm_error_)                                   \
  {                                                                                                \
    return name##_typed_ ((T *) gvm_self_, gvm_error_);                                            \
  }                                                                                                \
  static gboolean name##_typed_ (G_GNUC_UNUSED T *self, G_GNUC_UNUSED GError **error)

/* For a post_save, pre_load, committed or undo hook, which cannot fail. */
#define GVM_DEFINE_NOTIFY(name, T, self)                                                           \
  typedef T name##_ctype;                                                                          \
  static void name##_typed_ (T *self);                                                             \
  static void name (gpointer gvm_self_)                                                            \
  {                                                                                                \
    name##_typed_ ((T *) gvm_self_);                                                               \
  }                                                                                                \
  static void name##_typed_ (G_GNUC_UNUSED T *self)

/* A hook as an option, `.check = GVM_HOOK (Phb, phb_check)`: it must be of the descriptor's struct. */
#define GVM_HOOK(T, name)                                                                          \
  (GVM_CHECK0 (GVM_SAME_TYPE (T, name##_ctype), "GVM_HOOK: " #name " is for another struct")       \
       ? NULL                                                                                      \
       : name)

G_END_DECLS
