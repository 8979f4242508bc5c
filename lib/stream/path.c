/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Path frames as text.
 */
#include "stream/path.h"

static void
append_name (GString *text, const char *name)
{
  g_autofree char *escaped = g_strescape (name, "\"\\");

  if (text->len > 0)
    g_string_append_c (text, '/');
  g_string_append (text, escaped);
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
  case GVMI_PATH_KEY: {
    g_autofree char *key = frame->codec->format != NULL
                               ? frame->codec->format (frame->codec, frame->key)
                               : g_strdup ("?");
    g_autofree char *escaped = g_strescape (key, "\"\\");
    g_string_append_printf (text, "{%s}", escaped);
    break;
  }
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
