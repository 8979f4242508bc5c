/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/seal.h"

#include <xxhash.h>

enum { DIGITS = 32, BEHIND = 3 };

void
seal (GByteArray *stream)
{
  char *digits = (char *) stream->data + stream->len - BEHIND - DIGITS;

  memset (digits, '0', DIGITS);
  XXH128_hash_t hash = XXH3_128bits (stream->data, stream->len);
  g_autofree char *text = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                                           (guint64) hash.high64, (guint64) hash.low64);
  memcpy (digits, text, DIGITS);
}

void
put_sealed (GByteArray *to, const char *devices)
{
  g_autofree char *json = g_strdup_printf (
      "{\"page_size\": 4096, \"devices\": [%s], \"gvmstate\": {\"producer\": \"gvmstate\", \"version\": "
      "\"" GVM_PACKAGE_VERSION "\", \"xxh3_128\": \"%032d\"}}",
      devices, 0);

  put_description (to, json);
  seal (to);
}
