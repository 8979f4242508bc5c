/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Floats, bounds, bitmaps, text, octets, GVariant, buffers and pads.
 */
#include "vectors.h"

#include <string.h>

/* ---- floats --------------------------------------------------------------------------------- */

typedef struct {
  gfloat f;
  gdouble d, nan;
  gint64 at;
} Floats;
GVM_FIELDS (floats_fields, Floats) = {
  GVM_FIELD (Floats, f, gvm_float),
  GVM_FIELD (Floats, d, gvm_double),
  GVM_FIELD (Floats, nan, gvm_double),
  GVM_FIELD (Floats, at, gvm_timer),
};
GVM_DEFINE_STATIC_DESC (floats_desc, Floats, "floats", 1, 1, floats_fields);

static void
floats_fill (gpointer self)
{
  static const guint64 signalling = G_GUINT64_CONSTANT (0x7ff0000000000001);
  Floats *floats = self;

  *floats = (Floats) { .f = 1.5f, .d = -0.0, .at = -1 };
  memcpy (&floats->nan, &signalling, sizeof signalling);
}

/* ---- bounds and bitmaps --------------------------------------------------------------------- */

static GVM_DEFINE_BOUNDED (n_codec, gvm_u32, .min = 1, .max = 64);
static GVM_DEFINE_BOUNDED (cold_codec, gvm_i16, .min = -10, .max = -2);
static GVM_DEFINE_ONE_OF (width_codec, gvm_u8, 0, 1, 2, 4);

typedef struct {
  guint32 n;
  gint16 cold;
  guint8 width;
} Bounds;
GVM_FIELDS (bounds_fields, Bounds) = {
  GVM_FIELD (Bounds, n, n_codec),
  GVM_FIELD (Bounds, cold, cold_codec),
  GVM_FIELD (Bounds, width, width_codec),
};
GVM_DEFINE_STATIC_DESC (bounds_desc, Bounds, "bounds", 1, 1, bounds_fields);

static void
bounds_fill (gpointer self)
{
  *(Bounds *) self = (Bounds) { 64, -10, 4 };
}

static GVM_DEFINE_BITMAP (map_codec, guint32, 70);

typedef struct {
  guint32 map[GVM_BITMAP_WORDS (guint32, 70)];
} BitMaps;
GVM_FIELDS (bitmaps_fields, BitMaps) = {
  GVM_FIELD (BitMaps, map, map_codec),
};
GVM_DEFINE_STATIC_DESC (bitmaps_desc, BitMaps, "maps", 1, 1, bitmaps_fields);

static void
bitmaps_fill (gpointer self)
{
  *(BitMaps *) self = (BitMaps) { { 1u << 0, 1u << 1, 1u << 5 } };
}

/* ---- text and octets ------------------------------------------------------------------------ */

static GVM_DEFINE_STRING (brief_codec, .max = 3);

typedef struct {
  char *text, *empty, *none, *brief, *file, **many, **null;
} Texts;
GVM_FIELDS (texts_fields, Texts) = {
  GVM_FIELD (Texts, text, gvm_string),   GVM_FIELD (Texts, empty, gvm_string),
  GVM_FIELD (Texts, none, gvm_string),   GVM_FIELD (Texts, brief, brief_codec),
  GVM_FIELD (Texts, file, gvm_filename), GVM_FIELD (Texts, many, gvm_strv),
  GVM_FIELD (Texts, null, gvm_strv),
};
GVM_DEFINE_STATIC_DESC (texts_desc, Texts, "texts", 1, 1, texts_fields);

static void
texts_fill (gpointer self)
{
  Texts *texts = self;

  texts->text = g_strdup ("h\xc3\xa9");
  texts->empty = g_strdup ("");
  texts->brief = g_strdup ("abc");
  texts->file = g_strdup ("\xff/a");
  texts->many = g_strsplit ("x,", ",", 0);
}

typedef struct {
  GBytes *some, *empty;
  GByteArray *none;
} Octets;
GVM_FIELDS (octets_fields, Octets) = {
  GVM_FIELD (Octets, some, gvm_bytes),
  GVM_FIELD (Octets, empty, gvm_bytes),
  GVM_FIELD (Octets, none, gvm_byte_array),
};
GVM_DEFINE_STATIC_DESC (octets_desc, Octets, "octets", 1, 1, octets_fields);

static void
octets_fill (gpointer self)
{
  Octets *octets = self;

  octets->some = g_bytes_new ("\x00\xff", 2);
  octets->empty = g_bytes_new (NULL, 0);
}

typedef struct {
  GVariant *number, *tuple, *none, *dict;
} Variants;
GVM_FIELDS (variants_fields, Variants) = {
  GVM_FIELD (Variants, number, gvm_variant),
  GVM_FIELD (Variants, tuple, gvm_variant),
  GVM_FIELD (Variants, none, gvm_variant),
  GVM_FIELD (Variants, dict, gvm_variant),
};
GVM_DEFINE_STATIC_DESC (variants_desc, Variants, "variants", 1, 1, variants_fields);

static void
variants_fill (gpointer self)
{
  Variants *variants = self;

  variants->number = g_variant_ref_sink (g_variant_new_uint32 (0x01020304));
  variants->tuple = g_variant_ref_sink (g_variant_new ("(ns)", 258, "ab"));
  variants->dict = g_variant_ref_sink (g_variant_new_parsed ("{'k': <uint16 5>}"));
}

/* A table of texts to lists: text as keys, a container in a container. */
typedef struct {
  GList *of;
} Hops;
GVM_FIELDS (hops_fields, Hops) = {
  GVM_LIST (Hops, of, gvm_u16, .values = GVM_DIRECT),
};
GVM_DEFINE_STATIC_DESC (hops_desc, Hops, "hops", 1, 1, hops_fields);

static Hops *
hops_new (void)
{
  return g_new0 (Hops, 1);
}

static void
hops_free (Hops *hops)
{
  gvm_state_clear (&hops_desc, hops);
  g_free (hops);
}

GVM_DEFINE_ENTRY_OPS (routes_ops, char, Hops, g_str_hash, g_str_equal, g_free, hops_new, hops_free);

typedef struct {
  GHashTable *routes;
} Router;
GVM_FIELDS (router_fields, Router) = {
  GVM_HASH (Router, routes, gvm_string, hops_desc, .ops = &routes_ops),
};
GVM_DEFINE_STATIC_DESC (router_desc, Router, "router", 1, 1, router_fields);

static void
router_put (Router *router, const char *to, guint a, guint b)
{
  Hops *hops = hops_new ();

  if (a > 0)
    hops->of = g_list_append (hops->of, GUINT_TO_POINTER (a));
  if (b > 0)
    hops->of = g_list_append (hops->of, GUINT_TO_POINTER (b));
  g_hash_table_insert (router->routes, g_strdup (to), hops);
}

static void
router_fill (gpointer self)
{
  Router *router = self;

  router->routes = routes_ops_table_new ();
  router_put (router, "ab", 3, 0);
  router_put (router, "\xc3\xa9", 0, 0);
  router_put (router, "", 0, 0);
  router_put (router, "a", 1, 2);
}

/* ---- buffers and pads ----------------------------------------------------------------------- */

typedef struct {
  guint8 all[4], n, part[4];
} Buffers;
GVM_FIELDS (buffers_fields, Buffers) = {
  GVM_BUFFER (Buffers, all),
  GVM_FIELD (Buffers, n, gvm_u8),
  GVM_BUFFER_PART (Buffers, part, n),
};
GVM_DEFINE_STATIC_DESC (buffers_desc, Buffers, "buffers", 1, 1, buffers_fields);

static void
buffers_fill (gpointer self)
{
  *(Buffers *) self = (Buffers) { { 0, 1, 2, 3 }, 2, { 0xaa, 0xbb } };
}

typedef struct {
  guint8 a, b;
} Pads;
GVM_FIELDS (pads_fields, Pads) = {
  GVM_FIELD (Pads, a, gvm_u8),
  GVM_PAD (Pads, gone, 3),
  GVM_FIELD (Pads, b, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (pads_desc, Pads, "pads", 1, 1, pads_fields);

static void
pads_fill (gpointer self)
{
  *(Pads *) self = (Pads) { 1, 2 };
}

/* ---- bitmaps that a member counts --------------------------------------------------------------- */

typedef struct {
  guint8 n32, n64;
  guint32 *words;
  guint64 *wide;
} Bits;
GVM_FIELDS (bits_fields, Bits) = {
  GVM_FIELD (Bits, n32, gvm_u8),
  GVM_BITMAP_COUNTED (Bits, words, n32, gvm_u32),
  GVM_FIELD (Bits, n64, gvm_u8),
  GVM_BITMAP_COUNTED (Bits, wide, n64, gvm_u64, .max = 70),
};
GVM_DEFINE_STATIC_DESC (bits_desc, Bits, "bits", 1, 1, bits_fields);

static void
bits_fill (gpointer self)
{
  *(Bits *) self = (Bits) { 33, 65, g_memdup2 ((guint32[]) { 0x80000001, 1 }, 8),
                            g_memdup2 ((guint64[]) { 2, 1 }, 16) };
}

const Vector vectors_of_values[] = {
  { "floats", &floats_desc, 1, floats_fill, NULL },
  { "bounded", &bounds_desc, 1, bounds_fill, NULL },
  { "bitmap", &bitmaps_desc, 1, bitmaps_fill, NULL },
  { "bitmap-counted", &bits_desc, 1, bits_fill, NULL },
  { "text", &texts_desc, 1, texts_fill, NULL },
  { "octets", &octets_desc, 1, octets_fill, NULL },
  { "variant", &variants_desc, 1, variants_fill, NULL },
  { "nested-containers", &router_desc, 1, router_fill, NULL },
  { "buffer", &buffers_desc, 1, buffers_fill, NULL },
  { "pad", &pads_desc, 1, pads_fill, NULL },
  { NULL, NULL, 0, NULL, NULL },
};
