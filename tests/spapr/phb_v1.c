/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `spapr_pci` version 1, in a stream, into the PHB of today. Source of the octets: the order and width of its
 * fields in QEMU before 2.1, hw/ppc/spapr_pci.c.
 */
#include "support/suite.h"

#include <gvmstate/spapr.h>

enum {
  LSI = 8 + 4 + 4 * 8,             /* octets before the LSIs */
  MSI = LSI + GVM_SPAPR_N_LSI * 4, /* and before the MSIs */
  SIZE = MSI + 32 * 12,
};

static void
put (guint8 *octets, gsize at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (octets + at, &value, sizeof value);
}

static void
put_msi (guint8 *octets, guint index, guint32 config_addr, guint32 first_irq, guint32 num)
{
  put (octets, MSI + 12 * index, config_addr);
  put (octets, MSI + 12 * index + 4, first_irq);
  put (octets, MSI + 12 * index + 8, num);
}

/* PHB 0 with MSIs of two functions. */
static void
make_golden (guint8 *octets)
{
  static const guint8 head[] = {
    0x08, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, /* buid */
    0x80, 0x00, 0x00, 0x00,                         /* dma_liobn */
    0x00, 0x00, 0x01, 0x00, 0xa0, 0x00, 0x00, 0x00, /* mem_win_addr */
    0x00, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, /* mem_win_size */
    0x00, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, /* io_win_addr */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, /* io_win_size */
    0x00, 0x00, 0x12, 0x00,                         /* lsi_table[0].irq */
    0x00, 0x00, 0x12, 0x01,                         /* lsi_table[1].irq */
    0x00, 0x00, 0x12, 0x02,                         /* lsi_table[2].irq */
    0x00, 0x00, 0x12, 0x03,                         /* lsi_table[3].irq */
  };

  memset (octets, 0, SIZE);
  memcpy (octets, head, sizeof head);
  put_msi (octets, 0, 0x1000, 0x131a, 1);
  put_msi (octets, 7, 0x800, 0x1300, 4);
}

static gboolean
load (GvmSpaprPhb *phb, const guint8 *octets, gsize size, GError **error)
{
  g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
  g_autoptr (GvmReader) reader = reader_on (copy, size, NULL);

  return gvm_decode (reader, &gvm_spapr_phb_desc, 1, phb, error) && gvm_reader_left (reader) == 0;
}

static void
expect_msi (const GvmSpaprPhb *phb, guint32 config_addr, guint32 first_irq, guint32 num)
{
  const GvmSpaprMsi *msi = g_hash_table_lookup (phb->msi, &config_addr);

  ck_assert_ptr_nonnull (msi);
  ck_assert_uint_eq (msi->first_irq, first_irq);
  ck_assert_uint_eq (msi->num, num);
}

START_TEST (version_1_is_444_octets_and_becomes_a_table)
{
  guint8 golden[SIZE];
  GvmSpaprPhb phb;
  GError *error = NULL;

  ck_assert_uint_eq (sizeof golden, 444);
  make_golden (golden);
  gvm_spapr_phb_init (&phb, 0);
  gvm_spapr_phb_set_msi (&phb, 0x2000, 0x1400, 2);
  ck_assert_msg (load (&phb, golden, sizeof golden, &error), "%s",
                 error != NULL ? error->message : "octets left");
  ck_assert_uint_eq (g_hash_table_size (phb.msi), 2);
  expect_msi (&phb, 0x1000, 0x131a, 1);
  expect_msi (&phb, 0x800, 0x1300, 4);
  gvm_spapr_phb_clear (&phb);
}
END_TEST

/* The PHB stays what it was, with the one MSI that it had. */
static void
expect_refused (const guint8 *octets, gsize size, GvmError code, const char *path, guint64 offset)
{
  GvmSpaprPhb phb, raw;
  g_autoptr (GError) error = NULL;

  gvm_spapr_phb_init (&phb, 0);
  gvm_spapr_phb_set_msi (&phb, 0x2000, 0x1400, 2);
  memcpy (&raw, &phb, sizeof raw);
  ck_assert (!load (&phb, octets, size, &error));
  expect_error (error, code, path, offset);
  ck_assert_mem_eq (&phb, &raw, sizeof raw);
  ck_assert_uint_eq (g_hash_table_size (phb.msi), 1);
  expect_msi (&phb, 0x2000, 0x1400, 2);
  gvm_spapr_phb_clear (&phb);
}

START_TEST (every_prefix_is_truncated)
{
  guint8 golden[SIZE];

  make_golden (golden);
  for (gsize size = 0; size < sizeof golden; size++) {
    GvmSpaprPhb phb;
    g_autoptr (GError) error = NULL;

    gvm_spapr_phb_init (&phb, 0);
    ck_assert (!load (&phb, golden, size, &error));
    ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_TRUNCATED));
    ck_assert_uint_eq (g_hash_table_size (phb.msi), 0);
    gvm_spapr_phb_clear (&phb);
  }
}
END_TEST

START_TEST (another_phb_s_state_is_refused)
{
  guint8 octets[SIZE];

  make_golden (octets);
  octets[7]++;
  expect_refused (octets, sizeof octets, GVM_ERROR_EQUAL_MISMATCH, "spapr_pci/buid", 0);
  make_golden (octets);
  octets[LSI + 2 * 4 + 3]++;
  expect_refused (octets, sizeof octets, GVM_ERROR_EQUAL_MISMATCH, "spapr_pci/lsi_table[2]/irq",
                  LSI + 2 * 4);
}
END_TEST

START_TEST (a_place_is_in_use_or_all_zeros)
{
  guint8 octets[SIZE];

  make_golden (octets);
  put_msi (octets, 31, 0x1800, 0, 0);
  expect_refused (octets, sizeof octets, GVM_ERROR_REFUSED, "spapr_pci", 0);
  put_msi (octets, 31, 0, 0x1800, 0);
  expect_refused (octets, sizeof octets, GVM_ERROR_REFUSED, "spapr_pci", 0);
}
END_TEST

START_TEST (no_function_has_two_places)
{
  guint8 octets[SIZE];

  make_golden (octets);
  put_msi (octets, 31, 0x1000, 0x1400, 1);
  expect_refused (octets, sizeof octets, GVM_ERROR_REFUSED, "spapr_pci", 0);
}
END_TEST

START_TEST (all_places_can_be_in_use)
{
  guint8 octets[SIZE];
  GvmSpaprPhb phb;

  make_golden (octets);
  for (guint i = 0; i < 32; i++)
    put_msi (octets, i, i << 8, GVM_SPAPR_IRQ_MSI + i, 1);
  gvm_spapr_phb_init (&phb, 0);
  ck_assert (load (&phb, octets, sizeof octets, NULL));
  ck_assert_uint_eq (g_hash_table_size (phb.msi), 32);
  expect_msi (&phb, 31 << 8, GVM_SPAPR_IRQ_MSI + 31, 1);
  gvm_spapr_phb_clear (&phb);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("spapr.phb_v1", version_1_is_444_octets_and_becomes_a_table,
                    every_prefix_is_truncated, another_phb_s_state_is_refused,
                    a_place_is_in_use_or_all_zeros, no_function_has_two_places,
                    all_places_can_be_in_use);
}
