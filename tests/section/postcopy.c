/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a stream's memory looks like where the ways of sending it changed its heads: announced postcopy
 * with large pages, memory at fixed places of a file; and streams of newer QEMU as a whole.
 */
#include "support/stream.h"

enum { PAGE = 4096, RAM = 2, EOS = 0x10 };

static GByteArray *
stream_new (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  return octets;
}

static void
put_capability (GByteArray *to, const char *name)
{
  put_machine (to, "m");
  put_subsection (to, "configuration/capabilities", 1);
  put_u32 (to, "count", 1);
  put_name (to, "capability", name);
}

static void
put_advise (GByteArray *to, guint64 host_pages, guint64 page)
{
  put_u8 (to, "COMMAND", 0x08);
  put_u16 (to, "POSTCOPY_ADVISE", 3);
  put_u16 (to, "length", 16);
  put_u64 (to, "host pages", host_pages);
  put_u64 (to, "target page", page);
}

static void
put_ram_end (GByteArray *to)
{
  put_u64 (to, "EOS", EOS);
  put_footer (to, RAM);
  put_round (to, GVM_SECTION_END, RAM);
  put_u64 (to, "PAGE", 0x08);
  put_name (to, "block", "a");
  put_fill (to, "page", PAGE, 0x55);
  put_u64 (to, "EOS", EOS);
  put_footer (to, RAM);
  put_eof (to);
}

/* Blocks "a" and "b", each with the size of the host's pages if that is not 0. */
static GByteArray *
with_host_pages (guint64 host_pages, guint64 of_a, guint64 of_b)
{
  const struct {
    const char *name;
    guint64 page;
  } blocks[] = { { "a", of_a }, { "b", of_b } };
  GByteArray *octets = stream_new ();

  put_advise (octets, host_pages, PAGE);
  put_section (octets, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", (2 << 21) | 0x04);
  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++) {
    put_name (octets, "block", blocks[i].name);
    put_u64 (octets, "used length", 1 << 21);
    if (blocks[i].page != 0)
      put_u64 (octets, "host page", blocks[i].page);
  }
  put_ram_end (octets);
  return octets;
}

START_TEST (announced_postcopy_tells_the_page_size)
{
  g_autoptr (GByteArray) octets = with_host_pages (0x1000, 0, 0);
  g_autoptr (GvmStream) stream = walk_sound (octets);

  ck_assert_uint_eq (gvm_stream_get_page_size (stream), PAGE);
}
END_TEST

START_TEST (blocks_of_large_pages_say_so_and_others_do_not)
{
  static const struct {
    guint64 host_pages, of_a, of_b;
  } cases[] = { { 0x201000, 0x200000, 0 },
                { 0x201000, 0, 0x200000 },
                { 0x201000, 0x200000, 0x200000 },
                { 0x201000, 0, 0 },
                { 0x40201000, 0x40000000, 0x200000 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets =
        with_host_pages (cases[i].host_pages, cases[i].of_a, cases[i].of_b);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)),
                       8 + 2 * (2 + 8) + (cases[i].of_a ? 8 : 0) + (cases[i].of_b ? 8 : 0) + 8);
  }
}
END_TEST

START_TEST (a_page_size_that_was_not_announced_is_no_page_size)
{
  /* Then it is the name of a block, which has no octet. */
  g_autoptr (GByteArray) octets = with_host_pages (0x201000, 0x400000, 0);
  g_autoptr (GError) error = NULL;

  ck_assert (walk (octets, &error) == NULL);
  ck_assert_str_eq (gvm_error_get_path (error), "ram[0]");
}
END_TEST

START_TEST (an_announcement_is_held_to_what_pages_can_be)
{
  static const guint64 pages[] = { 0, 512, 4097, G_GUINT64_CONSTANT (1) << 40 };
  g_autoptr (GByteArray) other = stream_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (GByteArray) octets = stream_new ();
    put_advise (octets, 0x1000, pages[i]);
    put_eof (octets);
    expect_refused (octets, GVM_ERROR_RANGE, NULL, 8 + 5 + 8);
  }
  put_machine (other, "m");
  put_subsection (other, "configuration/target-page-bits", 1);
  put_u32 (other, "bits", 16);
  guint64 command = other->len;
  put_advise (other, 0x1000, 4096);
  put_eof (other);
  expect_refused (other, GVM_ERROR_SCHEMA_MISMATCH, NULL, command + 5 + 8);
}
END_TEST

/* ---- memory at fixed places -------------------------------------------------------------------- */

/* A block whose head says that its memory stands @more octets behind where it does, in version @version. */
static GByteArray *
with_mapped_block (guint32 version, gint64 more, guint64 *ret_head)
{
  GByteArray *octets = stream_new ();

  put_capability (octets, "mapped-ram");
  put_section (octets, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", 0x2000 | 0x04);
  put_name (octets, "block", "mem");
  put_u64 (octets, "used length", 0x2000);
  *ret_head = octets->len;
  put_u32 (octets, "version", version);
  put_u64 (octets, "page size", PAGE);
  put_u64 (octets, "bitmap", octets->len + 16);
  put_u64 (octets, "pages", (guint64) ((gint64) octets->len + 8 + 100 + more));
  put_fill (octets, "bitmap and padding", 100, 0xff);
  put_fill (octets, "memory", 0x2000, 0x10);
  put_u64 (octets, "EOS", EOS);
  put_footer (octets, RAM);
  put_round (octets, GVM_SECTION_END, RAM);
  put_u64 (octets, "EOS", EOS);
  put_footer (octets, RAM);
  put_eof (octets);
  return octets;
}

START_TEST (memory_at_a_fixed_place_is_stepped_over)
{
  guint64 head;
  g_autoptr (GByteArray) octets = with_mapped_block (1, 0, &head);
  g_autoptr (GvmStream) stream = walk_sound (octets);

  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)),
                     8 + 4 + 8 + 28 + 100 + 0x2000 + 8);
}
END_TEST

START_TEST (a_place_that_cannot_be_is_refused)
{
  static const struct {
    guint32 version;
    gint64 more;
    GvmError code;
  } cases[] = { { 1, -101, GVM_ERROR_RANGE },
                { 1, G_MININT64, GVM_ERROR_TRUNCATED }, /* that is, far beyond */
                { 1, 0x1000, GVM_ERROR_TRUNCATED },
                { 1, G_MAXINT64 / 2, GVM_ERROR_TRUNCATED },
                { 2, 0, GVM_ERROR_UNSUPPORTED } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint64 head;
    g_autoptr (GByteArray) octets = with_mapped_block (cases[i].version, cases[i].more, &head);
    expect_refused (octets, cases[i].code, "ram[0]", head);
  }
}
END_TEST

START_TEST (places_count_from_the_start_of_the_file)
{
  enum { WRAPPER = 16 + 19 * 4 + 4 };
  guint64 head;
  g_autoptr (GByteArray) stream_octets = with_mapped_block (1, WRAPPER, &head);
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_bytes (octets, "magic", "LibvirtQemudSave", 16);
  put_u32 (octets, "version", 2);
  put_u32 (octets, "data size", 4);
  put_fill (octets, "others", 17 * 4, 0);
  put_bytes (octets, "definition", "<d>", 4);
  put_bytes (octets, "stream", stream_octets->data, stream_octets->len);
  g_autoptr (GInputStream) input =
      g_memory_input_stream_new_from_data (octets->data, octets->len, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = gvm_stream_new_from_input_stream (input, NULL, NULL, &error);
  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
}
END_TEST

/* ---- newer QEMU -------------------------------------------------------------------------------- */

START_TEST (a_stream_of_newer_qemu_opens)
{
  g_autoptr (GByteArray) octets = stream_new ();
  const char *json =
      "{\"configuration\": {\"vmsd_name\": \"configuration\", \"version\": 1, \"fields\": "
      "[{\"name\": \"len\", \"type\": \"uint32\", \"size\": 4}, "
      "{\"name\": \"name\", \"type\": \"buffer\", \"size\": 10}]}, "
      "\"page_size\": 4096, \"devices\": ["
      "{\"name\": \"0/virtio-mem-early\", \"instance_id\": 0, \"vmsd_name\": "
      "\"virtio-mem-device-early\", \"version\": 1, \"fields\": "
      "[{\"name\": \"size\", \"type\": \"uint64\", \"size\": 8}]}, "
      "{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 3, \"fields\": "
      "[{\"name\": \"data\", \"size\": 3, \"type\": \"buffer\"}]}, "
      "{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 5, \"fields\": "
      "[{\"name\": \"data\", \"size\": 5, \"type\": \"buffer\"}]}]}";

  put_machine (octets, "pc-q35-9.0");
  /* A device whose state memory needs: before memory. */
  put_section (octets, GVM_SECTION_FULL, 30, "0/virtio-mem-early", 0, 1);
  put_u64 (octets, "size", 0x40000000);
  put_footer (octets, 30);
  put_section (octets, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", PAGE | 0x04);
  put_name (octets, "block", "mem");
  put_u64 (octets, "used length", PAGE);
  put_u64 (octets, "EOS", EOS);
  put_footer (octets, RAM);
  put_round (octets, GVM_SECTION_PART, RAM);
  put_u64 (octets, "MULTIFD_FLUSH", 0x200);
  put_u64 (octets, "EOS", EOS);
  put_footer (octets, RAM);
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "SWITCHOVER_START", 11);
  put_u16 (octets, "length", 0);
  put_round (octets, GVM_SECTION_END, RAM);
  put_u64 (octets, "EOS", EOS);
  put_footer (octets, RAM);
  put_section (octets, GVM_SECTION_FULL, 40, "slirp", 0, 4);
  put_fill (octets, "data", 3, 0x7e);
  put_footer (octets, 40);
  put_section (octets, GVM_SECTION_FULL, 41, "slirp", 0, 4);
  put_fill (octets, "data", 5, 0x7e);
  put_footer (octets, 41);
  put_eof (octets);
  put_description (octets, json);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 6);
  ck_assert_uint_eq (gvm_stream_get_n_commands (stream), 1);
  ck_assert (gvm_section_is_described (gvm_stream_get_section (stream, 0)));
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 4)), 3);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 5)), 5);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.postcopy", announced_postcopy_tells_the_page_size,
                    blocks_of_large_pages_say_so_and_others_do_not,
                    a_page_size_that_was_not_announced_is_no_page_size,
                    an_announcement_is_held_to_what_pages_can_be,
                    memory_at_a_fixed_place_is_stepped_over, a_place_that_cannot_be_is_refused,
                    places_count_from_the_start_of_the_file, a_stream_of_newer_qemu_opens);
}
