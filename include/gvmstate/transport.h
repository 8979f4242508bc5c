/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * transport: how streams come from somewhere and go somewhere. What is read is unpacked and unwrapped,
 * and kept in memory or, when it is large, in a spool file; what is written replaces a file as a whole
 * or not at all.
 */
#pragma once

#include <gvmstate/error.h>

G_BEGIN_DECLS

/* How a stream is packed. */
typedef enum {
  GVM_COMPRESSION_NONE,
  GVM_COMPRESSION_GZIP,
  GVM_COMPRESSION_ZSTD,
} GvmCompression;

/**
 * gvm_compressor_new:
 * @compression: GVM_COMPRESSION_GZIP or GVM_COMPRESSION_ZSTD
 *
 * A converter for g_converter_output_stream_new(). Both kinds put a checksum of the content behind it;
 * the same octets give the same packed octets.
 *
 * Returns: (transfer full) (nullable): NULL for GVM_COMPRESSION_NONE.
 */
GVM_API GConverter *gvm_compressor_new (GvmCompression compression);

/* What a GvmProgressFunc is told of. */
typedef enum {
  GVM_PROGRESS_READ, /* octets of the input, packed as they are */
  GVM_PROGRESS_WALK, /* octets of the stream, unpacked */
} GvmProgress;

/**
 * GvmProgressFunc:
 * @phase: what goes on
 * @done: octets so far, never less than the last time in the same phase
 * @total: octets in all, or -1 while nobody knows
 * @user_data: (nullable)
 *
 * Told about once a MiB, and at the end of each phase. It runs in the caller's thread; that of an
 * asynchronous call in the main context that the call was made from.
 */
typedef void (*GvmProgressFunc) (GvmProgress phase, guint64 done, gint64 total, gpointer user_data);

/**
 * GvmTransport:
 * @spool_directory: (nullable): where large streams are kept while they are open; NULL for
 *   g_get_tmp_dir(), which the environment's TMPDIR sets
 * @progress: (nullable): who is told how far it is
 * @progress_data: (nullable): for @progress
 *
 * Details of a transport: a struct of zeros, `{ .progress = show }`, is the default but for what it names.
 */
typedef struct {
  const char *spool_directory;
  GvmProgressFunc progress;
  gpointer progress_data;
  gpointer reserved_[4];
} GvmTransport;

/**
 * GvmWrapper:
 * @name: (not nullable): whose format it is: "libvirt"
 * @version: of that format
 * @size: octets before the stream, in the file
 * @was_running: did the guest run when it was saved?
 * @domain: (not nullable): the definition of the guest, XML; any octets but NUL
 * @cookie: (nullable): what else libvirt keeps, XML; any octets but NUL
 *
 * What a stream was wrapped in. Made by `virsh save` and `virsh managedsave`.
 *
 * Wire:   16 octets "LibvirtQemudSave"; then, in the byte order of the host that wrote it, 19 words of
 *         32 bits: version (1 or 2), size of the data, was running, packing (0 none, 1 gzip, 2 bzip2,
 *         3 xz, 4 lzop, 5 zstd, 6 none with memory at fixed places), offset of the cookie in the data
 *         or 0, 14 unused; the data: definition, NUL, cookie, NUL, padding; the stream.
 * Source: libvirt, src/qemu/qemu_saveimage.h, 1.0 to 11.0.
 */
typedef struct {
  const char *name;
  guint32 version;
  guint64 size;
  gboolean was_running;
  const char *domain;
  const char *cookie;
} GvmWrapper;

/**
 * GvmWriteFunc:
 * @output: (not nullable): where to write; buffered, not to be closed
 * @user_data: (nullable)
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * Writes a file's content. What it wrote before it fails is thrown away.
 *
 * Returns: TRUE on success.
 */
typedef gboolean (*GvmWriteFunc) (GOutputStream *output, gpointer user_data,
                                  GCancellable *cancellable, GError **error);

/**
 * gvm_file_replace:
 * @file: (not nullable): a local file, there or not
 * @compression: how to pack what is written
 * @write: (not nullable): called once, writes the content
 * @user_data: (nullable): for @write
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * Writes a file so that at any moment, a loss of power included, it is the old one or the new one and
 * whole: into a temporary file beside it, which is flushed to the disk, takes the old one's place by
 * rename, and then the directory is flushed. Nothing of the content is held in memory but a buffer.
 *
 * The new file has the old one's permissions, owner and group, or those that the umask gives. Links to
 * the file stay links: what they point to is replaced. Other names of it (hard links) keep the old
 * content. Access lists and extended attributes are not carried over. Only regular files are replaced,
 * and none that the caller may not write. Of two writers at once, the last one's file stays.
 *
 * The temporary file is removed whenever the call fails. One that a killed process left is removed by
 * the next call for the same file: live ones are locked.
 *
 * Errors:  GIO's and those of @write, with the phase in front: "open", "write", "flush", "rename",
 *          "flush the directory". In all but the last the old file is untouched; after the last the new
 *          one is in place, though a loss of power may yet undo it. G_IO_ERROR_CANCELLED;
 *          G_IO_ERROR_IS_DIRECTORY, _NOT_REGULAR_FILE, _PERMISSION_DENIED; _NOT_SUPPORTED for a file
 *          that is not local.
 * Returns: TRUE on success.
 */
GVM_API gboolean gvm_file_replace (GFile *file, GvmCompression compression, GvmWriteFunc write,
                                   gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
