/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rules of rows that touch the same memory.
 */
#pragma once

#include "desc/shape.h"

/* Can both rows be on the wire together? Rows under a condition may be alternatives. */
static inline gboolean
gvmi_rows_meet (const GvmField *a, const GvmField *b)
{
  guint32 first = MAX (a->since, b->since);

  return gvmi_field_in_version (a, first) && gvmi_field_in_version (b, first);
}

/* Do two members of one struct have an octet in common? */
static inline gboolean
gvmi_places_touch (gsize a, gsize a_size, gsize b, gsize b_size)
{
  return a < b + b_size && b < a + a_size;
}

/* Returns: (nullable): the rule that row @index breaks, as text. */
const char *gvmi_desc_check_count (const GvmDesc *desc, gsize index);

/* Of all rows of the struct, those of subsections too; each must be sound by itself. @known has the GvmiFacts of
 * every descriptor in @desc. Returns: (nullable): the rule that one of them breaks, as text; then that row and its
 * descriptor are set. */
const char *gvmi_desc_check_shared (const GvmDesc *desc, GHashTable *known,
                                    const GvmDesc **ret_desc, const GvmField **ret_field);
