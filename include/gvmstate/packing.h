/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * packing: rows that take fewer octets than QEMU's fixed widths. Declared a row at a time, as an option; a
 * row that says nothing stands on the wire as ever.
 *
 *   GVM_HASH (Phb, msi, gvm_u32, msi_desc, .packing = GVM_PACKING_DELTA),
 *   GVM_ARRAY (Ics, irqs, irq_desc, GVM_SPARSE (irq_desc, irq_unused)),
 *
 * What is packed are the *columns* of an element: the element itself, or, of a struct, all values in it, those
 * of nested structs and arrays too. So an element is a plain value, or a struct of values in place that are
 * sent in every version; it has 64 columns at most (32 in a sparse row) and no hooks.
 * Integers of 2, 4 and 8 octets become varints: 7 bits an octet, the least first, and the high bit of each but
 * the last is set. All else stands as without packing: octets, bools, floats, text. An array of such is one
 * column.
 *
 * The same state is the same octets with any packing, and a load refuses what a save would not have written:
 * varints that are longer than need be, and elements that need not be there.
 */
#pragma once

#include <gvmstate/typed.h>

G_BEGIN_DECLS

/**
 * GvmPacking:
 * @GVM_PACKING_NONE: every value is as wide as its codec says
 * @GVM_PACKING_VARINT: an integer takes as many octets as its value needs. For any value, array or container
 * @GVM_PACKING_DELTA: an integer is its difference from the same column of the element before. For arrays and
 *   containers. Integer keys of a table ascend and are what is added to the one before, without the low bits that
 *   are 0 in all of these steps. A tree whose order is another is sorted for it
 * @GVM_PACKING_SPARSE: only those elements of an array that differ from a declared one, and of them only the
 *   columns that differ from the element stored before; say it by GVM_SPARSE()
 *
 * How a row's elements are packed.
 */
typedef enum {
  GVM_PACKING_NONE,
  GVM_PACKING_VARINT,
  GVM_PACKING_DELTA,
  GVM_PACKING_SPARSE,
} GvmPacking;

/* The option that makes an array sparse: a GVM_ARRAY(), GVM_COUNTED(), GVM_COUNTED_ARRAY() or GVM_GARRAY() row.
 * @X is the row's codec or descriptor, @constant an element of its C type, with static storage: elements equal to it
 * are not on the wire, and a load fills them in. What in an element has no row stays what it is. */
#define GVM_SPARSE(X, constant)                                                                    \
  .packing = GVM_PACKING_SPARSE, .blank_codec = GVM_CODEC (X),                                     \
  .blank = &(constant) + GVM_CHECK0 (GVM_SAME_TYPE (__typeof__ (constant), GVM_CTYPE (X)),         \
                                     "GVM_SPARSE: " #constant " is not of the C type of " #X)

G_END_DECLS
