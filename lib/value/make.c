/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * New values in the place of old ones: of the same type and name, and of as many octets. What a type can't
 * hold is refused; nothing is cut or rounded.
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include <gvmstate/edit.h>

#include "value/value.h"

/* Without a path: a value alone does not know where it is. Returns: NULL. */
static GvmValue *refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static GvmValue *
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  gvm_error_set (error, GVM_ERROR_RANGE, NULL, NULL, text);
  return NULL;
}

static GvmValue *
with_bits (const GvmValue *like, guint64 bits)
{
  GvmValue *value = gvmi_value_copy (like);

  value->bits = bits;
  return value;
}

static GvmValue *
refuse_kind (const GvmValue *like, const char *given, GError **error)
{
  g_autofree char *type = g_strescape (like->type_name, NULL);

  return refuse (error, "%s, the type is %s", given, type);
}

/* ---- scalars --------------------------------------------------------------------------------- */

GvmValue *
gvm_value_with_bool (const GvmValue *like, gboolean value, GError **error)
{
  if (like->kind != GVM_VALUE_BOOL)
    return refuse_kind (like, "a bool", error);
  return with_bits (like, value ? 1 : 0);
}

GvmValue *
gvm_value_with_unsigned (const GvmValue *like, guint64 value, GError **error)
{
  guint64 most = G_MAXUINT64 >> (64 - 8 * like->size);

  if (like->kind != GVM_VALUE_UNSIGNED)
    return refuse_kind (like, "an unsigned number", error);
  if (value <= most)
    return with_bits (like, value);
  return refuse (error, "%" G_GUINT64_FORMAT ", at most %" G_GUINT64_FORMAT, value, most);
}

GvmValue *
gvm_value_with_signed (const GvmValue *like, gint64 value, GError **error)
{
  gint64 most = (gint64) (G_MAXUINT64 >> (65 - 8 * like->size)), least = -most - 1;

  if (like->kind != GVM_VALUE_SIGNED)
    return refuse_kind (like, "a signed number", error);
  if (value >= least && value <= most)
    return with_bits (like, (guint64) value);
  return refuse (error, "%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, value,
                 least, most);
}

GvmValue *
gvm_value_with_double (const GvmValue *like, double value, GError **error)
{
  guint64 bits;
  float narrow = (float) value;
  guint32 narrow_bits;

  if (like->kind != GVM_VALUE_FLOAT)
    return refuse_kind (like, "a float", error);
  memcpy (&bits, &value, sizeof bits);
  memcpy (&narrow_bits, &narrow, sizeof narrow_bits);
  if (like->size == sizeof value)
    return with_bits (like, bits);
  if (isnan (value) || (double) narrow == value)
    return with_bits (like, narrow_bits);
  return refuse (error, "more digits than a float of 4 octets has");
}

GvmValue *
gvm_value_with_bits (const GvmValue *like, guint64 bits, GError **error)
{
  if (gvmi_value_is_container (like) || gvmi_value_has_octets (like) ||
      like->kind == GVM_VALUE_NULL)
    return refuse_kind (like, "the bits of a scalar", error);
  if (bits <= G_MAXUINT64 >> (64 - 8 * like->size)) {
    guint8 octets[sizeof bits];
    gvmi_scalar_store (octets, like->size, bits);
    return with_bits (like, gvmi_scalar_load (like->kind, octets, like->size));
  }
  return refuse (error, "0x%" G_GINT64_MODIFIER "x, %" G_GSIZE_FORMAT " octets", bits, like->size);
}

/* ---- from text ------------------------------------------------------------------------------- */

/* Decimal, or hex with 0x. */
static gboolean
parse_number (const char *text, guint64 *ret_number)
{
  gboolean hex = g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X");

  return g_ascii_string_to_unsigned (hex ? text + 2 : text, hex ? 16 : 10, 0, G_MAXUINT64,
                                     ret_number, NULL);
}

static GvmValue *
refuse_text (const GvmValue *like, const char *text, const char *wanted, GError **error)
{
  enum { SHOWN = 40 };
  g_autofree char *part = g_strndup (text, SHOWN);
  g_autofree char *shown = g_strescape (part, NULL);
  g_autofree char *type = g_strescape (like->type_name, NULL);

  return refuse (error, "'%s%s', a value of %s is %s", shown, strlen (text) > SHOWN ? "..." : "",
                 type, wanted);
}

static GvmValue *
parse_bool (const GvmValue *like, const char *text, GError **error)
{
  guint64 number;

  if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    return gvm_value_with_bool (like, *text == 't', error);
  if (parse_number (text, &number) && number <= G_MAXUINT8)
    return gvm_value_with_bits (like, number, error);
  return refuse_text (like, text, "true or false, or an octet's number", error);
}

static GvmValue *
parse_signed (const GvmValue *like, const char *text, GError **error)
{
  gboolean minus = *text == '-';
  guint64 number;

  if (!parse_number (text + minus, &number))
    return refuse_text (like, text, "a number, decimal or 0x", error);
  if (number > (guint64) G_MAXINT64 + minus) {
    return refuse (error, "%s, more than 64 bits with sign", text);
  }
  return gvm_value_with_signed (like, (gint64) (minus ? -number : number), error);
}

static GvmValue *
parse_float (const GvmValue *like, const char *text, GError **error)
{
  char *end = NULL;
  guint64 bits;

  if (g_str_has_prefix (text, "0x") && parse_number (text, &bits))
    return gvm_value_with_bits (like, bits, error);
  errno = 0;
  double number = g_ascii_strtod (text, &end);
  gboolean digits = g_ascii_isdigit (*text) || (*text == '-' && g_ascii_isdigit (text[1]));
  if (!digits || *end != '\0' || strpbrk (text, "xX") != NULL || !isfinite (number))
    return refuse_text (like, text, "a decimal number, or 0x and its bits", error);
  return gvm_value_with_double (like, number, error);
}

/* What BYTES or a TEXT hold, without the length before them. */
static GvmValue *
with_content (const GvmValue *like, gconstpointer octets, gsize size, GError **error)
{
  gsize room;

  gvm_value_get_octets (like, &room);
  if (size != room)
    return refuse (error, "%" G_GSIZE_FORMAT " octets, it has %" G_GSIZE_FORMAT, size, room);
  GvmValue *value = gvmi_value_copy (like);
  g_bytes_unref (value->own);
  value->own = g_bytes_new (octets, size);
  value->octets = g_bytes_get_data (value->own, NULL);
  return value;
}

static GvmValue *
parse_bytes (const GvmValue *like, const char *text, GError **error)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  for (const char *at = text; *at != '\0';) {
    if (*at == ' ') {
      at++;
      continue;
    }
    if (!g_ascii_isxdigit (at[0]) || !g_ascii_isxdigit (at[1]))
      return refuse_text (like, text, "octets, two hex digits each", error);
    guint8 octet = (guint8) (g_ascii_xdigit_value (at[0]) << 4 | g_ascii_xdigit_value (at[1]));
    g_byte_array_append (octets, &octet, 1);
    at += 2;
  }
  return with_content (like, octets->data, octets->len, error);
}

GvmValue *
gvm_value_with_text (const GvmValue *like, const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  guint64 number;
  switch (like->kind) {
  case GVM_VALUE_BOOL:
    return parse_bool (like, text, error);
  case GVM_VALUE_UNSIGNED:
    return parse_number (text, &number)
               ? gvm_value_with_unsigned (like, number, error)
               : refuse_text (like, text, "a number from 0 on, decimal or 0x", error);
  case GVM_VALUE_SIGNED:
    return parse_signed (like, text, error);
  case GVM_VALUE_FLOAT:
    return parse_float (like, text, error);
  case GVM_VALUE_BYTES:
    return parse_bytes (like, text, error);
  case GVM_VALUE_NULL:
    return strcmp (text, "null") == 0 ? gvmi_value_copy (like)
                                      : refuse_text (like, text, "null, and stays so", error);
  case GVM_VALUE_TEXT:
    return with_content (like, text, strlen (text), error);
  case GVM_VALUE_STRUCT:
  case GVM_VALUE_ARRAY:
  case GVM_VALUE_MAP:
    break;
  }
  return gvm_value_with_json (like, text, error);
}
