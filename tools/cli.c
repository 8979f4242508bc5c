/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The frame around every verb.
 *
 * Help is formatted by GLib but printed here, since g_print() would turn what the terminal's locale
 * lacks into question marks, and exits before a failed write is noticed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>

#include "cli.h"
#include "progress.h"
#include "text.h"

/* What a limit's option says, and what that means. */
typedef struct {
  char *text;
  guint64 octets;
} Limit;

static Limit limit_bytes = { NULL, GVM_LIMITS_DEFAULT_BYTES };
static Limit limit_stream = { NULL, GVM_LIMITS_DEFAULT_STREAM };

static GOptionContext *
make_context (const CliSyntax *syntax, gboolean *help, char ***arguments)
{
  const GOptionEntry common[] = {
    { "limit-bytes", 0, 0, G_OPTION_ARG_STRING, &limit_bytes.text,
      "Refuse what needs more memory (default 256M)", "SIZE" },
    { "limit-stream", 0, 0, G_OPTION_ARG_STRING, &limit_stream.text,
      "Refuse what unpacks to more (default 8G)", "SIZE" },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, "Show this help", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, arguments, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = g_option_context_new (syntax->arguments);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, syntax->about);
  g_option_context_set_description (context, syntax->examples);
  if (syntax->options != NULL)
    g_option_context_add_main_entries (context, syntax->options, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  return context;
}

static int
print_help (GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

  fprintf (stdout, "%s%s", help, g_str_has_suffix (help, "\n") ? "" : "\n");
  return cli_finish (CLI_OK);
}

/* Takes @arguments. */
static gboolean
check_count (const CliSyntax *syntax, const char *verb, char **arguments, char ***ret_arguments,
             int *ret_status)
{
  g_auto (GStrv) given = arguments;
  guint count = given != NULL ? g_strv_length (given) : 0;

  if (count < syntax->min_arguments) {
    *ret_status = cli_complain (verb, "%s needs %s", verb, syntax->arguments);
    return FALSE;
  }
  if (syntax->max_arguments != 0 && count > syntax->max_arguments) {
    *ret_status = cli_complain (verb, "one argument too many: '%s'", given[syntax->max_arguments]);
    return FALSE;
  }
  *ret_arguments = g_steal_pointer (&given);
  return TRUE;
}

gboolean
cli_parse (const CliSyntax *syntax, int argc, char **argv, char ***ret_arguments, int *ret_status)
{
  gboolean help = FALSE;
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GOptionContext) context = make_context (syntax, &help, &arguments);
  g_autoptr (GError) error = NULL;
  g_autofree char *verb = g_strdup (argv[0]);
  g_autofree char *program = g_strconcat ("gvmstate ", verb, NULL);

  g_set_prgname (program);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    *ret_status = cli_complain (verb, "%s", error->message);
    return FALSE;
  }
  if (help) {
    *ret_status = print_help (context);
    return FALSE;
  }

  Limit *const limits[] = { &limit_bytes, &limit_stream };
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i]->text != NULL && !text_parse_size (limits[i]->text, &limits[i]->octets)) {
      *ret_status = cli_complain (verb, "'%s' is no size; write 4096, 64K or 2G", limits[i]->text);
      return FALSE;
    }
  return check_count (syntax, verb, g_steal_pointer (&arguments), ret_arguments, ret_status);
}

GvmStream *
cli_open (const char *file, GError **error)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  const GvmTransport transport = { .progress = isatty (STDERR_FILENO) ? progress_show : NULL };
  GvmStream *stream;

  gvm_limits_set_max_bytes (limits, limit_bytes.octets);
  gvm_limits_set_max_stream (limits, limit_stream.octets);
  if (g_str_equal (file, "-")) {
    g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
    stream = gvm_stream_new_from_input_stream_full (input, limits, &transport, NULL, error);
  } else {
    g_autoptr (GFile) path = g_file_new_for_path (file);
    stream = gvm_stream_new_from_file_full (path, limits, &transport, NULL, error);
  }
  progress_wipe ();
  return stream;
}

/* Escaped, and cut where nobody would read on: a path may have a hundred thousand letters. */
static char *
presentable (const char *line)
{
  enum { ENOUGH = 1000 };
  g_autofree char *part = g_strndup (line, ENOUGH);
  char *safe = text_line (part);

  if (strlen (line) > ENOUGH) {
    char *cut = g_strconcat (safe, "...", NULL);
    g_free (safe);
    return cut;
  }
  return safe;
}

static void
print_error (const char *prefix, const char *message)
{
  g_autofree char *safe_prefix = prefix != NULL ? presentable (prefix) : NULL;
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    g_autofree char *safe = presentable (*line);
    if (line != lines)
      fprintf (stderr, "  %s\n", safe);
    else if (safe_prefix != NULL)
      fprintf (stderr, "gvmstate: %s: %s\n", safe_prefix, safe);
    else
      fprintf (stderr, "gvmstate: %s\n", safe);
  }
}

/* A file that can be read but not unpacked is malformed, whichever domain says so. */
static int
status_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return CLI_USAGE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return CLI_MALFORMED;
  return gvm_error_get_exit_status (error);
}

int
cli_fail (const char *file, const GError *error)
{
  fflush (stdout); /* so that on a terminal the error stands below what was shown before it */
  print_error (g_str_equal (file, "-") ? "standard input" : file, error->message);
  return status_of (error);
}

int
cli_complain (const char *verb, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  print_error (NULL, message);
  fprintf (stderr, "Try 'gvmstate %s%s--help'.\n", verb != NULL ? verb : "",
           verb != NULL ? " " : "");
  return CLI_USAGE;
}

int
cli_finish (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  if (errno != EPIPE) /* who reads has seen enough */
    print_error ("standard output", g_strerror (errno));
  return CLI_IO;
}
