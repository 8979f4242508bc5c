/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * engine: a descriptor at work on a struct: save it, load it, compare it.
 *
 * This is the lower of two levels: the bare payload of a version that the caller names, with nothing
 * around it. section.h has the upper one, where names and versions travel with the bytes.
 */
#pragma once

#include <gvmstate/desc.h>
#include <gvmstate/stream.h>

G_BEGIN_DECLS

/**
 * GvmDifference:
 *
 * One place where two states differ, or where one does not fit into a version.
 */
typedef struct GvmDifference GvmDifference;

#define GVM_TYPE_DIFFERENCE (gvm_difference_get_type ())
GVM_API GType gvm_difference_get_type (void);
GVM_API GvmDifference *gvm_difference_copy (const GvmDifference *difference);
GVM_API void gvm_difference_free (GvmDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmDifference, gvm_difference_free)
/* (not nullable): where: `spapr_pci/msi{0x800}/num`. */
GVM_API const char *gvm_difference_get_path (const GvmDifference *difference);
/* (nullable): the value in the first state, in one line; NULL when it is not there. */
GVM_API const char *gvm_difference_get_a (const GvmDifference *difference);
GVM_API const char *gvm_difference_get_b (const GvmDifference *difference);

/**
 * GvmSaveFlags:
 * @GVM_SAVE_DEFAULT: nothing is lost, and nothing can be misread
 * @GVM_SAVE_ALLOW_LOSS: state that the older version does not hold may be left out
 * @GVM_SAVE_NOT_FOR_QEMU: octets that only QEMU's loader would take for a subsection are fine; what this
 *   library's would is refused all the same
 */
typedef enum {
  GVM_SAVE_DEFAULT = 0,
  GVM_SAVE_ALLOW_LOSS = 1 << 0,
  GVM_SAVE_NOT_FOR_QEMU = 1 << 1,
} GvmSaveFlags;

/**
 * gvm_encode:
 * @writer: (not nullable): what to append to
 * @desc: (not nullable): describes *@self
 * @version_id: the version to write, from the descriptor's minimum to its own
 * @self: (not nullable): the struct
 * @error: (out) (optional)
 *
 * Appends the payload of @self. On failure @writer holds what it held before, and may be used again. Called
 * by a codec in the midst of a save, it is a part of that save, and so is its failure.
 *
 * An older version that cannot hold the state is refused, see gvm_encode_as(). So is what a loader would
 * misread: after each struct, nested ones too, QEMU looks for an octet 0x05, a length and a name that begins
 * with the struct's, and takes whatever reads so for a subsection; this library takes the head of
 * one that the struct has.
 *
 * Wire:    the rows of @version_id in the table's order, nothing before or after.
 * Errors:  GVM_ERROR_TOO_NEW, GVM_ERROR_TOO_OLD, GVM_ERROR_LOSS, GVM_ERROR_AMBIGUOUS,
 *          GVM_ERROR_DUPLICATE_KEY, GVM_ERROR_NULL_ELEMENT, GVM_ERROR_LIMIT, GVM_ERROR_DEPTH,
 *          GVM_ERROR_INVALID_DESC; with a path.
 * Cost:    O(octets), plus O(n log n) for each table in canonical order.
 * Returns: TRUE on success.
 */
GVM_API gboolean gvm_encode (GvmWriter *writer, const GvmDesc *desc, guint32 version_id,
                             gconstpointer self, GError **error);

/**
 * gvm_encode_as:
 * @writer: (not nullable): what to append to
 * @desc: (not nullable): describes *@self
 * @version_id: the version to write, from the descriptor's minimum to its own
 * @self: (not nullable): the struct
 * @flags: what is allowed
 * @lost: (nullable) (element-type GvmDifference): what the version does not hold is added here, with the
 *   value that it has and the one that counts as nothing. Make it with gvm_difference_free()
 * @error: (out) (optional)
 *
 * As gvm_encode(), for programs that hand state to an older version of themselves. Lost is what the newest version
 * would save of this state and @version_id does not: rows, entries and elements, values of nested structs,
 * subsections. A value that is the row's default (GVM_DEFAULT()), or zero, NULL or empty where it has
 * none, is not lost; nor is what another row of @version_id holds: one over the same member, or
 * of a name that is an alias of the row's.
 *
 * With @lost and without GVM_SAVE_ALLOW_LOSS it fails like gvm_encode(), but @lost has everything: so a
 * program can ask first. In the midst of a save, @flags and @lost are those of that save.
 *
 * Errors: those of gvm_encode(); of what is lost, with the path of the first.
 * Cost:   that of gvm_encode(); in an older version a block of *@self for each row that it does not have.
 */
GVM_API gboolean gvm_encode_as (GvmWriter *writer, const GvmDesc *desc, guint32 version_id,
                                gconstpointer self, GvmSaveFlags flags, GPtrArray *lost,
                                GError **error);

/**
 * gvm_decode:
 * @reader: (not nullable): at the payload's first octet
 * @desc: (not nullable): describes *@self
 * @version_id: the version that was written
 * @self: (not nullable): the struct; what it holds already must be valid
 * @error: (out) (optional)
 *
 * Loads a payload, all or nothing; of a version below the minimum, by upgrades. On failure *@self is what it was: its raw memory, its containers
 * and their elements, their iteration order. Members without a row in @version_id keep what they
 * hold, unless the row has a default. @reader stands behind the payload, which need not be the end of its bytes; on failure it
 * stands where it stood. Called by a codec in the midst of a load, it is a part of that load.
 *
 * Ownership: a container that is loaded replaces the one that *@self points to, whose own functions
 *            then free it. Pointers into replaced containers are dangling after a success.
 * Errors:    GVM_ERROR_TRUNCATED, GVM_ERROR_TOO_NEW, GVM_ERROR_TOO_OLD, GVM_ERROR_EQUAL_MISMATCH,
 *            GVM_ERROR_DUPLICATE_KEY, GVM_ERROR_LIMIT, GVM_ERROR_DEPTH, GVM_ERROR_REFUSED,
 *            GVM_ERROR_INVALID_DESC; with path and offset.
 * Cost:      O(octets) and the journal: one copy of every octet of *@self that is overwritten.
 * Returns:   TRUE on success.
 */
GVM_API gboolean gvm_decode (GvmReader *reader, const GvmDesc *desc, guint32 version_id,
                             gpointer self, GError **error);

/**
 * gvm_state_equal:
 * @desc: (not nullable): describes both
 * @a: (not nullable): a struct
 * @b: (not nullable): another
 *
 * Compares what would be saved: rows alive in the descriptor's own version, tables by key whatever
 * their order, a NULL container as an empty one. Padding and members without a row do not count.
 *
 * Cost:    O(octets), and a look-up for each entry of a table.
 * Returns: TRUE when no row differs; FALSE also for a descriptor that gvm_desc_validate() refuses.
 */
GVM_API gboolean gvm_state_equal (const GvmDesc *desc, gconstpointer a, gconstpointer b);

/**
 * gvm_state_diff:
 * @desc: (not nullable): describes both
 * @a: (not nullable): a struct
 * @b: (not nullable): another
 *
 * Finds each place where what would be saved differs, as gvm_state_equal() compares it: members by path,
 * table entries by key, list elements by number.
 *
 * Cost:    O(octets), plus text for each difference.
 * Returns: (transfer full) (element-type GvmDifference) (not nullable): the differences, in the order of
 *   the rows, tables ascending by key; empty when the states are equal.
 */
GVM_API GPtrArray *gvm_state_diff (const GvmDesc *desc, gconstpointer a, gconstpointer b);

/**
 * gvm_state_copy:
 * @desc: (not nullable): describes both
 * @from: (not nullable): a struct
 * @to: (not nullable): another; what it holds already must be valid
 * @error: (out) (optional)
 *
 * Makes @to equal to @from, all or nothing: a save and a load in one. Members without a row stay as they
 * are.
 *
 * Errors: those of gvm_encode() and gvm_decode().
 */
GVM_API gboolean gvm_state_copy (const GvmDesc *desc, gconstpointer from, gpointer to,
                                 GError **error);

/**
 * gvm_state_clear:
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct
 *
 * Frees every container, string or other block that a row of @self names, and leaves NULL. Scalars stay,
 * and so does the count of a GVM_COUNTED() block: set it to 0 before the struct is used again.
 */
GVM_API void gvm_state_clear (const GvmDesc *desc, gpointer self);

G_END_DECLS
