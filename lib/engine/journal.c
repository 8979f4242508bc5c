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
  GvmiDispose dispose;
  gconstpointer owner;
  gpointer aside, content;
} Replaced;

void
gvmi_journal_open (GvmiJournal *journal)
{
  journal->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  journal->replaced = g_array_new (FALSE, FALSE, sizeof (Replaced));
}

static void
journal_close (GvmiJournal *journal)
{
  for (guint i = 0; i < journal->kept->len; i++)
    g_free (g_array_index (journal->kept, Kept, i).bytes);
  g_array_unref (journal->kept);
  g_array_unref (journal->replaced);
}

void
gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size)
{
  Kept kept = { .place = place, .size = size, .bytes = g_memdup2 (place, size) };

  g_array_append_val (journal->kept, kept);
}

void
gvmi_journal_replace (GvmiJournal *journal, GvmiDispose dispose, gconstpointer owner,
                      gpointer *member, gpointer content)
{
  Replaced replaced = { .dispose = dispose, .owner = owner, .aside = *member, .content = content };

  g_array_append_val (journal->replaced, replaced);
  *member = content;
}

void
gvmi_journal_commit (GvmiJournal *journal)
{
  for (guint i = 0; i < journal->replaced->len; i++) {
    Replaced *replaced = &g_array_index (journal->replaced, Replaced, i);

    replaced->dispose (replaced->owner, &replaced->aside, GVMI_REPLACED);
  }
  journal_close (journal);
}

void
gvmi_journal_rollback (GvmiJournal *journal)
{
  for (guint i = journal->replaced->len; i-- > 0;) {
    Replaced *replaced = &g_array_index (journal->replaced, Replaced, i);

    replaced->dispose (replaced->owner, &replaced->content, GVMI_FORSAKEN);
  }
  for (guint i = journal->kept->len; i-- > 0;) {
    Kept *kept = &g_array_index (journal->kept, Kept, i);

    memcpy (kept->place, kept->bytes, kept->size);
  }
  journal_close (journal);
}
