/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * cli: what all verbs share: opening a stream, telling an error, leaving with the right status.
 *
 * A verb is a function and a line in the table in main.c. It parses its own options, returns an exit
 * status, writes what was asked for to stdout and everything else to stderr. Whatever comes from a
 * stream or a file name goes through text.h before it is written.
 */
#pragma once

#include <stdio.h>

#include <gvmstate/gvmstate.h>

/* Part of the interface: scripts branch on these. */
enum {
  CLI_OK = 0,
  CLI_FINDING = 1,
  CLI_USAGE = 2,
  CLI_MALFORMED = 3,
  CLI_IO = 4,
};

typedef struct {
  const char *name;
  const char *summary;                /* one line of `gvmstate --help` */
  int (*run) (int argc, char **argv); /* argv[0] is the verb's name */
} CliVerb;

/* What a verb's command line has beside its own options. */
typedef struct {
  const char *arguments; /* "FILE [PATH…]" */
  const char *about;     /* shown above the options in its --help */
  const char *examples;  /* and below them */
  const GOptionEntry *options;
  guint min_arguments, max_arguments; /* max 0: any number */
} CliSyntax;

/**
 * cli_parse:
 * @syntax: (not nullable)
 * @argc: of the verb
 * @argv: of the verb
 * @ret_arguments: (out) (transfer full): what is left after the options; NULL unless TRUE is returned
 * @ret_status: (out): what to exit with when FALSE is returned: --help was asked for, or wrong usage
 */
gboolean cli_parse (const CliSyntax *syntax, int argc, char **argv, char ***ret_arguments,
                    int *ret_status);

/* Opens FILE, or stdin for "-", unpacked if need be, within the limits of the options. On a terminal it
 * tells how far it is. */
GvmStream *cli_open (const char *file, GError **error);

/* Each prints one line to stderr, escaped, and returns the status to exit with. */
int cli_fail (const char *file, const GError *error);
int cli_complain (const char *verb, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Flushes stdout: a full disk must not pass for success. Returns @status, or CLI_IO. */
int cli_finish (int status);
