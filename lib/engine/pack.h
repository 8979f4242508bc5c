/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed elements. pack.c says which packing does what, and moves elements column by column; pack_integer.c
 * has what becomes of an integer, pack_sparse.c has the arrays that leave elements out.
 */
#pragma once

#include "codec/varint.h"
#include "plan/columns.h"

typedef struct GvmiPacker GvmiPacker;

/* What becomes of the integer @value in a column, and back; each is the other's mirror. unpack returns FALSE for
 * what pack never gives. */
typedef struct {
  guint64 (*pack) (const GvmiPacker *packer, gsize column, guint64 value);
  gboolean (*unpack) (GvmiPacker *packer, gsize column, guint64 packed, guint64 *ret_value);
} GvmiPackedInteger;

extern const GvmiPackedInteger gvmi_packed_plain; /* as it is, but zigzag when it has a sign */
extern const GvmiPackedInteger gvmi_packed_delta; /* the difference from the element before */
extern const GvmiPackedInteger gvmi_packed_step;  /* of keys, which ascend */

/* The packing of one row while it is saved or loaded, element after element. */
struct GvmiPacker {
  const GvmiPackedInteger *integer;
  const GvmiColumn *columns;
  gsize n_columns;
  gsize n_done;  /* elements so far */
  guint shift;   /* low bits that all steps between keys have 0, and that are left out, */
  guint64 steps; /* and all steps that were loaded without them, or'ed */
  guint64 before[GVMI_MOST_COLUMNS]; /* the integers of the element before; 0 at first */
  GvmiColumn plain;                  /* the column of a plain codec */
};

/* For values of @codec, which the row's packing suits. A packer must not be moved. */
void gvmi_packer_open (GvmiPacker *packer, const GvmCodec *codec, GvmPacking packing);
/* For keys that are packed as steps. */
void gvmi_packer_open_steps (GvmiPacker *packer, const GvmCodec *codec);

gboolean gvmi_packer_save (GvmiPacker *packer, GvmWriter *writer, gconstpointer element);
gboolean gvmi_packer_load (GvmiPacker *packer, GvmReader *reader, gpointer element);
/* The same for one column of the element. */
gboolean gvmi_packer_save_column (GvmiPacker *packer, gsize column, GvmWriter *writer,
                                  gconstpointer element);
gboolean gvmi_packer_load_column (GvmiPacker *packer, gsize column, GvmReader *reader,
                                  gpointer element);

/* The value of a row that has one, packed as it says or not. */
gboolean gvmi_element_save (const GvmField *field, GvmWriter *writer, gconstpointer value);
gboolean gvmi_element_load (const GvmField *field, GvmReader *reader, gpointer value);

/* The same for @n elements, back to back in memory; paths number them. */
gboolean gvmi_elements_save (const GvmField *field, GvmWriter *writer, gconstpointer values,
                             gsize n);
gboolean gvmi_elements_load (const GvmField *field, GvmReader *reader, gpointer values, gsize n);

/* Elements of a sparse row. */
gboolean gvmi_sparse_save (const GvmField *field, GvmWriter *writer, gconstpointer values, gsize n);
gboolean gvmi_sparse_load (const GvmField *field, GvmReader *reader, gpointer values, gsize n);
