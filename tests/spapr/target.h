/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A struct to load into, and what can be told of it afterwards: that it is what it was, to the octet and
 * the pointer, or that it holds what a payload says. Neither is asked of the library.
 */
#pragma once

#include "spapr/wire.h"

typedef struct {
  PayloadKind kind;
  guint phb; /* number of a PHB */
  gboolean is_filled;
  const GvmDesc *desc;
  gsize size;
  gpointer self;         /* the struct, in a block of its own */
  gpointer before;       /* its memory as it was, padding included */
  GArray *held;          /* the entries that a PHB's table had, in the order of iteration */
  GvmSpaprIcs *expected; /* what an ICS must hold after a load */
} Target;

/* Makes a machine's ICS, an ICP or its PHB @phb: as it is at first, or filled with what no payload
 * holds. */
Target *target_new (PayloadKind kind, guint phb, gboolean is_filled);
/* A target of the kind and number that a payload is of. */
Target *target_new_for (const Payload *payload, gboolean is_filled);
void target_free (Target *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Target, target_free)

/* Makes it what it was, after a load that changed it. */
void target_renew (Target *target);

/* Returns: (nullable): what is not as it was, as text. Safe to call on any damage but a dangling
 * pointer. */
const char *target_find_change (const Target *target);

/* Says what the next load will be of: a whole payload, */
void target_expect (Target *target, const guint8 *data);
/* or one that differs from the last only at @position. */
void target_expect_octet (Target *target, const guint8 *data, gsize position);
/* Returns: (nullable): what is not as @data, expected before, says. */
const char *target_find_difference (const Target *target, const guint8 *data);

/* Returns: (transfer full): the WireMsi that a PHB holds, in the order of iteration. */
GArray *target_get_msis (const Target *target);
