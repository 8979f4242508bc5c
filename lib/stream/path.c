/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Path frames as text.
 */
#include "stream/path.h"

#include "desc/format.h"

/* Is all of it UTF-8 that a terminal shows, but for what of it is ASCII? */
static gboolean
is_shown (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if ((guchar) *text >= 0x80 &&
        (!g_unichar_isgraph (g_utf8_get_char (text)) || g_unichar_isspace (g_utf8_get_char (text))))
      return FALSE;
  return TRUE;
}

/* What g_strescape() is to leave alone: quotes, which are not what paths are written in, and the octets of
 * UTF-8. */
static const char *
get_exceptions (const char *text)
{
  static const char quotes[] = "\"\\";
  static char all[sizeof quotes + 0x80];
  static gsize once;

  if (!is_shown (text))
    return quotes;
  if (g_once_init_enter (&once)) {
    memcpy (all, quotes, sizeof quotes - 1);
    for (gsize i = 0; i < 0x80; i++)
      all[sizeof quotes - 1 + i] = (char) (0x80 + i);
    g_once_init_leave (&once, 1);
  }
  return all;
}

static void
append_escaped (GString *text, const char *octets)
{
  g_autofree char *escaped = g_strescape (octets, get_exceptions (octets));

  g_string_append (text, escaped);
}

static void
append_name (GString *text, const char *name)
{
  if (text->len > 0)
    g_string_append_c (text, '/');
  append_escaped (text, name);
}

/* A struct brings its braces with it. */
static void
append_key (GString *text, const GvmiPath *frame)
{
  gboolean is_struct = frame->codec->kind == GVM_KIND_STRUCT;
  g_autofree char *key = is_struct || frame->codec->format != NULL
                             ? gvmi_value_format (frame->codec, (guint32) frame->index, frame->key)
                             : g_strdup ("?");

  if (!is_struct)
    g_string_append_c (text, '{');
  append_escaped (text, key);
  if (!is_struct)
    g_string_append_c (text, '}');
}

static void
append_frame (GString *text, const GvmiPath *frame)
{
  switch (frame->kind) {
  case GVMI_PATH_NAME:
    append_name (text, frame->name);
    break;
  case GVMI_PATH_SECTION:
    append_name (text, frame->name);
    G_GNUC_FALLTHROUGH;
  case GVMI_PATH_INDEX:
    g_string_append_printf (text, "[%" G_GUINT64_FORMAT "]", frame->index);
    break;
  case GVMI_PATH_KEY:
    append_key (text, frame);
    break;
  }
}

static void
append_path (GString *text, const GvmiPath *path)
{
  if (path == NULL)
    return;
  append_path (text, path->up);
  append_frame (text, path);
}

char *
gvmi_path_to_string (const GvmiPath *path)
{
  GString *text = g_string_new (NULL);

  append_path (text, path);
  return g_string_free (text, FALSE);
}
