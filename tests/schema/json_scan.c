/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is let through to the JSON parser, and what is not. An offset is that of the octet at fault.
 */
#include "schema/json_scan.h"
#include "support/suite.h"

/* Scans @size octets that stand at @base of a stream. */
static gboolean
scan_at (const char *text, gsize size, guint64 base, const GvmLimits *limits, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (text, size); /* so that a sanitizer sees a step beyond it */
  GvmReader reader;

  gvmi_reader_open (&reader, copy, size, base, limits);
  gvmi_json_scan (&reader);
  return gvmi_reader_close (&reader, error);
}

static gboolean
scan (const char *text, GError **error)
{
  return scan_at (text, strlen (text), 0, NULL, error);
}

static void
expect_sound (const char *text)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (scan (text, &error), "%s: %s", text, error != NULL ? error->message : "");
}

static void
expect_scan_error (const char *text, GvmError code, guint64 offset)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (!scan (text, &error), "%s is taken", text);
  ck_assert_msg (error != NULL, "%s: no error", text);
  expect_error (error, code, NULL, offset);
}

START_TEST (whatever_is_json_is_let_through)
{
  static const char *const texts[] = {
    "{}",
    "[]",
    " [ ] ",
    "\t{\r\n}\n",
    "1",
    "\"\"",
    "true",
    "[true, false, null]",
    "{\"a\": {\"b\": [1, -2, 0, -0, 1.5, -0.25, 1e3, 1E+3, 2.5e-10]}, \"c\": \"d\"}",
    "[9223372036854775807, -9223372036854775808]",
    "[1e400, 123456789012345678901234567890.5]",
    "\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e4 \\uD83D\\uDE00\"",
    "\"\xc3\xa4\xf0\x9f\x98\x80\x7f\"",
    "[[], {}, [{}], {\"a\": []}]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    expect_sound (texts[i]);
}
END_TEST

START_TEST (whatever_is_no_json_is_refused_where_it_is_not)
{
  static const struct {
    const char *text;
    guint64 offset;
  } cases[] = {
    { "", 0 },           /* nothing */
    { "   ", 3 },        /* nothing but space */
    { "{", 1 },          /* ends inside an object */
    { "[1", 2 },         /* inside an array */
    { "[1,", 3 },        /* behind a comma */
    { "{\"a\"", 4 },     /* behind a key */
    { "{\"a\":", 5 },    /* behind a colon */
    { "[1,]", 3 },       /* a comma too many */
    { "{\"a\":1,}", 7 }, /* in an object */
    { "{,}", 1 },        /* a comma first */
    { "{1:2}", 1 },      /* a key that is no string */
    { "{\"a\" 1}", 5 },  /* no colon */
    { "[1 2]", 3 },      /* no comma */
    { "[1}", 2 },        /* closed by the other bracket */
    { "{\"a\":1]", 6 },  /* and the other way round */
    { "1 2", 2 },        /* two values */
    { "{} x", 3 },       /* more behind */
    { "]", 0 },          /* nothing is open */
    { "tru", 0 },        /* words cut short */
    { "nul", 0 },
    { "True", 0 },    /* or in capitals */
    { "'a'", 0 },     /* json-glib takes single quotes, */
    { "0x10", 1 },    /* hexadecimal, */
    { "/* */ 1", 0 }, /* comments */
    { "// \n1", 0 },
    { "\xef\xbb\xbf{}", 0 }, /* and a byte order mark */
    { "01", 0 },
    { "-", 1 },
    { "-a", 1 },
    { "+1", 0 },
    { ".5", 0 },
    { "1.", 2 },
    { "1.e5", 2 },
    { "1e", 2 },
    { "1e+", 3 },
    { "NaN", 0 },
    { "Infinity", 0 },
    { "[9223372036854775808]", 1 }, /* json-glib makes it negative */
    { "[-9223372036854775809]", 1 },
    { "[18446744073709551615]", 1 }, /* -1 */
    { "[123456789012345678901]", 1 },
    { "\"a", 0 },
    { "\"\\", 2 },
    { "\"\\x\"", 2 },
    { "\"\\u12\"", 5 },
    { "\"\\u00g0\"", 5 },
    { "\"\\u0000\"", 3 }, /* a NUL would cut a name short */
    { "\"\\ud800\"", 3 }, /* half a pair */
    { "\"\\ud800x\"", 3 },
    { "\"\\ud800\\n\"", 3 },
    { "\"\\ud800\\u0041\"", 3 },
    { "\"\\udc00\"", 3 },
    { "\"\\udfff\"", 3 },
    { "\"\\udc00\\udc00\"", 3 },
    { "\"a\nb\"", 2 }, /* control characters */
    { "\"\x1f\"", 1 },
    { "\"\xff\"", 1 }, /* no UTF-8 */
    { "\"\xc3\"", 1 },
    { "\"\xc0\x80\"", 1 },     /* too long a form */
    { "\"\xed\xa0\x80\"", 1 }, /* half a pair */
    { "{\"\\u0061\": 1}", 1 }, /* an escape in a key could hide an equal one */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_scan_error (cases[i].text, GVM_ERROR_SCHEMA, cases[i].offset);
}
END_TEST

START_TEST (a_nul_is_refused_anywhere)
{
  static const char *const texts[] = { "{}\0", "\0{}", "\"a\0b\"" };
  static const gsize sizes[] = { 3, 3, 5 }, offsets[] = { 2, 0, 2 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert (!scan_at (texts[i], sizes[i], 0, NULL, &error));
    expect_error (error, GVM_ERROR_SCHEMA, NULL, offsets[i]);
  }
}
END_TEST

START_TEST (every_prefix_of_a_text_is_refused)
{
  const char *text =
      "{\"page_size\": 4096, \"devices\": [{\"name\": \"a\\u00e4\", \"x\": [-1.5e3, true, {}]}]}";

  for (gsize size = 0; size < strlen (text); size++) {
    g_autoptr (GError) error = NULL;
    ck_assert_msg (!scan_at (text, size, 0, NULL, &error), "%zu octets are taken", size);
    ck_assert_int_eq (error->code, GVM_ERROR_SCHEMA);
  }
  expect_sound (text);
}
END_TEST

START_TEST (offsets_count_from_the_start_of_the_stream)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!scan_at ("[1,]", 4, 0x1000, NULL, &error));
  expect_error (error, GVM_ERROR_SCHEMA, NULL, 0x1003);
}
END_TEST

/* ---- keys ------------------------------------------------------------------------------------ */

START_TEST (a_key_twice_in_an_object_is_refused_at_the_second)
{
  expect_scan_error ("{\"a\":1,\"a\":2}", GVM_ERROR_SCHEMA, 7);
  expect_scan_error ("{\"a\":{\"b\":1},\"c\":1,\"a\":2}", GVM_ERROR_SCHEMA, 19);
  expect_scan_error ("[{\"size\":1,\"name\":\"x\",\"size\":2}]", GVM_ERROR_SCHEMA, 22);
  expect_scan_error ("{\"fields\":1,\"fields\":2}", GVM_ERROR_SCHEMA, 12);
}
END_TEST

START_TEST (a_key_of_another_object_is_no_double)
{
  expect_sound ("{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}");
  expect_sound ("[{\"a\":1},{\"a\":1}]");
  expect_sound ("{\"a\":1,\"aa\":1,\"\":1}");
}
END_TEST

START_TEST (qemu_repeats_the_table_of_a_container_for_each_element)
{
  static const char *const types[] = { "qtailq", "qlist", "gtree" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *text = g_strdup_printf (
        "{\"name\":\"q\",\"type\":\"%s\",\"vmsd_name\":\"e\",\"version\":1,\"fields\":[],\"subsections\":[],"
        "\"vmsd_name\":\"e\",\"version\":1,\"fields\":[],\"subsections\":[],\"size\":3}",
        types[i]);
    expect_sound (text);
  }
  /* The type may stand behind. */
  expect_sound ("{\"fields\":1,\"fields\":2,\"type\":\"gtree\"}");
}
END_TEST

START_TEST (no_other_key_of_a_container_may_repeat)
{
  expect_scan_error ("{\"type\":\"qtailq\",\"size\":1,\"size\":2}", GVM_ERROR_SCHEMA, 26);
  expect_scan_error ("{\"type\":\"qtailq\",\"type\":\"qtailq\"}", GVM_ERROR_SCHEMA, 17);
}
END_TEST

START_TEST (nothing_else_may_repeat_its_table)
{
  expect_scan_error ("{\"type\":\"struct\",\"fields\":1,\"fields\":2}", GVM_ERROR_SCHEMA, 28);
  expect_scan_error ("{\"type\":\"vstruct\",\"fields\":1,\"fields\":2}", GVM_ERROR_SCHEMA, 29);
  /* What is in a container is no container for that. */
  expect_scan_error ("{\"type\":\"qtailq\",\"fields\":[{\"fields\":1,\"fields\":2}]}",
                     GVM_ERROR_SCHEMA, 39);
  /* Another member of that value does not make it one. */
  expect_scan_error ("{\"name\":\"qtailq\",\"fields\":1,\"fields\":2}", GVM_ERROR_SCHEMA, 28);
}
END_TEST

/* An object of @n keys, all different. */
static char *
object_of (guint n)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s\"k%u\":1", i > 0 ? "," : "", i);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

START_TEST (an_object_has_64_keys_at_most)
{
  g_autofree char *most = object_of (64), *more = object_of (65);

  expect_sound (most);
  expect_scan_error (more, GVM_ERROR_LIMIT, strlen (most)); /* the key behind the comma */
}
END_TEST

/* ---- limits ---------------------------------------------------------------------------------- */

/* @n brackets, and the same closed. */
static char *
nested (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append_c (text, '1');
  for (guint i = n; i-- > 0;)
    g_string_append_c (text, i % 2 == 0 ? ']' : '}');
  return g_string_free (text, FALSE);
}

START_TEST (nesting_is_bounded_by_the_limits)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autofree char *most = nested (2 * 4 + 8), *more = nested (2 * 4 + 9);
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_depth (limits, 2);
  ck_assert (scan_at (most, strlen (most), 0, limits, NULL));
  ck_assert (!scan_at (more, strlen (more), 0, limits, &error));
  /* 8 pairs of "[" and "{"a":", then the one too many */
  expect_error (error, GVM_ERROR_DEPTH, NULL, 8 * 6);
}
END_TEST

START_TEST (no_limits_let_a_text_nest_as_it_likes)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autofree char *deep = nested (100000);
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_depth (limits, G_MAXUINT);
  ck_assert (!scan_at (deep, strlen (deep), 0, limits, &error));
  ck_assert_int_eq (error->code, GVM_ERROR_DEPTH);
}
END_TEST

START_TEST (a_million_brackets_are_refused_at_the_default_depth)
{
  g_autofree char *text = g_strnfill (1000000, '[');

  expect_scan_error (text, GVM_ERROR_DEPTH, 64 * 4 + 8);
}
END_TEST

START_TEST (more_than_64_mebibytes_are_refused_unread)
{
  gsize size = GVMI_JSON_MAX_SIZE + 1;
  g_autofree char *text = g_malloc0 (size);
  g_autoptr (GError) error = NULL;

  ck_assert (!scan_at (text, size, 5, NULL, &error));
  expect_error (error, GVM_ERROR_LIMIT, NULL, 5);
}
END_TEST

START_TEST (what_parsing_will_cost_is_charged_before)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GString) text = g_string_new ("[1");
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_bytes (limits, 1 << 20);
  ck_assert (scan_at ("[1,1]", 5, 0, limits, NULL));
  for (guint i = 0; i < 10000; i++)
    g_string_append (text, ",1"); /* 20 kB of text, 840 kB for json-glib */
  g_string_append_c (text, ']');
  ck_assert (!scan_at (text->str, text->len, 0, limits, &error));
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
}
END_TEST

START_TEST (long_strings_are_charged_too)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autoptr (GError) error = NULL;

  text[0] = text[4999] = '"';
  gvm_limits_set_max_bytes (limits, 4096);
  ck_assert (!scan_at (text, 5000, 0, limits, &error));
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "schema.json_scan", whatever_is_json_is_let_through,
      whatever_is_no_json_is_refused_where_it_is_not, a_nul_is_refused_anywhere,
      every_prefix_of_a_text_is_refused, offsets_count_from_the_start_of_the_stream,
      a_key_twice_in_an_object_is_refused_at_the_second, a_key_of_another_object_is_no_double,
      qemu_repeats_the_table_of_a_container_for_each_element,
      no_other_key_of_a_container_may_repeat, nothing_else_may_repeat_its_table,
      an_object_has_64_keys_at_most, nesting_is_bounded_by_the_limits,
      no_limits_let_a_text_nest_as_it_likes, a_million_brackets_are_refused_at_the_default_depth,
      more_than_64_mebibytes_are_refused_unread, what_parsing_will_cost_is_charged_before,
      long_strings_are_charged_too);
}
