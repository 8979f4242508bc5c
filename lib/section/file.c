/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Registries and files. Of the two halves of a save or load, the one that looks at structs runs where the
 * caller is, and the one that looks at the file may run in a thread.
 */
#include <gvmstate/file.h>

#include "section/errand.h"
#include "section/registry.h"
#include "section/spool_output.h"
#include "section/transport.h"

/* ---- save --------------------------------------------------------------------------------------- */

static gboolean
write_registry (GOutputStream *output, gpointer registry, GCancellable *cancellable, GError **error)
{
  return gvm_registry_save (registry, output, cancellable, error);
}

gboolean
gvm_registry_save_to_file (GvmRegistry *registry, GFile *file, GvmCompression compression,
                           GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && G_IS_FILE (file), FALSE);

  return gvm_file_replace (file, compression, write_registry, registry, cancellable, error);
}

typedef struct {
  GFile *file;
  GvmCompression compression;
  GBytes *bytes; /* encoded */
} Saving;

static char saving_tag;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->file);
  g_bytes_unref (saving->bytes);
  g_free (saving);
}

static gboolean
write_bytes (GOutputStream *output, gpointer bytes, GCancellable *cancellable, GError **error)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  return g_output_stream_write_all (output, octets, size, NULL, cancellable, error);
}

static gboolean
save_now (gpointer data, GCancellable *cancellable, GError **error)
{
  const Saving *saving = data;

  return gvm_file_replace (saving->file, saving->compression, write_bytes, saving->bytes,
                           cancellable, error);
}

static GBytes *
encode (GvmRegistry *registry, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) output = gvmi_spool_output_new (&registry->limits, NULL);

  return gvm_registry_save (registry, output, cancellable, error)
             ? gvmi_spool_output_finish (output, error)
             : NULL;
}

void
gvm_registry_save_to_file_async (GvmRegistry *registry, GFile *file, GvmCompression compression,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry) && G_IS_FILE (file));

  g_autoptr (GTask) task = g_task_new (registry, cancellable, callback, user_data);
  GError *error = NULL;
  GBytes *bytes = encode (registry, cancellable, &error);

  g_task_set_source_tag (task, &saving_tag);
  if (bytes == NULL) {
    g_task_return_error (task, error);
    return;
  }
  Saving *saving = g_new (Saving, 1);
  *saving = (Saving) { .file = g_object_ref (file), .compression = compression, .bytes = bytes };
  gvmi_errand_start (task, save_now, saving, saving_free);
}

gboolean
gvm_registry_save_to_file_finish (GvmRegistry *registry, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, registry), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, &saving_tag), FALSE);

  GTask *task = G_TASK (result);

  if (g_task_get_task_data (task) == NULL)
    return g_task_propagate_boolean (task, error); /* it could not be encoded */
  return gvmi_errand_end (task, error) != NULL;
}

/* ---- load, the mirror --------------------------------------------------------------------------- */

typedef struct {
  GFile *file;
  GvmLimits limits;
  GvmiArrival arrival;
} Loading;

static char loading_tag;

static Loading *
loading_new (GvmRegistry *registry, GFile *file)
{
  Loading *loading = g_new (Loading, 1);

  *loading = (Loading) { .file = g_object_ref (file), .limits = registry->limits };
  return loading;
}

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->file);
  gvmi_arrival_clear (&loading->arrival);
  g_free (loading);
}

static gboolean
read_now (gpointer data, GCancellable *cancellable, GError **error)
{
  Loading *loading = data;
  GvmiWatch watch = gvmi_watch_init (NULL, cancellable);
  g_autoptr (GFileInputStream) input = g_file_read (loading->file, cancellable, error);

  return input != NULL && gvmi_transport_read (G_INPUT_STREAM (input), &loading->limits, NULL,
                                               &watch, &loading->arrival, error);
}

gboolean
gvm_registry_load_from_file (GvmRegistry *registry, GFile *file, GPtrArray **ret_report,
                             GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (GVM_IS_REGISTRY (registry) && G_IS_FILE (file), FALSE);

  Loading *loading = loading_new (registry, file);
  gboolean loaded =
      read_now (loading, cancellable, error) &&
      gvm_registry_load_from_bytes (registry, loading->arrival.bytes, ret_report, error);

  loading_free (loading);
  return loaded;
}

/* The file has been read: loads it, and ends the task that the caller waits for. */
static void
load_now (GObject *registry, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *report = NULL;
  const Loading *loading = gvmi_errand_end (G_TASK (result), &error);

  if (loading != NULL && gvm_registry_load_from_bytes (GVM_REGISTRY (registry),
                                                       loading->arrival.bytes, &report, &error))
    g_task_return_pointer (task, report, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
gvm_registry_load_from_file_async (GvmRegistry *registry, GFile *file, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (GVM_IS_REGISTRY (registry) && G_IS_FILE (file));

  GTask *task = g_task_new (registry, cancellable, callback, user_data);
  g_autoptr (GTask) reading = g_task_new (registry, cancellable, load_now, task);

  g_task_set_source_tag (task, &loading_tag);
  g_task_set_check_cancellable (task, FALSE); /* what is loaded is loaded */
  gvmi_errand_start (reading, read_now, loading_new (registry, file), loading_free);
}

gboolean
gvm_registry_load_from_file_finish (GvmRegistry *registry, GAsyncResult *result,
                                    GPtrArray **ret_report, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, registry), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, &loading_tag), FALSE);

  g_autoptr (GPtrArray) report = g_task_propagate_pointer (G_TASK (result), error);

  if (report != NULL && ret_report != NULL)
    *ret_report = g_ptr_array_ref (report);
  return report != NULL;
}
