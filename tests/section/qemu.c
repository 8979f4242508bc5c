/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams that QEMU 7.2 has written. In the files each page of guest memory is a record of one octet; the
 * lists of sections beside them are of the streams as they were captured, when some records held a page.
 */
#include "support/stream.h"

#include <stdio.h>

enum { PAGE = 4096 };

static GvmStream *
open_stream (const char *name)
{
  g_autofree char *file = g_strdup_printf ("streams/%s.mig.gz", name);
  g_autoptr (GByteArray) octets = test_data (file);

  return walk_sound (octets);
}

/* A section as the lists have it. */
static char *
line_of (const GvmSection *section)
{
  return g_strdup_printf (
      "0x%08" G_GINT64_MODIFIER "x type %d id %3u %s/%u v%u payload %" G_GSIZE_FORMAT,
      gvm_section_get_offset (section), (int) gvm_section_get_kind (section),
      gvm_section_get_section_id (section), gvm_section_get_idstr (section),
      gvm_section_get_instance_id (section), gvm_section_get_version_id (section),
      gvm_section_get_payload_size (section));
}

static gsize
payload_of_line (const char *line)
{
  const char *last = strrchr (line, ' ');

  ck_assert (last != NULL);
  return (gsize) g_ascii_strtoull (last, NULL, 10);
}

/* Copies a ram section and makes pages of the first @n records that fill one with an octet. */
static void
copy_with_pages (GByteArray *to, const guint8 *from, gsize size, gsize n)
{
  gsize i = 0;

  while (i < size) {
    guint flags = (guint) from[i + 7] | (guint) (from[i + 6] & 0x0f) << 8;
    if (flags == 0x10) {
      put_bytes (to, "EOS", from + i, 8);
      i += 8;
      continue;
    }
    ck_assert_uint_eq (flags & ~0x20u, 0x02);
    gsize head = 8 + ((flags & 0x20) != 0 ? 0 : 1u + from[i + 8]);
    put_bytes (to, "address and block", from + i, head);
    if (n > 0) {
      to->data[to->len - head + 7] ^= 0x02 | 0x08;
      put_fill (to, "page", PAGE, from[i + head]);
      n--;
    } else {
      put_u8 (to, "fill", from[i + head]);
    }
    i += head + 1;
  }
}

/* The stream with as many pages in its memory as make the ram section of the third line that long. */
static GByteArray *
as_captured (const GByteArray *octets, char *const *lines)
{
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *ram = gvm_stream_get_section (stream, 2);
  gsize start = (gsize) gvm_section_get_payload_offset (ram);
  gsize size = gvm_section_get_payload_size (ram), more = payload_of_line (lines[2]) - size;
  GByteArray *captured = g_byte_array_new ();

  ck_assert_str_eq (gvm_section_get_idstr (ram), "ram");
  ck_assert_uint_eq (more % (PAGE - 1), 0);
  put_bytes (captured, "before", octets->data, start);
  copy_with_pages (captured, octets->data + start, size, more / (PAGE - 1));
  put_bytes (captured, "behind", octets->data + start + size, octets->len - start - size);
  return captured;
}

static void
expect_list (const char *name, guint n)
{
  g_autofree char *file = g_strdup_printf ("streams/%s.mig.gz", name);
  g_autofree char *list = g_strdup_printf ("streams/%s.sections", name);
  g_autoptr (GByteArray) octets = test_data (file), text = test_data (list);
  g_byte_array_append (text, (const guint8 *) "", 1);
  g_auto (GStrv) lines = g_strsplit ((const char *) text->data, "\n", -1);
  g_autoptr (GByteArray) captured = as_captured (octets, lines);
  g_autoptr (GvmStream) stream = walk_sound (captured);

  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *line = line_of (gvm_stream_get_section (stream, i));
    ck_assert_str_eq (line, lines[i]);
  }
  ck_assert_str_eq (lines[n], "");
}

START_TEST (the_sections_of_bare_are_those_of_its_list)
{
  expect_list ("bare", 20);
}
END_TEST

START_TEST (the_sections_of_many_are_those_of_its_list)
{
  expect_list ("many", 49);
}
END_TEST

START_TEST (the_sections_of_msi_are_those_of_its_list)
{
  expect_list ("msi", 27);
}
END_TEST

START_TEST (each_stream_names_its_machine_and_is_described_to_its_end)
{
  static const struct {
    const char *name, *machine;
    gsize size, description;
    guint n;
  } cases[] = {
    { "bare", "pseries-7.2", 2816618, 5503, 20 },
    { "many", "pseries-7.2", 7090722, 71192, 49 },
    { "msi", "pseries-7.2", 3038609, 26300, 27 },
    { "small", "pseries-7.2", 720062, 5499, 20 },
    { "x86-pc", "pc-i440fx-7.2", 413874, 112542, 39 },
    { "m68k-virt", "virt-7.2", 80891, 5878, 17 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GvmStream) stream = open_stream (cases[i].name);
    ck_assert_str_eq (gvm_stream_get_machine (stream), cases[i].machine);
    ck_assert_uint_eq (gvm_stream_get_size (stream), cases[i].size);
    ck_assert (gvm_stream_has_description (stream));
    ck_assert_uint_eq (gvm_stream_get_description_size (stream), cases[i].description);
    ck_assert_uint_eq (gvm_stream_get_page_size (stream), PAGE);
    ck_assert_uint_eq (gvm_stream_get_n_sections (stream), cases[i].n);
  }
}
END_TEST

START_TEST (sections_and_footers_cover_a_stream_without_a_gap)
{
  g_autoptr (GvmStream) stream = open_stream ("many");
  guint n = gvm_stream_get_n_sections (stream);
  guint64 end = 8 + 1 + 4 + strlen ("pseries-7.2");

  for (guint i = 0; i < n; i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    ck_assert_uint_eq (gvm_section_get_offset (section), end);
    ck_assert (gvm_section_has_footer (section));
    end = gvm_section_get_payload_offset (section) + gvm_section_get_payload_size (section) + 5;
  }
  /* EOF, and the description's head */
  ck_assert_uint_eq (end + 1 + 5 + gvm_stream_get_description_size (stream),
                     gvm_stream_get_size (stream));
}
END_TEST

START_TEST (full_sections_are_described_and_those_in_rounds_are_not)
{
  g_autoptr (GvmStream) stream = open_stream ("x86-pc");

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    ck_assert_int_eq (gvm_section_is_described (section),
                      gvm_section_get_kind (section) == GVM_SECTION_FULL);
  }
}
END_TEST

START_TEST (a_payload_is_the_streams_own_octets)
{
  g_autoptr (GByteArray) octets = test_data ("streams/bare.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_find_section (stream, "spapr_pci", 0, NULL);
  g_autoptr (GBytes) payload = gvm_section_get_payload (section);
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);

  ck_assert_uint_eq (size, 28);
  ck_assert_mem_eq (data, octets->data + gvm_section_get_payload_offset (section), size);
  ck_assert_uint_eq (data[0], 0x08); /* of the buid, 0x800000020000000 */
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "section.qemu", the_sections_of_bare_are_those_of_its_list,
      the_sections_of_many_are_those_of_its_list, the_sections_of_msi_are_those_of_its_list,
      each_stream_names_its_machine_and_is_described_to_its_end,
      sections_and_footers_cover_a_stream_without_a_gap,
      full_sections_are_described_and_those_in_rounds_are_not, a_payload_is_the_streams_own_octets);
}
