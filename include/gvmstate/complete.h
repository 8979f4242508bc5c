/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * complete: finds the member that was added to a struct and forgotten in its table. In a complete
 * descriptor each member has a row, of its own or of a subsection; one that is not on the wire has a row that
 * says why. One line in a test of yours holds that:
 *
 *   ck_assert (GVM_CHECK_COMPLETE (phb_desc, &error));
 */
#pragma once

#include <string.h>

#include <gvmstate/rows.h>

G_BEGIN_DECLS

GVM_API extern const GvmShape gvm_shape_not_saved;

/**
 * GVM_NOT_SAVED:
 * @T: the struct
 * @m: a member of it that no stream has
 * @reason: why, for whoever reads the table; a string that is not empty
 * @...: options: `.since` and `.until`, for a member that some versions save
 *
 * What the state of a member is after a load, the rest of the struct must tell: a hook works it out, a
 * derived row sets it, or it belongs to the host. Nothing of the library touches it, gvm_state_clear()
 * neither.
 *
 * Wire: nothing.
 */
#define GVM_NOT_SAVED(T, m, ...)                                                                   \
  {                                                                                                \
    .name = #m, .shape = &gvm_shape_not_saved, .count = 1, .codec = &gvm_nothing,                  \
    .offset = offsetof (T, m) + GVM_CHECK0 (sizeof ("" GVM_FIRST (__VA_ARGS__)) > 1,               \
                                            "GVM_NOT_SAVED(" #T "." #m "): say why"),              \
    .size = sizeof (((T *) 0)->m), .alignment = GVM_ALIGNOF (T, m), GVM_REST (__VA_ARGS__)         \
  }

/**
 * GVM_CHECK_COMPLETE:
 * @X: a descriptor, as its GVM_DEFINE_DESC() calls it
 * @error: (out) (optional)
 *
 * As gvm_desc_check_complete(), for descriptors that a compiler has seen. Where it can tell (gcc can), a small
 * member is found too that stands where there would be padding without it.
 */
#define GVM_CHECK_COMPLETE(X, error)                                                               \
  gvm_desc_check_complete (&(X), GVM_MEMBERS_OF_ (GVM_CTYPE (X)), error)

/* An array as large as T, 0 where T has padding. */
#ifdef __has_builtin
#if __has_builtin(__builtin_clear_padding)
#define GVM_MEMBERS_OF_(T)                                                                         \
  __extension__({                                                                                  \
    T *gvm_members_ = (T *) g_alloca (sizeof (T));                                                 \
    memset ((void *) gvm_members_, 0xff, sizeof (T));                                              \
    __builtin_clear_padding (gvm_members_);                                                        \
    (const guint8 *) gvm_members_;                                                                 \
  })
#endif
#endif
#ifndef GVM_MEMBERS_OF_
#define GVM_MEMBERS_OF_(T) NULL
#endif

/**
 * gvm_desc_check_complete:
 * @desc: (not nullable): a descriptor
 * @members: (nullable) (array): for each octet of its struct, 0 where it is padding; NULL: not known
 * @error: (out) (optional): where octets without a row are, and behind which member
 *
 * Checks that every octet of the struct is in a row, of @desc or its subsections, whatever version has it;
 * and so for each struct that it holds, points to, or has in its containers. Octets before a member and at the
 * end of the struct are excused as padding when they are what its alignment asks for, and no more.
 *
 * A descriptor that is not complete is no fault in itself, and where padding is depends on the machine: so
 * this is for tests, and nothing else asks for it.
 *
 * Errors:  GVM_ERROR_INVALID_DESC, also for what gvm_desc_validate() refuses.
 * Cost:    O(rows²).
 * Returns: TRUE when no member is forgotten.
 */
GVM_API gboolean gvm_desc_check_complete (const GvmDesc *desc, const guint8 *members,
                                          GError **error);

G_END_DECLS
