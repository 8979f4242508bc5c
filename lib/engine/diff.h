/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where two states differ, as text: a walk over both at once that stops at the values.
 */
#pragma once

#include "desc/shape.h"
#include "stream/path.h"

struct GvmiDiff {
  GPtrArray *found;     /* of GvmDifference */
  const GvmiPath *path; /* where the walk is */
  gboolean
      is_against_model; /* b is no state: whatever a has on the wire is compared, and nobody asks b */
};

static inline void
gvmi_diff_enter (GvmiDiff *diff, GvmiPath *frame)
{
  frame->up = diff->path;
  diff->path = frame;
}

static inline void
gvmi_diff_leave (GvmiDiff *diff)
{
  diff->path = diff->path->up;
}

/* Notes what differs of two values; NULL stands for one that is not there. */
void gvmi_value_diff (const GvmCodec *codec, guint32 version, GvmiDiff *diff, gconstpointer a,
                      gconstpointer b);
/* As above for @n_a and @n_b values, back to back, which paths number. */
void gvmi_values_diff (const GvmCodec *codec, guint32 version, GvmiDiff *diff, gconstpointer a,
                       gsize n_a, gconstpointer b, gsize n_b);
/* Notes a difference here; NULL for what is not there. Takes both texts over. */
void gvmi_diff_add (GvmiDiff *diff, char *a, char *b);

/* Returns: (transfer full): the value in one line: `{ first_irq 0x1300, num 0x4 }`. */
char *gvmi_value_format (const GvmCodec *codec, guint32 version, gconstpointer value);
