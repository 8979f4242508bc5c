/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Moving flat values between memory and wire: byte swaps and copies, nothing else. By shuffles where the
 * machine has them, the rest run by run, and within a run value by value, so that each inner loop is one
 * that a compiler turns into vectors.
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

static inline void
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

static inline void
load_bools (guint8 *restrict to, const guint8 *restrict from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] != 0;
}

/* ---- one value after another ----------------------------------------------------------------- */

static void
save_runs (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n)
{
  for (; n > 0; n--, wire += layout->wire_size, mem += layout->c_size)
    for (gsize r = 0; r < layout->n_runs; r++) {
      const GvmiRun *run = &layout->runs[r];

      move_values (wire + run->wire, mem + run->mem, run->count, run->width);
    }
}

static void
load_runs (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n)
{
  for (; n > 0; n--, wire += layout->wire_size, mem += layout->c_size)
    for (gsize r = 0; r < layout->n_runs; r++) {
      const GvmiRun *run = &layout->runs[r];

      if (run->is_bool)
        load_bools (mem + run->mem, wire + run->wire, run->count);
      else
        move_values (mem + run->mem, wire + run->wire, run->count, run->width);
    }
}

/* ---- blocks: the same in memory as on the wire, but for the order of octets in a value -------- */

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

/* A run that is all there is to a value: n values are one longer run. Otherwise one copy of a block costs
 * less than one of each run of octets in it. */
static void
move_block (const GvmiLayout *layout, const GvmiWatch *watch, guint8 *to, const guint8 *from,
            gsize n, gboolean *ret_seen)
{
  gsize size = n * layout->c_size, done = 0;

  if (layout->has_mask)
    done = gvmi_shuffle_block (&layout->mask, watch, to, from, size, ret_seen);
  done -= done % layout->c_size;
  to += done;
  from += done;
  n -= done / layout->c_size;
  if (layout->n_runs == 1) {
    move_values (to, from, n * layout->runs->count, layout->runs->width);
    return;
  }
  memcpy (to, from, n * layout->c_size);
  for (gsize r = 0; r < layout->n_runs; r++)
    swap_in_place (&layout->runs[r], to + layout->runs[r].mem, layout->c_size, n);
}

/* ---- both directions ------------------------------------------------------------------------ */

/* What vectors leave over is a few values. */
gboolean
gvmi_layout_save_watching (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n)
{
  gsize size = n * layout->c_size;
  gboolean seen = FALSE;

  if (!layout->has_watch || n < 2 || gvmi_shuffle_get_level () == GVMI_SHUFFLE_PORTABLE) {
    gvmi_layout_save (layout, wire, mem, n);
    return FALSE;
  }
  move_block (layout, &layout->watch, wire, mem, n, &seen);
  for (gsize at = size - size % GVMI_VECTOR; at < size; at += layout->c_size)
    seen |= wire[at] == layout->watch.octet;
  return !seen;
}

void
gvmi_layout_save (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n)
{
  gboolean seen = FALSE;

  if (n == 0)
    return; /* there may be no memory either, and memcpy() wants some */
  if (n > 1 && layout->is_block) {
    move_block (layout, NULL, wire, mem, n, &seen);
    return;
  }
  gsize done = n > 1 ? gvmi_shuffle_save (&layout->pieces, wire, mem, n) : 0;
  save_runs (layout, wire + done * layout->wire_size, mem + done * layout->c_size, n - done);
}

/* Loads @n values, by runs or as a block. */
static void
load_plainly (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n)
{
  gboolean seen = FALSE;

  if (n < 2 || !layout->is_block)
    load_runs (layout, mem, wire, n);
  else if (layout->runs->is_bool)
    load_bools (mem, wire, n * layout->c_size);
  else
    move_block (layout, NULL, mem, wire, n, &seen);
}

void
gvmi_layout_load (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n)
{
  gsize done = 0;

  if (n == 0)
    return; /* there may be no memory either, and memcpy() wants some */
  if (n > 1 && !layout->is_block)
    done = gvmi_shuffle_load (&layout->pieces, mem, wire, n);
  load_plainly (layout, mem + done * layout->c_size, wire + done * layout->wire_size, n - done);
}

void
gvmi_layout_load_exactly (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n)
{
  if (layout->pieces.is_closed)
    gvmi_layout_load (layout, mem, wire, n);
  else if (n > 0)
    load_plainly (layout, mem, wire, n);
}
