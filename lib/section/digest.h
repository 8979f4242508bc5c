/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The digest of a stream: XXH3-128 of all its octets, but that its own 32 digits count as zeros. It finds
 * damage, not malice: whoever changes a stream can make it anew.
 *
 * The digits have a fixed place, at the end of the description and so of the stream. So they are found without
 * parsing what may be damaged.
 */
#pragma once

#include <gio/gio.h>

/* What comes before the digits, and after them. */
#define GVMI_DIGEST_KEY "\"xxh3_128\": \""
#define GVMI_DIGEST_END "\"}}"
enum {
  GVMI_DIGEST_DIGITS = 32,
  GVMI_DIGEST_END_SIZE = sizeof GVMI_DIGEST_END - 1,
};

/* A digest in the making. */
typedef struct GvmiDigest GvmiDigest;

GvmiDigest *gvmi_digest_new (void);
void gvmi_digest_add (GvmiDigest *digest, gconstpointer octets, gsize size);
/* Writes the digits of what has been added so far. */
void gvmi_digest_finish (const GvmiDigest *digest, char digits[GVMI_DIGEST_DIGITS]);
void gvmi_digest_free (GvmiDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmiDigest, gvmi_digest_free)

/* Does a stream of these octets end with a digest, right or wrong? */
gboolean gvmi_digest_is_here (const guint8 *octets, gsize size);
/* Is it right? Errors: GVM_ERROR_NO_DIGEST, GVM_ERROR_DIGEST. */
gboolean gvmi_digest_check (const guint8 *octets, gsize size, GError **error);
