/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Descriptions that are bad, and streams of which a bit has turned: what each class of them must get.
 */
#include "support/stream.h"

#include <stdio.h>

#define FIELD(name, type, size)                                                                    \
  "{\"name\": \"" name "\", \"type\": \"" type "\", \"size\": " size "}"
#define DEVICE(fields)                                                                             \
  "{\"devices\": [{\"name\": \"dev\", \"instance_id\": 0, \"vmsd_name\": \"dev\", "                \
  "\"version\": 1, \"fields\": [" fields "]}]}"

/* A stream with one section, of 4 octets, described by @json. @ret_json: where that stands. */
static GByteArray *
octets_with (const char *json, guint64 *ret_json)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  put_section (octets, GVM_SECTION_FULL, 1, "dev", 0, 1);
  put_u32 (octets, "payload", 0x01020304);
  put_footer (octets, 1);
  put_eof (octets);
  *ret_json = octets->len + 5;
  put_description (octets, json);
  return octets;
}

static void
expect_row (const char *json, GvmError code, const char *path, guint64 offset)
{
  guint64 start;
  g_autoptr (GByteArray) octets = octets_with (json, &start);

  expect_refused (octets, code, path, start + offset);
}

/* ---- descriptions ---------------------------------------------------------------------------- */

START_TEST (row_46_a_description_of_a_million_levels_is_too_deep)
{
  enum { LEVELS = 1000000 };
  g_autoptr (GString) json = g_string_new ("{\"devices\": ");
  gsize before = json->len;

  for (gsize i = 0; i < LEVELS; i++)
    g_string_append_c (json, '[');
  for (gsize i = 0; i < LEVELS; i++)
    g_string_append_c (json, ']');
  g_string_append_c (json, '}');
  guint64 start, offset = 0;
  g_autoptr (GByteArray) octets = octets_with (json->str, &start);
  g_autoptr (GError) error = NULL;
  ck_assert (walk (octets, &error) == NULL);
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DEPTH));
  ck_assert (gvm_error_get_offset (error, &offset));
  ck_assert_uint_ge (offset, start + before);
  ck_assert_uint_lt (offset, start + before + 300);
}
END_TEST

START_TEST (row_47_keys_twice_and_sizes_that_are_none_are_no_description)
{
  const char *twice = DEVICE ("{\"name\": \"a\", \"type\": \"buffer\", \"size\": 4, \"size\": 5}");
  const char *large = DEVICE (FIELD ("a", "buffer", "18446744073709551615"));

  expect_row (twice, GVM_ERROR_SCHEMA, NULL, (guint64) (strstr (twice, "\"size\": 5") - twice));
  expect_row (large, GVM_ERROR_SCHEMA, NULL, (guint64) (strstr (large, "1844") - large));
  expect_row (DEVICE (FIELD ("a", "buffer", "-4")), GVM_ERROR_SCHEMA, "dev[0]/a", 0);
  expect_row (DEVICE (FIELD ("a", "buffer", "4.0")), GVM_ERROR_SCHEMA, "dev[0]/a", 0);
  expect_row (DEVICE (FIELD ("a", "buffer", "\"4\"")), GVM_ERROR_SCHEMA, "dev[0]/a", 0);
  expect_row (DEVICE (FIELD ("a", "buffer", "null")), GVM_ERROR_SCHEMA, "dev[0]/a", 0);
  expect_row (DEVICE ("{\"name\": \"a\", \"array_len\": 9223372036854775807, \"type\": "
                      "\"uint64\", \"size\": 8}"),
              GVM_ERROR_SCHEMA, "dev[0]/a", 0);
}
END_TEST

START_TEST (row_48_a_description_longer_than_what_is_there_is_truncated)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_header (octets);
  put_ram (octets, 1, 4096);
  put_eof (octets);
  guint64 mark = octets->len;
  put_u8 (octets, "description", 0x06);
  put_u32 (octets, "length", 100);
  put_bytes (octets, "JSON", "{\"devices\": []}", 15);
  expect_refused (octets, GVM_ERROR_TRUNCATED, NULL, mark);
}
END_TEST

START_TEST (row_48_a_description_above_64_mebibytes_is_over_the_limit)
{
  gsize size = ((gsize) 64 << 20) + 1;
  g_autofree char *json = g_malloc (size + 1);
  guint64 start;

  memset (json, ' ', size);
  memcpy (json, "{", 1);
  json[size - 1] = '}';
  json[size] = '\0';
  g_autoptr (GByteArray) octets = octets_with (json, &start);
  expect_refused (octets, GVM_ERROR_LIMIT, NULL, start);
}
END_TEST

START_TEST (row_49_a_description_that_contradicts_the_octets_is_named_by_its_first_field)
{
  static const struct {
    const char *fields, *path;
    guint64 at; /* in the payload */
  } cases[] = {
    { "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", \"version\": 1, "
      "\"fields\": [" FIELD ("x", "uint16", "2") "]}, \"size\": 4}",
      "dev[0]/s", 2 },
    { "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", \"version\": 1, "
      "\"fields\": [" FIELD ("x", "uint16", "2") ", " FIELD ("y", "uint32", "4") "]}, "
                                                                                 "\"size\": 4}",
      "dev[0]/s/y", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf (DEVICE ("%s"), cases[i].fields);
    guint64 start;
    g_autoptr (GByteArray) octets = octets_with (json, &start);
    g_autoptr (GvmStream) stream = walk_sound (octets);
    const GvmSection *section = gvm_stream_get_section (stream, 0);
    g_autoptr (GError) error = NULL;
    ck_assert (gvm_section_decode (section, &error) == NULL);
    expect_error (error, GVM_ERROR_SCHEMA_MISMATCH, cases[i].path,
                  gvm_section_get_payload_offset (section) + cases[i].at);
  }
  /* More than the stream has left. */
  guint64 start;
  g_autoptr (GByteArray) octets =
      octets_with (DEVICE (FIELD ("a", "uint16", "2") ", " FIELD ("b", "buffer", "4000")), &start);
  expect_refused (octets, GVM_ERROR_SCHEMA_MISMATCH, "dev[0]/b", 8 + 1 + 4 + 1 + 3 + 4 + 4);
}
END_TEST

START_TEST (row_50_a_million_fields_are_over_the_limit)
{
  g_autoptr (GString) json = g_string_new ("{\"devices\": [{\"name\": \"dev\", \"fields\": [");
  guint64 start, offset = 0;

  for (gsize i = 0; i < 1000000; i++)
    g_string_append (json, i > 0 ? ", " FIELD ("", "", "0") : FIELD ("", "", "0"));
  g_string_append (json, "]}]}");
  g_autoptr (GByteArray) octets = octets_with (json->str, &start);
  g_autoptr (GError) error = NULL;
  ck_assert (walk (octets, &error) == NULL);
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_LIMIT));
  ck_assert (gvm_error_get_offset (error, &offset));
  ck_assert_uint_ge (offset, start);
}
END_TEST

START_TEST (row_50_a_name_of_a_mebibyte_is_over_the_limit)
{
  g_autofree char *name = g_strnfill ((gsize) 1 << 20, 'x');
  g_autofree char *json = g_strdup_printf (DEVICE (FIELD ("%s", "buffer", "4")), name);

  expect_row (json, GVM_ERROR_LIMIT, "dev[0]", 0);
}
END_TEST

/* ---- bits that have turned ------------------------------------------------------------------- */

typedef struct {
  gsize differ;   /* leaves */
  guint64 offset; /* of the last one */
  gsize size;
} Difference;

/* Counts the leaves that differ; of arrays of scalars, elements. FALSE when the shapes do. */
static gboolean
count_differences (const GvmValue *a, const GvmValue *b, Difference *difference)
{
  gsize n = gvm_value_get_n_children (a);

  if (gvm_value_equal (a, b))
    return TRUE;
  if (gvm_value_get_kind (a) != gvm_value_get_kind (b) || n != gvm_value_get_n_children (b))
    return FALSE;
  if (n == 0) {
    difference->differ++;
    difference->offset = gvm_value_get_offset (a);
    difference->size = gvm_value_get_size (a);
  }
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GvmValue) x = gvm_value_get_child (a, i), y = gvm_value_get_child (b, i);
    if (!count_differences (x, y, difference))
      return FALSE;
  }
  return TRUE;
}

/* The section that the octet at @at is in the payload of, if that is described. */
static const GvmSection *
section_at (const GvmStream *stream, guint64 at)
{
  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    guint64 start = gvm_section_get_payload_offset (section);
    if (gvm_section_is_described (section) && at >= start &&
        at - start < gvm_section_get_payload_size (section))
      return section;
  }
  return NULL;
}

/* What is said of octet @at of a stream, of which a bit has turned. */
static void
expect_seen (const GvmStream *sound, const GvmStream *turned, guint64 at)
{
  const GvmSection *section = section_at (sound, at), *other = section_at (turned, at);
  g_autoptr (GError) error = NULL;
  Difference difference = { 0, 0, 0 };

  if (section == NULL)
    return; /* framing, memory or the description: it was walked, and that is all */
  ck_assert (other != NULL);
  g_autoptr (GvmValue) a = gvm_section_decode (section, NULL);
  g_autoptr (GvmValue) b = gvm_section_decode (other, &error);
  if (b == NULL) {
    ck_assert (error->domain == GVM_ERROR);
    return;
  }
  ck_assert (count_differences (a, b, &difference));
  ck_assert_uint_eq (difference.differ, 1);
  ck_assert (difference.offset <= at && at - difference.offset < difference.size);
}

START_TEST (row_52_a_bit_that_turns_is_refused_or_seen_in_its_value_alone)
{
  enum { FLIPS = 300 };
  guint32 seed = g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  static const char *const streams[] = { "streams/m68k-virt.mig.gz", "streams/x86-pc.mig.gz" };

  for (gsize s = 0; s < G_N_ELEMENTS (streams); s++) {
    g_autoptr (GByteArray) octets = test_data (streams[s]);
    g_autoptr (GvmStream) sound = walk_sound (octets);
    guint opened = 0;
    for (guint i = 0; i < FLIPS; i++) {
      guint at = (guint) g_rand_int_range (random, 0, (gint) octets->len);
      guint8 bit = (guint8) (1 << g_rand_int_range (random, 0, 8));
      g_autoptr (GError) error = NULL;
      octets->data[at] ^= bit;
      g_autoptr (GvmStream) turned = walk (octets, &error);
      octets->data[at] ^= bit;
      if (turned == NULL) {
        ck_assert_msg (error->domain == GVM_ERROR, "seed %u, octet %u: %s", seed, at,
                       error->message);
        continue;
      }
      opened++;
      expect_seen (sound, turned, at);
    }
    ck_assert_msg (opened > FLIPS / 4, "seed %u: only %u of %u are opened", seed, opened, FLIPS);
  }
  printf ("seed %u\n", seed);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("value.bad_inputs", row_46_a_description_of_a_million_levels_is_too_deep,
                    row_47_keys_twice_and_sizes_that_are_none_are_no_description,
                    row_48_a_description_longer_than_what_is_there_is_truncated,
                    row_48_a_description_above_64_mebibytes_is_over_the_limit,
                    row_49_a_description_that_contradicts_the_octets_is_named_by_its_first_field,
                    row_50_a_million_fields_are_over_the_limit,
                    row_50_a_name_of_a_mebibyte_is_over_the_limit,
                    row_52_a_bit_that_turns_is_refused_or_seen_in_its_value_alone);
}
