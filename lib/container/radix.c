/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Digit by digit from the lowest, each pass stable. Only the bits from the first to the last in which keys differ are
 * looked at, as a number with digits of some base; so keys that lie close together, or are multiples of something,
 * cost one pass or two. Few entries are sorted by insertion.
 *
 * The base is no power of two, where a quotient by another one is cheap. Of keys that lie close together each digit
 * comes as often as any other; so a pass would write to places that are a power of two apart, for which a cache has too
 * few lines. A base of 2^11 made saving a million PCI addresses half as slow again.
 */
#include "container/radix.h"

#include "codec/integers.h"

enum { FEW = 12 }; /* entries that insertion is as fast for */
/* A digit has fewer bits where clearing its counts would cost more than another pass. */
enum { MANY = 512, FEW_BITS = 8, MANY_BITS = 11, MOST_DIGITS = 8 };
/* A digit that holds so many bits has a base that much above 2^bits: entries of 16 octets are then 48 octets beside a
 * power of two. A quotient by it is exact for numbers of so many bits. */
#ifdef __SIZEOF_INT128__
enum { BASE_EXCESS = 3, EXACT_BITS = 64 - MANY_BITS - 1 };
#else /* it would take a division */
enum { BASE_EXCESS = 0, EXACT_BITS = 0 };
#endif
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

/* The number that is in some bits of a rank, and its digits. */
typedef struct {
  guint first; /* its lowest bit */
  gsize mask;  /* of its bits, from that on */
  guint n;     /* digits */
  guint width; /* bits that a digit can hold */
  gsize base;
  guint64 inverse; /* of the base, in units of 2^-64, rounded up */
} Digits;

struct GvmiRadixCounts {
  Digits digits;
  Counts of[GUESSED_DIGITS];
};

/* @n digits, each of which can hold @width bits, for @bits bits from @first on. */
static Digits
make_digits (guint first, guint bits, guint n, guint width)
{
  gsize base = ((gsize) 1 << width) + (bits <= EXACT_BITS ? BASE_EXCESS : 0);

  return (Digits) { .first = first,
                    .mask = G_MAXSIZE >> (8 * sizeof (gsize) - bits),
                    .n = n,
                    .width = width,
                    .base = base,
                    .inverse = G_MAXUINT64 / base + 1 };
}

/* Of a base that is a power of two digits are bits of the number: nothing needs to be worked out. */
static inline gboolean
are_bits (const Digits *digits)
{
  return digits->base == (gsize) 1 << digits->width;
}

static inline gsize
number_of (const GvmEntry *entry, const Digits *digits)
{
  return rank_of (entry) >> digits->first & digits->mask;
}

/* Without its lowest digit. */
static inline gsize
shorten (gsize number, const Digits *digits)
{
#ifdef __SIZEOF_INT128__
  __extension__ typedef unsigned __int128 Wide;

  return (gsize) ((Wide) number * digits->inverse >> 64);
#else
  return number >> digits->width;
#endif
}

/* The highest digit is what is left when all others have been taken off. */
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
  ranks->counts->digits = make_digits (MIN ((guint) __builtin_ctzll (differ), LAST_GUESS),
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
choose_digits (gsize differ, gsize n)
{
  guint most = n < MANY ? FEW_BITS : MANY_BITS;
  guint first = (guint) __builtin_ctzll (differ);
  guint bits = 64 - (guint) __builtin_clzll (differ) - first;
  guint digits = (bits + most - 1) / most;

  return make_digits (first, bits, digits, (bits + digits - 1) / digits);
}

/* How often each digit comes in each place, in one pass over the entries. */
static void
count_digits (Counts *counts, const GvmEntry *entries, gsize n, const Digits *digits)
{
  for (guint d = 0; d < digits->n; d++)
    memset (counts[d], 0, sizeof counts[d][0] * digits->base);
  if (are_bits (digits)) {
    for (gsize i = 0; i < n; i++)
      for (guint d = 0; d < digits->n; d++)
        counts[d][number_of (&entries[i], digits) >> d * digits->width & (digits->base - 1)]++;
    return;
  }
  for (gsize i = 0; i < n; i++)
    count_entry (counts, &entries[i], digits, digits->n);
}

/* Moves entries to their places by the digit that has @below digits below it, and, unless it @is_highest, others above;
 * @places are where each digit's next entry goes. Inlined, for both are constants in the loops that matter. */
static inline __attribute__ ((always_inline)) void
move_by (GvmEntry *restrict to, const GvmEntry *restrict from, gsize n, guint32 *places,
         const Digits *digits, guint below, gboolean is_highest)
{
  for (gsize i = 0; i < n; i++) {
    gsize number = number_of (&from[i], digits);

    for (guint d = 0; d < below; d++)
      number = shorten (number, digits);
    if (!is_highest)
      number -= shorten (number, digits) * digits->base;
    to[places[number]++] = from[i];
  }
}

/* Digit @index, where digits are bits, as the only one of a number. */
static Digits
single_out (const Digits *digits, guint index)
{
  Digits digit = *digits;

  digit.first += index * digits->width;
  digit.mask = digits->mask >> index * digits->width & (digits->base - 1);
  return digit;
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
  if (are_bits (digits)) {
    Digits digit = single_out (digits, index);

    move_by (to, from, n, counts, &digit, 0, TRUE);
  } else if (digits->n == 1)
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
    digits = choose_digits (differ, n);
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
