/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values that are a length and as many octets, whatever C type holds them.
 */
#pragma once

#include <gvmstate/owned.h>

struct GvmOctets {
  gboolean is_text; /* shown as text, and holds no NUL */
  gboolean is_utf8;
  gsize cost; /* of an empty one to the budget, */
  gsize each; /* and of each octet in it */

  /* Gets what is not NULL. */
  gconstpointer (*view) (gconstpointer content, gsize *ret_size);
  /* Makes one with room for @size octets, to be written at *@ret_octets. */
  gpointer (*make) (gsize size, guint8 **ret_octets);
};

/* Told by its kind, not by its functions: a program that is not position-independent has addresses of its own for those. */
static inline gboolean
gvmi_codec_is_octets (const GvmCodec *codec)
{
  return codec->kind == GVM_KIND_OCTETS;
}

/* What an allocator takes for itself. */
enum { GVMI_BLOCK_COST = 16 };

/* Octets as this layer compares them: by value, what is a prefix first. */
gint gvmi_octets_compare (gconstpointer a, gsize a_size, gconstpointer b, gsize b_size);

/* Are both contents, neither of them NULL, the same octets? */
gboolean gvmi_octets_equal (const GvmCodec *codec, gconstpointer a, gconstpointer b);

/* Saves or loads @content where nothing is special about it, nor wrong, as is nearly always so. FALSE without an error, and
 * with nothing done, when the codec's own functions have to look. */
gboolean gvmi_octets_put_fine (const GvmCodec *codec, GvmWriter *writer, gconstpointer content);
gboolean gvmi_octets_take_fine (const GvmCodec *codec, GvmReader *reader, gpointer *ret_content);

/* A length, and so many octets of @data. Errors: GVM_ERROR_LIMIT. */
gboolean gvmi_octets_put (GvmWriter *writer, gconstpointer data, gsize size);
