/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries of which nothing is dynamic, but perhaps how long a text is. *Regular* ones have no texts, so that each has
 * the same number of octets: they are moved side by side, all keys of a batch and all its values. Others are moved one
 * by one. What cannot be moved so, because an error has to be told or a text is none, is left to the functions for any
 * entry, in save.c and load.c.
 */
#pragma once

#include "container/distinct.h"
#include "plan/plan.h"

typedef struct {
  const GvmiSlots *slots;
  const GvmiLayout *layout; /* NULL: texts */
  gboolean is_sent;
  gboolean is_whole; /* a load writes each octet of a box */
} GvmiFlatSlots;

typedef struct {
  GvmiFlatSlots key, value;
  gboolean is_regular, has_texts; /* or neither: entries are not flat */
  gsize key_size, wire_size;      /* of a regular entry */
} GvmiFlat;

/* @keys and @values: how the row's are to be read. They are looked at whenever entries are moved, so they must be there as
 * long as @flat, and a sort may change them. */
void gvmi_flat_init (GvmiFlat *flat, const GvmField *field, const GvmiSlots *keys,
                     const GvmiSlots *values);

/* Saves regular @entries. Returns: FALSE without an error when one is missing, or there is no room. */
gboolean gvmi_flat_save_sides (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries,
                               gsize n);
/* Notes where structs end among regular entries that have been saved from octet @start on. FALSE without an error when
 * they have to be saved one by one, to tell. */
gboolean gvmi_flat_note_ends (const GvmiFlat *flat, GvmWriter *writer, gsize start);

/* Saves as many of @entries as can be, and notes their keys in @distinct (nullable). Returns: how many. */
gsize gvmi_flat_save_each (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries,
                           gsize n, GvmiDistinct *distinct);

/* Loads @n entries, or as many of them as can be. Returns: how many; @ret_starts are where each starts, of regular ones
 * the first. */
gsize gvmi_flat_load (const GvmiFlat *flat, GvmReader *reader, GvmEntry *ret_entries,
                      guint64 *ret_starts, gsize n);
