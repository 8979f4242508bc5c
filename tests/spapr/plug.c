/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions at the edges of what can be plugged, and what an error about one says.
 */
#include "spapr/guest.h"

START_TEST (a_function_may_have_a_single_vector_of_msix)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  guest_plug (machine, NOT_THERE, 0, 0, 1);
  EXPECT_ANSWER (change_msi (machine, NOT_THERE, MSIX, 1), 0, 1, 2, 2);
  expect_message (machine, NOT_THERE, GVM_SPAPR_MSIX, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
}
END_TEST

START_TEST (a_bus_is_not_below_itself)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  const GvmSpaprDevice device = { .bus = 1, .devfn = 8, .secondary_bus = 1 };
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_spapr_machine_plug (machine, BUID, &device, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, "phb{0x800000020000000}/device{0x10800}",
                NO_OFFSET);
}
END_TEST

START_TEST (an_error_tells_a_missing_phb_from_a_missing_function)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) no_phb = NULL, no_function = NULL;

  ck_assert (!gvm_spapr_machine_unplug (machine, BUID + 1, MSI_ONLY, &no_phb));
  ck_assert_msg (g_str_has_suffix (no_phb->message, "no such PHB"), "%s", no_phb->message);
  ck_assert (!gvm_spapr_machine_unplug (machine, BUID, NOT_THERE, &no_function));
  ck_assert_msg (g_str_has_suffix (no_function->message, "no such function"), "%s",
                 no_function->message);
}
END_TEST

/* The driver of a function that was unplugged and plugged again finds nothing of the one before. */
START_TEST (a_function_that_is_plugged_again_is_new)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSIX_ONLY, MSIX, 3, 5);
  ck_assert (gvm_spapr_machine_unplug (machine, BUID, MSIX_ONLY, NULL));
  guest_plug (machine, MSIX_ONLY, 0, 0, 4);
  expect_message (machine, MSIX_ONLY, GVM_SPAPR_MSIX, 0, 0, 0);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 0), -1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 4), 0, 4, 2, 2);
  expect_entry (machine, MSIX_ONLY, FIRST, 4);
  ck_assert_uint_eq (count_allocated (machine), 4);
}
END_TEST

START_TEST (a_driver_reloads_and_changes_type_after_a_load)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, BOTH, MSI, 8);
  g_autoptr (GBytes) bytes = gvm_spapr_machine_save (machine, NULL);
  ck_assert (gvm_spapr_machine_load (other, bytes, NULL));
  EXPECT_ANSWER (change_msi (other, BOTH, MSIX, 16), 0, 16, 2, 2);
  expect_entry (other, BOTH, FIRST + 8, 16);
  ck_assert_uint_eq (count_allocated (other), 16);
  EXPECT_ANSWER (change_msi (other, BOTH, MSI, 2), 0, 2, 2, 1);
  expect_entry (other, BOTH, FIRST, 2);
  ck_assert_uint_eq (count_allocated (other), 2);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("spapr.plug", a_function_may_have_a_single_vector_of_msix,
                    a_bus_is_not_below_itself, an_error_tells_a_missing_phb_from_a_missing_function,
                    a_function_that_is_plugged_again_is_new,
                    a_driver_reloads_and_changes_type_after_a_load);
}
