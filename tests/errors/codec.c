/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A codec of a user's own, which owns memory and can fail in the middle of a value.
 */
#include "support/suite.h"

/* ---- a text: one octet of length, then as many of text, none of them '!' -------------------- */

typedef char *Text;
static int n_texts; /* alive */

static gboolean
text_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  const char *text = *(char *const *) value != NULL ? *(char *const *) value : "";

  if (strchr (text, '!') != NULL)
    return gvm_writer_fail (writer, GVM_ERROR_RANGE, "a text with a bang");
  gvm_writer_u8 (writer, (guint8) strlen (text));
  guint8 *octets = gvm_writer_put (writer, strlen (text));
  if (octets == NULL)
    return FALSE;
  memcpy (octets, text, strlen (text));
  return TRUE;
}

static gboolean
text_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  guint8 size;

  ck_assert_ptr_null (*(Text *) value); /* a value starts as zeros */
  if (!gvm_reader_u8 (reader, &size) || !gvm_reader_charge (reader, size + 1u))
    return FALSE;
  *(Text *) value = g_malloc0 (size + 1u);
  n_texts++;
  for (guint8 i = 0; i < size; i++) {
    guint64 start = gvm_reader_tell (reader);
    if (!gvm_reader_u8 (reader, (guint8 *) *(Text *) value + i))
      return FALSE; /* what there is so far is for free */
    if ((*(Text *) value)[i] == '!')
      return gvm_reader_fail (reader, GVM_ERROR_RANGE, start, "a bang");
  }
  return TRUE;
}

static gint
text_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static char *
text_format (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer value)
{
  return g_strdup (*(char *const *) value);
}

static void
text_free (gpointer text)
{
  n_texts--;
  g_free (text);
}

GVM_DECLARE_CODEC (text_codec, Text);
const GvmCodec text_codec = {
  .name = "text",
  .c_size = sizeof (Text),
  .wire_min = 1,
  .encode = text_encode,
  .decode = text_decode,
  .compare = text_compare,
  .format = text_format,
  .free = text_free,
  .key_hash = g_str_hash,
  .key_equal = g_str_equal,
};

typedef struct {
  Text one, pair[2];
  GHashTable *table; /* Text -> Text */
  GList *list;       /* of Text */
  guint8 last;
} Texts;
GVM_FIELDS (texts_fields, Texts) = {
  GVM_FIELD (Texts, one, text_codec, .until = 1),
  GVM_FIELD (Texts, one, text_codec, .since = 2),
  GVM_ARRAY (Texts, pair, text_codec),
  GVM_HASH (Texts, table, text_codec, text_codec),
  GVM_LIST (Texts, list, text_codec),
  GVM_FIELD (Texts, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (texts_desc, Texts, "texts", 2, 1, texts_fields);

static const guint8 golden[] = {
  0x01, 'a',                   /* one */
  0x02, 'b',  'c',             /* pair[0] */
  0x00,                        /* pair[1] */
  0x00, 0x00, 0x00, 0x02,      /* table: count */
  0x01, 'd',  0x01, 'e',       /* key, value */
  0x02, 'd',  'f',  0x00,      /* key, value */
  0x00, 0x00, 0x00, 0x02,      /* list: count */
  0x01, 'g',  0x02, 'h',  'i', /* list[0], list[1] */
  0x09,                        /* last */
};
enum { N_TEXTS = 9 };

static void
load_golden (Texts *texts)
{
  g_autoptr (GvmReader) reader = reader_on (golden, sizeof golden, NULL);
  g_autoptr (GError) error = NULL;

  gvm_decode (reader, &texts_desc, 2, texts, &error);
  ck_assert_msg (error == NULL, "%s", error != NULL ? error->message : "");
}

START_TEST (a_codec_of_one_s_own_works_in_every_row)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Texts texts = { .last = 0 };

  load_golden (&texts);
  ck_assert_str_eq (texts.one, "a");
  ck_assert_str_eq (texts.pair[0], "bc");
  ck_assert (gvm_encode (writer, &texts_desc, 2, &texts, NULL));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), golden, sizeof golden);
  ck_assert_int_eq (n_texts, N_TEXTS);
  gvm_state_clear (&texts_desc, &texts);
  ck_assert_int_eq (n_texts, 0); /* once each, though two rows have `one` */
  ck_assert_ptr_null (texts.one);
}
END_TEST

START_TEST (a_load_frees_the_values_that_it_replaces)
{
  Texts texts = { .last = 0 };

  for (int times = 0; times < 3; times++) {
    load_golden (&texts);
    ck_assert_int_eq (n_texts, N_TEXTS);
  }
  gvm_state_clear (&texts_desc, &texts);
  ck_assert_int_eq (n_texts, 0);
}
END_TEST

/* Loads octets that fail into what the golden ones made. */
static void
expect_fails (const guint8 *octets, gsize size, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GvmReader) reader = reader_on (octets, size, NULL);
  g_autoptr (GError) error = NULL;
  Texts texts = { .last = 0 }, before;

  load_golden (&texts);
  memcpy (&before, &texts, sizeof texts);
  ck_assert (!gvm_decode (reader, &texts_desc, 2, &texts, &error));
  if (path != NULL)
    expect_error (error, code, path, offset);
  ck_assert_int_eq (n_texts, N_TEXTS);
  ck_assert_mem_eq (&before, &texts, sizeof texts);
  ck_assert_str_eq (texts.one, "a");
  ck_assert_str_eq (texts.pair[0], "bc");
  ck_assert_str_eq (texts.pair[1], "");
  ck_assert_str_eq ((Text) texts.list->data, "g");
  gvm_state_clear (&texts_desc, &texts);
  ck_assert_int_eq (n_texts, 0);
}

START_TEST (each_prefix_leaves_owned_values_alone)
{
  for (gsize size = 0; size < sizeof golden; size++)
    expect_fails (golden, size, GVM_ERROR_TRUNCATED, NULL, 0);
}
END_TEST

START_TEST (a_codec_that_fails_in_the_middle_fails_the_load_with_its_own_error)
{
  static const struct {
    gsize place;
    const char *path;
  } cases[] = {
    { 1, "texts/one" },       { 4, "texts/pair[0]" },   { 11, "texts/table[0]" },
    { 13, "texts/table{d}" }, { 16, "texts/table[1]" }, { 23, "texts/list[0]" },
    { 26, "texts/list[1]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint8 octets[sizeof golden];

    memcpy (octets, golden, sizeof golden);
    octets[cases[i].place] = '!';
    expect_fails (octets, sizeof octets, GVM_ERROR_RANGE, cases[i].path, cases[i].place);
  }
}
END_TEST

START_TEST (a_key_that_comes_twice_frees_the_entry_that_was_refused)
{
  guint8 octets[] = { 0, 0, 0, 0, 0, 0, 2, 1, 'd', 1, 'e', 1, 'd', 1, 'x', 0, 0, 0, 0, 9 };

  expect_fails (octets, sizeof octets, GVM_ERROR_DUPLICATE_KEY, "texts/table{d}", 11);
}
END_TEST

START_TEST (a_codec_that_fails_on_save_fails_the_save_with_its_own_error)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  Texts texts = { .last = 0 };

  load_golden (&texts);
  ((Text) texts.list->next->data)[1] = '!';
  ck_assert (!gvm_encode (writer, &texts_desc, 2, &texts, &error));
  expect_error (error, GVM_ERROR_RANGE, "texts/list[1]", NO_OFFSET);
  ck_assert_uint_eq (gvm_writer_tell (writer), 0);
  gvm_state_clear (&texts_desc, &texts);
}
END_TEST

/* ---- codecs that break their word ----------------------------------------------------------- */

static gboolean
mute_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  if (*(const guint8 *) value == 2) /* says so, but claims success */
    gvm_writer_fail (writer, GVM_ERROR_RANGE, "2");
  return *(const guint8 *) value != 1;
}

static gboolean
mute_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  if (!gvm_reader_u8 (reader, value))
    return FALSE;
  if (*(const guint8 *) value == 2)
    gvm_reader_fail (reader, GVM_ERROR_RANGE, 0, "2");
  return *(const guint8 *) value != 1;
}

static gint
mute_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return *(const guint8 *) a - *(const guint8 *) b;
}

GVM_DECLARE_CODEC (mute_codec, guint8);
const GvmCodec mute_codec = {
  .name = "mute",
  .c_size = 1,
  .wire_min = 1,
  .encode = mute_encode,
  .decode = mute_decode,
  .compare = mute_compare,
};
typedef struct {
  guint8 octet;
} Mute;
GVM_FIELDS (mute_fields, Mute) = { GVM_FIELD (Mute, octet, mute_codec) };
GVM_DEFINE_STATIC_DESC (mute_desc, Mute, "mute", 1, 1, mute_fields);

START_TEST (a_codec_that_fails_without_an_error_gets_one)
{
  g_autoptr (GvmReader) reader = reader_on ("\1", 1, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) read = NULL, written = NULL;
  Mute mute = { 7 };

  ck_assert (!gvm_decode (reader, &mute_desc, 1, &mute, &read));
  expect_error (read, GVM_ERROR_REFUSED, "mute", 1);
  ck_assert_uint_eq (mute.octet, 7);
  mute.octet = 1;
  ck_assert (!gvm_encode (writer, &mute_desc, 1, &mute, &written));
  expect_error (written, GVM_ERROR_REFUSED, "mute", NO_OFFSET);
}
END_TEST

START_TEST (a_codec_that_sets_an_error_has_failed_whatever_it_returns)
{
  g_autoptr (GvmReader) reader = reader_on ("\2", 1, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) read = NULL, written = NULL;
  Mute mute = { 7 };

  ck_assert (!gvm_decode (reader, &mute_desc, 1, &mute, &read));
  expect_error (read, GVM_ERROR_RANGE, "mute/octet", 0);
  ck_assert_uint_eq (mute.octet, 7);
  mute.octet = 2;
  ck_assert (!gvm_encode (writer, &mute_desc, 1, &mute, &written));
  expect_error (written, GVM_ERROR_RANGE, "mute/octet", NO_OFFSET);
}
END_TEST

/* ---- a codec that leaves its work to a descriptor -------------------------------------------- */

typedef struct {
  guint8 low, high;
} Pair;
GVM_FIELDS (pair_fields, Pair) = { GVM_FIELD (Pair, low, gvm_u8), GVM_FIELD (Pair, high, gvm_u8) };
GVM_DEFINE_STATIC_DESC (pair_desc, Pair, "pair", 1, 1, pair_fields);

static gboolean
pair_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  return gvm_encode (writer, &pair_desc, 1, value, NULL);
}

static gboolean
pair_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  return gvm_decode (reader, &pair_desc, 1, value, NULL);
}

static gint
pair_compare (G_GNUC_UNUSED const GvmCodec *codec, gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Pair));
}

GVM_DECLARE_CODEC (pair_codec, Pair);
const GvmCodec pair_codec = {
  .name = "pair",
  .c_size = sizeof (Pair),
  .wire_min = 2,
  .encode = pair_encode,
  .decode = pair_decode,
  .compare = pair_compare,
};
typedef struct {
  Pair pair;
  guint16 last;
} Holder;
GVM_FIELDS (holder_fields, Holder) = {
  GVM_FIELD (Holder, pair, pair_codec),
  GVM_FIELD (Holder, last, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (holder_desc, Holder, "holder", 1, 1, holder_fields);

START_TEST (a_codec_may_encode_and_decode_by_a_descriptor)
{
  static const guint8 octets[] = { 1, 2, 0, 3 }; /* low, high, last */
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  Holder holder = { .last = 0 };

  ck_assert (gvm_decode (reader, &holder_desc, 1, &holder, NULL));
  ck_assert_uint_eq (holder.pair.high, 2);
  ck_assert_uint_eq (holder.last, 3);
  ck_assert (gvm_encode (writer, &holder_desc, 1, &holder, NULL));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), octets, sizeof octets);
}
END_TEST

START_TEST (such_a_codec_is_part_of_the_load_that_it_fails_or_is_undone_with)
{
  static const struct {
    gsize size;
    const char *path;
  } cases[] = { { 1, "holder/pair/high" }, { 3, "holder/last" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GvmReader) reader = reader_on ("\1\2\0", cases[i].size, NULL);
    g_autoptr (GError) error = NULL;
    Holder holder = { .pair = { 8, 9 }, .last = 7 };

    ck_assert (!gvm_decode (reader, &holder_desc, 1, &holder, &error));
    expect_error (error, GVM_ERROR_TRUNCATED, cases[i].path, i == 0 ? 1 : 2);
    ck_assert_uint_eq (holder.pair.low, 8);
    ck_assert_uint_eq (holder.last, 7);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("errors.codec", a_codec_may_encode_and_decode_by_a_descriptor,
                    such_a_codec_is_part_of_the_load_that_it_fails_or_is_undone_with,
                    a_codec_of_one_s_own_works_in_every_row,
                    a_load_frees_the_values_that_it_replaces, each_prefix_leaves_owned_values_alone,
                    a_codec_that_fails_in_the_middle_fails_the_load_with_its_own_error,
                    a_key_that_comes_twice_frees_the_entry_that_was_refused,
                    a_codec_that_fails_on_save_fails_the_save_with_its_own_error,
                    a_codec_that_fails_without_an_error_gets_one,
                    a_codec_that_sets_an_error_has_failed_whatever_it_returns);
}
