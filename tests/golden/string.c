/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text: what is on the wire, what is no text, and texts in containers.
 */
#include "support/refuse.h"

static GVM_DEFINE_STRING (short_codec, .max = 3);

typedef struct {
  char *text, *empty, *none;
  GString *gstring;
  char *filename;
  char *brief;
  char *pair[2];
  char **strv, **no_strv, **null_strv;
} Texts;
GVM_FIELDS (texts_fields, Texts) = {
  GVM_FIELD (Texts, text, gvm_string),       GVM_FIELD (Texts, empty, gvm_string),
  GVM_FIELD (Texts, none, gvm_string),       GVM_FIELD (Texts, gstring, gvm_gstring),
  GVM_FIELD (Texts, filename, gvm_filename), GVM_FIELD (Texts, brief, short_codec),
  GVM_ARRAY (Texts, pair, gvm_string),       GVM_FIELD (Texts, strv, gvm_strv),
  GVM_FIELD (Texts, no_strv, gvm_strv),      GVM_FIELD (Texts, null_strv, gvm_strv),
};
GVM_DEFINE_STATIC_DESC (texts_desc, Texts, "texts", 1, 1, texts_fields);

static void
texts_fill (gpointer self)
{
  Texts *texts = self;

  texts->text = g_strdup ("h\xc3\xa9");
  texts->empty = g_strdup ("");
  texts->gstring = g_string_new ("gs");
  texts->filename = g_strdup ("\xff/a");
  texts->brief = g_strdup ("abc");
  texts->pair[1] = g_strdup ("p");
  texts->strv = g_strsplit ("x,,yz", ",", 0);
  texts->no_strv = g_new0 (char *, 1);
}

static void
texts_other (gpointer self)
{
  Texts *texts = self;

  texts_fill (self);
  g_clear_pointer (&texts->no_strv, g_strfreev); /* nothing but this: NULL is not empty */
  texts->none = NULL;
}

enum {
  AT_TEXT = 0,
  AT_NONE = 11,
  AT_GSTRING = 15,
  AT_FILENAME = 21,
  AT_BRIEF = 28,
  AT_STRV = 44,
  AT_STRV_2 = 57
};
static const guint8 texts_golden[] = {
  0x00, 0x00, 0x00, 0x03, 'h',  0xc3, 0xa9, /* text */
  0x00, 0x00, 0x00, 0x00,                   /* empty */
  0xff, 0xff, 0xff, 0xff,                   /* none */
  0x00, 0x00, 0x00, 0x02, 'g',  's',        /* gstring */
  0x00, 0x00, 0x00, 0x03, 0xff, '/',  'a',  /* filename */
  0x00, 0x00, 0x00, 0x03, 'a',  'b',  'c',  /* brief */
  0xff, 0xff, 0xff, 0xff,                   /* pair[0] */
  0x00, 0x00, 0x00, 0x01, 'p',              /* pair[1] */
  0x00, 0x00, 0x00, 0x03,                   /* strv: count */
  0x00, 0x00, 0x00, 0x01, 'x',              /* strv[0] */
  0x00, 0x00, 0x00, 0x00,                   /* strv[1] */
  0x00, 0x00, 0x00, 0x02, 'y',  'z',        /* strv[2] */
  0x00, 0x00, 0x00, 0x00,                   /* no_strv: count */
  0xff, 0xff, 0xff, 0xff,                   /* null_strv */
};

START_TEST (a_text_is_its_length_and_its_octets)
{
  expect_golden_whole (GOLDEN (texts_desc, 1, texts_golden, texts_fill, texts_other));
}
END_TEST

START_TEST (null_and_empty_come_back_as_what_they_were)
{
  Texts *texts = make_state (&texts_desc, texts_other);

  expect_loads (&texts_desc, 1, texts, texts_golden, sizeof texts_golden);
  ck_assert_str_eq (texts->empty, "");
  ck_assert_ptr_null (texts->none);
  ck_assert_ptr_null (texts->pair[0]);
  ck_assert_ptr_nonnull (texts->no_strv);
  ck_assert_ptr_null (texts->null_strv);
  ck_assert_uint_eq (g_strv_length (texts->strv), 3);
  free_state (&texts_desc, texts);
}
END_TEST

/* Loads the golden octets with @size others at @at. */
static void
expect_bad (gsize at, gconstpointer octets, gsize size, GvmError code, const char *path,
            guint64 offset)
{
  guint8 bad[sizeof texts_golden];

  memcpy (bad, texts_golden, sizeof bad);
  memcpy (bad + at, octets, size);
  expect_refused (GOLDEN (texts_desc, 1, bad, NULL, texts_other), code, path, offset);
}

START_TEST (a_load_refuses_what_is_no_text)
{
  expect_bad (AT_TEXT + 4, "\xff", 1, GVM_ERROR_STRING, "texts/text", AT_TEXT); /* no lead octet */
  expect_bad (AT_TEXT + 5, "\xc0\xaf", 2, GVM_ERROR_STRING, "texts/text", AT_TEXT); /* overlong */
  expect_bad (AT_TEXT + 4, "\xe0\x80\xaf", 3, GVM_ERROR_STRING, "texts/text", AT_TEXT); /* again */
  expect_bad (AT_TEXT + 4, "\xed\xa0\x80", 3, GVM_ERROR_STRING, "texts/text",
              AT_TEXT);                                                         /* surrogate */
  expect_bad (AT_TEXT + 6, "\xc3", 1, GVM_ERROR_STRING, "texts/text", AT_TEXT); /* cut off */
  expect_bad (AT_TEXT + 5, "a\0", 2, GVM_ERROR_STRING, "texts/text", AT_TEXT);  /* a NUL */
  expect_bad (AT_GSTRING + 5, "\0", 1, GVM_ERROR_STRING, "texts/gstring", AT_GSTRING);
  expect_bad (AT_GSTRING + 5, "\x80", 1, GVM_ERROR_STRING, "texts/gstring", AT_GSTRING);
  expect_bad (AT_FILENAME + 5, "\0", 1, GVM_ERROR_STRING, "texts/filename", AT_FILENAME);
  expect_bad (AT_STRV_2 + 4, "\x80", 1, GVM_ERROR_STRING, "texts/strv[2]", AT_STRV_2);
}
END_TEST

START_TEST (a_load_refuses_what_is_longer_than_declared_or_than_there_are_octets)
{
  expect_bad (AT_BRIEF, "\0\0\0\4", 4, GVM_ERROR_STRING, "texts/brief", AT_BRIEF);
  expect_bad (AT_BRIEF, "\xff\xff\xff\xfe", 4, GVM_ERROR_STRING, "texts/brief", AT_BRIEF);
  expect_bad (AT_TEXT, "\xff\xff\xff\xfe", 4, GVM_ERROR_TRUNCATED, "texts/text", AT_TEXT);
  expect_bad (AT_STRV, "\x00\x01\x00\x00", 4, GVM_ERROR_TRUNCATED, "texts/strv", AT_STRV);
  expect_bad (AT_STRV, "\x00\x01\x00\x01", 4, GVM_ERROR_LIMIT, "texts/strv", AT_STRV);
  expect_bad (AT_STRV_2, "\xff\xff\xff\xff", 4, GVM_ERROR_NULL_ELEMENT, "texts/strv[2]", AT_STRV_2);
}
END_TEST

START_TEST (a_message_names_the_octet)
{
  guint8 bad[sizeof texts_golden];

  memcpy (bad, texts_golden, sizeof bad);
  bad[AT_TEXT + 6] = 0x29;
  expect_refused_saying (GOLDEN (texts_desc, 1, bad, NULL, texts_other), GVM_ERROR_STRING,
                         "texts/text", AT_TEXT, ": no UTF-8 at octet 1, 0xc3");
  bad[AT_TEXT + 6] = 0x00;
  expect_refused_saying (GOLDEN (texts_desc, 1, bad, NULL, texts_other), GVM_ERROR_STRING,
                         "texts/text", AT_TEXT, ": a NUL at octet 2");
}
END_TEST

START_TEST (a_save_refuses_what_a_load_would)
{
  Texts *texts = make_state (&texts_desc, texts_fill);

  texts->strv[2][0] = '\x80';
  expect_unsaved (&texts_desc, texts, GVM_ERROR_STRING, "texts/strv[2]",
                  ": no UTF-8 at octet 0, 0x80");
  g_free (texts->brief);
  texts->brief = g_strdup ("abcd");
  expect_unsaved (&texts_desc, texts, GVM_ERROR_STRING, "texts/brief", ": 4 octets, at most 3");
  g_string_append_len (texts->gstring, "\0", 1);
  expect_unsaved (&texts_desc, texts, GVM_ERROR_STRING, "texts/gstring", ": a NUL at octet 2");
  free_state (&texts_desc, texts);
}
END_TEST

START_TEST (memory_is_charged_before_it_is_allocated)
{
  g_autoptr (GvmLimits) limits = limits_of (10, sizeof (Texts) + 40, 9);
  g_autoptr (GvmReader) reader = reader_on (texts_golden, sizeof texts_golden, limits);
  g_autoptr (GError) error = NULL;
  Texts *texts = make_state (&texts_desc, texts_other);

  ck_assert (!gvm_decode (reader, &texts_desc, 1, texts, &error));
  expect_error (error, GVM_ERROR_LIMIT, "texts/gstring", AT_GSTRING + 4);
  free_state (&texts_desc, texts);
}
END_TEST

/* ---- order ----------------------------------------------------------------------------------- */

START_TEST (texts_are_ordered_as_unsigned_octets_and_a_prefix_is_first)
{
  const char *const texts[] = { NULL, "", "B", "a", "aa", "a\xc3\xa9", "\xf0\x9f\x98\x80" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++) {
      gint order = gvm_string.compare (&gvm_string, &texts[i], &texts[j]);

      ck_assert_int_eq ((order > 0) - (order < 0), (i > j) - (i < j));
    }
}
END_TEST

START_TEST (vectors_are_ordered_text_by_text)
{
  const char *texts[][3] = { { NULL }, { "a", NULL }, { "a", "", NULL }, { "aa", NULL } };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++) {
      const char **x = texts[i], **y = texts[j];
      gint order = gvm_strv.compare (&gvm_strv, &x, &y);

      ck_assert_int_eq ((order > 0) - (order < 0), (i > j) - (i < j));
      ck_assert_int_eq (gvm_strv.key_equal (x, y), i == j);
    }
}
END_TEST

/* ---- containers ------------------------------------------------------------------------------ */

typedef struct {
  GHashTable *table;    /* char * -> char * */
  GHashTable *gstrings; /* GString * -> char ** */
  GHashTable *vectors;  /* char ** -> GString * */
  GList *list;          /* of char * */
  guint8 last;
} Held;
GVM_FIELDS (held_fields, Held) = {
  GVM_HASH (Held, table, gvm_string, gvm_string),
  GVM_HASH (Held, gstrings, gvm_gstring, gvm_strv),
  GVM_HASH (Held, vectors, gvm_strv, gvm_gstring),
  GVM_LIST (Held, list, gvm_string),
  GVM_FIELD (Held, last, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (held_desc, Held, "held", 1, 1, held_fields);

static void
held_fill (gpointer self)
{
  Held *held = self;

  held->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (held->table, g_strdup ("b"), g_strdup ("2"));
  g_hash_table_insert (held->table, g_strdup ("a"), NULL);
  g_hash_table_insert (held->table, g_strdup (""), g_strdup (""));
  held->gstrings = g_hash_table_new_full (gvm_gstring.key_hash, gvm_gstring.key_equal,
                                          gvm_gstring.free, gvm_strv.free);
  g_hash_table_insert (held->gstrings, g_string_new ("k"), g_strsplit ("v", ",", 0));
  held->vectors = g_hash_table_new_full (gvm_strv.key_hash, gvm_strv.key_equal, gvm_strv.free,
                                         gvm_gstring.free);
  g_hash_table_insert (held->vectors, g_strsplit ("m,n", ",", 0), g_string_new ("o"));
  held->list = g_list_append (g_list_append (NULL, g_strdup ("l")), NULL);
  held->last = 9;
}

static void
held_other (gpointer self)
{
  Held *held = self;

  held_fill (self);
  g_hash_table_insert (held->table, g_strdup ("a"), g_strdup (""));
}

enum { AT_KEY_A = 12 };
static const guint8 held_golden[] = {
  0x00, 0x00, 0x00, 0x03,      /* table: count */
  0x00, 0x00, 0x00, 0x00,      /* key "" */
  0x00, 0x00, 0x00, 0x00,      /* value "" */
  0x00, 0x00, 0x00, 0x01, 'a', /* key */
  0xff, 0xff, 0xff, 0xff,      /* value NULL */
  0x00, 0x00, 0x00, 0x01, 'b', /* key */
  0x00, 0x00, 0x00, 0x01, '2', /* value */
  0x00, 0x00, 0x00, 0x01,      /* gstrings: count */
  0x00, 0x00, 0x00, 0x01, 'k', /* key */
  0x00, 0x00, 0x00, 0x01,      /* value: count */
  0x00, 0x00, 0x00, 0x01, 'v', /* value[0] */
  0x00, 0x00, 0x00, 0x01,      /* vectors: count */
  0x00, 0x00, 0x00, 0x02,      /* key: count */
  0x00, 0x00, 0x00, 0x01, 'm', /* key[0] */
  0x00, 0x00, 0x00, 0x01, 'n', /* key[1] */
  0x00, 0x00, 0x00, 0x01, 'o', /* value */
  0x00, 0x00, 0x00, 0x02,      /* list: count */
  0x00, 0x00, 0x00, 0x01, 'l', /* list[0] */
  0xff, 0xff, 0xff, 0xff,      /* list[1] NULL */
  0x09,                        /* last */
};

START_TEST (texts_are_keys_values_and_elements_without_a_box)
{
  expect_golden_whole (GOLDEN (held_desc, 1, held_golden, held_fill, held_other));
}
END_TEST

START_TEST (a_bad_text_in_a_table_is_placed_and_leaves_no_trace)
{
  guint8 bad[sizeof held_golden];

  memcpy (bad, held_golden, sizeof bad);
  bad[AT_KEY_A + 13] = 0x80; /* key b */
  expect_refused (GOLDEN (held_desc, 1, bad, NULL, held_other), GVM_ERROR_STRING, "held/table[2]",
                  21);
  bad[AT_KEY_A + 13] = 'b';
  bad[AT_KEY_A + 18] = 0x80; /* its value */
  expect_refused (GOLDEN (held_desc, 1, bad, NULL, held_other), GVM_ERROR_STRING, "held/table{b}",
                  26);
  bad[AT_KEY_A + 18] = '2';
  bad[AT_KEY_A + 13] = 'a';
  expect_refused (GOLDEN (held_desc, 1, bad, NULL, held_other), GVM_ERROR_DUPLICATE_KEY,
                  "held/table{a}", 21);
}
END_TEST

START_TEST (a_table_that_is_loaded_can_be_looked_up_in)
{
  Held *held = make_state (&held_desc, NULL);

  expect_loads (&held_desc, 1, held, held_golden, sizeof held_golden);
  ck_assert_str_eq (g_hash_table_lookup (held->table, "b"), "2");
  ck_assert (g_hash_table_contains (held->table, "a"));
  ck_assert_ptr_null (g_hash_table_lookup (held->table, "a"));
  free_state (&held_desc, held);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("golden.string", a_text_is_its_length_and_its_octets,
                    null_and_empty_come_back_as_what_they_were, a_load_refuses_what_is_no_text,
                    a_load_refuses_what_is_longer_than_declared_or_than_there_are_octets,
                    a_message_names_the_octet, a_save_refuses_what_a_load_would,
                    memory_is_charged_before_it_is_allocated,
                    texts_are_ordered_as_unsigned_octets_and_a_prefix_is_first,
                    vectors_are_ordered_text_by_text,
                    texts_are_keys_values_and_elements_without_a_box,
                    a_bad_text_in_a_table_is_placed_and_leaves_no_trace,
                    a_table_that_is_loaded_can_be_looked_up_in);
}
