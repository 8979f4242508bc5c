/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate info: one screen about a stream.
 *
 * What stands here is true of any stream that could be walked at all: the walk ends exactly at the
 * stream's end, and every footer names its section, or there would have been an error. It does not say
 * that the content is sound, since QEMU's streams carry no checksum.
 */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "text.h"
#include "verbs.h"

enum {
  LABEL = 12,   /* columns */
  LARGEST = 5,  /* sections shown with their share */
  COLUMNS = 100 /* the list of devices is wrapped at */
};

static void
print_label (const char *label)
{
  printf ("%-*s ", LABEL, label);
}

static void
print_file (const char *file, const GvmStream *stream)
{
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *name = text_line (g_str_equal (file, "-") ? "standard input" : base);
  g_autofree char *size = text_size (gvm_stream_get_size (stream));

  static const char *const packings[] = { [GVM_COMPRESSION_NONE] = "",
                                          [GVM_COMPRESSION_GZIP] = "packed by gzip, ",
                                          [GVM_COMPRESSION_ZSTD] = "packed by zstd, " };

  printf ("%s  QEMU stream v3, %s, %scomplete (%s)\n", name, size,
          packings[gvm_stream_get_compression (stream)],
          gvm_stream_has_description (stream) ? "EOF + description" : "EOF, no description");
}

static void
print_wrapper (const GvmStream *stream)
{
  const GvmWrapper *wrapper = gvm_stream_get_wrapper (stream);

  if (wrapper == NULL)
    return;
  g_autofree char *size = text_size (wrapper->size);
  g_autofree char *domain = text_size (strlen (wrapper->domain));
  print_label ("saved by");
  printf ("%s, image v%u: %s before the stream, %s of them the guest's definition; it %s\n",
          wrapper->name, wrapper->version, size, domain,
          wrapper->was_running ? "was running" : "was not running");
}

static void
print_machine (const GvmStream *stream)
{
  const char *machine = gvm_stream_get_machine (stream);
  g_autofree char *name = machine != NULL ? text_line (machine) : g_strdup ("not named");
  guint32 page_size = gvm_stream_get_page_size (stream);
  g_autofree char *page = page_size != 0 ? text_size (page_size) : g_strdup ("not told");

  print_label ("machine");
  printf ("%s   page size %s\n", name, page);
}

/* What is known of the content: a stream of ours has a digest, which may be wrong. */
static const char *
describe_content (const GvmStream *stream)
{
  if (!gvm_stream_has_digest (stream))
    return "content not checksummed";
  return gvm_stream_check_digest (stream, NULL) ? "digest ok" : "DIGEST WRONG: damaged";
}

static void
print_integrity (const GvmStream *stream)
{
  guint n = gvm_stream_get_n_sections (stream), footers = 0;

  for (guint i = 0; i < n; i++)
    footers += gvm_section_has_footer (gvm_stream_get_section (stream, i)) != FALSE;
  print_label ("integrity");
  if (footers > 0)
    printf ("framing ok · %u/%u footers ok · %s\n", footers, n, describe_content (stream));
  else
    printf ("framing ok · no footers · %s\n", describe_content (stream));
}

static void
print_sections (const GvmStream *stream)
{
  guint n = gvm_stream_get_n_sections (stream), full = 0, described = 0;
  g_autofree char *description = text_size (gvm_stream_get_description_size (stream));

  for (guint i = 0; i < n; i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    full += gvm_section_get_kind (section) == GVM_SECTION_FULL;
    described += gvm_section_is_described (section) != FALSE;
  }
  print_label ("sections");
  printf ("%u: %u of devices, %u of memory in rounds; %u described", n, full, n - full, described);
  if (gvm_stream_has_description (stream))
    printf (" in %s", description);
  putchar ('\n');
}

/* ---- the largest ------------------------------------------------------------------------------ */

static gint
by_size_then_place (gconstpointer a, gconstpointer b)
{
  const GvmSection *left = *(const GvmSection *const *) a, *right = *(const GvmSection *const *) b;
  gsize left_size = gvm_section_get_payload_size (left);
  gsize right_size = gvm_section_get_payload_size (right);

  if (left_size != right_size)
    return left_size > right_size ? -1 : 1;
  return gvm_section_get_offset (left) < gvm_section_get_offset (right) ? -1 : 1;
}

static guint
percent (guint64 part, guint64 whole)
{
  return whole != 0 ? (guint) (part * 100 / whole) : 0;
}

static guint
percent_zero (const GvmSection *section)
{
  g_autoptr (GBytes) payload = gvm_section_get_payload (section);
  gsize size, zeros = 0;
  const guint8 *octets = g_bytes_get_data (payload, &size);

  for (gsize i = 0; i < size; i++)
    zeros += octets[i] == 0;
  return percent (zeros, size);
}

static void
print_large (const GvmSection *section, gsize whole)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autofree char *name = text_line (path);
  gsize size = gvm_section_get_payload_size (section);
  g_autofree char *text = text_size (size);

  printf ("%10s %3u %%  %s", text, percent (size, whole), name);
  if (gvm_section_get_kind (section) != GVM_SECTION_FULL)
    fputs (" in rounds", stdout);
  printf (" (%u %% zero)\n", percent_zero (section));
}

static void
print_largest (const GvmStream *stream)
{
  guint n = gvm_stream_get_n_sections (stream);
  g_autoptr (GPtrArray) sections = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sections, (gpointer) gvm_stream_get_section (stream, i));
  g_ptr_array_sort (sections, by_size_then_place);
  for (guint i = 0; i < MIN (n, LARGEST); i++) {
    print_label (i == 0 ? "largest" : "");
    print_large (g_ptr_array_index (sections, i), gvm_stream_get_size (stream));
  }
}

/* ---- lists ------------------------------------------------------------------------------------ */

static void
print_wrapped (const char *text, gsize *column)
{
  gsize width = (gsize) g_utf8_strlen (text, -1);

  if (*column > LABEL + 1 && *column + 3 + width > COLUMNS) {
    fputs (" ·\n", stdout);
    print_label ("");
    *column = LABEL + 1;
  } else if (*column > LABEL + 1) {
    fputs (" · ", stdout);
    *column += 3;
  }
  fputs (text, stdout);
  *column += width;
}

/* ---- commands --------------------------------------------------------------------------------- */

static char *
describe_command (const GvmCommand *command)
{
  g_autoptr (GBytes) data = gvm_command_get_data (command);
  const char *name = gvm_command_get_name (command);
  g_autofree char *number = g_strdup_printf ("command %u", gvm_command_get_number (command));
  g_autofree char *size = g_strdup_printf (" %" G_GSIZE_FORMAT " octets", g_bytes_get_size (data));

  return g_strconcat (name != NULL ? name : number, g_bytes_get_size (data) > 0 ? size : "", NULL);
}

static void
print_commands (const GvmStream *stream)
{
  gsize column = LABEL + 1;

  if (gvm_stream_get_n_commands (stream) == 0)
    return;
  print_label ("commands");
  for (guint i = 0; i < gvm_stream_get_n_commands (stream); i++) {
    g_autofree char *text = describe_command (gvm_stream_get_command (stream, i));
    print_wrapped (text, &column);
  }
  putchar ('\n');
}

/* ---- the devices ------------------------------------------------------------------------------ */

static char *
describe_device (const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autofree char *name = text_line (path);

  return g_strdup_printf ("%s v%u %" G_GSIZE_FORMAT, name, gvm_section_get_version_id (section),
                          gvm_section_get_payload_size (section));
}

static void
print_devices (const GvmStream *stream)
{
  gsize column = LABEL + 1;

  print_label ("devices");
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);

    if (gvm_section_get_kind (section) != GVM_SECTION_FULL)
      continue;
    g_autofree char *text = describe_device (section);
    print_wrapped (text, &column);
  }
  putchar ('\n');
}

static const CliSyntax syntax = {
  .arguments = "FILE",
  .about = "Says on one screen what a stream is. Devices are listed as\n"
           "NAME[INSTANCE] vVERSION OCTETS, in the stream's order.",
  .examples = "Examples:\n"
              "  gvmstate info pseries.mig.gz\n"
              "  ssh host cat guest.mig.gz | gvmstate info -",
  .min_arguments = 1,
  .max_arguments = 1,
};

int
verb_info (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  g_autoptr (GvmStream) stream = cli_open (arguments[0], &error);
  if (stream == NULL)
    return cli_fail (arguments[0], error);
  print_file (arguments[0], stream);
  print_wrapper (stream);
  print_machine (stream);
  print_integrity (stream);
  print_sections (stream);
  print_commands (stream);
  print_largest (stream);
  print_devices (stream);
  return cli_finish (CLI_OK);
}
