/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The journal of a load: what it takes to put everything back.
 *
 * Two things can happen to a target. Bytes of a struct are overwritten: each block is kept whole before
 * anything touches it, padding and all. And what a member points to (a container, a string) is replaced by
 * something new, by pointer: the old is set aside untouched. Nothing else is ever written, for elements are
 * loaded into containers that nobody sees before the commit.
 */
#pragma once

#include "desc/shape.h"

typedef struct {
  GArray *kept;
  GArray *replaced;
} GvmiJournal;

void gvmi_journal_open (GvmiJournal *journal);

/* Keeps @size octets at @place. */
void gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size);

/* Frees *@member, which belongs to @owner: a row, or a codec. */
typedef void (*GvmiDispose) (gconstpointer owner, gpointer member, GvmiDisposal how);

/* Puts @content in *@member and sets what was there aside. */
void gvmi_journal_replace (GvmiJournal *journal, GvmiDispose dispose, gconstpointer owner,
                           gpointer *member, gpointer content);

/* Frees what was set aside. The journal is closed. */
void gvmi_journal_commit (GvmiJournal *journal);

/* Frees what was put in, then puts everything back. The journal is closed. */
void gvmi_journal_rollback (GvmiJournal *journal);
