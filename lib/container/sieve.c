/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which bits of an integer choose its place is a guess by the first of them. A wrong guess only lets places meet.
 */
#include "container/sieve.h"

#include "codec/integers.h"

/* Places for each integer: they may lie a little apart. */
enum { ROOM = 2, FEWEST = 64 };
enum { SHOWN = 8 };

void
gvmi_sieve_open (GvmiSieve *sieve, const GvmCodec *codec, gsize n)
{
  gsize places = FEWEST;

  while (places < ROOM * n)
    places *= 2;
  sieve->codec = codec;
  sieve->last = places - 1;
  sieve->has_begun = FALSE;
  sieve->is_open = TRUE;
  sieve->map = places <= sizeof sieve->few ? memset (sieve->few, 0, places) : g_malloc0 (places);
}

/* The first few integers show which bits differ. */
static void
begin (GvmiSieve *sieve, const guint8 *wire, gsize stride, gsize n)
{
  guint64 integers[SHOWN], any = 0, all = G_MAXUINT64;

  n = MIN (n, SHOWN);
  gvmi_integers_read (sieve->codec, wire, stride, n, integers);
  for (gsize i = 0; i < n; i++) {
    any |= integers[i];
    all &= integers[i];
  }
  sieve->shift = any != all ? (guint) __builtin_ctzll (any & ~all) : 0;
  sieve->has_begun = TRUE;
}

/* A sign makes no difference: it is only more bits. */
#define SIEVE_EACH(type, swap)                                                                     \
  for (gsize i = 0; i < n; i++) {                                                                  \
    type integer;                                                                                  \
                                                                                                   \
    memcpy (&integer, wire + i * stride, sizeof integer);                                          \
    guint64 place = (guint64) swap (integer) >> shift & last;                                      \
                                                                                                   \
    twice |= map[place];                                                                           \
    map[place] = TRUE;                                                                             \
  }

void
gvmi_sieve_add (GvmiSieve *sieve, const guint8 *wire, gsize stride, gsize n)
{
  if (!sieve->is_open)
    return;
  if (!sieve->has_begun)
    begin (sieve, wire, stride, n);

  guint8 *map = sieve->map, twice = 0;
  guint64 last = sieve->last;
  guint shift = sieve->shift;
  switch (sieve->codec->c_size) {
  case 1:
    SIEVE_EACH (guint8, (guint8))
    break;
  case 2:
    SIEVE_EACH (guint16, GUINT16_FROM_BE)
    break;
  case 4:
    SIEVE_EACH (guint32, GUINT32_FROM_BE)
    break;
  default:
    SIEVE_EACH (guint64, GUINT64_FROM_BE)
    break;
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
