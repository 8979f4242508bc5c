/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Replacing a file as a whole. The phases in their order: open, write, flush, rename, flush the directory.
 * Until the rename nothing of the old file has been touched; after it there is nothing to undo.
 */
#define _XOPEN_SOURCE 700 /* realpath() */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gunixoutputstream.h>

#include <gvmstate/transport.h>

#include "section/temporary.h"

enum { PERMISSIONS = 07777 };

typedef struct {
  char *target;       /* its path, links resolved */
  gboolean is_there;  /* before; then: */
  struct stat before; /* what it is */
  int directory;      /* descriptor of the one that it is in */
  int fd;             /* of the temporary file */
  char *temporary;    /* (nullable): its name, while it has that */
} Replacing;

static gboolean
fail (const char *phase, int reason, GError **error)
{
  g_set_error (error, G_IO_ERROR, (gint) g_io_error_from_errno (reason), "%s: %s", phase,
               g_strerror (reason));
  return FALSE;
}

/* ---- open ------------------------------------------------------------------------------------ */

/* Follows links. A file that is not there yet is where the path says. */
static gboolean
find_target (Replacing *replacing, const char *path, GError **error)
{
  struct stat link;
  char *resolved = realpath (path, NULL);

  if (resolved == NULL && errno != ENOENT)
    return fail ("open", errno, error);
  if (resolved == NULL && lstat (path, &link) == 0)
    return fail ("open: a link to nothing", ENOENT, error);
  replacing->target = g_strdup (resolved != NULL ? resolved : path);
  replacing->is_there = resolved != NULL;
  free (resolved);
  return TRUE;
}

static gboolean
check_target (Replacing *replacing, GError **error)
{
  if (!replacing->is_there)
    return TRUE;
  if (stat (replacing->target, &replacing->before) < 0)
    return fail ("open", errno, error);
  if (S_ISDIR (replacing->before.st_mode))
    return fail ("open", EISDIR, error);
  if (!S_ISREG (replacing->before.st_mode)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                         "open: no regular file, which alone can be replaced");
    return FALSE;
  }
  return faccessat (AT_FDCWD, replacing->target, W_OK, AT_EACCESS) == 0 ||
         fail ("open", errno, error);
}

/* Gives the temporary file the old one's owner and permissions. */
static gboolean
keep_owner (const Replacing *replacing, GError **error)
{
  const struct stat *before = &replacing->before;
  struct stat now;

  if (!replacing->is_there)
    return TRUE;
  if (fstat (replacing->fd, &now) < 0)
    return fail ("open", errno, error);
  if ((now.st_uid != before->st_uid || now.st_gid != before->st_gid) &&
      fchown (replacing->fd, before->st_uid, before->st_gid) < 0)
    return fail ("open: to keep the owner", errno, error);
  return fchmod (replacing->fd, before->st_mode & PERMISSIONS) == 0 ||
         fail ("open: to keep the permissions", errno, error);
}

static gboolean
open_temporary (Replacing *replacing, GError **error)
{
  enum { OWNER_ALONE = 0600, AS_THE_UMASK_SAYS = 0666 };
  g_autofree char *directory = g_path_get_dirname (replacing->target);

  replacing->directory = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (replacing->directory < 0)
    return fail ("open", errno, error);
  gvmi_temporary_clean (replacing->target);
  replacing->fd =
      gvmi_temporary_new (replacing->target, replacing->is_there ? OWNER_ALONE : AS_THE_UMASK_SAYS,
                          &replacing->temporary);
  if (replacing->fd < 0)
    return fail ("open", errno, error);
  return keep_owner (replacing, error);
}

/* ---- write ----------------------------------------------------------------------------------- */

/* What is written goes through a buffer, and is packed, on its way to the file. */
static GOutputStream *
output_new (int fd, GvmCompression compression)
{
  g_autoptr (GOutputStream) file = g_unix_output_stream_new (fd, FALSE);
  g_autoptr (GConverter) converter = gvm_compressor_new (compression);
  g_autoptr (GOutputStream) packed =
      converter != NULL ? g_converter_output_stream_new (file, converter) : g_object_ref (file);
  enum { BUFFER = 64 * 1024 };

  return g_buffered_output_stream_new_sized (packed, BUFFER);
}

static gboolean
write_content (const Replacing *replacing, GvmCompression compression, GvmWriteFunc write,
               gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) output = output_new (replacing->fd, compression);

  if (write (output, user_data, cancellable, error) &&
      g_output_stream_close (output, cancellable, error) &&
      !g_cancellable_set_error_if_cancelled (cancellable, error))
    return TRUE;
  g_prefix_error (error, "write: ");
  return FALSE;
}

/* ---- flush, rename, flush the directory ------------------------------------------------------- */

static int
flush (int fd)
{
  int result;

  do
    result = fsync (fd);
  while (result < 0 && errno == EINTR);
  return result;
}

/* Some file systems tell only on close that they could not write. A copy of the descriptor is closed,
 * since the lock must last until the file has its name. */
static gboolean
flush_file (const Replacing *replacing, GError **error)
{
  if (flush (replacing->fd) < 0)
    return fail ("flush", errno, error);
  int copy = dup (replacing->fd);
  return (copy >= 0 && close (copy) == 0) || fail ("flush", errno, error);
}

static gboolean
put_in_place (Replacing *replacing, GError **error)
{
  if (rename (replacing->temporary, replacing->target) < 0)
    return fail ("rename", errno, error);
  g_clear_pointer (&replacing->temporary, g_free);
  /* EINVAL: directories can't be flushed there. */
  return flush (replacing->directory) == 0 || errno == EINVAL ||
         fail ("flush the directory", errno, error);
}

/* ---- all ------------------------------------------------------------------------------------- */

static void
replacing_clear (Replacing *replacing)
{
  if (replacing->temporary != NULL)
    unlink (replacing->temporary);
  if (replacing->fd >= 0)
    close (replacing->fd);
  if (replacing->directory >= 0)
    close (replacing->directory);
  g_free (replacing->temporary);
  g_free (replacing->target);
}

gboolean
gvm_file_replace (GFile *file, GvmCompression compression, GvmWriteFunc write, gpointer user_data,
                  GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file) && write != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  Replacing replacing = { .directory = -1, .fd = -1 };
  const char *path = g_file_peek_path (file);

  if (path == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         "open: only a local file can be replaced as a whole");
    return FALSE;
  }
  gboolean sound = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
                   find_target (&replacing, path, error) && check_target (&replacing, error) &&
                   open_temporary (&replacing, error) &&
                   write_content (&replacing, compression, write, user_data, cancellable, error) &&
                   flush_file (&replacing, error) && put_in_place (&replacing, error);
  replacing_clear (&replacing);
  return sound;
}
