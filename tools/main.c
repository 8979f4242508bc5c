/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate: opens any QEMU migration stream. This file finds the verb; the verb does the rest.
 *
 * Messages follow the user's locale, numbers never do: LC_NUMERIC and its kin stay those of C.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "nearest.h"
#include "verbs.h"

static const CliVerb verbs[] = {
  { "info", "what a stream is: machine, sections, sizes, soundness", verb_info },
  { "show", "what a stream says, as a tree or as JSON", verb_show },
  { "ls", "the paths of what is in a stream", verb_ls },
  { "get", "values, for scripts", verb_get },
  { "set", "a stream with other values", verb_set },
  { "diff", "where two streams differ", verb_diff },
  { "extract", "the octets of a section or value", verb_extract },
  { "replace", "a stream with other octets there", verb_replace },
  { "convert", "a stream rebuilt from its values, or as JSON", verb_convert },
  { "seal", "a stream with a digest, by which damage is found", verb_seal },
  { "spapr", "operations on the model of a sPAPR machine, held to a real one's", verb_spapr },
};

static const CliVerb *
find_verb (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, name))
      return &verbs[i];
  return NULL;
}

static int
unknown_verb (const char *name)
{
  g_auto (Nearest) nearest;

  nearest_init (&nearest, name);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    nearest_offer (&nearest, verbs[i].name);
  nearest_offer (&nearest, "help");
  if (nearest.best != NULL)
    return cli_complain (NULL, "no verb '%s'; did you mean '%s'?", name, nearest.best);
  if (strchr (name, '/') != NULL || strchr (name, '.') != NULL)
    return cli_complain (NULL, "no verb '%s'; to look into a file: gvmstate show %s", name, name);
  return cli_complain (NULL, "no verb '%s'", name);
}

static void
print_help (FILE *out)
{
  fputs ("Usage: gvmstate VERB [OPTION…] FILE…\n"
         "Looks into QEMU migration streams: device state, by name, without the machine.\n\n",
         out);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    fprintf (out, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
  fputs ("  help VERB  the options of one verb, with examples\n"
         "\n"
         "FILE may be packed with gzip or zstd, and saved by virsh; - is standard input.\n"
         "Also: --help, --version.\n"
         "Exit status: 0 fine · 1 a finding, or nothing of that name · 2 usage ·\n"
         "3 malformed input · 4 input or output failed · 5 a limit\n",
         out);
}

static int
run_help (int argc, char **argv)
{
  char *show_help[] = { argc > 1 ? argv[1] : NULL, (char *) "--help", NULL };

  if (argc < 2) {
    print_help (stdout);
    return cli_finish (CLI_OK);
  }
  const CliVerb *verb = find_verb (argv[1]);
  return verb != NULL ? verb->run (2, show_help) : unknown_verb (argv[1]);
}

static int
run_word (int argc, char **argv)
{
  const CliVerb *verb = find_verb (argv[0]);

  if (verb != NULL)
    return verb->run (argc, argv);
  if (g_str_equal (argv[0], "help") || g_str_equal (argv[0], "--help") ||
      g_str_equal (argv[0], "-h"))
    return run_help (argc, argv);
  if (g_str_equal (argv[0], "--version")) {
    puts ("gvmstate " GVM_PACKAGE_VERSION);
    return cli_finish (CLI_OK);
  }
  if (argv[0][0] == '-')
    return cli_complain (NULL, "'%s' is no verb; options follow the verb", argv[0]);
  return unknown_verb (argv[0]);
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "");
  setlocale (LC_MESSAGES, "");
  if (argc < 2) {
    print_help (stderr);
    return CLI_USAGE;
  }
  return run_word (argc - 1, argv + 1);
}
