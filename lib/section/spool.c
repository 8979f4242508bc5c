/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream's page size and description stand at its end, so all of it has to be at hand before the walk
 * can start. A large one goes to a temporary file, which is mapped: then the kernel can take the memory back.
 *
 * The file has no name by the time that anything is in it, and its descriptor is closed once it is mapped:
 * nobody else can change or shorten it, so that an access can't end in SIGBUS. A file of the user's is
 * copied for that reason, never mapped: whoever has it could cut it while it is walked.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "section/spool.h"

void
gvmi_spool_open (GvmiSpool *spool, const GvmLimits *limits, const char *directory)
{
  *spool = (GvmiSpool) {
    .directory = directory != NULL ? directory : g_get_tmp_dir (),
    .max = MIN (limits->max_stream, G_MAXSSIZE), /* more can't be addressed */
    .memory = (gsize) MIN (limits->max_bytes, GVMI_SPOOL_MEMORY),
    .octets = g_byte_array_new (),
    .fd = -1,
  };
}

static gboolean
refuse_size (const GvmiSpool *spool, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "more than %" G_GUINT64_FORMAT " octets, unpacked, which is what the limits allow a stream",
      spool->max);

  return gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL, text);
}

static gboolean
fail (const GvmiSpool *spool, int reason, GError **error)
{
  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (reason), "a spool file in %s: %s",
               spool->directory, g_strerror (reason));
  return FALSE;
}

static gboolean
put (const GvmiSpool *spool, const guint8 *octets, gsize size, GError **error)
{
  while (size > 0) {
    gssize n = write (spool->fd, octets, size);
    if (n < 0 && errno != EINTR)
      return fail (spool, errno, error);
    if (n > 0) {
      octets += n;
      size -= (gsize) n;
    }
  }
  return TRUE;
}

/* From memory to a file. */
static gboolean
move_out (GvmiSpool *spool, GError **error)
{
  enum { OWNER_ALONE = 0600 };
  g_autofree char *name = g_build_filename (spool->directory, "gvmstate-XXXXXX", NULL);

  spool->fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, OWNER_ALONE);
  if (spool->fd < 0)
    return fail (spool, errno, error);
  g_unlink (name);
  if (!put (spool, spool->octets->data, spool->octets->len, error))
    return FALSE;
  g_clear_pointer (&spool->octets, g_byte_array_unref);
  return TRUE;
}

gboolean
gvmi_spool_append (GvmiSpool *spool, gconstpointer octets, gsize size, GError **error)
{
  if (size > spool->max - spool->size)
    return refuse_size (spool, error);
  if (spool->fd < 0 && spool->size + size > spool->memory && !move_out (spool, error))
    return FALSE;
  spool->size += size;
  if (spool->fd >= 0)
    return put (spool, octets, size, error);
  g_byte_array_append (spool->octets, octets, (guint) size);
  return TRUE;
}

GBytes *
gvmi_spool_finish (GvmiSpool *spool, GError **error)
{
  if (spool->fd < 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&spool->octets));
  g_autoptr (GMappedFile) map = g_mapped_file_new_from_fd (spool->fd, FALSE, error);
  return map != NULL ? g_mapped_file_get_bytes (map) : NULL;
}

void
gvmi_spool_close (GvmiSpool *spool)
{
  g_clear_pointer (&spool->octets, g_byte_array_unref);
  if (spool->fd >= 0)
    close (spool->fd);
}
