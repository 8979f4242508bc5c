/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate diff: where two streams differ, by what the octets mean.
 *
 * Sections are paired by name and instance, and those of the same by their order. Members of structs are
 * compared by name. Elements of arrays are compared by place, but where each has a member `key` they are a
 * table that QEMU writes as an array, and are compared by that.
 */
#include "cli.h"
#include "difference.h"
#include "text.h"
#include "verbs.h"

static gboolean all, quiet;

static const GOptionEntry options[] = {
  { "all", 0, 0, G_OPTION_ARG_NONE, &all, "Every difference, however many", NULL },
  { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "Only the exit status: 0 the same, 1 not", NULL },
  G_OPTION_ENTRY_NULL
};

static const CliSyntax syntax = {
  .arguments = "A B [SECTION…]",
  .about = "Shows where two streams differ: ~ another value, - only in A, + only in B.\n"
           "Guest memory and what else a stream does not describe is compared octet by octet.",
  .examples = "Examples:\n"
              "  gvmstate diff before.mig after.mig\n"
              "  gvmstate diff before.mig after.mig spapr_pci 'icp/server[0]'",
  .options = options,
  .min_arguments = 2,
};

typedef struct {
  char **only; /* (nullable): sections that were asked for */
  guint n_differ, n_same;
  GByteArray *paired; /* flags by the index of B's sections */
} Diff;

static gboolean
is_wanted (const Diff *diff, const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);

  if (*diff->only == NULL)
    return TRUE;
  for (char **only = diff->only; *only != NULL; only++)
    if (g_str_equal (*only, path) || g_str_equal (*only, gvm_section_get_idstr (section)))
      return TRUE;
  return FALSE;
}

/* The first section of @b that @section can be compared with, and has not been. */
static const GvmSection *
partner (const Diff *diff, const GvmSection *section, const GvmStream *b)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (b); i++) {
    const GvmSection *other = gvm_stream_get_section (b, i);
    if (diff->paired->data[i] || gvm_section_get_kind (other) != gvm_section_get_kind (section) ||
        gvm_section_get_instance_id (other) != gvm_section_get_instance_id (section) ||
        !g_str_equal (gvm_section_get_idstr (other), gvm_section_get_idstr (section)))
      continue;
    diff->paired->data[i] = TRUE;
    return other;
  }
  return NULL;
}

static void
print_lone (char mark, const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autofree char *size = text_size (gvm_section_get_payload_size (section));

  if (!quiet)
    printf ("%c %s  %s\n", mark, path, size);
}

static gboolean
same_payload (const GvmSection *a, const GvmSection *b)
{
  g_autoptr (GBytes) x = gvm_section_get_payload (a), y = gvm_section_get_payload (b);

  return gvm_section_get_version_id (a) == gvm_section_get_version_id (b) && g_bytes_equal (x, y);
}

static void
print_difference (const GvmSection *a, const GvmSection *b)
{
  g_autofree char *path = gvm_section_get_path (a);
  g_autoptr (GvmValue) x = gvm_section_decode_partly (a, NULL);
  g_autoptr (GvmValue) y = gvm_section_decode_partly (b, NULL);
  guint va = gvm_section_get_version_id (a), vb = gvm_section_get_version_id (b);

  printf ("%s\n", path);
  if (va != vb)
    printf ("  ~ version %u -> %u\n", va, vb);
  if (x == NULL || y == NULL)
    puts ("  ~ octets that the stream does not describe");
  else
    difference_print (x, y, all ? G_MAXSIZE : DIFFERENCE_ENOUGH);
}

static void
compare (Diff *diff, const GvmSection *a, const GvmStream *b)
{
  const GvmSection *other = partner (diff, a, b);

  if (other != NULL && same_payload (a, other)) {
    diff->n_same++;
    return;
  }
  diff->n_differ++;
  if (other == NULL)
    print_lone ('-', a);
  else if (!quiet)
    print_difference (a, other);
}

static int
compare_streams (Diff *diff, const GvmStream *a, const GvmStream *b)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (a); i++) {
    const GvmSection *section = gvm_stream_get_section (a, i);
    if (is_wanted (diff, section))
      compare (diff, section, b);
  }
  for (guint i = 0; i < gvm_stream_get_n_sections (b); i++) {
    const GvmSection *section = gvm_stream_get_section (b, i);
    if (diff->paired->data[i] || !is_wanted (diff, section))
      continue;
    print_lone ('+', section);
    diff->n_differ++;
  }
  if (diff->n_differ + diff->n_same == 0 && *diff->only != NULL)
    return cli_complain ("diff", "no section is called '%s'", *diff->only);
  g_autofree char *differ = text_count (diff->n_differ, "section");
  if (!quiet)
    printf ("%s %s, %u identical\n", differ, diff->n_differ == 1 ? "differs" : "differ",
            diff->n_same);
  return diff->n_differ > 0 ? CLI_FINDING : CLI_OK;
}

static GByteArray *
none_paired (guint n)
{
  GByteArray *flags = g_byte_array_new ();

  g_byte_array_set_size (flags, n);
  for (guint i = 0; i < n; i++)
    flags->data[i] = FALSE;
  return flags;
}

int
verb_diff (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  g_autoptr (GvmStream) a = cli_open (arguments[0], &error);
  if (a == NULL)
    return cli_fail (arguments[0], error);
  g_autoptr (GvmStream) b = cli_open (arguments[1], &error);
  if (b == NULL)
    return cli_fail (arguments[1], error);
  g_autoptr (GByteArray) paired = none_paired (gvm_stream_get_n_sections (b));
  Diff diff = { .only = arguments + 2, .paired = paired };
  return cli_finish (compare_streams (&diff, a, b));
}
