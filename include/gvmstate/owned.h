/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * owned: codecs whose values are pointers to what they own: text, octets, GVariant.
 *
 * NULL and empty are two states, and both come back: NULL is a length (or a count) of 0xffffffff. A
 * load makes a new value; the old one is freed when the load has succeeded. In containers such values
 * stand as the pointers that they are, without a box; keys must not be NULL.
 *
 * Their order, as keys: NULL before all, then as unsigned octets, what is a prefix first. No locale
 * has a say in it.
 *
 * Memory is charged to the budget before it is allocated, and never more than the octets left ask for. How long a
 * member may be its row can say, GVM_FIELD (T, m, gvm_byte_array, .max = 4096); in containers, the codec.
 */
#pragma once

#include <gvmstate/codec.h>

G_BEGIN_DECLS

/* The length, or count, that stands for NULL. */
#define GVM_NULL_LENGTH G_MAXUINT32

/* ---- text ----------------------------------------------------------------------------------- */

/* Text in UTF-8. Wire: 4 octets of length, then as many octets, with no NUL behind them.
 * Errors: GVM_ERROR_STRING, on load and on save, for what is no UTF-8 (overlong forms and surrogates are
 * none) and for a NUL inside. */
GVM_API GVM_DECLARE_CODEC (gvm_string, char *);
/* The same wire and the same rules for a GString. */
GVM_API GVM_DECLARE_CODEC (gvm_gstring, GString *);
/* The same wire for names as the system has them: any octets but NUL. */
GVM_API GVM_DECLARE_CODEC (gvm_filename, char *);

/* A vector of texts, NULL at its end. Wire: 4 octets of count, then each as gvm_string; none is NULL.
 * No more than the limits' entries. */
GVM_API GVM_DECLARE_CODEC (gvm_strv, char **);

/* ---- octets --------------------------------------------------------------------------------- */

/* Wire: 4 octets of length, then the octets. Source: GByteArray as in QEMU's master, but for NULL. */
GVM_API GVM_DECLARE_CODEC (gvm_bytes, GBytes *);
GVM_API GVM_DECLARE_CODEC (gvm_byte_array, GByteArray *);

/* ---- GVariant ------------------------------------------------------------------------------- */

/* The longest type string of a GVariant, and of those in its variants. Source: D-Bus's signatures. */
#define GVM_VARIANT_TYPE_MAX 255

/* A GVariant of any type. Wire: 4 octets of length and the type string, without a NUL; 4 octets of
 * length and the data, in GVariant's serialised form, all numbers big-endian on every host. NULL is a
 * length of the type string of 0xffffffff, and nothing after it.
 *
 * A load takes normal form alone, so the same value is the same octets. It gives a reference that is
 * not floating. A save leaves a floating reference floating. GVariants have no order, so none can be
 * a key. How deep they may nest is GVariant's own limit.
 *
 * Errors: GVM_ERROR_RANGE for what is no type or not in normal form; GVM_ERROR_LIMIT for a type string
 * above GVM_VARIANT_TYPE_MAX. */
GVM_API GVM_DECLARE_CODEC (gvm_variant, GVariant *);

/* ---- of a declared length ------------------------------------------------------------------- */

/* How the C type of a codec is seen as octets; the library's own. */
typedef struct GvmOctets GvmOctets;

typedef struct {
  const GvmOctets *type;
  gsize max; /* octets of the longest; 0: no such limit */
  int end_;  /* no option: it ends each list of them */
} GvmOctetsParams;

/**
 * GVM_DEFINE_STRING:
 * @X: the codec to define; put `static` before it when it stays in its file
 * @...: `.max`, octets of the longest text
 *
 * Text as gvm_string, no longer than that.
 *
 * Wire:   as gvm_string.
 * Errors: GVM_ERROR_STRING, on load and on save.
 */
#define GVM_DEFINE_STRING(X, ...)                                                                  \
  const GvmCodec X = {                                                                             \
    .name = "string",                                                                              \
    .kind = GVM_KIND_OCTETS,                                                                       \
    .c_size = sizeof (char *),                                                                     \
    .wire_min = 4,                                                                                 \
    .params = &(const GvmOctetsParams) { .type = &gvm_octets_of_string, __VA_ARGS__, .end_ = 0 },  \
    .encode = gvm_octets_encode,                                                                   \
    .decode = gvm_octets_decode,                                                                   \
    .compare = gvm_octets_compare,                                                                 \
    .format = gvm_octets_format,                                                                   \
    .describe = gvm_octets_describe,                                                               \
    .get_length = gvm_octets_get_length,                                                           \
    .free = g_free,                                                                                \
    .key_hash = g_str_hash,                                                                        \
    .key_equal = g_str_equal,                                                                      \
  };                                                                                               \
  typedef char *GVM_CAT (X, _ctype)

/* What these codecs are made of. */
GVM_API extern const GvmOctets gvm_octets_of_string;
GVM_API gboolean gvm_octets_encode (const GvmCodec *codec, GvmWriter *writer, gconstpointer value);
GVM_API gboolean gvm_octets_decode (const GvmCodec *codec, GvmReader *reader, gpointer value);
GVM_API gint gvm_octets_compare (const GvmCodec *codec, gconstpointer a, gconstpointer b);
GVM_API char *gvm_octets_format (const GvmCodec *codec, gconstpointer value);
GVM_API char *gvm_octets_describe (const GvmCodec *codec);
GVM_API gsize gvm_octets_get_length (const GvmCodec *codec, gconstpointer value);

G_END_DECLS
