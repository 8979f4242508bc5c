/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All or nothing, in one list that is undone from its end: each thing while all that came before still stands,
 * and a place that was kept twice gets its oldest bytes.
 */
#include "engine/journal.h"

/* Something put in, or, without a settle, bytes that are kept. */
typedef struct {
  GvmiSettle settle; /* (nullable) */
  gconstpointer owner;
  gpointer place, aside, content;
  gsize size;         /* of what is kept: octets in aside */
  gboolean is_behind; /* kept from behind an element that nobody sees yet */
} Entry;

static Entry *
get_entry (const GvmiJournal *journal, guint index)
{
  return &g_array_index (journal->entries, Entry, index);
}

void
gvmi_journal_open (GvmiJournal *journal)
{
  journal->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
}

guint
gvmi_journal_get_mark (const GvmiJournal *journal)
{
  return journal->entries->len;
}

void
gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size, gboolean is_behind)
{
  Entry entry = {
    .place = place, .size = size, .aside = g_memdup2 (place, size), .is_behind = is_behind
  };

  g_array_append_val (journal->entries, entry);
}

/* Before what was kept from behind its elements: that is put back while they still are. */
void
gvmi_journal_put (GvmiJournal *journal, GvmiSettle settle, gconstpointer owner, gpointer place,
                  gpointer aside, gpointer content)
{
  Entry entry = {
    .settle = settle, .owner = owner, .place = place, .aside = aside, .content = content
  };
  guint at = journal->entries->len;

  while (at > 0 && get_entry (journal, at - 1)->is_behind)
    at--;
  g_array_insert_val (journal->entries, at, entry);
}

static void
commit_entry (const Entry *entry)
{
  if (entry->settle != NULL)
    entry->settle (entry->owner, entry->place, entry->aside, entry->content, TRUE);
  else
    g_free (entry->aside);
}

static void
undo_entry (const Entry *entry)
{
  if (entry->settle != NULL) {
    entry->settle (entry->owner, entry->place, entry->aside, entry->content, FALSE);
    return;
  }
  memcpy (entry->place, entry->aside, entry->size);
  g_free (entry->aside);
}

void
gvmi_journal_undo_to (GvmiJournal *journal, guint mark)
{
  while (journal->entries->len > mark) {
    guint last = journal->entries->len - 1;

    undo_entry (get_entry (journal, last));
    g_array_set_size (journal->entries, last);
  }
}

/* From the end, too: what was put in twice may have been moved into what was put in first. */
void
gvmi_journal_commit (GvmiJournal *journal)
{
  for (guint i = journal->entries->len; i-- > 0;)
    commit_entry (get_entry (journal, i));
  g_array_unref (journal->entries);
}

void
gvmi_journal_rollback (GvmiJournal *journal)
{
  gvmi_journal_undo_to (journal, 0);
  g_array_unref (journal->entries);
}
