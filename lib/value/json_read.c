/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * JSON as a value, the mirror of json_write.c. The old value says what is wanted at each place, so the text
 * is never taken for anything else: no number passes through a double, no key is guessed, and the depth is
 * the old value's. What json-glib would take in silence (a number too large, a key twice, 'quotes') is
 * refused here with the place in the text.
 */
#include <string.h>

#include <gvmstate/edit.h>
#include <json-glib/json-glib.h>

#include "schema/json_lex.h"
#include "stream/reader.h"
#include "value/json.h"

static GvmValue *read_value (GvmReader *reader, const GvmValue *like);

/* Steps over @c, with space before it. */
static gboolean
take (GvmReader *reader, char c, const char *due)
{
  gvmi_json_skip_space (reader);
  if (gvmi_json_peek (reader) != c)
    return gvmi_json_fail (reader, reader->pos, due);
  reader->pos++;
  return TRUE;
}

/* Is there @c, with space before it? It is stepped over. */
static gboolean
took (GvmReader *reader, char c)
{
  gvmi_json_skip_space (reader);
  if (gvmi_json_peek (reader) != c)
    return FALSE;
  reader->pos++;
  return TRUE;
}

/* (transfer full) (nullable): the string at the position, without its escapes. */
static char *
read_string (GvmReader *reader)
{
  GvmiJsonText text;
  gboolean escaped;
  gsize start = reader->pos;

  if (!gvmi_json_string (reader, &text, &escaped))
    return NULL;
  const char *literal = (const char *) reader->data + start;
  if (!escaped)
    return g_strndup (literal + 1, text.size);
  /* It is a sound string now, so it parses, inside an array as any JSON text once had to be. */
  g_autofree char *json = g_strdup_printf ("[%.*s]", (int) (reader->pos - start), literal);
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  if (node != NULL)
    return g_strdup (json_array_get_string_element (json_node_get_array (node), 0));
  gvmi_json_fail (reader, start, "a string that is no UTF-8");
  return NULL;
}

/* ---- scalars --------------------------------------------------------------------------------- */

/* Which words of JSON a value can be written with; others are refused, though their text would do. */
static gboolean
may_be (const GvmValue *like, int first)
{
  gboolean is_string = first == '"', is_number = first == '-' || g_ascii_isdigit ((char) first);

  switch (like->kind) {
  case GVM_VALUE_BOOL:
    return !is_string;
  case GVM_VALUE_NULL:
    return !is_string && !is_number;
  case GVM_VALUE_BYTES:
  case GVM_VALUE_TEXT:
    return is_string;
  default:
    return is_string || is_number;
  }
}

/* (transfer full) (nullable): the word at the position as text. */
static char *
read_word (GvmReader *reader, int first)
{
  gsize start = reader->pos;

  if (first == '"')
    return read_string (reader);
  gboolean is_number = first == '-' || (first >= 0 && g_ascii_isdigit ((char) first));
  if (!(is_number ? gvmi_json_number (reader) : gvmi_json_word (reader)))
    return NULL;
  return g_strndup ((const char *) reader->data + start, reader->pos - start);
}

static GvmValue *
read_scalar (GvmReader *reader, const GvmValue *like)
{
  guint64 start = gvm_reader_tell (reader);
  int first = gvmi_json_peek (reader);
  g_autofree char *text = read_word (reader, first);
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return NULL;
  if (!may_be (like, first)) {
    g_autofree char *type = g_strescape (like->type_name, NULL);
    gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "no value of the type %s", type);
    return NULL;
  }
  GvmValue *value = gvm_value_with_text (like, text, &error);
  if (value == NULL)
    gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "%s", error->message);
  return value;
}

/* ---- containers ------------------------------------------------------------------------------ */

/* Reads child @index, and puts it into @value. */
static gboolean
read_child (GvmReader *reader, const GvmValue *like, gsize index, GvmValue **value)
{
  g_autoptr (GvmValue) old = gvm_value_get_child (like, index);
  g_autoptr (GvmValue) new = read_value (reader, old);

  if (new != NULL)
    gvmi_value_put (value, &index, 1, new);
  return new != NULL;
}

static gboolean
read_elements (GvmReader *reader, const GvmValue *like, GvmValue **value)
{
  guint64 start = gvm_reader_tell (reader);
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  if (!take (reader, '[', "no array, one is due"))
    return FALSE;
  gvmi_reader_enter (reader, &frame);
  for (; frame.index < like->n_children; frame.index++) {
    if (frame.index > 0 && !take (reader, ',', "no comma: the array has more elements"))
      return FALSE;
    if (!read_child (reader, like, (gsize) frame.index, value))
      return FALSE;
  }
  gvmi_reader_leave (reader);
  return took (reader, ']') ||
         gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          "more than the %" G_GSIZE_FORMAT " elements", like->n_children);
}

/* The index of the member that has that key and wasn't there yet. */
static gboolean
find_key (GvmReader *reader, const char *key, gsize start, const GPtrArray *keys, guint8 *seen,
          gsize *ret_index)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func ((GPtrArray *) keys, key, g_str_equal, &index)) {
    g_autofree char *shown = g_strescape (key, NULL);
    return gvm_reader_fail (reader, GVM_ERROR_MISSING, start, "no member \"%s\"", shown);
  }
  if (seen[index])
    return gvmi_json_fail (reader, start, "a key that the object already has");
  seen[index] = TRUE;
  *ret_index = index;
  return TRUE;
}

static gboolean
read_member (GvmReader *reader, const GvmValue *like, const GPtrArray *keys, guint8 *seen,
             GvmValue **value)
{
  gvmi_json_skip_space (reader);
  gsize start = reader->pos, index = 0;
  if (gvmi_json_peek (reader) != '"')
    return gvmi_json_fail (reader, start, "no key, one is due");
  g_autofree char *key = read_string (reader);
  if (key == NULL || !find_key (reader, key, start, keys, seen, &index))
    return FALSE;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = like->children->values[index].name };
  gvmi_reader_enter (reader, &frame);
  if (!take (reader, ':', "no colon behind a key") || !read_child (reader, like, index, value))
    return FALSE;
  gvmi_reader_leave (reader);
  return TRUE;
}

static gboolean
read_members (GvmReader *reader, const GvmValue *like, GvmValue **value)
{
  g_autoptr (GPtrArray) keys = gvmi_json_keys (like);
  g_autoptr (GByteArray) seen = g_byte_array_new ();

  g_byte_array_set_size (seen, keys->len);
  if (keys->len > 0)
    memset (seen->data, FALSE, keys->len);
  if (!take (reader, '{', "no object, one is due"))
    return FALSE;
  if (took (reader, '}'))
    return TRUE;
  do {
    if (!read_member (reader, like, keys, seen->data, value))
      return FALSE;
  } while (took (reader, ','));
  return take (reader, '}', "no comma and no end of the object");
}

/* The depth is that of the old value. */
static GvmValue *
read_value (GvmReader *reader, const GvmValue *like)
{
  gvmi_json_skip_space (reader);
  if (!gvmi_value_is_container (like))
    return read_scalar (reader, like);
  GvmValue *value = gvmi_value_copy (like);
  if (like->kind == GVM_VALUE_STRUCT ? read_members (reader, like, &value)
                                     : read_elements (reader, like, &value))
    return value;
  gvm_value_unref (value);
  return NULL;
}

GvmValue *
gvm_value_with_json (const GvmValue *like, const char *json, GError **error)
{
  g_return_val_if_fail (json != NULL, NULL);

  GvmReader reader;
  gvmi_reader_open (&reader, (const guint8 *) json, strlen (json), 0, &like->block->stream->limits);
  g_autoptr (GvmValue) value = read_value (&reader, like);
  gvmi_json_skip_space (&reader);
  if (value != NULL && gvm_reader_left (&reader) > 0)
    gvm_reader_fail (&reader, GVM_ERROR_TRAILING, reader.pos, "more text behind the value");
  return gvmi_reader_close (&reader, error) ? g_steal_pointer (&value) : NULL;
}
