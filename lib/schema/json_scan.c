/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * JSON by the letter of RFC 8259, and stricter where the parser behind is not to be trusted: json-glib
 * recurses as deep as the text nests, keeps the last of two equal keys without a word, and takes
 * comments, single quotes, hexadecimal numbers and integers that wrap around.
 *
 * How it goes: one loop over values, and a stack of the objects and arrays that are open, so the depth of
 * the C stack never depends on the text. A value is followed by whatever closes, or by a comma and, in an
 * object, the next key.
 *
 * Equal keys in one object are refused, but for QEMU's own defect: a qtailq, qlist or gtree field has
 * `vmsd_name`, `version`, `fields` and `subsections` once for each element. Only its `size` is of use.
 */
#include <string.h>

#include "schema/json_lex.h"
#include "schema/json_scan.h"

/* A struct in a struct takes three levels: the field, its `struct`, the list of fields. One is to spare
 * for what others may add, and a few for the root. */
enum { LEVELS_PER_STRUCT = 4, LEVELS_OF_ROOT = 8 };
/* Whatever the limits say: json-glib recurses, and this is what a small thread's stack can take. */
enum { STRUCTS_MAX = 256 };
/* Keys that differ, in one object. The format has eleven. It bounds the time to find an equal one. */
enum { KEYS_MAX = 64 };
/* Octets that json-glib and its allocator take for a value, with its place in what it is in, and more
 * for an object. Measured with 1.6.6 and glibc: about 200 and 350. */
enum { COST_OF_VALUE = 256, COST_OF_OBJECT = 512 };

typedef struct {
  gboolean is_object;
  guint first_key;       /* of its keys in Scan.keys */
  GvmiJsonText key;      /* the last one read */
  gboolean is_container; /* its `type` is one of those whose keys may repeat */
  gboolean repeats;      /* one of those keys did, */
  gsize repeated;        /* here */
} Frame;

typedef struct {
  GvmReader *reader;
  GArray *frames, *keys;
  guint max_depth;
} Scan;

static Frame *
top (const Scan *scan)
{
  return scan->frames->len > 0 ? &g_array_index (scan->frames, Frame, scan->frames->len - 1) : NULL;
}

static gboolean
text_is (const Scan *scan, GvmiJsonText text, const char *word)
{
  return text.size == strlen (word) &&
         memcmp (scan->reader->data + text.start, word, text.size) == 0;
}

static gboolean
text_is_among (const Scan *scan, GvmiJsonText text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (text_is (scan, text, *words))
      return TRUE;
  return FALSE;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static gboolean
take_key (Scan *scan, GvmiJsonText key)
{
  static const char *const may_repeat[] = { "vmsd_name", "version", "fields", "subsections", NULL };
  Frame *frame = top (scan);

  for (guint i = frame->first_key; i < scan->keys->len; i++) {
    GvmiJsonText other = g_array_index (scan->keys, GvmiJsonText, i);
    if (other.size != key.size ||
        memcmp (scan->reader->data + other.start, scan->reader->data + key.start, key.size) != 0)
      continue;
    if (!text_is_among (scan, key, may_repeat))
      return gvmi_json_fail (scan->reader, key.start - 1, "a key that the object already has");
    if (!frame->repeats)
      frame->repeated = key.start - 1;
    frame->repeats = TRUE;
    return TRUE;
  }
  if (scan->keys->len - frame->first_key >= KEYS_MAX)
    return gvm_reader_fail (scan->reader, GVM_ERROR_LIMIT, scan->reader->base + key.start - 1,
                            "more than %d keys in an object", KEYS_MAX);
  g_array_append_val (scan->keys, key);
  return TRUE;
}

/* A key and its colon. Escapes in keys are refused, so that equal keys are equal octets. */
static gboolean
scan_key (Scan *scan)
{
  GvmiJsonText key;
  gboolean escaped;

  gvmi_json_skip_space (scan->reader);
  if (gvmi_json_peek (scan->reader) != '"')
    return gvmi_json_fail (scan->reader, scan->reader->pos,
                           "no key, an object must go on with one");
  if (!gvmi_json_string (scan->reader, &key, &escaped))
    return FALSE;
  if (escaped)
    return gvmi_json_fail (scan->reader, key.start - 1, "an escape in a key");
  if (!take_key (scan, key))
    return FALSE;
  top (scan)->key = key;
  gvmi_json_skip_space (scan->reader);
  if (gvmi_json_peek (scan->reader) != ':')
    return gvmi_json_fail (scan->reader, scan->reader->pos, "no colon after a key");
  scan->reader->pos++;
  return TRUE;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* A string that is a value. Of all of them only that of `type` matters here. */
static gboolean
scan_text (Scan *scan)
{
  static const char *const containers[] = { "qtailq", "qlist", "gtree", NULL };
  Frame *frame = top (scan);
  GvmiJsonText text;
  gboolean escaped;

  if (!gvmi_json_string (scan->reader, &text, &escaped))
    return FALSE;
  if (frame != NULL && frame->is_object && text_is (scan, frame->key, "type"))
    frame->is_container = text_is_among (scan, text, containers);
  return TRUE;
}

static gboolean
scan_scalar (Scan *scan)
{
  int c = gvmi_json_peek (scan->reader);

  if (!gvm_reader_charge (scan->reader, COST_OF_VALUE))
    return FALSE;
  if (c == '"')
    return scan_text (scan);
  if (c == '-' || (c >= '0' && c <= '9'))
    return gvmi_json_number (scan->reader);
  return gvmi_json_word (scan->reader);
}

/* ---- nesting --------------------------------------------------------------------------------- */

static gboolean
open_frame (Scan *scan, gboolean is_object)
{
  GvmReader *reader = scan->reader;
  Frame frame = { .is_object = is_object, .first_key = scan->keys->len };

  if (scan->frames->len >= scan->max_depth)
    return gvm_reader_fail (reader, GVM_ERROR_DEPTH, gvm_reader_tell (reader),
                            "nested %u deep, at most %u", scan->frames->len + 1, scan->max_depth);
  if (!gvm_reader_charge (reader, COST_OF_OBJECT))
    return FALSE;
  reader->pos++;
  g_array_append_val (scan->frames, frame);
  return TRUE;
}

static gboolean
close_frame (Scan *scan)
{
  Frame *frame = top (scan);

  if (frame->repeats && !frame->is_container)
    return gvmi_json_fail (scan->reader, frame->repeated, "a key that the object already has");
  scan->reader->pos++;
  g_array_set_size (scan->keys, frame->first_key);
  g_array_set_size (scan->frames, scan->frames->len - 1);
  return TRUE;
}

/* Stands at a value and leaves behind it; or behind what opens one and, in an object, its first key.
 * @ret_complete: has the value ended? */
static gboolean
scan_value (Scan *scan, gboolean *ret_complete)
{
  gvmi_json_skip_space (scan->reader);
  int c = gvmi_json_peek (scan->reader);

  *ret_complete = TRUE;
  if (c != '{' && c != '[')
    return scan_scalar (scan);
  if (!open_frame (scan, c == '{'))
    return FALSE;
  gvmi_json_skip_space (scan->reader);
  if (gvmi_json_peek (scan->reader) == (c == '{' ? '}' : ']'))
    return close_frame (scan);
  *ret_complete = FALSE;
  return c == '[' || scan_key (scan);
}

/* Stands behind a value and closes what closes there. @ret_more: does another value follow? */
static gboolean
scan_after_value (Scan *scan, gboolean *ret_more)
{
  for (Frame *frame = top (scan); frame != NULL; frame = top (scan)) {
    gvmi_json_skip_space (scan->reader);
    int c = gvmi_json_peek (scan->reader);
    if (c == ',') {
      scan->reader->pos++;
      *ret_more = TRUE;
      return !frame->is_object || scan_key (scan);
    }
    if (c != (frame->is_object ? '}' : ']'))
      return gvmi_json_fail (scan->reader, scan->reader->pos,
                             c < 0 ? "the text ends inside an object or array"
                                   : "neither a comma nor an end");
    if (!close_frame (scan))
      return FALSE;
  }
  *ret_more = FALSE;
  return TRUE;
}

static gboolean
scan_values (Scan *scan)
{
  gboolean more = TRUE, complete;

  while (more) {
    if (!scan_value (scan, &complete))
      return FALSE;
    if (complete && !scan_after_value (scan, &more))
      return FALSE;
  }
  gvmi_json_skip_space (scan->reader);
  return gvmi_json_peek (scan->reader) < 0 ||
         gvmi_json_fail (scan->reader, scan->reader->pos, "more text after the value");
}

static gboolean
check_text (const Scan *scan)
{
  const GvmReader *reader = scan->reader;
  const char *bad;

  if (gvm_reader_left (reader) > GVMI_JSON_MAX_SIZE)
    return gvm_reader_fail (scan->reader, GVM_ERROR_LIMIT, gvm_reader_tell (reader),
                            "%" G_GSIZE_FORMAT " octets of JSON, at most %" G_GSIZE_FORMAT,
                            gvm_reader_left (reader), GVMI_JSON_MAX_SIZE);
  if (gvm_reader_left (reader) == 0)
    return gvmi_json_fail (scan->reader, reader->pos, "no JSON, a description must have some");
  if (!g_utf8_validate_len ((const char *) reader->data + reader->pos, gvm_reader_left (reader),
                            &bad))
    return gvmi_json_fail (scan->reader, (gsize) (bad - (const char *) reader->data),
                           "no UTF-8, or a NUL");
  return TRUE;
}

gboolean
gvmi_json_scan (GvmReader *reader)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (GvmiJsonText));
  guint structs = MIN (reader->limits.max_depth, STRUCTS_MAX);
  Scan scan = { .reader = reader,
                .frames = frames,
                .keys = keys,
                .max_depth = structs * LEVELS_PER_STRUCT + LEVELS_OF_ROOT };

  return check_text (&scan) && scan_values (&scan);
}
