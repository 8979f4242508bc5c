/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Headings: the line above a section's or a value's content.
 */
#include "line.h"
#include "text.h"

static void
print_heading (const Tree *tree, guint64 offset, const char *name, const char *rest)
{
  line_begin_at (tree, 0, offset);
  line_paint (tree, PAINT_HEADING, name);
  fprintf (tree->out, "  %s\n", rest);
}

static const char *
why_no_content (const GvmStream *stream, const GvmSection *section)
{
  if (!gvm_stream_has_description (stream))
    return "the stream ends without a description";
  if (gvm_section_get_kind (section) != GVM_SECTION_FULL)
    return "memory, sent in rounds; QEMU doesn't describe it";
  return "the stream's description leaves it out";
}

void
tree_section_heading (const Tree *tree, const GvmStream *stream, const GvmSection *section)
{
  static const char *const kinds[] = {
    [GVM_SECTION_START] = "start", [GVM_SECTION_PART] = "part", [GVM_SECTION_END] = "end"
  };
  g_autofree char *path = gvm_section_get_path (section);
  g_autofree char *name = text_line (path);
  g_autofree char *size = text_size (gvm_section_get_payload_size (section));
  guint64 offset = gvm_section_get_payload_offset (section);
  g_autofree char *rest = NULL;

  if (gvm_section_is_described (section))
    rest = g_strdup_printf ("v%u, %s @0x%" G_GINT64_MODIFIER "x",
                            gvm_section_get_version_id (section), size, offset);
  else if (gvm_section_get_kind (section) == GVM_SECTION_FULL)
    rest = g_strdup_printf ("v%u, %s @0x%" G_GINT64_MODIFIER "x: %s",
                            gvm_section_get_version_id (section), size, offset,
                            why_no_content (stream, section));
  else
    rest = g_strdup_printf ("%s, %s @0x%" G_GINT64_MODIFIER "x: %s",
                            kinds[gvm_section_get_kind (section)], size, offset,
                            why_no_content (stream, section));
  print_heading (tree, offset, name, rest);
}

void
tree_value_heading (const Tree *tree, const char *path, const GvmValue *value)
{
  g_autofree char *name = text_line (path);
  g_autofree char *type = text_name (gvm_value_get_type_name (value));
  g_autofree char *size = text_size (gvm_value_get_size (value));
  g_autofree char *rest = g_strdup_printf ("%s, %s @0x%" G_GINT64_MODIFIER "x", type, size,
                                           gvm_value_get_offset (value));

  print_heading (tree, gvm_value_get_offset (value), name, rest);
}
