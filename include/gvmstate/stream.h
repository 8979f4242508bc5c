/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * stream: bytes with a position. A reader walks bytes that may be hostile, a writer grows a buffer.
 *
 * Both keep the first error and do nothing after it, so that a codec can chain its calls and look
 * once. Both know the path of the value they are at, which costs nothing until an error needs it.
 */
#pragma once

#include <gvmstate/desc.h>
#include <gvmstate/error.h>

G_BEGIN_DECLS

/**
 * GvmLimits:
 *
 * What a load or save may cost: entries a container, octets of memory in all, octets of a stream, depth of
 * nesting.
 * An immutable copy is taken by whatever it is given to. NULL stands for the defaults everywhere.
 */
typedef struct GvmLimits GvmLimits;

#define GVM_TYPE_LIMITS (gvm_limits_get_type ())
GVM_API GType gvm_limits_get_type (void);

/* Entries a container, unless its row says `.max`. Twenty times the largest MSI table of a sPAPR PHB. */
#define GVM_LIMITS_DEFAULT_ENTRIES 65536
/* Octets that one load or save may allocate. Far above any device's state, far below a host's memory. */
#define GVM_LIMITS_DEFAULT_BYTES (G_GUINT64_CONSTANT (256) << 20)
/* Octets of a stream that is read from a file or a pipe, unpacked. Twice the memory of a usual guest; what
 * a malicious archive may fill of a disk before it is refused. */
#define GVM_LIMITS_DEFAULT_STREAM (G_GUINT64_CONSTANT (8) << 30)
/* Structs in structs. The real streams that the tests have nest 4 deep. */
#define GVM_LIMITS_DEFAULT_DEPTH 64

/**
 * gvm_limits_new:
 *
 * Returns: (transfer full) (not nullable): limits with the default values.
 */
GVM_API GvmLimits *gvm_limits_new (void);
GVM_API GvmLimits *gvm_limits_copy (const GvmLimits *limits);
GVM_API void gvm_limits_free (GvmLimits *limits);
/* Entries of a container whose row names no `.max`. */
GVM_API void gvm_limits_set_max_entries (GvmLimits *limits, guint64 entries);
GVM_API guint64 gvm_limits_get_max_entries (const GvmLimits *limits);
/* Octets of memory: elements, tables, the journal, what a writer holds; not the octets of a stream that
 * is read, which go to a file when they are many. */
GVM_API void gvm_limits_set_max_bytes (GvmLimits *limits, guint64 bytes);
GVM_API guint64 gvm_limits_get_max_bytes (const GvmLimits *limits);
/* Octets of a stream that is read from a file or a pipe, unpacked. Where the machine's addresses are of 32
 * bits it is 2 GiB at most, whatever is set. */
GVM_API void gvm_limits_set_max_stream (GvmLimits *limits, guint64 bytes);
GVM_API guint64 gvm_limits_get_max_stream (const GvmLimits *limits);
/* Structs in structs, and arrays and objects in a description. */
GVM_API void gvm_limits_set_max_depth (GvmLimits *limits, guint depth);
GVM_API guint gvm_limits_get_max_depth (const GvmLimits *limits);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmLimits, gvm_limits_free)

/**
 * gvm_reader_new:
 * @bytes: (not nullable): what to read; a reference is kept
 * @limits: (nullable): NULL for the defaults
 *
 * Returns: (transfer full) (not nullable): a reader at offset 0. Readers belong to one thread.
 */
GVM_API GvmReader *gvm_reader_new (GBytes *bytes, const GvmLimits *limits);
GVM_API void gvm_reader_free (GvmReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmReader, gvm_reader_free)

/**
 * gvm_reader_u8:
 * @reader: (not nullable): a reader; after an error the call does nothing and returns FALSE
 * @ret_value: (out) (not nullable): the value; written only on success
 *
 * Wire:    one octet; its siblings take 2, 4 and 8, big-endian.
 * Errors:  GVM_ERROR_TRUNCATED, at the value's first octet.
 * Cost:    O(1), no allocation.
 * Returns: TRUE on success.
 */
GVM_API gboolean gvm_reader_u8 (GvmReader *reader, guint8 *ret_value);
GVM_API gboolean gvm_reader_u16 (GvmReader *reader, guint16 *ret_value);
GVM_API gboolean gvm_reader_u32 (GvmReader *reader, guint32 *ret_value);
GVM_API gboolean gvm_reader_u64 (GvmReader *reader, guint64 *ret_value);

/**
 * gvm_reader_take:
 * @reader: (not nullable)
 * @size: octets
 *
 * Steps over @size octets and lends them.
 *
 * Ownership: the octets belong to the reader's bytes and live as long as it does.
 * Errors:    GVM_ERROR_TRUNCATED.
 * Returns:   (nullable): the octets, or NULL on failure. Not NULL for a @size of 0.
 */
GVM_API const guint8 *gvm_reader_take (GvmReader *reader, gsize size);

/**
 * gvm_reader_count:
 * @reader: (not nullable)
 * @max: the largest count that is accepted, in elements
 * @element_min: the fewest octets that one element takes on the wire; may be 0
 * @ret_count: (out) (not nullable): elements; written only on success
 *
 * Reads an element count and refuses one that cannot be true: above @max, or more than the octets
 * that are left can hold. So nothing is ever allocated for elements that are not there.
 *
 * Wire:    4 octets, unsigned, big-endian.
 * Errors:  GVM_ERROR_TRUNCATED, GVM_ERROR_LIMIT, both at the count.
 * Cost:    O(1), no allocation.
 * Source:  QEMU writes the counts of its containers so: `msi_devs_num`, a GTree's nodes.
 */
GVM_API gboolean gvm_reader_count (GvmReader *reader, guint64 max, gsize element_min,
                                   guint32 *ret_count);

/**
 * gvm_reader_charge:
 * @reader: (not nullable)
 * @size: octets that are about to be allocated
 *
 * Takes @size from the budget of the reader's limits. To be called before memory is allocated for
 * what a stream asks for: GLib aborts when memory ends, so the budget is the guard.
 *
 * Errors: GVM_ERROR_LIMIT, at the reader's position.
 */
GVM_API gboolean gvm_reader_charge (GvmReader *reader, gsize size);

/**
 * gvm_reader_fail:
 * @reader: (not nullable)
 * @code: the code
 * @offset: where the value that is at fault starts, as gvm_reader_tell() gave it
 * @format: printf format: what was found, and what is allowed; lower case, no full stop
 *
 * Sets the reader's error unless it has one. The path is added.
 *
 * Returns: FALSE, always.
 */
GVM_API gboolean gvm_reader_fail (GvmReader *reader, GvmError code, guint64 offset,
                                  const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Octets from the start of the stream (not of the section) to the reader's position. */
GVM_API guint64 gvm_reader_tell (const GvmReader *reader);
/* Octets to the end of what may be read: of the section, not of the stream. */
GVM_API gsize gvm_reader_left (const GvmReader *reader);
/* (nullable): the first error; owned by the reader. */
GVM_API const GError *gvm_reader_get_error (const GvmReader *reader);

/**
 * gvm_writer_new:
 * @limits: (nullable): NULL for the defaults
 *
 * Returns: (transfer full) (not nullable): an empty writer. Writers belong to one thread.
 */
GVM_API GvmWriter *gvm_writer_new (const GvmLimits *limits);
GVM_API void gvm_writer_free (GvmWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmWriter, gvm_writer_free)

/**
 * gvm_writer_u8:
 * @writer: (not nullable): a writer; after an error the call does nothing and returns FALSE
 * @value: the value
 *
 * Wire:   one octet; its siblings write 2, 4 and 8, big-endian.
 * Errors: GVM_ERROR_LIMIT when the writer would hold more than its limits allow.
 * Cost:   O(1), amortised.
 */
GVM_API gboolean gvm_writer_u8 (GvmWriter *writer, guint8 value);
GVM_API gboolean gvm_writer_u16 (GvmWriter *writer, guint16 value);
GVM_API gboolean gvm_writer_u32 (GvmWriter *writer, guint32 value);
GVM_API gboolean gvm_writer_u64 (GvmWriter *writer, guint64 value);

/**
 * gvm_writer_put:
 * @writer: (not nullable)
 * @size: octets
 *
 * Grows the output by @size octets and lends them, to be filled by the caller at once.
 *
 * Errors:  GVM_ERROR_LIMIT.
 * Returns: (nullable): the octets, valid until the next call on @writer; NULL on failure. Not NULL
 *   for a @size of 0.
 */
GVM_API guint8 *gvm_writer_put (GvmWriter *writer, gsize size);

/* As gvm_reader_fail(): the first error stays, the path is added; errors of a save have no offset. */
GVM_API gboolean gvm_writer_fail (GvmWriter *writer, GvmError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Octets written so far. */
GVM_API gsize gvm_writer_tell (const GvmWriter *writer);
/* (nullable): the first error; owned by the writer. */
GVM_API const GError *gvm_writer_get_error (const GvmWriter *writer);

/**
 * gvm_writer_reset:
 * @writer: (not nullable)
 *
 * Forgets output and error but keeps the memory, for a save a second over and over.
 */
GVM_API void gvm_writer_reset (GvmWriter *writer);

/**
 * gvm_writer_steal:
 * @writer: (not nullable): a writer without an error
 *
 * Returns: (transfer full) (nullable): the output, and the writer is empty; NULL for a writer that has an
 *   error, whose output is not whole.
 */
GVM_API GBytes *gvm_writer_steal (GvmWriter *writer);

G_END_DECLS
