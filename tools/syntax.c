/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A single pass over the path. It knows no names, so it finds only what no name could mend.
 */
#include <string.h>

#include "syntax.h"

/* Columns shown on each side of the caret. */
enum { WINDOW = 32 };

static gboolean
refuse (const char *path, const char *at, const char *reason, GError **error)
{
  gsize column = (gsize) (at - path), length = strlen (path);
  gsize first = column > WINDOW ? column - WINDOW : 0;
  gsize last = MIN (length, column + WINDOW);
  g_autofree char *shown = g_strndup (path + first, last - first);

  /* One column an octet, so that the caret stands where it should. */
  for (char *octet = shown; *octet != '\0'; octet++)
    if (!g_ascii_isprint (*octet))
      *octet = '?';
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s\n%s%s%s\n%*s^", reason,
               first > 0 ? "..." : "", shown, last < length ? "..." : "",
               (int) (column - first + (first > 0 ? 3 : 0)), "");
  return FALSE;
}

/* The end of the group that @open begins, or NULL. A key in quotes may hold a brace. */
static const char *
find_close (const char *open)
{
  if (*open == '{' && open[1] == '"') {
    const char *at = open + 2;

    while (*at != '\0' && *at != '"')
      at += *at == '\\' && at[1] != '\0' ? 2 : 1;
    return at[0] == '"' && at[1] == '}' ? at + 1 : NULL;
  }
  char wanted = *open == '[' ? ']' : *open == '{' ? '}' : *open;

  return strchr (open + 1, wanted);
}

/* Counts and instance ids are 32 bits on the wire. What isn't a number may be part of a name. */
static gboolean
index_is_sound (const char *open, const char *close)
{
  guint64 index;
  char *end;

  if (close == open + 1)
    return FALSE;
  if (!g_ascii_isdigit (open[1]))
    return TRUE;
  index = g_ascii_strtoull (open + 1, &end, 0);
  return end == close && index <= G_MAXUINT32;
}

static gboolean
check_group (const char *path, const char **at, GError **error)
{
  const char *open = *at, *close = find_close (open);

  if (close == NULL)
    return refuse (path, open, "this is never closed", error);
  if (*open == '[' && !index_is_sound (open, close))
    return refuse (path, open + 1, "an index is a number below 2^32", error);
  *at = close + 1;
  return TRUE;
}

static gboolean
step_is_sound (const char *step)
{
  gsize length = strcspn (step, "/");

  return length > 0 && !(length == 2 && memcmp (step, "..", 2) == 0);
}

gboolean
syntax_check (const char *path, GError **error)
{
  const char *at = path;

  if (!step_is_sound (path))
    return refuse (path, path, "a path begins with a section's name", error);
  while (*at != '\0') {
    if (strchr ("[{\"", *at) != NULL) {
      if (!check_group (path, &at, error))
        return FALSE;
    } else if (strchr ("]}", *at) != NULL) {
      return refuse (path, at, "this was never opened", error);
    } else if (*at == '/' && !step_is_sound (at + 1)) {
      return refuse (path, at + 1, "a name is wanted here", error);
    } else {
      at++;
    }
  }
  return TRUE;
}
