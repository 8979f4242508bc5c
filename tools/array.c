/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays: numbers as a grid, small structs one a line, others as trees of their own.
 */
#include <string.h>

#include "array.h"
#include "fold.h"
#include "line.h"
#include "text.h"

static char *
run_label (const FoldRun *run)
{
  if (run->count == 1)
    return g_strdup_printf ("[%" G_GSIZE_FORMAT "]", run->first);
  return g_strdup_printf ("[%" G_GSIZE_FORMAT "..%" G_GSIZE_FORMAT "]", run->first,
                          run->first + run->count - 1);
}

static gsize
widest_label (const GArray *runs, gsize shortest)
{
  gsize width = 0;

  for (guint i = 0; i < runs->len; i++) {
    FoldRun run = g_array_index (runs, FoldRun, i);
    if (run.count < shortest)
      run.count = 1;
    g_autofree char *label = run_label (&run);
    width = MAX (width, strlen (label));
  }
  return width;
}

static void
print_repeated (const Tree *tree, const GvmValue *value, gsize count)
{
  gboolean braces = !leaf_is (value);

  fprintf (tree->out, "%" G_GSIZE_FORMAT " × %s", count, braces ? "{ " : "");
  line_value (tree, value, LEAF_AMONG);
  fputs (braces ? " }\n" : "\n", tree->out);
}

static gboolean
is_number (const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  return kind == GVM_VALUE_BOOL || kind == GVM_VALUE_UNSIGNED || kind == GVM_VALUE_SIGNED;
}

/* Numbers on a line: a power of two, so that an index can be found by eye, and within 100 columns. */
static gsize
numbers_a_line (const GvmValue *number)
{
  enum {
    OF_OCTETS = 16,
    OF_WORDS = 8,
    OF_LONGS = 4
  };

  switch (gvm_value_get_size (number)) {
  case 1:
    return gvm_value_get_kind (number) == GVM_VALUE_UNSIGNED ? OF_OCTETS : OF_WORDS;
  case 8:
    return OF_LONGS;
  default:
    return OF_WORDS;
  }
}

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

/* Short runs are printed out, in lines that start anew after each long one. */
static void
print_grid (const Tree *tree, guint level, const GvmValue *array, const GArray *runs, gsize a_line)
{
  gsize width = widest_label (runs, a_line + 1), pending = 0;

  for (guint i = 0; i < runs->len; i++) {
    FoldRun run = g_array_index (runs, FoldRun, i);
    gsize end = run.first + run.count;
    gboolean last = i + 1 == runs->len;
    gboolean folded = run.count > a_line;
    gsize first = run.first - pending;

    pending = folded ? pending : pending + run.count;
    while (pending >= a_line || (pending > 0 && (folded || last))) {
      FoldRun line = { .first = first, .count = 1 };
      g_autofree char *label = run_label (&line);
      g_autoptr (GvmValue) start = gvm_value_get_child (array, first);
      gsize count = MIN (pending, a_line);

      line_begin (tree, level, label, width, start);
      print_numbers (tree, array, first, count);
      first += count;
      pending -= count;
    }
    if (folded) {
      g_autofree char *label = run_label (&run);
      g_autoptr (GvmValue) start = gvm_value_get_child (array, run.first);
      line_begin (tree, level, label, width, start);
      print_repeated (tree, start, end - run.first);
    }
  }
}

static void
print_run_heading (const Tree *tree, const FoldRun *run)
{
  if (run->count > 1)
    fprintf (tree->out, "%" G_GSIZE_FORMAT " alike", run->count);
  putc ('\n', tree->out);
}

static void
print_elements (const Tree *tree, guint level, const GvmValue *array, const GArray *runs)
{
  gsize width = widest_label (runs, 2);

  for (guint i = 0; i < runs->len; i++) {
    const FoldRun *run = &g_array_index (runs, FoldRun, i);
    g_autoptr (GvmValue) element = gvm_value_get_child (array, run->first);
    g_autofree char *label = run_label (run);
    gboolean line = line_fits (element);

    line_begin (tree, level, label, line ? width : 0, element);
    if (line && run->count > 1) {
      print_repeated (tree, element, run->count);
    } else if (line) {
      line_value (tree, element, LEAF_ALONE);
      putc ('\n', tree->out);
    } else {
      print_run_heading (tree, run);
      tree_children (tree, level + 1, element);
    }
  }
}

static void
print_array_summary (const Tree *tree, const GvmValue *array)
{
  const char *vmsd = gvm_value_get_vmsd_name (array);
  g_autofree char *type = text_name (vmsd != NULL ? vmsd : gvm_value_get_type_name (array));
  g_autofree char *text =
      g_strdup_printf ("%" G_GSIZE_FORMAT " of %s", gvm_value_get_n_children (array), type);

  line_paint (tree, PAINT_FAINT, text);
  putc ('\n', tree->out);
}

void
array_print (const Tree *tree, guint level, const GvmValue *array)
{
  gsize n = gvm_value_get_n_children (array);

  if (n == 0 || level > tree->depth) {
    print_array_summary (tree, array);
    return;
  }
  g_autoptr (GvmValue) first = gvm_value_get_child (array, 0);
  g_autoptr (GArray) runs = fold_find_runs (array, tree->fold);
  gboolean numbers = is_number (first);
  gsize a_line = numbers ? numbers_a_line (first) : 0;

  if (runs->len == 1 && n > 1 && line_fits (first) && (!numbers || n > a_line)) {
    print_repeated (tree, first, n);
  } else if (numbers && n <= a_line) {
    print_numbers (tree, array, 0, n);
  } else {
    print_array_summary (tree, array);
    if (numbers)
      print_grid (tree, level, array, runs, a_line);
    else
      print_elements (tree, level, array, runs);
  }
}
