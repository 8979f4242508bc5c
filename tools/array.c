/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays: numbers as a grid, small structs one a line, others as trees of their own. The lines are found
 * first, since the widths of their columns depend on all of them:
 *
 *     [0..1]     2 ×  server 0x00000000  priority 0xff
 *     [2]             server 0x00000001  priority 0x05
 *     [3..767] 765 ×  server 0x00000000  priority 0x00
 */
#include <string.h>

#include "array.h"
#include "fold.h"
#include "line.h"
#include "text.h"

typedef struct {
  gsize first, count;
  gboolean folded; /* all equal, and shown once */
} Line;

typedef struct {
  const GvmValue *array;
  GArray *lines; /* of Line */
  int label_width, count_width;
} Block;

static gboolean
is_number (const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  return kind == GVM_VALUE_BOOL || kind == GVM_VALUE_UNSIGNED || kind == GVM_VALUE_SIGNED ||
         kind == GVM_VALUE_FLOAT;
}

/* Numbers on a line: a power of two, so that an index can be found by eye. */
static gsize
numbers_a_line (const GvmValue *number)
{
  enum { OF_OCTETS = 16, OF_WORDS = 8, OF_LONGS = 4 };

  switch (gvm_value_get_size (number)) {
  case 1:
    return gvm_value_get_kind (number) == GVM_VALUE_UNSIGNED ? OF_OCTETS : OF_WORDS;
  case 8:
    return OF_LONGS;
  default:
    return OF_WORDS;
  }
}

/* ---- which lines there are -------------------------------------------------------------------- */

static void
add_line (Block *block, gsize first, gsize count, gboolean folded)
{
  Line line = { .first = first, .count = count, .folded = folded };

  g_array_append_val (block->lines, line);
}

static void
add_numbers (Block *block, gsize first, gsize end, gsize a_line)
{
  for (; first < end; first += a_line)
    add_line (block, first, MIN (a_line, end - first), FALSE);
}

/* A run folds when that saves a line; what is between two such runs starts a line of its own. */
static void
find_grid_lines (Block *block, const GArray *runs, gsize a_line)
{
  gsize pending = 0, end = 0;

  for (guint i = 0; i < runs->len; i++) {
    const FoldRun *run = &g_array_index (runs, FoldRun, i);

    if (run->count > a_line) {
      add_numbers (block, pending, run->first, a_line);
      add_line (block, run->first, run->count, TRUE);
      pending = run->first + run->count;
    }
    end = run->first + run->count;
  }
  add_numbers (block, pending, end, a_line);
}

static void
find_element_lines (Block *block, const GArray *runs)
{
  for (guint i = 0; i < runs->len; i++) {
    const FoldRun *run = &g_array_index (runs, FoldRun, i);
    add_line (block, run->first, run->count, run->count > 1);
  }
}

static char *
line_label (const Line *line)
{
  if (!line->folded)
    return g_strdup_printf ("[%" G_GSIZE_FORMAT "]", line->first);
  return g_strdup_printf ("[%" G_GSIZE_FORMAT "..%" G_GSIZE_FORMAT "]", line->first,
                          line->first + line->count - 1);
}

static void
measure (Block *block)
{
  for (guint i = 0; i < block->lines->len; i++) {
    const Line *line = &g_array_index (block->lines, Line, i);
    g_autofree char *label = line_label (line);

    block->label_width = MAX (block->label_width, (int) strlen (label));
    if (line->folded) {
      g_autofree char *count = g_strdup_printf ("%" G_GSIZE_FORMAT, line->count);
      block->count_width = MAX (block->count_width, (int) strlen (count));
    }
  }
}

/* ---- printing them ---------------------------------------------------------------------------- */

static void
print_numbers (const Tree *tree, const GvmValue *array, gsize first, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autoptr (GvmValue) number = gvm_value_get_child (array, first + i);

    fputs (i > 0 ? " " : "", tree->out);
    line_leaf (tree, number, LEAF_AMONG);
  }
  putc ('\n', tree->out);
}

static void
print_count (const Tree *tree, const Block *block, const Line *line)
{
  if (block->count_width == 0)
    return;
  if (line->folded)
    fprintf (tree->out, "%*" G_GSIZE_FORMAT " ×  ", block->count_width, line->count);
  else
    fprintf (tree->out, "%*s", block->count_width + 4, "");
}

static void
print_one_line (const Tree *tree, guint level, const Block *block, const Line *line,
                const GvmValue *first)
{
  g_autofree char *label = line_label (line);

  line_begin (tree, level, label, (gsize) block->label_width, first);
  print_count (tree, block, line);
  if (!line->folded && line->count > 1) {
    print_numbers (tree, block->array, line->first, line->count);
    return;
  }
  line_value (tree, first, is_number (first) ? LEAF_AMONG : LEAF_ALONE);
  putc ('\n', tree->out);
}

/* An element that takes several: a heading, and its members below. */
static void
print_element (const Tree *tree, guint level, const Line *line, const GvmValue *element)
{
  g_autofree char *label = line_label (line);
  g_autofree char *heading =
      line->folded ? g_strdup_printf ("%s  %" G_GSIZE_FORMAT " alike", label, line->count)
                   : g_strdup (label);

  line_begin_at (tree, level, gvm_value_get_offset (element));
  line_paint (tree, PAINT_NAME, heading);
  putc ('\n', tree->out);
  tree_children (tree, level + 1, element);
}

static void
print_block (const Tree *tree, guint level, const Block *block)
{
  for (guint i = 0; i < block->lines->len; i++) {
    const Line *line = &g_array_index (block->lines, Line, i);
    g_autoptr (GvmValue) first = gvm_value_get_child (block->array, line->first);

    if (line_fits (first))
      print_one_line (tree, level, block, line, first);
    else
      print_element (tree, level, line, first);
  }
}

char *
array_summary (const GvmValue *array)
{
  const char *vmsd = gvm_value_get_vmsd_name (array);
  g_autofree char *type = text_name (vmsd != NULL ? vmsd : gvm_value_get_type_name (array));

  return g_strdup_printf ("%" G_GSIZE_FORMAT " of %s", gvm_value_get_n_children (array), type);
}

/* The whole array is one value over and over: no lines of its own for that. */
static void
print_repeated (const Tree *tree, const GvmValue *value, gsize count)
{
  gboolean braces = !is_number (value);

  fprintf (tree->out, "%" G_GSIZE_FORMAT " × %s", count, braces ? "{ " : "");
  line_value (tree, value, LEAF_AMONG);
  fputs (braces ? " }\n" : "\n", tree->out);
}

static void
print_lines (const Tree *tree, guint level, const GvmValue *array, const GArray *runs, gsize a_line)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  Block block = { .array = array, .lines = lines };

  if (a_line > 0)
    find_grid_lines (&block, runs, a_line);
  else
    find_element_lines (&block, runs);
  measure (&block);
  print_block (tree, level, &block);
}

static void
print_summary (const Tree *tree, const GvmValue *array)
{
  g_autofree char *text = array_summary (array);

  line_paint (tree, PAINT_FAINT, text);
  putc ('\n', tree->out);
}

/* @continued: a line has been begun with the array's name. */
static void
print_array (const Tree *tree, guint level, const GvmValue *array, gboolean continued)
{
  enum {
    FEW_NUMBERS = 4 /* fewer are as short as their count */
  };
  gsize n = gvm_value_get_n_children (array);
  g_autoptr (GvmValue) first = gvm_value_get_child (array, 0);
  g_autoptr (GArray) runs = fold_find_runs (array, tree->fold);
  gsize a_line = is_number (first) ? numbers_a_line (first) : 0;
  gboolean uniform = runs->len == 1 && n >= (a_line > 0 ? FEW_NUMBERS : 2) && line_fits (first);

  if (uniform || n <= a_line) {
    if (!continued)
      line_begin_at (tree, level, gvm_value_get_offset (array));
    if (uniform)
      print_repeated (tree, first, n);
    else
      print_numbers (tree, array, 0, n);
    return;
  }
  if (continued)
    print_summary (tree, array);
  print_lines (tree, level, array, runs, a_line);
}

void
array_print (const Tree *tree, guint level, const GvmValue *array)
{
  if (gvm_value_get_n_children (array) == 0 || level > tree->depth)
    print_summary (tree, array);
  else
    print_array (tree, level, array, TRUE);
}

void
array_print_alone (const Tree *tree, guint level, const GvmValue *array)
{
  if (gvm_value_get_n_children (array) > 0 && level <= tree->depth)
    print_array (tree, level, array, FALSE);
}
