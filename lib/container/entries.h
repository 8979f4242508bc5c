/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The entries of one container while it is saved or loaded: how their slots are read, and what a packed row keeps
 * from one to the next.
 */
#pragma once

#include "container/slot.h"
#include "plan/plan.h"

typedef struct {
  const GvmField *field;
  GvmiSlots keys, values;
  GvmiPacker key_packer, value_packer; /* of a packed row */
  guint64 shift_start;                 /* where the shift of keys that are steps was read */
} GvmiEntries;

/* @entries must not be moved. */
void gvmi_entries_open (GvmiEntries *entries, const GvmField *field);

/* Returns: for a save in canonical order, the @n entries of @container, somewhere in @ret_block (transfer full). Where
 * keys are integers they are no slots of the row's any more but the keys themselves, and if @encodable (nullable) says
 * how values lie that a slot can hold, these have been encoded: a large table's memory is waited for once. @entries
 * becomes how to read them. NULL when there are not @n. */
GvmEntry *gvmi_entries_sort (GvmiEntries *entries, gconstpointer container, gsize n,
                             const GvmiLayout *encodable, GvmEntry **ret_block);

/* Finds how many low bits are 0 in all steps between the keys of the @n sorted entries; nothing for rows without
 * steps. Errors: GVM_ERROR_RANGE when keys that ascend are no ascending integers. */
gboolean gvmi_entries_find_shift (GvmiEntries *entries, GvmWriter *writer, const GvmEntry *sorted,
                                  gsize n);
/* Before each key; only before the first something is done. */
gboolean gvmi_entries_save_shift (GvmiEntries *entries, GvmWriter *writer);
gboolean gvmi_entries_load_shift (GvmiEntries *entries, GvmReader *reader);
/* When all are loaded. Errors: GVM_ERROR_RANGE for a shift that a save would not have found. */
gboolean gvmi_entries_check_shift (const GvmiEntries *entries, GvmReader *reader);

/* Loads an element that lies in the container itself. */
gboolean gvmi_entries_load_element (GvmiEntries *entries, GvmReader *reader, gpointer element);
