/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All or nothing, in three lists. Each is undone from the end, so a place that was kept twice gets its
 * oldest bytes.
 */
#include "engine/journal.h"

typedef struct {
  gpointer place;
  gsize size;
  gpointer bytes;
} Kept;

typedef struct {
  const GvmField *field;
  gpointer aside, content;
} Replaced;

typedef struct {
  const GvmCodec *codec;
  gpointer place, aside;
} Owner;

void
gvmi_journal_open (GvmiJournal *journal)
{
  journal->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  journal->replaced = g_array_new (FALSE, FALSE, sizeof (Replaced));
  journal->owners = g_array_new (FALSE, FALSE, sizeof (Owner));
}

static void
journal_close (GvmiJournal *journal)
{
  for (guint i = 0; i < journal->kept->len; i++)
    g_free (g_array_index (journal->kept, Kept, i).bytes);
  g_array_unref (journal->kept);
  g_array_unref (journal->replaced);
  for (guint i = 0; i < journal->owners->len; i++)
    g_free (g_array_index (journal->owners, Owner, i).aside);
  g_array_unref (journal->owners);
}

void
gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size)
{
  Kept kept = { .place = place, .size = size, .bytes = g_memdup2 (place, size) };

  g_array_append_val (journal->kept, kept);
}

void
gvmi_journal_replace (GvmiJournal *journal, const GvmField *field, gpointer *member,
                      gpointer content)
{
  Replaced replaced = { .field = field, .aside = *member, .content = content };

  g_array_append_val (journal->replaced, replaced);
  *member = content;
}

void
gvmi_journal_set_aside (GvmiJournal *journal, const GvmCodec *codec, gpointer place)
{
  Owner owner = { .codec = codec, .place = place, .aside = g_memdup2 (place, codec->c_size) };

  g_array_append_val (journal->owners, owner);
  memset (place, 0, codec->c_size);
}

void
gvmi_journal_commit (GvmiJournal *journal)
{
  for (guint i = 0; i < journal->replaced->len; i++) {
    Replaced *replaced = &g_array_index (journal->replaced, Replaced, i);

    replaced->field->shape->dispose (replaced->field, &replaced->aside, GVMI_REPLACED);
  }
  for (guint i = 0; i < journal->owners->len; i++) {
    Owner *owner = &g_array_index (journal->owners, Owner, i);

    owner->codec->clear (owner->codec, owner->aside);
  }
  journal_close (journal);
}

void
gvmi_journal_rollback (GvmiJournal *journal)
{
  for (guint i = journal->replaced->len; i-- > 0;) {
    Replaced *replaced = &g_array_index (journal->replaced, Replaced, i);

    replaced->field->shape->dispose (replaced->field, &replaced->content, GVMI_FORSAKEN);
  }
  for (guint i = journal->owners->len; i-- > 0;) {
    Owner *owner = &g_array_index (journal->owners, Owner, i);

    owner->codec->clear (owner->codec, owner->place);
    memcpy (owner->place, owner->aside, owner->codec->c_size);
  }
  for (guint i = journal->kept->len; i-- > 0;) {
    Kept *kept = &g_array_index (journal->kept, Kept, i);

    memcpy (kept->place, kept->bytes, kept->size);
  }
  journal_close (journal);
}
