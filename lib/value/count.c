/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which fields count others. A description does not tie an array to the field that says how many elements
 * it has, and an array without elements is not described at all; but whoever changes a count alone makes a
 * stream that nobody can load. So it is told by what can be seen:
 *
 *  - the field has as many as the next array behind it has elements, or as any array that shares its name:
 *    `nr_irqs` and `irqs`, `mig_nb_table` and `mig_table`, `num_timers` and `timer`;
 *  - or one of several words of its name is `num`, `nr` or `nb`.
 *
 * That can be too much, never too little for what real streams hold; and a change can be forced.
 */
#include <string.h>

#include "value/value.h"

/* Words that say nothing of what is counted. */
static gboolean
is_count_word (const char *word)
{
  return strcmp (word, "num") == 0 || strcmp (word, "nr") == 0 || strcmp (word, "nb") == 0;
}

static char **
words_of (const char *name)
{
  return g_strsplit_set (name, "_.-", -1);
}

/* Of what is behind the last dot: `value.num` is the member num of an element's value, and counts what lies
 * outside of the state. */
static gboolean
has_count_word (const char *name)
{
  const char *dot = strrchr (name, '.');
  g_auto (GStrv) words = words_of (dot != NULL ? dot + 1 : name);

  for (char **word = words; *word != NULL && words[1] != NULL; word++)
    if (is_count_word (*word))
      return TRUE;
  return FALSE;
}

static gboolean
is_integer (const GvmValue *value)
{
  return value->kind == GVM_VALUE_UNSIGNED || value->kind == GVM_VALUE_SIGNED;
}

/* Does a word of one name begin as one of the other does: `timers` and `timer`? */
static gboolean
share_word (const char *a, const char *b)
{
  enum { SHORTEST = 3 };
  g_auto (GStrv) words = words_of (a), others = words_of (b);

  for (char **word = words; *word != NULL; word++)
    for (char **other = others; *other != NULL; other++)
      if (strlen (*word) >= SHORTEST && strlen (*other) >= SHORTEST &&
          (g_str_has_prefix (*word, *other) || g_str_has_prefix (*other, *word)))
        return TRUE;
  return FALSE;
}

const GvmValue *
gvmi_value_counted_by (const GvmValue *parent, gsize index, gboolean *ret_is_count)
{
  *ret_is_count = FALSE;
  if (parent->kind != GVM_VALUE_STRUCT || !is_integer (&parent->children->values[index]))
    return NULL;
  const GvmValue *field = &parent->children->values[index];
  gboolean is_next = TRUE; /* no array between this and the field */

  for (gsize i = index + 1; i < parent->n_children; i++) {
    const GvmValue *array = &parent->children->values[i];
    if (array->kind != GVM_VALUE_ARRAY)
      continue;
    if (array->n_children == field->bits && (is_next || share_word (field->name, array->name))) {
      *ret_is_count = TRUE;
      return array;
    }
    is_next = FALSE;
  }
  *ret_is_count = has_count_word (field->name);
  return NULL;
}

const GvmValue *
gvmi_value_changed_count (const GvmValue *old, const GvmValue *value, const GvmValue **ret_array)
{
  gboolean is_count;

  if (old->children == NULL || old->children == value->children)
    return NULL;
  for (gsize i = 0; i < old->n_children; i++) {
    const GvmValue *a = &old->children->values[i], *b = &value->children->values[i];
    if (gvm_value_equal (a, b))
      continue;
    *ret_array = gvmi_value_counted_by (old, i, &is_count);
    if (is_count)
      return a;
    const GvmValue *below = gvmi_value_changed_count (a, b, ret_array);
    if (below != NULL)
      return below;
  }
  return NULL;
}
