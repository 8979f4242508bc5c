/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams cut at each octet, and with each bit of them turned. The result may be an error or a stream;
 * whatever a stream then says must be within it.
 */
#include "support/stream.h"

/* ---- small streams that have everything ------------------------------------------------------ */

#define FIELDS                                                                                     \
  "[{\"name\": \"u\", \"type\": \"uint32\", \"size\": 4}, "                                        \
  "{\"name\": \"b\", \"type\": \"bool\", \"size\": 1}, "                                           \
  "{\"name\": \"n\", \"array_len\": 2, \"type\": \"struct\", \"struct\": {}, \"size\": 1}, "       \
  "{\"name\": \"i\", \"index\": 0, \"type\": \"int8\", \"size\": 1}, "                             \
  "{\"name\": \"i\", \"index\": 1, \"type\": \"int8\", \"size\": 1}, "                             \
  "{\"name\": \"s\", \"array_len\": 2, \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"e\", "  \
  "\"version\": 1, \"fields\": [{\"name\": \"x\", \"type\": \"uint16\", \"size\": 2}]}, "          \
  "\"size\": 2}]"

static GByteArray *
small_stream (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  put_machine (octets, "m");
  put_subsection (octets, "configuration/target-page-bits", 1);
  put_u32 (octets, "bits", 10);
  put_ram (octets, 2, 1024);
  put_u8 (octets, "COMMAND", 0x08);
  put_u16 (octets, "PACKAGED", 7);
  put_u16 (octets, "length", 4);
  put_u32 (octets, "size", 3);
  put_fill (octets, "package", 3, 1);
  put_section (octets, GVM_SECTION_FULL, 3, "dev", 0, 2);
  put_u32 (octets, "u", 77);
  put_u8 (octets, "b", 1);
  put_fill (octets, "n", 2, 0x30);
  put_fill (octets, "i", 2, 0xff);
  put_u16 (octets, "s[0].x", 1);
  put_u16 (octets, "s[1].x", 2);
  put_subsection (octets, "dev/sub", 1);
  put_u8 (octets, "y", 9);
  put_footer (octets, 3);
  put_eof (octets);
  put_description (octets,
                   "{\"page_size\": 1024, \"devices\": [{\"name\": \"dev\", \"instance_id\": 0, "
                   "\"vmsd_name\": \"dev\", \"version\": 2, \"fields\": " FIELDS
                   ", \"subsections\": [{\"vmsd_name\": \"dev/sub\", \"version\": 1, "
                   "\"fields\": [{\"name\": \"y\", \"type\": \"uint8\", \"size\": 1}]}]}]}");
  return octets;
}

/* ---- what must hold of any result ------------------------------------------------------------ */

static void
check_value (const GvmValue *value, guint64 start, guint64 end)
{
  enum { SHOWN = 8 };
  guint64 offset = gvm_value_get_offset (value);
  g_autoptr (GBytes) bytes = gvm_value_get_bytes (value);

  ck_assert (offset >= start && offset <= end && gvm_value_get_size (value) <= end - offset);
  ck_assert_uint_eq (g_bytes_get_size (bytes), gvm_value_get_size (value));
  ck_assert (gvm_value_get_type_name (value) != NULL);
  gvm_value_get_bool (value);
  gvm_value_get_unsigned (value);
  gvm_value_get_signed (value);
  for (gsize i = 0; i < MIN (gvm_value_get_n_children (value), SHOWN); i++) {
    g_autoptr (GvmValue) child = gvm_value_get_child (value, i);
    check_value (child, offset, offset + gvm_value_get_size (value));
  }
}

static void
check_section (const GvmSection *section, gsize stream_size)
{
  guint64 start = gvm_section_get_payload_offset (section);
  guint64 end = start + gvm_section_get_payload_size (section);
  g_autoptr (GError) error = NULL;

  ck_assert_uint_le (end, stream_size);
  g_autoptr (GvmValue) value = gvm_section_decode (section, &error);
  ck_assert_int_eq (value == NULL, error != NULL);
  if (value != NULL)
    check_value (value, start, end);
  else
    ck_assert_msg (error->domain == GVM_ERROR, "%s", error->message);
}

/* Walks the first @size octets. Returns: whether they are a stream. */
static gboolean
check_walk (const GByteArray *octets, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = walk_prefix (octets, size, &error);
  guint64 offset;

  ck_assert_int_eq (stream == NULL, error != NULL);
  if (stream == NULL) {
    ck_assert_msg (error->domain == GVM_ERROR, "%s", error->message);
    ck_assert_msg (gvm_error_get_offset (error, &offset) && offset <= size, "%s", error->message);
    return FALSE;
  }
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++)
    check_section (gvm_stream_get_section (stream, i), size);
  return TRUE;
}

/* ---- cut ------------------------------------------------------------------------------------- */

START_TEST (no_prefix_of_a_small_stream_is_one_but_that_without_the_description)
{
  g_autoptr (GByteArray) octets = small_stream ();
  g_autoptr (GvmStream) stream = walk_sound (octets);
  gsize json = gvm_stream_get_description_size (stream), end = octets->len - json - 5;

  for (gsize size = 0; size < octets->len; size++)
    ck_assert_msg (check_walk (octets, size) == (size == end), "%zu octets", size);
  ck_assert (check_walk (octets, octets->len));
}
END_TEST

START_TEST (every_prefix_of_a_real_stream_is_truncated)
{
  g_autoptr (GByteArray) octets = test_data ("streams/m68k-virt.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  gsize end = octets->len - gvm_stream_get_description_size (stream) - 5;

  /* Memory is the same record over and over. */
  for (gsize size = 0; size < octets->len; size += size < 200 ? 1 : size < 70000 ? 997 : 11) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmStream) refused = walk_prefix (octets, size, &error);
    ck_assert_msg (refused == NULL, "%zu octets are taken", size);
    if (size != end)
      ck_assert_msg (error->code == GVM_ERROR_TRUNCATED, "%zu octets: %s", size, error->message);
  }
}
END_TEST

START_TEST (a_real_stream_without_its_description_cannot_be_walked)
{
  g_autoptr (GByteArray) octets = test_data ("streams/m68k-virt.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *timer = gvm_stream_find_section (stream, "timer", 0, NULL);

  g_byte_array_set_size (octets,
                         octets->len - (guint) gvm_stream_get_description_size (stream) - 5);
  expect_refused (octets, GVM_ERROR_UNSUPPORTED, "timer[0]",
                  gvm_section_get_payload_offset (timer));
}
END_TEST

/* ---- damaged --------------------------------------------------------------------------------- */

START_TEST (each_octet_of_a_small_stream_may_be_another)
{
  g_autoptr (GByteArray) octets = small_stream ();

  for (gsize i = 0; i < octets->len; i++) {
    guint8 sound = octets->data[i];
    for (guint value = 0; value<256; value += octets->len> 400 && i > 400 ? 5 : 1) {
      octets->data[i] = (guint8) value;
      check_walk (octets, octets->len);
    }
    octets->data[i] = sound;
  }
}
END_TEST

START_TEST (bits_of_a_real_stream_may_turn)
{
  g_autoptr (GByteArray) octets = test_data ("streams/m68k-virt.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  gsize start = octets->len - gvm_stream_get_description_size (stream) - 3000;

  for (gsize i = 0; i < octets->len; i += i < 200 || i >= start ? 5 : 1009) {
    octets->data[i] ^= (guint8) (1u << (i % 8));
    check_walk (octets, octets->len);
    octets->data[i] ^= (guint8) (1u << (i % 8));
  }
}
END_TEST

START_TEST (each_octet_of_a_small_stream_may_be_missing_or_there_twice)
{
  g_autoptr (GByteArray) octets = small_stream ();

  for (gsize i = 0; i < octets->len; i++) {
    g_autoptr (GByteArray) without = g_byte_array_new (), twice = g_byte_array_new ();
    put_bytes (without, "before", octets->data, i);
    put_bytes (without, "behind", octets->data + i + 1, octets->len - i - 1);
    check_walk (without, without->len);
    put_bytes (twice, "before", octets->data, i + 1);
    put_bytes (twice, "again", octets->data + i, octets->len - i);
    check_walk (twice, twice->len);
  }
}
END_TEST

/* ---- time ------------------------------------------------------------------------------------ */

/* What takes longer than the octets are many would show here by minutes. */
START_TEST (no_stream_takes_more_time_than_it_has_octets)
{
  enum { MANY = 4000000 };
  g_autoptr (GByteArray) marks = g_byte_array_new (), nulls = g_byte_array_new ();

  /* Each octet could be the description's mark, or a footer's. */
  put_header (marks);
  put_fill (marks, "marks", MANY, 0x06);
  put_u8 (marks, "as if JSON", '}');
  ck_assert (!check_walk (marks, marks->len));

  put_header (nulls);
  put_section (nulls, GVM_SECTION_FULL, 0x7e7e7e7e, "d", 0, 1);
  put_fill (nulls, "n", 1, 0x30);
  put_fill (nulls, "footers", MANY, 0x7e);
  put_eof (nulls);
  put_description (nulls,
                   "{\"devices\": [{\"name\": \"d\", \"instance_id\": 0, \"vmsd_name\": \"d\", "
                   "\"version\": 1, \"fields\": [{\"name\": \"n\", \"type\": \"struct\", "
                   "\"struct\": {}, \"size\": 1}]}]}");
  ck_assert (check_walk (nulls, nulls->len));
}
END_TEST

START_TEST (many_sections_with_ids_of_their_choice_take_no_longer)
{
  enum { MANY = 20000 };
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_header (octets);
  for (guint32 i = 0; i < MANY; i++) {
    put_section (octets, GVM_SECTION_START, i << 16 | i >> 8, "spapr/htab", 0, 1);
    put_u32 (octets, "shift", 24);
    put_round (octets, GVM_SECTION_END, i << 16 | i >> 8);
    put_u32 (octets, "none", 0xffffffff);
  }
  put_eof (octets);
  ck_assert (check_walk (octets, octets->len));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.hostile",
                    no_prefix_of_a_small_stream_is_one_but_that_without_the_description,
                    every_prefix_of_a_real_stream_is_truncated,
                    a_real_stream_without_its_description_cannot_be_walked,
                    each_octet_of_a_small_stream_may_be_another, bits_of_a_real_stream_may_turn,
                    each_octet_of_a_small_stream_may_be_missing_or_there_twice,
                    no_stream_takes_more_time_than_it_has_octets,
                    many_sections_with_ids_of_their_choice_take_no_longer);
}
