/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Texts are sorted a word at a time: as many octets as an integer has are one, its rank, and by that they are sorted
 * as integers are. Those whose words are equal are sorted by their next ones. Only few texts, and texts of which one
 * ends in the word, are compared as wholes.
 */
#include "container/texts.h"

#include "codec/octets.h"
#include "container/radix.h"

enum { WORD = sizeof (gsize) };
/* Texts that are the same as far as that many words go are compared as wholes. */
enum { MOST_WORDS = 64 };
enum { FEW = 12 };
/* Texts whose memory is on its way while one is looked at. */
enum { AHEAD = 16 };

/* While they are sorted, an entry stands for another: its key is a rank, its value the entry meant. */
static inline gpointer
key_of (const GvmEntry *stand_in)
{
  return ((const GvmEntry *) stand_in->value)->key;
}

/* Returns: the octets of @key's from number @first on, up to a word of them. */
static gsize
rank_of (const GvmOctets *type, gpointer key, gsize first)
{
  gsize size, rank = 0;

  if (key == NULL)
    return 0;
  const guint8 *octets = type->view (key, &size);
  if (first < size)
    memcpy (&rank, octets + first, MIN (size - first, WORD));
  return GSIZE_FROM_BE (rank);
}

static void
rank_all (GvmiRanks *ranks, const GvmOctets *type, GvmEntry *stand_ins, gsize n, gsize first)
{
  for (gsize i = 0; i < n; i++) {
    __builtin_prefetch (key_of (&stand_ins[MIN (i + AHEAD, n - 1)]));
    stand_ins[i].key = GSIZE_TO_POINTER (rank_of (type, key_of (&stand_ins[i]), first));
  }
  gvmi_ranks_open (ranks, 0);
  gvmi_ranks_add (ranks, stand_ins, n);
}

static gint
compare_wholes (gconstpointer a, gconstpointer b, gpointer field)
{
  return gvmi_container_compare_keys (field, key_of (a), key_of (b));
}

static gboolean
any_ends_before (const GvmOctets *type, const GvmEntry *stand_ins, gsize n, gsize end)
{
  for (gsize i = 0; i < n; i++) {
    gpointer key = key_of (&stand_ins[i]);
    gsize size = 0;

    if (key != NULL)
      type->view (key, &size);
    if (size < end)
      return TRUE;
  }
  return FALSE;
}

/* Sorts texts that are the same up to octet @first. */
static void
sort_from (const GvmField *field, GvmEntry *stand_ins, GvmEntry *other, gsize n, gsize first)
{
  const GvmOctets *type = ((const GvmOctetsParams *) field->key->params)->type;
  gsize behind = first + WORD;

  if (n <= FEW || first == MOST_WORDS * WORD ||
      (first > 0 && any_ends_before (type, stand_ins, n, first))) {
    g_qsort_with_data (stand_ins, (gint) n, sizeof *stand_ins, compare_wholes, (gpointer) field);
    return;
  }

  GvmiRanks ranks;
  rank_all (&ranks, type, stand_ins, n, first);
  if (gvmi_radix_sort (stand_ins, other, n, &ranks) == other)
    memcpy (stand_ins, other, n * sizeof *stand_ins);
  for (gsize i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && stand_ins[next].key == stand_ins[i].key;)
      next++;
    if (next - i > 1)
      sort_from (field, stand_ins + i, other + i, next - i, behind);
  }
}

void
gvmi_texts_sort (const GvmField *field, GvmEntry *entries, gsize n)
{
  GvmEntry *stand_ins = g_new (GvmEntry, 2 * n);

  for (gsize i = 0; i < n; i++)
    stand_ins[i].value = &entries[i];
  sort_from (field, stand_ins, stand_ins + n, n, 0);
  for (gsize i = 0; i < n; i++)
    stand_ins[n + i] = *(const GvmEntry *) stand_ins[i].value;
  memcpy (entries, stand_ins + n, n * sizeof *entries);
  g_free (stand_ins);
}
