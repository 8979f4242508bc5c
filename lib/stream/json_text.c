/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The few words of JSON that a description is made of.
 */
#include "stream/json_text.h"

#include <string.h>

static void
append_octet (GString *json, guchar octet)
{
  if (octet == '"' || octet == '\\')
    g_string_append_c (json, '\\');
  if (octet < 0x20)
    g_string_append_printf (json, "\\u%04x", octet);
  else
    g_string_append_c (json, (char) octet);
}

void
gvmi_json_append_string (GString *json, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (const char *octet = valid; *octet != '\0'; octet++)
    append_octet (json, (guchar) *octet);
  g_string_append_c (json, '"');
}

void
gvmi_json_append_member (GString *json, const char *before, const char *text)
{
  g_string_append (json, before);
  gvmi_json_append_string (json, text);
}

void
gvmi_json_append_number (GString *json, const char *before, guint64 number)
{
  g_string_append_printf (json, "%s%" G_GUINT64_FORMAT, before, number);
}

void
gvmi_json_separate (GString *json)
{
  if (json->len > 0 && strchr ("[{", json->str[json->len - 1]) == NULL)
    g_string_append (json, ", ");
}
