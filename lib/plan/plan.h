/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A descriptor compiled. The first use of a descriptor validates it and works out what the engine would
 * otherwise ask again and again; the result hangs on the descriptor's own slot as long as that lives.
 *
 * A struct is *flat* when nothing about it depends on its state or its version: then its payload is a
 * permutation of its bytes, and the plan is the list of runs to move. All other structs are walked row
 * by row, and their flat rows are moved as runs all the same.
 */
#pragma once

#include "desc/shape.h"
#include "plan/columns.h"
#include "plan/shuffle.h"

/* @count values of @width octets, one after another both in memory (at @mem) and on the wire (at @wire). */
typedef struct {
  gsize mem, wire, count;
  guint8 width;
  gboolean is_bool; /* any octet but 0 is loaded as 1 */
} GvmiRun;

/* How a single value is moved that a register can hold. */
typedef enum {
  GVMI_SINGLE_RUNS, /* it cannot */
  GVMI_SINGLE_8,
  GVMI_SINGLE_16,
  GVMI_SINGLE_32,
  GVMI_SINGLE_64,
  GVMI_SINGLE_32_32, /* two values of 4 octets */
} GvmiSingle;

typedef struct {
  gsize c_size, wire_size; /* of one value */
  gsize n_runs;
  const GvmiRun *runs;
  GvmiSingle single;
  gboolean
      is_block; /* memory and wire differ by byte order alone: no padding, no bool among others */
  gboolean has_structs; /* nested ones */
  gboolean has_mask;    /* of a block: whole vectors of it are moved by this */
  gboolean has_watch; /* of a block whose values are whole in a vector: looks at where they begin */
  GvmiMask mask;
  GvmiWatch watch;
  GvmiPieces pieces; /* of a struct, if it is worth it */
} GvmiLayout;

/* Rows, one after another, that are moved as one. */
typedef struct {
  gsize n_rows;
  GvmiLayout layout; /* in the struct that they are of */
} GvmiBand;

typedef struct {
  GvmiFacts facts;
  gsize n_rows;
  gboolean is_flat;
  GvmiLayout layout;            /* of a flat one */
  const GvmiBand *const *bands; /* of one that is not: by each band's first row, else NULL */
  GvmiColumn *columns;          /* of one that can be packed */
} GvmiPlan;

/* As gvmi_plan_get(), for the first time. */
const GvmiPlan *gvmi_plan_make (const GvmDesc *desc, GError **error);

/* Returns: (nullable): the plan of @desc, valid for ever; NULL and GVM_ERROR_INVALID_DESC when the
 * descriptor breaks a rule. Thread-safe. */
static inline const GvmiPlan *
gvmi_plan_get (const GvmDesc *desc, GError **error)
{
  const GvmiPlan *plan = desc->plan != NULL ? g_atomic_pointer_get (desc->plan) : NULL;

  return plan != NULL ? plan : gvmi_plan_make (desc, error);
}

/* Frees @plan (nullable), of a descriptor that goes away. */
void gvmi_plan_free (GvmiPlan *plan);

/* Returns: (nullable): how values of @codec lie, when they are flat; NULL when not. Descriptors must have
 * their plan. */
const GvmiLayout *gvmi_codec_get_layout (const GvmCodec *codec);
/* As above, of values in @version; NULL also for structs in a version that they no longer have: those are
 * walked, were it only to be refused. */
const GvmiLayout *gvmi_codec_get_layout_in (const GvmCodec *codec, guint32 version);

/* Returns: fewest octets of one value of @codec, the row's or its keys', as the row packs it. Descriptors must
 * have their plan. */
gsize gvmi_field_get_wire_min (const GvmField *field, const GvmCodec *codec);

/* Do values of @codec own memory? Descriptors must have their plan. */
gboolean gvmi_codec_owns (const GvmCodec *codec);

/* Can values of @codec be compared? Descriptors must have their plan. */
gboolean gvmi_codec_has_order (const GvmCodec *codec);

/* Moves @n values, back to back on both sides. The caller has checked both rooms. */
void gvmi_layout_save (const GvmiLayout *layout, guint8 *wire, const guint8 *mem, gsize n);
/* Returns: TRUE when it has seen that none of the values begins as a subsection does on the wire. */
gboolean gvmi_layout_save_watching (const GvmiLayout *layout, guint8 *wire, const guint8 *mem,
                                    gsize n);
void gvmi_layout_load (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n);
/* As above, where somebody else may use what is between the values' rows: a lock, an atomic count. */
void gvmi_layout_load_exactly (const GvmiLayout *layout, guint8 *mem, const guint8 *wire, gsize n);

/* For plan.c, once the runs are known. */
void gvmi_layout_make_single (GvmiLayout *layout);
void gvmi_layout_make_mask (GvmiLayout *layout);
void gvmi_layout_make_watch (GvmiLayout *layout);
void gvmi_layout_make_pieces (GvmiLayout *layout);
