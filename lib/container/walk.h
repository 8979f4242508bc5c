/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A walk over a container. Entries are handed on some way behind, in groups, and meanwhile their memory is on its way:
 * most of the time that a large table takes is waiting for entries that are anywhere.
 */
#pragma once

#include "container/container.h"

/* Entries that are handed on at once, at most; and those that are loaded at once. */
enum { GVMI_BATCH = 72 };

/* Does something with @n entries, GVMI_BATCH at most, which it may change. Returns: FALSE to end the walk. */
typedef gboolean (*GvmiVisit) (gpointer data, GvmEntry *entries, gsize n);

/* Calls @visit for all entries of @container, in its order. @most: how many there should be, at most. @keys and @values
 * (nullable): how slots are read whose memory will be needed. Returns: FALSE when @visit has. */
gboolean gvmi_walk (const GvmField *field, gconstpointer container, guint64 most,
                    const GvmiSlots *keys, const GvmiSlots *values, GvmiVisit visit, gpointer data);

/* Is what such slots hold elsewhere in memory? */
static inline gboolean
gvmi_slots_are_elsewhere (const GvmiSlots *slots)
{
  return slots != NULL && slots->codec != NULL && !slots->are_encoded &&
         (slots->storage != GVM_DIRECT || gvmi_slots_are_pointers (slots));
}

/* Asks for the memory of @n entries. Inlined by force: a function that does nothing else is free of effects
 * to gcc, which then leaves its calls out. */
static inline __attribute__ ((always_inline)) void
gvmi_prefetch (const GvmEntry *entries, gsize n, gboolean keys, gboolean values)
{
  for (gsize i = 0; i < n; i++) {
    if (keys)
      __builtin_prefetch (entries[i].key);
    if (values)
      __builtin_prefetch (entries[i].value);
  }
}
