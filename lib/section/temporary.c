/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A lock tells a temporary file that is being written from one that a killed process left: the kernel
 * lets go of it with the process. Who cleans holds the lock while it removes the name; so whoever makes a
 * file has to lock it, and then to look whether its name is still there. Where a file system has no locks,
 * nothing is cleaned.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "section/temporary.h"

#define MARK    ".gvmstate-"
#define PATTERN "XXXXXX"

enum { NAME_MOST = 255 }; /* octets of a name in a directory, everywhere */

/* The start of the names for @target: `.NAME.gvmstate-`. */
static char *
prefix_of (const char *target)
{
  enum { ROOM = NAME_MOST - (int) (sizeof "." MARK PATTERN - 1) };
  g_autofree char *base = g_path_get_basename (target);

  return g_strdup_printf (".%.*s%s", ROOM, base, MARK);
}

/* ---- making one ------------------------------------------------------------------------------ */

/* Is the file locked, and does it still have its name? */
static gboolean
hold (int fd)
{
  struct stat now;

  if (flock (fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    return FALSE;
  return fstat (fd, &now) == 0 && now.st_nlink > 0;
}

int
gvmi_temporary_new (const char *target, int mode, char **ret_name)
{
  g_autofree char *directory = g_path_get_dirname (target), *prefix = prefix_of (target);

  for (;;) {
    g_autofree char *name =
        g_strdup_printf ("%s" G_DIR_SEPARATOR_S "%s" PATTERN, directory, prefix);
    int fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd >= 0 && !hold (fd)) {
      close (fd); /* somebody who cleans was faster */
      continue;
    }
    if (fd >= 0)
      *ret_name = g_steal_pointer (&name);
    return fd;
  }
}

/* ---- cleaning -------------------------------------------------------------------------------- */

static gboolean
is_same (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static void
remove_if_left (const char *name)
{
  struct stat here, now;
  int fd = open (name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    return;
  if (fstat (fd, &here) == 0 && S_ISREG (here.st_mode) && flock (fd, LOCK_EX | LOCK_NB) == 0 &&
      lstat (name, &now) == 0 && is_same (&here, &now))
    unlink (name);
  close (fd);
}

void
gvmi_temporary_clean (const char *target)
{
  g_autofree char *directory = g_path_get_dirname (target), *prefix = prefix_of (target);
  g_autoptr (GDir) entries = g_dir_open (directory, 0, NULL);
  const char *entry;

  while (entries != NULL && (entry = g_dir_read_name (entries)) != NULL) {
    if (!g_str_has_prefix (entry, prefix) || strlen (entry) != strlen (prefix) + sizeof PATTERN - 1)
      continue;
    g_autofree char *name = g_build_filename (directory, entry, NULL);
    remove_if_left (name);
  }
}
