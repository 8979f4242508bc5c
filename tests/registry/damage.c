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

/* A stream that can be changed where it is. */
typedef struct {
  GvmRegistry *registry;
  GBytes *bytes; /* over these octets */
  guint8 *octets;
  gsize size;
} Victim;

static Victim
victim_of (const char *idstr, const GvmDesc *desc, gpointer self)
{
  Victim victim = { .registry = gvm_registry_new () };

  ck_assert (gvm_registry_add (victim.registry, idstr, 0, desc, self, NULL, NULL));
  g_autoptr (GBytes) whole = gvm_registry_save_to_bytes (victim.registry, NULL);
  ck_assert (gvm_registry_load_from_bytes (victim.registry, whole, NULL, NULL));
  victim.size = g_bytes_get_size (whole);
  victim.octets = g_memdup2 (g_bytes_get_data (whole, NULL), victim.size);
  victim.bytes = g_bytes_new_take (victim.octets, victim.size);
  return victim;
}

static void
victim_clear (Victim *victim)
{
  g_bytes_unref (victim->bytes);
  g_object_unref (victim->registry);
}

static void
expect_bit_missed (Victim *victim, gsize bit)
{
  g_autoptr (GError) error = NULL;

  victim->octets[bit / 8] ^= (guint8) (1 << bit % 8);
  ck_assert_msg (!gvm_registry_load_from_bytes (victim->registry, victim->bytes, NULL, &error),
                 "bit %zu may be changed", bit);
  ck_assert_msg (error->code == GVM_ERROR_DIGEST || error->code == GVM_ERROR_NO_DIGEST,
                 "bit %zu: %s", bit, error->message);
  victim->octets[bit / 8] ^= (guint8) (1 << bit % 8);
}

/* An ICS of 4096 sources. */
START_TEST (row_51_every_bit_of_a_stream_of_33_kib)
{
  g_autofree GvmSpaprIcs *ics = g_new0 (GvmSpaprIcs, 1);

  gvm_spapr_ics_init (ics);
  Victim victim = victim_of ("ics", &gvm_spapr_ics_desc, ics);
  ck_assert_uint_gt (victim.size, 33000);
  for (gsize bit = 0; bit < 8 * victim.size; bit++)
    expect_bit_missed (&victim, bit);
  victim_clear (&victim);
}
END_TEST

typedef struct {
  GArray *words;
} Large;
GVM_FIELDS (large_fields, Large) = { GVM_GARRAY (Large, words, gvm_u32) };
GVM_DEFINE_STATIC_DESC (large_desc, Large, "large", 1, 1, large_fields);

START_TEST (row_51_a_hundred_thousand_bits_of_a_stream_of_256_kib)
{
  enum { FLIPS = 100000, WORDS = 65536 };
  const char *given = g_getenv ("GVM_TEST_SEED");
  guint32 seed = given != NULL ? (guint32) g_ascii_strtoull (given, NULL, 0) : g_random_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Large large = { g_array_new (FALSE, FALSE, sizeof (guint32)) };

  g_print ("GVM_TEST_SEED=%u\n", seed);
  for (guint32 i = 0; i < WORDS; i++) {
    guint32 word = g_rand_int (random);
    g_array_append_val (large.words, word);
  }
  Victim victim = victim_of ("large", &large_desc, &large);
  for (guint i = 0; i < FLIPS; i++)
    expect_bit_missed (&victim, (gsize) g_rand_int_range (random, 0, (gint32) (8 * victim.size)));
  victim_clear (&victim);
  gvm_state_clear (&large_desc, &large);
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
  return RUN_TESTS (
      "registry.damage", row_51_every_bit_of_a_small_stream, row_51_every_bit_of_a_stream_of_33_kib,
      row_51_a_hundred_thousand_bits_of_a_stream_of_256_kib,
      row_53_octets_that_changed_places_and_pages_of_zeros,
      row_54_a_section_of_another_stream_of_the_machine,
      row_55_a_digest_that_was_made_anew_is_no_signature, a_wrong_digest_is_not_tolerated_as_none);
}
