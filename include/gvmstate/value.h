/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * value: what a section says, without its device. A payload and the stream's own description of it
 * give a tree of typed values; each knows its name, its wire type and its octets.
 *
 * A value is immutable and reference-counted, and safe to share between threads. An array of scalars
 * is one value over its octets, and so is an array or a map of ours whose elements all have one size; its elements are
 * made when they are asked for. A packed row is the value that it would be unpacked, and what is said here of
 * the octets of values is true of it and what is in it as if they were not packed. Values are also the way
 * back: gvm_value_get_bytes() makes the octets from them, and edit.h changes them.
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
 * @GVM_VALUE_FLOAT: IEEE 754, 4 or 8 octets
 * @GVM_VALUE_TEXT: UTF-8 of a known length, without a NUL
 * @GVM_VALUE_MAP: entries without names, each a struct that has its key as a member: with
 *   gvm_value_get_key_name()
 */
typedef enum {
  GVM_VALUE_BOOL,
  GVM_VALUE_UNSIGNED,
  GVM_VALUE_SIGNED,
  GVM_VALUE_BYTES,
  GVM_VALUE_STRUCT,
  GVM_VALUE_ARRAY,
  GVM_VALUE_NULL,
  GVM_VALUE_FLOAT,
  GVM_VALUE_TEXT,
  GVM_VALUE_MAP,
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
 * gvm_section_decode_partly:
 * @section: (not nullable): a section of a stream
 * @ret_finding: (out) (optional) (transfer full): where and how the description contradicts the octets;
 *   NULL when it doesn't
 *
 * As gvm_section_decode(), but what contradicts ends the decoding, not the call: QEMU describes some
 * states wrongly, arrays of pointers with a NULL among them. What was decoded before it stands; the octets
 * from there to the section's end are the last member, `(rest)`, of the type `undecoded`.
 *
 * Returns: (transfer full) (nullable): a struct; NULL when the stream does not describe the section.
 */
GVM_API GvmValue *gvm_section_decode_partly (const GvmSection *section, GError **ret_finding);

/**
 * gvm_stream_get_findings:
 * @stream: (not nullable)
 *
 * Decodes all described sections and says where the stream's description of itself is wrong.
 *
 * Cost:    that of gvm_section_decode() for each section.
 * Returns: (transfer full) (element-type GError) (not nullable): in the stream's order; each with code,
 *   path and offset; at most one a section.
 */
GVM_API GPtrArray *gvm_stream_get_findings (const GvmStream *stream);

/**
 * gvm_stream_lookup:
 * @stream: (not nullable)
 * @path: (not nullable): `SECTION[INSTANCE]/field/field[i]/field{key}`: names exactly as the stream has them,
 *   the longest that fits first, so that `/`, `:` and `[` in names need no quotes; `[INSTANCE]` may
 *   be left out when there is one section of that name; numbers are decimal, or hex with `0x`. A key that is a
 *   text is as it is or in quotes, escaped as by g_strescape(); with a quote first or a closing brace in it, it has
 *   to be. Elements of an array that have a member "key" are found by that, too
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_MISSING; the message says how far the path led and what is there; and those of
 *          gvm_section_decode().
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_stream_lookup (const GvmStream *stream, const char *path, GError **error);

/**
 * gvm_value_lookup:
 * @value: (not nullable)
 * @path: (not nullable): from @value on: `irqs[3]/server`, of an array `[3]/server`; "" is @value
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_MISSING.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmValue *gvm_value_lookup (const GvmValue *value, const char *path, GError **error);

GVM_API GvmValue *gvm_value_ref (GvmValue *value);
GVM_API void gvm_value_unref (GvmValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmValue, gvm_value_unref)

GVM_API GvmValueKind gvm_value_get_kind (const GvmValue *value);
/* (nullable): the field's or subsection's name; NULL for an element of an array. Escape it to show it. */
GVM_API const char *gvm_value_get_name (const GvmValue *value);
/* (not nullable): the description's word for its type: "uint32", "struct", "pci config"; "undecoded" where
 * that was wrong. Of an array, its elements'. Escape it to show it. */
GVM_API const char *gvm_value_get_type_name (const GvmValue *value);
/* Is it a subsection of the struct it is in? */
GVM_API gboolean gvm_value_is_subsection (const GvmValue *value);
/* (nullable): the name of the struct's table, "ics/irq"; NULL for what is no struct (or array of them). */
GVM_API const char *gvm_value_get_vmsd_name (const GvmValue *value);
/* Octets from the start of the stream that it was decoded from. All that is in a packed row is where the row is. */
GVM_API guint64 gvm_value_get_offset (const GvmValue *value);
/* Octets on the wire, all of it: of a subsection, its mark, name and version too. Of a packed row, those of its
 * elements, unpacked; the struct around it has the packed ones in its own. */
GVM_API gsize gvm_value_get_size (const GvmValue *value);

/**
 * gvm_value_get_bytes:
 * @value: (not nullable)
 *
 * Wire:    each scalar as wide as its type, big-endian; a bool as the octet that it was; arrays and
 *   structs member by member; a subsection with mark, name and version. All are made from the values, not
 *   copied from where they were decoded. A root's are the section's payload, in which packed rows are packed.
 * Cost:    O(octets); BYTES are lent without a copy.
 * Returns: (transfer full) (not nullable): gvm_value_get_size() octets.
 */
GVM_API GBytes *gvm_value_get_bytes (const GvmValue *value);

/* The scalar; 0 or FALSE for a value of another kind. gvm_value_get_bool takes any non-zero octet. */
GVM_API gboolean gvm_value_get_bool (const GvmValue *value);
GVM_API guint64 gvm_value_get_unsigned (const GvmValue *value);
GVM_API gint64 gvm_value_get_signed (const GvmValue *value);
GVM_API double gvm_value_get_double (const GvmValue *value);
/* Its octets on the wire as a number, for any scalar: a NaN with its payload, a bool of 2. */
GVM_API guint64 gvm_value_get_bits (const GvmValue *value);

/**
 * gvm_value_get_octets:
 * @value: (not nullable)
 * @ret_size: (out) (not nullable)
 *
 * What BYTES or a TEXT hold, without the length that a stream of ours has before them.
 *
 * Returns: (nullable): octets without a NUL at the end, that live as long as @value; NULL, and a size of 0,
 *   for a value of another kind.
 */
GVM_API const guint8 *gvm_value_get_octets (const GvmValue *value, gsize *ret_size);

/* (nullable): of a map, the member of its entries that is the key: "key", with the value beside it as "value",
 * or the row of the value that is the key. */
GVM_API const char *gvm_value_get_key_name (const GvmValue *value);

/* Fields and subsections of a struct, elements of an array, entries of a map; 0 for what has none. */
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

/**
 * gvm_value_to_json:
 * @value: (not nullable)
 * @indent: spaces that lines after the first start with; G_MAXUINT for one line
 *
 * A struct is an object with its members in their order; the second of one name is `name#2`. Integers from
 * -2^63 to 2^63-1 are numbers, larger ones decimal strings, since most readers of JSON have no unsigned
 * ones. A bool is true or false; an octet other than 0 and 1 is a number. Floats are numbers where that is
 * exact, else (NaN, infinity) strings of their bits in hex. Octets are a string of hex digits, a NULL is
 * null. An octet of a name that is no UTF-8 becomes the four characters `\xff`.
 *
 * Returns: (transfer full) (not nullable)
 */
GVM_API char *gvm_value_to_json (const GvmValue *value, guint indent);
/* Appends @text as a string literal of JSON, by the same rules. */
GVM_API void gvm_json_append_string (GString *json, const char *text);

G_END_DECLS
