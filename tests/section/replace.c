/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Replacing a file: with every call to the system failing, with the process killed at each of them, and
 * over everything that a file can be. The library's own calls go to the functions here.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"

/* ---- calls that can be made to fail ------------------------------------------------------------ */

typedef enum { NO_CALL, WRITE, FSYNC, CLOSE, RENAME } Call;

static struct {
  Call call;
  int countdown; /* to the one that fails */
  int reason;
  gsize most; /* octets that one write takes */
} fault = { .most = G_MAXSIZE };

static gboolean
strikes (Call call)
{
  if (fault.call != call || --fault.countdown != 0)
    return FALSE;
  errno = fault.reason;
  return TRUE;
}

/* Seen by GIO too, which writes for the library. */
#define VISIBLE __attribute__ ((visibility ("default")))

extern long syscall (long number, ...);

VISIBLE ssize_t
write (int fd, const void *octets, size_t size)
{
  return strikes (WRITE) ? -1 : syscall (SYS_write, fd, octets, MIN (size, fault.most));
}

VISIBLE int
fsync (int fd)
{
  return strikes (FSYNC) ? -1 : (int) syscall (SYS_fsync, fd);
}

VISIBLE int
close (int fd)
{
  int result = (int) syscall (SYS_close, fd);

  return strikes (CLOSE) ? -1 : result;
}

VISIBLE int
rename (const char *from, const char *to)
{
  return strikes (RENAME) ? -1 : (int) syscall (SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

/* ---- a directory with a file ------------------------------------------------------------------- */

static char *directory, *path;

static void
set_up (void)
{
  directory = g_dir_make_tmp ("gvmstate-test-XXXXXX", NULL);
  path = g_build_filename (directory, "file", NULL);
}

static GPtrArray *
entries (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) opened = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (opened)) != NULL)
    g_ptr_array_add (names, g_build_filename (directory, name, NULL));
  return names;
}

static void
tear_down (void)
{
  g_autoptr (GPtrArray) names = entries ();

  for (guint i = 0; i < names->len; i++)
    g_remove (g_ptr_array_index (names, i));
  ck_assert_int_eq (g_rmdir (directory), 0);
  g_free (directory);
  g_free (path);
}

static void
expect_entries (guint n)
{
  g_autoptr (GPtrArray) names = entries ();

  ck_assert_msg (names->len == n, "%u entries, the last: %s", names->len,
                 (char *) g_ptr_array_index (names, names->len - 1));
}

static void
put_file (const char *where, const char *content)
{
  ck_assert (g_file_set_contents (where, content, -1, NULL));
}

static void
expect_file (const char *where, const char *content)
{
  g_autofree char *found = NULL;

  ck_assert_msg (g_file_get_contents (where, &found, NULL, NULL), "%s is not there", where);
  ck_assert_str_eq (found, content);
}

/* ---- writing it -------------------------------------------------------------------------------- */

enum { LARGE = 200000 };

/* Writes a text: @user_data. */
static gboolean
write_text (GOutputStream *output, gpointer user_data, GCancellable *cancellable, GError **error)
{
  return g_output_stream_write_all (output, user_data, strlen (user_data), NULL, cancellable,
                                    error);
}

static gboolean
replace_with (const char *where, const char *content, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (where);

  return gvm_file_replace (file, GVM_COMPRESSION_NONE, write_text, (gpointer) content, NULL, error);
}

static void
expect_replaced (const char *where, const char *content)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (replace_with (where, content, &error), "%s", error != NULL ? error->message : "");
  ck_assert (error == NULL);
  expect_file (where, content);
}

/* The call fails so, and there is nothing that was not there before. */
static void
expect_refused_entries (const char *where, GIOErrorEnum code, const char *phase, guint n)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!replace_with (where, "new", &error));
  ck_assert_msg (g_error_matches (error, G_IO_ERROR, (gint) code), "%s", error->message);
  ck_assert_msg (g_str_has_prefix (error->message, phase), "%s", error->message);
  expect_entries (n);
}

static char *
large_text (char letter)
{
  char *text = g_malloc (LARGE + 1);

  memset (text, letter, LARGE);
  text[LARGE] = '\0';
  return text;
}

/* ---- what it does ------------------------------------------------------------------------------ */

START_TEST (a_new_file_has_the_permissions_that_the_umask_leaves)
{
  struct stat info;

  umask (027);
  expect_replaced (path, "new");
  ck_assert_int_eq (stat (path, &info), 0);
  ck_assert_uint_eq (info.st_mode & 07777, 0640);
  expect_entries (1);
}
END_TEST

START_TEST (an_old_file_keeps_its_permissions)
{
  static const mode_t modes[] = { 0600, 0644, 0660, 0777, 0200 };
  struct stat info;

  put_file (path, "old");
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
    ck_assert_int_eq (chmod (path, modes[i]), 0);
    ck_assert (replace_with (path, "new", NULL));
    ck_assert_int_eq (stat (path, &info), 0);
    ck_assert_uint_eq (info.st_mode & 07777, modes[i]);
  }
  expect_entries (1);
}
END_TEST

START_TEST (what_is_empty_replaces_too)
{
  put_file (path, "old");
  expect_replaced (path, "");
}
END_TEST

START_TEST (what_is_large_replaces_and_short_writes_do_not_show)
{
  static const gsize most[] = { G_MAXSIZE, 4097, 100 };
  g_autofree char *text = large_text ('n');

  for (gsize i = 0; i < G_N_ELEMENTS (most); i++) {
    put_file (path, "old");
    fault.most = most[i];
    expect_replaced (path, text);
    fault.most = G_MAXSIZE;
  }
  expect_entries (1);
}
END_TEST

START_TEST (what_is_written_can_be_packed)
{
  static const GvmCompression packings[] = { GVM_COMPRESSION_GZIP, GVM_COMPRESSION_ZSTD };
  static const char stream_octets[] = { 'Q', 'E', 'V', 'M', 1, 1, 1, 3, 0 };
  g_autoptr (GFile) file = g_file_new_for_path (path);

  for (gsize i = 0; i < G_N_ELEMENTS (packings); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert (
        gvm_file_replace (file, packings[i], write_text, (gpointer) stream_octets, NULL, NULL));
    /* Unpacked, it is a stream of another version. */
    ck_assert (gvm_stream_new_from_file (file, NULL, NULL, &error) == NULL);
    expect_error (error, GVM_ERROR_BAD_VERSION, NULL, 4);
  }
}
END_TEST

static gboolean
write_much (GOutputStream *output, gpointer user_data, GCancellable *cancellable, GError **error)
{
  guint64 *peak = user_data;
  g_autofree char *text = large_text ('m');

  for (guint i = 0; i < 500; i++) {
    g_autofree char *status = NULL;
    if (!g_output_stream_write_all (output, text, LARGE, NULL, cancellable, error))
      return FALSE;
    g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
    *peak = MAX (*peak, g_ascii_strtoull (strstr (status, "RssAnon:") + 8, NULL, 10) << 10);
  }
  return TRUE;
}

START_TEST (what_is_written_is_never_held_in_memory)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  guint64 peak = 0;

  ck_assert (gvm_file_replace (file, GVM_COMPRESSION_NONE, write_much, &peak, NULL, NULL));
  ck_assert_uint_gt (peak, 0);
  ck_assert_uint_lt (peak, 64 << 20); /* of 100 MB */
}
END_TEST

START_TEST (a_name_may_be_as_long_as_names_are)
{
  enum { LONGEST = 255 };
  g_autofree char *name = g_strnfill (LONGEST, 'x');
  g_autofree char *where = g_build_filename (directory, name, NULL);

  expect_replaced (where, "new");
  expect_replaced (where, "newer");
  expect_entries (1);
}
END_TEST

/* ---- failures ---------------------------------------------------------------------------------- */

static gboolean
write_half (GOutputStream *output, G_GNUC_UNUSED gpointer user_data,
            G_GNUC_UNUSED GCancellable *cancellable, GError **error)
{
  g_autofree char *text = large_text ('h');

  ck_assert (g_output_stream_write_all (output, text, LARGE, NULL, NULL, NULL));
  return gvm_error_set (error, GVM_ERROR_REFUSED, "dev/x", NULL, "not today");
}

START_TEST (a_writer_that_fails_leaves_the_old_file)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  put_file (path, "old");
  ck_assert (!gvm_file_replace (file, GVM_COMPRESSION_NONE, write_half, NULL, NULL, &error));
  expect_error (error, GVM_ERROR_REFUSED, "dev/x", NO_OFFSET);
  ck_assert_str_eq (error->message, "write: dev/x: not today");
  expect_file (path, "old");
  expect_entries (1);
}
END_TEST

START_TEST (each_call_that_fails_leaves_the_old_file_and_names_the_phase)
{
  static const struct {
    Call call;
    int first, last; /* of the calls in one replacement */
    const char *phase;
  } cases[] = { { WRITE, 1, 4, "write: " },
                { FSYNC, 1, 1, "flush: " },
                { CLOSE, 1, 1, "flush: " },
                { RENAME, 1, 1, "rename: " } };
  static const struct {
    int reason;
    GIOErrorEnum code;
  } reasons[] = { { ENOSPC, G_IO_ERROR_NO_SPACE },
                  { EDQUOT, G_IO_ERROR_NO_SPACE },
                  { EIO, G_IO_ERROR_FAILED },
                  { EPIPE, G_IO_ERROR_BROKEN_PIPE } };
  g_autofree char *text = large_text ('n');

  put_file (path, "old");
  for (gsize i = 0; i < G_N_ELEMENTS (cases) * G_N_ELEMENTS (reasons); i++)
    for (int k = cases[i / 4].first; k <= cases[i / 4].last; k++) {
      g_autoptr (GError) error = NULL;
      fault.call = cases[i / 4].call;
      fault.countdown =
          k + (fault.call == CLOSE ? 1 : 0); /* the listing of the directory is closed first */
      fault.reason = reasons[i % 4].reason;
      gboolean sound = replace_with (path, text, &error);
      int left = fault.countdown;
      fault.call = NO_CALL;
      ck_assert_msg (!sound && left <= 0, "call %d of %s was not made", k, cases[i / 4].phase);
      ck_assert_msg (g_str_has_prefix (error->message, cases[i / 4].phase), "%s", error->message);
      ck_assert_msg (error->domain == G_IO_ERROR, "%s", error->message);
      if (reasons[i % 4].reason != EDQUOT)
        ck_assert_msg (error->code == (int) reasons[i % 4].code, "%s", error->message);
      expect_file (path, "old");
      expect_entries (1);
    }
}
END_TEST

START_TEST (a_directory_that_cannot_be_flushed_is_told_though_the_file_is_new)
{
  g_autoptr (GError) error = NULL;

  put_file (path, "old");
  fault.call = FSYNC;
  fault.countdown = 2;
  fault.reason = EIO;
  ck_assert (!replace_with (path, "new", &error));
  fault.call = NO_CALL;
  ck_assert_msg (g_str_has_prefix (error->message, "flush the directory: "), "%s", error->message);
  expect_file (path, "new");
  expect_entries (1);
}
END_TEST

START_TEST (an_interrupted_flush_is_made_again)
{
  for (int k = 1; k <= 2; k++) {
    fault.call = FSYNC;
    fault.countdown = k;
    fault.reason = EINTR;
    expect_replaced (path, k == 1 ? "new" : "newer");
    ck_assert_int_le (fault.countdown, 0);
    fault.call = NO_CALL;
  }
}
END_TEST

START_TEST (a_file_larger_than_the_system_allows_leaves_the_old_one)
{
  const struct rlimit small = { 100000, 100000 };
  g_autofree char *text = large_text ('n');
  g_autoptr (GError) error = NULL;

  put_file (path, "old");
  signal (SIGXFSZ, SIG_IGN);
  ck_assert_int_eq (setrlimit (RLIMIT_FSIZE, &small), 0);
  ck_assert (!replace_with (path, text, &error));
  ck_assert_msg (g_str_has_prefix (error->message, "write: "), "%s", error->message);
  expect_file (path, "old");
  expect_entries (1);
}
END_TEST

static gboolean
write_and_cancel (GOutputStream *output, gpointer user_data, GCancellable *cancellable,
                  GError **error)
{
  if (!write_text (output, user_data, cancellable, error))
    return FALSE;
  g_cancellable_cancel (cancellable);
  return TRUE;
}

START_TEST (it_can_be_cancelled_before_and_while_it_writes)
{
  static const GvmWriteFunc writers[] = { write_text, write_and_cancel };
  g_autofree char *text = large_text ('n');
  g_autoptr (GFile) file = g_file_new_for_path (path);

  put_file (path, "old");
  for (gsize i = 0; i < G_N_ELEMENTS (writers); i++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    if (i == 0)
      g_cancellable_cancel (cancellable);
    ck_assert (
        !gvm_file_replace (file, GVM_COMPRESSION_NONE, writers[i], text, cancellable, &error));
    ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    expect_file (path, "old");
    expect_entries (1);
  }
}
END_TEST

/* ---- what a destination can be ------------------------------------------------------------------ */

START_TEST (a_link_stays_and_its_file_is_replaced)
{
  g_autofree char *link = g_build_filename (directory, "link", NULL);
  g_autofree char *links = g_build_filename (directory, "links", NULL);
  struct stat info;

  put_file (path, "old");
  ck_assert_int_eq (symlink ("file", link), 0);
  ck_assert_int_eq (symlink ("link", links), 0);
  expect_replaced (links, "new");
  expect_file (path, "new");
  ck_assert (lstat (link, &info) == 0 && S_ISLNK (info.st_mode));
  ck_assert (lstat (links, &info) == 0 && S_ISLNK (info.st_mode));
  expect_entries (3);
}
END_TEST

START_TEST (a_link_to_nothing_and_a_link_to_itself_are_refused)
{
  ck_assert_int_eq (symlink ("nothing", path), 0);
  expect_refused_entries (path, G_IO_ERROR_NOT_FOUND, "open: ", 1);
  ck_assert_int_eq (unlink (path), 0);
  ck_assert_int_eq (symlink ("file", path), 0);
  expect_refused_entries (path, G_IO_ERROR_TOO_MANY_LINKS, "open: ", 1);
}
END_TEST

START_TEST (only_regular_files_are_replaced)
{
  ck_assert_int_eq (mkfifo (path, 0600), 0);
  expect_refused_entries (path, G_IO_ERROR_NOT_REGULAR_FILE, "open: ", 1);
  expect_refused_entries ("/dev/null", G_IO_ERROR_NOT_REGULAR_FILE, "open: ", 1);
  expect_refused_entries (directory, G_IO_ERROR_IS_DIRECTORY, "open: ", 1);
}
END_TEST

START_TEST (a_directory_that_is_not_there_and_a_file_elsewhere_are_refused)
{
  g_autoptr (GFile) elsewhere = g_file_new_for_uri ("http://example.com/file");
  g_autofree char *nowhere = g_build_filename (directory, "none", "file", NULL);
  g_autoptr (GError) error = NULL;

  expect_refused_entries (nowhere, G_IO_ERROR_NOT_FOUND, "open: ", 0);
  ck_assert (
      !gvm_file_replace (elsewhere, GVM_COMPRESSION_NONE, write_text, (gpointer) "", NULL, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
}
END_TEST

START_TEST (other_names_of_the_file_keep_the_old_content)
{
  g_autofree char *other = g_build_filename (directory, "other", NULL);

  put_file (path, "old");
  ck_assert_int_eq (link (path, other), 0);
  expect_replaced (path, "new");
  expect_file (other, "old");
  expect_entries (2);
}
END_TEST

enum { NOBODY = 65534 };

START_TEST (an_owner_is_kept)
{
  struct stat info;

  if (geteuid () != 0)
    return;
  put_file (path, "old");
  ck_assert_int_eq (chown (path, NOBODY, NOBODY), 0);
  ck_assert_int_eq (chmod (path, 04755), 0);
  expect_replaced (path, "new");
  ck_assert_int_eq (stat (path, &info), 0);
  ck_assert (info.st_uid == NOBODY && info.st_gid == NOBODY);
  ck_assert_uint_eq (info.st_mode & 07777, 04755);
}
END_TEST

START_TEST (what_the_caller_may_not_write_is_refused)
{
  if (geteuid () != 0)
    return;
  put_file (path, "old");
  ck_assert_int_eq (chmod (directory, 0755), 0);
  ck_assert_int_eq (chmod (path, 0666), 0);
  ck_assert_int_eq (seteuid (NOBODY), 0); /* the directory is not theirs */
  expect_refused_entries (path, G_IO_ERROR_PERMISSION_DENIED, "open: ", 1);
  ck_assert_int_eq (seteuid (0), 0);
  ck_assert_int_eq (chmod (directory, 0777), 0);
  ck_assert_int_eq (chmod (path, 0444), 0);
  ck_assert_int_eq (chown (path, NOBODY, getegid ()), 0);
  ck_assert_int_eq (seteuid (NOBODY), 0); /* the file is theirs, for reading alone */
  expect_refused_entries (path, G_IO_ERROR_PERMISSION_DENIED, "open: ", 1);
  ck_assert_int_eq (seteuid (0), 0);
  ck_assert_int_eq (chown (path, 0, getegid ()), 0);
  ck_assert_int_eq (chmod (path, 0666), 0);
  ck_assert_int_eq (seteuid (NOBODY), 0); /* its owner could not be kept */
  expect_refused_entries (path, G_IO_ERROR_PERMISSION_DENIED, "open: to keep the owner", 1);
  ck_assert_int_eq (seteuid (0), 0);
  expect_file (path, "old");
}
END_TEST

/* ---- several writers ---------------------------------------------------------------------------- */

static gboolean
write_around_another (GOutputStream *output, gpointer user_data, GCancellable *cancellable,
                      GError **error)
{
  expect_replaced (path, "inner");
  expect_entries (2); /* and the temporary file of this one, which lives */
  return write_text (output, user_data, cancellable, error);
}

START_TEST (of_two_writers_the_last_ones_file_stays)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ck_assert (gvm_file_replace (file, GVM_COMPRESSION_NONE, write_around_another, (gpointer) "outer",
                               NULL, NULL));
  expect_file (path, "outer");
  expect_entries (1);
}
END_TEST

static gpointer
replace_often (gpointer text)
{
  for (guint i = 0; i < 50; i++)
    if (!replace_with (path, text, NULL))
      return (gpointer) "failed";
  return NULL;
}

START_TEST (a_file_that_many_write_is_always_whole)
{
  g_autofree char *a = large_text ('a'), *b = large_text ('b');
  GThread *threads[] = { g_thread_new ("a", replace_often, a),
                         g_thread_new ("b", replace_often, b) };

  for (guint i = 0; i < 50; i++) {
    g_autofree char *found = NULL;
    if (g_file_get_contents (path, &found, NULL, NULL))
      ck_assert (strcmp (found, a) == 0 || strcmp (found, b) == 0);
  }
  ck_assert (g_thread_join (threads[0]) == NULL);
  ck_assert (g_thread_join (threads[1]) == NULL);
  expect_entries (1);
}
END_TEST

START_TEST (what_only_looks_like_a_temporary_file_is_left_alone)
{
  static const char *const others[] = { ".file.gvmstate-abcde", ".file.gvmstate-abcdefg",
                                        ".other.gvmstate-abcdef", "file.gvmstate-abcdef" };
  g_autofree char *link = g_build_filename (directory, ".file.gvmstate-aaaaaa", NULL);
  g_autofree char *fifo = g_build_filename (directory, ".file.gvmstate-bbbbbb", NULL);
  g_autofree char *precious = g_build_filename (directory, "precious", NULL);

  put_file (precious, "precious");
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *where = g_build_filename (directory, others[i], NULL);
    put_file (where, "");
  }
  ck_assert_int_eq (symlink ("precious", link), 0);
  ck_assert_int_eq (mkfifo (fifo, 0600), 0);
  expect_replaced (path, "new");
  expect_file (precious, "precious");
  expect_entries (1 + 1 + G_N_ELEMENTS (others) + 2);
}
END_TEST

/* ---- killed -------------------------------------------------------------------------------------- */

/* Replaces the file in a process that is killed before or after its @n-th call to the system. Returns:
 * FALSE when it had come to its end before that. */
static gboolean
killed_at (guint n, const char *text)
{
  int status;
  pid_t child = fork ();

  if (child == 0) {
    if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
      _exit (77);
    raise (SIGSTOP);
    _exit (replace_with (path, text, NULL) ? 0 : 1);
  }
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  for (guint i = 0; i < n && WIFSTOPPED (status); i++) {
    ck_assert_int_eq ((int) ptrace (PTRACE_SYSCALL, child, NULL, NULL), 0);
    ck_assert_int_eq (waitpid (child, &status, 0), child);
  }
  if (WIFEXITED (status)) {
    ck_assert_int_eq (WEXITSTATUS (status) % 77, 0);
    if (WEXITSTATUS (status) == 77)
      puts ("not tried: no ptrace here");
    return FALSE;
  }
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  return TRUE;
}

START_TEST (a_process_killed_at_any_call_leaves_the_old_file_or_the_new_one)
{
  g_autofree char *new_text = large_text ('n');
  guint n_old = 0, n_new = 0, n_left = 0;

  put_file (path, "old");
  for (guint n = 0; killed_at (n, new_text); n++) {
    g_autofree char *found = NULL;
    g_autoptr (GPtrArray) names = entries ();
    ck_assert (g_file_get_contents (path, &found, NULL, NULL));
    ck_assert_msg (strcmp (found, "old") == 0 || strcmp (found, new_text) == 0, "a mixture at %u",
                   n);
    *(strcmp (found, "old") == 0 ? &n_old : &n_new) += 1;
    n_left += names->len - 1;
    expect_replaced (path, "old");
    expect_entries (1); /* what was left has gone */
  }
  printf ("killed %u times before the rename, %u after it, %u files left\n", n_old, n_new, n_left);
  ck_assert (n_old + n_new == 0 || (n_old > 10 && n_new > 2 && n_left > 5));
}
END_TEST

int
main (void)
{
  static const TTest *const *const tests[] = {
    &a_new_file_has_the_permissions_that_the_umask_leaves,
    &an_old_file_keeps_its_permissions,
    &what_is_empty_replaces_too,
    &what_is_large_replaces_and_short_writes_do_not_show,
    &what_is_written_can_be_packed,
    &what_is_written_is_never_held_in_memory,
    &a_name_may_be_as_long_as_names_are,
    &a_writer_that_fails_leaves_the_old_file,
    &each_call_that_fails_leaves_the_old_file_and_names_the_phase,
    &a_directory_that_cannot_be_flushed_is_told_though_the_file_is_new,
    &an_interrupted_flush_is_made_again,
    &a_file_larger_than_the_system_allows_leaves_the_old_one,
    &it_can_be_cancelled_before_and_while_it_writes,
    &a_link_stays_and_its_file_is_replaced,
    &a_link_to_nothing_and_a_link_to_itself_are_refused,
    &only_regular_files_are_replaced,
    &a_directory_that_is_not_there_and_a_file_elsewhere_are_refused,
    &other_names_of_the_file_keep_the_old_content,
    &an_owner_is_kept,
    &what_the_caller_may_not_write_is_refused,
    &of_two_writers_the_last_ones_file_stays,
    &a_file_that_many_write_is_always_whole,
    &what_only_looks_like_a_temporary_file_is_left_alone,
    &a_process_killed_at_any_call_leaves_the_old_file_or_the_new_one,
  };
  Suite *suite = suite_create ("section.replace");
  TCase *tcase = tcase_create ("section.replace");
  SRunner *runner = srunner_create (suite);

  tcase_add_checked_fixture (tcase, set_up, tear_down);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    tcase_add_test (tcase, *tests[i]);
  suite_add_tcase (suite, tcase);
  srunner_run_all (runner, CK_NORMAL);
  int failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed > 0 ? 1 : 0;
}
