/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Shuffles as x86 has them: pshufb of 16 octets (SSSE3), or of 32 (AVX2). What the machine has is asked
 * when the program runs. Others take the portable code, whose loops their compilers turn into vectors.
 */
#include "plan/shuffle.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static gint current_level;

static GvmiShuffleLevel
find_level (void)
{
  if (g_getenv ("GVM_PORTABLE") != NULL)
    return GVMI_SHUFFLE_PORTABLE;
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx2"))
    return GVMI_SHUFFLE_AVX2;
  if (__builtin_cpu_supports ("ssse3"))
    return GVMI_SHUFFLE_SSSE3;
#endif
  return GVMI_SHUFFLE_PORTABLE;
}

/* Threads that find it out at once find the same. */
GvmiShuffleLevel
gvmi_shuffle_get_level (void)
{
  gint level = g_atomic_int_get (&current_level);

  if (G_UNLIKELY (level == GVMI_SHUFFLE_UNKNOWN)) {
    level = (gint) find_level ();
    g_atomic_int_set (&current_level, level);
  }
  return (GvmiShuffleLevel) level;
}

void
gvmi_shuffle_set_level (GvmiShuffleLevel level)
{
  g_atomic_int_set (&current_level, (gint) level);
}

#if defined(__x86_64__)

static inline __m128i
load_16 (const guint8 *octets)
{
  return _mm_loadu_si128 ((const __m128i *) (gconstpointer) octets);
}

static inline void
store_16 (guint8 *octets, __m128i vector)
{
  _mm_storeu_si128 ((__m128i *) (gpointer) octets, vector);
}

static const GvmiWatch watch_nothing;

__attribute__ ((target ("ssse3"))) static gsize
block_ssse3 (const GvmiMask *mask, const GvmiWatch *watch, guint8 *restrict to,
             const guint8 *restrict from, gsize size, gboolean *ret_seen)
{
  const __m128i shuffle = load_16 (mask->from), places = load_16 (watch->places);
  const __m128i octet = _mm_set1_epi8 ((char) watch->octet);
  __m128i seen = _mm_setzero_si128 ();
  gsize done = 0;

  for (; size - done >= sizeof shuffle; done += sizeof shuffle) {
    __m128i octets = _mm_shuffle_epi8 (load_16 (from + done), shuffle);

    seen = _mm_or_si128 (seen, _mm_cmpeq_epi8 (octets, octet));
    store_16 (to + done, octets);
  }
  *ret_seen |= _mm_movemask_epi8 (_mm_and_si128 (seen, places)) != 0;
  return done;
}

/* Stores of so many vectors follow one another: with looks between them, looking costs half as much as moving. */
enum { ABREAST = 4 };

__attribute__ ((target ("avx2"))) static gsize
block_avx2 (const GvmiMask *mask, const GvmiWatch *watch, guint8 *restrict to,
            const guint8 *restrict from, gsize size, gboolean *ret_seen)
{
  const __m256i shuffle = _mm256_broadcastsi128_si256 (load_16 (mask->from));
  const __m256i places = _mm256_broadcastsi128_si256 (load_16 (watch->places));
  const __m256i octet = _mm256_set1_epi8 ((char) watch->octet);
  __m256i seen = _mm256_setzero_si256 (), octets[ABREAST];
  gsize done = 0;

  for (; size - done >= sizeof octets; done += sizeof octets) {
    const __m256i *source = (const __m256i *) (gconstpointer) (from + done);
    __m256i *target = (__m256i *) (gpointer) (to + done);

#pragma GCC unroll 4
    for (gsize i = 0; i < ABREAST; i++)
      octets[i] = _mm256_shuffle_epi8 (_mm256_loadu_si256 (source + i), shuffle);
#pragma GCC unroll 4
    for (gsize i = 0; i < ABREAST; i++)
      _mm256_storeu_si256 (target + i, octets[i]);
#pragma GCC unroll 4
    for (gsize i = 0; i < ABREAST; i++)
      seen = _mm256_or_si256 (seen, _mm256_cmpeq_epi8 (octets[i], octet));
  }
  *ret_seen |= _mm256_movemask_epi8 (_mm256_and_si256 (seen, places)) != 0;
  return done;
}

gsize
gvmi_shuffle_block (const GvmiMask *mask, const GvmiWatch *watch, guint8 *restrict to,
                    const guint8 *restrict from, gsize size, gboolean *ret_seen)
{
  GvmiShuffleLevel level = gvmi_shuffle_get_level ();
  gsize done = 0;

  if (watch == NULL)
    watch = &watch_nothing;
  if (level == GVMI_SHUFFLE_AVX2)
    done = block_avx2 (mask, watch, to, from, size, ret_seen);
  if (level >= GVMI_SHUFFLE_SSSE3)
    done += block_ssse3 (mask, watch, to + done, from + done, size - done, ret_seen);
  return done;
}

/* Of @n values @step octets apart, how many vectors that reach so far stay within the last one's end, and @spill
 * octets more. */
static gsize
count_within (gsize n, gsize step, gsize size, gsize reach, gsize spill)
{
  while (n > 0 && reach > size + spill) {
    n--;
    spill += step;
  }
  return n;
}

static gboolean
has_pieces (const GvmiPieces *pieces)
{
  return pieces->n_pieces > 0 && gvmi_shuffle_get_level () >= GVMI_SHUFFLE_SSSE3;
}

/* Of @n values back to back, how many have all their pieces' vectors inside both blocks. */
static gsize
count_whole (const GvmiPieces *pieces, gsize n)
{
  return MIN (count_within (n, pieces->c_size, pieces->c_size, pieces->mem_reach, 0),
              count_within (n, pieces->wire_size, pieces->wire_size, pieces->wire_reach, 0));
}

__attribute__ ((target ("ssse3"))) static inline void
save_pieces (const GvmiPieces *pieces, guint8 *wire, const guint8 *mem)
{
  for (gsize i = 0; i < pieces->n_pieces; i++) {
    const GvmiPiece *piece = &pieces->pieces[i];

    store_16 (wire + piece->wire,
              _mm_shuffle_epi8 (load_16 (mem + piece->mem), load_16 (piece->to_wire.from)));
  }
}

/* Blended with what is no octet of the piece's. */
__attribute__ ((target ("ssse3"))) static inline void
load_pieces (const GvmiPieces *pieces, guint8 *mem, const guint8 *wire)
{
  for (gsize i = 0; i < pieces->n_pieces; i++) {
    const GvmiPiece *piece = &pieces->pieces[i];
    __m128i mine = load_16 (piece->mine);
    __m128i octets = _mm_shuffle_epi8 (load_16 (wire + piece->wire), load_16 (piece->to_mem.from));

    octets = _mm_and_si128 (_mm_min_epu8 (octets, load_16 (piece->limit)), mine);
    store_16 (mem + piece->mem,
              _mm_or_si128 (octets, _mm_andnot_si128 (mine, load_16 (mem + piece->mem))));
  }
}

__attribute__ ((target ("ssse3"))) static void
save_ssse3 (const GvmiPieces *pieces, guint8 *restrict wire, const guint8 *restrict mem, gsize n)
{
  for (; n > 0; n--, wire += pieces->wire_size, mem += pieces->c_size)
    save_pieces (pieces, wire, mem);
}

__attribute__ ((target ("ssse3"))) static void
load_ssse3 (const GvmiPieces *pieces, guint8 *restrict mem, const guint8 *restrict wire, gsize n)
{
  for (; n > 0; n--, wire += pieces->wire_size, mem += pieces->c_size)
    load_pieces (pieces, mem, wire);
}

gsize
gvmi_shuffle_save (const GvmiPieces *pieces, guint8 *restrict wire, const guint8 *restrict mem,
                   gsize n)
{
  if (!has_pieces (pieces))
    return 0;
  n = count_whole (pieces, n);
  save_ssse3 (pieces, wire, mem, n);
  return n;
}

gsize
gvmi_shuffle_load (const GvmiPieces *pieces, guint8 *restrict mem, const guint8 *restrict wire,
                   gsize n)
{
  if (!has_pieces (pieces))
    return 0;
  n = count_whole (pieces, n);
  load_ssse3 (pieces, mem, wire, n);
  return n;
}

__attribute__ ((target ("ssse3"))) static gsize
gather_ssse3 (const GvmiPieces *pieces, guint8 *wire, gsize stride, const gpointer *boxes,
              gsize step, gsize n)
{
  gsize i = 0;

  for (; i < n && *boxes != NULL; i++, wire += stride, boxes += step)
    save_pieces (pieces, wire, *boxes);
  return i;
}

__attribute__ ((target ("ssse3"))) static void
scatter_ssse3 (const GvmiPieces *pieces, const gpointer *boxes, gsize step, const guint8 *wire,
               gsize stride, gsize n)
{
  for (; n > 0; n--, wire += stride, boxes += step)
    load_pieces (pieces, *boxes, wire);
}

gsize
gvmi_shuffle_gather (const GvmiPieces *pieces, guint8 *wire, gsize stride, const gpointer *boxes,
                     gsize step, gsize n, gsize spill)
{
  if (!has_pieces (pieces) || pieces->mem_reach > pieces->c_size ||
      pieces->wire_reach > pieces->wire_size + spill)
    return 0;
  return gather_ssse3 (pieces, wire, stride, boxes, step, n);
}

gsize
gvmi_shuffle_scatter (const GvmiPieces *pieces, const gpointer *boxes, gsize step,
                      const guint8 *wire, gsize stride, gsize n, gsize spill)
{
  if (!has_pieces (pieces) || pieces->mem_reach > pieces->c_size)
    return 0;
  n = count_within (n, stride, pieces->wire_size, pieces->wire_reach, spill);
  scatter_ssse3 (pieces, boxes, step, wire, stride, n);
  return n;
}

#else

gsize
gvmi_shuffle_block (G_GNUC_UNUSED const GvmiMask *mask, G_GNUC_UNUSED const GvmiWatch *watch,
                    G_GNUC_UNUSED guint8 *restrict to, G_GNUC_UNUSED const guint8 *restrict from,
                    G_GNUC_UNUSED gsize size, G_GNUC_UNUSED gboolean *ret_seen)
{
  return 0;
}

gsize
gvmi_shuffle_save (G_GNUC_UNUSED const GvmiPieces *pieces, G_GNUC_UNUSED guint8 *restrict wire,
                   G_GNUC_UNUSED const guint8 *restrict mem, G_GNUC_UNUSED gsize n)
{
  return 0;
}

gsize
gvmi_shuffle_load (G_GNUC_UNUSED const GvmiPieces *pieces, G_GNUC_UNUSED guint8 *restrict mem,
                   G_GNUC_UNUSED const guint8 *restrict wire, G_GNUC_UNUSED gsize n)
{
  return 0;
}

gsize
gvmi_shuffle_gather (G_GNUC_UNUSED const GvmiPieces *pieces, G_GNUC_UNUSED guint8 *wire,
                     G_GNUC_UNUSED gsize stride, G_GNUC_UNUSED const gpointer *boxes,
                     G_GNUC_UNUSED gsize step, G_GNUC_UNUSED gsize n, G_GNUC_UNUSED gsize spill)
{
  return 0;
}

gsize
gvmi_shuffle_scatter (G_GNUC_UNUSED const GvmiPieces *pieces, G_GNUC_UNUSED const gpointer *boxes,
                      G_GNUC_UNUSED gsize step, G_GNUC_UNUSED const guint8 *wire,
                      G_GNUC_UNUSED gsize stride, G_GNUC_UNUSED gsize n, G_GNUC_UNUSED gsize spill)
{
  return 0;
}

#endif
