/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Payloads and descriptions made by hand: what values come of them, and what is refused where.
 */
#include "support/stream.h"

/* The octets before a payload: header, and the head of a FULL section "dev". */
enum { PAYLOAD = 8 + 1 + 4 + 1 + 3 + 4 + 4 };

/* A stream of one section, dev[0], with that payload, described by these fields and more keys. */
static GvmStream *
stream_of (const char *fields, const char *more, gconstpointer payload, gsize size,
           const GvmLimits *limits)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree char *json = g_strdup_printf (
      "{\"devices\": [{\"name\": \"dev\", \"instance_id\": 0, \"vmsd_name\": \"table\", "
      "\"version\": 1, \"fields\": [%s]%s}]}",
      fields, more);
  g_autoptr (GError) error = NULL;

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 5, "dev", 0, 1);
  put_bytes (octets, "payload", payload, size);
  put_footer (octets, 5);
  put_eof (octets);
  put_description (octets, json);
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  GvmStream *stream = gvm_stream_new_from_bytes (bytes, limits, &error);
  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  return stream;
}

static GvmValue *
decode (const char *fields, const char *more, gconstpointer payload, gsize size, GError **error)
{
  g_autoptr (GvmStream) stream = stream_of (fields, more, payload, size, NULL);

  return gvm_section_decode (gvm_stream_get_section (stream, 0), error);
}

static GvmValue *
decode_sound (const char *fields, gconstpointer payload, gsize size)
{
  g_autoptr (GError) error = NULL;
  GvmValue *value = decode (fields, "", payload, size, &error);

  ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert (error == NULL);
  return value;
}

static void
expect_decode_error (const char *fields, const char *more, gconstpointer payload, gsize size,
                     GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = decode (fields, more, payload, size, &error);

  ck_assert (value == NULL);
  expect_error (error, code, path, offset);
}

#define FIELD(name, type, size)                                                                    \
  "{\"name\": \"" name "\", \"type\": \"" type "\", \"size\": " #size "}"
#define ARRAY(name, n, type, size)                                                                 \
  "{\"name\": \"" name "\", \"array_len\": " #n ", \"type\": \"" type "\", \"size\": " #size "}"
/* A struct, or an element or array of them by @key. */
#define STRUCT(name, key, size, fields)                                                            \
  "{\"name\": \"" name "\", " key "\"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "     \
  "\"version\": 1, \"fields\": [" fields "]}, \"size\": " #size "}"
#define NULLS(name, n)                                                                             \
  "{\"name\": \"" name "\", \"array_len\": " #n                                                    \
  ", \"type\": \"struct\", \"struct\": {}, \"size\": 1}"

/* ---- scalars --------------------------------------------------------------------------------- */

START_TEST (integers_are_big_endian_and_have_their_sign)
{
  static const struct {
    const char *type;
    gsize size;
    gboolean is_signed;
  } cases[] = {
    { "uint8", 1, FALSE },        { "uint16", 2, FALSE },       { "uint32", 4, FALSE },
    { "uint64", 8, FALSE },       { "int8", 1, TRUE },          { "int16", 2, TRUE },
    { "int32", 4, TRUE },         { "int64", 8, TRUE },         { "uint8 equal", 1, FALSE },
    { "uint16 equal", 2, FALSE }, { "uint32 equal", 4, FALSE }, { "int32 equal", 4, TRUE },
    { "int64 equal", 8, FALSE },  { "int32 le", 4, TRUE },      { "timer", 8, TRUE },
  };
  static const guint8 high[] = { 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10 };
  static const guint8 low[] = { 0x7e, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10 };
  const guint64 bits = 0xfedcba9876543210u;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *field = g_strdup_printf ("{\"name\": \"f\", \"type\": \"%s\", \"size\": %zu}",
                                              cases[i].type, cases[i].size);
    g_autoptr (GvmValue) negative = decode_sound (field, high, cases[i].size);
    g_autoptr (GvmValue) positive = decode_sound (field, low, cases[i].size);
    g_autoptr (GvmValue) n = gvm_value_get_member (negative, "f");
    g_autoptr (GvmValue) p = gvm_value_get_member (positive, "f");
    guint shift = 64 - 8 * (guint) cases[i].size;
    if (cases[i].is_signed) {
      ck_assert_int_eq (gvm_value_get_kind (n), GVM_VALUE_SIGNED);
      ck_assert_int_eq (gvm_value_get_signed (n), (gint64) bits >> shift);
      ck_assert_int_eq (gvm_value_get_signed (p), (gint64) (bits & ~(1ull << 63)) >> shift);
      ck_assert_uint_eq (gvm_value_get_unsigned (n), 0);
    } else {
      ck_assert_int_eq (gvm_value_get_kind (n), GVM_VALUE_UNSIGNED);
      ck_assert_uint_eq (gvm_value_get_unsigned (n), bits >> shift);
      ck_assert_int_eq (gvm_value_get_signed (n), 0);
    }
    ck_assert (!gvm_value_get_bool (n));
    ck_assert_str_eq (gvm_value_get_type_name (n), cases[i].type);
    ck_assert_str_eq (gvm_value_get_name (n), "f");
    ck_assert_uint_eq (gvm_value_get_n_children (n), 0);
  }
}
END_TEST

START_TEST (a_double_keeps_each_bit)
{
  static const guint8 half[] = { 0xbf, 0xe0, 0, 0, 0, 0, 0, 0 };
  static const guint8 nan[] = { 0x7f, 0xf0, 0, 0, 0, 0, 0, 1 }; /* a signalling one */
  g_autoptr (GvmValue) root = decode_sound (FIELD ("d", "CPU_Double_U", 8), half, 8);
  g_autoptr (GvmValue) other = decode_sound (FIELD ("d", "CPU_Double_U", 8), nan, 8);
  g_autoptr (GvmValue) d = gvm_value_get_member (root, "d");
  g_autoptr (GvmValue) n = gvm_value_get_member (other, "d");

  ck_assert_int_eq (gvm_value_get_kind (d), GVM_VALUE_FLOAT);
  ck_assert_double_eq (gvm_value_get_double (d), -0.5);
  ck_assert_uint_eq (gvm_value_get_bits (d), G_GUINT64_CONSTANT (0xbfe0000000000000));
  ck_assert_uint_eq (gvm_value_get_bits (n), G_GUINT64_CONSTANT (0x7ff0000000000001));
  ck_assert_uint_eq (gvm_value_get_unsigned (d), 0);
}
END_TEST

START_TEST (a_bitmap_is_an_array_of_words)
{
  static const guint8 octets[] = { 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x20 };
  g_autoptr (GvmValue) root = decode_sound (FIELD ("m", "bitmap", 16), octets, 16);
  g_autoptr (GvmValue) map = gvm_value_get_member (root, "m");
  g_autoptr (GvmValue) low = gvm_value_get_child (map, 0), high = gvm_value_get_child (map, 1);

  ck_assert_int_eq (gvm_value_get_kind (map), GVM_VALUE_ARRAY);
  ck_assert_str_eq (gvm_value_get_type_name (map), "bitmap");
  ck_assert_uint_eq (gvm_value_get_n_children (map), 2);
  ck_assert_uint_eq (gvm_value_get_unsigned (low), G_GUINT64_CONSTANT (0x200000001));
  ck_assert_uint_eq (gvm_value_get_unsigned (high), 0x20);
  ck_assert_uint_eq (gvm_value_get_offset (high), PAYLOAD + 8);
}
END_TEST

START_TEST (a_bitmap_of_no_whole_words_is_octets)
{
  g_autoptr (GvmValue) root = decode_sound (FIELD ("m", "bitmap", 9), "123456789", 9);
  g_autoptr (GvmValue) map = gvm_value_get_member (root, "m");

  ck_assert_int_eq (gvm_value_get_kind (map), GVM_VALUE_BYTES);
}
END_TEST

START_TEST (an_array_of_bitmaps_has_an_array_each)
{
  g_autoptr (GvmValue) root =
      decode_sound (ARRAY ("m", 2, "bitmap", 8), "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2", 16);
  g_autoptr (GvmValue) word = gvm_value_lookup (root, "m[1][0]", NULL);

  ck_assert_uint_eq (gvm_value_get_unsigned (word), 2);
}
END_TEST

START_TEST (a_timer_that_is_not_armed_is_minus_one)
{
  g_autoptr (GvmValue) root =
      decode_sound (FIELD ("t", "timer", 8), "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
  g_autoptr (GvmValue) timer = gvm_value_get_member (root, "t");

  ck_assert_int_eq (gvm_value_get_signed (timer), -1);
}
END_TEST

START_TEST (any_octet_but_zero_is_true)
{
  for (guint octet = 0; octet < 256; octet++) {
    guint8 payload = (guint8) octet;
    g_autoptr (GvmValue) root = decode_sound (FIELD ("b", "bool", 1), &payload, 1);
    g_autoptr (GvmValue) value = gvm_value_get_member (root, "b");
    ck_assert_int_eq (gvm_value_get_kind (value), GVM_VALUE_BOOL);
    ck_assert_int_eq (gvm_value_get_bool (value), octet != 0);
    ck_assert_uint_eq (gvm_value_get_unsigned (value), 0);
  }
}
END_TEST

START_TEST (everything_else_is_octets)
{
  g_autoptr (GvmValue) root = decode_sound (
      FIELD ("a", "pci config", 3) ", " FIELD ("b", "msix state", 0) ", " FIELD ("c", "qtailq", 2),
      "abcde", 5);
  g_autoptr (GvmValue) a = gvm_value_get_child (root, 0), b = gvm_value_get_child (root, 1);
  g_autoptr (GvmValue) c = gvm_value_get_child (root, 2);
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (a), none = gvm_value_get_bytes (b);

  ck_assert_int_eq (gvm_value_get_kind (a), GVM_VALUE_BYTES);
  ck_assert_uint_eq (g_bytes_get_size (bytes), 3);
  ck_assert_mem_eq (g_bytes_get_data (bytes, NULL), "abc", 3);
  ck_assert_uint_eq (g_bytes_get_size (none), 0);
  ck_assert_uint_eq (gvm_value_get_offset (b), PAYLOAD + 3);
  ck_assert_uint_eq (gvm_value_get_offset (c), PAYLOAD + 3);
  ck_assert (gvm_value_get_vmsd_name (a) == NULL);
}
END_TEST

/* ---- structs and arrays ---------------------------------------------------------------------- */

START_TEST (a_section_is_a_struct_of_its_fields)
{
  g_autoptr (GvmValue) root = decode_sound (
      FIELD ("x", "uint8", 1) ", " STRUCT ("s", "", 2, FIELD ("y", "uint16", 2)), "\1\2\3", 3);
  g_autoptr (GvmValue) inner = gvm_value_get_member (root, "s");
  g_autoptr (GvmValue) y = gvm_value_get_member (inner, "y");

  ck_assert_int_eq (gvm_value_get_kind (root), GVM_VALUE_STRUCT);
  ck_assert_str_eq (gvm_value_get_name (root), "dev");
  ck_assert_str_eq (gvm_value_get_vmsd_name (root), "table");
  ck_assert_uint_eq (gvm_value_get_offset (root), PAYLOAD);
  ck_assert_uint_eq (gvm_value_get_size (root), 3);
  ck_assert_uint_eq (gvm_value_get_n_children (root), 2);
  ck_assert_str_eq (gvm_value_get_vmsd_name (inner), "in");
  ck_assert_str_eq (gvm_value_get_type_name (inner), "struct");
  ck_assert (!gvm_value_is_subsection (inner));
  ck_assert_uint_eq (gvm_value_get_offset (inner), PAYLOAD + 1);
  ck_assert_uint_eq (gvm_value_get_size (inner), 2);
  ck_assert_uint_eq (gvm_value_get_unsigned (y), 0x0203);
  ck_assert (gvm_value_get_member (root, "z") == NULL);
  ck_assert (gvm_value_get_member (y, "y") == NULL);
}
END_TEST

START_TEST (an_array_of_scalars_makes_its_elements_on_demand)
{
  g_autoptr (GvmValue) root = decode_sound (ARRAY ("a", 3, "int16", 2), "\0\1\xff\xfe\0\3", 6);
  g_autoptr (GvmValue) array = gvm_value_get_member (root, "a");
  static const gint64 expected[] = { 1, -2, 3 };

  ck_assert_int_eq (gvm_value_get_kind (array), GVM_VALUE_ARRAY);
  ck_assert_str_eq (gvm_value_get_type_name (array), "int16");
  ck_assert_uint_eq (gvm_value_get_size (array), 6);
  ck_assert_uint_eq (gvm_value_get_n_children (array), 3);
  ck_assert (gvm_value_get_vmsd_name (array) == NULL);
  for (gsize i = 0; i < 3; i++) {
    g_autoptr (GvmValue) element = gvm_value_get_child (array, i);
    ck_assert_int_eq (gvm_value_get_kind (element), GVM_VALUE_SIGNED);
    ck_assert_int_eq (gvm_value_get_signed (element), expected[i]);
    ck_assert (gvm_value_get_name (element) == NULL);
    ck_assert_str_eq (gvm_value_get_type_name (element), "int16");
    ck_assert_uint_eq (gvm_value_get_offset (element), PAYLOAD + 2 * i);
    ck_assert_uint_eq (gvm_value_get_size (element), 2);
    ck_assert_uint_eq (gvm_value_get_n_children (element), 0);
  }
}
END_TEST

START_TEST (an_array_of_structs_has_a_value_each)
{
  g_autoptr (GvmValue) root = decode_sound (
      STRUCT ("a", "\"array_len\": 2, ", 2, FIELD ("x", "uint8", 1) ", " FIELD ("y", "int8", 1)),
      "\1\2\3\xfc", 4);
  g_autoptr (GvmValue) array = gvm_value_get_member (root, "a");
  g_autoptr (GvmValue) last = gvm_value_get_child (array, 1);
  g_autoptr (GvmValue) y = gvm_value_get_member (last, "y");

  ck_assert_int_eq (gvm_value_get_kind (array), GVM_VALUE_ARRAY);
  ck_assert_str_eq (gvm_value_get_vmsd_name (array), "in");
  ck_assert_uint_eq (gvm_value_get_n_children (array), 2);
  ck_assert_uint_eq (gvm_value_get_size (array), 4);
  ck_assert (gvm_value_get_name (last) == NULL);
  ck_assert_int_eq (gvm_value_get_kind (last), GVM_VALUE_STRUCT);
  ck_assert_int_eq (gvm_value_get_signed (y), -4);
  ck_assert (gvm_value_get_member (array, "x") == NULL);
}
END_TEST

START_TEST (entries_with_an_index_are_one_array)
{
  g_autoptr (GvmValue) root = decode_sound (
      FIELD ("before", "uint8", 1) ", " STRUCT (
          "a", "\"index\": 0, ", 1,
          FIELD ("x", "uint8",
                 1)) ", " STRUCT ("a", "\"index\": 1, ", 2,
                                  FIELD ("x", "uint16",
                                         2)) ", " STRUCT ("b", "\"index\": 0, ", 1,
                                                          FIELD ("x", "uint8",
                                                                 1)) ", " FIELD ("behind", "uint8",
                                                                                 1),
      "\1\2\3\4\5\6", 6);
  g_autoptr (GvmValue) a = gvm_value_get_member (root, "a"), b = gvm_value_get_member (root, "b");
  g_autoptr (GvmValue) behind = gvm_value_get_member (root, "behind");
  g_autoptr (GvmValue) last = gvm_value_get_child (a, 1);
  g_autoptr (GvmValue) x = gvm_value_get_member (last, "x");

  ck_assert_uint_eq (gvm_value_get_n_children (root), 4);
  ck_assert_int_eq (gvm_value_get_kind (a), GVM_VALUE_ARRAY);
  ck_assert_uint_eq (gvm_value_get_n_children (a), 2);
  ck_assert_uint_eq (gvm_value_get_size (a), 3);
  ck_assert (gvm_value_get_name (last) == NULL);
  ck_assert_uint_eq (gvm_value_get_unsigned (x), 0x0304);
  ck_assert_int_eq (gvm_value_get_kind (b), GVM_VALUE_ARRAY);
  ck_assert_uint_eq (gvm_value_get_n_children (b), 1);
  ck_assert_uint_eq (gvm_value_get_unsigned (behind), 6);
}
END_TEST

START_TEST (an_index_out_of_order_stands_alone)
{
  g_autoptr (GvmValue) root =
      decode_sound ("{\"name\": \"a\", \"index\": 0, \"type\": \"uint8\", \"size\": 1}, "
                    "{\"name\": \"a\", \"index\": 2, \"type\": \"uint8\", \"size\": 1}, "
                    "{\"name\": \"a\", \"index\": 0, \"type\": \"uint8\", \"size\": 1}",
                    "\1\2\3", 3);
  g_autoptr (GvmValue) first = gvm_value_get_child (root, 0),
                       second = gvm_value_get_child (root, 1);
  g_autoptr (GvmValue) third = gvm_value_get_child (root, 2);

  ck_assert_uint_eq (gvm_value_get_n_children (root), 3);
  ck_assert_int_eq (gvm_value_get_kind (first), GVM_VALUE_ARRAY);
  ck_assert_int_eq (gvm_value_get_kind (second), GVM_VALUE_UNSIGNED);
  ck_assert_str_eq (gvm_value_get_name (second), "a");
  ck_assert_int_eq (gvm_value_get_kind (third), GVM_VALUE_ARRAY);
}
END_TEST

START_TEST (a_name_with_brackets_is_a_name)
{
  g_autoptr (GvmValue) root = decode_sound (
      FIELD ("config[0]", "uint8", 1) ", " FIELD ("config[1]", "uint8", 1), "\1\2", 2);
  g_autoptr (GvmValue) value = gvm_value_get_member (root, "config[1]");

  ck_assert_uint_eq (gvm_value_get_n_children (root), 2);
  ck_assert_uint_eq (gvm_value_get_unsigned (value), 2);
}
END_TEST

START_TEST (an_array_may_have_no_elements)
{
  g_autoptr (GvmValue) root =
      decode_sound (ARRAY ("a", 0, "uint64", 8) ", " STRUCT ("s", "\"array_len\": 0, ", 3,
                                                             FIELD ("x", "buffer", 3)),
                    "", 0);
  g_autoptr (GvmValue) a = gvm_value_get_child (root, 0), s = gvm_value_get_child (root, 1);

  ck_assert_int_eq (gvm_value_get_kind (a), GVM_VALUE_ARRAY);
  ck_assert_uint_eq (gvm_value_get_n_children (a), 0);
  ck_assert_uint_eq (gvm_value_get_n_children (s), 0);
  ck_assert_uint_eq (gvm_value_get_size (s), 0);
}
END_TEST

START_TEST (elements_may_have_no_octets)
{
  g_autoptr (GvmValue) root = decode_sound (ARRAY ("a", 3, "buffer", 0), "", 0);
  g_autoptr (GvmValue) array = gvm_value_get_child (root, 0);
  g_autoptr (GvmValue) last = gvm_value_get_child (array, 2);

  ck_assert_uint_eq (gvm_value_get_size (last), 0);
}
END_TEST

/* ---- subsections ----------------------------------------------------------------------------- */

#define SUBSECTIONS(name, version, fields)                                                         \
  ", \"subsections\": [{\"vmsd_name\": \"" name "\", \"version\": " #version                       \
  ", \"fields\": [" fields "]}]"

static const guint8 with_subsection[] = {
  0x01,                                              /* x */
  0x05,                                              /* subsection */
  9,    't', 'a', 'b', 'l', 'e', '/', 's', 'u', 'b', /* its name */
  0,    0,   0,   2,                                 /* its version */
  0x77,                                              /* y */
};

START_TEST (a_subsection_is_a_member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) root =
      decode (FIELD ("x", "uint8", 1), SUBSECTIONS ("table/sub", 2, FIELD ("y", "uint8", 1)),
              with_subsection, sizeof with_subsection, &error);
  ck_assert_msg (root != NULL, "%s", error->message);
  g_autoptr (GvmValue) sub = gvm_value_get_member (root, "table/sub");
  g_autoptr (GvmValue) y = gvm_value_get_member (sub, "y");

  ck_assert (gvm_value_is_subsection (sub));
  ck_assert_int_eq (gvm_value_get_kind (sub), GVM_VALUE_STRUCT);
  ck_assert_str_eq (gvm_value_get_vmsd_name (sub), "table/sub");
  ck_assert_str_eq (gvm_value_get_type_name (sub), "struct");
  ck_assert_uint_eq (gvm_value_get_offset (sub), PAYLOAD + 1);
  ck_assert_uint_eq (gvm_value_get_size (sub), sizeof with_subsection - 1);
  ck_assert_uint_eq (gvm_value_get_unsigned (y), 0x77);
  ck_assert_uint_eq (gvm_value_get_offset (y), PAYLOAD + 16);
}
END_TEST

START_TEST (a_subsection_must_be_the_one_described)
{
  static const gsize wrong[] = { 1, 2, 3, 11, 15 }; /* mark, length, name, name, version */

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    guint8 payload[sizeof with_subsection];
    memcpy (payload, with_subsection, sizeof payload);
    payload[wrong[i]] ^= 1;
    expect_decode_error (
        FIELD ("x", "uint8", 1), SUBSECTIONS ("table/sub", 2, FIELD ("y", "uint8", 1)), payload,
        sizeof payload, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/table/sub", PAYLOAD + 1);
  }
}
END_TEST

START_TEST (so_must_one_without_octets_at_the_very_end)
{
  static const guint8 sound[] = { 0x05, 1, 's', 0, 0, 0, 1 };

  for (gsize i = 0; i < sizeof sound; i++) {
    guint8 payload[sizeof sound];
    memcpy (payload, sound, sizeof payload);
    payload[i] ^= 1;
    expect_decode_error ("", SUBSECTIONS ("s", 1, ""), payload, sizeof payload,
                         GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s", PAYLOAD);
  }
}
END_TEST

START_TEST (each_fault_has_the_path_of_its_own_subsection)
{
  static const guint8 payload[] = { 0x05, 1, 's', 0, 0, 0, 1, 0x05, 1, 'x', 0, 0, 0, 1 };

  expect_decode_error (
      "",
      ", \"subsections\": [{\"vmsd_name\": \"s\", \"version\": 1, \"fields\": []}, "
      "{\"vmsd_name\": \"t\", \"version\": 1, \"fields\": []}]",
      payload, sizeof payload, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/t", PAYLOAD + 7);
}
END_TEST

START_TEST (a_subsection_may_stand_in_a_nested_struct)
{
  static const guint8 payload[] = { 0x09, 0x05, 1, 'q', 0, 0, 0, 1, 0x0a };
  const char *field =
      "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "
      "\"version\": 1, \"fields\": [" FIELD (
          "x", "uint8",
          1) "], \"subsections\": "
             "[{\"vmsd_name\": \"q\", \"version\": 1, \"fields\": []}]}, \"size\": 8}, " FIELD (
                 "z", "uint8", 1);
  g_autoptr (GvmValue) root = decode_sound (field, payload, sizeof payload);
  g_autoptr (GvmValue) s = gvm_value_get_member (root, "s"), q = gvm_value_get_member (s, "q");
  g_autoptr (GvmValue) z = gvm_value_get_member (root, "z");

  ck_assert (gvm_value_is_subsection (q));
  ck_assert_uint_eq (gvm_value_get_n_children (q), 0);
  ck_assert_uint_eq (gvm_value_get_unsigned (z), 10);
}
END_TEST

/* ---- NULLs ----------------------------------------------------------------------------------- */

START_TEST (a_null_is_the_octet_0x30)
{
  g_autoptr (GvmValue) root = decode_sound (NULLS ("n", 3), "000", 3);
  g_autoptr (GvmValue) array = gvm_value_get_member (root, "n");
  g_autoptr (GvmValue) null = gvm_value_get_child (array, 2);

  ck_assert_int_eq (gvm_value_get_kind (array), GVM_VALUE_ARRAY);
  ck_assert_int_eq (gvm_value_get_kind (null), GVM_VALUE_NULL);
  ck_assert_uint_eq (gvm_value_get_size (null), 1);
  expect_decode_error (NULLS ("n", 3), "", "001", 3, GVM_ERROR_RANGE, "dev[0]/n[2]", PAYLOAD + 2);
}
END_TEST

START_TEST (a_null_may_be_among_entries_with_an_index)
{
  const char *fields = STRUCT (
      "p", "\"index\": 0, ", 1,
      FIELD (
          "x", "uint8",
          1)) ", "
              "{\"name\": \"p\", \"index\": 1, \"type\": \"struct\", \"struct\": {}, \"size\": 1}";
  g_autoptr (GvmValue) root = decode_sound (fields, "\1\x30", 2);
  g_autoptr (GvmValue) array = gvm_value_get_member (root, "p");
  g_autoptr (GvmValue) null = gvm_value_get_child (array, 1);

  ck_assert_uint_eq (gvm_value_get_n_children (array), 2);
  ck_assert_int_eq (gvm_value_get_kind (null), GVM_VALUE_NULL);
  expect_decode_error (fields, "", "\1\x31", 2, GVM_ERROR_RANGE, "dev[0]/p[1]", PAYLOAD + 1);
}
END_TEST

/* ---- what contradicts ------------------------------------------------------------------------ */

START_TEST (a_struct_has_the_size_that_its_field_says)
{
  expect_decode_error (STRUCT ("s", "", 3, FIELD ("x", "uint8", 1)), "", "abc", 3,
                       GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s", PAYLOAD + 1);
  expect_decode_error (
      STRUCT ("s", "", 1,
              FIELD ("x", "uint8", 1) ", " FIELD ("y", "uint16", 2)) ", " FIELD ("z", "buffer", 2),
      "", "abc", 3, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/y", PAYLOAD + 1);
  expect_decode_error (STRUCT ("a", "\"array_len\": 2, ", 2, FIELD ("x", "uint8", 1)), "", "abcd",
                       4, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/a[0]", PAYLOAD + 1);
}
END_TEST

START_TEST (a_struct_may_not_reach_beyond_the_one_that_it_is_in)
{
  expect_decode_error (
      STRUCT ("s", "", 2, STRUCT ("t", "", 3, FIELD ("x", "buffer", 3))) ", " FIELD ("z", "buffer",
                                                                                     1),
      "", "abc", 3, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/t", PAYLOAD);
  expect_decode_error (STRUCT ("s", "", 2, NULLS ("n", 3)) ", " FIELD ("z", "buffer", 1), "", "000",
                       3, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/n", PAYLOAD);
  expect_decode_error (
      STRUCT ("s", "", 2, ARRAY ("a", 3, "uint8", 1)) ", " FIELD ("z", "buffer", 1), "", "abc", 3,
      GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/a", PAYLOAD);
}
END_TEST

START_TEST (a_subsection_may_not_either)
{
  const char *field =
      "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "
      "\"version\": 1, \"fields\": [], \"subsections\": "
      "[{\"vmsd_name\": \"q\", \"version\": 1, \"fields\": []}]}, \"size\": 6}, " FIELD (
          "z", "uint8", 1);

  expect_decode_error (field, "", "\5\1q\0\0\0\1", 7, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/q",
                       PAYLOAD);
}
END_TEST

START_TEST (what_is_not_described_has_no_value)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  put_header (octets);
  put_ram (octets, 2, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert (gvm_section_decode (gvm_stream_get_section (stream, 0), &error) == NULL);
  expect_error (error, GVM_ERROR_MISSING, "ram[0]", 8);
}
END_TEST

START_TEST (what_a_tree_costs_comes_from_the_budget)
{
  /* 65536 structs without octets, each of 65536: four thousand million values of no octet. */
  const char *inner = STRUCT ("t", "\"array_len\": 65536, ", 0, "");
  g_autofree char *field = g_strdup_printf (
      "{\"name\": \"s\", \"array_len\": 65536, \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "
      "\"version\": 1, \"fields\": [%s]}, \"size\": 0}",
      inner);
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = decode (field, "", "", 0, &error);
  ck_assert (value == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
  ck_assert (g_str_has_prefix (gvm_error_get_path (error), "dev[0]/s["));
}
END_TEST

START_TEST (the_budget_is_that_of_the_stream)
{
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;
  const char *field = STRUCT ("s", "\"array_len\": 1000, ", 0, "");

  gvm_limits_set_max_bytes (limits, 1 << 20);
  g_autoptr (GvmStream) enough = stream_of (field, "", "", 0, limits);
  g_autoptr (GvmValue) value = gvm_section_decode (gvm_stream_get_section (enough, 0), NULL);
  ck_assert (value != NULL);
  gvm_limits_set_max_bytes (limits, 50000);
  g_autoptr (GvmStream) stream = stream_of (field, "", "", 0, limits);
  ck_assert (gvm_section_decode (gvm_stream_get_section (stream, 0), &error) == NULL);
  expect_error (error, GVM_ERROR_LIMIT, "dev[0]/s", PAYLOAD);
}
END_TEST

/* ---- life ------------------------------------------------------------------------------------ */

START_TEST (any_value_keeps_what_it_needs)
{
  GvmValue *root =
      decode_sound (ARRAY ("a", 2, "uint16", 2) ", " STRUCT ("s", "", 1, FIELD ("x", "uint8", 1)),
                    "\1\2\3\4\5", 5);
  GvmValue *array = gvm_value_get_member (root, "a");
  GvmValue *element = gvm_value_get_child (array, 1),
           *copy = g_boxed_copy (GVM_TYPE_VALUE, element);
  GvmValue *inner = gvm_value_get_member (root, "s");
  g_autoptr (GvmValue) x = gvm_value_get_member (inner, "x");

  gvm_value_unref (root);
  gvm_value_unref (inner);
  gvm_value_unref (array);
  gvm_value_unref (element);
  ck_assert_uint_eq (gvm_value_get_unsigned (copy), 0x0304);
  ck_assert_uint_eq (gvm_value_get_unsigned (x), 5);
  g_boxed_free (GVM_TYPE_VALUE, copy);
  ck_assert_uint_eq (gvm_value_get_unsigned (x), 5);
  gvm_value_unref (NULL);
}
END_TEST

/* ---- equality -------------------------------------------------------------------------------- */

#define EQUALS                                                                                                                                 \
  FIELD ("a", "uint16", 2)                                                                                                                     \
  ", " FIELD ("b", "uint16", 2) ", " FIELD ("c", "uint16", 2) ", " FIELD ("d", "int16", 2) ", " FIELD ("e", "buffer", 2) ", " ARRAY (          \
      "f", 2, "uint8",                                                                                                                         \
      1) ", " ARRAY ("g", 2, "int8",                                                                                                           \
                     1) ", " STRUCT ("h", "", 2,                                                                                               \
                                     FIELD (                                                                                                   \
                                         "x", "uint16",                                                                                        \
                                         2)) ", " STRUCT ("i", "", 2,                                                                          \
                                                          FIELD (                                                                              \
                                                              "other", "uint16",                                                               \
                                                              2)) ", " STRUCT ("j", "", 2,                                                     \
                                                                               FIELD (                                                         \
                                                                                   "x", "int16",                                               \
                                                                                   2)) ", " ARRAY ("k",                                        \
                                                                                                   1,                                          \
                                                                                                   "uint16",                                   \
                                                                                                   2) ", " FIELD ("l",                         \
                                                                                                                  "buffer",                    \
                                                                                                                  0) ", " FIELD ("m",          \
                                                                                                                                 "pci config", \
                                                                                                                                 0)

START_TEST (values_are_equal_by_kind_shape_and_octets)
{
  static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g",
                                       "h", "i", "j", "k", "l", "m" };
  static const char *const equals[] = { "ab", "hi", "lm" };
  guint8 payload[11 * 2];

  for (gsize i = 0; i < sizeof payload; i++)
    payload[i] = i % 2 == 0 ? 1 : i == 5 ? 3 : 2; /* c differs in its last octet */
  g_autoptr (GvmValue) root = decode_sound (EQUALS, payload, sizeof payload);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++) {
      g_autoptr (GvmValue) a = gvm_value_get_member (root, names[i]);
      g_autoptr (GvmValue) b = gvm_value_get_member (root, names[j]);
      gboolean equal = i == j;
      for (gsize k = 0; k < G_N_ELEMENTS (equals); k++)
        equal |= strchr (equals[k], *names[i]) != NULL && strchr (equals[k], *names[j]) != NULL;
      ck_assert_msg (gvm_value_equal (a, b) == equal, "%s and %s", names[i], names[j]);
    }
}
END_TEST

START_TEST (elements_of_an_array_can_be_compared)
{
  g_autoptr (GvmValue) root = decode_sound (ARRAY ("a", 3, "uint8", 1), "\1\2\1", 3);
  g_autoptr (GvmValue) array = gvm_value_get_member (root, "a");
  g_autoptr (GvmValue) first = gvm_value_get_child (array, 0),
                       second = gvm_value_get_child (array, 1);
  g_autoptr (GvmValue) third = gvm_value_get_child (array, 2);

  ck_assert (gvm_value_equal (first, third));
  ck_assert (!gvm_value_equal (first, second));
}
END_TEST

START_TEST (a_subsection_is_no_field)
{
  static const guint8 payload[] = { 0x05, 1, 's', 0, 0, 0, 1, 0x05, 1, 's', 0, 0, 0, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) root =
      decode (STRUCT ("f", "", 7, ""), SUBSECTIONS ("s", 1, ""), payload, sizeof payload, &error);

  /* An empty struct cannot be seven octets: */
  ck_assert (root == NULL);
  expect_error (error, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/f", PAYLOAD);
  g_autoptr (GvmValue) other = decode (STRUCT ("f", "", 7, FIELD ("x", "buffer", 7)),
                                       SUBSECTIONS ("s", 1, ""), payload, sizeof payload, NULL);
  g_autoptr (GvmValue) field = gvm_value_get_child (other, 0), sub = gvm_value_get_child (other, 1);
  ck_assert (!gvm_value_equal (field, sub));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "value.decode", integers_are_big_endian_and_have_their_sign, a_double_keeps_each_bit,
      a_bitmap_is_an_array_of_words, a_bitmap_of_no_whole_words_is_octets,
      an_array_of_bitmaps_has_an_array_each, a_timer_that_is_not_armed_is_minus_one,
      any_octet_but_zero_is_true, everything_else_is_octets, a_section_is_a_struct_of_its_fields,
      an_array_of_scalars_makes_its_elements_on_demand, an_array_of_structs_has_a_value_each,
      entries_with_an_index_are_one_array, an_index_out_of_order_stands_alone,
      a_name_with_brackets_is_a_name, an_array_may_have_no_elements, elements_may_have_no_octets,
      a_subsection_is_a_member, a_subsection_must_be_the_one_described,
      so_must_one_without_octets_at_the_very_end, each_fault_has_the_path_of_its_own_subsection,
      a_subsection_may_stand_in_a_nested_struct, a_null_is_the_octet_0x30,
      a_null_may_be_among_entries_with_an_index, a_struct_has_the_size_that_its_field_says,
      a_struct_may_not_reach_beyond_the_one_that_it_is_in, a_subsection_may_not_either,
      what_is_not_described_has_no_value, what_a_tree_costs_comes_from_the_budget,
      the_budget_is_that_of_the_stream, any_value_keeps_what_it_needs,
      values_are_equal_by_kind_shape_and_octets, elements_of_an_array_can_be_compared,
      a_subsection_is_no_field);
}
