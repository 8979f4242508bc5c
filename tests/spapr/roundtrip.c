/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a real QEMU wrote, loaded into live structs and saved again.
 */
#include "spapr/target.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static GPtrArray *payloads;

/* Different payloads that there are, and of them those in vectors, whose recorder took them apart;
 * counted by another program than this. Who finds nothing proves nothing. */
enum {
  N_ICS = 57,
  N_ICP = 38,
  N_PCI = 53,
  N_DECODED_ICS = 55,
  N_DECODED_ICP = 38,
  N_DECODED_PCI = 51,
};

/* Holds, and names the payload when it doesn't. */
#define assert_of(payload, condition)                                                              \
  do {                                                                                             \
    if (!(condition))                                                                              \
      ck_abort_msg ("%s (%s): %s", (payload)->where, payload_kind_name ((payload)->kind),          \
                    #condition);                                                                   \
  } while (0)

static void
load (const Payload *payload, const GvmDesc *desc, Target *target)
{
  g_autoptr (GvmReader) reader = gvm_reader_new (payload->bytes, NULL);
  g_autoptr (GError) error = NULL;

  if (!gvm_decode (reader, desc, payload->version_id, target->self, &error))
    ck_abort_msg ("%s: %s", payload->where, error->message);
  assert_of (payload, gvm_reader_left (reader) == 0);
}

static GBytes *
save (const GvmDesc *desc, const Target *target)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!gvm_encode (writer, desc, desc->version_id, target->self, &error))
    ck_abort_msg ("%s", error->message);
  return gvm_writer_steal (writer);
}

typedef void (*Visit) (const Payload *payload, Target *target);

/* Visits each payload of a kind, loaded into a target that was filled before, or as it is at first. */
static void
visit_loaded (PayloadKind kind, gboolean is_filled, Visit visit)
{
  guint n = 0;

  for (guint i = 0; i < payloads->len; i++) {
    const Payload *payload = g_ptr_array_index (payloads, i);

    if (payload->kind != kind)
      continue;
    g_autoptr (Target) target = target_new_for (payload, is_filled);
    load (payload, target->desc, target);
    visit (payload, target);
    n++;
  }
  ck_assert_uint_gt (n, 0);
}

/* ---- bytes ---------------------------------------------------------------------------------- */

static void
assert_same_bytes (const Payload *payload, Target *target)
{
  g_autoptr (GBytes) saved = save (target->desc, target);

  assert_of (payload, g_bytes_equal (saved, payload->bytes));
}

START_TEST (test_an_ics_saves_the_bytes_it_loaded)
{
  visit_loaded (PAYLOAD_ICS, FALSE, assert_same_bytes);
}
END_TEST

START_TEST (test_an_icp_saves_the_bytes_it_loaded)
{
  visit_loaded (PAYLOAD_ICP, FALSE, assert_same_bytes);
}
END_TEST

/* The entries of @saved as they stand there, after a look at all that comes before them. */
static GArray *
read_saved (const Payload *payload, GBytes *saved)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (saved, &size);

  assert_of (payload, size == payload->size);
  assert_of (payload, memcmp (data, payload->data, WIRE_MSIS_AT) == 0);
  return wire_msis (data);
}

/* As QEMU wrote it, but for the order: that of the keys. */
static void
assert_sorted_bytes (const Payload *payload, Target *target)
{
  g_autoptr (GBytes) saved = save (target->desc, target);
  g_autoptr (GArray) msis = read_saved (payload, saved), expected = wire_msis (payload->data);

  wire_msis_sort (expected);
  assert_of (payload, wire_msis_equal (msis, expected));
}

START_TEST (test_a_phb_saves_the_entries_it_loaded_ascending_by_key)
{
  visit_loaded (PAYLOAD_PCI, FALSE, assert_sorted_bytes);
}
END_TEST

START_TEST (test_what_a_target_held_does_not_show_after_a_load)
{
  visit_loaded (PAYLOAD_ICS, TRUE, assert_same_bytes);
  visit_loaded (PAYLOAD_ICP, TRUE, assert_same_bytes);
  visit_loaded (PAYLOAD_PCI, TRUE, assert_sorted_bytes);
}
END_TEST

/* ---- contents ------------------------------------------------------------------------------- */

static void
assert_contents (const Payload *payload, Target *target)
{
  target_expect (target, payload->data);
  assert_of (payload, target_find_difference (target, payload->data) == NULL);
}

START_TEST (test_members_hold_what_the_octets_say)
{
  for (guint kind = 0; kind < PAYLOAD_KINDS; kind++)
    visit_loaded ((PayloadKind) kind, FALSE, assert_contents);
}
END_TEST

static guint n_recorded;

static guint32
get_u32 (JsonObject *object, const char *name)
{
  return (guint32) json_object_get_int_member (object, name);
}

static void
assert_recorded_icp (const Payload *payload, Target *target)
{
  const GvmSpaprIcp *icp = target->self;
  g_autofree char *server = g_strdup_printf ("%u", payload->instance_id);

  if (payload->decoded == NULL)
    return;
  JsonObject *all = json_object_get_object_member (payload->decoded, "icp");
  JsonObject *recorded = json_object_get_object_member (all, server);
  assert_of (payload, icp->xirr == get_u32 (recorded, "xirr"));
  assert_of (payload, icp->pending_priority == get_u32 (recorded, "pending_priority"));
  assert_of (payload, icp->mfrr == get_u32 (recorded, "mfrr"));
  n_recorded++;
}

static void
assert_recorded_phb (const Payload *payload, Target *target)
{
  g_autoptr (GArray) msis = target_get_msis (target);

  if (payload->decoded == NULL)
    return;
  JsonObject *recorded = json_object_get_object_member (payload->decoded, "spapr_pci");
  JsonArray *entries = json_object_get_array_member (recorded, "msi_devs");
  assert_of (payload, msis->len == json_array_get_length (entries));
  for (guint i = 0; i < msis->len; i++) {
    JsonArray *entry = json_array_get_array_element (entries, i);
    guint32 config_addr = (guint32) json_array_get_int_element (entry, 0);
    GvmSpaprMsi *msi = g_hash_table_lookup (((GvmSpaprPhb *) target->self)->msi, &config_addr);

    assert_of (payload, msi != NULL);
    assert_of (payload, msi->first_irq == json_array_get_int_element (entry, 1));
    assert_of (payload, msi->num == json_array_get_int_element (entry, 2));
  }
  n_recorded++;
}

/* The recorder names the sources that are not as they are at first. */
static void
assert_recorded_ics (const Payload *payload, Target *target)
{
  const GvmSpaprIcs *ics = target->self;

  if (payload->decoded == NULL)
    return;
  JsonObject *all = json_object_get_object_member (payload->decoded, "ics");
  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++) {
    g_autofree char *number = g_strdup_printf ("0x%x", GVM_SPAPR_IRQ_BASE + i);
    const GvmSpaprIrq *irq = &ics->irqs[i];

    if (json_object_has_member (all, number)) {
      JsonObject *recorded = json_object_get_object_member (all, number);

      assert_of (payload, irq->server == get_u32 (recorded, "server"));
      assert_of (payload, irq->priority == get_u32 (recorded, "prio"));
      assert_of (payload, irq->saved_priority == get_u32 (recorded, "saved"));
      assert_of (payload, irq->status == get_u32 (recorded, "status"));
      assert_of (payload, irq->flags == get_u32 (recorded, "flags"));
    } else {
      assert_of (payload,
                 memcmp (irq, &((GvmSpaprIcs *) target->before)->irqs[i], sizeof *irq) == 0);
    }
  }
  n_recorded++;
}

START_TEST (test_members_hold_what_the_recorder_decoded)
{
  visit_loaded (PAYLOAD_ICS, FALSE, assert_recorded_ics);
  ck_assert_uint_ge (n_recorded, N_DECODED_ICS);
  visit_loaded (PAYLOAD_ICP, FALSE, assert_recorded_icp);
  ck_assert_uint_ge (n_recorded, N_DECODED_ICS + N_DECODED_ICP);
  visit_loaded (PAYLOAD_PCI, FALSE, assert_recorded_phb);
  ck_assert_uint_ge (n_recorded, N_DECODED_ICS + N_DECODED_ICP + N_DECODED_PCI);
}
END_TEST

/* ---- order ---------------------------------------------------------------------------------- */

/* The same table, with another rule of order. */
GVM_FIELDS (stored_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI,
            .order = GVM_ORDER_AS_STORED),
};
GVM_DECLARE_DESC (stored_desc, GvmSpaprPhb);
GVM_DEFINE_DESC (stored_desc, GvmSpaprPhb, "spapr_pci", 2, 2, stored_fields);

static void
assert_permuted_bytes (const Payload *payload, Target *target)
{
  g_autoptr (GBytes) saved = save (&stored_desc, target);
  g_autoptr (GArray) msis = read_saved (payload, saved), expected = wire_msis (payload->data);
  g_autoptr (GArray) iterated = target_get_msis (target);

  assert_of (payload, wire_msis_equal (msis, iterated));
  wire_msis_sort (msis);
  wire_msis_sort (expected);
  assert_of (payload, wire_msis_equal (msis, expected));
}

START_TEST (test_as_stored_entries_are_those_of_the_iterator_and_all_of_them)
{
  visit_loaded (PAYLOAD_PCI, FALSE, assert_permuted_bytes);
}
END_TEST

static void
shuffle (GRand *rand, GArray *msis)
{
  for (guint i = msis->len; i > 1; i--) {
    WireMsi *a = &g_array_index (msis, WireMsi, i - 1);
    WireMsi *b = &g_array_index (msis, WireMsi, g_rand_int_range (rand, 0, (gint32) i));
    WireMsi kept = *a;

    *a = *b;
    *b = kept;
  }
}

/* A machine that was given @msis in a random order, and others that were taken away again. */
static GBytes *
configure_and_save (GRand *rand, GArray *msis)
{
  g_autoptr (Target) target = target_new (PAYLOAD_PCI, 0, FALSE);
  GvmSpaprPhb *phb = target->self;
  guint n_passing = (guint) g_rand_int_range (rand, 0, 64);

  for (guint32 i = 0; i < n_passing; i++)
    gvm_spapr_phb_set_msi (phb, 0xff000000 + i, GVM_SPAPR_IRQ_MSI, 1);
  shuffle (rand, msis);
  for (guint i = 0; i < msis->len; i++) {
    const WireMsi *msi = &g_array_index (msis, WireMsi, i);

    gvm_spapr_phb_set_msi (phb, msi->config_addr, msi->first_irq, msi->num);
  }
  for (guint32 i = 0; i < n_passing; i++) {
    guint32 config_addr = 0xff000000 + i;

    g_hash_table_remove (phb->msi, &config_addr);
  }
  return save (target->desc, target);
}

static GArray *
random_msis (GRand *rand)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *msis = g_array_new (FALSE, FALSE, sizeof (WireMsi));
  guint n = (guint) g_rand_int_range (rand, 0, 100);

  while (msis->len < n) {
    WireMsi msi = { g_rand_int (rand) & 0xffff00, g_rand_int (rand), g_rand_int (rand) };

    if (g_hash_table_add (seen, GUINT_TO_POINTER (msi.config_addr)))
      g_array_append_val (msis, msi);
  }
  return msis;
}

START_TEST (test_the_order_of_configuration_does_not_show)
{
  const char *given = g_getenv ("GVM_TEST_SEED");
  guint32 seed = given != NULL ? (guint32) strtoul (given, NULL, 0) : g_random_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_print ("GVM_TEST_SEED=%u\n", seed);
  for (guint round = 0; round < 1000; round++) {
    g_autoptr (GArray) msis = random_msis (rand);
    g_autoptr (GBytes) one = configure_and_save (rand, msis);
    g_autoptr (GBytes) other = configure_and_save (rand, msis);

    if (!g_bytes_equal (one, other))
      ck_abort_msg ("round %u of GVM_TEST_SEED=%u: the same MSIs, other bytes", round, seed);
  }
}
END_TEST

/* ---- the end of a payload ------------------------------------------------------------------- */

START_TEST (test_octets_behind_a_payload_are_left_for_others)
{
  for (guint i = 0; i < payloads->len; i++) {
    const Payload *payload = g_ptr_array_index (payloads, i);
    g_autoptr (Target) target = target_new_for (payload, FALSE);
    g_autoptr (GByteArray) octets = g_byte_array_new ();

    g_byte_array_append (octets, payload->data, (guint) payload->size);
    g_byte_array_append (octets, (const guint8 *) "\x05\xff garbage", 10);
    g_autoptr (GBytes) bytes = g_bytes_new_static (octets->data, octets->len);
    g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);

    assert_of (payload, gvm_decode (reader, target->desc, payload->version_id, target->self, NULL));
    assert_of (payload, gvm_reader_tell (reader) == payload->size);
    assert_contents (payload, target);
  }
}
END_TEST

/* ---- the data themselves -------------------------------------------------------------------- */

static guint
count_payloads (PayloadKind kind)
{
  guint n = 0;

  for (guint i = 0; i < payloads->len; i++)
    n += ((const Payload *) g_ptr_array_index (payloads, i))->kind == kind;
  return n;
}

static guint32
find_largest_table (void)
{
  guint32 largest = 0;

  for (guint i = 0; i < payloads->len; i++) {
    const Payload *payload = g_ptr_array_index (payloads, i);

    if (payload->kind == PAYLOAD_PCI)
      largest = MAX (largest, wire_u32 (payload->data + WIRE_COUNT_AT));
  }
  return largest;
}

START_TEST (test_no_recorded_payload_is_missed)
{
  ck_assert_uint_ge (count_payloads (PAYLOAD_ICS), N_ICS);
  ck_assert_uint_ge (count_payloads (PAYLOAD_ICP), N_ICP);
  ck_assert_uint_ge (count_payloads (PAYLOAD_PCI), N_PCI);
  ck_assert_uint_eq (find_largest_table (), 40);
}
END_TEST

static Suite *
make_suite (void)
{
  Suite *suite = suite_create ("spapr.roundtrip");
  TCase *tcase = tcase_create ("roundtrip");

  tcase_add_test (tcase, test_no_recorded_payload_is_missed);
  tcase_add_test (tcase, test_an_ics_saves_the_bytes_it_loaded);
  tcase_add_test (tcase, test_an_icp_saves_the_bytes_it_loaded);
  tcase_add_test (tcase, test_a_phb_saves_the_entries_it_loaded_ascending_by_key);
  tcase_add_test (tcase, test_what_a_target_held_does_not_show_after_a_load);
  tcase_add_test (tcase, test_members_hold_what_the_octets_say);
  tcase_add_test (tcase, test_members_hold_what_the_recorder_decoded);
  tcase_add_test (tcase, test_as_stored_entries_are_those_of_the_iterator_and_all_of_them);
  tcase_add_test (tcase, test_the_order_of_configuration_does_not_show);
  tcase_add_test (tcase, test_octets_behind_a_payload_are_left_for_others);
  suite_add_tcase (suite, tcase);
  return suite;
}

int
main (void)
{
  payloads = payloads_collect ();

  SRunner *runner = srunner_create (make_suite ());
  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  g_print ("%u ics, %u icp/server and %u spapr_pci; the largest table has %u entries\n",
           count_payloads (PAYLOAD_ICS), count_payloads (PAYLOAD_ICP), count_payloads (PAYLOAD_PCI),
           find_largest_table ());
  g_ptr_array_unref (payloads);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
