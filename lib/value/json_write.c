/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values as JSON, written as they are walked: a machine has a million of them, and a tree of JSON
 * nodes beside the tree of values would cost ten times the time.
 *
 * An array of scalars, and a struct of scalars in an array, take one line each: lines are what diff
 * and grep work on.
 */
#include <math.h>

#include "value/json.h"

static void
put_code_unit (GString *json, guint unit)
{
  g_string_append_printf (json, "\\u%04x", unit);
}

static void
put_character (GString *json, gunichar c, const char *octets, gsize size)
{
  if (c == '"' || c == '\\') {
    g_string_append_c (json, '\\');
    g_string_append_c (json, (char) c);
  } else if (g_unichar_isprint (c)) {
    g_string_append_len (json, octets, (gssize) size);
  } else if (c < 0x10000) {
    put_code_unit (json, c);
  } else {
    put_code_unit (json, 0xd800 + ((c - 0x10000) >> 10));
    put_code_unit (json, 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
}

void
gvm_json_append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  while (*text != '\0') {
    gunichar c = g_utf8_get_char_validated (text, -1);

    if (c >= (gunichar) -2) {
      g_string_append_printf (json, "\\\\x%02x", (guint8) *text++);
      continue;
    }
    const char *next = g_utf8_next_char (text);
    put_character (json, c, text, (gsize) (next - text));
    text = next;
  }
  g_string_append_c (json, '"');
}

static void
put_break (GString *json, guint indent)
{
  g_string_append_printf (json, "\n%*s", (int) indent, "");
}

static void
put_unsigned (GString *json, guint64 value)
{
  /* Readers with 64-bit signed integers, json-glib among them, would wrap or round it. */
  const char *quote = value > G_MAXINT64 ? "\"" : "";

  g_string_append_printf (json, "%s%" G_GUINT64_FORMAT "%s", quote, value, quote);
}

static void
put_bool (GString *json, const GvmValue *value)
{
  if (value->bits > 1)
    put_unsigned (json, value->bits); /* QEMU takes it for true; it shall not get lost here */
  else
    g_string_append (json, value->bits ? "true" : "false");
}

/* As many digits as it takes to get the same value back; its bits where no number of JSON is it. */
static void
put_float (GString *json, const GvmValue *value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double number = gvm_value_get_double (value);

  if (isfinite (number))
    g_string_append (json, g_ascii_dtostr (digits, sizeof digits, number));
  else
    g_string_append_printf (json, "\"0x%0*" G_GINT64_MODIFIER "x\"", (int) (2 * value->size),
                            gvm_value_get_bits (value));
}

static void
put_text (GString *json, const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);
  g_autofree char *text = g_strndup ((const char *) octets, size);

  gvm_json_append_string (json, text);
}

static void
put_bytes (GString *json, const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);

  g_string_append_c (json, '"');
  for (gsize i = 0; i < size; i++) {
    g_string_append_c (json, "0123456789abcdef"[octets[i] >> 4]);
    g_string_append_c (json, "0123456789abcdef"[octets[i] & 15]);
  }
  g_string_append_c (json, '"');
}

/* Does it fit on one line of an array? */
static gboolean
is_flat (const GvmValue *value)
{
  enum { FEW = 16 };
  gsize n = gvm_value_get_n_children (value);

  if (!gvmi_value_is_container (value))
    return gvm_value_get_kind (value) != GVM_VALUE_BYTES;
  if (n > FEW)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    if (gvmi_value_is_container (child))
      return FALSE;
  }
  return TRUE;
}

/* ---- containers ------------------------------------------------------------------------------ */

/* Two members of one name can't both be keys: the second becomes "name#2". */
static char *
unique_key (GHashTable *keys, const char *name)
{
  char *key = g_strdup (name);

  for (guint n = 2; g_hash_table_contains (keys, key); n++) {
    g_free (key);
    key = g_strdup_printf ("%s#%u", name, n);
  }
  g_hash_table_add (keys, key);
  return key;
}

GPtrArray *
gvmi_json_keys (const GvmValue *value)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < value->n_children; i++)
    g_ptr_array_add (list, unique_key (keys, value->children->values[i].name));
  return list;
}

static void put_value (GString *json, const GvmValue *value, guint indent);

static void
put_separator (GString *json, gsize index, guint indent)
{
  if (index > 0)
    g_string_append (json, indent == GVMI_JSON_ONE_LINE ? ", " : ",");
  if (indent != GVMI_JSON_ONE_LINE)
    put_break (json, indent);
}

static void
put_struct (GString *json, const GvmValue *value, guint indent)
{
  g_autoptr (GPtrArray) keys = gvmi_json_keys (value);
  guint inner = indent == GVMI_JSON_ONE_LINE ? GVMI_JSON_ONE_LINE : indent + 2;
  gsize n = gvm_value_get_n_children (value);

  g_string_append_c (json, '{');
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);

    put_separator (json, i, inner);
    gvm_json_append_string (json, g_ptr_array_index (keys, i));
    g_string_append (json, ": ");
    put_value (json, child, inner);
  }
  if (n > 0 && indent != GVMI_JSON_ONE_LINE)
    put_break (json, indent);
  g_string_append_c (json, '}');
}

static gboolean
elements_are_scalars (const GvmValue *array)
{
  if (gvm_value_get_n_children (array) == 0)
    return TRUE;
  g_autoptr (GvmValue) first = gvm_value_get_child (array, 0);
  return !gvmi_value_is_container (first) && is_flat (first);
}

static void
put_array (GString *json, const GvmValue *value, guint indent)
{
  guint inner = indent == GVMI_JSON_ONE_LINE || elements_are_scalars (value) ? GVMI_JSON_ONE_LINE
                                                                             : indent + 2;
  gsize n = gvm_value_get_n_children (value);

  g_string_append_c (json, '[');
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);

    put_separator (json, i, inner);
    put_value (json, child, is_flat (child) ? GVMI_JSON_ONE_LINE : inner);
  }
  if (inner != GVMI_JSON_ONE_LINE)
    put_break (json, indent);
  g_string_append_c (json, ']');
}

static void
put_value (GString *json, const GvmValue *value, guint indent)
{
  switch (gvm_value_get_kind (value)) {
  case GVM_VALUE_BOOL:
    put_bool (json, value);
    break;
  case GVM_VALUE_UNSIGNED:
    put_unsigned (json, gvm_value_get_unsigned (value));
    break;
  case GVM_VALUE_FLOAT:
    put_float (json, value);
    break;
  case GVM_VALUE_SIGNED:
    g_string_append_printf (json, "%" G_GINT64_FORMAT, gvm_value_get_signed (value));
    break;
  case GVM_VALUE_BYTES:
    put_bytes (json, value);
    break;
  case GVM_VALUE_TEXT:
    put_text (json, value);
    break;
  case GVM_VALUE_STRUCT:
    put_struct (json, value, indent);
    break;
  case GVM_VALUE_ARRAY:
  case GVM_VALUE_MAP:
    put_array (json, value, indent);
    break;
  case GVM_VALUE_NULL:
    g_string_append (json, "null");
    break;
  }
}

char *
gvm_value_to_json (const GvmValue *value, guint indent)
{
  GString *json = g_string_new (NULL);

  put_value (json, value, indent);
  return g_string_free (json, FALSE);
}
