/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * section: whole streams. A QEMU migration stream (version 3) is walked once, from its header to its
 * end; after that its sections can be found by name and loaded into structs.
 *
 * Source of the format: QEMU 7.2, migration/savevm.c, vmstate.c and ram.c, as it behaves.
 */
#pragma once

#include <gvmstate/engine.h>
#include <gvmstate/transport.h>

G_BEGIN_DECLS

/* A stream that has been walked: immutable, reference-counted, safe to share between threads. */
typedef struct GvmStream GvmStream;
/* One section of it; owned by the stream, and valid as long as that is. */
typedef struct GvmSection GvmSection;
/* A command to the machine that loads the stream; owned by it in the same way. */
typedef struct GvmCommand GvmCommand;

/**
 * GvmSectionKind:
 *
 * The octet that a section starts with. A device's state is FULL; what is sent in rounds, as memory
 * is, comes as one START, any number of PART and one END.
 */
typedef enum {
  GVM_SECTION_START = 0x01,
  GVM_SECTION_PART = 0x02,
  GVM_SECTION_END = 0x03,
  GVM_SECTION_FULL = 0x04,
} GvmSectionKind;

#define GVM_TYPE_STREAM (gvm_stream_get_type ())
GVM_API GType gvm_stream_get_type (void);

/**
 * gvm_stream_new_from_bytes:
 * @bytes: (not nullable): a whole stream; a reference is kept
 * @limits: (nullable): NULL for the defaults
 * @error: (out) (optional)
 *
 * Finds the description at the stream's end, then walks the framing from its start: header,
 * configuration, sections, footers, commands, end. Payloads are sized by the description, those of
 * ram and spapr/htab by walking them; nothing of a payload is decoded.
 *
 * Without a description a FULL section can only be the last record; it ends at the stream's last
 * footer. That is what gvm_save_to_bytes() makes.
 *
 * Errors:  GVM_ERROR_TRUNCATED, _BAD_MAGIC, _BAD_VERSION, _STATE, _FOOTER_MISSING, _FOOTER_MISMATCH,
 *          _UNSUPPORTED, _RANGE, _TRAILING, _SCHEMA, _SCHEMA_MISMATCH, _LIMIT, _DEPTH; with path and
 *          offset.
 * Cost:    O(octets of ram records + sections + description).
 * Returns: (transfer full) (nullable): the stream, or NULL on failure.
 */
GVM_API GvmStream *gvm_stream_new_from_bytes (GBytes *bytes, const GvmLimits *limits,
                                              GError **error);

/**
 * gvm_stream_new_from_bytes_full:
 * @bytes: (not nullable): a whole stream; a reference is kept
 * @limits: (nullable): NULL for the defaults
 * @transport: (nullable): NULL for the defaults
 * @cancellable: (nullable): looked at for each section, and for each few thousand records of memory
 * @error: (out) (optional)
 *
 * As gvm_stream_new_from_bytes(), for large streams: the call can be cancelled and tells how far it is.
 *
 * Errors:  as there, and G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmStream *gvm_stream_new_from_bytes_full (GBytes *bytes, const GvmLimits *limits,
                                                   const GvmTransport *transport,
                                                   GCancellable *cancellable, GError **error);

/**
 * gvm_stream_new_from_input_stream:
 * @input: (not nullable): read to its end, not closed: a pipe, a socket, a process's output
 * @limits: (nullable): NULL for the defaults; gvm_limits_set_max_stream() is for what it unpacks to
 * @cancellable: (nullable): looked at for each chunk that is read, and as above
 * @error: (out) (optional)
 *
 * Reads a stream and walks it. A header of libvirt's before it is kept, see gvm_stream_get_wrapper(); what
 * starts as gzip or zstd do is unpacked. More than 16 MiB go to a temporary file without a name, which
 * takes as much of the disk as the stream has octets, and goes when the stream is freed. What turns out
 * to be something else is not read to its end.
 *
 * Offsets count from the start of the stream: unpacked, and without that header. In GIO's errors and in
 * those about packing and header they count from the start of the input.
 *
 * Errors:  as gvm_stream_new_from_bytes(), and GIO's.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmStream *gvm_stream_new_from_input_stream (GInputStream *input, const GvmLimits *limits,
                                                     GCancellable *cancellable, GError **error);
/* The same, with the details of a transport: (nullable). */
GVM_API GvmStream *gvm_stream_new_from_input_stream_full (GInputStream *input,
                                                          const GvmLimits *limits,
                                                          const GvmTransport *transport,
                                                          GCancellable *cancellable,
                                                          GError **error);

/**
 * gvm_stream_new_from_file:
 * @file: (not nullable): a stream: plain, packed, saved by libvirt
 * @limits: (nullable): NULL for the defaults
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * As gvm_stream_new_from_input_stream(). The file is read once; it may change or go afterwards.
 *
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmStream *gvm_stream_new_from_file (GFile *file, const GvmLimits *limits,
                                             GCancellable *cancellable, GError **error);
GVM_API GvmStream *gvm_stream_new_from_file_full (GFile *file, const GvmLimits *limits,
                                                  const GvmTransport *transport,
                                                  GCancellable *cancellable, GError **error);

/**
 * gvm_stream_new_from_file_async:
 * @file: (not nullable)
 * @limits: (nullable): NULL for the defaults; a copy is taken
 * @transport: (nullable): NULL for the defaults; a copy is taken, what it points to has to stay
 * @cancellable: (nullable)
 * @callback: (nullable): called in the thread-default main context of the caller
 * @user_data: (nullable): for @callback
 *
 * Reads and walks a file in a thread of its own.
 */
GVM_API void gvm_stream_new_from_file_async (GFile *file, const GvmLimits *limits,
                                             const GvmTransport *transport,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* Ends it. Returns: (transfer full) (nullable): as gvm_stream_new_from_file(). */
GVM_API GvmStream *gvm_stream_new_from_file_finish (GAsyncResult *result, GError **error);

GVM_API GvmStream *gvm_stream_ref (GvmStream *stream);
GVM_API void gvm_stream_unref (GvmStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmStream, gvm_stream_unref)

/* Octets of the whole stream, unpacked. */
GVM_API gsize gvm_stream_get_size (const GvmStream *stream);
/* (nullable): the machine type that the configuration names: "pseries-7.2"; NULL without one. It may
 * hold any octets but NUL: escape it before showing it. */
GVM_API const char *gvm_stream_get_machine (const GvmStream *stream);
/* Octets of a page of guest memory; 0 when nothing tells. */
GVM_API guint32 gvm_stream_get_page_size (const GvmStream *stream);
/* Does the stream end with a description of its sections? */
GVM_API gboolean gvm_stream_has_description (const GvmStream *stream);
/* Octets of the description's JSON; 0 without one. */
GVM_API gsize gvm_stream_get_description_size (const GvmStream *stream);

/* How it was packed where it came from. */
GVM_API GvmCompression gvm_stream_get_compression (const GvmStream *stream);
/* (transfer none) (nullable): what stood before it where it came from. */
GVM_API const GvmWrapper *gvm_stream_get_wrapper (const GvmStream *stream);

/* Does the stream end with a digest of itself, right or wrong? QEMU's do not. */
GVM_API gboolean gvm_stream_has_digest (const GvmStream *stream);

/**
 * gvm_stream_check_digest:
 * @stream: (not nullable)
 * @error: (out) (optional)
 *
 * Is the stream what it was when its digest was made? That finds damage, not malice: whoever changes a
 * stream can make the digest anew.
 *
 * Errors: GVM_ERROR_NO_DIGEST, GVM_ERROR_DIGEST.
 * Cost:   one pass of XXH3-128 over the stream.
 */
GVM_API gboolean gvm_stream_check_digest (const GvmStream *stream, GError **error);

GVM_API guint gvm_stream_get_n_sections (const GvmStream *stream);
/* (not nullable): section @index, in the stream's order; @index is below the number of sections. */
GVM_API const GvmSection *gvm_stream_get_section (const GvmStream *stream, guint index);

/**
 * gvm_stream_find_section:
 * @stream: (not nullable)
 * @idstr: (not nullable): as the stream names it: "spapr_pci"
 * @instance_id: which of that name; 0 for the first, but see the numbers of `spapr_iommu`
 * @error: (out) (optional)
 *
 * Errors:  GVM_ERROR_MISSING; the message names the instances that there are.
 * Returns: (transfer none) (nullable): the FULL or START section, or NULL.
 */
GVM_API const GvmSection *gvm_stream_find_section (const GvmStream *stream, const char *idstr,
                                                   guint32 instance_id, GError **error);

GVM_API GvmSectionKind gvm_section_get_kind (const GvmSection *section);
/* (not nullable): of a PART or END, that of its START. Any octets but NUL: escape it to show it. */
GVM_API const char *gvm_section_get_idstr (const GvmSection *section);
GVM_API guint32 gvm_section_get_instance_id (const GvmSection *section);
GVM_API guint32 gvm_section_get_version_id (const GvmSection *section);
/* The number that START, PART, END and footer of one section share. */
GVM_API guint32 gvm_section_get_section_id (const GvmSection *section);
/* Octets from the start of the stream to the section's first octet. */
GVM_API guint64 gvm_section_get_offset (const GvmSection *section);
/* Octets from the start of the stream to its payload. */
GVM_API guint64 gvm_section_get_payload_offset (const GvmSection *section);
/* (transfer full) (not nullable): the payload, without a copy. */
GVM_API GBytes *gvm_section_get_payload (const GvmSection *section);
GVM_API gsize gvm_section_get_payload_size (const GvmSection *section);
/* Does the stream's description tell what is in it? */
GVM_API gboolean gvm_section_is_described (const GvmSection *section);
GVM_API gboolean gvm_section_has_footer (const GvmSection *section);
/* (transfer full) (not nullable): how paths call it: "spapr_pci[0]". */
GVM_API char *gvm_section_get_path (const GvmSection *section);

GVM_API guint gvm_stream_get_n_commands (const GvmStream *stream);
/* (not nullable): command @index, in the stream's order; @index is below the number of commands. */
GVM_API const GvmCommand *gvm_stream_get_command (const GvmStream *stream, guint index);

/* What the stream calls it: 7. */
GVM_API guint16 gvm_command_get_number (const GvmCommand *command);
/* (nullable): what QEMU calls it: "PACKAGED"; NULL for one that QEMU did not know when this was written. */
GVM_API const char *gvm_command_get_name (const GvmCommand *command);
/* Octets from the start of the stream to the command's first octet. */
GVM_API guint64 gvm_command_get_offset (const GvmCommand *command);
/* (transfer full) (not nullable): its data, without a copy. Of PACKAGED it is the package: records
 * as in a stream, without header and end, which are loaded at once. QEMU sends them in postcopy, where
 * it sends no description; so nothing tells how long the sections in there are. */
GVM_API GBytes *gvm_command_get_data (const GvmCommand *command);

/**
 * gvm_section_load:
 * @section: (not nullable): a FULL section
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct
 * @limits: (nullable): NULL for the defaults
 * @error: (out) (optional)
 *
 * Loads a section's payload, all or nothing, as gvm_decode() does, in the version that the section
 * names. Errors have the section in their path and count octets from the start of the stream.
 *
 * Errors: those of gvm_decode(), GVM_ERROR_TRAILING when octets are left over, and
 *         GVM_ERROR_UNSUPPORTED when the section is not FULL.
 */
GVM_API gboolean gvm_section_load (const GvmSection *section, const GvmDesc *desc, gpointer self,
                                   const GvmLimits *limits, GError **error);

/**
 * gvm_stream_with_struct:
 * @stream: (not nullable): not changed
 * @section: (not nullable): a FULL section of it
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct
 * @error: (out) (optional)
 *
 * Makes a stream like @stream but with the state of @self in one section, whatever size that takes: its
 * payload, in the version that the section has; its part of the description, where there is one; and a
 * digest, where there is one. Every other octet stays.
 *
 * Errors:  those of gvm_encode(), with the section in their path; GVM_ERROR_UNSUPPORTED when the section is
 *          not FULL; GVM_ERROR_DIGEST when the stream's own digest is wrong; those of
 *          gvm_stream_new_from_bytes() when the outcome is no stream.
 * Cost:    O(octets of the stream), all of them in memory.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmStream *gvm_stream_with_struct (const GvmStream *stream, const GvmSection *section,
                                           const GvmDesc *desc, gconstpointer self, GError **error);

/**
 * gvm_stream_with_digest:
 * @stream: (not nullable): not changed
 * @error: (out) (optional)
 *
 * Makes a stream like @stream whose description ends with a digest, so that whatever damages it later shows; QEMU steps
 * over that. A stream that has one already is returned as it is.
 *
 * Errors:  GVM_ERROR_MISSING when the stream has no description; GVM_ERROR_DIGEST when it has a digest that is
 *          wrong; GVM_ERROR_LIMIT.
 * Cost:    O(octets of the stream), all of them in memory.
 * Returns: (transfer full) (nullable)
 */
GVM_API GvmStream *gvm_stream_with_digest (const GvmStream *stream, GError **error);

/* (transfer full) (not nullable): the whole stream, unpacked; without a copy. */
GVM_API GBytes *gvm_stream_get_bytes (const GvmStream *stream);

/**
 * gvm_save_to_bytes:
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct
 * @limits: (nullable): NULL for the defaults
 * @error: (out) (optional)
 *
 * Saves a struct as a stream of one section, whose name and version are the descriptor's.
 *
 * Wire:    header, one FULL section (id 0, instance 0), its footer, EOF. See gvm_encode().
 * Returns: (transfer full) (nullable): the stream, or NULL on failure.
 */
GVM_API GBytes *gvm_save_to_bytes (const GvmDesc *desc, gconstpointer self, const GvmLimits *limits,
                                   GError **error);

/**
 * gvm_save_to_bytes_as:
 * @desc: (not nullable): describes *@self
 * @version_id: the version to write
 * @self: (not nullable): the struct
 * @flags: what is allowed
 * @lost: (nullable) (element-type GvmDifference): gets what the version does not hold
 * @limits: (nullable): NULL for the defaults
 * @error: (out) (optional)
 *
 * As gvm_save_to_bytes(), in an older version and on terms: see gvm_encode_as().
 *
 * Returns: (transfer full) (nullable): the stream, or NULL on failure.
 */
GVM_API GBytes *gvm_save_to_bytes_as (const GvmDesc *desc, guint32 version_id, gconstpointer self,
                                      GvmSaveFlags flags, GPtrArray *lost, const GvmLimits *limits,
                                      GError **error);

/**
 * gvm_load_from_bytes:
 * @desc: (not nullable): describes *@self
 * @self: (not nullable): the struct
 * @bytes: (not nullable): what gvm_save_to_bytes() returned
 * @limits: (nullable): NULL for the defaults
 * @error: (out) (optional)
 *
 * Loads such a stream, all or nothing, whichever of the descriptor's names the section has.
 *
 * Errors: those of gvm_decode() and of the framing; GVM_ERROR_MISSING when the section is another;
 *         GVM_ERROR_TRAILING.
 */
GVM_API gboolean gvm_load_from_bytes (const GvmDesc *desc, gpointer self, GBytes *bytes,
                                      const GvmLimits *limits, GError **error);

G_END_DECLS
