/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Headings: the line above a section's or a value's content.
 */
#include "array.h"
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
    return "memory in rounds, which QEMU doesn't describe";
  return "the stream's description leaves it out";
}

static void
append_version (GString *text, const GvmSection *section)
{
  /* Numbers that are addresses are known by their hex: 2147483648 is the LIOBN 0x80000000. */
  enum { ADDRESS = 0x10000 };
  static const char *const kinds[] = { [GVM_SECTION_START] = "start, ",
                                       [GVM_SECTION_PART] = "part, ",
                                       [GVM_SECTION_END] = "end, ",
                                       [GVM_SECTION_FULL] = "" };

  if (gvm_section_get_instance_id (section) >= ADDRESS)
    g_string_append_printf (text, "instance 0x%x, ", gvm_section_get_instance_id (section));
  g_string_append_printf (text, "%sv%u, ", kinds[gvm_section_get_kind (section)],
                          gvm_section_get_version_id (section));
}

void
tree_section_heading (const Tree *tree, const GvmStream *stream, const GvmSection *section)
{
  g_autofree char *path = gvm_section_get_path (section);
  g_autofree char *name = text_line (path);
  g_autofree char *size = text_size (gvm_section_get_payload_size (section));
  guint64 offset = gvm_section_get_payload_offset (section);
  g_autoptr (GString) rest = g_string_new (NULL);

  append_version (rest, section);
  g_string_append_printf (rest, "%s @0x%" G_GINT64_MODIFIER "x", size, offset);
  if (!gvm_section_is_described (section))
    g_string_append_printf (rest, "  %s%s%s", paint_on (PAINT_FAINT),
                            why_no_content (stream, section), paint_off (PAINT_FAINT));
  print_heading (tree, offset, name, rest->str);
}

static char *
describe_type (const GvmValue *value)
{
  const char *vmsd = gvm_value_get_vmsd_name (value);

  if (gvm_value_get_kind (value) == GVM_VALUE_ARRAY || gvm_value_get_kind (value) == GVM_VALUE_MAP)
    return array_summary (value);
  return text_name (vmsd != NULL ? vmsd : gvm_value_get_type_name (value));
}

void
tree_value_heading (const Tree *tree, const char *path, const GvmValue *value)
{
  g_autofree char *name = text_line (path);
  g_autofree char *type = describe_type (value);
  g_autofree char *size = text_size (gvm_value_get_size (value));
  guint64 offset = gvm_value_get_offset (value);
  g_autofree char *rest = g_strdup_printf ("%s, %s @0x%" G_GINT64_MODIFIER "x", type, size, offset);

  print_heading (tree, offset, name, rest);
}
