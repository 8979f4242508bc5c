/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * bounded: codecs of your own by one line each: integers of a declared range, enums, bitmaps.
 *
 *   GVM_DEFINE_BOUNDED (msi_count, gvm_u32, .min = 1, .max = 64);
 *   static GVM_DEFINE_ENUM (irq_state, IrqState, .max = IRQ_REJECTED, .names = irq_state_names);
 *
 * What is out of bounds is refused on load and on save. A codec that other files use is declared for
 * them by GVM_DECLARE_CODEC().
 */
#pragma once

#include <gvmstate/codec.h>

G_BEGIN_DECLS

/**
 * GvmBounds:
 *
 * Which integers there are. A bound that is left out is 0; negative ones are written as such.
 */
typedef struct {
  guint64 min, max;      /* both inclusive */
  const guint64 *values; /* (nullable): those and no others; then min and max mean nothing */
  gsize n_values;
  const char *const
      *names; /* (nullable): of each integer from min to max, for whoever reads an error */
  int end_;   /* no option: it ends each list of them */
} GvmBounds;

/**
 * GVM_DEFINE_BOUNDED:
 * @X: the codec to define
 * @base: the integer codec that it is but for its bounds, from gvm_u8 to gvm_i64
 * @...: `.min`, `.max`, `.names`
 *
 * Wire:   as @base.
 * Errors: GVM_ERROR_RANGE.
 */
#define GVM_DEFINE_BOUNDED(X, base, ...) GVM_BOUNDED_ (X, GVM_CTYPE (base), __VA_ARGS__)

/**
 * GVM_DEFINE_ONE_OF:
 * @X: the codec to define
 * @base: the integer codec that it is, from gvm_u8 to gvm_i64
 * @...: the integers that there are
 *
 * Wire:   as @base.
 * Errors: GVM_ERROR_RANGE.
 */
#define GVM_DEFINE_ONE_OF(X, base, ...)                                                            \
  GVM_BOUNDED_ (X, GVM_CTYPE (base), .values = (const guint64[]) { __VA_ARGS__ },                  \
                .n_values = sizeof ((const guint64[]) { __VA_ARGS__ }) / sizeof (guint64))

/**
 * GVM_DEFINE_ENUM:
 * @X: the codec to define
 * @E: an enum; the codec goes with members of this type alone
 * @...: `.min`, `.max`, `.names`
 *
 * Wire:   4 octets.
 * Errors: GVM_ERROR_RANGE.
 */
#define GVM_DEFINE_ENUM(X, E, ...)                                                                 \
  GVM_BOUNDED_ (X, E, __VA_ARGS__);                                                                \
  G_STATIC_ASSERT (sizeof (E) == 4)

#define GVM_BOUNDED_(X, T, ...)                                                                    \
  const GvmCodec X = {                                                                             \
    .name = GVM_BY_TYPE_ (T, "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32",      \
                          "int64"),                                                                \
    .kind = GVM_BY_TYPE_ (T, GVM_KIND_UNSIGNED, GVM_KIND_UNSIGNED, GVM_KIND_UNSIGNED,              \
                          GVM_KIND_UNSIGNED, GVM_KIND_SIGNED, GVM_KIND_SIGNED, GVM_KIND_SIGNED,    \
                          GVM_KIND_SIGNED),                                                        \
    .c_size = sizeof (T),                                                                          \
    .wire_min = sizeof (T),                                                                        \
    .wire_size = sizeof (T),                                                                       \
    .params = &(const GvmBounds) { GVM_ALL_ (__VA_ARGS__) },                                       \
    .encode = gvm_bounded_encode,                                                                  \
    .decode = gvm_bounded_decode,                                                                  \
    .compare = gvm_bounded_compare,                                                                \
    .format = gvm_bounded_format,                                                                  \
    .key_hash = GVM_BY_TYPE_ (T, gvm_u8_hash, gvm_u16_hash, g_int_hash, g_int64_hash, gvm_u8_hash, \
                              gvm_u16_hash, g_int_hash, g_int64_hash),                             \
    .key_equal = GVM_BY_TYPE_ (T, gvm_u8_equal, gvm_u16_equal, g_int_equal, g_int64_equal,         \
                               gvm_u8_equal, gvm_u16_equal, g_int_equal, g_int64_equal),           \
  };                                                                                               \
  typedef T GVM_CAT (X, _ctype)

#define GVM_BY_TYPE_(T, u8, u16, u32, u64, i8, i16, i32, i64)                                      \
  _Generic((T) 0, guint8                                                                           \
           : u8, guint16                                                                           \
           : u16, guint32                                                                          \
           : u32, guint64                                                                          \
           : u64, gint8                                                                            \
           : i8, gint16                                                                            \
           : i16, gint32                                                                           \
           : i32, gint64                                                                           \
           : i64)
#define GVM_ALL_(...) __VA_ARGS__, .end_ = 0

/* The functions of these codecs. */
GVM_API gboolean gvm_bounded_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value);
GVM_API gboolean gvm_bounded_decode (const GvmCodec *codec, GvmReader *reader, gpointer value);
GVM_API gint gvm_bounded_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b);
GVM_API char *gvm_bounded_format (const GvmCodec *codec, gconstpointer value);

/* ---- bitmaps -------------------------------------------------------------------------------- */

typedef struct {
  gsize bits; /* how many there are */
  gsize word; /* octets of each word in memory, 4 or 8 */
} GvmBitmapParams;

/* Words of type W that hold as many bits: for the member, `gulong pending[GVM_BITMAP_WORDS (gulong, 70)]`. */
#define GVM_BITMAP_WORDS(W, bits) (((bits) + 8 * sizeof (W) - 1) / (8 * sizeof (W)))

/**
 * GVM_DEFINE_BITMAP:
 * @X: the codec to define
 * @W: the type of the words: gulong, guint32 or guint64. Bit n is in word n / width, LSB << n % width
 * @bits: how many there are
 *
 * For a member `W m[GVM_BITMAP_WORDS (W, bits)]`, as GVM_FIELD (T, m, X). Bits above the last are
 * written as zeros whatever the member holds.
 *
 * Wire:   ceil (bits / 64) times 8 octets, whatever @W is; the first has bits 0 to 63.
 * Errors: GVM_ERROR_RANGE when a load finds a bit above the last.
 * Source: QEMU's type "bitmap".
 */
#define GVM_DEFINE_BITMAP(X, W, bits_)                                                             \
  const GvmCodec X = {                                                                             \
    .name = "bitmap",                                                                              \
    .c_size = GVM_BITMAP_WORDS (W, bits_) * sizeof (W),                                            \
    .wire_min = GVM_BITMAP_WORDS (guint64, bits_) * 8,                                             \
    .wire_size = GVM_BITMAP_WORDS (guint64, bits_) * 8,                                            \
    .params =                                                                                      \
        &(const GvmBitmapParams) {                                                                 \
            .bits = bits_,                                                                         \
            .word = sizeof (W) + GVM_CHECK0 ((W) -1 > 0 && (sizeof (W) == 4 || sizeof (W) == 8),   \
                                             "GVM_DEFINE_BITMAP(" #X                               \
                                             "): words that are not 4 or 8 octets, unsigned") },   \
    .encode = gvm_bitmap_encode,                                                                   \
    .decode = gvm_bitmap_decode,                                                                   \
    .compare = gvm_bitmap_compare,                                                                 \
    .format = gvm_bitmap_format,                                                                   \
    .describe = gvm_bitmap_describe,                                                               \
  };                                                                                               \
  typedef W GVM_CAT (X, _ctype)[GVM_BITMAP_WORDS (W, bits_)];                                      \
  G_STATIC_ASSERT ((bits_) > 0)

/* The functions of these codecs. */
GVM_API gboolean gvm_bitmap_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value);
GVM_API gboolean gvm_bitmap_decode (const GvmCodec *codec, GvmReader *reader, gpointer value);
GVM_API gint gvm_bitmap_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b);
GVM_API char *gvm_bitmap_format (const GvmCodec *codec, gconstpointer value);
GVM_API char *gvm_bitmap_describe (const GvmCodec *codec);

G_END_DECLS
