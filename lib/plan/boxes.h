/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Flat values that are not back to back in memory, but each in a box: the keys of a table's entries, say.
 * @boxes holds the address of the first, and @step pointers on that of the next; on the wire each value is @stride
 * octets behind the one before. The caller has checked the room of @n. Behind each value @spill octets may be overwritten:
 * there is room for them, and what belongs there comes later. Behind the last of those that are loaded so many may be
 * read.
 */
#pragma once

#include "plan/plan.h"

/* Returns: how many have been saved: those before the first missing box. */
gsize gvmi_boxes_save (const GvmiLayout *layout, guint8 *wire, gsize stride, const gpointer *boxes,
                       gsize step, gsize n, gsize spill);

/* Can slots hold such values as they are on the wire, in the place of the boxes' addresses? */
static inline gboolean
gvmi_layout_fits_slots (const GvmiLayout *layout)
{
  return layout->single != GVMI_SINGLE_RUNS && layout->wire_size <= sizeof (gpointer);
}
/* Replaces boxes by what is in them, as it is on the wire. Returns: how many, as gvmi_boxes_save(). */
gsize gvmi_boxes_encode (const GvmiLayout *layout, gpointer *boxes, gsize step, gsize n);
/* Saves what has become of them. */
void gvmi_encoded_save (const GvmiLayout *layout, guint8 *wire, gsize stride, const gpointer *slots,
                        gsize step, gsize n);

void gvmi_boxes_load (const GvmiLayout *layout, const gpointer *boxes, gsize step,
                      const guint8 *wire, gsize stride, gsize n, gsize spill);
