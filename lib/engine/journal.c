/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All or nothing, in one list that is undone from its end: each thing while all that came before still stands,
 * and a place that was kept twice gets its oldest bytes.
 */
#include "engine/journal.h"

typedef GvmiJournalEntry Entry;

static Entry *
get_entries (GvmiJournal *journal)
{
  return journal->many != NULL ? journal->many : journal->few;
}

/* Makes room for one more, as number @at. */
static Entry *
insert (GvmiJournal *journal, guint at)
{
  if (journal->n == journal->room) {
    gboolean were_few = journal->many == NULL;

    journal->room = MAX (2 * journal->room, 2 * GVMI_JOURNAL_FEW);
    journal->many = g_renew (Entry, journal->many, journal->room);
    if (were_few)
      memcpy (journal->many, journal->few, sizeof journal->few);
  }
  Entry *entries = get_entries (journal);
  memmove (entries + at + 1, entries + at, (journal->n++ - at) * sizeof *entries);
  return &entries[at];
}

void
gvmi_journal_open (GvmiJournal *journal)
{
  journal->many = NULL;
  journal->n = 0;
  journal->room = GVMI_JOURNAL_FEW;
}

guint
gvmi_journal_get_mark (const GvmiJournal *journal)
{
  return journal->n;
}

void
gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size, gboolean is_behind)
{
  gboolean is_small = journal->n == 0 && size <= sizeof journal->small;
  gpointer aside = is_small ? memcpy (journal->small, place, size) : g_memdup2 (place, size);

  *insert (journal, journal->n) =
      (Entry) { .place = place, .size = size, .aside = aside, .is_behind = is_behind };
}

/* Before what was kept from behind its elements: that is put back while they still are. */
void
gvmi_journal_put (GvmiJournal *journal, GvmiSettle settle, gconstpointer owner, gpointer place,
                  gpointer aside, gpointer content)
{
  guint at = journal->n;

  while (at > 0 && get_entries (journal)[at - 1].is_behind)
    at--;
  *insert (journal, at) = (Entry) {
    .settle = settle, .owner = owner, .place = place, .aside = aside, .content = content
  };
}

static void
free_kept (const GvmiJournal *journal, const Entry *entry)
{
  if (entry->aside != journal->small)
    g_free (entry->aside);
}

static void
commit_entry (const GvmiJournal *journal, const Entry *entry)
{
  if (entry->settle != NULL)
    entry->settle (entry->owner, entry->place, entry->aside, entry->content, TRUE);
  else
    free_kept (journal, entry);
}

static void
undo_entry (const GvmiJournal *journal, const Entry *entry)
{
  if (entry->settle != NULL) {
    entry->settle (entry->owner, entry->place, entry->aside, entry->content, FALSE);
    return;
  }
  memcpy (entry->place, entry->aside, entry->size);
  free_kept (journal, entry);
}

void
gvmi_journal_undo_to (GvmiJournal *journal, guint mark)
{
  while (journal->n > mark)
    undo_entry (journal, &get_entries (journal)[--journal->n]);
}

/* From the end, too: what was put in twice may have been moved into what was put in first. */
void
gvmi_journal_commit (GvmiJournal *journal)
{
  while (journal->n > 0)
    commit_entry (journal, &get_entries (journal)[--journal->n]);
  g_free (journal->many);
}

void
gvmi_journal_rollback (GvmiJournal *journal)
{
  gvmi_journal_undo_to (journal, 0);
  g_free (journal->many);
}
