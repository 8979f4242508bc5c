/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Damerau's distance (insert, remove, replace, swap two neighbours) over short words. A candidate is
 * near when it takes at most a third of the word's letters, or else when it contains the word: people
 * type `virtio-net` where the stream says `pci@800000020000000:01.0/virtio-net`.
 */
#include <string.h>

#include "nearest.h"

enum { LONGEST = 96, FAR = G_MAXUINT16 };

static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  guint rows[3][LONGEST + 1];

  if (n > LONGEST || m > LONGEST)
    return FAR;
  for (gsize j = 0; j <= m; j++)
    rows[0][j] = (guint) j;
  for (gsize i = 1; i <= n; i++) {
    guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];

    row[0] = (guint) i;
    for (gsize j = 1; j <= m; j++) {
      row[j] = MIN (above[j], row[j - 1]) + 1;
      row[j] = MIN (row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN (row[j], twice[j - 2] + 1);
    }
  }
  return rows[n % 3][m];
}

void
nearest_init (Nearest *nearest, const char *word)
{
  *nearest = (Nearest) { .word = word, .distance = FAR };
}

void
nearest_offer (Nearest *nearest, const char *candidate)
{
  gsize length = strlen (nearest->word);
  guint cost = distance (nearest->word, candidate);

  if (length == 0)
    return;
  if (cost > MAX (length / 3, 1)) {
    /* Worse than any misspelling, better than nothing. */
    gboolean part = length > 1 && strstr (candidate, nearest->word) != NULL;
    cost = part && cost != FAR ? LONGEST + cost : FAR;
  }
  if (cost >= nearest->distance)
    return;
  nearest->distance = cost;
  g_free (nearest->best);
  nearest->best = g_strdup (candidate);
}

void
nearest_clear (Nearest *nearest)
{
  g_clear_pointer (&nearest->best, g_free);
}
