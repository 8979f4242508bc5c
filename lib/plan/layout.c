/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Moving flat values between memory and wire: byte swaps and copies, nothing else. Run by run, and
 * within a run value by value, so that each inner loop is one that a compiler turns into vectors.
 */
#include "plan/plan.h"

/* Both directions are the same swap; only a bool is not, for it is loaded as 0 or 1. */
#define SWAP_LOOP(type, swap)                                                                      \
  for (gsize i = 0; i < n; i++) {                                                                  \
    type value;                                                                                    \
    memcpy (&value, from + i * sizeof value, sizeof value);                                        \
    value = swap (value);                                                                          \
    memcpy (to + i * sizeof value, &value, sizeof value);                                          \
  }

static void
move_values (guint8 *restrict to, const guint8 *restrict from, gsize n, guint8 width)
{
  switch (width) {
  case 1:
    memcpy (to, from, n);
    break;
  case 2:
    SWAP_LOOP (guint16, GUINT16_TO_BE)
    break;
  case 4:
    SWAP_LOOP (guint32, GUINT32_TO_BE)
    break;
  default:
    SWAP_LOOP (guint64, GUINT64_TO_BE)
    break;
  }
}

static void
load_bools (guint8 *restrict to, const guint8 *restrict from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] != 0;
}

/* A run that is all there is to a value, with no padding: n values are one longer run. */
static gboolean
is_seamless (const GvmiLayout *layout)
{
  return layout->n_runs == 1 && layout->c_size == layout->wire_size;
}

/* ---- in step: all octets copied at once, then those of wider values swapped ------------------- */

#define SWAP_EACH(type, swap)                                                                      \
  for (; n > 0; n--, first += step) {                                                              \
    guint8 *at = first;                                                                            \
                                                                                                   \
    for (gsize left = run->count; left > 0; left--, at += sizeof (type)) {                         \
      type value;                                                                                  \
      memcpy (&value, at, sizeof value);                                                           \
      value = swap (value);                                                                        \
      memcpy (at, &value, sizeof value);                                                           \
    }                                                                                              \
  }

static void
swap_in_place (const GvmiRun *run, guint8 *first, gsize step, gsize n)
{
  switch (run->width) {
  case 1:
    break;
  case 2:
    SWAP_EACH (guint16, GUINT16_TO_BE)
    break;
  case 4:
    SWAP_EACH (guint32, GUINT32_TO_BE)
    break;
  default:
    SWAP_EACH (guint64, GUINT64_TO_BE)
    break;
  }
}

/* One copy of a block costs less than one of each run of octets in it. */
static void
move_in_step (const GvmiLayout *layout, guint8 *restrict to, const guint8 *restrict from, gsize n)
{
  memcpy (to, from, n * layout->c_size);
  for (gsize r = 0; r < layout->n_runs; r++)
    swap_in_place (&layout->runs[r], to + layout->runs[r].mem, layout->c_size, n);
}

/* ---- both directions ------------------------------------------------------------------------ */

void
gvmi_layout_save (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n)
{
  gsize at_once = is_seamless (layout) ? n : 1;

  if (layout->is_in_step) {
    move_in_step (layout, wire, mem, n);
    return;
  }
  for (gsize r = 0; r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];

    for (gsize i = 0; i < n; i += at_once)
      move_values (wire + i * layout->wire_size + run->wire, mem + i * layout->c_size + run->mem,
                   run->count * at_once, run->width);
  }
}

void
gvmi_layout_load (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n)
{
  gsize at_once = is_seamless (layout) ? n : 1;

  if (layout->is_in_step) {
    move_in_step (layout, mem, wire, n);
    return;
  }
  for (gsize r = 0; r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];

    for (gsize i = 0; i < n; i += at_once) {
      guint8 *to = mem + i * layout->c_size + run->mem;
      const guint8 *from = wire + i * layout->wire_size + run->wire;

      if (run->is_bool)
        load_bools (to, from, run->count * at_once);
      else
        move_values (to, from, run->count * at_once, run->width);
    }
  }
}
