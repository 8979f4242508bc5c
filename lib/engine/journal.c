/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All or nothing, in two lists. Both are undone from the end, so a place that was kept twice gets its
 * oldest bytes.
 */
#include "engine/journal.h"

typedef struct {
  gpointer place;
  gsize size;
  gpointer bytes;
} Kept;

typedef struct {
  GvmiSettle settle;
  gconstpointer owner;
  gpointer place, aside, content;
} Put;

void
gvmi_journal_open (GvmiJournal *journal)
{
  journal->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  journal->put = g_array_new (FALSE, FALSE, sizeof (Put));
}

static void
journal_close (GvmiJournal *journal)
{
  for (guint i = 0; i < journal->kept->len; i++)
    g_free (g_array_index (journal->kept, Kept, i).bytes);
  g_array_unref (journal->kept);
  g_array_unref (journal->put);
}

void
gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size)
{
  Kept kept = { .place = place, .size = size, .bytes = g_memdup2 (place, size) };

  g_array_append_val (journal->kept, kept);
}

void
gvmi_journal_put (GvmiJournal *journal, GvmiSettle settle, gconstpointer owner, gpointer place,
                  gpointer aside, gpointer content)
{
  Put put = {
    .settle = settle, .owner = owner, .place = place, .aside = aside, .content = content
  };

  g_array_append_val (journal->put, put);
}

/* From the end, too: what was put in twice may have been moved into what was put in first. */
static void
settle_all (GvmiJournal *journal, gboolean committed)
{
  for (guint i = journal->put->len; i-- > 0;) {
    const Put *put = &g_array_index (journal->put, Put, i);

    put->settle (put->owner, put->place, put->aside, put->content, committed);
  }
}

void
gvmi_journal_commit (GvmiJournal *journal)
{
  settle_all (journal, TRUE);
  journal_close (journal);
}

void
gvmi_journal_rollback (GvmiJournal *journal)
{
  settle_all (journal, FALSE);
  for (guint i = journal->kept->len; i-- > 0;) {
    Kept *kept = &g_array_index (journal->kept, Kept, i);

    memcpy (kept->place, kept->bytes, kept->size);
  }
  journal_close (journal);
}
