/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * edit: values changed, and streams that have them. A change keeps type and size, and every other octet of
 * the stream stays what it was.
 */
#pragma once

#include <gvmstate/value.h>

G_BEGIN_DECLS

/* ---- values ---------------------------------------------------------------------------------- */

/**
 * gvm_value_with_unsigned:
 * @like: (not nullable): a value of the same kind
 * @value: what the new one holds
 * @error: (out) (optional)
 *
 * A new value with the name, type and place of @like. Its siblings do the same for other kinds;
 * gvm_value_with_bits() for all scalars, by their octets as a number: a NaN with its payload, a bool of 2.
 *
 * Errors:  GVM_ERROR_RANGE when @like is of another kind or its type too narrow; without a path, since a
 *          value alone does not know where it is.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_with_unsigned (const GvmValue *like, guint64 value, GError **error);
GVM_API GvmValue *gvm_value_with_signed (const GvmValue *like, gint64 value, GError **error);
GVM_API GvmValue *gvm_value_with_bool (const GvmValue *like, gboolean value, GError **error);
GVM_API GvmValue *gvm_value_with_double (const GvmValue *like, double value, GError **error);
GVM_API GvmValue *gvm_value_with_bits (const GvmValue *like, guint64 bits, GError **error);

/**
 * gvm_value_with_bytes:
 * @like: (not nullable): a value of any kind
 * @bytes: (not nullable): as many octets as @like has on the wire; a reference is kept
 * @error: (out) (optional)
 *
 * The mirror of gvm_value_get_bytes(): each scalar in it is read anew; NULLs and the heads of subsections
 * must be what they were.
 *
 * Errors:  GVM_ERROR_RANGE, with the offset in @bytes where one octet is at fault.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_with_bytes (const GvmValue *like, GBytes *bytes, GError **error);

/**
 * gvm_value_with_text:
 * @like: (not nullable)
 * @text: (not nullable): a number, decimal or hex with 0x; `true` or `false`; of a float a decimal number,
 *   or its bits with 0x; of octets two hex digits each; of a NULL `null`; of a struct or an array JSON
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_RANGE, and those of gvm_value_with_json().
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_with_text (const GvmValue *like, const char *text, GError **error);

/**
 * gvm_value_with_json:
 * @like: (not nullable)
 * @json: (not nullable): as gvm_value_to_json() writes it; members of structs may be left out and stay as
 *   they are, elements of arrays may not
 * @error: (out) (optional)
 *
 * Exact or refused: no number is rounded, none wraps around, no key comes twice.
 *
 * Errors:  GVM_ERROR_SCHEMA (no JSON, or a key twice), _MISSING (no such member), _RANGE, _TRAILING; with
 *          the path from @like on, and the offset in @json.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_with_json (const GvmValue *like, const char *json, GError **error);

/**
 * gvm_value_replace:
 * @root: (not nullable): not changed
 * @path: (not nullable): as gvm_value_lookup() takes it
 * @value: (not nullable): of the kind, size and names of what is there
 * @error: (out) (optional)
 *
 * A tree with another value at @path. It shares with @root whatever is not on the way there.
 *
 * Errors:  GVM_ERROR_MISSING, GVM_ERROR_RANGE.
 * Cost:    O(siblings on the way + octets of the array of scalars that an element is in).
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_replace (const GvmValue *root, const char *path, const GvmValue *value,
                                     GError **error);

/* ---- streams --------------------------------------------------------------------------------- */

/* Changes to a stream that are collected, and then written with all the rest of it. The stream itself
 * stays as it is. An edit belongs to one thread. */
typedef struct GvmEdit GvmEdit;

/**
 * GvmEditFlags:
 * @GVM_EDIT_NONE: nothing out of the ordinary
 * @GVM_EDIT_COUNTS: also change what looks like the count of an array; without the array's elements, it
 *   makes a stream that can't be loaded
 */
typedef enum {
  GVM_EDIT_NONE = 0,
  GVM_EDIT_COUNTS = 1 << 0,
} GvmEditFlags;

/* (transfer full) (not nullable): no changes to @stream yet; a reference to it is kept. */
GVM_API GvmEdit *gvm_edit_new (GvmStream *stream);
GVM_API void gvm_edit_free (GvmEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmEdit, gvm_edit_free)

/* As gvm_stream_lookup(), and sees the changes. */
GVM_API GvmValue *gvm_edit_lookup (GvmEdit *edit, const char *path, GError **error);

/**
 * gvm_edit_set:
 * @edit: (not nullable)
 * @path: (not nullable): as gvm_stream_lookup() takes it
 * @value: (not nullable): made by a gvm_value_with_…() from what gvm_edit_lookup() found there
 * @flags: what else may be changed
 * @error: (out) (optional)
 *
 * Errors: those of gvm_stream_lookup(); GVM_ERROR_RANGE when the value does not fit, or when it is a count
 *         and @flags does not say otherwise. Nothing is changed then.
 * Cost:   O(depth) but for the first change on a way, which copies as gvm_value_replace() does.
 */
GVM_API gboolean gvm_edit_set (GvmEdit *edit, const char *path, const GvmValue *value,
                               GvmEditFlags flags, GError **error);
/* The same with what gvm_value_with_text() makes of @text. */
GVM_API gboolean gvm_edit_set_text (GvmEdit *edit, const char *path, const char *text,
                                    GvmEditFlags flags, GError **error);

/**
 * gvm_edit_set_payload:
 * @edit: (not nullable)
 * @section: (not nullable): a described section of the edit's stream
 * @payload: (not nullable): its new payload; it must be what the stream describes
 * @error: (out) (optional)
 *
 * Errors: GVM_ERROR_MISSING when the section is not described; those of gvm_section_decode(). Nothing is
 *         changed then.
 */
GVM_API gboolean gvm_edit_set_payload (GvmEdit *edit, const GvmSection *section, GBytes *payload,
                                       GError **error);

/**
 * gvm_edit_rebuild:
 * @edit: (not nullable)
 *
 * Decodes each described section, as far as its description is right, so that its payload will be written
 * from its values rather than copied. What that changes in a stream is nothing.
 *
 * Cost: that of gvm_section_decode_partly() for each section.
 */
GVM_API void gvm_edit_rebuild (GvmEdit *edit);

/**
 * gvm_edit_write:
 * @edit: (not nullable)
 * @output: (not nullable): not closed
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * Writes the stream: sections that were looked into or changed from their values, all else as it was; a
 * digest, where the stream has one, is made anew.
 *
 * Errors: GVM_ERROR_DIGEST when the stream's own digest is wrong, before anything is written; GIO's.
 * Cost:   O(octets); holds one section's payload at a time.
 */
GVM_API gboolean gvm_edit_write (const GvmEdit *edit, GOutputStream *output,
                                 GCancellable *cancellable, GError **error);
/* (transfer full) (nullable): the same, in memory. */
GVM_API GBytes *gvm_edit_to_bytes (const GvmEdit *edit, GError **error);

G_END_DECLS
