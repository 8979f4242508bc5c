/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries of which nothing is dynamic, but perhaps how long a text is. Where key and value are flat each entry has the
 * same number of octets, and a batch is moved side by side, all keys and all values; with texts entry by entry. What
 * cannot be moved so, because an error has to be told or a text is none, is left to the functions for any entry, in
 * save.c and load.c.
 */
#pragma once

#include "container/slot.h"
#include "plan/plan.h"

typedef struct {
  GvmiSlots slots;
  const GvmiLayout *layout; /* NULL: texts */
  gboolean is_sent;
  gboolean is_whole; /* a load writes each octet of a box */
} GvmiFlatSlots;

typedef struct {
  GvmiFlatSlots key, value;
  gboolean is_flat;
  gboolean has_texts;
  gsize key_size, wire_size; /* of an entry without texts */
} GvmiFlat;

/* @keys and @values: how the row's are to be read. */
void gvmi_flat_init (GvmiFlat *flat, const GvmField *field, const GvmiSlots *keys,
                     const GvmiSlots *values);

/* Saves as many of @entries as can be. Returns: how many. */
gsize gvmi_flat_save (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries, gsize n);

/* Loads @n entries, or as many of them as can be. Returns: how many; @ret_starts are where each starts. */
gsize gvmi_flat_load (const GvmiFlat *flat, GvmReader *reader, GvmEntry *ret_entries,
                      guint64 *ret_starts, gsize n);
