/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lines: offset column, indent, label, value.
 */
#include <string.h>

#include "line.h"
#include "text.h"

/* Columns a level. */
enum { STEP = 2 };

void
line_paint (const Tree *tree, Paint paint, const char *text)
{
  fprintf (tree->out, "%s%s%s", paint_on (paint), text, paint_off (paint));
}

void
line_begin_at (const Tree *tree, guint level, guint64 offset)
{
  if (tree->offsets)
    fprintf (tree->out, "%s%08" G_GINT64_MODIFIER "x%s  ", paint_on (PAINT_FAINT), offset,
             paint_off (PAINT_FAINT));
  fprintf (tree->out, "%*s", (int) (level * STEP), "");
}

void
line_begin (const Tree *tree, guint level, const char *label, gsize width, const GvmValue *value)
{
  line_begin_at (tree, level, gvm_value_get_offset (value));
  line_paint (tree, PAINT_NAME, label);
  fprintf (tree->out, "%*s  ", (int) (width > strlen (label) ? width - strlen (label) : 0), "");
}

void
line_leaf (const Tree *tree, const GvmValue *value, LeafStyle style)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean zero = leaf_append (text, value, style);

  line_paint (tree, zero ? PAINT_FAINT : PAINT_PLAIN, text->str);
}

/* A struct of a few scalars. */
static gboolean
is_compact (const GvmValue *value)
{
  enum { FEW = 6, SHORT_BUFFER = 8 };
  gsize n = gvm_value_get_n_children (value);

  if (gvm_value_get_kind (value) != GVM_VALUE_STRUCT || n > FEW)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    if (!leaf_is (child) || gvm_value_is_subsection (child) ||
        gvm_value_get_size (child) > SHORT_BUFFER)
      return FALSE;
  }
  return TRUE;
}

static void
print_compact (const Tree *tree, const GvmValue *value)
{
  gsize n = gvm_value_get_n_children (value);

  if (n == 0)
    line_paint (tree, PAINT_FAINT, "{}");
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    g_autofree char *name = text_name (gvm_value_get_name (child));

    fputs (i > 0 ? "  " : "", tree->out);
    line_paint (tree, PAINT_NAME, name);
    putc (' ', tree->out);
    line_leaf (tree, child, LEAF_AMONG);
  }
}

gboolean
line_fits (const GvmValue *value)
{
  return leaf_is (value) || is_compact (value);
}

void
line_value (const Tree *tree, const GvmValue *value, LeafStyle style)
{
  if (leaf_is (value))
    line_leaf (tree, value, style);
  else
    print_compact (tree, value);
}
