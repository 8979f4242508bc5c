/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Single values that are no plain integers: gboolean, timers, floats.
 */
#include "codec/integer.h"

#include <math.h>

/* ---- gboolean: four octets in memory, one on the wire ---------------------------------------- */

static gboolean
gboolean_get (gconstpointer value)
{
  return *(const gboolean *) value != 0;
}

static gboolean
gboolean_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  return gvm_writer_u8 (writer, (guint8) gboolean_get (value));
}

static gboolean
gboolean_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint8 octet;

  if (!gvm_reader_u8 (reader, &octet))
    return FALSE;
  *(gboolean *) value = octet != 0;
  return TRUE;
}

static gint
gboolean_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return gboolean_get (a) - gboolean_get (b);
}

static guint
gboolean_hash (gconstpointer key)
{
  return (guint) gboolean_get (key);
}

static gboolean
gboolean_equal (gconstpointer a, gconstpointer b)
{
  return gboolean_get (a) == gboolean_get (b);
}

const GvmCodec gvm_gboolean = {
  .name = "bool",
  .kind = GVM_KIND_BOOL,
  .c_size = sizeof (gboolean),
  .wire_min = 1,
  .wire_size = 1,
  .encode = gboolean_encode,
  .decode = gboolean_decode,
  .compare = gboolean_compare,
  .format = gvmi_integer_format,
  .key_hash = gboolean_hash,
  .key_equal = gboolean_equal,
};

/* ---- timers ---------------------------------------------------------------------------------- */

static char *
timer_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  gint64 expires = *(const gint64 *) value;

  return expires == -1 ? g_strdup ("not armed")
                       : g_strdup_printf ("%" G_GINT64_FORMAT " ns", expires);
}

const GvmCodec gvm_timer = {
  .name = "timer",
  .kind = GVM_KIND_SIGNED,
  .c_size = sizeof (gint64),
  .wire_min = sizeof (gint64),
  .wire_size = sizeof (gint64),
  .encode = gvmi_integer_encode,
  .decode = gvmi_integer_decode,
  .compare = gvmi_integer_compare,
  .format = timer_format,
  .key_hash = g_int64_hash,
  .key_equal = g_int64_equal,
};

/* ---- floats: moved as the integers of the same bits, so that no register makes a NaN quiet ----- */

static guint64
float_get_bits (const GvmCodec *codec, gconstpointer value)
{
  guint32 narrow;
  guint64 wide;

  if (codec->c_size == sizeof wide) {
    memcpy (&wide, value, sizeof wide);
    return wide;
  }
  memcpy (&narrow, value, sizeof narrow);
  return narrow;
}

static gboolean
float_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  guint64 bits = float_get_bits (codec, value);

  return codec->c_size == sizeof bits ? gvm_writer_u64 (writer, bits)
                                      : gvm_writer_u32 (writer, (guint32) bits);
}

static gboolean
float_decode (const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint32 narrow;
  guint64 wide;

  if (codec->c_size == sizeof wide) {
    if (!gvm_reader_u64 (reader, &wide))
      return FALSE;
    memcpy (value, &wide, sizeof wide);
    return TRUE;
  }
  if (!gvm_reader_u32 (reader, &narrow))
    return FALSE;
  memcpy (value, &narrow, sizeof narrow);
  return TRUE;
}

/* Bits whose order as unsigned integers is that of the values: the sign is turned over, and below zero
 * what is larger comes first. */
static guint64
float_get_rank (const GvmCodec *codec, gconstpointer value)
{
  guint64 sign = G_GUINT64_CONSTANT (1) << (codec->c_size * 8 - 1);
  guint64 bits = float_get_bits (codec, value);

  return (bits & sign) != 0 ? sign - 1 - (bits ^ sign) : bits | sign;
}

static gint
float_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  guint64 x = float_get_rank (codec, a), y = float_get_rank (codec, b);

  return (x > y) - (x < y);
}

/* With as many digits as it takes to have the same bits again, in no locale. */
static char *
float_format (const GvmCodec *codec, gconstpointer value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_double = codec->c_size == sizeof (gdouble);
  gdouble number = is_double ? *(const gdouble *) value : *(const gfloat *) value;

  if (isnan (number))
    return g_strdup_printf ("nan 0x%" G_GINT64_MODIFIER "x", float_get_bits (codec, value));
  return g_strdup (g_ascii_formatd (text, sizeof text, is_double ? "%.17g" : "%.9g", number));
}

#define FLOAT(wire_name, type, hash, equal)                                                        \
  {                                                                                                \
    .name = wire_name, .kind = GVM_KIND_FLOAT, .c_size = sizeof (type), .wire_min = sizeof (type), \
    .wire_size = sizeof (type), .encode = float_encode, .decode = float_decode,                    \
    .compare = float_compare, .format = float_format, .key_hash = hash, .key_equal = equal         \
  }

const GvmCodec gvm_float = FLOAT ("float", gfloat, g_int_hash, g_int_equal);
const GvmCodec gvm_double = FLOAT ("CPU_Double_U", gdouble, g_int64_hash, g_int64_equal);

G_STATIC_ASSERT (sizeof (gfloat) == 4 && sizeof (gdouble) == 8);
