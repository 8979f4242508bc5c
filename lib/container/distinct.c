/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Notes that are close together, as addresses and numbers are, take one bit each of a map of all that there could be
 * between them. Others go into a set: one block, open addressed.
 */
#include "container/distinct.h"

#include "codec/integers.h"
#include "codec/octets.h"

#include <xxhash.h>

/* Bits that a map may have for each note. More would be more memory than the set has. */
enum { SPARSE = 64 };
/* Notes that are on their way while one is looked at. */
enum { AHEAD = 16 };
/* So few notes need no prefetch. */
enum { CACHED = 4096 };
/* Octets that small maps and sets have on the stack. */
enum { SMALL = 2048 };

/* The memory of a map, or of a set. */
typedef union {
  guint64 map[SMALL / sizeof (guint64)];
  guint32 set[SMALL / sizeof (guint32)];
} Places;

gboolean
gvmi_distinct_fits (const GvmiSlots *keys)
{
  return gvmi_codec_is_integer (keys->codec) || gvmi_codec_is_octets (keys->codec);
}

void
gvmi_distinct_open (GvmiDistinct *distinct, const GvmiSlots *keys, gsize n)
{
  distinct->keys = keys;
  distinct->n = 0;
  distinct->most = n;
  distinct->seed = (guint64) g_random_int () << 32 | g_random_int ();
  distinct->notes = n > GVMI_DISTINCT_FEW ? g_new (guint64, n) : distinct->few;
}

/* A missing key or text is refused elsewhere. */
static guint64
note_of (const GvmiSlots *keys, gpointer slot, guint64 seed)
{
  const GvmOctetsParams *params = keys->codec->params;
  gsize size;

  if (slot == NULL)
    return 0;
  const guint8 *octets = params->type->view (slot, &size);
  return XXH3_64bits_withSeed (octets, size, seed);
}

void
gvmi_distinct_add_octets (GvmiDistinct *distinct, const guint8 *octets, gsize size)
{
  if (distinct->n < distinct->most)
    distinct->notes[distinct->n++] = XXH3_64bits_withSeed (octets, size, distinct->seed);
}

void
gvmi_distinct_add (GvmiDistinct *distinct, const GvmEntry *entries, gsize n)
{
  const GvmiSlots *keys = distinct->keys;
  guint64 *notes = distinct->notes + distinct->n;

  n = MIN (n, distinct->most - distinct->n);
  if (keys->storage == GVM_DIRECT && gvmi_codec_is_integer (keys->codec))
    for (gsize i = 0; i < n; i++)
      notes[i] = GPOINTER_TO_SIZE (entries[i].key);
  else if (gvmi_codec_is_integer (keys->codec))
    gvmi_integers_list (keys->codec, &entries->key, GVMI_ENTRY_STEP, n, notes);
  else
    for (gsize i = 0; i < n; i++)
      notes[i] = note_of (keys, entries[i].key, distinct->seed);
  distinct->n += n;
}

void
gvmi_distinct_add_wire (GvmiDistinct *distinct, const guint8 *wire, gsize stride, gsize n)
{
  guint64 *notes = distinct->notes + distinct->n;

  n = MIN (n, distinct->most - distinct->n);
  gvmi_integers_read (distinct->keys->codec, wire, stride, n, notes);
  distinct->n += n;
}

/* ---- close together --------------------------------------------------------------------------- */

/* What of each note is a place in a map: the bits from the lowest to the highest in which notes differ. */
typedef struct {
  guint first;
  guint64 last; /* place: all those bits */
} Span;

static Span
find_span (const guint64 *notes, gsize n)
{
  guint64 any = 0, all = G_MAXUINT64;

  for (gsize i = 0; i < n; i++) {
    any |= notes[i];
    all &= notes[i];
  }

  guint64 differ = any & ~all;
  if (differ == 0)
    return (Span) { 0, 0 };
  guint first = (guint) __builtin_ctzll (differ);
  return (Span) { first, (G_GUINT64_CONSTANT (2) << (63 - __builtin_clzll (differ) - first)) - 1 };
}

/* Is @note's place taken? Now it is. */
static inline guint64
take_place (guint64 *map, Span span, guint64 note)
{
  guint64 place = note >> span.first & span.last, bit = G_GUINT64_CONSTANT (1) << place % 64;
  guint64 taken = map[place / 64] & bit;

  map[place / 64] |= bit;
  return taken;
}

static gboolean
map_has_twice (guint64 *map, Span span, const guint64 *notes, gsize n)
{
  guint64 twice = 0;
  gsize i = 0;

  for (; i + AHEAD < n && n > CACHED; i++) {
    __builtin_prefetch (&map[(notes[i + AHEAD] >> span.first & span.last) / 64], 1);
    twice |= take_place (map, span, notes[i]);
  }
  for (; i < n; i++)
    twice |= take_place (map, span, notes[i]);
  return twice != 0;
}

/* ---- anywhere --------------------------------------------------------------------------------- */

/* MurmurHash3's finalizer for 64 bits: one to one, so that different notes stay so. */
static inline guint64
mix (guint64 value)
{
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  value ^= value >> 33;
  value *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  return value ^ value >> 33;
}

/* The place is by a note's low bits, what is kept there by its high ones; 0 is a free place. */
static gboolean
set_has_twice (guint32 *set, gsize mask, guint64 seed, guint64 *notes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    notes[i] = mix (notes[i] ^ seed);
  for (gsize i = 0; i < n; i++) {
    gsize place = (gsize) notes[i] & mask;
    guint32 part = (guint32) (notes[i] >> 32) | 1;

    __builtin_prefetch (&set[(gsize) notes[MIN (i + AHEAD, n - 1)] & mask], 1);
    while (set[place] != 0 && set[place] != part)
      place = (place + 1) & mask;
    if (set[place] == part)
      return TRUE;
    set[place] = part;
  }
  return FALSE;
}

/* ---- both ------------------------------------------------------------------------------------- */

static gboolean
has_twice (guint64 *notes, gsize n, guint64 seed)
{
  Span span = find_span (notes, n);
  gboolean is_map = span.last / SPARSE < n;
  guint64 places = 64;
  Places small;

  /* At most half of a set is taken. */
  while (places < (is_map ? span.last + 1 : 2 * (guint64) n))
    places *= 2;

  gsize size = (gsize) (is_map ? places / 8 : places * sizeof (guint32));
  Places *block = size <= sizeof small ? memset (&small, 0, size) : g_malloc0 (size);
  gboolean found = is_map ? map_has_twice (block->map, span, notes, n)
                          : set_has_twice (block->set, (gsize) places - 1, seed, notes, n);
  if (block != &small)
    g_free (block);
  return found;
}

gboolean
gvmi_distinct_close (GvmiDistinct *distinct)
{
  gboolean found = distinct->n > 1 && has_twice (distinct->notes, distinct->n, distinct->seed);

  if (distinct->notes != distinct->few)
    g_free (distinct->notes);
  return found;
}
