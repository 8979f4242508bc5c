/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The journal of a load: what it takes to put everything back.
 *
 * Three things can happen to a target. Bytes of a struct are overwritten: each block is kept whole before
 * anything touches it, padding and all. A container is replaced by a new one, by pointer: the old one is
 * set aside untouched. And so is a value that owns memory, with zeros in its place. Nothing else is ever written, for elements are loaded into containers that
 * nobody sees before the commit.
 */
#pragma once

#include "desc/shape.h"

typedef struct {
  GArray *kept;
  GArray *replaced;
  GArray *owners;
} GvmiJournal;

void gvmi_journal_open (GvmiJournal *journal);

/* Keeps @size octets at @place. */
void gvmi_journal_keep (GvmiJournal *journal, gpointer place, gsize size);

/* Puts @content in *@member, where the row's container is, and sets the old one aside. */
void gvmi_journal_replace (GvmiJournal *journal, const GvmField *field, gpointer *member,
                           gpointer content);

/* Sets the value at @place aside, whose @codec has a clear, and leaves zeros to decode into. */
void gvmi_journal_set_aside (GvmiJournal *journal, const GvmCodec *codec, gpointer place);

/* Frees what was set aside. The journal is closed. */
void gvmi_journal_commit (GvmiJournal *journal);

/* Frees what was put in, then puts everything back. The journal is closed. */
void gvmi_journal_rollback (GvmiJournal *journal);
