/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Descriptions that are wrong: what stands before the place is decoded, the rest is octets, and nothing is lost.
 */
#include "support/stream.h"

#define FIELD(name, type, size)                                                                    \
  "{\"name\": \"" name "\", \"type\": \"" type "\", \"size\": " #size "}"
#define STRUCT(name, key, size, fields)                                                            \
  "{\"name\": \"" name "\", " key "\"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "     \
  "\"version\": 1, \"fields\": [" fields "]}, \"size\": " #size "}"
#define DEVICE(name, fields)                                                                       \
  "{\"name\": \"" name "\", \"instance_id\": 0, \"vmsd_name\": \"" name "\", \"version\": 1, "     \
  "\"fields\": [" fields "]}"

static GvmStream *
stream_of (const char *device, gconstpointer payload, gsize size)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree char *json =
      g_strdup_printf ("{\"devices\": [%s, %s]}", device, DEVICE ("good", FIELD ("x", "uint8", 1)));

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 5, "dev", 0, 1);
  put_bytes (octets, "payload", payload, size);
  put_footer (octets, 5);
  put_section (octets, GVM_SECTION_FULL, 6, "good", 0, 1);
  put_u8 (octets, "x", 7);
  put_footer (octets, 6);
  put_eof (octets);
  put_description (octets, json);
  return walk_sound (octets);
}

/* What a section gives that is wrong at @at of its payload: @json, where `*` stands for the rest. */
static void
expect_partly (const char *device, const char *payload, gsize size, gsize at, GvmError code,
               const char *path, const char *json)
{
  g_autoptr (GvmStream) stream = stream_of (device, payload, size);
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  guint64 offset = gvm_section_get_payload_offset (section) + at;
  g_autoptr (GError) finding = NULL, strict = NULL;

  g_autoptr (GvmValue) root = gvm_section_decode_partly (section, &finding);
  ck_assert (root != NULL);
  expect_error (finding, code, path, offset);
  g_autoptr (GvmValue) none = gvm_section_decode (section, &strict);
  ck_assert (none == NULL);
  expect_error (strict, code, path, offset);

  g_autofree char *found = gvm_value_to_json (root, G_MAXUINT);
  ck_assert_str_eq (found, json);
  g_autoptr (GvmValue) rest = gvm_value_get_member (root, "(rest)");
  ck_assert_str_eq (gvm_value_get_type_name (rest), "undecoded");
  ck_assert_uint_eq (gvm_value_get_offset (rest), offset);
  ck_assert_uint_eq (gvm_value_get_size (rest), size - at);

  g_autoptr (GBytes) bytes = gvm_value_get_bytes (root);
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), payload, size);

  g_autoptr (GPtrArray) findings = gvm_stream_get_findings (stream);
  ck_assert_uint_eq (findings->len, 1);
  expect_error (g_ptr_array_index (findings, 0), code, path, offset);
}

START_TEST (pointers_that_are_no_null_end_the_nulls)
{
  expect_partly (
      DEVICE ("dev",
              FIELD ("a", "uint8", 1) ", "
                                      "{\"name\": \"p\", \"array_len\": 4, \"type\": \"struct\", "
                                      "\"struct\": {}, \"size\": 1}, " FIELD ("z", "uint8", 1)),
      "\x01\x30\x30\xab\xcd\xef\x30\x02", 8, 3, GVM_ERROR_RANGE, "dev[0]/p[2]",
      "{\"a\": 1, \"p\": [null, null], \"(rest)\": \"abcdef3002\"}");
}
END_TEST

START_TEST (a_struct_that_is_longer_than_the_first_ends_the_decoding_behind_the_array)
{
  expect_partly (DEVICE ("dev", STRUCT ("q", "\"array_len\": 2, ", 2, FIELD ("n", "uint16", 2))),
                 "\x00\x01\x00\x02\xff\xee", 6, 4, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]",
                 "{\"q\": [{\"n\": 1}, {\"n\": 2}], \"(rest)\": \"ffee\"}");
}
END_TEST

START_TEST (what_was_decoded_of_a_struct_stands)
{
  expect_partly (DEVICE ("dev", STRUCT ("q", "\"array_len\": 3, ", 2, FIELD ("n", "uint8", 1))),
                 "\x01\x02\x03\x04\x05\x06", 6, 1, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/q[0]",
                 "{\"q\": [{\"n\": 1}], \"(rest)\": \"0203040506\"}");
  expect_partly (
      DEVICE ("dev", STRUCT ("s", "", 3, FIELD ("n", "uint8", 1) ", " FIELD ("m", "uint32", 4))),
      "\x01\x02\x03", 3, 1, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/s/m",
      "{\"s\": {\"n\": 1}, \"(rest)\": \"0203\"}");
}
END_TEST

START_TEST (a_subsection_that_is_another_is_rest_from_its_mark_on)
{
  const char *device =
      "{\"name\": \"dev\", \"instance_id\": 0, \"vmsd_name\": \"dev\", "
      "\"version\": 1, \"fields\": [" FIELD (
          "a", "uint8", 1) "], "
                           "\"subsections\": [{\"vmsd_name\": \"dev/b\", \"version\": 1, "
                           "\"fields\": [" FIELD ("x", "uint8", 1) "]}]}";

  expect_partly (device,
                 "\x09\x05\x05"
                 "dev/c\0\0\0\x01\x08",
                 13, 1, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/dev/b",
                 "{\"a\": 9, \"(rest)\": \"05056465762f630000000108\"}");
}
END_TEST

START_TEST (a_section_may_be_nothing_but_rest)
{
  expect_partly (DEVICE ("dev", "{\"name\": \"p\", \"type\": \"struct\", \"struct\": {}, "
                                "\"size\": 1}, " FIELD ("z", "uint8", 1)),
                 "\x31\x02", 2, 0, GVM_ERROR_RANGE, "dev[0]/p", "{\"(rest)\": \"3102\"}");
}
END_TEST

START_TEST (a_sound_section_has_no_finding)
{
  g_autoptr (GvmStream) stream = stream_of (DEVICE ("dev", FIELD ("a", "uint8", 1)), "\x05", 1);
  g_autoptr (GError) finding = NULL;
  g_autoptr (GvmValue) root =
      gvm_section_decode_partly (gvm_stream_get_section (stream, 0), &finding);
  g_autoptr (GPtrArray) findings = gvm_stream_get_findings (stream);
  g_autoptr (GvmValue) rest = gvm_value_get_member (root, "(rest)");

  ck_assert (finding == NULL);
  ck_assert (rest == NULL);
  ck_assert_uint_eq (findings->len, 0);
}
END_TEST

START_TEST (a_section_that_is_not_described_has_no_value_and_says_so)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) finding = NULL;

  put_header (octets);
  put_ram (octets, 1, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert (gvm_section_decode_partly (gvm_stream_get_section (stream, 0), &finding) == NULL);
  expect_error (finding, GVM_ERROR_MISSING, "ram[0]", 8);
}
END_TEST

START_TEST (an_edit_writes_what_could_not_be_decoded_as_it_was)
{
  g_autoptr (GvmStream) stream =
      stream_of (DEVICE ("dev", STRUCT ("q", "\"array_len\": 2, ", 1, FIELD ("n", "uint8", 1))),
                 "\x01\x02\x03\x04", 4);
  g_autoptr (GvmEdit) edit = gvm_edit_new (stream);
  g_autoptr (GvmEdit) untouched = gvm_edit_new (stream);

  gvm_edit_rebuild (edit);
  g_autoptr (GBytes) rebuilt = gvm_edit_to_bytes (edit, NULL),
                     copied = gvm_edit_to_bytes (untouched, NULL);
  ck_assert (g_bytes_equal (rebuilt, copied));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.partly", pointers_that_are_no_null_end_the_nulls,
                    a_struct_that_is_longer_than_the_first_ends_the_decoding_behind_the_array,
                    what_was_decoded_of_a_struct_stands,
                    a_subsection_that_is_another_is_rest_from_its_mark_on,
                    a_section_may_be_nothing_but_rest, a_sound_section_has_no_finding,
                    a_section_that_is_not_described_has_no_value_and_says_so,
                    an_edit_writes_what_could_not_be_decoded_as_it_was);
}
