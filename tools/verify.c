/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gvmstate verify: are these streams sound? One line a file, and one for each thing that is found. A stream that
 * cannot be walked, or whose digest is wrong, is malformed; what contradicts its description, and with --strict what
 * this library would not have written, is a finding.
 */
#include <string.h>

#include "cli.h"
#include "text.h"
#include "verbs.h"

static gboolean strict;

static const GOptionEntry options[] = { { "strict", 0, 0, G_OPTION_ARG_NONE, &strict,
                                          "Also find what can be loaded but is not canonical",
                                          NULL },
                                        G_OPTION_ENTRY_NULL };

static const CliSyntax syntax = {
  .arguments = "FILE…",
  .about = "Says whether streams are sound: framing, footers, digest, and whether each device's\n"
           "state is what the stream describes. With --strict also whether there are a\n"
           "digest, footers and descriptions, and in streams of gvmstate's whether bools are 0\n"
           "or 1 and keys ascend.",
  .examples = "Examples:\n"
              "  gvmstate verify guest.mig\n"
              "  gvmstate verify --strict backups/*.mig.gz",
  .options = options,
  .min_arguments = 1,
};

typedef struct {
  const char *file;
  guint n; /* found so far */
} Findings;

static void G_GNUC_PRINTF (2, 3) add (Findings *findings, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *file = text_line (findings->file);
  g_autofree char *line = text_line (text);
  printf ("%s: %s\n", file, line);
  findings->n++;
}

/* ---- the canonical form ----------------------------------------------------------------------- */

/* Is @a before @b? What no order is known of is. */
static gboolean
ascends (const GvmValue *a, const GvmValue *b)
{
  gsize a_size, b_size;
  const guint8 *a_octets = gvm_value_get_octets (a, &a_size);
  const guint8 *b_octets = gvm_value_get_octets (b, &b_size);

  switch (gvm_value_get_kind (a)) {
  case GVM_VALUE_UNSIGNED:
    return gvm_value_get_unsigned (a) < gvm_value_get_unsigned (b);
  case GVM_VALUE_SIGNED:
    return gvm_value_get_signed (a) < gvm_value_get_signed (b);
  case GVM_VALUE_TEXT: {
    int order = memcmp (a_octets, b_octets, MIN (a_size, b_size));
    return order != 0 ? order < 0 : a_size < b_size;
  }
  default:
    return TRUE;
  }
}

static GvmValue *
key_of (const GvmValue *map, gsize index)
{
  g_autoptr (GvmValue) entry = gvm_value_get_child (map, index);

  return gvm_value_get_member (entry, gvm_value_get_key_name (map));
}

static void
check_keys (Findings *findings, const GvmValue *map, const char *path)
{
  g_autoptr (GvmValue) before = NULL;

  for (gsize i = 0; i < gvm_value_get_n_children (map); i++) {
    GvmValue *key = key_of (map, i);
    if (before != NULL && key != NULL && !ascends (before, key)) {
      add (findings, "%s[%" G_GSIZE_FORMAT "] @0x%" G_GINT64_MODIFIER "x: keys do not ascend", path,
           i, gvm_value_get_offset (key));
      gvm_value_unref (key);
      return;
    }
    g_clear_pointer (&before, gvm_value_unref);
    before = key;
  }
}

/* The depth is that of the description, which the library bounds. */
static void
check_value (Findings *findings, const GvmValue *value, const char *path)
{
  gboolean is_struct = gvm_value_get_kind (value) == GVM_VALUE_STRUCT;

  if (gvm_value_get_kind (value) == GVM_VALUE_BOOL && gvm_value_get_bits (value) > 1)
    add (findings, "%s @0x%" G_GINT64_MODIFIER "x: a bool of %u", path,
         gvm_value_get_offset (value), (guint) gvm_value_get_bits (value));
  if (gvm_value_get_kind (value) == GVM_VALUE_MAP)
    check_keys (findings, value, path);
  for (gsize i = 0; i < gvm_value_get_n_children (value); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    g_autofree char *below = is_struct ? g_strdup_printf ("%s/%s", path, gvm_value_get_name (child))
                                       : g_strdup_printf ("%s[%" G_GSIZE_FORMAT "]", path, i);
    check_value (findings, child, below);
  }
}

/* ---- a stream --------------------------------------------------------------------------------- */

static void
check_section (Findings *findings, const GvmStream *stream, const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autoptr (GvmValue) value = NULL;

  if (!gvm_section_has_footer (section))
    add (findings, "%s: no footer", path);
  if (gvm_section_get_kind (section) != GVM_SECTION_FULL)
    return;
  if (!gvm_section_is_described (section))
    add (findings, "%s: not described", path);
  else if (gvm_stream_has_digest (stream) && (value = gvm_section_decode (section, NULL)) != NULL)
    check_value (findings, value, path);
}

static void
check_strictly (Findings *findings, const GvmStream *stream)
{
  if (!gvm_stream_has_digest (stream))
    add (findings, "no digest; gvmstate seal adds one");
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++)
    check_section (findings, stream, gvm_stream_get_section (stream, i));
}

static guint
count_footers (const GvmStream *stream)
{
  guint n = 0;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++)
    n += gvm_section_has_footer (gvm_stream_get_section (stream, i)) != FALSE;
  return n;
}

static int
conclude (const Findings *findings, const GvmStream *stream)
{
  g_autofree char *file = text_line (findings->file);
  g_autofree char *found = text_count (findings->n, "finding");

  printf ("%s: %s; %u of %u footers, %s\n", file, findings->n == 0 ? "sound" : found,
          count_footers (stream), gvm_stream_get_n_sections (stream),
          gvm_stream_has_digest (stream) ? "digest right" : "no digest");
  return findings->n == 0 ? CLI_OK : CLI_FINDING;
}

static int
verify (const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = cli_open (file, &error);

  if (stream == NULL ||
      (gvm_stream_has_digest (stream) && !gvm_stream_check_digest (stream, &error)))
    return cli_fail (file, error);
  g_autoptr (GPtrArray) contradictions = gvm_stream_get_findings (stream);
  Findings findings = { file, 0 };
  for (guint i = 0; i < contradictions->len; i++)
    add (&findings, "%s", ((const GError *) g_ptr_array_index (contradictions, i))->message);
  if (strict)
    check_strictly (&findings, stream);
  return conclude (&findings, stream);
}

int
verb_verify (int argc, char **argv)
{
  g_auto (GStrv) arguments = NULL;
  int status = CLI_OK;

  if (!cli_parse (&syntax, argc, argv, &arguments, &status))
    return status;
  for (char **file = arguments; *file != NULL; file++) {
    int one = verify (*file);
    status = MAX (status, one); /* of several files the worst */
  }
  return cli_finish (status);
}
