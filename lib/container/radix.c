/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Digit by digit from the least significant, each pass stable. Only bits in which keys differ are cut into
 * digits, so keys that lie close together, or are multiples of something, cost one pass or two. Few entries
 * are sorted by insertion.
 */
#include "container/radix.h"

#include "codec/integers.h"

enum { FEW = 12 }; /* entries that insertion is as fast for */
/* A digit has fewer bits where clearing its counts would cost more than another pass. */
enum { MANY = 512, FEW_BITS = 8, MANY_BITS = 11, MOST_DIGITS = 8 };
/* Where ranks are worth a guess while they come: 22 bits of them. */
enum { WORTH_A_GUESS = 4096, GUESSED_DIGITS = 2 };
enum { LAST_GUESS = 8 * sizeof (gsize) - GUESSED_DIGITS * MANY_BITS };

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
typedef guint32 Counts[1 << MANY_BITS];
struct GvmiRadixCounts {
  Counts of[GUESSED_DIGITS];
};

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
  ranks->first = MIN ((guint) __builtin_ctzll (differ), LAST_GUESS);
  ranks->counts = g_new0 (struct GvmiRadixCounts, 1);
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
    for (guint d = 0; d < GUESSED_DIGITS; d++)
      ranks->counts->of[d][rank_of (&entries[i]) >> (ranks->first + d * MANY_BITS) &
                           ((1 << MANY_BITS) - 1)]++;
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

/* How the bits in which keys differ are cut into digits. */
typedef struct {
  guint first, width; /* bits */
  guint n;
} Digits;

static Digits
cut_digits (gsize differ, gsize n)
{
  guint most = n < MANY ? FEW_BITS : MANY_BITS;
  guint first = (guint) __builtin_ctzll (differ);
  guint bits = 64 - (guint) __builtin_clzll (differ) - first;
  guint digits = (bits + most - 1) / most;

  return (Digits) { .first = first, .width = (bits + digits - 1) / digits, .n = digits };
}

static inline gsize
digit_of (const GvmEntry *entry, const Digits *digits, guint index)
{
  return rank_of (entry) >> (digits->first + index * digits->width) &
         (((gsize) 1 << digits->width) - 1);
}

/* How often each digit comes in each place, in one pass over the entries. */
static void
count_digits (Counts *counts, const GvmEntry *entries, gsize n, const Digits *digits)
{
  for (guint d = 0; d < digits->n; d++)
    memset (counts[d], 0, sizeof counts[d][0] << digits->width);
  for (gsize i = 0; i < n; i++)
    for (guint d = 0; d < digits->n; d++)
      counts[d][digit_of (&entries[i], digits, d)]++;
}

/* Moves entries to their places by one digit; @counts become where each digit's next entry goes. */
static void
pass (GvmEntry *restrict to, const GvmEntry *restrict from, gsize n, guint32 *counts,
      const Digits *digits, guint index)
{
  guint32 place = 0;

  for (gsize digit = 0; digit < (gsize) 1 << digits->width; digit++) {
    guint32 count = counts[digit];

    counts[digit] = place;
    place += count;
  }
  for (gsize i = 0; i < n; i++)
    to[counts[digit_of (&from[i], digits, index)]++] = from[i];
}

/* Are all bits in which ranks differ in the digits that have been counted? */
static gboolean
guess_was_right (const GvmiRanks *ranks, gsize differ)
{
  return ranks->counts != NULL && (guint) __builtin_ctzll (differ) >= ranks->first &&
         differ >> ranks->first >> (GUESSED_DIGITS * MANY_BITS) == 0;
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
    digits = (Digits) { .first = ranks->first, .width = MANY_BITS, .n = GUESSED_DIGITS };
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
