/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Paths into streams, and what is said of those that lead nowhere.
 */
#include "support/stream.h"

#define U8(name) "{\"name\": \"" name "\", \"type\": \"uint8\", \"size\": 1}"
#define STRUCT(name, size, fields)                                                                 \
  "{\"name\": \"" name "\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "            \
  "\"version\": 1, \"fields\": [" fields "]}, \"size\": " #size "}"
#define DEVICE(name, instance, fields)                                                             \
  "{\"name\": \"" name "\", \"instance_id\": " #instance ", \"vmsd_name\": \"t\", "                \
  "\"version\": 1, \"fields\": [" fields "]}"

/* A FULL section whose payload counts up from @first. */
static void
put_counting (GByteArray *to, guint32 id, const char *idstr, guint32 instance, guint8 first,
              gsize n)
{
  put_section (to, GVM_SECTION_FULL, id, idstr, instance, 1);
  for (gsize i = 0; i < n; i++)
    put_u8 (to, "value", (guint8) (first + i));
  put_footer (to, id);
}

/* Names that hold what paths are made of. */
static GvmStream *
awkward_stream (void)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_header (octets);
  put_counting (octets, 1, "a", 0, 10, 10);
  put_counting (octets, 2, "a/b", 0, 30, 2);
  put_counting (octets, 3, "a[0]", 0, 40, 1);
  put_counting (octets, 4, "two", 5, 50, 1);
  put_counting (octets, 5, "two", 0x80000000u, 60, 1);
  put_eof (octets);
  put_description (
      octets,
      "{\"devices\": [" DEVICE (
          "a", 0,
          U8 ("x") ", " U8 ("x/y") ", " U8 ("x[1]") ", " U8 ("0000:00:1.0/q") ", " STRUCT ("s", 2, U8 ("t") ", " U8 ("t/u")) ", " STRUCT (
              "s/t", 1,
              U8 ("v")) ", "
                        "{\"name\": \"r\", \"array_len\": 3, \"type\": \"uint8\", \"size\": 1}") ", " DEVICE ("a/b",
                                                                                                              0,
                                                                                                              U8 ("c") ", " U8 (
                                                                                                                  "x")) ", " DEVICE ("a[0]",
                                                                                                                                     0,
                                                                                                                                     U8 ("c")) ", " DEVICE ("two",
                                                                                                                                                            5,
                                                                                                                                                            U8 ("c")) ", " DEVICE ("two",
                                                                                                                                                                                   2147483648,
                                                                                                                                                                                   U8 ("c")) "]}");
  return walk_sound (octets);
}

static void
expect_found (const GvmStream *stream, const char *path, guint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = gvm_stream_lookup (stream, path, &error);

  ck_assert_msg (value != NULL, "%s", error != NULL ? error->message : path);
  ck_assert (error == NULL);
  ck_assert_msg (gvm_value_get_unsigned (value) == expected, "%s: %u", path,
                 (guint) gvm_value_get_unsigned (value));
}

static void
expect_missing (const GvmStream *stream, const char *path, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = gvm_stream_lookup (stream, path, &error);

  ck_assert_msg (value == NULL, "%s is found", path);
  ck_assert_int_eq (error->code, GVM_ERROR_MISSING);
  ck_assert_str_eq (error->message, message);
}

START_TEST (names_are_taken_as_they_are)
{
  g_autoptr (GvmStream) stream = awkward_stream ();

  expect_found (stream, "a[0]/x", 10);
  expect_found (stream, "a[0]/x/y", 11);
  expect_found (stream, "a[0]/x[1]", 12);
  expect_found (stream, "a[0]/0000:00:1.0/q", 13);
  expect_found (stream, "a[0]/s/t/u", 15);
  expect_found (stream, "a/b[0]/c", 30);
  expect_found (stream, "a[0][0]/c", 40);
}
END_TEST

START_TEST (the_longest_name_is_tried_first_and_shorter_ones_after_it)
{
  g_autoptr (GvmStream) stream = awkward_stream ();

  expect_found (stream, "a[0]/s/t/v", 16); /* s/t has v, */
  expect_found (stream, "a[0]/s/t/u", 15); /* and s has t/u */
  /* s/t is a struct, and s has a t. */
  g_autoptr (GvmValue) value = gvm_stream_lookup (stream, "a[0]/s/t", NULL);
  ck_assert_int_eq (gvm_value_get_kind (value), GVM_VALUE_STRUCT);
  /* The section a/b is longer than a, but has no y. */
  expect_found (stream, "a/b/x", 31);
  expect_found (stream, "a/x/y", 11);
}
END_TEST

START_TEST (elements_have_an_index)
{
  g_autoptr (GvmStream) stream = awkward_stream ();

  expect_found (stream, "a/r[0]", 17);
  expect_found (stream, "a/r[2]", 19);
}
END_TEST

START_TEST (a_section_alone_is_its_struct)
{
  g_autoptr (GvmStream) stream = awkward_stream ();
  g_autoptr (GvmValue) with = gvm_stream_lookup (stream, "a/b[0]", NULL);
  g_autoptr (GvmValue) without = gvm_stream_lookup (stream, "a/b", NULL);

  ck_assert_str_eq (gvm_value_get_name (with), "a/b");
  ck_assert (gvm_value_equal (with, without));
}
END_TEST

START_TEST (the_instance_may_be_left_out_where_there_is_one)
{
  g_autoptr (GvmStream) stream = awkward_stream ();

  expect_found (stream, "a/x", 10);
  expect_found (stream, "two[5]/c", 50);
  expect_found (stream, "two[2147483648]/c", 60);
  expect_missing (stream, "two/c",
                  "two: several sections have that name; say which, as in two[5], two[2147483648]");
}
END_TEST

START_TEST (a_path_that_leads_nowhere_says_how_far_it_led_and_what_is_there)
{
  g_autoptr (GvmStream) stream = awkward_stream ();

  expect_missing (
      stream, "nothing/x",
      "no section has the name that \"nothing/x\" starts with; there are a, a/b, a[0], two, two");
  expect_missing (
      stream, "",
      "no section has the name that \"\" starts with; there are a, a/b, a[0], two, two");
  expect_missing (stream, "two[7]/c",
                  "two[7]: not in the stream, which has the instances 5, 2147483648");
  expect_missing (stream, "two[4294967301]/c", "two: instances are numbers of 32 bits");
  expect_missing (stream, "two[5]/d", "two[5] @0x67: no \"/d\" here, but c");
  expect_missing (stream, "two[5]/c/d", "two[5]/c @0x67: no \"/d\" here, a value without members");
  expect_missing (stream, "a/r[3]", "a/r @0x1e: no \"[3]\" here, an array of 3");
  expect_missing (stream, "a/r/0", "a/r @0x1e: no \"/0\" here, an array of 3");
  expect_missing (stream, "a/s/\x1b", "a/s @0x1b: no \"/\\033\" here, but t, t/u");
}
END_TEST

START_TEST (an_index_is_a_number_in_brackets_and_nothing_else)
{
  static const char *const paths[] = { "a/r[",
                                       "a/r[]",
                                       "a/r[-1]",
                                       "a/r[+1]",
                                       "a/r[ 1]",
                                       "a/r[0x]",
                                       "a/r[1",
                                       "a/r[1]x",
                                       "a/r[1.0]",
                                       "a/r[1]]",
                                       "a/r[99999999999999999999]",
                                       "a/r[1][0]",
                                       "a/s[0]",
                                       "a/x[0]",
                                       "a/",
                                       "a//x",
                                       "a/x/",
                                       "a[x]/x" };
  g_autoptr (GvmStream) stream = awkward_stream ();

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmValue) value = gvm_stream_lookup (stream, paths[i], &error);
    ck_assert_msg (value == NULL, "%s is found", paths[i]);
    ck_assert_msg (error->code == GVM_ERROR_MISSING, "%s", error->message);
  }
}
END_TEST

START_TEST (of_many_names_the_first_are_told)
{
  g_autoptr (GByteArray) octets = test_data ("streams/many.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);

  expect_missing (stream, "x",
                  "no section has the name that \"x\" starts with; there are "
                  "pci@800000020000000:12.0/pci_bridge, timer, ics, cpu_common, cpu, icp/server, "
                  "spapr_cpu, spapr/rtc and 35 more");
}
END_TEST

START_TEST (errors_of_the_section_come_through)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GError) mismatch = NULL, ram = NULL;

  put_header (octets);
  put_ram (octets, 1, 4096);
  put_counting (octets, 2, "d", 0, 0, 2);
  put_eof (octets);
  put_description (octets, "{\"devices\": [" DEVICE ("d", 0, STRUCT ("s", 2, U8 ("x"))) "]}");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  ck_assert (gvm_stream_lookup (stream, "d/s", &mismatch) == NULL);
  ck_assert_int_eq (mismatch->code, GVM_ERROR_SCHEMA_MISMATCH);
  ck_assert_str_eq (gvm_error_get_path (mismatch), "d[0]/s");
  ck_assert (gvm_stream_lookup (stream, "ram/x", &ram) == NULL);
  expect_error (ram, GVM_ERROR_MISSING, "ram[0]", 8);
}
END_TEST

START_TEST (paths_of_real_streams_are_found)
{
  g_autoptr (GByteArray) octets = test_data ("streams/many.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  g_autoptr (GvmValue) config =
      gvm_stream_lookup (stream, "pci@800000020000000:07.0/e1000/parent_obj/config[0]", NULL);
  g_autoptr (GvmValue) ov5 = gvm_stream_lookup (stream, "spapr/spapr_option_vector_ov5_cas", NULL);
  g_autoptr (GvmValue) iman =
      gvm_stream_lookup (stream, "pci@800000020000000:09.0/xhci[0]/xhci/intr[3]/iman", NULL);

  expect_found (stream, "spapr_pci[0]/buid", G_GUINT64_CONSTANT (0x800000020000000));
  expect_found (stream, "spapr_pci[0]/lsi_table[2]/irq", 0x1202);
  expect_found (stream, "ics/irqs[4095]/priority", 0xff);
  expect_found (stream, "ics/irqs[0xfff]/priority", 0xff); /* hexadecimal too */
  ck_assert_uint_eq (gvm_value_get_size (config), 256);
  ck_assert (gvm_value_is_subsection (ov5));
  ck_assert (iman != NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "value.lookup", names_are_taken_as_they_are,
      the_longest_name_is_tried_first_and_shorter_ones_after_it, elements_have_an_index,
      a_section_alone_is_its_struct, the_instance_may_be_left_out_where_there_is_one,
      a_path_that_leads_nowhere_says_how_far_it_led_and_what_is_there,
      an_index_is_a_number_in_brackets_and_nothing_else, of_many_names_the_first_are_told,
      errors_of_the_section_come_through, paths_of_real_streams_are_found);
}
