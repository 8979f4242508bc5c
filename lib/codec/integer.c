/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bool and the integers. What differs between them is data (kind and size); the functions are shared.
 */
#include "codec/integer.h"

guint64
gvmi_integer_get (const GvmCodec *codec, gconstpointer value)
{
  gboolean is_signed = codec->kind == GVM_KIND_SIGNED;

  switch (codec->c_size) {
  case 1:
    return is_signed ? (guint64) * (const gint8 *) value : *(const guint8 *) value;
  case 2:
    return is_signed ? (guint64) * (const gint16 *) value : *(const guint16 *) value;
  case 4:
    return is_signed ? (guint64) * (const gint32 *) value : *(const guint32 *) value;
  default:
    return *(const guint64 *) value;
  }
}

void
gvmi_integer_set (const GvmCodec *codec, gpointer value, guint64 integer)
{
  if (codec->kind == GVM_KIND_BOOL)
    integer = integer != 0;

  switch (codec->c_size) {
  case 1:
    *(guint8 *) value = (guint8) integer;
    break;
  case 2:
    *(guint16 *) value = (guint16) integer;
    break;
  case 4:
    *(guint32 *) value = (guint32) integer;
    break;
  default:
    *(guint64 *) value = integer;
    break;
  }
}

gboolean
gvmi_integer_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  guint64 integer = gvmi_integer_get (codec, value);

  switch (codec->c_size) {
  case 1:
    return gvm_writer_u8 (writer, (guint8) integer);
  case 2:
    return gvm_writer_u16 (writer, (guint16) integer);
  case 4:
    return gvm_writer_u32 (writer, (guint32) integer);
  default:
    return gvm_writer_u64 (writer, integer);
  }
}

gboolean
gvmi_integer_decode (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  const guint8 *octets = gvm_reader_take (reader, codec->c_size);
  guint64 integer = 0;

  if (octets == NULL)
    return FALSE;
  for (gsize i = 0; i < codec->c_size; i++)
    integer = integer << 8 | octets[i];
  gvmi_integer_set (codec, value, integer);
  return TRUE;
}

gint
gvmi_integer_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  guint64 x = gvmi_integer_get (codec, a), y = gvmi_integer_get (codec, b);

  if (codec->kind == GVM_KIND_SIGNED)
    return ((gint64) x > (gint64) y) - ((gint64) x < (gint64) y);
  return (x > y) - (x < y);
}

/* Hexadecimal for what is unsigned, as addresses and masks are looked up; decimal for what has a sign. */
char *
gvmi_integer_format (const GvmCodec *codec, gconstpointer value)
{
  guint64 integer = gvmi_integer_get (codec, value);

  switch (codec->kind) {
  case GVM_KIND_BOOL:
    return g_strdup (integer ? "true" : "false");
  case GVM_KIND_SIGNED:
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) integer);
  default:
    return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", integer);
  }
}

guint
gvm_u8_hash (gconstpointer key)
{
  return *(const guint8 *) key;
}

gboolean
gvm_u8_equal (gconstpointer a, gconstpointer b)
{
  return *(const guint8 *) a == *(const guint8 *) b;
}

guint
gvm_u16_hash (gconstpointer key)
{
  return *(const guint16 *) key;
}

gboolean
gvm_u16_equal (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a == *(const guint16 *) b;
}

#define INTEGER(wire_name, kind_, octets, hash, equal)                                             \
  {                                                                                                \
    .name = wire_name, .kind = kind_, .c_size = octets, .wire_min = octets, .wire_size = octets,   \
    .encode = gvmi_integer_encode, .decode = gvmi_integer_decode, .compare = gvmi_integer_compare, \
    .format = gvmi_integer_format, .key_hash = hash, .key_equal = equal                            \
  }

const GvmCodec gvm_bool = INTEGER ("bool", GVM_KIND_BOOL, 1, gvm_u8_hash, gvm_u8_equal);
const GvmCodec gvm_u8 = INTEGER ("uint8", GVM_KIND_UNSIGNED, 1, gvm_u8_hash, gvm_u8_equal);
const GvmCodec gvm_u16 = INTEGER ("uint16", GVM_KIND_UNSIGNED, 2, gvm_u16_hash, gvm_u16_equal);
const GvmCodec gvm_u32 = INTEGER ("uint32", GVM_KIND_UNSIGNED, 4, g_int_hash, g_int_equal);
const GvmCodec gvm_u64 = INTEGER ("uint64", GVM_KIND_UNSIGNED, 8, g_int64_hash, g_int64_equal);
const GvmCodec gvm_i8 = INTEGER ("int8", GVM_KIND_SIGNED, 1, gvm_u8_hash, gvm_u8_equal);
const GvmCodec gvm_i16 = INTEGER ("int16", GVM_KIND_SIGNED, 2, gvm_u16_hash, gvm_u16_equal);
const GvmCodec gvm_i32 = INTEGER ("int32", GVM_KIND_SIGNED, 4, g_int_hash, g_int_equal);
const GvmCodec gvm_i64 = INTEGER ("int64", GVM_KIND_SIGNED, 8, g_int64_hash, g_int64_equal);

G_STATIC_ASSERT (sizeof (bool) == 1);
