/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The configuration and its subsections, which have no length: each is known by name.
 */
#include "support/stream.h"

enum { HEADER = 8 };
/* The configuration of machine "m" before its subsections. */
enum { MACHINE = 1 + 4 + 1 };

static GByteArray *
stream_of_machine (const char *machine)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  put_machine (octets, machine);
  return octets;
}

static GByteArray *
with_page_bits (guint32 bits)
{
  GByteArray *octets = stream_of_machine ("m");

  put_subsection (octets, "configuration/target-page-bits", 1);
  put_u32 (octets, "bits", bits);
  put_eof (octets);
  return octets;
}

START_TEST (it_names_the_machine)
{
  static const char *const names[] = { "", "pseries-7.2", "\x1b[31m" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GByteArray) octets = stream_of_machine (names[i]);
    put_eof (octets);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    ck_assert_str_eq (gvm_stream_get_machine (stream), names[i]);
  }
}
END_TEST

START_TEST (a_name_with_a_nul_is_refused)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("mmm");

  octets->data[HEADER + 1 + 4 + 2] = 0;
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_RANGE, "configuration", HEADER + 1);
}
END_TEST

START_TEST (a_name_longer_than_the_stream_is_truncated)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m");

  octets->data[HEADER + 1] = 0xff;
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_TRUNCATED, "configuration", HEADER + 1 + 4);
}
END_TEST

START_TEST (page_bits_tell_the_page_size)
{
  for (guint32 bits = 10; bits <= 30; bits++) {
    g_autoptr (GByteArray) octets = with_page_bits (bits);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    ck_assert_uint_eq (gvm_stream_get_page_size (stream), 1u << bits);
  }
}
END_TEST

START_TEST (page_bits_are_from_10_to_30)
{
  static const guint32 bad[] = { 0, 9, 31, 32, 33, 42, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GByteArray) octets = with_page_bits (bad[i]);
    expect_refused (octets, GVM_ERROR_RANGE, "configuration/configuration/target-page-bits",
                    octets->len - 1 - 4);
  }
}
END_TEST

START_TEST (page_bits_must_agree_with_the_description)
{
  g_autoptr (GByteArray) sound = with_page_bits (12), other = with_page_bits (16);
  guint64 bits = other->len - 1 - 4;

  put_description (sound, "{\"page_size\": 4096, \"devices\": []}");
  put_description (other, "{\"page_size\": 4096, \"devices\": []}");
  g_autoptr (GvmStream) stream = walk_sound (sound);
  ck_assert (stream != NULL);
  expect_refused (other, GVM_ERROR_SCHEMA_MISMATCH, "configuration/configuration/target-page-bits",
                  bits);
}
END_TEST

START_TEST (capabilities_and_uuid_are_stepped_over)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m");

  put_subsection (octets, "configuration/capabilities", 1);
  put_u32 (octets, "count", 2);
  put_name (octets, "capability", "xbzrle");
  put_name (octets, "capability", "");
  put_subsection (octets, "configuration/uuid", 1);
  put_fill (octets, "uuid", 16, 0x05);
  put_ram (octets, 2, 4096);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
}
END_TEST

START_TEST (x_ignore_shared_puts_an_address_into_each_block_of_ram)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m");

  put_subsection (octets, "configuration/capabilities", 1);
  put_u32 (octets, "count", 1);
  put_name (octets, "capability", "x-ignore-shared");
  put_section (octets, GVM_SECTION_START, 2, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", 8192 | 0x04);
  put_name (octets, "block", "a");
  put_u64 (octets, "used length", 4096);
  put_u64 (octets, "address", 0x10);
  put_name (octets, "block", "b");
  put_u64 (octets, "used length", 4096);
  put_u64 (octets, "address", 0x1000);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, 2);
  put_round (octets, GVM_SECTION_END, 2);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, 2);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)),
                     8 + 2 * (2 + 8 + 8) + 8);
}
END_TEST

START_TEST (a_capability_of_a_name_that_only_starts_so_does_not)
{
  static const char *const others[] = { "x-ignore-share", "x-ignore-shared2", "x-ignore-sharedX" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GByteArray) octets = stream_of_machine ("m");
    put_subsection (octets, "configuration/capabilities", 1);
    put_u32 (octets, "count", 1);
    put_name (octets, "capability", others[i]);
    put_ram (octets, 2, 4096);
    put_eof (octets);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    ck_assert (stream != NULL);
  }
}
END_TEST

START_TEST (more_capabilities_than_can_be_there_are_refused)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m"), many = stream_of_machine ("m");
  const char *path = "configuration/configuration/capabilities";

  put_subsection (octets, "configuration/capabilities", 1);
  guint64 count = octets->len;
  put_u32 (octets, "count", 100);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_TRUNCATED, path, count);
  put_subsection (many, "configuration/capabilities", 1);
  put_u32 (many, "count", G_MAXUINT32);
  put_eof (many);
  expect_refused (many, GVM_ERROR_LIMIT, path, count);
}
END_TEST

START_TEST (a_subsection_of_unknown_length_is_refused_by_name)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m");

  put_subsection (octets, "configuration/new", 1);
  put_fill (octets, "payload", 8, 0);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_UNSUPPORTED, "configuration/configuration/new",
                  HEADER + MACHINE);
}
END_TEST

START_TEST (every_prefix_is_refused)
{
  g_autoptr (GByteArray) octets = stream_of_machine ("m");

  put_subsection (octets, "configuration/target-page-bits", 1);
  put_u32 (octets, "bits", 12);
  put_subsection (octets, "configuration/capabilities", 1);
  put_u32 (octets, "count", 1);
  put_name (octets, "capability", "xbzrle");
  put_subsection (octets, "configuration/uuid", 1);
  put_fill (octets, "uuid", 16, 0xff);
  put_eof (octets);
  for (gsize size = 0; size < octets->len; size++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmStream) stream = walk_prefix (octets, size, &error);
    ck_assert_msg (stream == NULL, "%zu octets are taken", size);
    ck_assert_msg (error->code == GVM_ERROR_TRUNCATED, "%s", error->message);
  }
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_page_size (stream), 4096);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.configuration", it_names_the_machine, a_name_with_a_nul_is_refused,
                    a_name_longer_than_the_stream_is_truncated, page_bits_tell_the_page_size,
                    page_bits_are_from_10_to_30, page_bits_must_agree_with_the_description,
                    capabilities_and_uuid_are_stepped_over,
                    x_ignore_shared_puts_an_address_into_each_block_of_ram,
                    a_capability_of_a_name_that_only_starts_so_does_not,
                    more_capabilities_than_can_be_there_are_refused,
                    a_subsection_of_unknown_length_is_refused_by_name, every_prefix_is_refused);
}
