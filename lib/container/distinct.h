/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Have all keys been different so far? A set of fingerprints answers that in one pass, where sorting takes
 * many. Different keys may share a fingerprint, equal ones always do: a match is only a suspicion.
 */
#pragma once

#include "container/slot.h"

enum { GVMI_DISTINCT_FEW = 256 };

typedef struct {
  const GvmiSlots *keys;
  guint32 few[GVMI_DISTINCT_FEW]; /* the places of a small table */
  guint32 *places;                /* each a part of a fingerprint; 0: free */
  guint bits;                     /* there are 2^bits, at most half of them taken */
  gboolean is_suspect;
} GvmiDistinct;

/* For @n keys. Returns: FALSE when keys of this codec have no fingerprint. */
gboolean gvmi_distinct_open (GvmiDistinct *distinct, const GvmiSlots *keys, gsize n);

/* Notes the keys of @n entries, GVMI_BATCH at most. */
void gvmi_distinct_add (GvmiDistinct *distinct, const GvmEntry *entries, gsize n);

/* Returns: TRUE when two keys may have been equal. */
gboolean gvmi_distinct_close (GvmiDistinct *distinct);
