/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A permutation of octets, made for machines that have an instruction for one of 16. A *block* is any number
 * of octets that are all moved by the same mask; a *piece* is a part of one value. shuffle.c makes both
 * when a plan is compiled and executes them; layout.c does what is left over, and all of it on other machines.
 */
#pragma once

#include <glib.h>

enum { GVMI_VECTOR = 16 };

/* For each of 16 octets where it comes from. */
typedef struct {
  guint8 from[GVMI_VECTOR];
} GvmiMask;

/* Octets to look for while others are moved: has any octet of @places (0xff there, else 0) the value @octet? */
typedef struct {
  guint8 places[GVMI_VECTOR];
  guint8 octet;
} GvmiWatch;

/* Octets of a value that are together on the wire, 16 at most, and within 16 in memory. */
typedef struct {
  gsize mem, wire;  /* of the first octet, in the value */
  GvmiMask to_wire; /* beyond the piece's end on the wire: any, for the next piece overwrites it */
  GvmiMask to_mem;
  guint8 mine[GVMI_VECTOR]; /* in memory: 0xff for octets of the piece, 0 for padding and others' */
  guint8 limit[GVMI_VECTOR]; /* in memory: 1 for a bool, else 0xff */
} GvmiPiece;

typedef struct {
  gsize c_size, wire_size;     /* of one value */
  gsize mem_reach, wire_reach; /* octets from a value's first on that its vectors touch */
  const GvmiPiece *pieces;
  gsize n_pieces;
  gboolean is_closed; /* all octets that a load writes are the value's rows' */
} GvmiPieces;

/* All of these return how many octets, or values, have been moved: what fits into whole vectors, so that nothing beyond is
 * read or written. 0 on machines without. */

/* @watch (nullable) looks at what is written; *@ret_seen is set when it has seen one. */
gsize gvmi_shuffle_block (const GvmiMask *mask, const GvmiWatch *watch, guint8 *restrict to,
                          const guint8 *restrict from, gsize size, gboolean *ret_seen);
gsize gvmi_shuffle_save (const GvmiPieces *pieces, guint8 *restrict wire,
                         const guint8 *restrict mem, gsize n);
gsize gvmi_shuffle_load (const GvmiPieces *pieces, guint8 *restrict mem,
                         const guint8 *restrict wire, gsize n);

/* The same for values in boxes, up to the first missing one when they are saved; see boxes.h. */
gsize gvmi_shuffle_gather (const GvmiPieces *pieces, guint8 *wire, gsize stride,
                           const gpointer *boxes, gsize step, gsize n, gsize spill);
gsize gvmi_shuffle_scatter (const GvmiPieces *pieces, const gpointer *boxes, gsize step,
                            const guint8 *wire, gsize stride, gsize n, gsize spill);

typedef enum {
  GVMI_SHUFFLE_UNKNOWN,
  GVMI_SHUFFLE_PORTABLE,
  GVMI_SHUFFLE_SSSE3,
  GVMI_SHUFFLE_AVX2,
} GvmiShuffleLevel;

/* What this machine is used for; the environment variable GVM_PORTABLE asks for the portable code. */
GvmiShuffleLevel gvmi_shuffle_get_level (void);
/* For tests: GVMI_SHUFFLE_UNKNOWN looks again. */
void gvmi_shuffle_set_level (GvmiShuffleLevel level);
