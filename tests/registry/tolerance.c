/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a load can be told to live with: an error by default, else in the report.
 */
#include "registry/machine.h"

/* The devices of machine_stream(), as its description has them, and room for one more. */
#define DISK_JSON                                                                                  \
  "{\"name\": \"disk\", \"instance_id\": 7, \"vmsd_name\": \"disk\", \"version\": 2, "             \
  "\"fields\": [{\"name\": \"size\", \"type\": \"uint32\", \"size\": 4}, {\"name\": \"mode\", "    \
  "\"type\": \"uint8\", \"size\": 1}]}"
#define NET_JSON(subsections)                                                                      \
  "{\"name\": \"net\", \"instance_id\": 0, \"vmsd_name\": \"net\", \"version\": 1, \"fields\": "   \
  "[{\"name\": \"id\", \"type\": \"uint16 equal\", \"size\": 2}, {\"name\": \"routes\", "          \
  "\"type\": \"list\", \"size\": 8}]" subsections "}"

START_TEST (an_unknown_section_that_is_described_is_stepped_over)
{
  g_autoptr (GByteArray) stream = machine_records ();

  g_byte_array_set_size (stream, END);
  put_section (stream, GVM_SECTION_FULL, 9, "sound", 3, 1);
  put_u16 (stream, "volume", 11);
  put_footer (stream, 9);
  put_eof (stream);
  put_sealed (stream, DISK_JSON
              ", " NET_JSON ("") ", {\"name\": \"sound\", \"instance_id\": 3, "
                                 "\"vmsd_name\": \"sound\", \"version\": 1, \"fields\": "
                                 "[{\"name\": \"volume\", \"type\": \"uint16\", \"size\": 2}]}");
  expect_tolerated (stream, GVM_TOLERATE_UNKNOWN_SECTIONS, GVM_ERROR_UNKNOWN_SECTION, "sound[3]",
                    END);
}
END_TEST

START_TEST (a_section_that_comes_again_is_stepped_over)
{
  g_autoptr (GByteArray) stream = machine_records ();

  g_byte_array_set_size (stream, END);
  put_section (stream, GVM_SECTION_FULL, 9, "disk", 7, 2);
  put_u32 (stream, "size", 1);
  put_u8 (stream, "mode", 1);
  put_footer (stream, 9);
  put_eof (stream);
  put_sealed (stream, DISK_JSON ", " NET_JSON ("") ", " DISK_JSON);
  expect_tolerated (stream, GVM_TOLERATE_DUPLICATE_SECTIONS, GVM_ERROR_DUPLICATE_SECTION, "disk[7]",
                    END);
}
END_TEST

START_TEST (a_missing_section_leaves_its_struct_alone)
{
  g_autoptr (GByteArray) stream = machine_records ();

  g_byte_array_set_size (stream, NET);
  put_eof (stream);
  put_sealed (stream, DISK_JSON);
  expect_tolerated (stream, GVM_TOLERATE_MISSING_SECTIONS, GVM_ERROR_MISSING, "net[0]", NO_OFFSET);
}
END_TEST

START_TEST (a_stream_without_a_digest)
{
  g_autoptr (GByteArray) stream = machine_records ();

  put_description (stream,
                   "{\"page_size\": 4096, \"devices\": [" DISK_JSON ", " NET_JSON ("") "]}");
  expect_tolerated (stream, GVM_TOLERATE_NO_DIGEST, GVM_ERROR_NO_DIGEST, NULL, NO_OFFSET);
}
END_TEST

/* A stream of a net that has a subsection more. */
static GByteArray *
stream_with_subsection (void)
{
  GByteArray *stream = machine_records ();

  g_byte_array_set_size (stream, NET_FOOTER);
  put_subsection (stream, "net/more", 1);
  put_u8 (stream, "x", 5);
  put_footer (stream, 1);
  put_eof (stream);
  put_sealed (stream, DISK_JSON ", " NET_JSON (
                          ", \"subsections\": [{\"vmsd_name\": \"net/more\", \"version\": 1, "
                          "\"fields\": [{\"name\": \"x\", \"type\": \"uint8\", \"size\": 1}]}]"));
  return stream;
}

START_TEST (an_unknown_subsection_is_stepped_over)
{
  g_autoptr (GByteArray) stream = stream_with_subsection ();

  expect_tolerated (stream, GVM_TOLERATE_UNKNOWN_SUBSECTIONS, GVM_ERROR_UNKNOWN_SUBSECTION,
                    "net[0]/net/more", NET_FOOTER);
}
END_TEST

/* ---- in the midst of a section ------------------------------------------------------------------ */

typedef struct {
  guint8 x;
} Inner;
GVM_FIELDS (inner_fields, Inner) = {
  GVM_FIELD (Inner, x, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (inner_desc, Inner, "inner", 1, 1, inner_fields);

typedef struct {
  Inner inner[2];
  guint8 behind;
} Outer;
GVM_FIELDS (outer_fields, Outer) = {
  GVM_ARRAY (Outer, inner, inner_desc),
  GVM_FIELD (Outer, behind, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (outer_desc, Outer, "outer", 1, 1, outer_fields);

static GByteArray *
outer_stream (void)
{
  GByteArray *stream = g_byte_array_new ();

  put_header (stream);
  put_section (stream, GVM_SECTION_FULL, 0, "outer", 0, 1);
  put_u8 (stream, "inner[0].x", 1);
  put_subsection (stream, "inner/y", 1);
  put_u8 (stream, "y", 9);
  put_u8 (stream, "inner[1].x", 2);
  put_u8 (stream, "behind", 5);
  put_footer (stream, 0);
  put_eof (stream);
  put_sealed (
      stream,
      "{\"name\": \"outer\", \"instance_id\": 0, \"vmsd_name\": \"outer\", \"version\": 1, "
      "\"fields\": [{\"name\": \"inner\", \"index\": 0, \"type\": \"struct\", \"struct\": "
      "{\"vmsd_name\": \"inner\", \"version\": 1, \"fields\": [{\"name\": \"x\", \"type\": "
      "\"uint8\", \"size\": 1}], \"subsections\": [{\"vmsd_name\": \"inner/y\", "
      "\"version\": 1, \"fields\": [{\"name\": \"y\", \"type\": \"uint8\", \"size\": 1}]}]}, "
      "\"size\": 15}, {\"name\": \"inner\", \"index\": 1, \"type\": \"struct\", \"struct\": "
      "{\"vmsd_name\": \"inner\", \"version\": 1, \"fields\": [{\"name\": \"x\", \"type\": "
      "\"uint8\", \"size\": 1}]}, \"size\": 1}, {\"name\": \"behind\", \"type\": \"uint8\", "
      "\"size\": 1}]}");
  return stream;
}

/* The structs have no subsections, so they would be moved in one piece; what is described is looked for. */
START_TEST (an_unknown_subsection_in_the_midst_of_a_section_is_found)
{
  enum { INNER = 8 + 1 + 4 + 6 + 8 };
  g_autoptr (GByteArray) stream = outer_stream ();
  g_autoptr (GBytes) bytes = g_bytes_new (stream->data, stream->len);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL, refused = NULL;
  Outer outer = { .behind = 7 };

  ck_assert (gvm_registry_add (registry, "outer", 0, &outer_desc, &outer, NULL, NULL));
  ck_assert (!gvm_registry_load_from_bytes (registry, bytes, NULL, &refused));
  expect_error (refused, GVM_ERROR_UNKNOWN_SUBSECTION, "outer[0]/inner[0]/inner/y", INNER + 1);
  ck_assert_uint_eq (outer.behind, 7);
  gvm_registry_set_tolerance (registry, GVM_TOLERATE_UNKNOWN_SUBSECTIONS);
  ck_assert_msg (gvm_registry_load_from_bytes (registry, bytes, &report, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_uint_eq (report->len, 1);
  ck_assert_uint_eq (outer.inner[0].x, 1);
  ck_assert_uint_eq (outer.inner[1].x, 2);
  ck_assert_uint_eq (outer.behind, 5);
}
END_TEST

/* Five octets of a machine of QEMU's: its sections are not registered, its digest is not there. */
typedef struct {
  gint64 cpu_ticks_offset, unused, cpu_clock_offset;
} Timer;
GVM_FIELDS (timer_fields, Timer) = {
  GVM_FIELD (Timer, cpu_ticks_offset, gvm_i64),
  GVM_FIELD (Timer, unused, gvm_i64),
  GVM_FIELD (Timer, cpu_clock_offset, gvm_i64),
};
GVM_DEFINE_STATIC_DESC (timer_desc, Timer, "timer", 2, 1, timer_fields);

START_TEST (one_section_of_a_qemu_stream_is_loaded_and_the_rest_reported)
{
  g_autoptr (GByteArray) octets = test_data ("streams/x86-pc.mig.gz");
  g_autoptr (GvmStream) stream = walk_sound (octets);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GPtrArray) report = NULL;
  g_autoptr (GError) error = NULL;
  Timer timer = { 1, 2, 3 };

  ck_assert (gvm_registry_add (registry, "timer", 0, &timer_desc, &timer, NULL, NULL));
  gvm_registry_set_tolerance (registry, GVM_TOLERATE_UNKNOWN_SECTIONS | GVM_TOLERATE_NO_DIGEST);
  ck_assert_msg (gvm_registry_load (registry, stream, &report, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert_int_eq (timer.cpu_ticks_offset, 0x2e8deefa);
  ck_assert_uint_gt (report->len, 10);
  expect_error (g_ptr_array_index (report, 0), GVM_ERROR_NO_DIGEST, NULL, NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("registry.tolerance", an_unknown_section_that_is_described_is_stepped_over,
                    a_section_that_comes_again_is_stepped_over,
                    a_missing_section_leaves_its_struct_alone, a_stream_without_a_digest,
                    an_unknown_subsection_is_stepped_over,
                    an_unknown_subsection_in_the_midst_of_a_section_is_found,
                    one_section_of_a_qemu_stream_is_loaded_and_the_rest_reported);
}
