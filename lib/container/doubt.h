/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keys that a container tells apart may compare equal all the same, where it is not their codec that tells it how: an
 * old table's functions, say, or those of a row. A load refuses such keys, as a save would.
 */
#pragma once

#include "container/container.h"

typedef struct {
  gboolean is_doubtful;  /* might there be two such keys? */
  gboolean is_ascending; /* if so: not as far as has been read, for all keys ascend */
  gboolean has_last;
  guint64 last_key[2]; /* the entry's before, if there is one */
} GvmiDoubt;

/* For what is made to take the place of @old (nullable). */
void gvmi_doubt_open (GvmiDoubt *doubt, const GvmField *field, gconstpointer old);

/* Notes the key in @slot, which has been loaded. */
void gvmi_doubt_note (GvmiDoubt *doubt, const GvmiSlots *keys, gpointer slot);

/* When all are loaded: are there two such keys in @container? Returns in @ret_entry one of them. */
gboolean gvmi_doubt_is_justified (const GvmiDoubt *doubt, const GvmField *field,
                                  gconstpointer container, GvmEntry *ret_entry);
