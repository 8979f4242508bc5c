/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Scalars and buffers as text.
 */
#include <string.h>

#include "leaf.h"
#include "text.h"

gboolean
leaf_is (const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  return kind != GVM_VALUE_STRUCT && kind != GVM_VALUE_ARRAY && kind != GVM_VALUE_MAP;
}

/* By hand: there may be a million of them, and printf takes a buffer for each. */
static void
append_padded (GString *out, guint64 number, int digits)
{
  g_string_append (out, "0x");
  while (digits-- > 0)
    g_string_append_c (out, "0123456789abcdef"[number >> (digits * 4) & 15]);
}

static gboolean
append_unsigned (GString *out, const GvmValue *value, LeafStyle style)
{
  guint64 number = gvm_value_get_unsigned (value);
  int digits = (int) gvm_value_get_size (value) * 2;

  append_padded (out, number, digits);
  /* Below 10 both are the same, above 99999 nobody counts, and octets are masks and flags. */
  if (style == LEAF_ALONE && digits > 2 && number >= 10 && number <= 99999)
    g_string_append_printf (out, " (%" G_GUINT64_FORMAT ")", number);
  return number == 0;
}

static gboolean
append_signed (GString *out, const GvmValue *value, LeafStyle style)
{
  gint64 number = gvm_value_get_signed (value);

  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
  if (style == LEAF_ALONE && strcmp (gvm_value_get_type_name (value), "timer") == 0)
    g_string_append (out, number == -1 ? " (not armed)" : " ns");
  return number == 0;
}

static gboolean
append_bool (GString *out, const GvmValue *value)
{
  guint octet = (guint) gvm_value_get_bits (value);

  g_string_append (out, octet != 0 ? "true" : "false");
  if (octet > 1)
    g_string_append_printf (out, " (0x%02x)", octet);
  return octet == 0;
}

/* The bits too, since a float on the wire is more often a register than a measure. */
static gboolean
append_float (GString *out, const GvmValue *value, LeafStyle style)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  guint64 bits = gvm_value_get_bits (value);

  g_ascii_dtostr (digits, sizeof digits, gvm_value_get_double (value));
  append_padded (out, bits, (int) gvm_value_get_size (value) * 2);
  if (style == LEAF_ALONE)
    g_string_append_printf (out, " (%s)", digits);
  return bits == 0;
}

/* How many octets from the start of @octets equal the first. */
static gsize
run_of (const guint8 *octets, gsize size)
{
  gsize run = 0;

  while (run < size && octets[run] == octets[0])
    run++;
  return run;
}

/* Is there a word in it? Stray printable octets are in all that is binary. */
static gboolean
has_text (const guint8 *octets, gsize size)
{
  enum { WORD = 3 };
  guint printable = 0;

  for (gsize i = 0; i < size && printable < WORD; i++)
    printable = g_ascii_isprint (octets[i]) ? printable + 1 : 0;
  return printable == WORD;
}

static void
append_hex (GString *out, const guint8 *octets, gsize size)
{
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (out, "%s%02x", i > 0 ? " " : "", octets[i]);
}

static void
append_text (GString *out, const guint8 *octets, gsize size)
{
  g_string_append (out, "  |");
  for (gsize i = 0; i < size; i++)
    g_string_append_c (out, g_ascii_isprint (octets[i]) ? (char) octets[i] : '.');
  g_string_append_c (out, '|');
}

void
leaf_append_row (GString *out, const guint8 *octets, gsize size)
{
  append_hex (out, octets, size);
  g_string_append_printf (out, "%*s", (int) (LEAF_ROW - size) * 3, "");
  append_text (out, octets, size);
}

/* The first octets, and what can be said of the rest in a word. */
static void
append_long (GString *out, const guint8 *octets, gsize size)
{
  gsize rest = size - LEAF_ROW;

  append_hex (out, octets, LEAF_ROW);
  if (has_text (octets, LEAF_ROW))
    append_text (out, octets, LEAF_ROW);
  if (run_of (octets + LEAF_ROW, rest) == rest)
    g_string_append_printf (out, " + %" G_GSIZE_FORMAT " × %02x", rest, octets[LEAF_ROW]);
  else
    g_string_append_printf (out, " + %" G_GSIZE_FORMAT " more", rest);
}

static gboolean
append_bytes (GString *out, const GvmValue *value, LeafStyle style)
{
  enum { REPEATED = 5 };
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);
  gboolean uniform = run_of (octets, size) == size;

  if (size == 0)
    g_string_append (out, "empty");
  else if (uniform && size >= REPEATED)
    g_string_append_printf (out, "%" G_GSIZE_FORMAT " × %02x", size, octets[0]);
  else if (size > LEAF_ROW)
    append_long (out, octets, size);
  else
    append_hex (out, octets, size);
  if (style == LEAF_ALONE && size <= LEAF_ROW && has_text (octets, size))
    append_text (out, octets, size);
  return size == 0 || (uniform && octets[0] == 0);
}

static gboolean
append_string (GString *out, const GvmValue *value)
{
  gsize size;
  const guint8 *octets = gvm_value_get_octets (value, &size);
  g_autofree char *text = g_strndup ((const char *) octets, size);
  g_autofree char *safe = text_line (text);

  g_string_append_printf (out, "\"%s\"", safe);
  return size == 0;
}

gboolean
leaf_append (GString *out, const GvmValue *value, LeafStyle style)
{
  switch (gvm_value_get_kind (value)) {
  case GVM_VALUE_BOOL:
    return append_bool (out, value);
  case GVM_VALUE_UNSIGNED:
    return append_unsigned (out, value, style);
  case GVM_VALUE_SIGNED:
    return append_signed (out, value, style);
  case GVM_VALUE_FLOAT:
    return append_float (out, value, style);
  case GVM_VALUE_BYTES:
    return append_bytes (out, value, style);
  case GVM_VALUE_TEXT:
    return append_string (out, value);
  case GVM_VALUE_NULL:
    g_string_append (out, "NULL");
    return TRUE;
  case GVM_VALUE_STRUCT:
  case GVM_VALUE_ARRAY:
  case GVM_VALUE_MAP:
    break;
  }
  return FALSE;
}
