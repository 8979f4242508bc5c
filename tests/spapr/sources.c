/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The source controller and the RTAS calls about one source.
 */
#include "spapr/guest.h"

enum {
  ASSERTED = GVM_SPAPR_IRQ_ASSERTED,
  SENT = GVM_SPAPR_IRQ_SENT,
  REJECTED = GVM_SPAPR_IRQ_REJECTED,
  PENDING = GVM_SPAPR_IRQ_MASKED_PENDING,
};

/* ---- at boot ----------------------------------------------------------------------------------- */

START_TEST (at_boot_epow_hotplug_vio_and_pins_are_claimed_and_all_is_masked)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  for (guint32 irq = GVM_SPAPR_IRQ_BASE; irq < 0x2000; irq++) {
    gboolean is_msi = irq == 0x1000 || irq == 0x1001 || irq == 0x1100;
    gboolean is_lsi = irq >= 0x1200 && irq < 0x1204;

    expect_source (machine, irq,
                   (GvmSpaprIrq) { 0, MASKED, MASKED, 0,
                                   is_msi   ? GVM_SPAPR_IRQ_MSI_FLAG
                                   : is_lsi ? GVM_SPAPR_IRQ_LSI_FLAG
                                            : 0 });
  }
}
END_TEST

START_TEST (each_phb_has_four_pins_and_each_vio_device_an_interrupt)
{
  g_autoptr (GvmSpaprMachine) machine = gvm_spapr_machine_new (1, 3, GVM_SPAPR_DEFAULT);

  ck_assert (gvm_spapr_machine_add_phb (machine, 2, NULL));
  ck_assert_uint_eq (source (machine, 0x1102)->flags, GVM_SPAPR_IRQ_MSI_FLAG);
  ck_assert_uint_eq (source (machine, 0x1103)->flags, 0);
  ck_assert_uint_eq (source (machine, 0x1207)->flags, 0);
  ck_assert_uint_eq (source (machine, 0x1208)->flags, GVM_SPAPR_IRQ_LSI_FLAG);
  ck_assert_uint_eq (source (machine, 0x120b)->flags, GVM_SPAPR_IRQ_LSI_FLAG);
  ck_assert_uint_eq (source (machine, 0x120c)->flags, 0);
  ck_assert (gvm_spapr_machine_add_phb (machine, 7, NULL));
  ck_assert_uint_eq (source (machine, 0x1208)->flags, GVM_SPAPR_IRQ_LSI_FLAG);
  ck_assert_uint_eq (source (machine, 0x121f)->flags, GVM_SPAPR_IRQ_LSI_FLAG);
}
END_TEST

/* ---- RTAS -------------------------------------------------------------------------------------- */

START_TEST (set_xive_sets_server_and_both_priorities)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  ck_assert_int_eq (set_xive (machine, 0x1305, 1, 7), 0);
  expect_source (machine, 0x1305, (GvmSpaprIrq) { 1, 7, 7, 0, 0 });
  EXPECT_ANSWER (rtas (machine, "ibm,get-xive", (GvmSpaprRtasCall) { 1, 3, { 0x1305 } }), 0, 1, 7);
}
END_TEST

START_TEST (int_off_saves_the_priority_and_a_second_one_loses_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_xive (machine, FIRST, 0, 5);
  ck_assert_int_eq (int_off (machine, FIRST), 0);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, MASKED, 5, 0, 0 });
  ck_assert_int_eq (int_on (machine, FIRST), 0);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, 5, 5, 0, 0 });
  int_off (machine, FIRST);
  int_off (machine, FIRST);
  int_on (machine, FIRST);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
}
END_TEST

START_TEST (int_off_and_int_on_keep_the_server)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  set_xive (machine, FIRST, 1, 5);
  int_off (machine, FIRST);
  ck_assert_uint_eq (source (machine, FIRST)->server, 1);
  int_on (machine, FIRST);
  ck_assert_uint_eq (source (machine, FIRST)->server, 1);
}
END_TEST

START_TEST (calls_about_a_source_refuse_other_counts_of_arguments_and_answers)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const struct {
    const char *name;
    guint32 nargs, nret;
  } calls[] = { { "ibm,set-xive", 3, 1 },
                { "ibm,get-xive", 1, 3 },
                { "ibm,int-on", 1, 1 },
                { "ibm,int-off", 1, 1 } };

  set_xive (machine, FIRST, 0, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    for (guint32 nargs = 0; nargs < 6; nargs++)
      for (guint32 nret = 0; nret < 6; nret++) {
        GvmSpaprRtasCall call = { nargs, nret, { FIRST, 0, 3 } };
        GvmSpaprRtasAnswer answer = rtas (machine, calls[i].name, call);
        gboolean fits = nargs == calls[i].nargs && nret == calls[i].nret;

        ck_assert_int_eq ((gint32) answer.rets[0], fits ? 0 : -3);
        ck_assert_uint_eq (answer.n_rets, fits ? nret : 1);
      }
}
END_TEST

START_TEST (calls_about_a_source_refuse_what_is_outside_the_controller)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint32 outside[] = { 0, 2, 0xfff, 0x2000, 0x1001000, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++) {
    ck_assert_int_eq (set_xive (machine, outside[i], 0, 5), -3);
    ck_assert_int_eq (int_on (machine, outside[i]), -3);
    ck_assert_int_eq (int_off (machine, outside[i]), -3);
    EXPECT_ANSWER (rtas (machine, "ibm,get-xive", (GvmSpaprRtasCall) { 1, 3, { outside[i] } }), -3);
  }
  ck_assert_int_eq (set_xive (machine, 0x1000, 0, 5), 0);
  ck_assert_int_eq (set_xive (machine, 0x1fff, 0, 5), 0);
}
END_TEST

START_TEST (set_xive_refuses_servers_and_priorities_that_there_are_not)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  ck_assert_int_eq (set_xive (machine, FIRST, 2, 5), -3);
  ck_assert_int_eq (set_xive (machine, FIRST, G_MAXUINT32, 5), -3);
  ck_assert_int_eq (set_xive (machine, FIRST, 1, 0x100), -3);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
  ck_assert_int_eq (set_xive (machine, FIRST, 1, 0xff), 0);
}
END_TEST

/* ---- messages ------------------------------------------------------------------------------------ */

START_TEST (a_message_to_a_masked_source_waits_until_it_is_unmasked)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  change_msi (machine, MSI_ONLY, MSI, 1);
  pulse (machine, FIRST);
  ck_assert_uint_eq (STATUS (FIRST), PENDING);
  expect_icp (machine, 0, MASKED, 0, MASKED);
  set_xive (machine, FIRST, 0, MASKED);
  ck_assert_uint_eq (STATUS (FIRST), PENDING);
  set_xive (machine, FIRST, 0, 5);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  expect_icp (machine, 0, MASKED, FIRST, 5);
}
END_TEST

START_TEST (int_on_presents_what_waited)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  int_off (machine, FIRST);
  pulse (machine, FIRST);
  expect_icp (machine, 0, MASKED, 0, MASKED);
  int_on (machine, FIRST);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  expect_icp (machine, 0, MASKED, FIRST, 5);
}
END_TEST

START_TEST (a_rejected_message_is_sent_again_and_lost_if_masked_by_then)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
  set_cppr (machine, 0, MASKED);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  expect_icp (machine, 0, MASKED, FIRST, 5);

  set_cppr (machine, 0, 0);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
  int_off (machine, FIRST);
  set_cppr (machine, 0, MASKED);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (a_message_to_nobody_is_forgotten_when_rejected_and_presented_otherwise)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_xive (machine, 0x1400, 0, 5);
  pulse (machine, 0x1400);
  ck_assert_uint_eq (STATUS (0x1400), 0);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
  pulse (machine, 0x1400);
  expect_icp (machine, 0, MASKED, 0x1400, 5);
}
END_TEST

START_TEST (a_freed_source_has_the_most_favoured_priority_until_a_reset)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, MSI_ONLY, MSI, 0);
  set_cppr (machine, 0, 1);
  pulse (machine, FIRST);
  expect_icp (machine, 0, 1, FIRST, 0);
  change_msi (machine, MSI_ONLY, MSI, 1);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, 0, 0, 0, GVM_SPAPR_IRQ_MSI_FLAG });
}
END_TEST

START_TEST (a_message_outside_the_controller_is_an_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint32 outside[] = { 0, 2, 0xfff, 0x2000, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++) {
    g_autoptr (GError) error = NULL;

    ck_assert (!gvm_spapr_machine_write_msi (machine, outside[i], &error));
    expect_error (error, GVM_ERROR_RANGE, "ics[0]/irqs", NO_OFFSET);
    ck_assert (g_str_has_suffix (error->message, ", 0x1000 to 0x1fff"));
  }
  pulse (machine, 0x1000);
  pulse (machine, 0x1fff);
}
END_TEST

/* ---- pins ---------------------------------------------------------------------------------------- */

START_TEST (a_pin_is_sent_once_while_it_is_high)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  set_xive (machine, PIN_A, 0, 5);
  set_pin (machine, 0, TRUE);
  ck_assert_uint_eq (STATUS (PIN_A), ASSERTED | SENT);
  expect_icp (machine, 0, MASKED, PIN_A, 5);
  guint32 xirr = accept_xirr (machine, 0);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
  end_of_interrupt (machine, 0, xirr);
  expect_icp (machine, 0, MASKED, PIN_A, 5); /* still high: once more */
  set_pin (machine, 0, FALSE);
  ck_assert_uint_eq (STATUS (PIN_A), SENT);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  ck_assert_uint_eq (STATUS (PIN_A), 0);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (a_masked_pin_is_presented_when_it_is_unmasked)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  set_pin (machine, 3, TRUE);
  ck_assert_uint_eq (STATUS (PIN_A + 3), ASSERTED);
  set_xive (machine, PIN_A + 3, 0, 4);
  expect_icp (machine, 0, MASKED, PIN_A + 3, 4);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  int_off (machine, PIN_A + 3);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, 0, MASKED);
  int_on (machine, PIN_A + 3);
  expect_icp (machine, 0, MASKED, PIN_A + 3, 4);
}
END_TEST

START_TEST (a_rejected_pin_is_not_sent_and_is_presented_again_while_high)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_xive (machine, PIN_A, 0, 5);
  set_pin (machine, 0, TRUE);
  ck_assert_uint_eq (STATUS (PIN_A), ASSERTED);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, PIN_A, 5);
  set_cppr (machine, 0, 0);
  ck_assert_uint_eq (STATUS (PIN_A), ASSERTED);
  set_pin (machine, 0, FALSE);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (a_level_that_does_not_change_does_nothing)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_xive (machine, PIN_A, 0, 5);
  set_pin (machine, 0, TRUE);
  pulse (machine, PIN_A); /* leaves the source low, the line is high */
  ck_assert_uint_eq (STATUS (PIN_A), 0);
  set_pin (machine, 0, 2);
  ck_assert_uint_eq (STATUS (PIN_A), 0);
  set_pin (machine, 0, FALSE);
  set_pin (machine, 0, TRUE);
  ck_assert_uint_eq (STATUS (PIN_A), ASSERTED);
}
END_TEST

START_TEST (a_message_to_a_pin_asserts_sends_and_lowers_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  set_xive (machine, PIN_A, 0, 5);
  pulse (machine, PIN_A);
  ck_assert_uint_eq (STATUS (PIN_A), SENT);
  expect_icp (machine, 0, MASKED, PIN_A, 5);
}
END_TEST

START_TEST (pins_of_a_phb_are_its_own)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_spapr_machine_add_phb (machine, 1, NULL));
  ck_assert (gvm_spapr_machine_set_lsi (machine, BUID + 1, 2, TRUE, NULL));
  ck_assert_uint_eq (STATUS (0x1206), ASSERTED);
  ck_assert (!gvm_spapr_machine_set_lsi (machine, BUID + 2, 0, TRUE, &error));
  expect_error (error, GVM_ERROR_MISSING, "phb{0x800000020000002}/device{0x0}", NO_OFFSET);
  g_clear_error (&error);
  ck_assert (!gvm_spapr_machine_set_lsi (machine, BUID, 4, TRUE, &error));
  expect_error (error, GVM_ERROR_RANGE, "phb{0x800000020000000}/device{0x0}", NO_OFFSET);
}
END_TEST

/* ---- resending ------------------------------------------------------------------------------------ */

START_TEST (sources_are_sent_again_in_ascending_order_for_every_server)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 4);
  set_xive (machine, FIRST, 0, 6);
  set_xive (machine, FIRST + 1, 0, 4);
  set_xive (machine, FIRST + 2, 1, 5);
  set_xive (machine, FIRST + 3, 0, 4);
  for (guint32 i = 0; i < 4; i++)
    pulse (machine, FIRST + i);
  set_cppr (machine, 1, MASKED);
  /* All are looked at, those of CPU 0 rejected again. */
  expect_icp (machine, 1, MASKED, FIRST + 2, 5);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
  set_cppr (machine, 0, MASKED);
  /* The first is presented, then displaced by the second, which the fourth does not displace. */
  expect_icp (machine, 0, MASKED, FIRST + 1, 4);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
  ck_assert_uint_eq (STATUS (FIRST + 1), 0);
  ck_assert_uint_eq (STATUS (FIRST + 3), REJECTED);
}
END_TEST

START_TEST (what_is_displaced_by_a_lower_number_has_its_turn_in_the_same_pass)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 2);
  set_xive (machine, FIRST, 0, 6);
  set_xive (machine, FIRST + 1, 0, 7);
  set_cppr (machine, 0, MASKED);
  pulse (machine, FIRST + 1);
  pulse (machine, FIRST);
  expect_icp (machine, 0, MASKED, FIRST, 6);
  ck_assert_uint_eq (STATUS (FIRST + 1), REJECTED);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, FIRST + 1, 7);
}
END_TEST

START_TEST (the_last_source_of_all_is_sent_again)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, LARGE, MSIX, 2048);
  change_msi (machine, LARGE | 1, MSIX, 1280);
  set_xive (machine, 0x1fff, 0, 5);
  set_xive (machine, 0x1fc0, 0, 6);
  pulse (machine, 0x1fff);
  pulse (machine, 0x1fc0);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0x1fff, 5);
  ck_assert_uint_eq (STATUS (0x1fc0), REJECTED);
}
END_TEST

START_TEST (what_is_freed_while_rejected_is_not_sent_again)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  change_msi (machine, MSI_ONLY, MSI, 0);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (end_of_interrupt_is_nothing_to_msis_and_to_what_is_no_source)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
  end_of_interrupt (machine, 0, FIRST);
  end_of_interrupt (machine, 0, 0);
  end_of_interrupt (machine, 0, 2);
  end_of_interrupt (machine, 0, 0x2000);
  end_of_interrupt (machine, 0, 0xffffff);
  ck_assert_uint_eq (STATUS (FIRST), REJECTED);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.sources", at_boot_epow_hotplug_vio_and_pins_are_claimed_and_all_is_masked,
      each_phb_has_four_pins_and_each_vio_device_an_interrupt,
      set_xive_sets_server_and_both_priorities,
      int_off_saves_the_priority_and_a_second_one_loses_it, int_off_and_int_on_keep_the_server,
      calls_about_a_source_refuse_other_counts_of_arguments_and_answers,
      calls_about_a_source_refuse_what_is_outside_the_controller,
      set_xive_refuses_servers_and_priorities_that_there_are_not,
      a_message_to_a_masked_source_waits_until_it_is_unmasked, int_on_presents_what_waited,
      a_rejected_message_is_sent_again_and_lost_if_masked_by_then,
      a_message_to_nobody_is_forgotten_when_rejected_and_presented_otherwise,
      a_freed_source_has_the_most_favoured_priority_until_a_reset,
      a_message_outside_the_controller_is_an_error, a_pin_is_sent_once_while_it_is_high,
      a_masked_pin_is_presented_when_it_is_unmasked,
      a_rejected_pin_is_not_sent_and_is_presented_again_while_high,
      a_level_that_does_not_change_does_nothing, a_message_to_a_pin_asserts_sends_and_lowers_it,
      pins_of_a_phb_are_its_own, sources_are_sent_again_in_ascending_order_for_every_server,
      what_is_displaced_by_a_lower_number_has_its_turn_in_the_same_pass,
      the_last_source_of_all_is_sent_again, what_is_freed_while_rejected_is_not_sent_again,
      end_of_interrupt_is_nothing_to_msis_and_to_what_is_no_source);
}
