/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Scalars and buffers as text.
 */
#include <string.h>

#include "leaf.h"

gboolean
leaf_is (const GvmValue *value)
{
  GvmValueKind kind = gvm_value_get_kind (value);

  return kind != GVM_VALUE_STRUCT && kind != GVM_VALUE_ARRAY;
}

static gboolean
append_timer (GString *out, guint64 expiry)
{
  if (expiry == G_MAXUINT64)
    g_string_append (out, " (not armed)");
  else if (expiry > 0)
    g_string_append_printf (out, " (%" G_GUINT64_FORMAT " ns)", expiry);
  return expiry == 0;
}

static gboolean
append_unsigned (GString *out, const GvmValue *value, LeafStyle style)
{
  guint64 number = gvm_value_get_unsigned (value);
  int digits = (int) gvm_value_get_size (value) * 2;

  g_string_append_printf (out, "0x%0*" G_GINT64_MODIFIER "x", digits, number);
  if (style == LEAF_ALONE && strcmp (gvm_value_get_type_name (value), "timer") == 0)
    return append_timer (out, number);
  /* Below 10 both are the same, above 99999 nobody counts, and octets are masks and flags. */
  if (style == LEAF_ALONE && digits > 2 && number >= 10 && number <= 99999)
    g_string_append_printf (out, " (%" G_GUINT64_FORMAT ")", number);
  return number == 0;
}

static gboolean
append_bool (GString *out, const GvmValue *value)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  const guint8 *octet = g_bytes_get_data (bytes, NULL);

  g_string_append (out, *octet ? "true" : "false");
  if (*octet > 1)
    g_string_append_printf (out, " (0x%02x)", *octet);
  return *octet == 0;
}

gsize
leaf_run (const guint8 *octets, gsize size)
{
  gsize run = 0;

  while (run < size && octets[run] == octets[0])
    run++;
  return run;
}

void
leaf_append_octets (GString *out, const guint8 *octets, gsize size, gsize columns)
{
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (out, "%s%02x", i > 0 ? " " : "", octets[i]);
  g_string_append_printf (out, "%*s  |", size < columns ? (int) (columns - size) * 3 : 0, "");
  for (gsize i = 0; i < size; i++)
    g_string_append_c (out, g_ascii_isprint (octets[i]) ? (char) octets[i] : '.');
  g_string_append_c (out, '|');
}

/* The first octets, and what can be said of the rest in a word. */
static void
append_long (GString *out, const guint8 *octets, gsize size)
{
  gsize rest = size - LEAF_ROW;

  leaf_append_octets (out, octets, LEAF_ROW, LEAF_ROW);
  if (leaf_run (octets + LEAF_ROW, rest) == rest)
    g_string_append_printf (out, " + %" G_GSIZE_FORMAT " × %02x", rest, octets[LEAF_ROW]);
  else
    g_string_append_printf (out, " + %" G_GSIZE_FORMAT " more", rest);
}

static gboolean
append_bytes (GString *out, const GvmValue *value, LeafStyle style)
{
  enum {
    REPEATED = 5
  };
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);
  gsize size;
  const guint8 *octets = g_bytes_get_data (bytes, &size);
  gboolean uniform = leaf_run (octets, size) == size;

  if (size == 0)
    g_string_append (out, "empty");
  else if (uniform && size >= REPEATED)
    g_string_append_printf (out, "%" G_GSIZE_FORMAT " × %02x", size, octets[0]);
  else if (size > LEAF_ROW)
    append_long (out, octets, size);
  else if (style == LEAF_ALONE)
    leaf_append_octets (out, octets, size, 0);
  else
    for (gsize i = 0; i < size; i++)
      g_string_append_printf (out, "%s%02x", i > 0 ? " " : "", octets[i]);
  return size == 0 || (uniform && octets[0] == 0);
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
    g_string_append_printf (out, "%" G_GINT64_FORMAT, gvm_value_get_signed (value));
    return gvm_value_get_signed (value) == 0;
  case GVM_VALUE_BYTES:
    return append_bytes (out, value, style);
  case GVM_VALUE_NULL:
    g_string_append (out, "NULL");
    return TRUE;
  case GVM_VALUE_STRUCT:
  case GVM_VALUE_ARRAY:
    break;
  }
  return FALSE;
}
