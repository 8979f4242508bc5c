/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A stream with another state in one of its sections: payload and description are exchanged, and the digest, where
 * there is one, is made anew. Or with a digest that it lacks. All else stays, octet for octet.
 */
#include <gvmstate/section.h>

#include <string.h>

#include "engine/save.h"
#include "engine/scribe.h"
#include "section/digest.h"
#include "section/stream.h"
#include "section/write.h"
#include "stream/writer.h"
#include "wire.h"

/* A GByteArray's length is a guint. */
enum { MOST_OCTETS = G_MAXINT };

/* ---- the description: a text that the walk has found sound ------------------------------------- */

/* Returns: where the string that starts at @at ends. */
static gsize
skip_string (const char *json, gsize at)
{
  for (at++; json[at] != '"'; at++)
    at += json[at] == '\\' ? 1 : 0;
  return at + 1;
}

/* Returns: where the object or array that starts at @at ends. */
static gsize
skip_nested (const char *json, gsize at)
{
  gsize depth = 0;

  do {
    if (json[at] == '"') {
      at = skip_string (json, at);
      continue;
    }
    depth += json[at] == '{' || json[at] == '[' ? 1 : 0;
    depth -= json[at] == '}' || json[at] == ']' ? 1 : 0;
    at++;
  } while (depth > 0);
  return at;
}

/* Returns: where the text behind the root's member "devices" begins. */
static gsize
find_devices (const char *json)
{
  static const char key[] = "\"devices\"";
  gsize at = 1;

  while (strncmp (json + at, key, sizeof key - 1) != 0) {
    if (json[at] == '"')
      at = skip_string (json, at);
    else if (json[at] == '{' || json[at] == '[')
      at = skip_nested (json, at);
    else
      at++;
  }
  return at + sizeof key - 1;
}

/* Finds the text of device @index. */
static void
find_device (const char *json, guint index, gsize *ret_start, gsize *ret_end)
{
  gsize at = find_devices (json);

  at += strcspn (json + at, "[") + 1;
  for (guint i = 0; i <= index; i++) {
    *ret_start = at + strcspn (json + at, "{");
    *ret_end = at = skip_nested (json, *ret_start);
  }
}

static guint
count_devices_before (const GvmSection *section)
{
  const GvmSection *one = gvm_stream_get_section (section->stream, 0);
  guint n = 0;

  for (; one < section; one++)
    n += one->device != NULL ? 1 : 0;
  return n;
}

static void
append_description (GByteArray *to, const GString *json)
{
  guint8 mark = GVMI_WIRE_VMDESCRIPTION;
  guint32 length = GUINT32_TO_BE ((guint32) json->len);

  g_byte_array_append (to, &mark, 1);
  g_byte_array_append (to, (const guint8 *) &length, sizeof length);
  g_byte_array_append (to, (const guint8 *) json->str, (guint) json->len);
}

/* Returns: (transfer full): the stream's description. */
static char *
copy_description (const GvmStream *stream)
{
  gsize size;
  const char *octets = g_bytes_get_data (stream->bytes, &size);

  return g_strndup (octets + size - stream->description_size, stream->description_size);
}

/* Appends the description with another text for the section's device. */
static void
append_redescribed (GByteArray *to, const GvmSection *section, const char *sheet)
{
  g_autofree char *old = copy_description (section->stream);
  GString *json = g_string_new (NULL);
  gsize start, end;

  find_device (old, count_devices_before (section), &start, &end);
  g_string_append_len (json, old, (gssize) start);
  gvmi_output_append_device (json, section->idstr, section->instance_id, sheet);
  g_string_append (json, old + end);
  append_description (to, json);
  g_string_free (json, TRUE);
}

/* ---- the digest -------------------------------------------------------------------------------- */

static void
seal (GByteArray *octets)
{
  g_autoptr (GvmiDigest) digest = gvmi_digest_new ();
  char *digits = (char *) octets->data + octets->len - GVMI_DIGEST_END_SIZE - GVMI_DIGEST_DIGITS;

  memset (digits, '0', GVMI_DIGEST_DIGITS);
  gvmi_digest_add (digest, octets->data, octets->len);
  gvmi_digest_finish (digest, digits);
}

/* ---- the exchange ------------------------------------------------------------------------------ */

/* Saves @self as the section's payload. Returns: (transfer full) (nullable): its description. */
static char *
save_payload (GvmWriter *writer, const GvmSection *section, const GvmDesc *desc, gconstpointer self)
{
  g_autoptr (GvmiScribe) scribe = gvmi_scribe_new ();
  GvmiPath frame = gvmi_section_frame (section);

  gvmi_writer_enter (writer, &frame);
  writer->scribe = scribe;
  gboolean saved =
      section->kind == GVM_SECTION_FULL
          ? gvmi_save_write (writer, desc, section->version_id, self, GVM_SAVE_DEFAULT, NULL)
          : gvm_writer_fail (writer, GVM_ERROR_UNSUPPORTED,
                             "a section that comes in rounds, only a FULL one holds a struct");
  writer->scribe = NULL;
  gvmi_writer_leave (writer);
  return saved ? gvmi_scribe_take (scribe) : NULL;
}

/* Where the description begins. */
static gsize
end_of_records (const GvmStream *stream)
{
  return g_bytes_get_size (stream->bytes) - stream->description_size - GVMI_WIRE_DESCRIPTION_HEAD;
}

static GBytes *
exchange (const GvmSection *section, const GvmWriter *payload, const char *sheet)
{
  const GvmStream *stream = section->stream;
  gsize size, behind = section->payload + section->payload_size;
  const guint8 *old = g_bytes_get_data (stream->bytes, &size);
  gsize end =
      section->device != NULL ? size - stream->description_size - GVMI_WIRE_DESCRIPTION_HEAD : size;
  GByteArray *octets = g_byte_array_new ();

  g_byte_array_append (octets, old, (guint) section->payload);
  g_byte_array_append (octets, payload->data, (guint) payload->size);
  g_byte_array_append (octets, old + behind, (guint) (end - behind));
  if (section->device != NULL)
    append_redescribed (octets, section, sheet);
  if (gvm_stream_has_digest (stream))
    seal (octets);
  return g_byte_array_free_to_bytes (octets);
}

static gboolean
check_stream (const GvmStream *stream, GError **error)
{
  /* A new digest would hide that the stream is damaged. */
  if (gvm_stream_has_digest (stream) && !gvm_stream_check_digest (stream, error))
    return FALSE;
  return gvm_stream_get_size (stream) <= MOST_OCTETS ||
         gvm_error_set (error, GVM_ERROR_LIMIT, NULL, NULL,
                        "a stream of more octets than are exchanged in memory");
}

GvmStream *
gvm_stream_with_struct (const GvmStream *stream, const GvmSection *section, const GvmDesc *desc,
                        gconstpointer self, GError **error)
{
  g_return_val_if_fail (section != NULL && section->stream == stream, NULL);
  g_return_val_if_fail (desc != NULL && self != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_stream (stream, error))
    return NULL;

  g_autoptr (GvmWriter) writer = gvm_writer_new (&stream->limits);
  g_autofree char *sheet = save_payload (writer, section, desc, self);
  if (sheet == NULL) {
    gvmi_writer_rewind (writer, 0, error);
    return NULL;
  }
  g_autoptr (GBytes) bytes = exchange (section, writer, sheet);
  return gvm_stream_new_from_bytes (bytes, &stream->limits, error);
}

/* ---- a digest for a stream that has none ------------------------------------------------------- */

GvmStream *
gvm_stream_with_digest (const GvmStream *stream, GError **error)
{
  g_return_val_if_fail (stream != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_stream (stream, error))
    return NULL;
  if (gvm_stream_has_digest (stream))
    return gvm_stream_ref ((GvmStream *) stream);
  if (!gvm_stream_has_description (stream)) {
    gvm_error_set (error, GVM_ERROR_MISSING, NULL, NULL,
                   "a stream without a description, which is where a digest stands");
    return NULL;
  }

  g_autofree char *old = copy_description (stream);
  GString *json = g_string_new (g_strchomp (old));
  GByteArray *octets = g_byte_array_new ();

  g_string_truncate (json, json->len - 1); /* the root's brace */
  gvmi_output_append_seal (json, NULL);
  g_byte_array_append (octets, g_bytes_get_data (stream->bytes, NULL),
                       (guint) end_of_records (stream));
  append_description (octets, json);
  g_string_free (json, TRUE);
  seal (octets);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (octets);
  return gvm_stream_new_from_bytes (bytes, &stream->limits, error);
}
