/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * file: a registry's sections, to a file and from one; now, or while the main loop goes on.
 */
#pragma once

#include <gvmstate/registry.h>

G_BEGIN_DECLS

/**
 * gvm_registry_save_to_file:
 * @registry: (not nullable)
 * @file: (not nullable): a local file, there or not
 * @compression: how to pack it
 * @cancellable: (nullable)
 * @error: (out) (optional)
 *
 * Saves as gvm_registry_save() does, into a file that is the old one or the new one at any moment: see
 * gvm_file_replace(). Needs memory for one section at a time.
 *
 * Errors: those of both.
 */
GVM_API gboolean gvm_registry_save_to_file (GvmRegistry *registry, GFile *file,
                                            GvmCompression compression, GCancellable *cancellable,
                                            GError **error);

/**
 * gvm_registry_save_to_file_async:
 * @registry: (not nullable)
 * @file: (not nullable)
 * @compression: how to pack it
 * @cancellable: (nullable)
 * @callback: (nullable): called in the thread-default main context of the caller
 * @user_data: (nullable): for @callback
 *
 * Everything is encoded before the call returns, so the structs may change or go at once; a thread packs
 * it and writes the file. What is encoded meanwhile takes memory, above 16 MiB a file without a name in
 * g_get_tmp_dir().
 */
GVM_API void gvm_registry_save_to_file_async (GvmRegistry *registry, GFile *file,
                                              GvmCompression compression, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
/* Ends it; errors as gvm_registry_save_to_file(). */
GVM_API gboolean gvm_registry_save_to_file_finish (GvmRegistry *registry, GAsyncResult *result,
                                                   GError **error);

/**
 * gvm_registry_load_from_file:
 * @registry: (not nullable)
 * @file: (not nullable): a stream, packed and wrapped as gvm_stream_new_from_file() takes it
 * @ret_report: as for gvm_registry_load()
 * @cancellable: (nullable): of the reading; a load is not to be stopped
 * @error: (out) (optional)
 *
 * Reads the file, then loads as gvm_registry_load_from_bytes() does, all or nothing.
 *
 * Errors: GIO's, those of gvm_stream_new_from_file() and of gvm_registry_load_from_bytes().
 */
GVM_API gboolean gvm_registry_load_from_file (GvmRegistry *registry, GFile *file,
                                              GPtrArray **ret_report, GCancellable *cancellable,
                                              GError **error);

/**
 * gvm_registry_load_from_file_async:
 * @registry: (not nullable)
 * @file: (not nullable)
 * @cancellable: (nullable): of the reading
 * @callback: (nullable): called in the thread-default main context of the caller
 * @user_data: (nullable): for @callback
 *
 * A thread reads and unpacks the file. Decoding, hooks and commit run in the caller's main context, in one
 * go, right before @callback: who looks at the structs there meanwhile sees the old state or the new one.
 */
GVM_API void gvm_registry_load_from_file_async (GvmRegistry *registry, GFile *file,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
/* Ends it; as gvm_registry_load_from_file(). */
GVM_API gboolean gvm_registry_load_from_file_finish (GvmRegistry *registry, GAsyncResult *result,
                                                     GPtrArray **ret_report, GError **error);

G_END_DECLS
