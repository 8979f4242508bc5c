/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The words of JSON by the letter of RFC 8259: strings, numbers, `true`, `false` and `null`.
 */
#include <string.h>

#include "schema/json_lex.h"

gboolean
gvmi_json_fail (GvmReader *reader, gsize pos, const char *what)
{
  return gvm_reader_fail (reader, GVM_ERROR_SCHEMA, reader->base + pos, "%s", what);
}

int
gvmi_json_peek (const GvmReader *reader)
{
  return reader->pos < reader->end ? reader->data[reader->pos] : -1;
}

void
gvmi_json_skip_space (GvmReader *reader)
{
  for (int c = gvmi_json_peek (reader); c == ' ' || c == '\t' || c == '\n' || c == '\r';
       c = gvmi_json_peek (reader))
    reader->pos++;
}

/* ---- strings --------------------------------------------------------------------------------- */

/* Reads the four digits of \uXXXX. */
static gboolean
scan_hex (GvmReader *reader, guint *ret_value)
{
  guint value = 0;

  for (int i = 0; i < 4; i++) {
    int c = gvmi_json_peek (reader);
    if (c < 0 || !g_ascii_isxdigit ((char) c))
      return gvmi_json_fail (reader, reader->pos, "no hexadecimal digit, four must follow \\u");
    value = value << 4 | (guint) g_ascii_xdigit_value ((char) c);
    reader->pos++;
  }
  *ret_value = value;
  return TRUE;
}

/* After \u: one code point, which may take a second escape. NUL would cut names short. */
static gboolean
scan_code_point (GvmReader *reader)
{
  gsize start = reader->pos;
  guint high = 0, low = 0;

  if (!scan_hex (reader, &high))
    return FALSE;
  if (high == 0)
    return gvmi_json_fail (reader, start, "a NUL in a string");
  if (high < 0xd800 || high > 0xdfff)
    return TRUE;
  if (high > 0xdbff || gvmi_json_peek (reader) != '\\')
    return gvmi_json_fail (reader, start, "half of a surrogate pair");
  reader->pos++;
  if (gvmi_json_peek (reader) != 'u')
    return gvmi_json_fail (reader, start, "half of a surrogate pair");
  reader->pos++;
  if (!scan_hex (reader, &low))
    return FALSE;
  return (low >= 0xdc00 && low <= 0xdfff) ||
         gvmi_json_fail (reader, start, "half of a surrogate pair");
}

static gboolean
scan_escape (GvmReader *reader)
{
  int c = gvmi_json_peek (reader);

  if (c < 0 || strchr ("\"\\/bfnrtu", c) == NULL || c == 0)
    return gvmi_json_fail (reader, reader->pos, "an escape that JSON does not have");
  reader->pos++;
  return c != 'u' || scan_code_point (reader);
}

gboolean
gvmi_json_string (GvmReader *reader, GvmiJsonText *ret_text, gboolean *ret_escaped)
{
  gsize start = ++reader->pos; /* behind the quote */

  *ret_escaped = FALSE;
  for (;;) {
    int c = gvmi_json_peek (reader);
    if (c < 0)
      return gvmi_json_fail (reader, start - 1, "a string that does not end");
    if (c < 0x20)
      return gvmi_json_fail (reader, reader->pos, "a control character in a string");
    reader->pos++;
    if (c == '"')
      break;
    if (c == '\\') {
      *ret_escaped = TRUE;
      if (!scan_escape (reader))
        return FALSE;
    }
  }
  *ret_text = (GvmiJsonText) { start, reader->pos - 1 - start };
  return gvm_reader_charge (reader, ret_text->size);
}

/* ---- numbers and words ----------------------------------------------------------------------- */

static gboolean
scan_digits (GvmReader *reader)
{
  gsize start = reader->pos;

  while (gvmi_json_peek (reader) >= 0 && g_ascii_isdigit ((char) gvmi_json_peek (reader)))
    reader->pos++;
  return reader->pos > start ||
         gvmi_json_fail (reader, start, "no digit where a number must go on");
}

/* Is the integer from @start to the position one that json-glib can hold? */
static gboolean
fits_int64 (const GvmReader *reader, gsize start)
{
  enum { LONGEST = 20 }; /* -9223372036854775808 */
  char digits[LONGEST + 1] = "";
  gsize size = reader->pos - start;
  gint64 value;

  if (size > LONGEST)
    return FALSE;
  memcpy (digits, reader->data + start, size);
  return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &value, NULL);
}

gboolean
gvmi_json_number (GvmReader *reader)
{
  gsize start = reader->pos;
  gboolean is_integer = TRUE;

  if (gvmi_json_peek (reader) == '-')
    reader->pos++;
  gsize first = reader->pos;
  if (!scan_digits (reader))
    return FALSE;
  if (reader->data[first] == '0' && reader->pos - first > 1)
    return gvmi_json_fail (reader, start, "a number that starts with 0");
  if (gvmi_json_peek (reader) == '.') {
    reader->pos++;
    is_integer = FALSE;
    if (!scan_digits (reader))
      return FALSE;
  }
  if (gvmi_json_peek (reader) == 'e' || gvmi_json_peek (reader) == 'E') {
    reader->pos++;
    is_integer = FALSE;
    if (gvmi_json_peek (reader) == '+' || gvmi_json_peek (reader) == '-')
      reader->pos++;
    if (!scan_digits (reader))
      return FALSE;
  }
  return !is_integer || fits_int64 (reader, start) ||
         gvmi_json_fail (reader, start, "an integer outside 64 bits with sign");
}

gboolean
gvmi_json_word (GvmReader *reader)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize size = strlen (words[i]);
    if (size <= gvm_reader_left (reader) &&
        memcmp (reader->data + reader->pos, words[i], size) == 0) {
      reader->pos += size;
      return TRUE;
    }
  }
  return gvmi_json_fail (reader, reader->pos,
                         gvmi_json_peek (reader) < 0 ? "the text ends where a value is due"
                                                     : "no value");
}
