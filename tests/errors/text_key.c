/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keys that are pointers: a key of its own, or one that its value has. NULL is no key.
 */
#include "support/refusal.h"

/* ---- a text: one octet of length, then as many of text; or an octet 0xff, which is NULL --------- */

typedef char *Text;

static gboolean
text_encode (G_GNUC_UNUSED const GvmCodec *codec, GvmWriter *writer, gconstpointer value)
{
  const char *text = *(char *const *) value;

  if (text == NULL)
    return gvm_writer_u8 (writer, 0xff);
  if (!gvm_writer_u8 (writer, (guint8) strlen (text)))
    return FALSE;
  guint8 *octets = gvm_writer_put (writer, strlen (text));
  if (octets == NULL)
    return FALSE;
  memcpy (octets, text, strlen (text));
  return TRUE;
}

static gboolean
text_decode (G_GNUC_UNUSED const GvmCodec *codec, GvmReader *reader, gpointer value)
{
  const guint8 *octets;
  guint8 size;

  if (!gvm_reader_u8 (reader, &size))
    return FALSE;
  if (size == 0xff)
    return TRUE;
  if ((octets = gvm_reader_take (reader, size)) == NULL)
    return FALSE;
  *(Text *) value = g_strndup ((const char *) octets, size);
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

GVM_DECLARE_CODEC (text_codec, Text);
const GvmCodec text_codec = {
  .name = "text",
  .c_size = sizeof (Text),
  .wire_min = 1,
  .encode = text_encode,
  .decode = text_decode,
  .compare = text_compare,
  .format = text_format,
  .free = g_free,
  .key_hash = g_str_hash,
  .key_equal = g_str_equal,
};

/* ---- tables ------------------------------------------------------------------------------------- */

typedef struct {
  guint8 level;
  Text name; /* the key that it is found by */
} Line;
GVM_FIELDS (line_fields, Line) = {
  GVM_FIELD (Line, level, gvm_u8),
  GVM_FIELD (Line, name, text_codec),
};
GVM_DEFINE_STATIC_DESC (line_desc, Line, "line", 1, 1, line_fields);

static int n_lines;

static Line *
line_new (void)
{
  n_lines++;
  return g_new0 (Line, 1);
}

static void
line_free (gpointer line)
{
  n_lines--;
  g_free (((Line *) line)->name);
  g_free (line);
}

static gpointer
line_new_any (void)
{
  return line_new ();
}

static const GvmContainerOps line_ops = { .value_new = line_new_any, .value_free = line_free };

typedef struct {
  GHashTable *keyed; /* Text -> guint8, direct */
  GHashTable *lines; /* Text -> Line, the key in the value */
} Book;
GVM_FIELDS (book_fields, Book) = {
  GVM_HASH (Book, keyed, text_codec, gvm_u8, .values = GVM_DIRECT),
  GVM_HASH (Book, lines, text_codec, line_desc, GVM_KEY_IN_VALUE (Line, name), .ops = &line_ops),
};
GVM_DEFINE_STATIC_DESC (book_desc, Book, "book", 1, 1, book_fields);

static void
add_line (Book *book, const char *name, guint8 level)
{
  Line *line = line_new ();

  line->name = g_strdup (name);
  line->level = level;
  if (book->lines == NULL)
    book->lines = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, line_free);
  g_hash_table_insert (book->lines, line->name, line);
}

static void
book_fill (gpointer self)
{
  Book *book = self;

  book->keyed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (book->keyed, g_strdup ("b"), GUINT_TO_POINTER (2));
  g_hash_table_insert (book->keyed, g_strdup ("aa"), GUINT_TO_POINTER (1));
  add_line (book, "d", 4);
  add_line (book, "cc", 3);
}

static void
book_other (gpointer self)
{
  book_fill (self);
  add_line (self, "e", 5);
}

static const guint8 golden[] = {
  0x00, 0x00, 0x00, 0x02, /* keyed: count */
  0x02, 'a',  'a',  0x01, /* key, value */
  0x01, 'b',  0x02,       /* key, value */
  0x00, 0x00, 0x00, 0x02, /* lines: count */
  0x03, 0x02, 'c',  'c',  /* level, name */
  0x04, 0x01, 'd',        /* level, name */
};

START_TEST (a_key_may_be_a_pointer_of_its_own_or_of_its_value)
{
  Book *book = make_state (&book_desc, book_other);

  expect_golden (GOLDEN (book_desc, 1, golden, book_fill, book_other));
  expect_loads (&book_desc, 1, book, golden, sizeof golden);
  ck_assert_uint_eq (GPOINTER_TO_UINT (g_hash_table_lookup (book->keyed, "aa")), 1);
  ck_assert_uint_eq (((Line *) g_hash_table_lookup (book->lines, "cc"))->level, 3);
  free_state (&book_desc, book);
  ck_assert_int_eq (n_lines, 0);
}
END_TEST

START_TEST (each_prefix_is_truncated_and_leaves_any_target_alone)
{
  expect_prefixes_refused (&book_desc, NULL, golden, sizeof golden);
  expect_prefixes_refused (&book_desc, book_other, golden, sizeof golden);
  ck_assert_int_eq (n_lines, 0);
}
END_TEST

static void
expect_refused (const char *octets, gsize size, GvmError code, const char *path, guint64 offset)
{
  expect_load_refused (&book_desc, NULL, octets, size, code, path, offset);
  expect_load_refused (&book_desc, book_other, octets, size, code, path, offset);
  ck_assert_int_eq (n_lines, 0);
}

START_TEST (a_key_that_is_null_is_refused_on_load)
{
  static const char keyed[] = "\0\0\0\2\1a\1\xff\2\0\0\0\0";
  static const char lines[] = "\0\0\0\0\0\0\0\2\3\1c\4\xff";

  expect_refused (keyed, sizeof keyed - 1, GVM_ERROR_NULL_ELEMENT, "book/keyed[1]", 7);
  expect_refused (lines, sizeof lines - 1, GVM_ERROR_NULL_ELEMENT, "book/lines[1]", 11);
}
END_TEST

START_TEST (a_key_that_comes_twice_is_refused_on_load)
{
  static const char keyed[] = "\0\0\0\2\1a\1\1a\2\0\0\0\0";
  static const char lines[] = "\0\0\0\0\0\0\0\2\3\1c\4\1c";

  expect_refused (keyed, sizeof keyed - 1, GVM_ERROR_DUPLICATE_KEY, "book/keyed{a}", 7);
  expect_refused (lines, sizeof lines - 1, GVM_ERROR_DUPLICATE_KEY, "book/lines{c}", 11);
}
END_TEST

START_TEST (a_key_that_is_null_is_refused_on_save)
{
  Line line = { .level = 1 };
  g_autoptr (GHashTable) keyed = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) lines = g_hash_table_new (NULL, NULL);
  Book book = { .keyed = keyed };

  g_hash_table_insert (keyed, (gpointer) "a", GUINT_TO_POINTER (1));
  g_hash_table_insert (keyed, NULL, GUINT_TO_POINTER (2));
  expect_save_refused (&book_desc, &book, GVM_ERROR_NULL_ELEMENT, "book/keyed[0]");
  book = (Book) { .lines = lines };
  g_hash_table_insert (lines, NULL, &line);
  expect_save_refused (&book_desc, &book, GVM_ERROR_NULL_ELEMENT, "book/lines[0]");
}
END_TEST

START_TEST (keys_that_are_the_same_text_in_two_places_are_refused_on_save)
{
  g_autoptr (GHashTable) keyed = g_hash_table_new (NULL, NULL); /* by address */
  char one[] = "a", two[] = "a";
  Book book = { .keyed = keyed };

  g_hash_table_insert (keyed, one, NULL);
  g_hash_table_insert (keyed, two, NULL);
  expect_save_refused (&book_desc, &book, GVM_ERROR_DUPLICATE_KEY, "book/keyed{a}");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.text_key", a_key_may_be_a_pointer_of_its_own_or_of_its_value,
      each_prefix_is_truncated_and_leaves_any_target_alone, a_key_that_is_null_is_refused_on_load,
      a_key_that_comes_twice_is_refused_on_load, a_key_that_is_null_is_refused_on_save,
      keys_that_are_the_same_text_in_two_places_are_refused_on_save);
}
