/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate get: bare values, for scripts. What it prints, `set` takes.
 */
#include "cli.h"
#include "json.h"
#include "leaf.h"
#include "pick.h"
#include "text.h"
#include "verbs.h"

static gboolean as_json, raw;

static const GOptionEntry options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Each value as JSON", NULL },
  { "raw", 0, 0, G_OPTION_ARG_NONE, &raw, "The octets on the wire, and no line ends", NULL },
  G_OPTION_ENTRY_NULL
};

static const CliSyntax syntax = {
  .arguments = "FILE PATH…",
  .about = "Prints what is at each PATH, one value a line: numbers as hex, signed ones as\n"
           "decimal, octets as hex digits, structs and arrays as JSON.",
  .examples = "Examples:\n"
              "  gvmstate get pseries.mig 'icp/server[0]/xirr'\n"
              "  gvmstate get --raw pseries.mig spapr_pci | xxd",
  .options = options,
  .min_arguments = 2,
};

static void
print_bytes (const GvmValue *value)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  gsize size;
  gconstpointer octets = g_bytes_get_data (bytes, &size);

  fwrite (octets, 1, size, stdout);
}

static void
print_octets (const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);

  for (gsize i = 0; i < size; i++)
    printf ("%02x", octets[i]);
  putchar ('\n');
}

/* What could harm a terminal is escaped; --raw has the octets. */
static void
print_text (const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);
  g_autofree char *text = g_strndup ((const char *) octets, size);
  g_autofree char *safe = text_line (text);

  puts (safe);
}

static void
print_value (const GvmValue *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  switch (gvm_value_get_kind (value)) {
  case GVM_VALUE_UNSIGNED:
  case GVM_VALUE_SIGNED:
  case GVM_VALUE_FLOAT:
    leaf_append (text, value, LEAF_AMONG);
    puts (text->str);
    break;
  case GVM_VALUE_BYTES:
    print_octets (value);
    break;
  case GVM_VALUE_TEXT:
    print_text (value);
    break;
  default:
    json_value (stdout, value, G_MAXUINT);
    putchar ('\n');
  }
}

static void
print (const GvmValue *value)
{
  if (raw) {
    print_bytes (value);
  } else if (as_json) {
    json_value (stdout, value, 0);
    putchar ('\n');
  } else {
    print_value (value);
  }
}

static int
print_pick (const char *file, const Pick *pick)
{
  g_autoptr (GError) error = NULL;

  if (pick->section == NULL) {
    print (pick->value);
    return CLI_OK;
  }
  g_autoptr (GvmValue) root = gvm_section_decode (pick->section, &error);
  if (root == NULL)
    return cli_fail (file, error);
  print (root);
  return CLI_OK;
}

int
verb_get (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status = CLI_OK;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  if (raw && as_json)
    return cli_complain ("get", "either --raw or --json");
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GPtrArray) picks = pick_paths (stream, arguments + 1, &error);
  if (picks == NULL)
    return cli_fail (arguments[0], error);
  for (guint i = 0; i < picks->len && status == CLI_OK; i++)
    status = print_pick (arguments[0], g_ptr_array_index (picks, i));
  return cli_finish (status);
}
