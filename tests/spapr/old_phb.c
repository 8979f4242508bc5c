/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * PHBs of old machines in streams of a whole machine: `spapr_pci` of version 1, and version 2 of up to pseries-2.7.
 */
#include "spapr/parts.h"

/* ---- version 1 ---------------------------------------------------------------------------------------- */

enum { LSI = 8 + 4 + 4 * 8, MSI_TABLE = LSI + 4 * 4, PLACE = 12, SIZE = MSI_TABLE + 32 * PLACE };

typedef struct {
  guint8 octets[SIZE];
} Old;
GVM_FIELDS (old_fields, Old) = {
  GVM_ARRAY (Old, octets, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (old_desc, Old, "spapr_pci", 1, 1, old_fields);

static void
put (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_place (Old *old, guint index, guint32 config_addr, guint32 first_irq, guint32 num)
{
  guint8 *place = old->octets + MSI_TABLE + PLACE * index;

  put (place, config_addr);
  put (place + 4, first_irq);
  put (place + 8, num);
}

static Old
make_old (void)
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
  Old old = { { 0 } };

  memcpy (old.octets, head, sizeof head);
  put_place (&old, 0, MSIX_ONLY, FIRST + 2, 3);
  put_place (&old, 9, MSI_ONLY, FIRST, 1);
  return old;
}

/* A machine whose PHB's table is as @old says it. */
static GvmSpaprMachine *
make_source (GvmSpaprOptions options)
{
  GvmSpaprMachine *machine = guest_machine_new (2, options);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  configure (machine, MSIX_ONLY, MSIX, 3, 6);
  pulse (machine, FIRST + 3);
  return machine;
}

static GvmSpaprMachine *
make_target (GvmSpaprOptions options)
{
  GvmSpaprMachine *machine = guest_machine_new (2, options);

  configure (machine, LARGE, MSIX, 99, 1);
  return machine;
}

static GBytes *
save_with_old (GvmSpaprMachine *machine, Old *old)
{
  const GvmSpaprPart part = { "spapr_pci", 0, &old_desc, old };

  return save_with_part (machine, "pseries-7.2", &part);
}

static void
expect_taken (GvmSpaprOptions options)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (options);
  g_autoptr (GvmSpaprMachine) target = make_target (options);
  Old old = make_old ();
  g_autoptr (GBytes) bytes = save_with_old (machine, &old);

  load_machine (target, bytes);
  ck_assert_uint_eq (count_entries (target), 2);
  ck_assert_uint_eq (count_allocated (target), 4);
  expect_entry (target, MSI_ONLY, FIRST, 1);
  expect_entry (target, MSIX_ONLY, FIRST + 2, 3);
  g_autoptr (GBytes) due = save_machine (machine), is = save_machine (target);
  expect_octets (g_bytes_get_data (is, NULL), g_bytes_get_size (is), g_bytes_get_data (due, NULL),
                 g_bytes_get_size (due));
  EXPECT_ANSWER (change_msi (target, MSIX_ONLY, MSIX, 0), 0, 0);
  ck_assert_uint_eq (count_allocated (target), 1);
}

START_TEST (a_table_of_32_places_becomes_the_machine_s_and_is_saved_as_version_2)
{
  expect_taken (GVM_SPAPR_DEFAULT);
  expect_taken (GVM_SPAPR_AS_QEMU);
}
END_TEST

START_TEST (places_must_agree_with_map_and_sources)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) target = make_target (GVM_SPAPR_DEFAULT);
  Old more = make_old (), fewer = make_old (), twice = make_old ();

  put_place (&more, 31, BOTH, FIRST + 9, 1);
  g_autoptr (GBytes) not_in_map = save_with_old (machine, &more);
  expect_machine_refuses (target, not_in_map, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x1800}");
  put_place (&fewer, 9, 0, 0, 0);
  g_autoptr (GBytes) not_in_table = save_with_old (machine, &fewer);
  expect_machine_refuses (target, not_in_table, GVM_ERROR_REFUSED,
                          "spapr[0]/spapr_irq_map/irq_map");
  put_place (&twice, 31, BOTH, FIRST + 2, 1);
  g_autoptr (GBytes) overlap = save_with_old (machine, &twice);
  expect_machine_refuses (target, overlap, GVM_ERROR_REFUSED, "is in another entry too");
}
END_TEST

START_TEST (places_must_be_in_the_range_of_msis)
{
  static const guint32 blocks[][2] = { { 0, 1 }, { FIRST - 1, 1 }, { 0x2000, 1 }, { FIRST, 3329 } };
  g_autoptr (GvmSpaprMachine) machine = make_source (GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) target = make_target (GVM_SPAPR_DEFAULT);

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    Old old = make_old ();

    put_place (&old, 31, BOTH, blocks[i][0], blocks[i][1]);
    g_autoptr (GBytes) bytes = save_with_old (machine, &old);
    expect_machine_refuses (target, bytes, GVM_ERROR_RANGE, "spapr_pci");
  }
}
END_TEST

START_TEST (another_phb_s_places_are_refused)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) target = make_target (GVM_SPAPR_DEFAULT);
  Old old = make_old ();

  old.octets[7]++;
  g_autoptr (GBytes) bytes = save_with_old (machine, &old);
  expect_machine_refuses (target, bytes, GVM_ERROR_EQUAL_MISMATCH, "spapr_pci[0]/buid");
}
END_TEST

/* ---- version 2 of machines up to pseries-2.7 -------------------------------------------------------------- */

static const guint8 windows[] = {
  0x80, 0x00, 0x00, 0x01,                         /* mig_liobn */
  0x00, 0x00, 0x01, 0x00, 0xa0, 0x00, 0x00, 0x00, /* mig_mem_win_addr */
  0x00, 0x00, 0x00, 0x0f, 0x80, 0x00, 0x00, 0x00, /* mig_mem_win_size */
  0x00, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, /* mig_io_win_addr */
  0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, /* mig_io_win_size */
};

enum { V2_SIZE = 8 + sizeof windows + 4 * 4 + 4 + 2 * 12 };

typedef struct {
  guint8 octets[V2_SIZE];
} V2;
GVM_FIELDS (v2_fields, V2) = {
  GVM_ARRAY (V2, octets, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (v2_desc, V2, "spapr_pci", 2, 2, v2_fields);

static V2
make_v2 (GvmSpaprMachine *machine)
{
  GvmSpaprPart part = gvm_spapr_machine_get_part (machine, 3);
  g_autoptr (GBytes) payload = save_part (&part);
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);
  V2 v2;

  ck_assert_uint_eq (size, V2_SIZE);
  memcpy (v2.octets, data, size);
  memcpy (v2.octets + 8, windows, sizeof windows);
  return v2;
}

START_TEST (a_machine_up_to_2_7_is_loaded_and_keeps_the_windows)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (GVM_SPAPR_PRE_2_8);
  g_autoptr (GvmSpaprMachine) target = make_target (GVM_SPAPR_PRE_2_8);
  V2 v2 = make_v2 (machine);
  const GvmSpaprPart part = { "spapr_pci", 0, &v2_desc, &v2 };
  g_autoptr (GBytes) bytes = save_with_part (machine, "pseries-2.7", &part);

  load_machine (target, bytes);
  ck_assert_uint_eq (count_entries (target), 2);
  expect_entry (target, MSI_ONLY, FIRST, 1);
  expect_entry (target, MSIX_ONLY, FIRST + 2, 3);
  ck_assert_uint_eq (gvm_spapr_machine_get_phb (target, 0)->mig_liobn, 0x80000001);
  GvmSpaprPart saved = gvm_spapr_machine_get_part (target, 3);
  g_autoptr (GBytes) payload = save_part (&saved);
  expect_octets (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), v2.octets, V2_SIZE);
}
END_TEST

START_TEST (version_1_gives_its_windows_to_a_machine_up_to_2_7)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (GVM_SPAPR_PRE_2_8);
  g_autoptr (GvmSpaprMachine) target = make_target (GVM_SPAPR_PRE_2_8);
  Old old = make_old ();
  const GvmSpaprPart part = { "spapr_pci", 0, &old_desc, &old };
  g_autoptr (GBytes) bytes = save_with_part (machine, "pseries-2.7", &part);

  load_machine (target, bytes);
  expect_entry (target, MSIX_ONLY, FIRST + 2, 3);
  GvmSpaprPart saved = gvm_spapr_machine_get_part (target, 3);
  g_autoptr (GBytes) payload = save_part (&saved);
  ck_assert_uint_eq (g_bytes_get_size (payload), 64 + 2 * 12);
  expect_octets (g_bytes_get_data (payload, NULL), LSI, old.octets, LSI);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.old_phb", a_table_of_32_places_becomes_the_machine_s_and_is_saved_as_version_2,
      places_must_agree_with_map_and_sources, places_must_be_in_the_range_of_msis,
      another_phb_s_places_are_refused, a_machine_up_to_2_7_is_loaded_and_keeps_the_windows,
      version_1_gives_its_windows_to_a_machine_up_to_2_7);
}
