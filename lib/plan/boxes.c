/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values that are each in a box of their own: one loop for each way to move one, chosen once.
 */
#include "plan/boxes.h"

/* FROM (i) and TO (i) are where value i is on either side, if it IS_THERE (i). Both directions are the same swap. */
#define MOVE_EACH(type, swapped)                                                                   \
  for (; i < n && IS_THERE (i); i++) {                                                             \
    type value;                                                                                    \
                                                                                                   \
    memcpy (&value, FROM (i), sizeof value);                                                       \
    value = swapped;                                                                               \
    memcpy (TO (i), &value, sizeof value);                                                         \
  }

/* All eight octets the other way round, and the halves back. */
#define SWAP_HALVES(value)                                                                         \
  (G_BYTE_ORDER == G_BIG_ENDIAN                                                                    \
       ? (value)                                                                                   \
       : GUINT64_SWAP_LE_BE (value) << 32 | GUINT64_SWAP_LE_BE (value) >> 32)

#define MOVE_SINGLES                                                                               \
  case GVMI_SINGLE_8:                                                                              \
    MOVE_EACH (guint8, value)                                                                      \
    break;                                                                                         \
  case GVMI_SINGLE_16:                                                                             \
    MOVE_EACH (guint16, GUINT16_TO_BE (value))                                                     \
    break;                                                                                         \
  case GVMI_SINGLE_32:                                                                             \
    MOVE_EACH (guint32, GUINT32_TO_BE (value))                                                     \
    break;                                                                                         \
  case GVMI_SINGLE_64:                                                                             \
    MOVE_EACH (guint64, GUINT64_TO_BE (value))                                                     \
    break;                                                                                         \
  case GVMI_SINGLE_32_32:                                                                          \
    MOVE_EACH (guint64, SWAP_HALVES (value))                                                       \
    break;

#define FROM(i)     (boxes[(i) *step])
#define TO(i)       (wire + (i) *stride)
#define IS_THERE(i) (boxes[(i) *step] != NULL)
gsize
gvmi_boxes_save (const GvmiLayout *layout, guint8 *wire, gsize stride, const gpointer *boxes,
                 gsize step, gsize n, gsize spill)
{
  gsize i = 0;

  switch (layout->single) {
    MOVE_SINGLES
  case GVMI_SINGLE_RUNS:
    i = gvmi_shuffle_gather (&layout->pieces, wire, stride, boxes, step, n, spill);
    for (; i < n && boxes[i * step] != NULL; i++)
      gvmi_layout_save (layout, TO (i), FROM (i), 1);
  }
  return i;
}
#undef FROM
#undef TO
#undef IS_THERE

/* Each address has been read when the octets take its place. */
gsize
gvmi_boxes_encode (const GvmiLayout *layout, gpointer *boxes, gsize step, gsize n)
{
  return gvmi_boxes_save (layout, (guint8 *) boxes, step * sizeof *boxes, boxes, step, n, 0);
}

#define FROM(i)     (&slots[(i) *step])
#define TO(i)       (wire + (i) *stride)
#define IS_THERE(i) TRUE
void
gvmi_encoded_save (const GvmiLayout *layout, guint8 *wire, gsize stride, const gpointer *slots,
                   gsize step, gsize n)
{
  gsize i = 0;

  switch (layout->wire_size) {
  case 1:
    MOVE_EACH (guint8, value)
    break;
  case 2:
    MOVE_EACH (guint16, value)
    break;
  case 4:
    MOVE_EACH (guint32, value)
    break;
  default:
    MOVE_EACH (guint64, value)
    break;
  }
}
#undef FROM
#undef TO
#undef IS_THERE

#define FROM(i)     (wire + (i) *stride)
#define TO(i)       (boxes[(i) *step])
#define IS_THERE(i) TRUE
void
gvmi_boxes_load (const GvmiLayout *layout, const gpointer *boxes, gsize step, const guint8 *wire,
                 gsize stride, gsize n, gsize spill)
{
  gsize i = 0;

  switch (layout->single) {
    MOVE_SINGLES
  case GVMI_SINGLE_RUNS:
    i = gvmi_shuffle_scatter (&layout->pieces, boxes, step, wire, stride, n, spill);
    for (; i < n; i++)
      gvmi_layout_load (layout, TO (i), FROM (i), 1);
  }
}
