/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Entries of which nothing is dynamic: key and value, where they are sent, are flat, so that each entry has
 * the same number of octets. They are moved without a call for each. What cannot be moved so, because an error
 * has to be told, is left to the functions for any entry, in save.c and load.c.
 */
#pragma once

#include "container/slot.h"
#include "plan/plan.h"

typedef struct {
  GvmiSlots slots;
  const GvmiLayout *layout;
  gboolean is_sent;
  gboolean is_whole; /* a load writes each octet of a box */
} GvmiFlatSlots;

typedef struct {
  GvmiFlatSlots key, value;
  gsize wire_size; /* of an entry; 0 when entries are not flat */
} GvmiFlat;

/* @keys and @values: how the row's are to be read. */
void gvmi_flat_init (GvmiFlat *flat, const GvmField *field, const GvmiSlots *keys,
                     const GvmiSlots *values);

/* Saves as many of @entries as can be. Returns: how many. */
gsize gvmi_flat_save (const GvmiFlat *flat, GvmWriter *writer, const GvmEntry *entries, gsize n);

/* Makes @n entries of the octets at @wire. */
void gvmi_flat_load (const GvmiFlat *flat, const guint8 *wire, GvmEntry *entries, gsize n);
