/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * buffer: rows of octets that nobody numbers, of octets that no member has, and of bits that a member counts.
 *
 * A member that counts must have a row of its own further up, as for GVM_COUNTED(), and takes the same
 * options.
 */
#pragma once

#include <gvmstate/codec.h>

G_BEGIN_DECLS

GVM_API extern const GvmShape gvm_shape_buffer;
GVM_API extern const GvmShape gvm_shape_buffer_part;
GVM_API extern const GvmShape gvm_shape_buffer_counted;
GVM_API extern const GvmShape gvm_shape_buffer_pointer;
GVM_API extern const GvmShape gvm_shape_pad;
GVM_API extern const GvmShape gvm_shape_bitmap_counted;

/**
 * GVM_BUFFER:
 * @T: the struct
 * @...: a member of it, guint8[], then options
 *
 * Wire:   the octets as they are.
 * Source: QEMU's type "buffer".
 */
#define GVM_BUFFER(T, ...) GVM_BUFFER_ (T, GVM_FIRST (__VA_ARGS__), GVM_REST (__VA_ARGS__))
#define GVM_BUFFER_(T, m, ...)                                                                     \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m),                                                                \
    GVM_OCTETS_ROW_ (T, m, gvm_shape_buffer, GVM_PROVE_OCTETS_ (T, m, "GVM_BUFFER"), __VA_ARGS__)  \
  }

/**
 * GVM_BUFFER_PART:
 * @T: the struct
 * @m: a member of it, guint8[]
 * @...: the member that says how many of its octets there are, unsigned, then options
 *
 * What is behind them in @m is not on the wire, and a load leaves it alone.
 *
 * Wire:   that many octets as they are.
 * Errors: GVM_ERROR_CAPACITY, on load and on save, when that is more than @m has.
 */
#define GVM_BUFFER_PART(T, m, ...)                                                                 \
  GVM_BUFFER_PART_ (T, m, GVM_FIRST (__VA_ARGS__), GVM_REST (__VA_ARGS__))
#define GVM_BUFFER_PART_(T, m, n, ...)                                                             \
  {                                                                                                \
    .count = sizeof (((T *) 0)->m), .count_offset = offsetof (T, n),                               \
    .count_size = GVM_COUNT_SIZE (T, n),                                                           \
    GVM_OCTETS_ROW_ (T, m, gvm_shape_buffer_part, GVM_PROVE_OCTETS_ (T, m, "GVM_BUFFER_PART"),     \
                     __VA_ARGS__)                                                                  \
  }

/**
 * GVM_BUFFER_COUNTED:
 * @T: the struct
 * @m: a member of it, guint8 *, that points to the octets, or is NULL when there are none
 * @...: the member that says how many, unsigned, then options
 *
 * Wire:      that many octets as they are.
 * Ownership: as GVM_COUNTED().
 * Errors:    GVM_ERROR_LIMIT above `.max` octets, which is the whole budget unless it is given.
 */
#define GVM_BUFFER_COUNTED(T, m, ...)                                                              \
  GVM_BUFFER_COUNTED_ (T, m, GVM_FIRST (__VA_ARGS__), GVM_REST (__VA_ARGS__))
#define GVM_BUFFER_COUNTED_(T, m, n, ...)                                                          \
  {                                                                                                \
    .count = 1, .count_offset = offsetof (T, n), .count_size = GVM_COUNT_SIZE (T, n),              \
    GVM_OCTETS_ROW_ (                                                                              \
        T, m, gvm_shape_buffer_counted,                                                            \
        GVM_PROVE_ (T, m, m, guint8 *, "GVM_BUFFER_COUNTED", "member is not a guint8 *"),          \
        __VA_ARGS__)                                                                               \
  }

/**
 * GVM_BUFFER_POINTER:
 * @T: the struct
 * @m: a member of it, a pointer to octets of any type
 * @...: how many octets, a constant, then options
 *
 * Octets that the target has already and keeps where they are: guest memory that is the device's, say.
 *
 * Wire:      the octets as they are.
 * Ownership: none is taken; a load that fails puts back what was there.
 * Errors:    GVM_ERROR_NULL_ELEMENT, on load and on save, when @m is NULL.
 * Source:    QEMU's VMSTATE_BUFFER_POINTER_UNSAFE.
 */
#define GVM_BUFFER_POINTER(T, m, ...)                                                              \
  {                                                                                                \
    .name = #m, .shape = &gvm_shape_buffer_pointer, .codec = &gvm_u8,                              \
    .count = GVM_FIRST (__VA_ARGS__), .size = sizeof (((T *) 0)->m),                               \
    .alignment = GVM_ALIGNOF (T, m), .offset = offsetof (T, m) + 0 * sizeof (*((T *) 0)->m),       \
    GVM_REST (__VA_ARGS__)                                                                         \
  }

/**
 * GVM_PAD:
 * @T: the struct
 * @wire_name: what the octets are called in the stream's description and in paths; no member
 * @...: how many octets, then options
 *
 * Octets that no member has (any more, or yet).
 *
 * Wire:   zeros; a load takes any.
 * Source: QEMU's type "unused_buffer".
 */
#define GVM_PAD(T, wire_name, ...)                                                                 \
  {                                                                                                \
    .name = #wire_name, .shape = &gvm_shape_pad, .codec = &gvm_u8,                                 \
    .count = GVM_FIRST (__VA_ARGS__) + 0 * sizeof (T), GVM_REST (__VA_ARGS__)                      \
  }

/**
 * GVM_PAD_COUNTED:
 * @T: the struct
 * @wire_name: as GVM_PAD()
 * @...: the member that says how many octets, unsigned, then options; `.times` for so many each
 *
 * Wire:   that many zeros; a load takes any.
 * Source: QEMU's VMSTATE_UNUSED_VARRAY_UINT32.
 */
#define GVM_PAD_COUNTED(T, wire_name, ...)                                                         \
  GVM_PAD_COUNTED_ (T, wire_name, GVM_FIRST (__VA_ARGS__), GVM_REST (__VA_ARGS__))
#define GVM_PAD_COUNTED_(T, wire_name, n, ...)                                                     \
  {                                                                                                \
    .name = #wire_name, .shape = &gvm_shape_pad, .codec = &gvm_u8, .count = 1,                     \
    .count_offset = offsetof (T, n), .count_size = GVM_COUNT_SIZE (T, n), __VA_ARGS__              \
  }

#define GVM_OCTETS_ROW_(T, m, shape_, proof, ...)                                                  \
  .name = #m, .shape = &shape_, .offset = offsetof (T, m) + (proof),                               \
  .size = sizeof (((T *) 0)->m), .alignment = GVM_ALIGNOF (T, m), .codec = &gvm_u8, __VA_ARGS__

/**
 * GVM_BITMAP_COUNTED:
 * @T: the struct
 * @m: a member of it that points to the words of a bitmap, or is NULL when it has no bits
 * @n: the member that says how many bits, unsigned
 * @...: the codec of the words: gvm_u32 or gvm_u64; then options. Bit b is in word b / width, LSB << b % width
 *
 * Wire:      64-bit words, the lowest first; bits above the last are 0.
 * Ownership: as GVM_COUNTED().
 * Errors:    GVM_ERROR_LIMIT above `.max` bits, which is the whole budget unless it is given;
 *            GVM_ERROR_RANGE for a bit above the last.
 * Source:    QEMU's VMSTATE_BITMAP.
 */
#define GVM_BITMAP_COUNTED(T, m, n, ...)                                                           \
  {                                                                                                \
    .count = 1, .count_offset = offsetof (T, n), .count_size = GVM_COUNT_SIZE (T, n),              \
    GVM_ROW_ (T, m, gvm_shape_bitmap_counted,                                                      \
              GVM_PROVE_ (T, m, m, GVM_CTYPE (GVM_FIRST (__VA_ARGS__)) *, "GVM_BITMAP_COUNTED",    \
                          "member is not a pointer to words of this codec"),                       \
              __VA_ARGS__)                                                                         \
  }

#define GVM_PROVE_OCTETS_(T, m, row)                                                               \
  (GVM_CHECK0 (GVM_IS_ARRAY (T, m), row "(" #T "." #m "): member is not an inline array") +        \
   GVM_PROVE_ (T, m, m[0], guint8, row, "member is not an array of guint8"))

G_END_DECLS
