/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In QEMU's spapr_pci the table of MSIs comes last, so a cut or changed payload fails before the new
 * table is begun, or seldom, by a key that happens to be there already. These are the other two cases,
 * for each recorded table: failures in the midst of it, and failures when it is in place already.
 */
#include "spapr/target.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static GPtrArray *payloads;

/* The rows of spapr_pci from the last to the first. */
GVM_FIELDS (turned_fields, GvmSpaprPhb) = {
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI),
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
};
GVM_DEFINE_STATIC_DESC (turned_desc, GvmSpaprPhb, "turned", 2, 2, turned_fields);

/* spapr_pci with hooks that refuse what was loaded; one of them has overwritten it before. */
GVM_FIELDS (phb_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, gvm_spapr_msi_desc, .max = GVM_SPAPR_MAX_MSI),
};

GVM_DEFINE_CHECK (refuse, GvmSpaprPhb, self, error)
{
  return FALSE;
}

GVM_DEFINE_HOOK (spoil_and_refuse, GvmSpaprPhb, self, error)
{
  memset (self->lsi_table, 0xee, sizeof self->lsi_table);
  self->buid = 0;
  return FALSE;
}

GVM_DEFINE_STATIC_DESC (checked_desc, GvmSpaprPhb, "refused", 2, 2, phb_fields,
                        .check = GVM_HOOK (GvmSpaprPhb, refuse));
GVM_DEFINE_STATIC_DESC (spoiled_desc, GvmSpaprPhb, "refused", 2, 2, phb_fields,
                        .post_load = GVM_HOOK (GvmSpaprPhb, spoil_and_refuse));

typedef struct {
  const Payload *payload;
  Target *target;
  guint n_failed;
} Trial;

/* Loads @size octets by @desc. Returns: (transfer full) (nullable): the error, which has a path that
 * starts with @desc's name and an offset among the octets; the target is what it was. */
static GError *
try_to_load (Trial *trial, const GvmDesc *desc, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, NULL);
  GError *error = NULL;
  guint64 offset;

  if (gvm_decode (reader, desc, 2, trial->target->self, &error))
    return NULL;

  const char *change = target_find_change (trial->target);
  if (change != NULL)
    ck_abort_msg ("%s, %s: %s", trial->payload->where, error->message, change);
  if (!g_str_has_prefix (gvm_error_get_path (error), desc->codec.name) ||
      !gvm_error_get_offset (error, &offset) || offset > size)
    ck_abort_msg ("%s: no place in '%s'", trial->payload->where, error->message);
  trial->n_failed++;
  return error;
}

static void
try_each (void (*attempt) (Trial *trial))
{
  guint n_failed = 0;

  for (guint i = 0; i < payloads->len; i++) {
    const Payload *payload = g_ptr_array_index (payloads, i);

    if (payload->kind != PAYLOAD_PCI)
      continue;
    g_autoptr (Target) target = target_new_for (payload, TRUE);
    Trial trial = { .payload = payload, .target = target };
    attempt (&trial);
    n_failed += trial.n_failed;
  }
  ck_assert_uint_gt (n_failed, 0);
  g_print ("%u loads that failed\n", n_failed);
}

/* ---- failures in the midst of the table ------------------------------------------------------ */

static void
repeat_each_key (Trial *trial)
{
  const Payload *payload = trial->payload;
  guint32 count = wire_u32 (payload->data + WIRE_COUNT_AT);
  g_autofree guint8 *octets = g_memdup2 (payload->data, payload->size);
  guint8 *msis = octets + WIRE_MSIS_AT;

  for (guint32 late = 1; late < count; late++)
    for (guint32 early = 0; early < late; early++) {
      guint8 *key = msis + late * WIRE_MSI_SIZE;
      guint32 old;
      guint64 offset;

      memcpy (&old, key, sizeof old);
      memcpy (key, msis + early * WIRE_MSI_SIZE, sizeof old);
      g_autoptr (GError) error = try_to_load (trial, &gvm_spapr_phb_desc, octets, payload->size);
      g_autofree char *path = g_strdup_printf ("spapr_pci/msi{0x%x}", wire_u32 (key));
      ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_KEY), "%s",
                     payload->where);
      ck_assert_str_eq (gvm_error_get_path (error), path);
      ck_assert (gvm_error_get_offset (error, &offset));
      ck_assert_uint_eq (offset, (gsize) (key - octets));
      memcpy (key, &old, sizeof old);
    }
}

START_TEST (test_a_repeated_key_fails_where_it_is_and_leaves_no_trace)
{
  try_each (repeat_each_key);
}
END_TEST

/* ---- failures behind the table --------------------------------------------------------------- */

enum {
  BEHIND = WIRE_COUNT_AT /* octets behind the table when it is turned: what was before its count */
};

/* The octets of a payload as turned_desc has them, or back. */
static guint8 *
turn (const guint8 *data, gsize size)
{
  guint8 *turned = g_malloc (size), *at = turned;
  gsize table = size - BEHIND;

  memcpy (at, data + WIRE_COUNT_AT, table);
  memcpy (at + table, data + WIRE_LSI_AT, WIRE_COUNT_AT - WIRE_LSI_AT);
  memcpy (at + size - WIRE_LSI_AT, data, WIRE_LSI_AT);
  return turned;
}

static guint8 *
turn_back (const guint8 *turned, gsize size)
{
  guint8 *data = g_malloc (size);
  gsize table = size - BEHIND;

  memcpy (data + WIRE_COUNT_AT, turned, table);
  memcpy (data + WIRE_LSI_AT, turned + table, WIRE_COUNT_AT - WIRE_LSI_AT);
  memcpy (data, turned + size - WIRE_LSI_AT, WIRE_LSI_AT);
  return data;
}

static void
cut_turned (Trial *trial)
{
  gsize whole = trial->payload->size;
  g_autofree guint8 *turned = turn (trial->payload->data, whole);

  for (gsize size = 0; size < whole; size++) {
    g_autofree guint8 *octets = g_memdup2 (turned, size); /* a block that ends where they do */
    g_autoptr (GError) error = try_to_load (trial, &turned_desc, octets, size);

    ck_assert_msg (g_error_matches (error, GVM_ERROR, GVM_ERROR_TRUNCATED), "%s, cut to %zu",
                   trial->payload->where, size);
  }
}

START_TEST (test_a_table_in_place_is_taken_back_when_octets_end_behind_it)
{
  try_each (cut_turned);
}
END_TEST

static void
change_turned (Trial *trial)
{
  gsize size = trial->payload->size;
  g_autofree guint8 *octets = turn (trial->payload->data, size);

  for (gsize position = 0; position < size; position++)
    for (guint value = 0x00; value <= 0xff; value += 0xff) {
      guint8 old = octets[position];

      octets[position] = (guint8) value;
      g_autoptr (GError) error = try_to_load (trial, &turned_desc, octets, size);
      if (error == NULL) {
        g_autofree guint8 *data = turn_back (octets, size);

        ck_assert_ptr_null (target_find_difference (trial->target, data));
        target_renew (trial->target);
      } else if (position >= size - BEHIND) {
        ck_assert_int_eq (error->code, GVM_ERROR_EQUAL_MISMATCH);
      }
      octets[position] = old;
    }
}

START_TEST (test_a_table_in_place_is_taken_back_when_a_value_behind_it_differs)
{
  try_each (change_turned);
}
END_TEST

/* ---- refusals ------------------------------------------------------------------------------- */

static void
load_to_be_refused (Trial *trial)
{
  static const GvmDesc *const descs[] = { &checked_desc, &spoiled_desc };

  for (gsize i = 0; i < G_N_ELEMENTS (descs); i++) {
    g_autoptr (GError) error =
        try_to_load (trial, descs[i], trial->payload->data, trial->payload->size);

    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_REFUSED));
  }
}

START_TEST (test_a_table_in_place_is_taken_back_when_a_hook_refuses)
{
  try_each (load_to_be_refused);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("spapr.table");
  TCase *tcase = tcase_create ("table");

  tcase_add_test (tcase, test_a_repeated_key_fails_where_it_is_and_leaves_no_trace);
  tcase_add_test (tcase, test_a_table_in_place_is_taken_back_when_octets_end_behind_it);
  tcase_add_test (tcase, test_a_table_in_place_is_taken_back_when_a_value_behind_it_differs);
  tcase_add_test (tcase, test_a_table_in_place_is_taken_back_when_a_hook_refuses);
  suite_add_tcase (suite, tcase);
  payloads = payloads_collect ();

  SRunner *runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  int n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  g_ptr_array_unref (payloads);
  return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
