/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * value: what a section says, without its device. A payload and the stream's own description of it
 * give a tree of typed values; each knows its name, its wire type and its octets.
 *
 * A value is immutable and reference-counted, and safe to share between threads. An array of scalars
 * is one value over its octets; its elements are made when they are asked for.
 */
#pragma once

#include <gvmstate/section.h>

G_BEGIN_DECLS

typedef struct GvmValue GvmValue;

/**
 * GvmValueKind:
 * @GVM_VALUE_BOOL: one octet
 * @GVM_VALUE_UNSIGNED: 1, 2, 4 or 8 octets
 * @GVM_VALUE_SIGNED: 1, 2, 4 or 8 octets
 * @GVM_VALUE_BYTES: octets that the description gives no inner structure: buffers, pads, and the
 *   types that devices invent
 * @GVM_VALUE_STRUCT: named children, subsections among them
 * @GVM_VALUE_ARRAY: children without names, all of one type
 * @GVM_VALUE_NULL: a NULL in an array of pointers, the octet 0x30
 */
typedef enum {
  GVM_VALUE_BOOL,
  GVM_VALUE_UNSIGNED,
  GVM_VALUE_SIGNED,
  GVM_VALUE_BYTES,
  GVM_VALUE_STRUCT,
  GVM_VALUE_ARRAY,
  GVM_VALUE_NULL,
} GvmValueKind;

#define GVM_TYPE_VALUE (gvm_value_get_type ())
GVM_API GType gvm_value_get_type (void);

/**
 * gvm_section_decode:
 * @section: (not nullable): a described section of a stream
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_MISSING when the stream does not describe the section; GVM_ERROR_TRUNCATED,
 *          _SCHEMA_MISMATCH, _RANGE (a NULL marker that is none), _LIMIT; with path and offset.
 * Cost:    O(fields + elements of struct arrays).
 * Returns: (transfer full) (nullable): a struct with the section's fields and subsections.
 */
GVM_API GvmValue *gvm_section_decode (const GvmSection *section, GError **error);

/**
 * gvm_stream_lookup:
 * @stream: (not nullable)
 * @path: (not nullable): `SECTION[INSTANCE]/field/field[i]`: names exactly as the stream has them,
 *   the longest that fits first, so that `/`, `:` and `[` in names need no quotes; `[INSTANCE]` may
 *   be left out when there is one section of that name; numbers are decimal, or hex with `0x`
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_MISSING; the message says how far the path led and what is there; and those of
 *          gvm_section_decode().
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_stream_lookup (const GvmStream *stream, const char *path, GError **error);

GVM_API GvmValue *gvm_value_ref (GvmValue *value);
GVM_API void gvm_value_unref (GvmValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmValue, gvm_value_unref)

GVM_API GvmValueKind gvm_value_get_kind (const GvmValue *value);
/* (nullable): the field's or subsection's name; NULL for an element of an array. Escape it to show it. */
GVM_API const char *gvm_value_get_name (const GvmValue *value);
/* (not nullable): the description's word for its type: "uint32", "struct", "pci config". Of an array,
 * its elements'. Escape it to show it. */
GVM_API const char *gvm_value_get_type_name (const GvmValue *value);
/* Is it a subsection of the struct it is in? */
GVM_API gboolean gvm_value_is_subsection (const GvmValue *value);
/* (nullable): the name of the struct's table, "ics/irq"; NULL for what is no struct (or array of them). */
GVM_API const char *gvm_value_get_vmsd_name (const GvmValue *value);
/* Octets from the start of the stream. */
GVM_API guint64 gvm_value_get_offset (const GvmValue *value);
/* Octets on the wire, all of it: of a subsection, its mark, name and version too. */
GVM_API gsize gvm_value_get_size (const GvmValue *value);
/* (transfer full) (not nullable): its octets, without a copy. */
GVM_API GBytes *gvm_value_get_bytes (const GvmValue *value);

/* The scalar; 0 or FALSE for a value of another kind. gvm_value_get_bool takes any non-zero octet. */
GVM_API gboolean gvm_value_get_bool (const GvmValue *value);
GVM_API guint64 gvm_value_get_unsigned (const GvmValue *value);
GVM_API gint64 gvm_value_get_signed (const GvmValue *value);

/* Fields and subsections of a struct, elements of an array; 0 for what has none. */
GVM_API gsize gvm_value_get_n_children (const GvmValue *value);
/* (transfer full) (not nullable): @index is below the number of children. */
GVM_API GvmValue *gvm_value_get_child (const GvmValue *value, gsize index);
/* (transfer full) (nullable): the first field or subsection of a struct that has that name. */
GVM_API GvmValue *gvm_value_get_member (const GvmValue *value, const char *name);

/**
 * gvm_value_equal:
 * @a: (not nullable)
 * @b: (not nullable)
 *
 * Returns: TRUE when both are of one kind and shape and hold the same octets; names do not count, so
 *   the elements of an array can be compared.
 */
GVM_API gboolean gvm_value_equal (const GvmValue *a, const GvmValue *b);

G_END_DECLS
