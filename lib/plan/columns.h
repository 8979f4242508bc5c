/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What packed rows know of their elements.
 */
#pragma once

#include "desc/packing.h"

/* A value in an element: an integer that is packed, or anything else, which stands as its codec says. */
typedef struct {
  const char *name; /* as paths call it; NULL when it is the element itself */
  const GvmCodec *codec;
  gsize mem, count;   /* where it is in the element, and how many of them, back to back */
  guint8 width;       /* octets of a packed integer, when it is not packed; 0 for anything else */
  gboolean is_signed; /* such an integer */
  gboolean is_direct; /* nobody has to be asked for it */
} GvmiColumn;

/* Returns: (transfer full): the columns of @desc, as many as its facts say. Nested descriptors must have
 * their plan. */
GvmiColumn *gvmi_columns_list (const GvmDesc *desc);
void gvmi_columns_free (GvmiColumn *columns, gsize n);

/* Returns: the columns of values of @codec, which can be packed. That of a plain codec is made in @scratch.
 * Descriptors must have their plan. */
const GvmiColumn *gvmi_codec_get_columns (const GvmCodec *codec, GvmiColumn *scratch, gsize *ret_n);
