/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Numbers and names as text. Only integers are formatted here: printf's %f and g_format_size() would
 * bring a comma in half of the world.
 */
#include <errno.h>
#include <string.h>

#include "text.h"

char *
text_name (const char *name)
{
  return g_strescape (name, "\"\\");
}

static void
append_escaped (GString *out, const char *octets, gsize size)
{
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (out, "\\%03o", (guint8) octets[i]);
}

char *
text_line (const char *line)
{
  GString *out = g_string_new (NULL);

  while (*line != '\0') {
    gunichar c = g_utf8_get_char_validated (line, -1);
    gboolean valid = c < (gunichar) -2;
    gsize size = valid ? (gsize) (g_utf8_next_char (line) - line) : 1;

    if (valid && g_unichar_isprint (c))
      g_string_append_len (out, line, (gssize) size);
    else
      append_escaped (out, line, size);
    line += size;
  }
  return g_string_free (out, FALSE);
}

char *
text_size (guint64 size)
{
  static const char units[][4] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  guint64 unit = 1024;
  gsize i = 0;

  if (size < 1024)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " byte%s", size, size == 1 ? "" : "s");
  while (i + 1 < G_N_ELEMENTS (units) && size / unit >= 1024) {
    unit *= 1024;
    i++;
  }
  if (size % unit == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", size / unit, units[i]);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%u %s", size / unit,
                          (guint) (size % unit / (unit / 1024) * 10 / 1024), units[i]);
}

char *
text_count (guint64 count, const char *noun)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s%s", count, noun, count == 1 ? "" : "s");
}

gboolean
text_parse_size (const char *text, guint64 *ret_size)
{
  static const char units[] = "KMGTPE";
  char *end = NULL;
  guint64 size;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  errno = 0;
  size = g_ascii_strtoull (text, &end, 10);
  if (errno != 0)
    return FALSE;
  while (*end == ' ')
    end++;

  const char *unit = *end != '\0' ? strchr (units, g_ascii_toupper (*end)) : NULL;
  guint shift = unit != NULL ? 10 * (guint) (unit - units + 1) : 0;
  if (unit != NULL)
    end += g_str_has_prefix (end + 1, "iB") ? 3 : 1;
  if (*end != '\0' || (size << shift) >> shift != size)
    return FALSE;
  *ret_size = size << shift;
  return TRUE;
}
