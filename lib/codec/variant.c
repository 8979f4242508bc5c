/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GVariant: be32 length and type string, be32 length and data. GVariant's own serialised form leaves one
 * thing open, the byte order of numbers, which is big-endian here.
 *
 * GVariant reads hostile data safely, but what it makes of a type string is many times as large. So none
 * is longer than D-Bus allows, and before anything else looks into a value its variants are walked.
 */
#include "codec/octets.h"

#include "stream/reader.h"

/* Octets of what a GVariant is beside its data: the object, its bytes, the types' tables. */
enum { VARIANT_COST = 512 };

/* Returns: (transfer full): @value with its numbers in the wire's order, in normal form. */
static GVariant *
to_wire (GVariant *value)
{
  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    return g_variant_get_normal_form (value);
  return g_variant_byteswap (value);
}

static gboolean
variant_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  GVariant *content = *(GVariant *const *) value;

  if (content == NULL)
    return gvm_writer_u32 (writer, GVM_NULL_LENGTH);

  const char *type = g_variant_get_type_string (content);
  if (strlen (type) > GVM_VARIANT_TYPE_MAX)
    return gvm_writer_fail (writer, GVM_ERROR_LIMIT,
                            "a type of %" G_GSIZE_FORMAT " octets, at most %d", strlen (type),
                            GVM_VARIANT_TYPE_MAX);
  g_autoptr (GVariant) wire = to_wire (content);
  return gvmi_octets_put (writer, type, strlen (type)) &&
         gvmi_octets_put (writer, g_variant_get_data (wire), g_variant_get_size (wire));
}

/* Does the type string that a variant ends with, after a NUL, keep to the limit? */
static gboolean
has_short_type (GVariant *variant)
{
  gsize size = g_variant_get_size (variant), n = 0;
  const guint8 *data = g_variant_get_data (variant);

  while (n < size && data[size - 1 - n] != 0)
    n++;
  return n <= GVM_VARIANT_TYPE_MAX;
}

/* Do all variants in @value? Depth ends where GVariant's does. */
static gboolean
has_short_types (GVariant *value)
{
  if (strchr (g_variant_get_type_string (value), 'v') == NULL)
    return TRUE;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT) && !has_short_type (value))
    return FALSE;
  for (gsize i = 0, n = g_variant_n_children (value); i < n; i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (value, i);

    if (!has_short_types (child))
      return FALSE;
  }
  return TRUE;
}

/* Reads a length and as many octets, which the budget can pay for twice: once more turned round. */
static const guint8 *
take_octets (GvmReader *reader, guint32 size, guint64 start)
{
  if (!gvmi_reader_check_count (reader, start, size, G_MAXUINT32, 1) ||
      !gvm_reader_charge (reader, size) || !gvm_reader_charge (reader, size) ||
      !gvm_reader_charge (reader, VARIANT_COST))
    return NULL;
  return gvm_reader_take (reader, size);
}

/* Returns: (nullable) (transfer full): the type, or NULL and the error. */
static GVariantType *
load_type (GvmReader *reader, guint32 size, guint64 start)
{
  const char *end, *type;

  if (size > GVM_VARIANT_TYPE_MAX) {
    gvm_reader_fail (reader, GVM_ERROR_LIMIT, start, "a type of %u octets, at most %d", size,
                     GVM_VARIANT_TYPE_MAX);
    return NULL;
  }
  if ((type = (const char *) take_octets (reader, size, start)) == NULL)
    return NULL;
  if (!g_variant_type_string_scan (type, type + size, &end) || end != type + size ||
      !g_variant_type_is_definite ((const GVariantType *) type)) {
    gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "a type string that is none");
    return NULL;
  }
  return g_variant_type_copy ((const GVariantType *) type);
}

static GVariant *
load_data (GvmReader *reader, const GVariantType *type)
{
  guint64 start = gvm_reader_tell (reader);
  const guint8 *octets;
  guint32 size;

  if (!gvm_reader_u32 (reader, &size) || (octets = take_octets (reader, size, start)) == NULL)
    return NULL;

  g_autoptr (GBytes) bytes = g_bytes_new (octets, size);
  g_autoptr (GVariant) wire = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));
  if (has_short_types (wire) && g_variant_is_normal_form (wire))
    return to_wire (wire); /* there and back are the same */
  gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "data that is not in normal form");
  return NULL;
}

static gboolean
variant_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint64 start = gvm_reader_tell (reader);
  guint32 size;

  if (!gvm_reader_u32 (reader, &size))
    return FALSE;
  if (size == GVM_NULL_LENGTH) {
    *(GVariant **) value = NULL;
    return TRUE;
  }

  GVariantType *type = load_type (reader, size, start);
  if (type == NULL)
    return FALSE;
  GVariant *content = load_data (reader, type);
  g_variant_type_free (type);
  if (content == NULL)
    return FALSE;
  *(GVariant **) value = g_variant_take_ref (content);
  return TRUE;
}

/* By the octets that they are on the wire: a NaN equals itself, and nothing is printed to find out. */
static gboolean
variant_equal (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  GVariant *x = *(GVariant *const *) a, *y = *(GVariant *const *) b;

  if (x == NULL || y == NULL || !g_variant_is_of_type (x, g_variant_get_type (y)))
    return x == y;

  g_autoptr (GVariant) x_normal = g_variant_get_normal_form (x);
  g_autoptr (GVariant) y_normal = g_variant_get_normal_form (y);
  return gvmi_octets_compare (g_variant_get_data (x_normal), g_variant_get_size (x_normal),
                              g_variant_get_data (y_normal), g_variant_get_size (y_normal)) == 0;
}

static char *
variant_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  GVariant *content = *(GVariant *const *) value;

  return content != NULL ? g_variant_print (content, TRUE) : g_strdup ("NULL");
}

static void
variant_free (gpointer content)
{
  if (content != NULL)
    g_variant_unref (content);
}

const GvmCodec gvm_variant = {
  .name = "variant",
  .c_size = sizeof (GVariant *),
  .wire_min = sizeof (guint32),
  .encode = variant_encode,
  .decode = variant_decode,
  .equal = variant_equal,
  .format = variant_format,
  .describe = gvm_octets_describe,
  .free = variant_free,
};
