/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Packed rows as a stream describes them: docs/FORMAT.md, 3.10. An element is its columns, one after another;
 * unpacked, in its own form, each of them is as wide as its type.
 */
#pragma once

#include "desc/packing.h"
#include "schema/type.h"

typedef struct {
  const GvmiType *plain; /* NULL: a varint, of an integer with `size` octets in its own form */
  gsize size;            /* 0: its values differ in it */
  gboolean is_signed;
  gsize at; /* in an element whose size is fixed */
} GvmiPackedColumn;

struct GvmiPacked {
  GvmPacking packing;
  gboolean has_steps; /* the first column is a key, and stands as the step from the one before */
  guint n_columns;
  gsize element_size;  /* 0: they differ in it */
  gsize count;         /* of an array, or an array of arrays: how many elements */
  const guint8 *blank; /* of a sparse row: an element, in its own form */
  GvmiPackedColumn columns[2 * GVMI_MOST_COLUMNS]; /* of a key, and of a value */
};

/* What GvmiType.flat_size of @type is, all else of it being known. */
gsize gvmi_type_flat_size (const GvmiType *type);

/* Works out @packed, of a row of the type @type. @blank: (nullable): @blank_size octets.
 * Returns: FALSE for what this reader does not know. */
gboolean gvmi_packed_init (GvmiPacked *packed, const GvmiType *type, const char *packing,
                           const guint8 *blank, gsize blank_size);

/* How many of the @left octets at @octets the value is that @column has there, in its own form.
 * Returns: FALSE when it does not end there; @ret_size is what it takes at least. */
gboolean gvmi_packed_measure (const GvmiPackedColumn *column, const guint8 *octets, gsize left,
                              gsize *ret_size);
