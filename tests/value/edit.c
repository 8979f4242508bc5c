/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Changed values: what is refused, what is shared, and that the old tree stays what it was.
 */
#include "support/stream.h"

#include <math.h>

enum { PAYLOAD = 8 + 1 + 4 + 1 + 3 + 4 + 4 };

#define FIELD(name, type, size)                                                                    \
  "{\"name\": \"" name "\", \"type\": \"" type "\", \"size\": " #size "}"
#define ARRAY(name, n, type, size)                                                                 \
  "{\"name\": \"" name "\", \"array_len\": " #n ", \"type\": \"" type "\", \"size\": " #size "}"

static const guint8 payload[] = {
  0x02,                                                /* flag: a bool that is no 1 */
  0xff,                                                /* i8 */
  0x12, 0x34,                                          /* u16 */
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,      /* u64 */
  0x80, 0,    0,    0,    0,    0,    0,    0,         /* i64 */
  0x7f, 0xf0, 0,    0,    0,    0,    0,    1,         /* real: a signalling NaN */
  'a',  'b',  'c',                                     /* octets */
  0,    1,    0,    2,    0,    3,                     /* row */
  1,    2,                                             /* pair[0] */
  3,    4,                                             /* pair[1] */
  0x30,                                                /* none */
  0x05, 7,    'd',  'e',  'v',  '/',  's',  'u',  'b', /* subsection */
  0,    0,    0,    3,                                 /* its version */
  9,                                                   /* x */
};

static GvmStream *
the_stream (void)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 5, "dev", 0, 1);
  put_bytes (octets, "payload", payload, sizeof payload);
  put_footer (octets, 5);
  put_eof (octets);
  put_description (
      octets,
      "{\"devices\": [{\"name\": \"dev\", \"instance_id\": 0, \"vmsd_name\": \"dev\", "
      "\"version\": 1, \"fields\": [" FIELD ("flag", "bool", 1) ", " FIELD ("i8", "int8", 1) ", " FIELD ("u16", "uint16", 2) ", " FIELD (
          "u64", "uint64",
          8) ", " FIELD ("i64", "int64",
                         8) ", " FIELD ("real", "CPU_Double_U",
                                        8) ", " FIELD ("octets", "buffer",
                                                       3) ", " ARRAY ("row", 3, "uint16",
                                                                      2) ", "
                                                                         "{\"name\": \"pair\", \"array_len\": 2, \"type\": \"struct\", \"struct\": {\"vmsd_name\": "
                                                                         "\"in\", \"version\": 1, \"fields\": [" FIELD (
                                                                             "x", "uint8",
                                                                             1) ", " FIELD ("y",
                                                                                            "uint8",
                                                                                            1) "]}, \"size\": 2}, "
                                                                                               "{\"name\": \"none\", \"type\": \"struct\", \"struct\": {}, \"size\": 1}], "
                                                                                               "\"subsections\": [{\"vmsd_name\": \"dev/sub\", \"version\": 3, \"fields\": [" FIELD (
                                                                                                   "x",
                                                                                                   "uint8",
                                                                                                   1) "]}]}]}");
  return walk_sound (octets);
}

static GvmValue *
the_root (void)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GError) error = NULL;
  GvmValue *root = gvm_section_decode (gvm_stream_get_section (stream, 0), &error);

  ck_assert_msg (root != NULL, "%s", error != NULL ? error->message : "no error");
  return root;
}

static GvmValue *
at (const GvmValue *root, const char *path)
{
  g_autoptr (GError) error = NULL;
  GvmValue *value = gvm_value_lookup (root, path, &error);

  ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : path);
  return value;
}

/* Takes @value, which must not be there, and clears @error. */
static void
expect_none (GvmValue *value, GError **error, GvmError code, const char *message)
{
  ck_assert (value == NULL);
  ck_assert (*error != NULL && (*error)->domain == GVM_ERROR);
  ck_assert_int_eq ((*error)->code, code);
  ck_assert_str_eq ((*error)->message, message);
  g_clear_error (error);
}

static void
expect_same (const GvmValue *root)
{
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (root);

  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), payload, sizeof payload);
}

/* ---- values ---------------------------------------------------------------------------------- */

START_TEST (a_value_keeps_the_octet_where_a_canonical_one_would_differ)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GvmValue) flag = at (root, "flag"), real = at (root, "real");

  expect_same (root);
  ck_assert (gvm_value_get_bool (flag));
  ck_assert_uint_eq (gvm_value_get_bits (flag), 2);
  ck_assert (isnan (gvm_value_get_double (real)));
  ck_assert_uint_eq (gvm_value_get_bits (real), G_GUINT64_CONSTANT (0x7ff0000000000001));
}
END_TEST

START_TEST (numbers_are_held_to_their_type)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GvmValue) i8 = at (root, "i8"), u16 = at (root, "u16"), i64 = at (root, "i64");
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) least = gvm_value_with_signed (i8, -128, &error);
  g_autoptr (GvmValue) most = gvm_value_with_unsigned (u16, 65535, &error);
  g_autoptr (GvmValue) lowest = gvm_value_with_signed (i64, G_MININT64, &error);

  ck_assert_int_eq (gvm_value_get_signed (least), -128);
  ck_assert_uint_eq (gvm_value_get_bits (least), 0x80);
  ck_assert_uint_eq (gvm_value_get_unsigned (most), 65535);
  ck_assert_int_eq (gvm_value_get_signed (lowest), G_MININT64);
  ck_assert_str_eq (gvm_value_get_name (most), "u16");
  ck_assert_uint_eq (gvm_value_get_offset (most), PAYLOAD + 2);
  expect_none (gvm_value_with_signed (i8, 128, &error), &error, GVM_ERROR_RANGE,
               "128, -128 to 127");
  expect_none (gvm_value_with_signed (i8, -129, &error), &error, GVM_ERROR_RANGE,
               "-129, -128 to 127");
  expect_none (gvm_value_with_unsigned (u16, 65536, &error), &error, GVM_ERROR_RANGE,
               "65536, at most 65535");
  expect_none (gvm_value_with_bits (u16, 0x10000, &error), &error, GVM_ERROR_RANGE,
               "0x10000, 2 octets");
}
END_TEST

START_TEST (another_kind_is_refused)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GvmValue) i8 = at (root, "i8"), u16 = at (root, "u16"), none = at (root, "none");
  g_autoptr (GvmValue) row = at (root, "row"), octets = at (root, "octets");
  g_autoptr (GError) error = NULL;

  expect_none (gvm_value_with_unsigned (i8, 1, &error), &error, GVM_ERROR_RANGE,
               "an unsigned number, the type is int8");
  expect_none (gvm_value_with_signed (u16, 1, &error), &error, GVM_ERROR_RANGE,
               "a signed number, the type is uint16");
  expect_none (gvm_value_with_bool (u16, TRUE, &error), &error, GVM_ERROR_RANGE,
               "a bool, the type is uint16");
  expect_none (gvm_value_with_double (u16, 1, &error), &error, GVM_ERROR_RANGE,
               "a float, the type is uint16");
  expect_none (gvm_value_with_bits (none, 0x31, &error), &error, GVM_ERROR_RANGE,
               "the bits of a scalar, the type is struct");
  expect_none (gvm_value_with_bits (row, 1, &error), &error, GVM_ERROR_RANGE,
               "the bits of a scalar, the type is uint16");
  expect_none (gvm_value_with_bits (octets, 1, &error), &error, GVM_ERROR_RANGE,
               "the bits of a scalar, the type is buffer");
}
END_TEST

START_TEST (octets_are_read_anew_for_any_kind)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GBytes) same = gvm_value_get_bytes (root);
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) again = gvm_value_with_bytes (root, same, &error);

  ck_assert (gvm_value_equal (root, again));
  for (gsize i = 0; i < sizeof payload; i++) {
    g_autofree guint8 *octets = g_memdup2 (payload, sizeof payload);
    octets[i] ^= 0x40;
    g_autoptr (GBytes) bytes = g_bytes_new (octets, sizeof payload);
    g_autoptr (GvmValue) other = gvm_value_with_bytes (root, bytes, &error);
    /* The NULL, and the mark, name and version of the subsection. */
    gboolean is_fixed = i >= sizeof payload - 15 && i < sizeof payload - 1;
    ck_assert_msg ((other == NULL) == is_fixed, "octet %zu", i);
    if (other == NULL) {
      guint64 offset = 0;
      ck_assert_int_eq (error->code, GVM_ERROR_RANGE);
      ck_assert (gvm_error_get_offset (error, &offset));
      g_clear_error (&error);
      continue;
    }
    ck_assert (!gvm_value_equal (root, other));
    g_autoptr (GBytes) back = gvm_value_get_bytes (other);
    expect_octets (g_bytes_get_data (back, NULL), g_bytes_get_size (back), octets, sizeof payload);
  }
  expect_same (root);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  expect_none (gvm_value_with_bytes (root, none, &error), &error, GVM_ERROR_RANGE,
               "0 octets, it has 56");
}
END_TEST

START_TEST (json_says_where_it_is_wrong)
{
  static const struct {
    const char *json;
    GvmError code;
    const char *message;
  } cases[] = {
    { "{\"pair\": [{\"x\": 1}, {\"x\": 256}]}", GVM_ERROR_RANGE,
      "pair[1]/x @0x1a: 256, at most 255" },
    { "{\"pair\": [{\"x\": 1}]}", GVM_ERROR_SCHEMA,
      "pair[1] @0x12: no comma: the array has more elements" },
    { "{\"row\": [1, 2, 3, 4]}", GVM_ERROR_RANGE, "row @0x8: more than the 3 elements" },
    { "{\"z\": 1}", GVM_ERROR_MISSING, "@0x1: no member \"z\"" },
    { "{\"i8\": 1, \"i8\": 2}", GVM_ERROR_SCHEMA, "@0xa: a key that the object already has" },
    { "{\"none\": 1}", GVM_ERROR_RANGE, "none @0x9: no value of the type struct" },
    { "{\"flag\": \"true\"}", GVM_ERROR_RANGE, "flag @0x9: no value of the type bool" },
    { "{} x", GVM_ERROR_TRAILING, "@0x3: more text behind the value" },
    { "", GVM_ERROR_SCHEMA, "@0x0: no object, one is due" },
    { "{\"real\": 1e400}", GVM_ERROR_RANGE,
      "real @0x9: '1e400', a value of CPU_Double_U is a decimal number, or 0x and its bits" },
  };
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_none (gvm_value_with_json (root, cases[i].json, &error), &error, cases[i].code,
                 cases[i].message);
}
END_TEST

START_TEST (json_is_exact)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GError) error = NULL;
  g_autofree char *json = gvm_value_to_json (root, G_MAXUINT);

  ck_assert_str_eq (json,
                    "{\"flag\": 2, \"i8\": -1, \"u16\": 4660, \"u64\": \"18446744073709551615\", "
                    "\"i64\": -9223372036854775808, \"real\": \"0x7ff0000000000001\", "
                    "\"octets\": \"616263\", \"row\": [1, 2, 3], "
                    "\"pair\": [{\"x\": 1, \"y\": 2}, {\"x\": 3, \"y\": 4}], \"none\": null, "
                    "\"dev/sub\": {\"x\": 9}}");
  g_autoptr (GvmValue) back = gvm_value_with_json (root, json, &error);
  ck_assert_msg (back != NULL, "%s", error != NULL ? error->message : "no error");
  expect_same (back);
}
END_TEST

START_TEST (a_text_cut_anywhere_is_refused)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autofree char *json = gvm_value_to_json (root, 0);

  for (gsize size = 0; size < strlen (json); size++) {
    g_autofree char *part = g_strndup (json, size);
    g_autoptr (GError) error = NULL;
    ck_assert_msg (gvm_value_with_json (root, part, &error) == NULL, "%s", part);
    ck_assert (error != NULL);
  }
}
END_TEST

/* ---- trees ----------------------------------------------------------------------------------- */

START_TEST (a_changed_tree_shares_what_is_not_on_the_way)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GvmValue) y = at (root, "pair[1]/y");
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) other = gvm_value_with_unsigned (y, 77, &error);
  g_autoptr (GvmValue) changed = gvm_value_replace (root, "pair[1]/y", other, &error);
  g_autoptr (GvmValue) first = at (root, "pair[0]/x"), same = at (changed, "pair[0]/x");
  g_autoptr (GvmValue) last = at (root, "pair[1]/x"), copied = at (changed, "pair[1]/x");
  g_autoptr (GvmValue) new_y = at (changed, "pair[1]/y");

  ck_assert_ptr_eq (first, same);
  ck_assert_ptr_ne (last, copied);
  ck_assert_uint_eq (gvm_value_get_unsigned (new_y), 77);
  ck_assert_uint_eq (gvm_value_get_unsigned (y), 4);
  expect_same (root);
}
END_TEST

START_TEST (a_tree_lives_as_long_as_anyone_has_a_part_of_it)
{
  GvmValue *root = the_root ();
  GvmValue *row = at (root, "row");
  g_autoptr (GBytes) octets = g_bytes_new_static ("\0\7\0\10\0\11", 6);
  GvmValue *other = gvm_value_with_bytes (row, octets, NULL);
  GvmValue *changed = gvm_value_replace (root, "row", other, NULL);
  g_autoptr (GvmValue) element = at (changed, "row[2]");
  g_autoptr (GvmValue) x = at (changed, "dev/sub/x");

  gvm_value_unref (root);
  gvm_value_unref (row);
  gvm_value_unref (other);
  gvm_value_unref (changed);
  ck_assert_uint_eq (gvm_value_get_unsigned (element), 9);
  ck_assert_str_eq (gvm_value_get_name (x), "x");
}
END_TEST

START_TEST (what_does_not_fit_is_not_put_there)
{
  g_autoptr (GvmValue) root = the_root ();
  g_autoptr (GvmValue) i8 = at (root, "i8"), row = at (root, "row"), pair = at (root, "pair[0]");
  g_autoptr (GError) error = NULL;
  const char *text = "a value of another type or size than what is there";

  expect_none (gvm_value_replace (root, "u16", i8, &error), &error, GVM_ERROR_RANGE, text);
  expect_none (gvm_value_replace (root, "octets", row, &error), &error, GVM_ERROR_RANGE, text);
  expect_none (gvm_value_replace (root, "dev/sub", pair, &error), &error, GVM_ERROR_RANGE, text);
  expect_none (gvm_value_replace (root, "", pair, &error), &error, GVM_ERROR_RANGE, text);
  ck_assert (gvm_value_replace (root, "nothing", i8, &error) == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_MISSING);
}
END_TEST

START_TEST (the_whole_tree_can_be_replaced)
{
  g_autoptr (GvmValue) root = the_root (), twin = the_root (); /* of another stream */
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) changed = gvm_value_replace (root, "", twin, &error);

  ck_assert (changed != NULL);
  expect_same (changed);
}
END_TEST

START_TEST (values_of_another_stream_keep_what_they_need)
{
  GvmValue *root = the_root (), *twin = the_root ();
  GvmValue *octets = at (twin, "octets"), *row = at (twin, "row"), *pair = at (twin, "pair");
  GvmValue *one = gvm_value_replace (root, "octets", octets, NULL);
  GvmValue *two = gvm_value_replace (one, "row", row, NULL);
  g_autoptr (GvmValue) three = gvm_value_replace (two, "pair", pair, NULL);

  gvm_value_unref (octets);
  gvm_value_unref (row);
  gvm_value_unref (pair);
  gvm_value_unref (twin);
  gvm_value_unref (root);
  gvm_value_unref (one);
  gvm_value_unref (two);
  expect_same (three);
}
END_TEST

/* ---- streams --------------------------------------------------------------------------------- */

START_TEST (an_edit_sees_its_changes_and_the_stream_does_not)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_edit_set_text (edit, "dev/row[1]", "0x1234", GVM_EDIT_NONE, &error));
  ck_assert (gvm_edit_set_text (edit, "dev/i8", "-7", GVM_EDIT_NONE, &error));
  g_autoptr (GvmValue) new = gvm_edit_lookup (edit, "dev/row[1]", &error);
  g_autoptr (GvmValue) old = gvm_stream_lookup (stream, "dev/row[1]", &error);
  ck_assert_uint_eq (gvm_value_get_unsigned (new), 0x1234);
  ck_assert_uint_eq (gvm_value_get_unsigned (old), 2);

  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (edit, NULL);
  g_autoptr (GvmStream) other = gvm_stream_new_from_bytes (bytes, NULL, &error);
  g_autoptr (GvmValue) i8 = gvm_stream_lookup (other, "dev/i8", &error);
  ck_assert_int_eq (gvm_value_get_signed (i8), -7);
}
END_TEST

START_TEST (a_value_that_somebody_holds_is_not_changed_under_them)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GvmValue) row = gvm_edit_lookup (edit, "dev/row", NULL);
  g_autoptr (GvmValue) pair = gvm_edit_lookup (edit, "dev/pair[0]", NULL);
  g_autoptr (GvmValue) held = gvm_value_get_child (row, 0);

  for (guint i = 0; i < 3; i++) {
    g_autofree char *text = g_strdup_printf ("%u", 100 + i);
    ck_assert (gvm_edit_set_text (edit, "dev/row[0]", text, GVM_EDIT_NONE, NULL));
    ck_assert (gvm_edit_set_text (edit, "dev/pair[0]/x", text, GVM_EDIT_NONE, NULL));
  }
  g_autoptr (GvmValue) x = at (pair, "x"), first = at (row, "[0]");
  ck_assert_uint_eq (gvm_value_get_unsigned (held), 1);
  ck_assert_uint_eq (gvm_value_get_unsigned (first), 1);
  ck_assert_uint_eq (gvm_value_get_unsigned (x), 1);
}
END_TEST

START_TEST (a_change_that_fails_changes_nothing)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = gvm_edit_to_bytes (edit, NULL);
  g_autoptr (GBytes) part = g_bytes_new_static (payload, sizeof payload - 1);

  ck_assert (!gvm_edit_set_text (edit, "dev/pair[1]/x", "256", GVM_EDIT_NONE, &error));
  expect_error (error, GVM_ERROR_RANGE, "dev/pair[1]/x", PAYLOAD + 39);
  g_clear_error (&error);
  ck_assert (!gvm_edit_set_payload (edit, gvm_stream_get_section (stream, 0), part, &error));
  expect_error (error, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/dev/sub/x", PAYLOAD + sizeof payload - 1);
  g_autoptr (GBytes) after = gvm_edit_to_bytes (edit, NULL);
  ck_assert (g_bytes_equal (before, after));
}
END_TEST

START_TEST (a_payload_may_be_empty)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 5, "dev", 0, 1);
  put_footer (octets, 5);
  put_eof (octets);
  put_description (octets, "{\"devices\": [{\"name\": \"dev\", \"instance_id\": 0, \"vmsd_name\": "
                           "\"dev\", \"version\": 1, \"fields\": []}]}");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GvmValue) root = gvm_edit_lookup (edit, "dev", &error);
  g_autoptr (GvmValue) again = gvm_value_with_bytes (root, none, &error);
  ck_assert (again != NULL && gvm_value_equal (root, again));
  ck_assert (gvm_edit_set (edit, "dev", again, GVM_EDIT_NONE, &error));
  ck_assert (gvm_edit_set_payload (edit, gvm_stream_get_section (stream, 0), none, &error));
  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (edit, &error);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), octets->data,
                 octets->len);
}
END_TEST

START_TEST (a_payload_can_be_replaced_by_one_that_is_as_described)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *octets = g_memdup2 (payload, sizeof payload);

  octets[3] = 0x99;
  g_autoptr (GBytes) other = g_bytes_new (octets, sizeof payload);
  ck_assert (gvm_edit_set_payload (edit, gvm_stream_get_section (stream, 0), other, &error));
  g_autoptr (GvmValue) u16 = gvm_edit_lookup (edit, "dev/u16", &error);
  ck_assert_uint_eq (gvm_value_get_unsigned (u16), 0x1299);
  g_autoptr (GBytes) bytes = gvm_edit_to_bytes (edit, NULL);
  expect_octets ((const guint8 *) g_bytes_get_data (bytes, NULL) + PAYLOAD, sizeof payload, octets,
                 sizeof payload);
}
END_TEST

START_TEST (an_output_that_fails_is_told)
{
  g_autoptr (GvmStream) stream = the_stream ();
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GError) error = NULL;
  guint8 room[20];
  g_autoptr (GOutputStream) small = g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GOutputStream) large = g_memory_output_stream_new_resizable ();

  gvm_edit_rebuild (edit);
  ck_assert (!gvm_edit_write (edit, small, NULL, &error));
  ck_assert_int_eq (error->domain, G_IO_ERROR);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  ck_assert (!gvm_edit_write (edit, large, cancelled, &error));
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "value.edit", a_value_keeps_the_octet_where_a_canonical_one_would_differ,
      numbers_are_held_to_their_type, another_kind_is_refused, octets_are_read_anew_for_any_kind,
      json_says_where_it_is_wrong, json_is_exact, a_text_cut_anywhere_is_refused,
      a_changed_tree_shares_what_is_not_on_the_way, a_tree_lives_as_long_as_anyone_has_a_part_of_it,
      what_does_not_fit_is_not_put_there, the_whole_tree_can_be_replaced,
      values_of_another_stream_keep_what_they_need,
      an_edit_sees_its_changes_and_the_stream_does_not,
      a_value_that_somebody_holds_is_not_changed_under_them, a_change_that_fails_changes_nothing,
      a_payload_may_be_empty, a_payload_can_be_replaced_by_one_that_is_as_described,
      an_output_that_fails_is_told);
}
