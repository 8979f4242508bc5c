/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The journal of a load: what it takes to put everything back.
 *
 * Two things can happen to a target. Bytes of a struct are overwritten: each block is kept whole before
 * anything touches it, padding and all. And what a member points to (a container, a string) is replaced by
 * something new, by pointer: the old is set aside untouched. Nothing else is ever written before the commit,
 * for elements are loaded into containers that nobody sees; but such an element may point to what somebody
 * sees, and that is kept as well. How something put in is settled when the load
 * ends, whoever put it in knows: usually one of both is freed; a container that is to keep its
 * identity takes the new content over.
 */
#pragma once

#include "desc/shape.h"

/* Settles what a load has put at @place instead of @aside, for @owner: a row, or a codec. Committed: frees
 * @aside. Otherwise frees @content; what was at @place is put back after it. */
typedef void (*GvmiSettle) (gconstpointer owner, gpointer place, gpointer aside, gpointer content,
                            gboolean committed);

/* Something put in, or, without a settle, bytes that are kept. */
typedef struct {
  GvmiSettle settle; /* (nullable) */
  gconstpointer owner;
  gpointer place, aside, content;
  gsize size;         /* of what is kept: octets in aside */
  gboolean is_behind; /* kept from behind an element that nobody sees yet */
} GvmiJournalEntry;

/* Most loads keep one struct, not a large one, and put in a container or two. */
enum { GVMI_JOURNAL_FEW = 4, GVMI_JOURNAL_SMALL = 512 };

typedef struct {
  GvmiJournalEntry few[GVMI_JOURNAL_FEW];
  GvmiJournalEntry *many; /* (nullable): all, when they are more */
  guint n, room;
  guint8 small[GVMI_JOURNAL_SMALL]; /* the octets of the first one that is kept, if there is room */
} GvmiJournal;

void gvmi_journal_open (GvmiJournal *journal);

/* Returns: how far the journal is, for gvmi_journal_undo_to(). */
guint gvmi_journal_get_mark (const GvmiJournal *journal);

/* Keeps @size octets at @place. @is_behind: an element points there that nobody sees yet, and that may own it:
 * it must be put back before what the element is in is freed. */
void gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size, gboolean is_behind);

/* Has it settled when the load ends. */
void gvmi_journal_put (GvmiJournal *journal, GvmiSettle settle, gconstpointer owner, gpointer place,
                       gpointer aside, gpointer content);

/* Frees what was set aside. The journal is closed. */
void gvmi_journal_commit (GvmiJournal *journal);

/* Frees what was put in since @mark, and puts everything back. */
void gvmi_journal_undo_to (GvmiJournal *journal, guint mark);

/* The same since the beginning. The journal is closed. */
void gvmi_journal_rollback (GvmiJournal *journal);
