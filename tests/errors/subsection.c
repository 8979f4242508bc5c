/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Subsections of the wrong version, again, out of order, cut off; and descriptors that cannot have them.
 */
#include "errors/invalid.h"
#include "support/refusal.h"
#include "support/stream.h"

typedef struct {
  guint8 id;
  guint32 one;
  GArray *two; /* of guint8 */
  guint8 deep;
} Device;
GVM_FIELDS (deep_fields, Device) = { GVM_FIELD (Device, deep, gvm_u8) };
GVM_DEFINE_STATIC_DESC (deep_desc, Device, "deep", 3, 3, deep_fields);
GVM_SUBSECTIONS (two_subsections, Device) = { GVM_SUBSECTION (Device, deep_desc) };
GVM_FIELDS (one_fields, Device) = { GVM_FIELD (Device, one, gvm_u32) };
GVM_DEFINE_STATIC_DESC (one_desc, Device, "one", 3, 2, one_fields);
GVM_FIELDS (two_fields, Device) = { GVM_GARRAY (Device, two, gvm_u8) };
GVM_DEFINE_STATIC_DESC (two_desc, Device, "two", 1, 1, two_fields,
                        GVM_WITH_SUBSECTIONS (Device, two_subsections));
GVM_SUBSECTIONS (device_subsections, Device) = {
  GVM_SUBSECTION (Device, one_desc),
  GVM_SUBSECTION (Device, two_desc),
};
GVM_FIELDS (device_fields, Device) = { GVM_FIELD (Device, id, gvm_u8) };
GVM_DEFINE_STATIC_DESC (device_desc, Device, "device", 1, 1, device_fields,
                        GVM_WITH_SUBSECTIONS (Device, device_subsections));

enum { HEAD = 1 + 1 + 3 + 4 }; /* octets of a subsection's head, with a name of three */

static void
device_fill (gpointer self)
{
  Device *device = self;

  *device = (Device) { .id = 1, .one = 2, .deep = 3 };
  device->two = g_array_append_vals (g_array_new (FALSE, FALSE, 1), "ab", 2);
}

static void
put_one (GByteArray *to, guint32 version)
{
  put_subsection (to, "one", version);
  put_u32 (to, "one", 0x01020304);
}

static void
put_two (GByteArray *to)
{
  put_subsection (to, "two", 1);
  put_u32 (to, "two: count", 1);
  put_u8 (to, "two[0]", 7);
}

static GByteArray *
device_octets (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_u8 (octets, "id", 9);
  return octets;
}

static void
expect_both_refused (const GByteArray *octets, GvmError code, const char *path, guint64 offset)
{
  expect_load_refused (&device_desc, NULL, octets->data, octets->len, code, path, offset);
  expect_load_refused (&device_desc, device_fill, octets->data, octets->len, code, path, offset);
}

START_TEST (a_subsection_has_versions_of_its_own)
{
  g_autoptr (GByteArray) newer = device_octets (), older = device_octets ();

  put_one (newer, 4);
  expect_both_refused (newer, GVM_ERROR_TOO_NEW, "device/one", 1 + HEAD);
  put_one (older, 1);
  expect_both_refused (older, GVM_ERROR_TOO_OLD, "device/one", 1 + HEAD);
}
END_TEST

START_TEST (a_subsection_of_a_subsection_has_them_too)
{
  g_autoptr (GByteArray) octets = device_octets ();

  put_two (octets);
  put_subsection (octets, "deep", 4);
  put_u8 (octets, "deep", 1);
  expect_both_refused (octets, GVM_ERROR_TOO_NEW, "device/two/deep", 1 + HEAD + 5 + HEAD + 1);
}
END_TEST

START_TEST (a_subsection_that_comes_again_is_refused)
{
  g_autoptr (GByteArray) octets = device_octets ();

  put_one (octets, 3);
  put_one (octets, 3);
  expect_both_refused (octets, GVM_ERROR_STATE, "device/one", 1 + HEAD + 4);
}
END_TEST

START_TEST (a_subsection_behind_a_later_one_is_refused)
{
  g_autoptr (GByteArray) octets = device_octets ();

  put_two (octets);
  put_one (octets, 3);
  expect_both_refused (octets, GVM_ERROR_STATE, "device/one", 1 + HEAD + 5);
}
END_TEST

START_TEST (a_subsection_that_is_cut_off_is_truncated_or_not_one_at_all)
{
  g_autoptr (GByteArray) octets = device_octets ();

  put_one (octets, 3);
  put_two (octets);
  for (gsize size = 1; size < octets->len; size++) {
    g_autofree guint8 *copy = g_memdup2 (octets->data, size);
    g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);
    gboolean in_head = size < 1 + HEAD || (size >= 1 + HEAD + 4 && size < 1 + HEAD + 4 + HEAD);
    Device *device = make_state (&device_desc, device_fill);

    if (in_head) { /* whoever called the load finds what is left of it */
      ck_assert (gvm_decode (reader, &device_desc, 1, device, NULL));
      ck_assert_uint_eq (gvm_reader_tell (reader), size < 1 + HEAD ? 1 : 1 + HEAD + 4);
    } else {
      const char *path = size < 1 + HEAD + 4 ? "device/one/one" : "device/two/two";
      g_autoptr (GError) error = refuse_load (&device_desc, device_fill, octets->data, size);

      ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_TRUNCATED));
      ck_assert_str_eq (gvm_error_get_path (error), path);
    }
    free_state (&device_desc, device);
  }
}
END_TEST

START_TEST (an_unknown_subsection_is_left_to_the_caller)
{
  g_autoptr (GByteArray) octets = device_octets ();
  Device *device = make_state (&device_desc, NULL);

  put_subsection (octets, "six", 1);
  g_autoptr (GvmReader) reader = reader_on (octets->data, octets->len, NULL);
  ck_assert (gvm_decode (reader, &device_desc, 1, device, NULL));
  ck_assert_uint_eq (gvm_reader_tell (reader), 1);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (a_save_that_fails_in_a_subsection_says_so)
{
  g_autoptr (GvmLimits) limits = limits_of (1, 1000, 9);
  g_autoptr (GvmWriter) writer = gvm_writer_new (limits);
  g_autoptr (GError) error = NULL;
  Device *device = make_state (&device_desc, device_fill);

  ck_assert (!gvm_encode (writer, &device_desc, 1, device, &error));
  expect_error (error, GVM_ERROR_LIMIT, "device/two/two", NO_OFFSET);
  free_state (&device_desc, device);
}
END_TEST

START_TEST (subsections_go_as_deep_as_the_limit)
{
  g_autoptr (GvmLimits) shallow = limits_of (9, 1000, 2);
  g_autoptr (GvmWriter) writer = gvm_writer_new (shallow);
  g_autoptr (GError) saved = NULL, loaded = NULL;
  g_autoptr (GByteArray) octets = device_octets ();
  Device *device = make_state (&device_desc, device_fill);

  ck_assert (!gvm_encode (writer, &device_desc, 1, device, &saved));
  expect_error (saved, GVM_ERROR_DEPTH, "device/two/deep", NO_OFFSET);
  put_two (octets);
  put_subsection (octets, "deep", 3);
  put_u8 (octets, "deep", 1);
  g_autoptr (GvmReader) reader = reader_on (octets->data, octets->len, shallow);
  ck_assert (!gvm_decode (reader, &device_desc, 1, device, &loaded));
  expect_error (loaded, GVM_ERROR_DEPTH, "device/two/deep", 1 + HEAD + 5 + HEAD + 1);
  free_state (&device_desc, device);
}
END_TEST

/* ---- descriptors --------------------------------------------------------------------------------- */

static const GvmField row_a = GVM_FIELD (Subject, a, gvm_u32);
static const GvmField row_b = GVM_FIELD (Subject, b, gvm_u32);

static void
set_subsections (GvmDesc *desc, const GvmSubsection *subsections, gsize n)
{
  desc->subsections = subsections;
  desc->n_subsections = n;
}

START_TEST (a_subsection_is_of_the_same_struct)
{
  GvmDesc other = SUBJECT (&row_b, 1), desc = SUBJECT (&row_a, 1);
  GvmSubsection subsections[] = { { .desc = &other } };

  set_subsections (&desc, subsections, 1);
  other.codec.name = "other";
  ck_assert (gvm_desc_validate (&desc, NULL));
  other.codec.c_size--;
  expect_invalid_desc (&desc, "subject", "a subsection of another struct");
}
END_TEST

START_TEST (a_name_is_of_one_subsection)
{
  GvmDesc x = SUBJECT (&row_b, 1), y = SUBJECT (&row_b, 1), desc = SUBJECT (&row_a, 1);
  GvmSubsection subsections[] = { { .desc = &x }, { .desc = &y } };

  set_subsections (&desc, subsections, 2);
  x.codec.name = "x";
  y.codec.name = "y";
  ck_assert (gvm_desc_validate (&desc, NULL));
  y.codec.name = "x";
  expect_invalid_desc (&desc, "subject", "an earlier subsection has that name");
}
END_TEST

START_TEST (a_name_of_a_subsection_fits_its_octet_of_length)
{
  const char *rule = "a subsection without a name, or with one of more than 255 octets";
  g_autofree char *name = g_strnfill (255, 'n'), *longer = g_strnfill (256, 'n');
  GvmDesc other = SUBJECT (&row_b, 1), desc = SUBJECT (&row_a, 1);
  GvmSubsection subsections[] = { { .desc = &other } };

  set_subsections (&desc, subsections, 1);
  other.codec.name = name;
  ck_assert (gvm_desc_validate (&desc, NULL));
  other.codec.name = longer;
  expect_invalid_desc (&desc, "subject", rule);
  other.codec.name = NULL;
  expect_invalid_desc (&desc, "subject", rule);
}
END_TEST

START_TEST (a_fault_in_a_subsection_is_one_of_what_has_it)
{
  GvmField bad = row_b;
  GvmDesc other = SUBJECT (&bad, 1), desc = SUBJECT (&row_a, 1);
  GvmSubsection subsections[] = { { .desc = &other } };

  set_subsections (&desc, subsections, 1);
  other.codec.name = "other";
  bad.since = 9;
  expect_invalid_desc (&desc, "other/b", "since is after the descriptor's version");
}
END_TEST

START_TEST (no_subsection_is_inside_itself)
{
  GvmDesc other = SUBJECT (&row_b, 1), desc = SUBJECT (&row_a, 1);
  GvmSubsection subsections[] = { { .desc = &other } };

  set_subsections (&desc, subsections, 1);
  other.codec.name = "other";
  set_subsections (&other, subsections, 1);
  expect_invalid_desc (&desc, "other", "a descriptor inside itself");
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "errors.subsection", a_subsection_has_versions_of_its_own,
      a_subsection_of_a_subsection_has_them_too, a_subsection_that_comes_again_is_refused,
      a_subsection_behind_a_later_one_is_refused,
      a_subsection_that_is_cut_off_is_truncated_or_not_one_at_all,
      an_unknown_subsection_is_left_to_the_caller, a_save_that_fails_in_a_subsection_says_so,
      subsections_go_as_deep_as_the_limit, a_subsection_is_of_the_same_struct,
      a_name_is_of_one_subsection, a_name_of_a_subsection_fits_its_octet_of_length,
      a_fault_in_a_subsection_is_one_of_what_has_it, no_subsection_is_inside_itself);
}
