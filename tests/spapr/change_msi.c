/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ibm,change-msi and ibm,query-interrupt-source-number, rule by rule.
 */
#include "spapr/guest.h"

/* ---- what is checked first -------------------------------------------------------------------- */

START_TEST (an_unknown_phb_is_a_parameter_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint64 others[] = { BUID + 1, 0, (guint32) BUID,
                                    BUID ^ G_GUINT64_CONSTANT (1) << 63 };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    guint32 high = (guint32) (others[i] >> 32), low = (guint32) others[i];

    EXPECT_ANSWER (rtas (machine, "ibm,change-msi",
                         (GvmSpaprRtasCall) { 6, 4, { MSI_ONLY, high, low, MSI, 1, 1 } }),
                   -3);
    EXPECT_ANSWER (rtas (machine, "ibm,query-interrupt-source-number",
                         (GvmSpaprRtasCall) { 4, 3, { MSI_ONLY, high, low, 0 } }),
                   -3);
  }
}
END_TEST

START_TEST (an_unknown_function_is_a_parameter_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, NOT_THERE, MSI, 1), -3);
  EXPECT_ANSWER (change_msi (machine, NOT_THERE, MSI, 0), -3);
  EXPECT_ANSWER (query (machine, NOT_THERE, 0), -3);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY | 1 << 8, MSI, 1), -3);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY | 1 << 16, MSI, 1), -3);
}
END_TEST

START_TEST (a_type_that_the_function_lacks_is_a_parameter_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSIX, 1), -3);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSI, 1), -3);
  EXPECT_ANSWER (change_msi (machine, NEITHER, ANY, 1), -3);
  EXPECT_ANSWER (change_msi (machine, NEITHER, MSI, 1), -3);
  EXPECT_ANSWER (change_msi (machine, NEITHER, MSIX, 1), -3);
}
END_TEST

START_TEST (a_function_number_that_is_none_is_a_parameter_error_before_anything_else)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint32 none[] = { 0, 2, 5, 6, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
    EXPECT_ANSWER (change_msi (machine, BOTH, none[i], 1), -3);
    EXPECT_ANSWER (change_msi (machine, BOTH, none[i], 0), -3);
  }
  ck_assert_uint_eq (count_allocated (machine), 0);
}
END_TEST

/* ---- granting --------------------------------------------------------------------------------- */

START_TEST (any_prefers_msi_and_takes_msix_without_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, BOTH, ANY, 3), 0, 3, 2, 1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, ANY, 3), 0, 3, 2, 2);
}
END_TEST

START_TEST (a_grant_claims_sources_and_writes_messages)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 3), 0, 3, 2, 2);
  expect_entry (machine, MSIX_ONLY, FIRST, 3);
  ck_assert_uint_eq (count_allocated (machine), 3);
  for (guint32 i = 0; i < 3; i++) {
    expect_source (machine, FIRST + i,
                   (GvmSpaprIrq) { 0, MASKED, MASKED, 0, GVM_SPAPR_IRQ_MSI_FLAG });
    expect_message (machine, MSIX_ONLY, GVM_SPAPR_MSIX, i, GVM_SPAPR_MSI_WINDOW, FIRST + i);
  }
  expect_source (machine, FIRST + 3, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
  expect_message (machine, MSIX_ONLY, GVM_SPAPR_MSIX, 3, 0, 0);
}
END_TEST

START_TEST (all_vectors_of_msi_have_one_message)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 4), 0, 4, 2, 1);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 7, GVM_SPAPR_MSI_WINDOW, FIRST);
  expect_message (machine, BOTH, GVM_SPAPR_MSIX, 0, 0, 0);
}
END_TEST

START_TEST (too_many_are_a_success_that_says_how_many_and_changes_nothing)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 2), 0, 1, 2, 1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 5), 0, 4, 2, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 9), 0, 8, 2, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, G_MAXUINT32), 0, 16, 2, 2);
  ck_assert_uint_eq (count_entries (machine), 0);
  ck_assert_uint_eq (count_allocated (machine), 0);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 8), 0, 8, 2, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 9), 0, 8, 2, 1);
  expect_entry (machine, BOTH, FIRST, 8);
}
END_TEST

START_TEST (the_maximum_of_msi_is_what_is_enabled)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert (gvm_spapr_machine_enable_msi (machine, BUID, BOTH, 2, NULL));
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 3), 0, 2, 2, 1);
  ck_assert (gvm_spapr_machine_enable_msi (machine, BUID, BOTH, 32, NULL));
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 3), 0, 3, 2, 1);
}
END_TEST

START_TEST (the_type_is_answered_only_when_there_is_room_for_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const struct {
    guint32 nret;
    guint n_rets;
  } rooms[] = { { 0, 3 }, { 1, 3 }, { 3, 3 }, { 4, 4 }, { 5, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rooms); i++) {
    GvmSpaprRtasCall call = { 6,
                              rooms[i].nret,
                              { MSI_ONLY, BUID >> 32, (guint32) BUID, MSI, 1, 7 } };
    GvmSpaprRtasAnswer answer = rtas (machine, "ibm,change-msi", call);

    ck_assert_uint_eq (answer.n_rets, rooms[i].n_rets);
    ck_assert_uint_eq (answer.rets[2], 8);
  }
}
END_TEST

START_TEST (the_sequence_number_wraps)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprRtasCall call = { 6, 3, { MSI_ONLY, BUID >> 32, (guint32) BUID, MSI, 1, G_MAXUINT32 } };

  EXPECT_ANSWER (rtas (machine, "ibm,change-msi", call), 0, 1, 0);
}
END_TEST

START_TEST (nargs_is_not_looked_at)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprRtasCall call = { 0, 4, { MSI_ONLY, BUID >> 32, (guint32) BUID, MSI, 1, 1 } };

  EXPECT_ANSWER (rtas (machine, "ibm,change-msi", call), 0, 1, 2, 1);
  call = (GvmSpaprRtasCall) { 0, 0, { MSI_ONLY, BUID >> 32, (guint32) BUID, 0 } };
  EXPECT_ANSWER (rtas (machine, "ibm,query-interrupt-source-number", call), 0, FIRST, 1);
}
END_TEST

/* ---- again -------------------------------------------------------------------------------------- */

START_TEST (a_driver_that_reloads_with_another_number_moves_and_gives_back_the_old_block)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 2);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 4), 0, 4, 2, 2);
  expect_entry (machine, MSIX_ONLY, FIRST + 2, 4);
  ck_assert_uint_eq (count_allocated (machine), 4);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0 });
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 2), 0, 2, 2, 2);
  expect_entry (machine, MSIX_ONLY, FIRST, 2);
  ck_assert_uint_eq (count_allocated (machine), 2);
  ck_assert_uint_eq (count_entries (machine), 1);
}
END_TEST

START_TEST (msi_becomes_msix_in_one_call_and_keeps_the_old_message)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, BOTH, MSI, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 2), 0, 2, 2, 2);
  expect_entry (machine, BOTH, FIRST + 2, 2);
  ck_assert_uint_eq (count_allocated (machine), 2);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
  expect_message (machine, BOTH, GVM_SPAPR_MSIX, 0, GVM_SPAPR_MSI_WINDOW, FIRST + 2);
}
END_TEST

START_TEST (a_function_may_own_an_entry_for_each_spelling_of_its_address)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 1), 0, 1, 2, 1);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY | 4, MSI, 1), 0, 1, 2, 1);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY | 0x10000000, MSI, 1), 0, 1, 2, 1);
  expect_entry (machine, MSI_ONLY, FIRST, 1);
  expect_entry (machine, MSI_ONLY | 4, FIRST + 1, 1);
  expect_entry (machine, MSI_ONLY | 0x10000000, FIRST + 2, 1);
  EXPECT_ANSWER (query (machine, MSI_ONLY | 4, 0), 0, FIRST + 1, 1);
}
END_TEST

/* ---- giving back -------------------------------------------------------------------------------- */

START_TEST (nothing_to_disable_is_a_hardware_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 0), -1);
  change_msi (machine, MSI_ONLY, MSI, 1);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY | 1, MSI, 0), -1);
}
END_TEST

START_TEST (disabling_answers_two_words_frees_and_zeroes_the_sources)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSIX_ONLY, MSIX, 3, 5);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 0), 0, 0);
  ck_assert_uint_eq (count_entries (machine), 0);
  ck_assert_uint_eq (count_allocated (machine), 0);
  for (guint32 irq = FIRST; irq < FIRST + 3; irq++)
    expect_source (machine, irq, (GvmSpaprIrq) { 0 });
}
END_TEST

START_TEST (disabling_clears_the_message_of_msi_and_leaves_those_of_msix)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, BOTH, MSI, 1);
  change_msi (machine, BOTH, MSIX, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 0), 0, 0);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 0, 0, 0);
  expect_message (machine, BOTH, GVM_SPAPR_MSIX, 0, GVM_SPAPR_MSI_WINDOW, FIRST + 2);
}
END_TEST

START_TEST (any_type_that_the_function_has_disables_the_other)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, BOTH, MSIX, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), 0, 0);
  change_msi (machine, BOTH, MSI, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, ANY, 0), 0, 0);
  ck_assert_uint_eq (count_allocated (machine), 0);
}
END_TEST

START_TEST (with_the_option_only_the_configured_type_can_be_disabled)
{
  WITH_MACHINE (1, GVM_SPAPR_CHECK_DISABLE);

  change_msi (machine, BOTH, MSIX, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), -3);
  expect_entry (machine, BOTH, FIRST, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 0), 0, 0);
  change_msi (machine, BOTH, MSI, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 0), -3);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), 0, 0);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), -1);
}
END_TEST

START_TEST (with_the_option_any_disables_what_there_is)
{
  WITH_MACHINE (1, GVM_SPAPR_CHECK_DISABLE);

  change_msi (machine, BOTH, MSIX, 2);
  EXPECT_ANSWER (change_msi (machine, BOTH, ANY, 0), 0, 0);
}
END_TEST

START_TEST (with_the_option_a_type_is_forgotten_with_its_entry)
{
  WITH_MACHINE (1, GVM_SPAPR_CHECK_DISABLE);

  change_msi (machine, BOTH, MSIX, 1);
  change_msi (machine, BOTH, MSI, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 0), -3);
  gvm_spapr_machine_reset (machine);
  change_msi (machine, BOTH, MSIX, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSIX, 0), 0, 0);
}
END_TEST

START_TEST (a_guest_that_overwrites_messages_frees_nothing_that_is_not_its_own)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 2);
  change_msi (machine, MSI_ONLY, MSI, 1);
  ck_assert (gvm_spapr_machine_set_message (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0,
                                            &(GvmSpaprMessage) { GVM_SPAPR_MSI_WINDOW, FIRST },
                                            NULL));
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 0), 0, 0);
  expect_entry (machine, MSIX_ONLY, FIRST, 2);
  ck_assert_uint_eq (count_allocated (machine), 2);
}
END_TEST

/* ---- query -------------------------------------------------------------------------------------- */

START_TEST (a_query_tells_each_vector_and_that_it_is_an_edge)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 3);
  EXPECT_ANSWER (query (machine, MSIX_ONLY, 0), 0, FIRST, 1);
  EXPECT_ANSWER (query (machine, MSIX_ONLY, 2), 0, FIRST + 2, 1);
}
END_TEST

START_TEST (a_query_beyond_what_was_granted_is_a_hardware_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  EXPECT_ANSWER (query (machine, MSIX_ONLY, 0), -1);
  change_msi (machine, MSIX_ONLY, MSIX, 3);
  EXPECT_ANSWER (query (machine, MSIX_ONLY, 3), -1);
  EXPECT_ANSWER (query (machine, MSIX_ONLY, G_MAXUINT32), -1);
}
END_TEST

START_TEST (a_call_that_is_not_known_answers_nothing)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprRtasAnswer answer = { .n_rets = 3 };

  ck_assert_int_eq (
      gvm_spapr_machine_rtas (machine, "ibm,change-msis", &(GvmSpaprRtasCall) { 0 }, &answer),
      GVM_SPAPR_H_PARAMETER);
  ck_assert_uint_eq (answer.n_rets, 0);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.change_msi", an_unknown_phb_is_a_parameter_error,
      an_unknown_function_is_a_parameter_error, a_type_that_the_function_lacks_is_a_parameter_error,
      a_function_number_that_is_none_is_a_parameter_error_before_anything_else,
      any_prefers_msi_and_takes_msix_without_it, a_grant_claims_sources_and_writes_messages,
      all_vectors_of_msi_have_one_message,
      too_many_are_a_success_that_says_how_many_and_changes_nothing,
      the_maximum_of_msi_is_what_is_enabled, the_type_is_answered_only_when_there_is_room_for_it,
      the_sequence_number_wraps, nargs_is_not_looked_at,
      a_driver_that_reloads_with_another_number_moves_and_gives_back_the_old_block,
      msi_becomes_msix_in_one_call_and_keeps_the_old_message,
      a_function_may_own_an_entry_for_each_spelling_of_its_address,
      nothing_to_disable_is_a_hardware_error,
      disabling_answers_two_words_frees_and_zeroes_the_sources,
      disabling_clears_the_message_of_msi_and_leaves_those_of_msix,
      any_type_that_the_function_has_disables_the_other,
      with_the_option_only_the_configured_type_can_be_disabled,
      with_the_option_any_disables_what_there_is,
      with_the_option_a_type_is_forgotten_with_its_entry,
      a_guest_that_overwrites_messages_frees_nothing_that_is_not_its_own,
      a_query_tells_each_vector_and_that_it_is_an_edge,
      a_query_beyond_what_was_granted_is_a_hardware_error,
      a_call_that_is_not_known_answers_nothing);
}
