/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library's JSON, to a file.
 */
#include "json.h"

void
json_string (FILE *out, const char *text)
{
  g_autoptr (GString) json = g_string_new (NULL);

  gvm_json_append_string (json, text);
  fputs (json->str, out);
}

void
json_value (FILE *out, const GvmValue *value, guint indent)
{
  g_autofree char *json = gvm_value_to_json (value, indent);

  fputs (json, out);
}
