/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the digest is for: no damage loads. What it is not for: malice.
 */
#include <gvmstate/spapr.h>

#include "registry/machine.h"

static void
expect_damaged (const GByteArray *octets, guint at)
{
  g_autoptr (GError) error = machine_load (octets, GVM_TOLERATE_NOTHING, NULL);

  ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_DIGEST) ||
                     g_error_matches (error, GVM_ERROR, GVM_ERROR_NO_DIGEST),
                 "%u: %s", at, error != NULL ? error->message : "it loads");
}

START_TEST (row_51_every_bit_of_a_small_stream)
{
  g_autoptr (GByteArray) stream = machine_stream ();

  for (guint bit = 0; bit < 8 * stream->len; bit++) {
    stream->data[bit / 8] ^= (guint8) (1 << bit % 8);
    expect_damaged (stream, bit / 8);
    stream->data[bit / 8] ^= (guint8) (1 << bit % 8);
  }
}
END_TEST

/* An ICS of 4096 sources, 32 KiB: all of its bits would take a while, so as many as a test has time for. */
START_TEST (row_51_a_hundred_thousand_bits_of_a_large_stream)
{
  enum { FLIPS = 100000 };
  g_autofree GvmSpaprIcs *ics = g_new0 (GvmSpaprIcs, 1);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  guint32 seed = g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;

  gvm_spapr_ics_init (ics);
  ck_assert (gvm_registry_add (registry, "ics", 0, &gvm_spapr_ics_desc, ics, NULL, NULL));
  g_autoptr (GBytes) whole = gvm_registry_save_to_bytes (registry, NULL);
  ck_assert (gvm_registry_load_from_bytes (registry, whole, NULL, NULL));
  gsize size = g_bytes_get_size (whole);
  g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (whole, NULL), size);
  g_autoptr (GBytes) damaged = g_bytes_new_static (octets, size);
  for (guint i = 0; i < FLIPS; i++) {
    guint32 bit = (guint32) g_rand_int_range (random, 0, (gint32) (8 * size));

    octets[bit / 8] ^= (guint8) (1 << bit % 8);
    g_clear_error (&error);
    ck_assert_msg (!gvm_registry_load_from_bytes (registry, damaged, NULL, &error),
                   "seed %u: bit %u may be changed", seed, bit);
    ck_assert_msg (error->code == GVM_ERROR_DIGEST || error->code == GVM_ERROR_NO_DIGEST,
                   "seed %u: bit %u: %s", seed, bit, error->message);
    octets[bit / 8] ^= (guint8) (1 << bit % 8);
  }
}
END_TEST

START_TEST (row_53_octets_that_changed_places_and_pages_of_zeros)
{
  for (guint at = 0; at < END; at++) {
    g_autoptr (GByteArray) stream = machine_stream ();
    guint8 octet = stream->data[at];

    stream->data[at] = stream->data[at + 1];
    stream->data[at + 1] = octet;
    if (stream->data[at] != octet)
      expect_damaged (stream, at);
  }
  for (guint at = 0; at < END; at += 16) {
    g_autoptr (GByteArray) stream = machine_stream ();

    memset (stream->data + at, 0, 16);
    expect_damaged (stream, at);
  }
}
END_TEST

START_TEST (row_54_a_section_of_another_stream_of_the_machine)
{
  g_autoptr (GByteArray) stream = machine_stream ();
  Machine other;

  machine_open (&other);
  other.disk.size = 9;
  g_autoptr (GBytes) bytes = gvm_registry_save_to_bytes (other.registry, NULL);
  memcpy (stream->data + DISK, (const guint8 *) g_bytes_get_data (bytes, NULL) + DISK, NET - DISK);
  expect_damaged (stream, DISK);
  machine_close (&other);
}
END_TEST

START_TEST (row_55_a_digest_that_was_made_anew_is_no_signature)
{
  g_autoptr (GByteArray) stream = machine_stream ();

  stream->data[DISK_PAYLOAD] ^= 1;
  seal (stream);
  g_autoptr (GError) error = machine_load (stream, GVM_TOLERATE_NOTHING, NULL);
  ck_assert_msg (error == NULL, "%s", error != NULL ? error->message : "");
}
END_TEST

START_TEST (a_wrong_digest_is_not_tolerated_as_none)
{
  g_autoptr (GByteArray) stream = machine_stream ();

  stream->data[DISK_PAYLOAD] ^= 1;
  g_autoptr (GError) error = machine_load (stream, GVM_TOLERATE_NO_DIGEST, NULL);
  expect_error (error, GVM_ERROR_DIGEST, NULL, NO_OFFSET);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("registry.damage", row_51_every_bit_of_a_small_stream,
                    row_51_a_hundred_thousand_bits_of_a_large_stream,
                    row_53_octets_that_changed_places_and_pages_of_zeros,
                    row_54_a_section_of_another_stream_of_the_machine,
                    row_55_a_digest_that_was_made_anew_is_no_signature,
                    a_wrong_digest_is_not_tolerated_as_none);
}
