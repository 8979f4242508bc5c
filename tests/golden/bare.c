/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The least that there can be: a codec of one's own, version 0, a struct of which nothing is on the wire.
 */
#include "support/golden.h"

/* 3 octets, the highest first. */
static gboolean
triple_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  guint32 number = *(const guint32 *) value;

  return gvm_writer_u8 (writer, (guint8) (number >> 16)) &&
         gvm_writer_u16 (writer, (guint16) number);
}

static gboolean
triple_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint8 high;
  guint16 low;

  if (!gvm_reader_u8 (reader, &high) || !gvm_reader_u16 (reader, &low))
    return FALSE;
  *(guint32 *) value = (guint32) high << 16 | low;
  return TRUE;
}

static gint
triple_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

static const GvmCodec triple = { .name = "triple",
                                 .c_size = sizeof (guint32),
                                 .wire_min = 3,
                                 .wire_size = 3,
                                 .encode = triple_encode,
                                 .decode = triple_decode,
                                 .compare = triple_compare };
typedef guint32 triple_ctype;

typedef struct {
  guint32 one, two[2];
} Triples;
GVM_FIELDS (triples_fields, Triples) = {
  GVM_FIELD (Triples, one, triple),
  GVM_ARRAY (Triples, two, triple),
};
GVM_DEFINE_STATIC_DESC (triples_desc, Triples, "triples", 0, 0, triples_fields);

static void
triples_fill (gpointer self)
{
  *(Triples *) self = (Triples) { 0x010203, { 0x040506, 0x070809 } };
}

static void
triples_other (gpointer self)
{
  *(Triples *) self = (Triples) { 0x010203, { 0x040506, 0x070800 } };
}

static const guint8 triples_golden[] = {
  0x01, 0x02, 0x03,                   /* one */
  0x04, 0x05, 0x06, 0x07, 0x08, 0x09, /* two[0], two[1] */
};

START_TEST (a_codec_of_one_s_own_is_what_it_writes)
{
  expect_golden (GOLDEN (triples_desc, 0, triples_golden, triples_fill, triples_other));
}
END_TEST

/* QEMU's pci_bridge is 0, and its spapr_cpu has no rows that are always there. */
START_TEST (a_version_can_be_0)
{
  Triples loaded = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmReader) reader = reader_on (triples_golden, sizeof triples_golden, NULL);

  expect_loads (&triples_desc, 0, &loaded, triples_golden, sizeof triples_golden);
  ck_assert (!gvm_decode (reader, &triples_desc, 1, &loaded, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_TOO_NEW));
}
END_TEST

GVM_FIELDS (bare_fields, Triples) = { GVM_FIELD (Triples, one, triple, .since = 2) };
GVM_DEFINE_STATIC_DESC (bare_desc, Triples, "bare", 2, 1, bare_fields);
typedef struct {
  guint8 before;
  Triples bare[3];
  guint8 after;
} Around;
GVM_FIELDS (around_fields, Around) = {
  GVM_FIELD (Around, before, gvm_u8),
  GVM_ARRAY (Around, bare, bare_desc, .nested_version = 1),
  GVM_FIELD (Around, after, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (around_desc, Around, "around", 1, 1, around_fields);

START_TEST (a_struct_without_rows_is_nothing)
{
  static const guint8 golden[] = {
    0x01, /* before */
    0x02, /* after: nothing of bare */
  };
  Around around = { .before = 1, .bare = { { .one = 9 } }, .after = 2 };
  Triples bare = { 0 };

  expect_saves (&around_desc, 1, &around, golden, sizeof golden);
  expect_loads (&around_desc, 1, &around, golden, sizeof golden);
  ck_assert_uint_eq (around.bare[0].one, 9);
  expect_saves (&bare_desc, 1, &bare, "", 0);
  expect_loads (&bare_desc, 1, &bare, "", 0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.bare", a_codec_of_one_s_own_is_what_it_writes, a_version_can_be_0,
                    a_struct_without_rows_is_nothing);
}
