/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Moving flat values between memory and wire: byte swaps and copies, nothing else. Run by run, and
 * within a run value by value, so that each inner loop is one that a compiler turns into vectors.
 */
#include "plan/plan.h"

#if defined(__x86_64__)
#include <tmmintrin.h>
#endif

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

/* Moves as many values as fit in whole vectors, where the machine can. Returns: how many. */
#if defined(__x86_64__)
enum {
  VECTOR = sizeof (__m128i),
  WORTHWHILE = 4 * VECTOR, /* octets from which on it pays to make a mask */
};

static __m128i
make_mask (const GvmiLayout *layout)
{
  guint8 from[VECTOR];

  for (guint i = 0; i < VECTOR; i++)
    from[i] = (guint8) i;
  for (gsize r = 0; r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];

    for (gsize first = run->mem; first < VECTOR; first += layout->c_size)
      for (gsize k = 0; k < run->count * run->width; k++)
        from[first + k] = (guint8) (first + k - k % run->width + (run->width - 1 - k % run->width));
  }
  return _mm_loadu_si128 ((const __m128i *) (const void *) from);
}

__attribute__ ((target ("ssse3"))) static gsize
shuffle_in_step (const GvmiLayout *layout, guint8 *restrict to, const guint8 *restrict from,
                 gsize n)
{
  gsize size = n * layout->c_size, done = 0;

  if (size < WORTHWHILE || VECTOR % layout->c_size != 0 || !__builtin_cpu_supports ("ssse3"))
    return 0;

  __m128i mask = make_mask (layout);
  for (; size - done >= VECTOR; done += VECTOR) {
    __m128i octets = _mm_loadu_si128 ((const __m128i *) (const void *) (from + done));

    _mm_storeu_si128 ((__m128i *) (void *) (to + done), _mm_shuffle_epi8 (octets, mask));
  }
  return done / layout->c_size;
}
#else
static gsize
shuffle_in_step (G_GNUC_UNUSED const GvmiLayout *layout, G_GNUC_UNUSED guint8 *to,
                 G_GNUC_UNUSED const guint8 *from, G_GNUC_UNUSED gsize n)
{
  return 0;
}
#endif

/* One copy of a block costs less than one of each run of octets in it. */
static void
move_in_step (const GvmiLayout *layout, guint8 *to, const guint8 *from, gsize n)
{
  gsize moved = shuffle_in_step (layout, to, from, n);

  to += moved * layout->c_size;
  from += moved * layout->c_size;
  n -= moved;
  memcpy (to, from, n * layout->c_size);
  for (gsize r = 0; r < layout->n_runs; r++)
    swap_in_place (&layout->runs[r], to + layout->runs[r].mem, layout->c_size, n);
}

/* ---- both directions ------------------------------------------------------------------------ */

void
gvmi_layout_save (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n)
{
  gsize at_once = is_seamless (layout) ? n : 1;

  if (n == 0)
    return; /* there may be no memory either, and memcpy() wants some */
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

  if (n == 0)
    return; /* there may be no memory either, and memcpy() wants some */
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
