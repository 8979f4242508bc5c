/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is wrong with a stream, a class a test, by the numbers of the list of bad inputs: what it is, where, and
 * that nothing has changed.
 */
#include "registry/machine.h"

/* A sealed stream with one octet changed. */
static GByteArray *
stream_but (gsize offset, guint8 octet)
{
  GByteArray *stream = machine_stream ();

  stream->data[offset] = octet;
  seal (stream);
  return stream;
}

/* The records alone, one octet changed: then descriptors tell how long sections are. */
static GByteArray *
records_but (gsize offset, guint8 octet)
{
  GByteArray *records = machine_records ();

  records->data[offset] = octet;
  return records;
}

/* A text of a description in place of another, as long. */
static void
reword (GByteArray *stream, const char *old, const char *new)
{
  guint8 *place = NULL;

  for (guint at = END; at + strlen (old) <= stream->len && place == NULL; at++)
    if (memcmp (stream->data + at, old, strlen (old)) == 0)
      place = stream->data + at;
  ck_assert (place != NULL && strlen (old) == strlen (new));
  memcpy (place, new, strlen (new));
  seal (stream);
}

static GByteArray *
put_text (const char *text)
{
  GByteArray *octets = g_byte_array_new ();

  put_bytes (octets, "text", text, strlen (text));
  return octets;
}

START_TEST (row_1_an_empty_file)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  expect_machine_refuses (octets, GVM_ERROR_TRUNCATED, NULL, 0);
}
END_TEST

START_TEST (row_2_a_header_that_is_cut)
{
  for (guint size = 1; size < 8; size++) {
    g_autoptr (GByteArray) octets = machine_stream ();

    g_byte_array_set_size (octets, size);
    expect_machine_refuses (octets, GVM_ERROR_TRUNCATED, NULL, size < 4 ? 0 : 4);
  }
}
END_TEST

START_TEST (row_3_another_format)
{
  static const char *const others[] = { "\x1f\x8b\x08gzip", "QFI\xfbqcow2", "LibvirtQemudSave",
                                        "{\"json\": true}",
                                        "\x7f"
                                        "ELF\x02\x01" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GByteArray) octets = put_text (others[i]);

    expect_machine_refuses (octets, GVM_ERROR_BAD_MAGIC, NULL, 0);
  }
}
END_TEST

START_TEST (row_4_another_version_of_the_format)
{
  g_autoptr (GByteArray) two = stream_but (7, 2), four = stream_but (7, 4);

  expect_machine_refuses (two, GVM_ERROR_BAD_VERSION, NULL, 4);
  expect_machine_refuses (four, GVM_ERROR_BAD_VERSION, NULL, 4);
}
END_TEST

START_TEST (row_5_octets_the_other_way_round)
{
  g_autoptr (GByteArray) octets = put_text ("MVEQ\x03");

  g_autoptr (GError) error = machine_load (octets, GVM_TOLERATE_NOTHING, NULL);
  expect_error (error, GVM_ERROR_BAD_MAGIC, NULL, 0);
  ck_assert_msg (strstr (error->message, "order") != NULL, "%s", error->message);
}
END_TEST

/* By descriptors, so that the error names the value that is cut; but where the stream may end. */
START_TEST (row_6_every_prefix)
{
  g_autoptr (GByteArray) whole = machine_stream ();

  for (guint size = 0; size < whole->len; size++) {
    g_autoptr (GByteArray) prefix = machine_stream ();
    g_byte_array_set_size (prefix, size);
    g_autoptr (GError) error = machine_load (prefix, GVM_TOLERATE_NOTHING, NULL);
    GvmError code = size == END + 1 ? GVM_ERROR_NO_DIGEST : GVM_ERROR_TRUNCATED;

    ck_assert_msg (g_error_matches (error, GVM_ERROR, (int) code), "%u: %s", size,
                   error != NULL ? error->message : "it loads");
  }
}
END_TEST

START_TEST (row_6_a_prefix_names_section_and_field)
{
  g_autoptr (GByteArray) mode = machine_stream (), routes = machine_stream ();

  g_byte_array_set_size (mode, DISK_PAYLOAD + 4);
  expect_machine_refuses (mode, GVM_ERROR_TRUNCATED, "disk[7]/mode", DISK_PAYLOAD + 4);
  g_byte_array_set_size (routes, NET_ROUTES + 6);
  expect_machine_refuses (routes, GVM_ERROR_TRUNCATED, "net[0]/routes", NET_ROUTES);
}
END_TEST

START_TEST (row_7_garbage_behind_the_stream)
{
  g_autoptr (GByteArray) behind = machine_stream (), records = machine_records ();

  put_u8 (behind, "behind the description", 'x');
  expect_machine_refuses (behind, GVM_ERROR_TRAILING, NULL, END + 1);
  put_u8 (records, "behind EOF", 'x');
  expect_machine_refuses (records, GVM_ERROR_TRAILING, NULL, END + 1);
}
END_TEST

START_TEST (row_8_an_unknown_type_of_section)
{
  g_autoptr (GByteArray) stream = stream_but (NET, 0x33);
  g_autoptr (GError) error = machine_load (stream, GVM_TOLERATE_NOTHING, NULL);

  expect_error (error, GVM_ERROR_STATE, NULL, NET);
  ck_assert_msg (strstr (error->message, "disk[7]") != NULL, "%s", error->message);
}
END_TEST

START_TEST (row_9_a_section_id_again_and_a_part_without_a_start)
{
  g_autoptr (GByteArray) again = stream_but (NET + 4, 0), part = stream_but (NET, 0x02);

  expect_machine_refuses (again, GVM_ERROR_STATE, NULL, NET);
  expect_machine_refuses (part, GVM_ERROR_STATE, NULL, NET);
}
END_TEST

START_TEST (row_10_a_footer_that_is_missing)
{
  g_autoptr (GByteArray) stream = stream_but (NET_FOOTER, 0x00);

  expect_machine_refuses (stream, GVM_ERROR_FOOTER_MISSING, "net[0]", NET_FOOTER);
}
END_TEST

START_TEST (row_11_a_footer_of_another_section)
{
  g_autoptr (GByteArray) stream = stream_but (NET_FOOTER + 4, 0x02);

  expect_machine_refuses (stream, GVM_ERROR_FOOTER_MISMATCH, "net[0]", NET_FOOTER);
}
END_TEST

START_TEST (row_12_names_that_are_none)
{
  g_autoptr (GByteArray) empty = records_but (DISK_NAME, 0);
  g_autoptr (GByteArray) nul = records_but (DISK_NAME + 1, 0);
  g_autoptr (GByteArray) octets = records_but (DISK_NAME + 1, 0xff);
  g_autoptr (GByteArray) escape = records_but (DISK_NAME + 1, 0x1b);

  expect_machine_refuses (empty, GVM_ERROR_RANGE, NULL, DISK_NAME);
  expect_machine_refuses (nul, GVM_ERROR_RANGE, NULL, DISK_NAME);
  expect_machine_refuses (octets, GVM_ERROR_UNKNOWN_SECTION, "\\377isk[7]", DISK);
  expect_machine_refuses (escape, GVM_ERROR_UNKNOWN_SECTION, "\\033isk[7]", DISK);
}
END_TEST

START_TEST (row_13_unknown_section)
{
  g_autoptr (GByteArray) described = stream_but (DISK_NAME + 1, 'D');
  g_autoptr (GByteArray) records = records_but (DISK_NAME + 1, 'D');

  reword (described, "{\"name\": \"disk\"", "{\"name\": \"Disk\"");
  expect_machine_refuses (described, GVM_ERROR_UNKNOWN_SECTION, "Disk[7]", DISK);
  expect_machine_refuses (records, GVM_ERROR_UNKNOWN_SECTION, "Disk[7]", DISK);

  /* Where nothing tells its length it cannot be stepped over. */
  g_autoptr (GError) error =
      machine_load (records, GVM_TOLERATE_UNKNOWN_SECTIONS | GVM_TOLERATE_MISSING_SECTIONS, NULL);
  expect_error (error, GVM_ERROR_UNSUPPORTED, "Disk[7]", DISK_PAYLOAD);
}
END_TEST

START_TEST (row_14_an_unknown_instance_and_one_that_comes_twice)
{
  g_autoptr (GByteArray) other = records_but (DISK_INSTANCE, 0x80);
  g_autoptr (GByteArray) records = machine_records ();

  expect_machine_refuses (other, GVM_ERROR_UNKNOWN_SECTION, "disk[2147483655]", DISK);

  g_byte_array_set_size (records, END);
  put_section (records, GVM_SECTION_FULL, 9, "disk", 7, 2);
  put_bytes (records, "payload", records->data + DISK_PAYLOAD, 5);
  put_footer (records, 9);
  put_eof (records);
  expect_machine_refuses (records, GVM_ERROR_DUPLICATE_SECTION, "disk[7]", END);
}
END_TEST

START_TEST (row_15_too_new)
{
  g_autoptr (GByteArray) records = records_but (DISK_VERSION + 3, 3);

  expect_machine_refuses (records, GVM_ERROR_TOO_NEW, "disk[7]", DISK_PAYLOAD);
}
END_TEST

START_TEST (row_16_too_old)
{
  g_autoptr (GByteArray) records = records_but (DISK_VERSION + 3, 0);

  expect_machine_refuses (records, GVM_ERROR_TOO_OLD, "disk[7]", DISK_PAYLOAD);
}
END_TEST

START_TEST (row_17_unknown_subsection)
{
  g_autoptr (GByteArray) records = machine_records ();

  g_byte_array_set_size (records, NET_FOOTER);
  put_subsection (records, "net/more", 1);
  put_u8 (records, "x", 1);
  put_footer (records, 1);
  put_eof (records);
  expect_machine_refuses (records, GVM_ERROR_UNKNOWN_SUBSECTION, "net[0]/net/more", NET_FOOTER);
}
END_TEST

typedef struct {
  guint8 x;
} Dev;
GVM_FIELDS (dev_fields, Dev) = {
  GVM_FIELD (Dev, x, gvm_u8),
};
GVM_FIELDS (none_fields, Dev) = {
  GVM_PAD (Dev, y, 1),
};
GVM_DEFINE_STATIC_DESC (dev_a_desc, Dev, "dev/a", 1, 1, none_fields);
GVM_DEFINE_STATIC_DESC (dev_b_desc, Dev, "dev/b", 1, 1, none_fields);
GVM_SUBSECTIONS (dev_subsections, Dev) = {
  GVM_SUBSECTION (Dev, dev_a_desc),
  GVM_SUBSECTION (Dev, dev_b_desc),
};
GVM_DEFINE_STATIC_DESC (dev_desc, Dev, "dev", 1, 1, dev_fields,
                        GVM_WITH_SUBSECTIONS (Dev, dev_subsections));

static void
expect_dev_refuses (const char *first, const char *second, GvmError code, const char *path)
{
  enum { PAYLOAD = 8 + 1 + 4 + 4 + 8, SUBSECTION = 6 + 5 + 1 };
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  Dev dev = { 1 };

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 0, "dev", 0, 1);
  put_u8 (octets, "x", 2);
  put_subsection (octets, first, 1);
  put_u8 (octets, "y", 0);
  put_subsection (octets, second, 1);
  put_u8 (octets, "y", 0);
  put_footer (octets, 0);
  put_eof (octets);
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, octets->len);
  ck_assert (gvm_registry_add (registry, "dev", 0, &dev_desc, &dev, NULL, NULL));
  ck_assert (!gvm_registry_load_from_bytes (registry, bytes, NULL, &error));
  expect_error (error, code, path, PAYLOAD + 1 + SUBSECTION);
  ck_assert_uint_eq (dev.x, 1);
}

START_TEST (row_18_subsections_out_of_order_twice_or_of_another_parent)
{
  expect_dev_refuses ("dev/b", "dev/a", GVM_ERROR_STATE, "dev[0]/dev/a");
  expect_dev_refuses ("dev/a", "dev/a", GVM_ERROR_STATE, "dev[0]/dev/a");
  expect_dev_refuses ("dev/a", "dev/c", GVM_ERROR_UNKNOWN_SUBSECTION, "dev[0]/dev/c");
  expect_dev_refuses ("dev/a", "net/a", GVM_ERROR_STATE, NULL);
}
END_TEST

START_TEST (row_19_a_section_that_is_missing)
{
  g_autoptr (GByteArray) records = machine_records ();

  g_byte_array_set_size (records, NET);
  put_eof (records);
  expect_machine_refuses (records, GVM_ERROR_MISSING, "net[0]", NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "registry.refused", row_1_an_empty_file, row_2_a_header_that_is_cut, row_3_another_format,
      row_4_another_version_of_the_format, row_5_octets_the_other_way_round, row_6_every_prefix,
      row_6_a_prefix_names_section_and_field, row_7_garbage_behind_the_stream,
      row_8_an_unknown_type_of_section, row_9_a_section_id_again_and_a_part_without_a_start,
      row_10_a_footer_that_is_missing, row_11_a_footer_of_another_section,
      row_12_names_that_are_none, row_13_unknown_section,
      row_14_an_unknown_instance_and_one_that_comes_twice, row_15_too_new, row_16_too_old,
      row_17_unknown_subsection, row_18_subsections_out_of_order_twice_or_of_another_parent,
      row_19_a_section_that_is_missing);
}
