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
