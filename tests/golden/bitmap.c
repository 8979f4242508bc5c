/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bitmaps: the same octets whatever the words are in memory.
 */
#include "support/refuse.h"

static GVM_DEFINE_BITMAP (longs_codec, gulong, 70);
static GVM_DEFINE_BITMAP (wides_codec, guint64, 64);
static GVM_DEFINE_BITMAP (narrows_codec, guint32, 70);
static GVM_DEFINE_BITMAP (bit_codec, guint32, 1);

typedef struct {
  gulong longs[GVM_BITMAP_WORDS (gulong, 70)];
  guint64 wides[1];
  guint32 narrows[3];
  guint32 bit[1];
} Maps;
GVM_FIELDS (maps_fields, Maps) = {
  GVM_FIELD (Maps, longs, longs_codec),
  GVM_FIELD (Maps, wides, wides_codec),
  GVM_FIELD (Maps, narrows, narrows_codec),
  GVM_FIELD (Maps, bit, bit_codec),
};
GVM_DEFINE_STATIC_DESC (maps_desc, Maps, "maps", 1, 1, maps_fields);

static void
set_long (Maps *maps, guint bit)
{
  guint width = 8 * sizeof (gulong);

  maps->longs[bit / width] |= 1ul << bit % width;
}

static void
maps_fill (gpointer self)
{
  Maps *maps = self;

  set_long (maps, 0);
  set_long (maps, 33);
  set_long (maps, 69);
  maps->wides[0] = G_GUINT64_CONSTANT (0x8000000000000001);
  maps->narrows[0] = 1;
  maps->narrows[1] = 2;
  maps->narrows[2] = 0x20;
  maps->bit[0] = 1;
}

static void
maps_other (gpointer self)
{
  maps_fill (self);
  ((Maps *) self)->bit[0] = 0;
}

static const guint8 maps_golden[] = {
  0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, /* longs: bits 63 to 0 */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x20, /* longs: bits 69 to 64 */
  0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* wides */
  0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, /* narrows: bits 63 to 0 */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x20, /* narrows: bits 69 to 64 */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, /* bit */
};

START_TEST (bits_are_in_words_of_64)
{
  expect_golden_whole (GOLDEN (maps_desc, 1, maps_golden, maps_fill, maps_other));
}
END_TEST

START_TEST (bits_above_the_last_are_saved_as_zeros_and_do_not_count)
{
  Maps maps = { .wides = { 0 } }, same;

  maps_fill (&maps);
  same = maps;
  set_long (&maps, 70);
  maps.narrows[2] |= 0x80000000;
  maps.bit[0] |= 0xfffffffe;
  expect_saves (&maps_desc, 1, &maps, maps_golden, sizeof maps_golden);
  ck_assert (gvm_state_equal (&maps_desc, &maps, &same));
}
END_TEST

START_TEST (bits_above_the_last_are_refused_by_a_load)
{
  static const struct {
    gsize at;
    guint8 octet;
    const char *path;
    guint64 start;
  } cases[] = {
    { 15, 0x60, "maps/longs", 0 },    { 8, 0x80, "maps/longs", 0 },
    { 39, 0x60, "maps/narrows", 24 }, { 36, 0x01, "maps/narrows", 24 },
    { 47, 0x03, "maps/bit", 40 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 bad[sizeof maps_golden];

    memcpy (bad, maps_golden, sizeof bad);
    bad[cases[i].at] = cases[i].octet;
    expect_refused (GOLDEN (maps_desc, 1, bad, NULL, maps_other), GVM_ERROR_RANGE, cases[i].path,
                    cases[i].start);
  }
}
END_TEST

START_TEST (a_bitmap_is_ordered_and_shown_as_the_number_it_is)
{
  guint32 small[3] = { 0xffffffff, 1, 0 }, large[3] = { 0, 0, 1 }, stray[3] = { 0, 0, 0x41 };

  ck_assert_int_eq (narrows_codec.compare (&narrows_codec, small, large), -1);
  ck_assert_int_eq (narrows_codec.compare (&narrows_codec, large, small), 1);
  ck_assert_int_eq (narrows_codec.compare (&narrows_codec, large, stray), 0);
  expect_format (&narrows_codec, large, "0x00000000000000010000000000000000");
  ck_assert_str_eq (longs_codec.name, "bitmap");
  ck_assert_uint_eq (longs_codec.wire_size, 16);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.bitmap", bits_are_in_words_of_64,
                    bits_above_the_last_are_saved_as_zeros_and_do_not_count,
                    bits_above_the_last_are_refused_by_a_load,
                    a_bitmap_is_ordered_and_shown_as_the_number_it_is);
}
