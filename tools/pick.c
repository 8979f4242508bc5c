/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Paths. Names hold `/`, `[` and worse, so nothing is wrong with a path until the stream has been
 * asked; only a path that led nowhere is looked at for mistakes of spelling or of syntax.
 */
#include <string.h>

#include "nearest.h"
#include "pick.h"
#include "syntax.h"
#include "text.h"

/* Looking for the part of a path that does exist costs a look-up a step; no real path has that many. */
enum { LONGEST_PATH = 1024 };

static void
pick_free (gpointer data)
{
  Pick *pick = data;

  g_clear_pointer (&pick->value, gvm_value_unref);
  g_free (pick->path);
  g_free (pick);
}

static void
add (GPtrArray *picks, const GvmSection *section, GvmValue *value, const char *path)
{
  Pick *pick = g_new (Pick, 1);

  *pick = (Pick) { .section = section, .value = value, .path = g_strdup (path) };
  g_ptr_array_add (picks, pick);
}

GPtrArray *
pick_sections (const GvmStream *stream)
{
  GPtrArray *picks = g_ptr_array_new_with_free_func (pick_free);

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++)
    add (picks, gvm_stream_get_section (stream, i), NULL, NULL);
  return picks;
}

static gboolean
is_named (const GvmSection *section, const char *name)
{
  const char *idstr = gvm_section_get_idstr (section);
  guint32 instance = gvm_section_get_instance_id (section);
  g_autofree char *decimal = g_strdup_printf ("%s[%u]", idstr, instance);
  g_autofree char *hex = g_strdup_printf ("%s[0x%x]", idstr, instance);

  return g_str_equal (idstr, name) || g_str_equal (decimal, name) || g_str_equal (hex, name);
}

static gboolean
pick_sections_named (const GvmStream *stream, const char *name, GPtrArray *picks)
{
  guint before = picks->len;

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);

    if (is_named (section, name))
      add (picks, section, NULL, name);
  }
  return picks->len > before;
}

static void
offer_sections (const GvmStream *stream, Nearest *nearest)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);

    if (gvm_section_is_described (section))
      nearest_offer (nearest, gvm_section_get_idstr (section));
  }
}

static char *
nearest_section (const GvmStream *stream, const char *word)
{
  g_auto (Nearest) nearest;

  nearest_init (&nearest, word);
  offer_sections (stream, &nearest);
  return g_steal_pointer (&nearest.best);
}

static char *
nearest_member (const GvmValue *value, const char *word)
{
  g_auto (Nearest) nearest;

  nearest_init (&nearest, word);
  for (gsize i = 0; i < gvm_value_get_n_children (value); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    const char *name = gvm_value_get_name (child);
    if (name != NULL)
      nearest_offer (&nearest, name);
  }
  return g_steal_pointer (&nearest.best);
}

/* The longest part of @path, up to a slash, that leads somewhere; its length or 0. */
static gsize
find_existing (const GvmStream *stream, const char *path, GvmValue **ret_value)
{
  for (gsize length = strlen (path); length > 0; length--) {
    if (path[length] != '/')
      continue;
    g_autofree char *part = g_strndup (path, length);
    *ret_value = gvm_stream_lookup (stream, part, NULL);
    if (*ret_value != NULL)
      return length;
  }
  return 0;
}

static char *
suggest_member (const GvmStream *stream, const char *path)
{
  g_autoptr (GvmValue) value = NULL;
  gsize length = find_existing (stream, path, &value);

  if (length == 0)
    return NULL;
  g_autofree char *whole = nearest_member (value, path + length + 1);
  if (whole != NULL)
    return g_strdup_printf ("%.*s/%s", (int) length, path, whole);

  g_auto (GStrv) steps = g_strsplit (path + length + 1, "/", 2);
  steps[0][strcspn (steps[0], "[")] = '\0';
  g_autofree char *first = nearest_member (value, steps[0]);
  return first != NULL ? g_strdup_printf ("%.*s/%s", (int) length, path, first) : NULL;
}

static char *
suggest_section (const GvmStream *stream, const char *path)
{
  g_autofree char *word = g_strdup (path);
  char *best = nearest_section (stream, word);

  /* What is misspelt may be followed by an instance and fields. */
  while (best == NULL && *word != '\0') {
    char *slash = strrchr (word, '/'), *bracket = strrchr (word, '[');
    *MAX (MAX (slash, bracket), word) = '\0';
    best = nearest_section (stream, word);
  }
  return best;
}

static void
add_suggestion (const GvmStream *stream, const char *path, GError **error)
{
  char *best;

  if (strlen (path) > LONGEST_PATH)
    return;
  best = suggest_member (stream, path);
  if (best == NULL)
    best = suggest_section (stream, path);
  /* What the path begins with was found; the message says what it has instead. */
  if (best == NULL || g_str_has_prefix (path, best)) {
    g_free (best);
    return;
  }
  g_autofree char *safe = text_name (best);
  g_free (best);
  g_autofree char *message = g_strdup_printf ("%s\ndid you mean '%s'?", (*error)->message, safe);
  g_free ((*error)->message);
  (*error)->message = g_steal_pointer (&message);
}

static gboolean
pick_path (const GvmStream *stream, const char *path, GPtrArray *picks, GError **error)
{
  g_autoptr (GError) missing = NULL;
  GvmValue *value;

  if (pick_sections_named (stream, path, picks))
    return TRUE;
  value = gvm_stream_lookup (stream, path, &missing);
  if (value != NULL) {
    add (picks, NULL, value, path);
    return TRUE;
  }
  if (g_error_matches (missing, GVM_ERROR, GVM_ERROR_MISSING)) {
    if (!syntax_check (path, error))
      return FALSE;
    add_suggestion (stream, path, &missing);
  }
  g_propagate_error (error, g_steal_pointer (&missing));
  return FALSE;
}

GPtrArray *
pick_paths (const GvmStream *stream, char *const *paths, GError **error)
{
  g_autoptr (GPtrArray) picks = g_ptr_array_new_with_free_func (pick_free);

  for (; *paths != NULL; paths++)
    if (!pick_path (stream, *paths, picks, error))
      return NULL;
  return g_steal_pointer (&picks);
}
