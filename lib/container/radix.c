/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Digit by digit from the least significant, each pass stable. Only bits in which keys differ are cut into
 * digits, so keys that lie close together, or are multiples of something, cost one pass or two. Few entries
 * are sorted by insertion.
 *
 * The base of a digit is no power of two. Of keys that lie close together each digit comes as often as any other; so a
 * pass would write to places that are a power of two apart, which is what a cache has too few lines for. Digits of
 * 2^11 made sorting a million PCI addresses three times as slow.
 */
#include "container/radix.h"

#include "codec/integers.h"

enum { FEW = 12 }; /* entries that insertion is as fast for */
/* A digit has fewer bits where clearing its counts would cost more than another pass. */
enum { MANY = 512, FEW_BITS = 8, MANY_BITS = 11, MOST_DIGITS = 8 };
/* A digit of so many bits has a base that much above 2^bits: entries of 16 octets are then 48 octets beside a power of
 * two. */
enum { BASE_EXCESS = 3 };
/* Of no more bits a quotient by such a base is exact. */
enum { EXACT_BITS = 64 - MANY_BITS - 1 };
/* Where ranks are worth a guess while they come: 22 bits of them. */
enum { WORTH_A_GUESS = 4096, GUESSED_DIGITS = 2, GUESSED_BITS = GUESSED_DIGITS * MANY_BITS };
enum { LAST_GUESS = 8 * sizeof (gsize) - GUESSED_BITS };

gboolean
gvmi_radix_fits (const GvmiSlots *keys)
{
  return gvmi_codec_is_integer (keys->codec) && keys->codec->compare == gvmi_integer_compare &&
         keys->codec->c_size <= sizeof (gpointer);
}

/* What makes unsigned order of signed. */
static gsize
sign_of (const GvmiSlots *keys)
{
  return keys->codec->kind == GVM_KIND_SIGNED ? (gsize) 1 << (8 * sizeof (gsize) - 1) : 0;
}

static inline gsize
rank_of (const GvmEntry *entry)
{
  return GPOINTER_TO_SIZE (entry->key);
}

/* How often each digit comes in each place. */
typedef guint32 Counts[(1 << MANY_BITS) + BASE_EXCESS];

/* How the bits in which keys differ are cut into digits. */
typedef struct {
  guint first; /* bit */
  gsize mask;  /* of the bits from there on */
  gsize base;
  guint64 inverse; /* of the base, in units of 2^-64, rounded up */
  guint n;
} Digits;

struct GvmiRadixCounts {
  Digits digits;
  Counts of[GUESSED_DIGITS];
};

/* @n digits of @width bits each, for @bits bits from @first on. */
static Digits
cut_into (guint first, guint bits, guint n, guint width)
{
  gsize base = ((gsize) 1 << width) + (bits <= EXACT_BITS ? BASE_EXCESS : 0);

  return (Digits) { .first = first,
                    .mask = G_MAXSIZE >> (8 * sizeof (gsize) - bits),
                    .base = base,
                    .inverse = G_MAXUINT64 / base + 1,
                    .n = n };
}

static inline gsize
number_of (const GvmEntry *entry, const Digits *digits)
{
  return rank_of (entry) >> digits->first & digits->mask;
}

/* Without its last digit. A division would take as long as all the rest. */
static inline gsize
shorten (gsize number, const Digits *digits)
{
#ifdef __SIZEOF_INT128__
  __extension__ typedef unsigned __int128 Wide;

  return (gsize) ((Wide) number * digits->inverse >> 64);
#else
  return number / digits->base;
#endif
}

/* The first digit has nothing before it to be rid of. */
static inline void
count_entry (Counts *counts, const GvmEntry *entry, const Digits *digits, guint n)
{
  gsize number = number_of (entry, digits);

  for (guint d = 0; d < n - 1; d++) {
    gsize rest = shorten (number, digits);

    counts[d][number - rest * digits->base]++;
    number = rest;
  }
  counts[n - 1][number]++;
}

void
gvmi_ranks_open (GvmiRanks *ranks, gsize n)
{
  *ranks = (GvmiRanks) { .all = G_MAXSIZE, .wants_counts = n >= WORTH_A_GUESS };
}

void
gvmi_ranks_close (GvmiRanks *ranks)
{
  g_free (ranks->counts);
}

/* By the first ranks, which have not been counted yet; where they are all the same, they show nothing. */
static gboolean
guess (GvmiRanks *ranks)
{
  gsize differ = ranks->any & ~ranks->all;

  ranks->wants_counts = differ != 0;
  if (differ == 0)
    return FALSE;
  ranks->counts = g_new0 (struct GvmiRadixCounts, 1);
  ranks->counts->digits = cut_into (MIN ((guint) __builtin_ctzll (differ), LAST_GUESS),
                                    GUESSED_BITS, GUESSED_DIGITS, MANY_BITS);
  return TRUE;
}

void
gvmi_ranks_add (GvmiRanks *ranks, const GvmEntry *entries, gsize n)
{
  gsize any = ranks->any, all = ranks->all;

  for (gsize i = 0; i < n; i++) {
    any |= rank_of (&entries[i]);
    all &= rank_of (&entries[i]);
  }
  ranks->any = any;
  ranks->all = all;
  if (!ranks->wants_counts)
    return;
  if (ranks->counts == NULL && !guess (ranks))
    return;
  for (gsize i = 0; i < n; i++)
    count_entry (ranks->counts->of, &entries[i], &ranks->counts->digits, GUESSED_DIGITS);
}

gboolean
gvmi_radix_rank (GvmiRanks *ranks, const GvmiSlots *keys, GvmEntry *entries, gsize n)
{
  gsize sign = sign_of (keys);

  if (keys->storage == GVM_DIRECT) {
    if (gvmi_integers_check (keys->codec, &entries->key, GVMI_ENTRY_STEP, n) < n)
      return FALSE;
  } else {
    for (gsize i = 0; i < n; i++)
      if (entries[i].key == NULL)
        return FALSE;
    gvmi_integers_unbox (keys->codec, &entries->key, GVMI_ENTRY_STEP, n);
  }
  for (gsize i = 0; sign != 0 && i < n; i++)
    entries[i].key = GSIZE_TO_POINTER (rank_of (&entries[i]) ^ sign);
  gvmi_ranks_add (ranks, entries, n);
  return TRUE;
}

static void
sort_few (GvmEntry *entries, gsize n)
{
  for (gsize i = 1; i < n; i++) {
    GvmEntry entry = entries[i];
    gsize at = i;

    for (; at > 0 && rank_of (&entries[at - 1]) > rank_of (&entry); at--)
      entries[at] = entries[at - 1];
    entries[at] = entry;
  }
}

static Digits
cut_digits (gsize differ, gsize n)
{
  guint most = n < MANY ? FEW_BITS : MANY_BITS;
  guint first = (guint) __builtin_ctzll (differ);
  guint bits = 64 - (guint) __builtin_clzll (differ) - first;
  guint digits = (bits + most - 1) / most;

  return cut_into (first, bits, digits, (bits + digits - 1) / digits);
}

/* How often each digit comes in each place, in one pass over the entries. */
static void
count_digits (Counts *counts, const GvmEntry *entries, gsize n, const Digits *digits)
{
  for (guint d = 0; d < digits->n; d++)
    memset (counts[d], 0, sizeof counts[d][0] * digits->base);
  for (gsize i = 0; i < n; i++)
    count_entry (counts, &entries[i], digits, digits->n);
}

/* Moves entries to their places by digit @index; @places are where each digit's next entry goes. @is_first: the number has
 * no digit before it. Inlined, for both are constants in the loops that matter. */
static inline __attribute__ ((always_inline)) void
move_by (GvmEntry *restrict to, const GvmEntry *restrict from, gsize n, guint32 *places,
         const Digits *digits, guint index, gboolean is_first)
{
  for (gsize i = 0; i < n; i++) {
    gsize number = number_of (&from[i], digits);

    for (guint d = 0; d < index; d++)
      number = shorten (number, digits);
    if (!is_first)
      number -= shorten (number, digits) * digits->base;
    to[places[number]++] = from[i];
  }
}

/* One pass, by digit @index; @counts become places. */
static void
pass (GvmEntry *restrict to, const GvmEntry *restrict from, gsize n, guint32 *counts,
      const Digits *digits, guint index)
{
  guint32 place = 0;

  for (gsize digit = 0; digit < digits->base; digit++) {
    guint32 count = counts[digit];

    counts[digit] = place;
    place += count;
  }
  if (digits->n == 1)
    move_by (to, from, n, counts, digits, 0, TRUE);
  else if (index == 0)
    move_by (to, from, n, counts, digits, 0, FALSE);
  else if (digits->n == 2)
    move_by (to, from, n, counts, digits, 1, TRUE);
  else
    move_by (to, from, n, counts, digits, index, FALSE);
}

/* Are all bits in which ranks differ in the digits that have been counted? */
static gboolean
guess_was_right (const GvmiRanks *ranks, gsize differ)
{
  return ranks->counts != NULL &&
         (differ & ~(ranks->counts->digits.mask << ranks->counts->digits.first)) == 0;
}

/* Returns: which of both blocks has them sorted. */
static GvmEntry *
sort_many (GvmEntry *entries, GvmEntry *other, gsize n, const GvmiRanks *ranks)
{
  Counts own[MOST_DIGITS], *counts = own;
  gsize differ = ranks->any & ~ranks->all;

  if (differ == 0)
    return entries;
  Digits digits;
  if (guess_was_right (ranks, differ)) {
    counts = ranks->counts->of;
    digits = ranks->counts->digits;
  } else {
    digits = cut_digits (differ, n);
    count_digits (counts, entries, n, &digits);
  }
  for (guint d = 0; d < digits.n; d++) {
    pass (other, entries, n, counts[d], &digits, d);
    GvmEntry *sorted = other;
    other = entries;
    entries = sorted;
  }
  return entries;
}

GvmEntry *
gvmi_radix_sort (GvmEntry *entries, GvmEntry *other, gsize n, const GvmiRanks *ranks)
{
  if (n > FEW)
    return sort_many (entries, other, n, ranks);
  sort_few (entries, n);
  return entries;
}

void
gvmi_radix_unrank (GvmiSlots *keys, GvmEntry *entries, gsize n)
{
  gsize sign = sign_of (keys);

  for (gsize i = 0; sign != 0 && i < n; i++)
    entries[i].key = GSIZE_TO_POINTER (rank_of (&entries[i]) ^ sign);
  keys->storage = GVM_DIRECT;
}
