/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Have all keys been different? They are noted while entries are saved, as integers that equal keys share: the keys
 * themselves, or fingerprints of texts. A look at the notes when all is done takes one pass or two, where sorting takes
 * many. Texts that differ may share a fingerprint: then it is only a suspicion.
 */
#pragma once

#include "container/slot.h"

enum { GVMI_DISTINCT_FEW = 128 };

typedef struct {
  const GvmiSlots *keys;
  guint64 few[GVMI_DISTINCT_FEW]; /* the notes of a small table */
  guint64 *notes;
  gsize n, most;
  guint64 seed; /* so that nobody can choose keys that meet in the set */
} GvmiDistinct;

/* Can such keys be noted? */
gboolean gvmi_distinct_fits (const GvmiSlots *keys);

/* For @n keys. */
void gvmi_distinct_open (GvmiDistinct *distinct, const GvmiSlots *keys, gsize n);

/* Notes the keys of @n entries, as long as they are no more than there was to be. */
void gvmi_distinct_add (GvmiDistinct *distinct, const GvmEntry *entries, gsize n);
/* Notes integers on the wire, each @stride octets behind the one before. */
void gvmi_distinct_add_wire (GvmiDistinct *distinct, const guint8 *wire, gsize stride, gsize n);
/* Notes a key that is @size octets, as gvmi_distinct_add() does. */
void gvmi_distinct_add_octets (GvmiDistinct *distinct, const guint8 *octets, gsize size);

/* Returns: TRUE when two keys may have been equal. */
gboolean gvmi_distinct_close (GvmiDistinct *distinct);
