/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The set is one block, open addressed. A batch of keys first asks for the memory of all its places.
 */
#include "container/distinct.h"

#include "codec/integer.h"
#include "codec/octets.h"
#include "container/walk.h"

/* MurmurHash3's finalizer for 64 bits: one to one, so that different integers stay so. */
static inline guint64
mix (guint64 value)
{
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return value ^ value >> 33;
}

static guint64
mix_octets (const guint8 *octets, gsize size)
{
  guint64 sum = size, word;

  for (; size >= sizeof word; octets += sizeof word, size -= sizeof word) {
    memcpy (&word, octets, sizeof word);
    sum = mix (sum ^ word);
  }
  word = 0;
  if (size > 0) /* of none there may be no address */
    memcpy (&word, octets, size);
  return mix (sum ^ word);
}

/* A missing key or text is refused elsewhere. */
static guint64
get_fingerprint (const GvmiSlots *keys, gpointer slot)
{
  const GvmOctetsParams *params = keys->codec->params;
  gsize size;

  if (gvmi_codec_is_integer (keys->codec)) {
    guint64 scratch;
    gconstpointer value = gvmi_slot_get (keys, slot, &scratch);

    return value != NULL ? mix (gvmi_integer_get (keys->codec, value)) : 0;
  }
  if (slot == NULL)
    return 0;
  const guint8 *octets = params->type->view (slot, &size);
  return mix_octets (octets, size);
}

gboolean
gvmi_distinct_open (GvmiDistinct *distinct, const GvmiSlots *keys, gsize n)
{
  if (!gvmi_codec_is_integer (keys->codec) && !gvmi_codec_is_octets (keys->codec))
    return FALSE;
  distinct->keys = keys;
  distinct->is_suspect = FALSE;
  for (distinct->bits = 6; (gsize) 1 << distinct->bits < 2 * n;)
    distinct->bits++;

  gsize size = (gsize) 1 << distinct->bits;
  distinct->places = distinct->few;
  if (size > GVMI_DISTINCT_FEW)
    distinct->places = g_new0 (guint32, size);
  else
    memset (distinct->few, 0, size * sizeof *distinct->few);
  return TRUE;
}

/* The place is by the fingerprint's low bits, what is kept there by its high ones. */
static void
note (GvmiDistinct *distinct, guint64 fingerprint)
{
  gsize mask = ((gsize) 1 << distinct->bits) - 1, place = fingerprint & mask;
  guint32 part = (guint32) (fingerprint >> 32) | 1;

  while (distinct->places[place] != 0 && distinct->places[place] != part)
    place = (place + 1) & mask;
  distinct->is_suspect |= distinct->places[place] == part;
  distinct->places[place] = part;
}

void
gvmi_distinct_add (GvmiDistinct *distinct, const GvmEntry *entries, gsize n)
{
  gsize mask = ((gsize) 1 << distinct->bits) - 1;
  guint64 fingerprints[GVMI_BATCH];

  for (gsize i = 0; i < n; i++) {
    fingerprints[i] = get_fingerprint (distinct->keys, entries[i].key);
    __builtin_prefetch (&distinct->places[fingerprints[i] & mask], 1);
  }
  for (gsize i = 0; i < n; i++)
    note (distinct, fingerprints[i]);
}

gboolean
gvmi_distinct_close (GvmiDistinct *distinct)
{
  if (distinct->places != distinct->few)
    g_free (distinct->places);
  return distinct->is_suspect;
}
