/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * XXH3-128 by libxxhash, as the digits that it is written in.
 */
#include "section/digest.h"

#include <string.h>
#include <xxhash.h>

#include "section/stream.h"

/* A name of its own for what libxxhash aligns as it needs. */
static XXH3_state_t *
get_state (const GvmiDigest *digest)
{
  return (XXH3_state_t *) (gpointer) digest;
}

GvmiDigest *
gvmi_digest_new (void)
{
  XXH3_state_t *state = XXH3_createState ();

  if (state == NULL)
    g_error ("no memory for a digest"); /* as GLib does for what is small */
  XXH3_128bits_reset (state);
  return (GvmiDigest *) (gpointer) state;
}

void
gvmi_digest_add (GvmiDigest *digest, gconstpointer octets, gsize size)
{
  if (size > 0)
    XXH3_128bits_update (get_state (digest), octets, size);
}

void
gvmi_digest_finish (const GvmiDigest *digest, char digits[GVMI_DIGEST_DIGITS])
{
  static const char hexadecimal[] = "0123456789abcdef";
  XXH128_canonical_t canonical;

  XXH128_canonicalFromHash (&canonical, XXH3_128bits_digest (get_state (digest)));
  for (gsize i = 0; i < sizeof canonical.digest; i++) {
    digits[2 * i] = hexadecimal[canonical.digest[i] >> 4];
    digits[2 * i + 1] = hexadecimal[canonical.digest[i] & 0xf];
  }
}

void
gvmi_digest_free (GvmiDigest *digest)
{
  XXH3_freeState (get_state (digest));
}

/* ---- in a stream ------------------------------------------------------------------------------ */

/* Where the digits of a stream of @size octets are; 0 when it has no room for them. */
static gsize
place_of_digits (gsize size)
{
  gsize rest = GVMI_DIGEST_DIGITS + GVMI_DIGEST_END_SIZE;

  return size > rest + strlen (GVMI_DIGEST_KEY) ? size - rest : 0;
}

gboolean
gvmi_digest_is_here (const guint8 *octets, gsize size)
{
  gsize place = place_of_digits (size), key = strlen (GVMI_DIGEST_KEY);

  return place > 0 && memcmp (octets + place - key, GVMI_DIGEST_KEY, key) == 0;
}

static gboolean
is_right (const guint8 *octets, gsize size)
{
  g_autoptr (GvmiDigest) digest = gvmi_digest_new ();
  gsize place = place_of_digits (size), behind = place + GVMI_DIGEST_DIGITS;
  char digits[GVMI_DIGEST_DIGITS];

  memset (digits, '0', sizeof digits);
  gvmi_digest_add (digest, octets, place);
  gvmi_digest_add (digest, digits, sizeof digits);
  gvmi_digest_add (digest, octets + behind, size - behind);
  gvmi_digest_finish (digest, digits);
  return memcmp (digits, octets + place, sizeof digits) == 0;
}

gboolean
gvmi_digest_check (const guint8 *octets, gsize size, GError **error)
{
  if (!gvmi_digest_is_here (octets, size))
    return gvm_error_set (error, GVM_ERROR_NO_DIGEST, NULL, NULL,
                          "the stream has no digest of itself");
  if (!is_right (octets, size))
    return gvm_error_set (error, GVM_ERROR_DIGEST, NULL, NULL,
                          "the stream is not what it was when its digest was made");
  return TRUE;
}

gboolean
gvm_stream_has_digest (const GvmStream *stream)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (stream->bytes, &size);

  return gvmi_digest_is_here (octets, size);
}

gboolean
gvm_stream_check_digest (const GvmStream *stream, GError **error)
{
  g_return_val_if_fail (stream != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  gsize size;
  const guint8 *octets = g_bytes_get_data (stream->bytes, &size);
  return gvmi_digest_check (octets, size, error);
}
