/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections by name and instance; streams and limits as objects.
 */
#include "support/stream.h"

static GvmStream *
open_many (void)
{
  g_autoptr (GByteArray) octets = test_data ("streams/many.mig.gz");

  return walk_sound (octets);
}

START_TEST (a_section_is_found_by_name_and_instance)
{
  g_autoptr (GvmStream) stream = open_many ();
  const GvmSection *first = gvm_stream_find_section (stream, "spapr_iommu", 0x80000000u, NULL);
  const GvmSection *second = gvm_stream_find_section (stream, "spapr_iommu", 0x80000001u, NULL);

  ck_assert_uint_eq (gvm_section_get_section_id (first), 555);
  ck_assert_uint_eq (gvm_section_get_section_id (second), 556);
}
END_TEST

START_TEST (of_a_section_in_rounds_the_start_is_found)
{
  g_autoptr (GvmStream) stream = open_many ();
  const GvmSection *ram = gvm_stream_find_section (stream, "ram", 0, NULL);

  ck_assert_int_eq (gvm_section_get_kind (ram), GVM_SECTION_START);
}
END_TEST

START_TEST (of_two_that_are_alike_the_first_is_found)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_header (octets);
  for (guint32 id = 4; id < 6; id++) {
    put_section (octets, GVM_SECTION_FULL, id, "slirp", 0, 4);
    put_footer (octets, id);
  }
  put_eof (octets);
#define SLIRP "{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 0, \"fields\": []}"
  put_description (octets, "{\"devices\": [" SLIRP ", " SLIRP "]}");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  const GvmSection *section = gvm_stream_find_section (stream, "slirp", 0, NULL);
  ck_assert_uint_eq (gvm_section_get_section_id (section), 4);
}
END_TEST

START_TEST (a_missing_instance_is_told_with_those_that_are_there)
{
  g_autoptr (GvmStream) stream = open_many ();
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_stream_find_section (stream, "spapr_pci", 7, &error) == NULL);
  expect_error (error, GVM_ERROR_MISSING, "spapr_pci[7]", NO_OFFSET);
  ck_assert_str_eq (error->message,
                    "spapr_pci[7]: not in the stream, which has the instances 0, 1");
}
END_TEST

START_TEST (a_missing_name_is_told)
{
  g_autoptr (GvmStream) stream = open_many ();
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_stream_find_section (stream, "spapr_pc", 0, &error) == NULL);
  expect_error (error, GVM_ERROR_MISSING, "spapr_pc[0]", NO_OFFSET);
  ck_assert_str_eq (error->message, "spapr_pc[0]: not in the stream, nor is another of that name");
}
END_TEST

/* A stream of sections d[0], d[1]… without octets. */
static GvmStream *
stream_of_instances (guint32 n)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GString) json = g_string_new ("{\"devices\": [");

  put_header (octets);
  for (guint32 id = 0; id < n; id++) {
    put_section (octets, GVM_SECTION_FULL, id, "d", id, 4);
    g_string_append_printf (json,
                            "%s{\"name\": \"d\", \"instance_id\": %u, \"size\": 0, \"fields\": []}",
                            id > 0 ? "," : "", id);
  }
  put_eof (octets);
  put_description (octets, g_string_append (json, "]}")->str);
  return walk_sound (octets);
}

START_TEST (of_many_instances_only_the_first_are_told)
{
  g_autoptr (GvmStream) eight = stream_of_instances (8), ten = stream_of_instances (10);
  g_autoptr (GError) first = NULL, second = NULL;

  ck_assert (gvm_stream_find_section (eight, "d", 10, &first) == NULL);
  ck_assert_str_eq (first->message, "d[10]: not in the stream, which has the instances "
                                    "0, 1, 2, 3, 4, 5, 6, 7");
  ck_assert (gvm_stream_find_section (ten, "d", 10, &second) == NULL);
  ck_assert_str_eq (second->message, "d[10]: not in the stream, which has the instances "
                                     "0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
}
END_TEST

START_TEST (a_path_is_told_as_many)
{
  g_autoptr (GvmStream) eight = stream_of_instances (8), ten = stream_of_instances (10);
  g_autoptr (GError) first = NULL, second = NULL;

  ck_assert (gvm_stream_lookup (eight, "x", &first) == NULL);
  ck_assert (g_str_has_suffix (first->message, "there are d, d, d, d, d, d, d, d"));
  ck_assert (gvm_stream_lookup (ten, "x", &second) == NULL);
  ck_assert (g_str_has_suffix (second->message, "there are d, d, d, d, d, d, d, d and 2 more"));
}
END_TEST

START_TEST (a_stream_is_boxed_and_keeps_what_it_needs)
{
  g_autoptr (GvmStream) stream = open_many ();
  GvmStream *copy = g_boxed_copy (GVM_TYPE_STREAM, stream);

  ck_assert (copy == stream);
  g_clear_pointer (&stream, gvm_stream_unref);
  ck_assert_str_eq (gvm_stream_get_machine (copy), "pseries-7.2");
  ck_assert_str_eq (gvm_section_get_idstr (gvm_stream_get_section (copy, 0)), "ram");
  g_boxed_free (GVM_TYPE_STREAM, copy);
  gvm_stream_unref (NULL);
}
END_TEST

START_TEST (a_payload_outlives_its_stream)
{
  g_autoptr (GvmStream) stream = open_many ();
  const GvmSection *section = gvm_stream_find_section (stream, "globalstate", 0, NULL);
  g_autoptr (GBytes) payload = gvm_section_get_payload (section);

  g_clear_pointer (&stream, gvm_stream_unref);
  ck_assert_uint_eq (g_bytes_get_size (payload), 104);
  ck_assert_int_eq (memcmp ((const char *) g_bytes_get_data (payload, NULL) + 4, "prelaunch", 9),
                    0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.find", a_section_is_found_by_name_and_instance,
                    of_a_section_in_rounds_the_start_is_found,
                    of_two_that_are_alike_the_first_is_found,
                    a_missing_instance_is_told_with_those_that_are_there, a_missing_name_is_told,
                    of_many_instances_only_the_first_are_told, a_path_is_told_as_many,
                    a_stream_is_boxed_and_keeps_what_it_needs, a_payload_outlives_its_stream);
}
