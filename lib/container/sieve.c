/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which bits of an integer choose its place is a guess by the first of them. A wrong guess only lets places meet.
 */
#include "container/sieve.h"

#include "codec/integers.h"
#include "container/walk.h"

/* Bits of the map for each integer: they may lie a little apart. */
enum { ROOM = 8, FEWEST_BITS = 64 };
enum { SHOWN = 8 };

void
gvmi_sieve_open (GvmiSieve *sieve, const GvmCodec *codec, gsize n)
{
  guint64 bits = FEWEST_BITS;

  while (bits < (guint64) ROOM * n)
    bits *= 2;
  sieve->codec = codec;
  sieve->last = bits - 1;
  sieve->has_begun = FALSE;
  sieve->is_open = TRUE;
  if (bits / 8 <= sizeof sieve->few)
    sieve->map = memset (sieve->few, 0, bits / 8);
  else
    sieve->map = g_malloc0 (bits / 8);
}

/* The first few integers show which bits differ. */
static void
sieve_begin (GvmiSieve *sieve, const guint64 *integers, gsize n)
{
  guint64 any = 0, all = G_MAXUINT64;

  for (gsize i = 0; i < MIN (n, SHOWN); i++) {
    any |= integers[i];
    all &= integers[i];
  }
  sieve->shift = any != all ? (guint) __builtin_ctzll (any & ~all) : 0;
  sieve->has_begun = TRUE;
}

void
gvmi_sieve_add (GvmiSieve *sieve, const guint8 *wire, gsize stride, gsize n)
{
  guint64 integers[GVMI_BATCH], *map = sieve->map, last = sieve->last, twice = 0;

  if (!sieve->is_open)
    return;
  gvmi_integers_read (sieve->codec, wire, stride, n, integers);
  if (!sieve->has_begun)
    sieve_begin (sieve, integers, n);
  for (gsize i = 0, shift = sieve->shift; i < n; i++) {
    guint64 place = integers[i] >> shift & last, bit = G_GUINT64_CONSTANT (1) << place % 64;

    twice |= map[place / 64] & bit;
    map[place / 64] |= bit;
  }
  sieve->is_open = twice == 0;
}

gboolean
gvmi_sieve_close (GvmiSieve *sieve)
{
  if (sieve->map != sieve->few)
    g_free (sieve->map);
  return sieve->is_open;
}
