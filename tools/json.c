/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values as JSON, written as they are walked: a machine has a million of them, and a tree of JSON
 * nodes beside the tree of values would cost ten times the time.
 *
 * An array of scalars, and a struct of scalars in an array, take one line each: lines are what diff
 * and grep work on.
 */
#include "json.h"

static void
put_code_unit (FILE *out, guint unit)
{
  fprintf (out, "\\u%04x", unit);
}

static void
put_character (FILE *out, gunichar c, const char *octets, gsize size)
{
  if (c == '"' || c == '\\') {
    putc ('\\', out);
    putc ((int) c, out);
  } else if (g_unichar_isprint (c)) {
    fwrite (octets, 1, size, out);
  } else if (c < 0x10000) {
    put_code_unit (out, c);
  } else {
    put_code_unit (out, 0xd800 + ((c - 0x10000) >> 10));
    put_code_unit (out, 0xdc00 + ((c - 0x10000) & 0x3ff));
  }
}

void
json_string (FILE *out, const char *text)
{
  putc ('"', out);
  while (*text != '\0') {
    gunichar c = g_utf8_get_char_validated (text, -1);

    if (c >= (gunichar) -2) {
      fprintf (out, "\\\\x%02x", (guint8) *text++);
      continue;
    }
    const char *next = g_utf8_next_char (text);
    put_character (out, c, text, (gsize) (next - text));
    text = next;
  }
  putc ('"', out);
}

static void
put_break (FILE *out, guint indent)
{
  fprintf (out, "\n%*s", (int) indent, "");
}

static void
put_unsigned (FILE *out, guint64 value)
{
  /* Readers with 64-bit signed integers, json-glib among them, would wrap or round it. */
  const char *quote = value > G_MAXINT64 ? "\"" : "";

  fprintf (out, "%s%" G_GUINT64_FORMAT "%s", quote, value, quote);
}

static void
put_bool (FILE *out, const GvmValue *value)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  const guint8 *octet = g_bytes_get_data (bytes, NULL);

  if (*octet > 1)
    put_unsigned (out, *octet); /* QEMU takes it for true; it shall not get lost here */
  else
    fputs (*octet ? "true" : "false", out);
}

static void
put_bytes (FILE *out, const GvmValue *value)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);

  putc ('"', out);
  for (gsize i = 0; i < size; i++) {
    putc ("0123456789abcdef"[octets[i] >> 4], out);
    putc ("0123456789abcdef"[octets[i] & 15], out);
  }
  putc ('"', out);
}

static gboolean
is_scalar (const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  return kind != GVM_VALUE_STRUCT && kind != GVM_VALUE_ARRAY;
}

/* Does it fit on one line of an array? */
static gboolean
is_flat (const GvmValue *value)
{
  enum { FEW = 16 };
  gsize n = gvm_value_get_n_children (value);

  if (is_scalar (value))
    return gvm_value_get_kind (value) != GVM_VALUE_BYTES;
  if (n > FEW)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    if (!is_scalar (child))
      return FALSE;
  }
  return TRUE;
}

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

/* Stands for an indent where there are no lines. */
#define ONE_LINE G_MAXUINT

static void put_value (FILE *out, const GvmValue *value, guint indent);

static void
put_separator (FILE *out, gsize index, guint indent)
{
  if (index > 0)
    fputs (indent == ONE_LINE ? ", " : ",", out);
  if (indent != ONE_LINE)
    put_break (out, indent);
}

static void
put_struct (FILE *out, const GvmValue *value, guint indent)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint inner = indent == ONE_LINE ? ONE_LINE : indent + 2;
  gsize n = gvm_value_get_n_children (value);

  putc ('{', out);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);

    put_separator (out, i, inner);
    json_string (out, unique_key (keys, gvm_value_get_name (child)));
    fputs (": ", out);
    put_value (out, child, inner);
  }
  if (n > 0 && indent != ONE_LINE)
    put_break (out, indent);
  putc ('}', out);
}

static gboolean
elements_are_scalars (const GvmValue *array)
{
  if (gvm_value_get_n_children (array) == 0)
    return TRUE;
  g_autoptr (GvmValue) first = gvm_value_get_child (array, 0);
  return is_scalar (first) && is_flat (first);
}

static void
put_array (FILE *out, const GvmValue *value, guint indent)
{
  guint inner = indent == ONE_LINE || elements_are_scalars (value) ? ONE_LINE : indent + 2;
  gsize n = gvm_value_get_n_children (value);

  putc ('[', out);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);

    put_separator (out, i, inner);
    put_value (out, child, is_flat (child) ? ONE_LINE : inner);
  }
  if (inner != ONE_LINE)
    put_break (out, indent);
  putc (']', out);
}

static void
put_value (FILE *out, const GvmValue *value, guint indent)
{
  switch (gvm_value_get_kind (value)) {
  case GVM_VALUE_BOOL:
    put_bool (out, value);
    break;
  case GVM_VALUE_UNSIGNED:
    put_unsigned (out, gvm_value_get_unsigned (value));
    break;
  case GVM_VALUE_SIGNED:
    fprintf (out, "%" G_GINT64_FORMAT, gvm_value_get_signed (value));
    break;
  case GVM_VALUE_BYTES:
    put_bytes (out, value);
    break;
  case GVM_VALUE_STRUCT:
    put_struct (out, value, indent);
    break;
  case GVM_VALUE_ARRAY:
    put_array (out, value, indent);
    break;
  case GVM_VALUE_NULL:
    fputs ("null", out);
    break;
  }
}

void
json_value (FILE *out, const GvmValue *value, guint indent)
{
  put_value (out, value, indent);
}
