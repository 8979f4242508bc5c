/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text and octets: be32 length, then the octets; the length 0xffffffff alone is NULL. The C types differ
 * by two functions each; what is allowed inside is data.
 */
#include "codec/octets.h"

#include "codec/plain.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* ---- the C types ----------------------------------------------------------------------------- */

static gconstpointer
string_view (gconstpointer content, gsize *ret_size)
{
  *ret_size = strlen (content);
  return content;
}

static gpointer
string_make (gsize size, guint8 **ret_octets)
{
  char *string = g_malloc (size + 1);

  string[size] = '\0';
  *ret_octets = (guint8 *) string;
  return string;
}

static gconstpointer
gstring_view (gconstpointer content, gsize *ret_size)
{
  const GString *string = content;

  *ret_size = string->len;
  return string->str;
}

static gpointer
gstring_make (gsize size, guint8 **ret_octets)
{
  GString *string = g_string_sized_new (size);

  g_string_set_size (string, size);
  *ret_octets = (guint8 *) string->str;
  return string;
}

static void
gstring_free (gpointer content)
{
  if (content != NULL)
    g_string_free (content, TRUE);
}

static guint
gstring_hash (gconstpointer key)
{
  return g_string_hash (key);
}

static gboolean
gstring_equal (gconstpointer a, gconstpointer b)
{
  return g_string_equal (a, b);
}

static gconstpointer
bytes_view (gconstpointer content, gsize *ret_size)
{
  return g_bytes_get_data ((GBytes *) content, ret_size);
}

static gpointer
bytes_make (gsize size, guint8 **ret_octets)
{
  *ret_octets = g_malloc (size);
  return g_bytes_new_take (*ret_octets, size);
}

static void
bytes_free (gpointer content)
{
  g_bytes_unref (content);
}

static gconstpointer
byte_array_view (gconstpointer content, gsize *ret_size)
{
  const GByteArray *array = content;

  *ret_size = array->len;
  return array->data;
}

static gpointer
byte_array_make (gsize size, guint8 **ret_octets)
{
  *ret_octets = g_malloc (size);
  return g_byte_array_new_take (*ret_octets, size);
}

static void
byte_array_free (gpointer content)
{
  if (content != NULL)
    g_byte_array_unref (content);
}

static guint
byte_array_hash (gconstpointer key)
{
  const GByteArray *array = key;
  guint hash = 5381;

  for (guint i = 0; i < array->len; i++)
    hash = hash * 33 + array->data[i];
  return hash;
}

static gboolean
byte_array_equal (gconstpointer a, gconstpointer b)
{
  const GByteArray *x = a, *y = b;

  return gvmi_octets_compare (x->data, x->len, y->data, y->len) == 0;
}

/* ---- what is allowed ------------------------------------------------------------------------- */

/* Copies octets of which the type may not allow all. FALSE leaves it open whether it does. */
static inline gboolean
copy_fine (const GvmOctets *type, guint8 *to, const guint8 *from, gsize size)
{
  if (type->is_text)
    return gvmi_plain_copy (to, from, size);
  if (size > 0) /* of none there may be no address */
    memcpy (to, from, size);
  return TRUE;
}

static char *
find_text_fault (const GvmOctets *type, const guint8 *octets, gsize size)
{
  const guint8 *nul = size > 0 ? memchr (octets, 0, size) : NULL;
  const char *end;

  if (nul != NULL)
    return g_strdup_printf ("a NUL at octet %" G_GSIZE_FORMAT, (gsize) (nul - octets));
  if (type->is_utf8 && !g_utf8_validate_len ((const char *) octets, size, &end))
    return g_strdup_printf ("no UTF-8 at octet %" G_GSIZE_FORMAT ", 0x%02x",
                            (gsize) (end - (const char *) octets), (guint8) *end);
  return NULL;
}

static char *
find_size_fault (const GvmOctetsParams *params, gsize size)
{
  if (params->max == 0 || size <= params->max)
    return NULL;
  return g_strdup_printf ("%" G_GSIZE_FORMAT " octets, at most %" G_GSIZE_FORMAT, size,
                          params->max);
}

/* Returns: (nullable) (transfer full): what is wrong with the octets, or NULL. */
static char *
find_fault (const GvmOctetsParams *params, const guint8 *octets, gsize size)
{
  char *fault = find_size_fault (params, size);

  if (fault == NULL && params->type->is_text)
    fault = find_text_fault (params->type, octets, size);
  return fault;
}

/* ---- the codec's functions ------------------------------------------------------------------- */

gboolean
gvmi_octets_put (GvmWriter *writer, gconstpointer data, gsize size)
{
  if (size >= GVM_NULL_LENGTH)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT, "%" G_GSIZE_FORMAT " octets, at most %u", size,
                            GVM_NULL_LENGTH - 1);
  if (!gvm_writer_u32 (writer, (guint32) size))
    return FALSE;

  guint8 *octets = gvm_writer_put (writer, size);
  if (octets == NULL)
    return FALSE;
  if (size > 0)
    memcpy (octets, data, size);
  return TRUE;
}

gboolean
gvmi_octets_put_fine (const GvmCodec *codec, GvmWriter *writer, gconstpointer content)
{
  const GvmOctetsParams *params = codec->params;
  gsize size;
  const guint8 *octets = params->type->view (content, &size);
  guint32 length = GUINT32_TO_BE ((guint32) size);

  if (size >= GVM_NULL_LENGTH || (params->max != 0 && size > params->max) ||
      !gvmi_writer_make_room (writer, sizeof length + size))
    return FALSE;

  guint8 *to = writer->data + writer->size;
  memcpy (to, &length, sizeof length);
  if (!copy_fine (params->type, to + sizeof length, octets, size))
    return FALSE;
  writer->size += sizeof length + size;
  return TRUE;
}

gboolean
gvm_octets_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  const GvmOctetsParams *params = codec->params;
  gconstpointer content = *(gconstpointer const *) value;
  gsize size;

  if (content == NULL)
    return gvm_writer_u32 (writer, GVM_NULL_LENGTH);
  if (gvmi_octets_put_fine (codec, writer, content))
    return TRUE;
  const guint8 *octets = params->type->view (content, &size);
  g_autofree char *fault = find_fault (params, octets, size);

  if (fault != NULL)
    return gvm_writer_fail (writer, GVM_ERROR_STRING, "%s", fault);
  return gvmi_octets_put (writer, octets, size);
}

static gsize
cost_of (const GvmOctets *type, gsize size)
{
  gsize cost;

  return g_size_checked_mul (&cost, size, type->each) &&
                 g_size_checked_add (&cost, cost, type->cost)
             ? cost
             : G_MAXSIZE;
}

/* Steps over @size octets, if there are so many and the budget can pay for a copy of them. */
static const guint8 *
take_paid (const GvmOctets *type, GvmReader *reader, guint64 start, guint32 size)
{
  return gvmi_reader_check_count (reader, start, size, G_MAXUINT32, 1) &&
                 gvm_reader_charge (reader, cost_of (type, size))
             ? gvm_reader_take (reader, size)
             : NULL;
}

gboolean
gvmi_octets_take_fine (const GvmCodec *codec, GvmReader *reader, gpointer *ret_content)
{
  const GvmOctetsParams *params = codec->params;
  const guint8 *octets = reader->data + reader->pos;
  gsize left = reader->end - reader->pos;
  guint32 size;

  if (reader->error != NULL || left < sizeof size)
    return FALSE;
  memcpy (&size, octets, sizeof size);
  size = GUINT32_FROM_BE (size);
  octets += sizeof size;

  gsize cost = cost_of (params->type, size);
  if (size == GVM_NULL_LENGTH || size > left - sizeof size || cost > reader->budget ||
      (params->max != 0 && size > params->max))
    return FALSE;

  guint8 *to;
  gpointer content = params->type->make (size, &to);
  if (!copy_fine (params->type, to, octets, size)) {
    codec->free (content);
    return FALSE;
  }
  reader->budget -= cost;
  reader->pos += sizeof size + size;
  *ret_content = content;
  return TRUE;
}

gboolean
gvm_octets_decode (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  const GvmOctetsParams *params = codec->params;
  guint64 start = gvm_reader_tell (reader);
  guint32 size;

  if (gvmi_octets_take_fine (codec, reader, value))
    return TRUE;
  if (!gvm_reader_u32 (reader, &size))
    return FALSE;
  if (size == GVM_NULL_LENGTH) {
    *(gpointer *) value = NULL;
    return TRUE;
  }

  /* A text that may not be so long is refused as such, whether or not it is there. */
  g_autofree char *fault = find_size_fault (params, size);
  const guint8 *octets = fault == NULL ? take_paid (params->type, reader, start, size) : NULL;
  if (octets != NULL)
    fault = find_fault (params, octets, size);
  if (fault != NULL)
    return gvm_reader_fail (reader, GVM_ERROR_STRING, start, "%s", fault);
  if (octets == NULL)
    return FALSE;

  guint8 *to;
  *(gpointer *) value = params->type->make (size, &to);
  if (size > 0) /* of none there may be no address */
    memcpy (to, octets, size);
  return TRUE;
}

gint
gvmi_octets_compare (gconstpointer a, gsize a_size, gconstpointer b, gsize b_size)
{
  gsize size = MIN (a_size, b_size);
  gint order = size > 0 ? memcmp (a, b, size) : 0;

  return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

gboolean
gvmi_octets_equal (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  const GvmOctets *type = ((const GvmOctetsParams *) codec->params)->type;
  gsize a_size, b_size;
  const guint8 *x = type->view (a, &a_size), *y = type->view (b, &b_size);

  return a_size == b_size && (a_size == 0 || memcmp (x, y, a_size) == 0);
}

gint
gvm_octets_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  const GvmOctetsParams *params = codec->params;
  gconstpointer x = *(gconstpointer const *) a, y = *(gconstpointer const *) b;
  gsize x_size, y_size;

  if (x == NULL || y == NULL)
    return (x != NULL) - (y != NULL);
  x = params->type->view (x, &x_size);
  y = params->type->view (y, &y_size);
  return gvmi_octets_compare (x, x_size, y, y_size);
}

/* Text as it is, other octets in hexadecimal. */
char *
gvm_octets_format (const GvmCodec *codec, gconstpointer value)
{
  const GvmOctetsParams *params = codec->params;
  gconstpointer content = *(gconstpointer const *) value;
  gsize size;

  if (content == NULL)
    return g_strdup ("NULL");
  const guint8 *octets = params->type->view (content, &size);
  if (params->type->is_text)
    return g_strndup ((const char *) octets, size);

  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", octets[i]);
  return g_string_free (text, FALSE);
}

/* A type of the format, whose name says all. */
char *
gvm_octets_describe (const GvmCodec *codec)
{
  return g_strdup_printf ("\"%s\"", codec->name);
}

gsize
gvm_octets_get_length (const GvmCodec *codec, gconstpointer value)
{
  const GvmOctetsParams *params = codec->params;
  gsize size;

  params->type->view (*(gconstpointer const *) value, &size);
  return size;
}

/* ---- the codecs ------------------------------------------------------------------------------ */

const GvmOctets gvm_octets_of_string = {
  .is_text = TRUE,
  .is_utf8 = TRUE,
  .cost = GVMI_BLOCK_COST + 1,
  .each = 1,
  .view = string_view,
  .make = string_make,
};
static const GvmOctets filename_type = {
  .is_text = TRUE,
  .cost = GVMI_BLOCK_COST + 1,
  .each = 1,
  .view = string_view,
  .make = string_make,
};
static const GvmOctets gstring_type = {
  .is_text = TRUE,
  .is_utf8 = TRUE,
  .cost = 2 * GVMI_BLOCK_COST + sizeof (GString),
  .each = 2, /* its block has a power of 2 */
  .view = gstring_view,
  .make = gstring_make,
};
/* The insides of the two are GLib's own; both have room in this. */
#define OBJECT_COST (2 * GVMI_BLOCK_COST + 8 * sizeof (gpointer))
static const GvmOctets bytes_type = {
  .cost = OBJECT_COST,
  .each = 1,
  .view = bytes_view,
  .make = bytes_make,
};
static const GvmOctets byte_array_type = {
  .cost = OBJECT_COST,
  .each = 1,
  .view = byte_array_view,
  .make = byte_array_make,
};

#define OCTETS(wire_name, type_, free_, hash, equal)                                               \
  {                                                                                                \
    .name = wire_name, .kind = GVM_KIND_OCTETS, .c_size = sizeof (gpointer),                       \
    .wire_min = sizeof (guint32), .params = &(const GvmOctetsParams) { .type = &type_ },           \
    .encode = gvm_octets_encode, .decode = gvm_octets_decode, .compare = gvm_octets_compare,       \
    .format = gvm_octets_format, .describe = gvm_octets_describe,                                  \
    .get_length = gvm_octets_get_length, .free = free_, .key_hash = hash, .key_equal = equal       \
  }

GVM_DEFINE_STRING (gvm_string, .max = 0);
const GvmCodec gvm_filename = OCTETS ("filename", filename_type, g_free, g_str_hash, g_str_equal);
const GvmCodec gvm_gstring =
    OCTETS ("string", gstring_type, gstring_free, gstring_hash, gstring_equal);
const GvmCodec gvm_bytes = OCTETS ("bytes", bytes_type, bytes_free, g_bytes_hash, g_bytes_equal);
const GvmCodec gvm_byte_array =
    OCTETS ("GByteArray", byte_array_type, byte_array_free, byte_array_hash, byte_array_equal);
