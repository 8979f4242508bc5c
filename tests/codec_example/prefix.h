/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An IPv6 prefix, for a codec of one's own: the example of docs/CODECS.md.
 */
#pragma once

#include <gvmstate/gvmstate.h>

typedef struct {
  guint8 address[16]; /* zeros behind the prefix */
  guint8 length;      /* of the prefix, in bits: 0 to 128 */
} Prefix;

GVM_DECLARE_CODEC (prefix_codec, Prefix);
