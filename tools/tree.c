/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The tree. One line a field, names in a column, values in the next:
 *
 *   spapr_pci[0]  v2, 76 bytes @0x2b460e
 *     buid          0x0800000020000000
 *     lsi_table     4 of spapr_pci/lsi
 *       [0]  irq 0x00001100
 *       [1]  irq 0x00001101
 *     msi_devs_num  0x00000003
 *
 * What is the same over and over is folded: [12..767]  756 ×  server 0x00000000  priority 0xff.
 * Widths depend on the content alone, never on the terminal, so that two outputs can be compared.
 */
#include <string.h>

#include "array.h"
#include "line.h"
#include "text.h"

/* Longer names push their value to the right. */
enum { WIDEST_NAME = 28 };

static void
print_struct (const Tree *tree, guint level, const GvmValue *value)
{
  const char *vmsd = gvm_value_get_vmsd_name (value);
  gsize n = gvm_value_get_n_children (value);
  g_autofree char *type = vmsd != NULL ? text_name (vmsd) : NULL;
  g_autofree char *count = n == 0 || level > tree->depth ? text_count (n, "field") : NULL;
  g_autofree char *text = g_strconcat (gvm_value_is_subsection (value) ? "subsection"
                                       : type != NULL                  ? type
                                                                       : "struct",
                                       count != NULL ? ", " : "", count, NULL);

  line_paint (tree, PAINT_FAINT, text);
  putc ('\n', tree->out);
  if (count == NULL)
    tree_children (tree, level, value);
}

static void
print_dump (const Tree *tree, guint level, const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);
  g_autofree char *text = text_size (size);

  line_paint (tree, PAINT_FAINT, text);
  putc ('\n', tree->out);
  for (gsize i = 0; i < size; i += LEAF_ROW) {
    g_autoptr (GString) row = g_string_new (NULL);
    leaf_append_row (row, octets + i, MIN (LEAF_ROW, size - i));
    line_begin_at (tree, level, gvm_value_get_offset (value) + i);
    fprintf (tree->out, "%06" G_GINT64_MODIFIER "x  %s\n", (guint64) i, row->str);
  }
}

static void
print_value (const Tree *tree, guint level, const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  if (kind == GVM_VALUE_STRUCT) {
    print_struct (tree, level, value);
  } else if (kind == GVM_VALUE_ARRAY || kind == GVM_VALUE_MAP) {
    array_print (tree, level, value);
  } else if (kind == GVM_VALUE_BYTES && !tree->fold && gvm_value_get_size (value) > LEAF_ROW) {
    print_dump (tree, level, value);
  } else {
    line_leaf (tree, value, LEAF_ALONE);
    putc ('\n', tree->out);
  }
}

static gsize
widest_name (const GvmValue *value)
{
  gsize width = 0;

  for (gsize i = 0; i < gvm_value_get_n_children (value); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    g_autofree char *name = text_name (gvm_value_get_name (child));
    if (strlen (name) <= WIDEST_NAME)
      width = MAX (width, strlen (name));
  }
  return width;
}

void
tree_children (const Tree *tree, guint level, const GvmValue *value)
{
  gsize width = widest_name (value);

  for (gsize i = 0; i < gvm_value_get_n_children (value); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    g_autofree char *name = text_name (gvm_value_get_name (child));

    line_begin (tree, level, name, width, child);
    print_value (tree, level + 1, child);
  }
}

void
tree_content (const Tree *tree, const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  if (tree->depth == 0)
    return;
  if (kind == GVM_VALUE_STRUCT) {
    tree_children (tree, 1, value);
  } else if (kind == GVM_VALUE_ARRAY || kind == GVM_VALUE_MAP) {
    array_print_alone (tree, 1, value);
  } else {
    line_begin_at (tree, 1, gvm_value_get_offset (value));
    print_value (tree, 2, value);
  }
}
