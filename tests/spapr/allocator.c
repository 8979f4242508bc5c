/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which interrupts are granted: first fit, blocks of MSI-X at even numbers, and what happens when there is no room.
 */
#include "spapr/guest.h"

START_TEST (blocks_follow_one_another)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, BOTH, MSI, 3);
  change_msi (machine, BEHIND, MSI, 1);
  expect_entry (machine, MSI_ONLY, FIRST, 1);
  expect_entry (machine, BOTH, FIRST + 1, 3);
  expect_entry (machine, BEHIND, FIRST + 4, 1);
}
END_TEST

START_TEST (a_block_of_msix_begins_at_an_even_number)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, MSIX_ONLY, MSIX, 1);
  expect_entry (machine, MSIX_ONLY, FIRST + 2, 1);
  change_msi (machine, BEHIND, MSI, 1);
  expect_entry (machine, BEHIND, FIRST + 1, 1);
}
END_TEST

START_TEST (a_hole_is_taken_by_what_fits)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 2);
  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, MSIX_ONLY, MSIX, 0);
  change_msi (machine, BOTH, MSI, 3);
  expect_entry (machine, BOTH, FIRST + 3, 3);
  change_msi (machine, BEHIND, MSI, 1);
  expect_entry (machine, BEHIND, FIRST, 1);
}
END_TEST

START_TEST (a_block_lies_across_words_of_the_map)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, LARGE, MSIX, 62), 0, 62, 2, 2);
  change_msi (machine, MSIX_ONLY, MSIX, 4);
  expect_entry (machine, MSIX_ONLY, FIRST + 62, 4);
  change_msi (machine, LARGE | 1, MSIX, 200);
  expect_entry (machine, LARGE | 1, FIRST + 66, 200);
  ck_assert_uint_eq (count_allocated (machine), 266);
  change_msi (machine, LARGE | 1, MSIX, 0);
  ck_assert_uint_eq (count_allocated (machine), 66);
}
END_TEST

START_TEST (the_last_interrupt_can_be_had)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, LARGE, MSIX, 2048), 0, 2048, 2, 2);
  EXPECT_ANSWER (change_msi (machine, LARGE | 1, MSIX, GVM_SPAPR_MAX_MSI - 2048 - 2), 0,
                 GVM_SPAPR_MAX_MSI - 2048 - 2, 2, 2);
  EXPECT_ANSWER (change_msi (machine, LARGE | 2, MSIX, 2), 0, 2, 2, 2);
  expect_entry (machine, LARGE | 2, 0x1ffe, 2);
  ck_assert_uint_eq (count_allocated (machine), GVM_SPAPR_MAX_MSI);
}
END_TEST

START_TEST (a_map_without_room_is_a_hardware_error_and_nothing_changes)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, LARGE, MSIX, 2048);
  EXPECT_ANSWER (change_msi (machine, LARGE, MSIX, 2047), -1); /* the old block still counts */
  expect_entry (machine, LARGE, FIRST, 2048);
  EXPECT_ANSWER (change_msi (machine, LARGE | 1, MSIX, 1281), -1);
  EXPECT_ANSWER (change_msi (machine, LARGE | 1, MSIX, 1280), 0, 1280, 2, 2);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 1), -1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 1), -1);
  ck_assert_uint_eq (count_entries (machine), 2);
  expect_message (machine, MSI_ONLY, GVM_SPAPR_MSI, 0, 0, 0);
  change_msi (machine, LARGE | 1, MSIX, 0);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 1), 0, 1, 2, 1);
  expect_entry (machine, MSI_ONLY, FIRST + 2048, 1);
}
END_TEST

START_TEST (free_interrupts_that_are_not_in_a_row_are_no_room)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  for (guint32 i = 0; i < GVM_SPAPR_MAX_MSI / 2; i++) {
    guint32 spelling = i << 24 | (i >> 8 & 0xff);

    EXPECT_ANSWER (change_msi (machine, MSIX_ONLY | spelling, MSIX, 1), 0, 1, 2, 2);
  }
  ck_assert_uint_eq (count_allocated (machine), GVM_SPAPR_MAX_MSI / 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 2), -1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY | 0xfe, MSIX, 1), -1); /* the odd ones are free */
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 1), 0, 1, 2, 1);
  expect_entry (machine, BOTH, FIRST + 1, 1);
}
END_TEST

START_TEST (what_is_outside_the_map_is_not_allocated)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  ck_assert (gvm_spapr_machine_is_allocated (machine, FIRST));
  ck_assert (!gvm_spapr_machine_is_allocated (machine, FIRST - 1));
  ck_assert (!gvm_spapr_machine_is_allocated (machine, 0));
  ck_assert (!gvm_spapr_machine_is_allocated (machine, 0x2000));
  ck_assert (!gvm_spapr_machine_is_allocated (machine, G_MAXUINT32));
}
END_TEST

START_TEST (two_phbs_share_the_interrupts_and_have_tables_of_their_own)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprDevice device = { .devfn = 1 << 3, .msi_vectors = 1 };

  ck_assert (gvm_spapr_machine_add_phb (machine, 1, NULL));
  ck_assert (gvm_spapr_machine_plug (machine, BUID + 1, &device, NULL));
  change_msi (machine, MSI_ONLY, MSI, 1);
  GvmSpaprRtasCall call = { 6, 4, { MSI_ONLY, BUID >> 32, (guint32) BUID + 1, MSI, 1, 1 } };
  EXPECT_ANSWER (rtas (machine, "ibm,change-msi", call), 0, 1, 2, 1);
  expect_entry (machine, MSI_ONLY, FIRST, 1);
  guint32 key = MSI_ONLY;
  const GvmSpaprMsi *msi = g_hash_table_lookup (gvm_spapr_machine_get_phb (machine, 1)->msi, &key);
  ck_assert_uint_eq (msi->first_irq, FIRST + 1);
  call.args[4] = 0;
  EXPECT_ANSWER (rtas (machine, "ibm,change-msi", call), 0, 0);
  expect_entry (machine, MSI_ONLY, FIRST, 1);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.allocator", blocks_follow_one_another, a_block_of_msix_begins_at_an_even_number,
      a_hole_is_taken_by_what_fits, a_block_lies_across_words_of_the_map,
      the_last_interrupt_can_be_had, a_map_without_room_is_a_hardware_error_and_nothing_changes,
      free_interrupts_that_are_not_in_a_row_are_no_room, what_is_outside_the_map_is_not_allocated,
      two_phbs_share_the_interrupts_and_have_tables_of_their_own);
}
