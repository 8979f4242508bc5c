/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is between payloads: header, records, names, footers, commands, the end.
 */
#include "support/stream.h"

/* What the streams here have before their first section. */
enum { HEADER = 8 };
/* A FULL section "dev" before its payload, a footer. */
enum { DEV_HEAD = 1 + 4 + 1 + 3 + 4 + 4, FOOTER = 5 };

static GByteArray *
stream_new (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  return octets;
}

/* A FULL section of one octet. */
static void
put_dev (GByteArray *to, guint32 id)
{
  put_section (to, GVM_SECTION_FULL, id, "dev", id, 1);
  put_u8 (to, "x", 0x55);
}

/* A description of @n such sections, numbered from 1. */
static void
put_dev_description (GByteArray *to, guint n)
{
  g_autoptr (GString) json = g_string_new ("{\"devices\": [");

  for (guint id = 1; id <= n; id++)
    g_string_append_printf (json,
                            "%s{\"name\": \"dev\", \"instance_id\": %u, \"vmsd_name\": \"dev\", "
                            "\"version\": 1, \"fields\": "
                            "[{\"name\": \"x\", \"type\": \"uint8\", \"size\": 1}]}",
                            id > 1 ? ", " : "", id);
  g_string_append (json, "]}");
  put_description (to, json->str);
}

/* ---- the header ------------------------------------------------------------------------------ */

START_TEST (a_stream_may_have_nothing_but_header_and_end)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 0);
  ck_assert (gvm_stream_get_machine (stream) == NULL);
  ck_assert (!gvm_stream_has_description (stream));
  ck_assert_uint_eq (gvm_stream_get_description_size (stream), 0);
  ck_assert_uint_eq (gvm_stream_get_page_size (stream), 0);
  ck_assert_uint_eq (gvm_stream_get_size (stream), HEADER + 1);
}
END_TEST

START_TEST (nothing_is_an_empty_stream)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = walk (octets, &error);

  ck_assert (stream == NULL);
  expect_error (error, GVM_ERROR_TRUNCATED, NULL, 0);
  ck_assert_str_eq (error->message, "@0x0: empty stream");
}
END_TEST

START_TEST (a_part_of_the_header_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_eof (octets);
  for (gsize size = 1; size < octets->len; size++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmStream) stream = walk_prefix (octets, size, &error);
    ck_assert (stream == NULL);
    expect_error (error, GVM_ERROR_TRUNCATED, NULL, size < 4 ? 0 : size < 8 ? 4 : 8);
  }
}
END_TEST

START_TEST (other_files_are_recognised)
{
  static const struct {
    const char *magic, *word;
  } cases[] = {
    { "\x1f\x8b\x08\x04", "gzip" },
    { "\x28\xb5\x2f\xfd", "zstd" },
    { "\xfd"
      "7zXZ",
      "xz" },
    { "BZh9", "bzip2" },
    { "LibvirtQemudSave", "libvirt" },
    { "QFI\xfb", "qcow2" },
    { "\x7f"
      "ELF",
      "ELF" },
    { "{\"page_size\"", "JSON" },
    { "MVEQ", "byte order" },
    { "\xff\xff\xff\xff", "0xffffffff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets = g_byte_array_new ();
    g_autoptr (GError) error = NULL;
    put_bytes (octets, "magic", cases[i].magic, strlen (cases[i].magic));
    put_fill (octets, "more", 20, 0);
    g_autoptr (GvmStream) stream = walk (octets, &error);
    ck_assert (stream == NULL);
    expect_error (error, GVM_ERROR_BAD_MAGIC, NULL, 0);
    ck_assert_msg (strstr (error->message, cases[i].word) != NULL, "%s", error->message);
  }
}
END_TEST

START_TEST (only_version_3_is_read)
{
  static const guint32 versions[] = { 0, 2, 4, 0x03000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    g_autoptr (GByteArray) octets = g_byte_array_new ();
    put_u32 (octets, "magic", 0x5145564d);
    put_u32 (octets, "version", versions[i]);
    put_eof (octets);
    expect_refused (octets, GVM_ERROR_BAD_VERSION, NULL, 4);
  }
}
END_TEST

/* ---- sections -------------------------------------------------------------------------------- */

START_TEST (a_section_is_what_its_octets_say)
{
  static const guint8 golden[] = {
    0x51, 0x45, 0x56, 0x4d, 0,    0, 0, 3, /* header */
    0x04,                                  /* FULL */
    0x01, 0x02, 0x03, 0x04,                /* section id */
    3,    'a',  '/',  0x80,                /* idstr: any octets */
    0x80, 0,    0,    0x05,                /* instance id: unsigned */
    0,    0,    0,    9,                   /* version id */
    0xaa, 0xbb,                            /* payload */
    0x7e, 0x01, 0x02, 0x03, 0x04,          /* footer */
    0x00,                                  /* EOF */
  };
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_bytes (octets, "all", golden, sizeof golden);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 1);
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  ck_assert_int_eq (gvm_section_get_kind (section), GVM_SECTION_FULL);
  ck_assert_uint_eq (gvm_section_get_section_id (section), 0x01020304);
  ck_assert_str_eq (gvm_section_get_idstr (section), "a/\x80");
  ck_assert_uint_eq (gvm_section_get_instance_id (section), 0x80000005u);
  ck_assert_uint_eq (gvm_section_get_version_id (section), 9);
  ck_assert_uint_eq (gvm_section_get_offset (section), HEADER);
  ck_assert_uint_eq (gvm_section_get_payload_offset (section), HEADER + 17);
  ck_assert_uint_eq (gvm_section_get_payload_size (section), 2);
  ck_assert (gvm_section_has_footer (section));
  ck_assert (!gvm_section_is_described (section));
  g_autofree char *path = gvm_section_get_path (section);
  ck_assert_str_eq (path, "a/\\200[2147483653]");
}
END_TEST

START_TEST (a_round_has_the_name_of_its_start)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 7, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
  const GvmSection *end = gvm_stream_get_section (stream, 1);
  ck_assert_int_eq (gvm_section_get_kind (end), GVM_SECTION_END);
  ck_assert_str_eq (gvm_section_get_idstr (end), "ram");
  ck_assert_uint_eq (gvm_section_get_version_id (end), 4);
  ck_assert_uint_eq (gvm_section_get_section_id (end), 7);
  ck_assert_uint_eq (gvm_section_get_payload_size (end), 8);
}
END_TEST

START_TEST (unknown_records_are_refused_and_the_last_section_is_named)
{
  static const guint8 types[] = { 0x05, 0x06, 0x07, 0x09, 0x41, 0x7e, 0xff };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    g_autoptr (GError) error = NULL;
    put_ram (octets, 7, 4096);
    guint64 offset = octets->len;
    put_u8 (octets, "type", types[i]);
    put_fill (octets, "more", 40, 0);
    g_autoptr (GvmStream) stream = walk (octets, &error);
    ck_assert (stream == NULL);
    expect_error (error, GVM_ERROR_STATE, NULL, offset);
    ck_assert_msg (g_str_has_suffix (error->message, "ram[0]"), "%s", error->message);
  }
}
END_TEST

START_TEST (names_are_neither_empty_nor_cut_by_a_nul)
{
  g_autoptr (GByteArray) empty = stream_new (), nul = stream_new ();

  put_section (empty, GVM_SECTION_FULL, 0, "", 0, 1);
  put_fill (empty, "rest", 20, 0);
  expect_refused (empty, GVM_ERROR_RANGE, NULL, HEADER + 5);
  put_section (nul, GVM_SECTION_FULL, 0, "dXv", 0, 1);
  nul->data[HEADER + 7] = 0;
  put_fill (nul, "rest", 20, 0);
  expect_refused (nul, GVM_ERROR_RANGE, NULL, HEADER + 5);
}
END_TEST

START_TEST (a_name_may_have_255_octets_and_control_characters)
{
  g_autoptr (GByteArray) octets = stream_new ();
  g_autofree char *name = g_strnfill (255, '\x1b');

  put_section (octets, GVM_SECTION_FULL, 0, name, 0, 1);
  put_footer (octets, 0);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_get_section (stream, 0);
  ck_assert_str_eq (gvm_section_get_idstr (section), name);
  g_autofree char *path = gvm_section_get_path (section);
  ck_assert (strchr (path, '\x1b') == NULL);
}
END_TEST

/* ---- order ----------------------------------------------------------------------------------- */

START_TEST (a_section_id_is_used_once)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_footer (octets, 1);
  guint64 offset = octets->len;
  put_dev (octets, 1);
  put_footer (octets, 1);
  put_eof (octets);
  put_dev_description (octets, 2);
  expect_refused (octets, GVM_ERROR_STATE, NULL, offset);
}
END_TEST

START_TEST (rounds_need_a_start)
{
  static const GvmSectionKind kinds[] = { GVM_SECTION_PART, GVM_SECTION_END };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_round (octets, kinds[i], 7);
    put_u64 (octets, "EOS", 0x10);
    put_eof (octets);
    expect_refused (octets, GVM_ERROR_STATE, NULL, HEADER);
  }
}
END_TEST

START_TEST (a_full_section_has_no_rounds)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_footer (octets, 1);
  guint64 offset = octets->len;
  put_round (octets, GVM_SECTION_PART, 1);
  put_eof (octets);
  put_dev_description (octets, 1);
  expect_refused (octets, GVM_ERROR_STATE, NULL, offset);
}
END_TEST

START_TEST (no_round_follows_the_last)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 7, 4096);
  guint64 offset = octets->len;
  put_round (octets, GVM_SECTION_PART, 7);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, 7);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_STATE, NULL, offset);
}
END_TEST

/* QEMU's background snapshots start ram and never end it. */
START_TEST (what_is_started_need_not_end)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_section (octets, GVM_SECTION_START, 7, "spapr/htab", 0, 1);
  put_u32 (octets, "shift", 24);
  put_footer (octets, 7);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 1);
}
END_TEST

/* ---- footers --------------------------------------------------------------------------------- */

START_TEST (footers_can_be_off)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_dev (octets, 2);
  put_eof (octets);
  put_dev_description (octets, 2);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
  ck_assert (!gvm_section_has_footer (gvm_stream_get_section (stream, 0)));
  ck_assert (!gvm_section_has_footer (gvm_stream_get_section (stream, 1)));
}
END_TEST

START_TEST (where_the_first_section_has_a_footer_all_must)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_footer (octets, 1);
  put_dev (octets, 2);
  guint64 offset = octets->len;
  put_eof (octets);
  put_dev_description (octets, 2);
  expect_refused (octets, GVM_ERROR_FOOTER_MISSING, "dev[2]", offset);
}
END_TEST

START_TEST (where_the_first_section_has_none_none_may)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_dev (octets, 2);
  guint64 offset = octets->len;
  put_footer (octets, 2);
  put_eof (octets);
  put_dev_description (octets, 2);
  expect_refused (octets, GVM_ERROR_STATE, "dev[2]", offset);
}
END_TEST

START_TEST (a_footer_names_its_section)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  guint64 offset = octets->len;
  put_footer (octets, 2);
  put_eof (octets);
  put_dev_description (octets, 1);
  expect_refused (octets, GVM_ERROR_FOOTER_MISMATCH, "dev[1]", offset);
}
END_TEST

START_TEST (a_footer_that_the_stream_ends_before_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 7, 4096);
  g_byte_array_set_size (octets, octets->len - FOOTER);
  expect_refused (octets, GVM_ERROR_TRUNCATED, "ram[0]", octets->len);
}
END_TEST

/* A stream whose second section has @more octets than are described. */
static GByteArray *
with_longer_section (int more)
{
  GByteArray *octets = stream_new ();

  put_dev (octets, 1);
  put_footer (octets, 1);
  put_section (octets, GVM_SECTION_FULL, 2, "dev", 2, 1);
  put_fill (octets, "x and more", (gsize) (1 + more), 0x55);
  put_footer (octets, 2);
  put_eof (octets);
  put_dev_description (octets, 2);
  return octets;
}

START_TEST (a_footer_nearby_tells_how_far_the_description_is_off)
{
  static const struct {
    int more;
    const char *end;
  } cases[] = { { 3, "one stands 3 octets further on" }, { -1, "one stands 1 octets before" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets = with_longer_section (cases[i].more);
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmStream) stream = walk (octets, &error);
    ck_assert (stream == NULL);
    expect_error (error, GVM_ERROR_FOOTER_MISSING, "dev[2]",
                  HEADER + DEV_HEAD + 1 + FOOTER + DEV_HEAD + 1);
    ck_assert_msg (g_str_has_suffix (error->message, cases[i].end), "%s", error->message);
  }
}
END_TEST

/* ---- commands -------------------------------------------------------------------------------- */

START_TEST (commands_are_stepped_over)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "OPEN_RETURN_PATH", 1);
  put_u16 (octets, "length", 0);
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PING", 2);
  put_u16 (octets, "length", 4);
  put_u32 (octets, "value", 1);
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PACKAGED", 7);
  put_u16 (octets, "length", 4);
  put_u32 (octets, "size", 70000);
  put_fill (octets, "package", 70000, 0x7e);
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "SWITCHOVER_START", 11);
  put_u16 (octets, "length", 0);
  put_ram (octets, 7, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
}
END_TEST

START_TEST (a_package_has_a_size_of_four_octets)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PACKAGED", 7);
  put_u16 (octets, "length", 5);
  put_fill (octets, "size", 5, 0);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_RANGE, NULL, HEADER + 1);
}
END_TEST

START_TEST (a_package_that_is_not_there_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PACKAGED", 7);
  put_u16 (octets, "length", 4);
  put_u32 (octets, "size", G_MAXUINT32);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_TRUNCATED, NULL, HEADER + 9);
}
END_TEST

/* ---- the end --------------------------------------------------------------------------------- */

START_TEST (nothing_follows_the_end_but_a_description)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 7, 4096);
  put_eof (octets);
  guint64 offset = octets->len;
  put_fill (octets, "garbage", 3, 0xff);
  expect_refused (octets, GVM_ERROR_TRAILING, NULL, offset);
}
END_TEST

START_TEST (the_description_follows_the_end_at_once)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_dev (octets, 1);
  put_footer (octets, 1);
  put_eof (octets);
  guint64 offset = octets->len;
  put_fill (octets, "gap", 2, 0x00);
  put_dev_description (octets, 1);
  expect_refused (octets, GVM_ERROR_TRAILING, NULL, offset);
}
END_TEST

START_TEST (a_description_cut_short_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_new ();

  put_ram (octets, 7, 4096);
  put_eof (octets);
  guint64 offset = octets->len;
  put_description (octets, "{\"devices\": [{}]}");
  g_byte_array_set_size (octets, octets->len - 2); /* and ends like one */
  expect_refused (octets, GVM_ERROR_TRUNCATED, NULL, offset);
}
END_TEST

START_TEST (memory_for_sections_comes_from_the_budget)
{
  g_autoptr (GByteArray) octets = stream_new ();
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  put_section (octets, GVM_SECTION_START, 7, "spapr/htab", 0, 1);
  put_u32 (octets, "shift", 24);
  for (guint i = 0; i < 1000; i++) {
    put_round (octets, i < 999 ? GVM_SECTION_PART : GVM_SECTION_END, 7);
    put_u32 (octets, "none", 0xffffffff);
  }
  put_eof (octets);
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  gvm_limits_set_max_bytes (limits, 1 << 20);
  g_autoptr (GvmStream) enough = gvm_stream_new_from_bytes (bytes, limits, NULL);
  ck_assert (enough != NULL);
  gvm_limits_set_max_bytes (limits, 50000);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_bytes (bytes, limits, &error);
  ck_assert (stream == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
  ck_assert_str_eq (gvm_error_get_path (error), "spapr/htab[0]");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "section.framing", a_stream_may_have_nothing_but_header_and_end, nothing_is_an_empty_stream,
      a_part_of_the_header_is_truncated, other_files_are_recognised, only_version_3_is_read,
      a_section_is_what_its_octets_say, a_round_has_the_name_of_its_start,
      unknown_records_are_refused_and_the_last_section_is_named,
      names_are_neither_empty_nor_cut_by_a_nul, a_name_may_have_255_octets_and_control_characters,
      a_section_id_is_used_once, rounds_need_a_start, a_full_section_has_no_rounds,
      no_round_follows_the_last, what_is_started_need_not_end, footers_can_be_off,
      where_the_first_section_has_a_footer_all_must, where_the_first_section_has_none_none_may,
      a_footer_names_its_section, a_footer_that_the_stream_ends_before_is_truncated,
      a_footer_nearby_tells_how_far_the_description_is_off, commands_are_stepped_over,
      a_package_has_a_size_of_four_octets, a_package_that_is_not_there_is_truncated,
      nothing_follows_the_end_but_a_description, the_description_follows_the_end_at_once,
      a_description_cut_short_is_truncated, memory_for_sections_comes_from_the_budget);
}
