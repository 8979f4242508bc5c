/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections in rounds: guest memory, the hash table of a pSeries guest, the attributes of an s390x one.
 * The real streams hold only records of one octet; what else there is, is made here.
 */
#include "support/stream.h"

enum { PAGE = 4096, RAM = 2 };

/* A stream whose configuration tells a page size of 4096, or nothing. */
static GByteArray *
stream_new (gboolean tells_page_size)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  if (tells_page_size) {
    put_machine (octets, "m");
    put_subsection (octets, "configuration/target-page-bits", 1);
    put_u32 (octets, "bits", 12);
  }
  return octets;
}

/* The START of ram with its blocks, and the head of its one round. */
static void
put_ram_start (GByteArray *to)
{
  put_section (to, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (to, "total | MEM_SIZE", (PAGE * 16) | 0x04);
  put_name (to, "block", "mem");
  put_u64 (to, "used length", PAGE * 16);
  put_u64 (to, "EOS", 0x10);
  put_footer (to, RAM);
  put_round (to, GVM_SECTION_END, RAM);
}

static void
put_ram_end (GByteArray *to)
{
  put_u64 (to, "EOS", 0x10);
  put_footer (to, RAM);
  put_eof (to);
}

/* A stream whose ram ends with one record of @word, and @more octets behind it. */
static GByteArray *
with_record (guint64 word, gsize more)
{
  GByteArray *octets = stream_new (TRUE);

  put_ram_start (octets);
  put_u64 (octets, "ZERO", 0x02);
  put_name (octets, "block", "mem");
  put_u8 (octets, "fill", 0);
  put_u64 (octets, "word", word);
  put_fill (octets, "more", more, 0);
  put_ram_end (octets);
  return octets;
}

/* Where that word stands. */
static guint64
word_in (const GByteArray *octets, gsize more)
{
  return octets->len - 1 - 5 - 8 - more - 8;
}

/* ---- ram: records ---------------------------------------------------------------------------- */

START_TEST (each_form_of_a_page_is_stepped_over)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_ram_start (octets);
  gsize start = octets->len;
  put_u64 (octets, "ZERO", 0x0000 | 0x02);
  put_name (octets, "block", "mem");
  put_u8 (octets, "fill", 0xff);
  put_u64 (octets, "PAGE | CONTINUE", 0x1000 | 0x08 | 0x20);
  put_fill (octets, "page", PAGE, 0x10);
  put_u64 (octets, "XBZRLE", 0x2000 | 0x40);
  put_name (octets, "block", "other");
  put_u8 (octets, "encoding", 0x01);
  put_u16 (octets, "length", 300);
  put_fill (octets, "delta", 300, 0x10);
  put_u64 (octets, "COMPRESS | CONTINUE", 0x3000 | 0x100 | 0x20);
  put_u32 (octets, "length", 70000);
  put_fill (octets, "deflated", 70000, 0x10);
  put_u64 (octets, "MULTIFD_FLUSH", 0x200);
  put_u64 (octets, "ZERO | CONTINUE", 0x4000 | 0x02 | 0x20);
  put_u8 (octets, "fill", 0);
  put_u64 (octets, "EOS", 0x10);
  gsize size = octets->len - start;
  put_footer (octets, RAM);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 1)), size);
}
END_TEST

START_TEST (a_page_is_as_large_as_the_description_says)
{
  g_autoptr (GByteArray) octets = stream_new (FALSE);

  put_ram_start (octets);
  put_u64 (octets, "PAGE", 0x08);
  put_name (octets, "block", "mem");
  put_fill (octets, "page", 65536, 0);
  put_ram_end (octets);
  put_description (octets, "{\"page_size\": 65536, \"devices\": []}");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 1)),
                     8 + 4 + 65536 + 8);
}
END_TEST

START_TEST (ram_without_a_whole_page_needs_no_page_size)
{
  g_autoptr (GByteArray) octets = stream_new (FALSE);

  put_ram_start (octets);
  put_u64 (octets, "ZERO", 0xfffffffffffffc02); /* any address above the flags */
  put_name (octets, "block", "mem");
  put_u8 (octets, "fill", 0);
  put_u64 (octets, "COMPRESS | CONTINUE", 0x400 | 0x100 | 0x20);
  put_u32 (octets, "length", 1);
  put_u8 (octets, "deflated", 0);
  put_ram_end (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_page_size (stream), 0);
}
END_TEST

START_TEST (a_whole_page_does)
{
  g_autoptr (GByteArray) octets = stream_new (FALSE);

  put_ram_start (octets);
  guint64 record = octets->len;
  put_u64 (octets, "PAGE", 0x08);
  put_name (octets, "block", "mem");
  put_fill (octets, "page", PAGE, 0);
  put_ram_end (octets);
  expect_refused (octets, GVM_ERROR_UNSUPPORTED, "ram[0]", record);
}
END_TEST

START_TEST (flags_that_are_not_known_are_refused)
{
  static const guint64 words[] = { 0x0,   0x01,  0x04, 0x0a,   0x20,   0x30, 0x220,
                                   0x400, 0x800, 0x12, 0x1010, 0x1200, 0x42, 0x1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GByteArray) octets = with_record (words[i], 0);
    expect_refused (octets, GVM_ERROR_RANGE, "ram[0]", word_in (octets, 0));
  }
}
END_TEST

START_TEST (pages_that_rdma_carries_are_not_in_the_stream)
{
  g_autoptr (GByteArray) octets = with_record (0x80, 0);

  expect_refused (octets, GVM_ERROR_UNSUPPORTED, "ram[0]", word_in (octets, 0));
}
END_TEST

START_TEST (the_same_block_as_before_needs_one_before)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_ram_start (octets);
  guint64 record = octets->len;
  put_u64 (octets, "ZERO | CONTINUE", 0x02 | 0x20);
  put_u8 (octets, "fill", 0);
  put_ram_end (octets);
  expect_refused (octets, GVM_ERROR_RANGE, "ram[0]", record);
}
END_TEST

START_TEST (the_block_before_may_stand_in_an_earlier_section)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_ram_start (octets);
  octets->data[octets->len - 5] = GVM_SECTION_PART;
  put_u64 (octets, "ZERO", 0x02);
  put_name (octets, "block", "mem");
  put_u8 (octets, "fill", 0);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, RAM);
  put_round (octets, GVM_SECTION_END, RAM);
  put_u64 (octets, "ZERO | CONTINUE", 0x1000 | 0x02 | 0x20);
  put_u8 (octets, "fill", 0);
  put_ram_end (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 3);
}
END_TEST

/* ---- ram: blocks ----------------------------------------------------------------------------- */

static GByteArray *
with_blocks (guint64 word, guint64 first, guint64 last)
{
  GByteArray *octets = stream_new (TRUE);

  put_section (octets, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", word);
  put_name (octets, "block", "a");
  put_u64 (octets, "used length", first);
  put_name (octets, "block", "b");
  put_u64 (octets, "used length", last);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, RAM);
  put_round (octets, GVM_SECTION_END, RAM);
  put_ram_end (octets);
  return octets;
}

/* From the end of such a stream back to the first octet of START's payload. */
enum { BLOCKS_BEHIND = 8 + 2 * (2 + 8) + 8 + 5 + 5 + 8 + 5 + 1 };

START_TEST (blocks_add_up_to_the_total)
{
  g_autoptr (GByteArray) sound = with_blocks (0x3000 | 0x04, 0x1000, 0x2000);
  g_autoptr (GByteArray) above = with_blocks (0x3000 | 0x04, 0x1000, 0x3000);
  g_autoptr (GByteArray) wraps = with_blocks (0x3000 | 0x04, 0x1000, 0xfffffffffffff000);
  g_autoptr (GvmStream) stream = walk_sound (sound);
  guint64 second = above->len - BLOCKS_BEHIND + 8 + (2 + 8) + 2;

  ck_assert (stream != NULL);
  expect_refused (above, GVM_ERROR_RANGE, "ram[0]", second);
  expect_refused (wraps, GVM_ERROR_RANGE, "ram[0]", second);
}
END_TEST

START_TEST (what_is_below_the_total_is_read_as_another_block)
{
  /* Then "EOS" is the name of a block, and so on until nothing is left or the sum is too large. */
  g_autoptr (GByteArray) below = with_blocks (0x4000 | 0x04, 0x1000, 0x2000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = walk (below, &error);

  ck_assert (stream == NULL);
  ck_assert_str_eq (gvm_error_get_path (error), "ram[0]");
}
END_TEST

START_TEST (a_start_has_the_total_and_ends)
{
  static const guint64 words[] = { 0x3000, 0x3000 | 0x08, 0x3000 | 0x0c, 0x10 };
  g_autoptr (GByteArray) more = with_blocks (0x1000 | 0x04, 0x1000, 0x2000);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GByteArray) octets = with_blocks (words[i], 0x1000, 0x2000);
    expect_refused (octets, GVM_ERROR_RANGE, "ram[0]", octets->len - BLOCKS_BEHIND);
  }
  /* A block more than the total has is no end. */
  expect_refused (more, GVM_ERROR_RANGE, "ram[0]", more->len - BLOCKS_BEHIND + 8 + (2 + 8));
}
END_TEST

START_TEST (a_guest_may_have_no_memory)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_section (octets, GVM_SECTION_START, RAM, "ram", 0, 4);
  put_u64 (octets, "total | MEM_SIZE", 0x04);
  put_u64 (octets, "EOS", 0x10);
  put_footer (octets, RAM);
  put_round (octets, GVM_SECTION_END, RAM);
  put_ram_end (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)), 16);
}
END_TEST

/* ---- what can be walked ---------------------------------------------------------------------- */

START_TEST (other_versions_are_refused)
{
  static const struct {
    const char *idstr, *path;
    guint32 version;
  } cases[] = { { "ram", "ram[0]", 3 },
                { "ram", "ram[0]", 5 },
                { "spapr/htab", "spapr/htab[0]", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets = stream_new (TRUE);
    put_section (octets, GVM_SECTION_START, 1, cases[i].idstr, 0, cases[i].version);
    guint64 payload = octets->len;
    put_fill (octets, "payload", 40, 0);
    expect_refused (octets, GVM_ERROR_UNSUPPORTED, cases[i].path, payload);
  }
}
END_TEST

START_TEST (what_only_its_device_can_read_is_refused_by_name)
{
  static const struct {
    const char *idstr, *path;
  } cases[] = {
    { "block", "block[0]" },
    { "dirty-bitmap", "dirty-bitmap[0]" },
    { "0000:00:02.0/vfio", "0000:00:02.0/vfio[0]" },
    { "anything", "anything[0]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) octets = stream_new (TRUE);
    put_section (octets, GVM_SECTION_START, 1, cases[i].idstr, 0, 1);
    guint64 payload = octets->len;
    put_fill (octets, "payload", 40, 0);
    put_eof (octets);
    expect_refused (octets, GVM_ERROR_UNSUPPORTED, cases[i].path, payload);
  }
}
END_TEST

/* ---- spapr/htab ------------------------------------------------------------------------------ */

static void
put_htab_start (GByteArray *to, guint32 shift)
{
  put_section (to, GVM_SECTION_START, 9, "spapr/htab", 0, 1);
  put_u32 (to, "shift", shift);
  put_footer (to, 9);
}

START_TEST (a_hash_table_comes_in_chunks)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_htab_start (octets, 24);
  put_round (octets, GVM_SECTION_PART, 9);
  put_u32 (octets, "head", 0);
  put_u32 (octets, "index", 0); /* that alone is no end */
  put_u16 (octets, "valid", 3);
  put_u16 (octets, "invalid", 0);
  put_fill (octets, "entries", 3 * 16, 0xff);
  put_u32 (octets, "index", 77);
  put_u16 (octets, "valid", 0);
  put_u16 (octets, "invalid", 0);
  put_u32 (octets, "index", 0);
  put_u16 (octets, "valid", 0);
  put_u16 (octets, "invalid", 5);
  put_fill (octets, "index, valid, invalid", 8, 0);
  put_footer (octets, 9);
  put_round (octets, GVM_SECTION_END, 9);
  put_u32 (octets, "head", 0);
  put_fill (octets, "index, valid, invalid", 8, 0);
  put_footer (octets, 9);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 3);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 1)),
                     4 + 8 + 48 + 8 + 8 + 8);
}
END_TEST

START_TEST (a_guest_may_have_no_hash_table)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_htab_start (octets, 0xffffffff);
  put_round (octets, GVM_SECTION_END, 9);
  put_u32 (octets, "head", 0xffffffff);
  put_footer (octets, 9);
  put_eof (octets);
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 1)), 4);
}
END_TEST

START_TEST (no_other_head_of_a_round_is_known)
{
  g_autoptr (GByteArray) octets = stream_new (TRUE);

  put_htab_start (octets, 24);
  put_round (octets, GVM_SECTION_END, 9);
  guint64 head = octets->len;
  put_u32 (octets, "head", 24);
  put_fill (octets, "index, valid, invalid", 8, 0);
  put_footer (octets, 9);
  put_eof (octets);
  expect_refused (octets, GVM_ERROR_RANGE, "spapr/htab[0]", head);
}
END_TEST

/* ---- s390-storage_attributes ----------------------------------------------------------------- */

/* Every record of the three sections, the first of which has @flag in its one record. */
static GByteArray *
with_attributes (guint64 word, guint64 n)
{
  GByteArray *octets = stream_new (TRUE);

  put_section (octets, GVM_SECTION_START, 3, "s390-storage_attributes", 0, 0);
  put_u64 (octets, "word", word);
  put_u64 (octets, "count", n);
  put_fill (octets, "attributes", 5, 0x01);
  put_u64 (octets, "address | DONE", 0x5000 | 0x08);
  put_u64 (octets, "address | EOS", 0x6000 | 0x01);
  put_footer (octets, 3);
  put_round (octets, GVM_SECTION_PART, 3);
  put_u64 (octets, "EOS", 0x01);
  put_footer (octets, 3);
  put_round (octets, GVM_SECTION_END, 3);
  put_u64 (octets, "EOS", 0x01);
  put_footer (octets, 3);
  put_eof (octets);
  return octets;
}

START_TEST (storage_attributes_are_stepped_over)
{
  g_autoptr (GByteArray) octets = with_attributes (0x1000 | 0x02, 5);
  g_autoptr (GvmStream) stream = walk_sound (octets);

  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 3);
  ck_assert_uint_eq (gvm_section_get_payload_size (gvm_stream_get_section (stream, 0)),
                     8 + 8 + 5 + 8 + 8);
}
END_TEST

START_TEST (attributes_that_are_not_there_are_truncated)
{
  g_autoptr (GByteArray) octets = with_attributes (0x02, G_MAXUINT64);

  expect_refused (octets, GVM_ERROR_TRUNCATED, "s390-storage_attributes[0]",
                  octets->len - (8 + 5 + 8 + 8 + 5 + 2 * (5 + 8 + 5) + 1));
}
END_TEST

START_TEST (flags_of_attributes_that_are_not_known_are_refused)
{
  static const guint64 words[] = { 0x0, 0x04, 0x03, 0x0a, 0x800, 0x1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GByteArray) octets = with_attributes (words[i], 5);
    expect_refused (octets, GVM_ERROR_RANGE, "s390-storage_attributes[0]",
                    octets->len - (8 + 8 + 5 + 8 + 8 + 5 + 2 * (5 + 8 + 5) + 1));
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "section.iterable", each_form_of_a_page_is_stepped_over,
      a_page_is_as_large_as_the_description_says, ram_without_a_whole_page_needs_no_page_size,
      a_whole_page_does, flags_that_are_not_known_are_refused,
      pages_that_rdma_carries_are_not_in_the_stream, the_same_block_as_before_needs_one_before,
      the_block_before_may_stand_in_an_earlier_section, blocks_add_up_to_the_total,
      what_is_below_the_total_is_read_as_another_block, a_start_has_the_total_and_ends,
      a_guest_may_have_no_memory, other_versions_are_refused,
      what_only_its_device_can_read_is_refused_by_name, a_hash_table_comes_in_chunks,
      a_guest_may_have_no_hash_table, no_other_head_of_a_round_is_known,
      storage_attributes_are_stepped_over, attributes_that_are_not_there_are_truncated,
      flags_of_attributes_that_are_not_known_are_refused);
}
