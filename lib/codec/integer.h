/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Integers of any width as one type, for what is not worth a function a width: direct storage,
 * comparing, showing.
 */
#pragma once

#include <gvmstate/codec.h>

/* Is it a bool or an integer, of 1, 2, 4 or 8 octets? */
static inline gboolean
gvmi_codec_is_integer (const GvmCodec *codec)
{
  return codec->kind == GVM_KIND_BOOL || codec->kind == GVM_KIND_UNSIGNED ||
         codec->kind == GVM_KIND_SIGNED;
}

/* Returns: *@value, extended to 64 bits by its sign if it has one. */
guint64 gvmi_integer_get (const GvmCodec *codec, gconstpointer value);

/* Stores the low octets of @integer in *@value. */
void gvmi_integer_set (const GvmCodec *codec, gpointer value, guint64 integer);

/* The functions of the integer codecs, for those that are integers and something more. */
gboolean gvmi_integer_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value);
gboolean gvmi_integer_decode (const GvmCodec *codec, GvmReader *reader, gpointer value);
gint gvmi_integer_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b);
char *gvmi_integer_format (const GvmCodec *codec, gconstpointer value);
