/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the description says of the sections, and what is done when there is none or it is wrong.
 */
#include "support/stream.h"

enum { HEADER = 8, FOOTER = 5 };
/* What a FULL section has before its payload, but for its name. */
enum { SECTION_HEAD = 1 + 4 + 1 + 4 + 4 };

static GByteArray *
stream_new (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  return octets;
}

/* A FULL section with a footer whose payload is @size times 0x11. */
static void
put_full (GByteArray *to, guint32 id, const char *idstr, guint32 instance_id, guint32 version_id,
          gsize size)
{
  put_section (to, GVM_SECTION_FULL, id, idstr, instance_id, version_id);
  put_fill (to, "payload", size, 0x11);
  put_footer (to, id);
}

/* A device of two fields, 3 and @size octets, in a description. */
#define DEVICE(name, instance, version, size)                                                      \
  "{\"name\": \"" name "\", \"instance_id\": " #instance                                           \
  ", \"vmsd_name\": \"t\", \"version\": " #version ", \"fields\": "                                \
  "[{\"name\": \"a\", \"type\": \"buffer\", \"size\": 3}, "                                        \
  "{\"name\": \"b\", \"type\": \"buffer\", \"size\": " #size "}]}"
#define DESCRIPTION(devices) "{\"page_size\": 4096, \"devices\": [" devices "]}"

/* ---- pairing --------------------------------------------------------------------------------- */

START_TEST (sections_and_devices_are_paired_by_order)
{
  g_autoptr (GByteArray) octets = stream_new ();

  /* Two of one name and instance, as two user networks have: only their order tells them apart. */
  put_full (octets, 5, "slirp", 0, 4, 10);
  put_ram (octets, 2, 4096);
  put_full (octets, 6, "slirp", 0, 4, 20);
  put_eof (octets);
  put_description (octets, DESCRIPTION (DEVICE ("slirp", 0, 4, 7) ", " DEVICE ("slirp", 0, 4, 17)));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 10);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 3)), 20);
  ck_assert (gvm_section_is_described (gvm_stream_get_section (stream, 3)));
}
END_TEST

START_TEST (a_pair_must_agree_on_name_instance_and_version)
{
  static const char *const devices[] = {
    DESCRIPTION (DEVICE ("deV", 1, 2, 4)),
    DESCRIPTION (DEVICE ("dev", 2, 2, 4)),
    DESCRIPTION (DEVICE ("dev", 1, 3, 4)),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_full (octets, 9, "dev", 1, 2, 7);
    put_eof (octets);
    put_description (octets, devices[i]);
    expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, "dev[1]", HEADER);
  }
}
END_TEST

START_TEST (an_old_style_device_has_no_version_to_agree_on)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 9, "slirp", 0, 4, 6);
  put_eof (octets);
  put_description (
      octets, DESCRIPTION ("{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 6, \"fields\": "
                           "[{\"name\": \"data\", \"size\": 6, \"type\": \"buffer\"}]}"));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 6);
}
END_TEST

START_TEST (each_section_has_a_device)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 1, "dev", 1, 2, 7);
  guint64 offset = octets->len;
  put_full (octets, 2, "dev", 2, 2, 7);
  put_eof (octets);
  put_description (octets, DESCRIPTION (DEVICE ("dev", 1, 2, 4)));
  expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, "dev[2]", offset);
}
END_TEST

START_TEST (each_device_has_a_section)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 1, "dev", 1, 2, 7);
  put_eof (octets);
  guint64 end = octets->len;
  put_description (octets, DESCRIPTION (DEVICE ("dev", 1, 2, 4) ", " DEVICE ("dev", 2, 2, 4)));
  expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, NULL, end);
}
END_TEST

START_TEST (what_cannot_be_there_is_refused_by_the_field_that_it_ends_in)
{
  static const struct {
    gsize there;
    const char *path;
  } cases[] = {
    { 0, "dev[1]/a" },
    { 1, "dev[1]/b" }, /* a footer and EOF stand behind what is there: 6 octets */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_section (octets, GVM_SECTION_FULL, 1, "dev", 1, 2);
    guint64 payload = octets->len;
    put_fill (octets, "payload", cases[i].there, 0x11);
    if (i == 1)
      put_footer (octets, 1);
    put_eof (octets);
    put_description (octets, DESCRIPTION (DEVICE ("dev", 1, 2, 4000)));
    expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, cases[i].path, payload);
  }
}
END_TEST

START_TEST (a_subsection_that_cannot_be_there_is_named_so)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_section (octets, GVM_SECTION_FULL, 1, "dev", 1, 1);
  guint64 payload = octets->len;
  put_eof (octets);
  put_description (octets,
                   DESCRIPTION ("{\"name\": \"dev\", \"instance_id\": 1, \"vmsd_name\": \"t\", "
                                "\"version\": 1, \"fields\": [], \"subsections\": "
                                "[{\"vmsd_name\": \"t/s\", \"version\": 1, \"fields\": []}]}"));
  expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, "dev[1]/subsections", payload);
}
END_TEST

/* ---- finding it ------------------------------------------------------------------------------ */

START_TEST (a_payload_that_looks_like_a_description_is_none)
{
  g_autoptr (GByteArray) octets = stream_new ();

  const char *json = DESCRIPTION (DEVICE ("dev", 1, 2, 4));
  put_section (octets, GVM_SECTION_FULL, 1, "dev", 1, 2);
  put_u8 (octets, "looks like EOF", 0x00);
  put_u8 (octets, "looks like a description", 0x06);
  put_u32 (octets, "of as many octets as follow", (guint32) (1 + FOOTER + 1 + 5 + strlen (json)));
  put_u8 (octets, "looks like JSON", '{');
  put_footer (octets, 1);
  put_eof (octets);
  put_description (octets, json);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_description_size (stream), strlen (json));
}
END_TEST

START_TEST (a_struct_that_ends_like_a_head_of_six_octets_is_saved_and_found)
{
  g_autoptr (GByteArray) octets = stream_new ();

  /* Footer and EOF are six octets, which is what this head announces. */
  put_section (octets, GVM_SECTION_FULL, 0, "dev", 0, 1);
  put_u8 (octets, "EOF?", 0x00);
  put_u8 (octets, "description?", 0x06);
  put_u32 (octets, "length?", 6);
  put_footer (octets, 0);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert (!gvm_stream_has_description (stream));
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 6);
}
END_TEST

START_TEST (space_may_stand_around_the_json)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 1, "dev", 1, 2, 7);
  put_eof (octets);
  put_description (octets, "\n" DESCRIPTION (DEVICE ("dev", 1, 2, 4)) "\r\n\t ");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert (gvm_stream_has_description (stream));
}
END_TEST

START_TEST (errors_in_the_json_count_from_the_start_of_the_stream)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_eof (octets);
  guint64 json = octets->len + 5;
  put_description (octets, "{\"devices\": [1,]}");
  expect_refused (octets, GVM_ERROR_SCHEMA, NULL, json + 15);
}
END_TEST

/* ---- without a description ------------------------------------------------------------------- */

START_TEST (one_last_section_needs_no_description)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_machine (octets, "m");
  put_ram (octets, 2, 4096);
  put_full (octets, 0, "dev", 0, 1, 123);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_get_section (stream, 2);
  ck_assert_uint_eq (gvm_section_get_payload_size (section), 123);
  ck_assert (gvm_section_has_footer (section));
  ck_assert_str_eq (gvm_stream_get_machine (stream), "m");
}
END_TEST

START_TEST (its_payload_may_be_empty_or_look_like_a_footer)
{
  g_autoptr (GByteArray) empty = stream_new (), footers = stream_new ();

  put_full (empty, 3, "dev", 0, 1, 0);
  put_eof (empty);
  g_autoptr (GvmStream) stream = walk_sound (empty);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 0);

  put_section (footers, GVM_SECTION_FULL, 3, "dev", 0, 1);
  put_footer (footers, 3);
  put_eof (footers);
  put_footer (footers, 3);
  put_eof (footers);
  g_autoptr (GvmStream) longer = walk_sound (footers);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (longer, 0)), FOOTER + 1);
}
END_TEST

START_TEST (two_sections_need_one)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 1, "dev", 1, 1, 10);
  put_full (octets, 2, "dev", 2, 1, 10);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_UNSUPPORTED, "dev[1]", HEADER + SECTION_HEAD + 3);
}
END_TEST

START_TEST (without_footer_or_end_the_last_section_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_full (octets, 1, "dev", 1, 1, 10);
  expect_refused (octets, GVM_ERROR_TRUNCATED, "dev[1]", HEADER + SECTION_HEAD + 3);
  g_byte_array_set_size (octets, octets->len - FOOTER);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_TRUNCATED, "dev[1]", HEADER + SECTION_HEAD + 3);
}
END_TEST

START_TEST (the_last_octet_alone_is_no_end_of_a_section)
{
  g_autoptr (GByteArray) octets = stream_new ();

  /* Fewer octets than footer and EOF have. */
  put_section (octets, GVM_SECTION_FULL, 0, "dev", 0, 0);
  put_fill (octets, "a part of a footer", 5, 0x00);
  expect_refused (octets, GVM_ERROR_TRUNCATED, "dev[0]", HEADER + SECTION_HEAD + 3);
}
END_TEST

/* ---- where QEMU describes too little --------------------------------------------------------- */

/* 4 pointers, described by the first, which is NULL: one octet each. */
#define NULLS                                                                                      \
  "{\"name\": \"css\", \"instance_id\": 0, \"vmsd_name\": \"css\", \"version\": 1, \"fields\": "   \
  "[{\"name\": \"p\", \"array_len\": 4, \"type\": \"struct\", \"struct\": {}, \"size\": 1}]}"

static void
put_nulls (GByteArray *to, gsize more)
{
  put_section (to, GVM_SECTION_FULL, 1, "css", 0, 1);
  put_fill (to, "NULL", 2, 0x30);
  put_fill (to, "present", MIN (more, 3), 0x31);
  put_fill (to, "present", more - MIN (more, 3), 0x7e);
  put_fill (to, "NULL", 2, 0x30);
}

START_TEST (present_pointers_among_nulls_end_at_the_footer)
{
  g_autoptr (GByteArray) octets = stream_new ();
  g_autoptr (GError) error = NULL;

  put_nulls (octets, 300);
  put_footer (octets, 1);
  put_full (octets, 2, "dev", 1, 2, 7);
  put_eof (octets);
  put_description (octets, DESCRIPTION (NULLS ", " DEVICE ("dev", 1, 2, 4)));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
  ck_assert_uint_eq (gvm_section_get_payload_size (section), 304);
  /* And whoever asks is told what is wrong. */
  g_autoptr (GvmValue) value = gvm_section_decode (section, &error);
  ck_assert (value == NULL);
  expect_error (error, GVM_ERROR_RANGE, "css[0]/p[2]",
                gvm_section_get_payload_offset (section) + 2);
}
END_TEST

START_TEST (all_nulls_end_where_they_are_described_to)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_nulls (octets, 0);
  put_footer (octets, 1);
  put_eof (octets);
  put_description (octets, DESCRIPTION (NULLS));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 4);
}
END_TEST

START_TEST (a_payload_that_holds_its_own_footer_goes_on_until_what_follows_makes_sense)
{
  static const guint8 fakes[] = { 0x00, 0x04, 0x05, 0x7e };

  for (gsize i = 0; i < G_N_ELEMENTS (fakes); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_nulls (octets, 10);
    put_footer (octets, 1);
    put_u8 (octets, "not what a record starts with here", fakes[i]);
    put_fill (octets, "more payload", 20, 0x03);
    put_footer (octets, 1);
    put_full (octets, 2, "dev", 1, 2, 7);
    put_eof (octets);
    put_description (octets, DESCRIPTION (NULLS ", " DEVICE ("dev", 1, 2, 4)));
    g_autoptr (GvmStream) stream = walk_sound (octets);
    ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)),
                       14 + FOOTER + 1 + 20);
  }
}
END_TEST

START_TEST (no_section_follows_the_last_that_is_described)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_nulls (octets, 10);
  put_footer (octets, 1);
  put_section (octets, GVM_SECTION_FULL, 2, "looks like a section", 0, 1);
  put_footer (octets, 1);
  put_eof (octets);
  put_description (octets, DESCRIPTION (NULLS));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 1);
}
END_TEST

START_TEST (rounds_and_commands_can_follow_such_a_section)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_nulls (octets, 10);
  put_footer (octets, 1);
  put_ram (octets, 2, 4096);
  put_eof (octets);
  put_description (octets, DESCRIPTION (NULLS));
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 14);
}
END_TEST

/* 2 structs, described by the first, whose buffer has an octet; that of the second has more, or none. */
#define STRUCTS                                                                                    \
  "{\"name\": \"tx\", \"instance_id\": 0, \"vmsd_name\": \"tx\", \"version\": 1, \"fields\": "     \
  "[{\"name\": \"q\", \"array_len\": 2, \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"q\", " \
  "\"version\": 1, \"fields\": [{\"name\": \"n\", \"type\": \"uint8\", \"size\": 1}, "             \
  "{\"name\": \"b\", \"type\": \"buffer\", \"size\": 1}]}, \"size\": 2}]}"

START_TEST (structs_of_other_sizes_than_the_first_end_at_the_footer)
{
  for (guint8 n = 0; n < 9; n++) {
    g_autoptr (GByteArray) octets = stream_new ();
    g_autoptr (GError) error = NULL;
    put_section (octets, GVM_SECTION_FULL, 1, "tx", 0, 1);
    put_u8 (octets, "q[0].n", 1);
    put_fill (octets, "q[0].b", 1, 0xaa);
    put_u8 (octets, "q[1].n", n);
    put_fill (octets, "q[1].b", n, 0xbb);
    put_footer (octets, 1);
    put_full (octets, 2, "dev", 1, 2, 7);
    put_eof (octets);
    put_description (octets, DESCRIPTION (STRUCTS ", " DEVICE ("dev", 1, 2, 4)));
    g_autoptr (GvmStream) stream = walk_sound (octets);
    const GvmSection *section = gvm_stream_get_section (stream, 0);
    ck_assert_uint_eq (gvm_section_get_payload_size (section), 3u + n);
    g_autoptr (GvmValue) value = gvm_section_decode (section, &error);
    ck_assert ((value != NULL) == (n == 1));
    if (n == 0)
      expect_error (error, GVM_ERROR_SCHEMA_MISMATCH, "tx[0]/q[1]",
                    gvm_section_get_payload_offset (section) + 2);
    if (n > 1)
      expect_error (error, GVM_ERROR_SCHEMA_MISMATCH, "tx[0]",
                    gvm_section_get_payload_offset (section) + 4);
  }
}
END_TEST

START_TEST (without_a_footer_nothing_tells)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 2, 4096); /* there are footers */
  put_nulls (octets, 10);
  put_eof (octets);
  put_description (octets, DESCRIPTION (NULLS));
  expect_refused (octets, GVM_ERROR_FOOTER_MISSING, "css[0]",
                  octets->len - strlen (DESCRIPTION (NULLS)) - 5 - 1 - 10);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "section.description", sections_and_devices_are_paired_by_order,
      a_pair_must_agree_on_name_instance_and_version,
      an_old_style_device_has_no_version_to_agree_on, each_section_has_a_device,
      each_device_has_a_section, what_cannot_be_there_is_refused_by_the_field_that_it_ends_in,
      a_subsection_that_cannot_be_there_is_named_so,
      a_payload_that_looks_like_a_description_is_none,
      a_struct_that_ends_like_a_head_of_six_octets_is_saved_and_found,
      space_may_stand_around_the_json, errors_in_the_json_count_from_the_start_of_the_stream,
      one_last_section_needs_no_description, its_payload_may_be_empty_or_look_like_a_footer,
      two_sections_need_one, without_footer_or_end_the_last_section_is_truncated,
      the_last_octet_alone_is_no_end_of_a_section, present_pointers_among_nulls_end_at_the_footer,
      all_nulls_end_where_they_are_described_to,
      a_payload_that_holds_its_own_footer_goes_on_until_what_follows_makes_sense,
      no_section_follows_the_last_that_is_described, rounds_and_commands_can_follow_such_a_section,
      structs_of_other_sizes_than_the_first_end_at_the_footer, without_a_footer_nothing_tells);
}
