/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From runs to shuffles. Made once, when a plan is.
 */
#include "plan/plan.h"
#include "wire.h"

/* More pieces than this do not pay: such a struct has long runs anyway. */
enum { MOST_PIECES = 16 };

/* Where octet @k of a value of @width octets is on the other side. */
static gsize
swapped (gsize k, gsize width)
{
  return G_BYTE_ORDER == G_BIG_ENDIAN ? k : width - 1 - k;
}

void
gvmi_layout_make_single (GvmiLayout *layout)
{
  const GvmiRun *run = layout->runs;

  layout->single = GVMI_SINGLE_RUNS;
  if (!layout->is_block || layout->n_runs != 1 || run->is_bool)
    return;
  if (run->count == 2 && run->width == sizeof (guint32))
    layout->single = GVMI_SINGLE_32_32;
  else if (run->count == 1)
    layout->single = run->width == 1   ? GVMI_SINGLE_8
                     : run->width == 2 ? GVMI_SINGLE_16
                     : run->width == 4 ? GVMI_SINGLE_32
                                       : GVMI_SINGLE_64;
}

/* A block repeats itself: each value is permuted as the one before. */
void
gvmi_layout_make_mask (GvmiLayout *layout)
{
  gsize period = layout->n_runs == 1 ? layout->runs->width : layout->c_size;

  layout->has_mask = layout->is_block && period > 1 && GVMI_VECTOR % period == 0;
  for (gsize i = 0; i < GVMI_VECTOR; i++)
    layout->mask.from[i] = (guint8) i;
  for (gsize r = 0; layout->has_mask && r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];
    gsize octets = layout->n_runs == 1 ? period : run->count * run->width;

    for (gsize first = run->mem; first < GVMI_VECTOR; first += period)
      for (gsize k = 0; k < octets; k++)
        layout->mask.from[first + k] =
            (guint8) (first + k - k % run->width + swapped (k % run->width, run->width));
  }
}

void
gvmi_layout_make_watch (GvmiLayout *layout)
{
  layout->has_watch = layout->has_mask && GVMI_VECTOR % layout->c_size == 0;
  layout->watch.octet = GVMI_WIRE_SUBSECTION;
  for (gsize first = 0; layout->has_watch && first < GVMI_VECTOR; first += layout->c_size)
    layout->watch.places[first] = 0xff;
}

/* One value of a run. */
typedef struct {
  gsize mem, wire;
  guint8 width;
  gboolean is_bool;
} Scalar;

static GArray *
list_scalars (const GvmiLayout *layout)
{
  GArray *scalars = g_array_new (FALSE, FALSE, sizeof (Scalar));

  for (gsize r = 0; r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];

    for (gsize i = 0; i < run->count && scalars->len <= MOST_PIECES * GVMI_VECTOR; i++) {
      Scalar scalar = { .mem = run->mem + i * run->width,
                        .wire = run->wire + i * run->width,
                        .width = run->width,
                        .is_bool = run->is_bool };
      g_array_append_val (scalars, scalar);
    }
  }
  return scalars;
}

/* Adds @scalar if it fits. @ret_last is the octet behind the piece's last in memory. */
static gboolean
extend (GvmiPiece *piece, gsize *last, const Scalar *scalar)
{
  gsize first = MIN (piece->mem, scalar->mem), end = MAX (*last, scalar->mem + scalar->width);

  if (scalar->wire + scalar->width - piece->wire > GVMI_VECTOR || end - first > GVMI_VECTOR)
    return FALSE;
  piece->mem = first;
  *last = end;
  return TRUE;
}

static void
fill_masks (GvmiPiece *piece, const Scalar *scalar)
{
  for (gsize k = 0; k < scalar->width; k++) {
    gsize mem = scalar->mem - piece->mem + swapped (k, scalar->width);
    gsize wire = scalar->wire - piece->wire + k;

    piece->to_wire.from[wire] = (guint8) mem;
    piece->to_mem.from[mem] = (guint8) wire;
    piece->mine[mem] = 0xff;
    piece->limit[mem] = scalar->is_bool ? 1 : 0xff;
  }
}

/* The piece that begins with the scalar at @index. Its vector stays within the value's @c_size octets if it can: the
 * value may be alone in a box. Returns: how many scalars it has. */
static guint
make_piece (const GArray *scalars, guint index, gsize c_size, GvmiPiece *ret_piece)
{
  const Scalar *first = &g_array_index (scalars, Scalar, index);
  gsize last = first->mem + first->width;
  guint n = 1;

  *ret_piece = (GvmiPiece) { .mem = first->mem, .wire = first->wire };
  while (index + n < scalars->len &&
         extend (ret_piece, &last, &g_array_index (scalars, Scalar, index + n)))
    n++;
  if (c_size >= GVMI_VECTOR)
    ret_piece->mem = MIN (ret_piece->mem, c_size - GVMI_VECTOR);
  for (guint i = 0; i < n; i++)
    fill_masks (ret_piece, &g_array_index (scalars, Scalar, index + i));
  return n;
}

/* Is octet @mem of a value one of its runs'? */
static gboolean
is_of_a_run (const GvmiLayout *layout, gsize mem)
{
  for (gsize r = 0; r < layout->n_runs; r++) {
    const GvmiRun *run = &layout->runs[r];

    if (mem >= run->mem && mem - run->mem < run->count * run->width)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_closed (const GvmiLayout *layout, const GvmiPiece *pieces, gsize n)
{
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < GVMI_VECTOR; k++)
      if (!is_of_a_run (layout, pieces[i].mem + k))
        return FALSE;
  return TRUE;
}

void
gvmi_layout_make_pieces (GvmiLayout *layout)
{
  g_autoptr (GArray) scalars = list_scalars (layout);
  GvmiPiece pieces[MOST_PIECES];
  gsize n = 0, mem = 0, wire = 0;

  for (guint i = 0; i < scalars->len; n++) {
    if (n == MOST_PIECES)
      return;
    i += make_piece (scalars, i, layout->c_size, &pieces[n]);
    mem = MAX (mem, pieces[n].mem);
    wire = MAX (wire, pieces[n].wire);
  }
  layout->pieces = (GvmiPieces) { .c_size = layout->c_size,
                                  .wire_size = layout->wire_size,
                                  .mem_reach = mem + GVMI_VECTOR,
                                  .wire_reach = wire + GVMI_VECTOR,
                                  .is_closed = is_closed (layout, pieces, n),
                                  .pieces = g_memdup2 (pieces, n * sizeof *pieces),
                                  .n_pieces = n };
}
