/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Wire: one octet of length in bits, then as many octets of the address as the length needs.
 */
#include "codec_example/prefix.h"

#include <string.h>

static gsize
octets_of (guint8 length)
{
  return (length + 7u) / 8;
}

/* Is a bit set behind the last one of the prefix? */
static gboolean
has_stray_bits (const Prefix *prefix)
{
  gsize used = octets_of (prefix->length);

  if (prefix->length % 8 != 0 && (prefix->address[used - 1] & 0xff >> prefix->length % 8) != 0)
    return TRUE;
  for (gsize i = used; i < sizeof prefix->address; i++)
    if (prefix->address[i] != 0)
      return TRUE;
  return FALSE;
}

static gboolean
prefix_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  const Prefix *prefix = value;

  if (prefix->length > 128)
    return gvm_writer_fail (writer, GVM_ERROR_RANGE, "length %u, at most 128", prefix->length);
  if (has_stray_bits (prefix))
    return gvm_writer_fail (writer, GVM_ERROR_RANGE, "bits behind a prefix of %u", prefix->length);

  gvm_writer_u8 (writer, prefix->length); /* if this fails, so does the next call */
  guint8 *octets = gvm_writer_put (writer, octets_of (prefix->length));
  if (octets == NULL)
    return FALSE;
  memcpy (octets, prefix->address, octets_of (prefix->length));
  return TRUE;
}

static gboolean
prefix_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint64 start = gvm_reader_tell (reader);
  Prefix prefix = { .length = 0 };

  if (!gvm_reader_u8 (reader, &prefix.length))
    return FALSE;
  if (prefix.length > 128)
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "length %u, at most 128",
                            prefix.length);

  const guint8 *octets = gvm_reader_take (reader, octets_of (prefix.length));
  if (octets == NULL)
    return FALSE;
  memcpy (prefix.address, octets, octets_of (prefix.length));
  if (has_stray_bits (&prefix))
    return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "bits behind a prefix of %u",
                            prefix.length);
  *(Prefix *) value = prefix;
  return TRUE;
}

/* By address, then by length: a network comes before those in it. */
static gint
prefix_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  const Prefix *x = a, *y = b;
  gint order = memcmp (x->address, y->address, sizeof x->address);

  return order != 0 ? order : x->length - y->length;
}

static char *
prefix_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  const Prefix *prefix = value;
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_bytes (prefix->address, G_SOCKET_FAMILY_IPV6);
  g_autofree char *text = g_inet_address_to_string (address);

  return g_strdup_printf ("%s/%u", text, prefix->length);
}

static guint
prefix_hash (gconstpointer key)
{
  const Prefix *prefix = key;
  guint hash = prefix->length;

  for (gsize i = 0; i < sizeof prefix->address; i++)
    hash = hash * 31 + prefix->address[i];
  return hash;
}

static gboolean
prefix_equal (gconstpointer a, gconstpointer b)
{
  return prefix_compare (NULL, a, b) == 0;
}

const GvmCodec prefix_codec = {
  .name = "ipv6-prefix",
  .c_size = sizeof (Prefix),
  .wire_min = 1,
  .encode = prefix_encode,
  .decode = prefix_decode,
  .compare = prefix_compare,
  .format = prefix_format,
  .key_hash = prefix_hash,
  .key_equal = prefix_equal,
};
