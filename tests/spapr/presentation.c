/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Presentation controllers and the hypercalls that reach them.
 */
#include "spapr/guest.h"

START_TEST (at_boot_all_is_rejected_until_cppr_is_set)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  expect_icp (machine, 0, 0, 0, MASKED);
  expect_icp (machine, 1, 0, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 0);
  pulse (machine, FIRST);
  expect_icp (machine, 0, 0, 0, MASKED);
}
END_TEST

START_TEST (a_priority_must_be_more_favoured_than_cppr)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  set_cppr (machine, 0, 5);
  pulse (machine, FIRST);
  expect_icp (machine, 0, 5, 0, MASKED);
  set_cppr (machine, 0, 6);
  expect_icp (machine, 0, 6, FIRST, 5);
}
END_TEST

START_TEST (only_a_more_favoured_one_displaces_what_is_pending)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  change_msi (machine, MSIX_ONLY, MSIX, 3);
  set_xive (machine, FIRST, 0, 5);
  set_xive (machine, FIRST + 1, 0, 5);
  set_xive (machine, FIRST + 2, 0, 4);
  pulse (machine, FIRST);
  pulse (machine, FIRST + 1);
  expect_icp (machine, 0, MASKED, FIRST, 5);
  ck_assert_uint_eq (STATUS (FIRST + 1), GVM_SPAPR_IRQ_REJECTED);
  pulse (machine, FIRST + 2);
  expect_icp (machine, 0, MASKED, FIRST + 2, 4);
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_REJECTED);
  ck_assert (gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

/* ---- H_CPPR ------------------------------------------------------------------------------------- */

START_TEST (cppr_has_eight_bits)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert_int_eq (hcall (machine, 0, GVM_SPAPR_H_CPPR, 0x1ff, 0, NULL), 0);
  expect_icp (machine, 0, 0xff, 0, MASKED);
}
END_TEST

START_TEST (lowering_cppr_to_what_is_pending_withdraws_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  set_cppr (machine, 0, 6);
  expect_icp (machine, 0, 6, FIRST, 5);
  set_cppr (machine, 0, 5);
  expect_icp (machine, 0, 5, 0, MASKED);
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_REJECTED);
  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

START_TEST (lowering_cppr_sends_nothing_again)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, 4);
  configure (machine, MSIX_ONLY, MSIX, 2, 4);
  set_xive (machine, FIRST, 0, 1);
  pulse (machine, FIRST + 1);
  pulse (machine, FIRST);
  expect_icp (machine, 0, 4, FIRST, 1);
  set_cppr (machine, 0, 1);
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_REJECTED);
  set_xive (machine, FIRST, 0, 0);
  set_cppr (machine, 0, 1); /* not lowered: sent again */
  expect_icp (machine, 0, 1, FIRST, 0);
}
END_TEST

START_TEST (raising_cppr_sends_again_only_when_nothing_is_pending)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, 6);
  configure (machine, MSIX_ONLY, MSIX, 2, 5);
  pulse (machine, FIRST);
  set_xive (machine, FIRST + 1, 0, 7);
  pulse (machine, FIRST + 1);
  ck_assert_uint_eq (STATUS (FIRST + 1), GVM_SPAPR_IRQ_REJECTED);
  set_xive (machine, FIRST + 1, 0, 2);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, FIRST, 5);
  ck_assert_uint_eq (STATUS (FIRST + 1), GVM_SPAPR_IRQ_REJECTED);
}
END_TEST

/* ---- H_IPI, H_IPOLL ------------------------------------------------------------------------------ */

START_TEST (an_ipi_is_pending_with_mfrr_for_priority_and_owned_by_nobody)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 1, MASKED);
  ck_assert_int_eq (send_ipi (machine, 0, 1, 4), 0);
  expect_icp (machine, 1, MASKED, GVM_SPAPR_IRQ_IPI, 4);
  expect_icp (machine, 0, 0, 0, MASKED);
  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 1));
  ck_assert_uint_eq (gvm_spapr_machine_get_icp (machine, 1)->mfrr, 4);
}
END_TEST

START_TEST (an_ipi_needs_mfrr_more_favoured_than_cppr)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, 4);
  send_ipi (machine, 0, 0, 4);
  expect_icp (machine, 0, 4, 0, MASKED);
  set_cppr (machine, 0, 5); /* a resend looks at MFRR, too */
  expect_icp (machine, 0, 5, GVM_SPAPR_IRQ_IPI, 4);
}
END_TEST

START_TEST (an_ipi_displaces_only_what_is_less_favoured_and_that_goes_back)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  send_ipi (machine, 0, 0, 5);
  expect_icp (machine, 0, MASKED, FIRST, 5);
  send_ipi (machine, 0, 0, 4);
  expect_icp (machine, 0, MASKED, GVM_SPAPR_IRQ_IPI, 4);
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_REJECTED);
}
END_TEST

START_TEST (a_displaced_ipi_is_rejected_by_nobody_and_comes_again_by_mfrr)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 3);
  send_ipi (machine, 0, 0, 4);
  pulse (machine, FIRST);
  expect_icp (machine, 0, MASKED, FIRST, 3);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, GVM_SPAPR_IRQ_IPI, 4);
  send_ipi (machine, 0, 0, 0xff);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (server_has_32_bits_and_mfrr_8)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert_int_eq (send_ipi (machine, 0, G_GUINT64_CONSTANT (1) << 32, 0x104), 0);
  ck_assert_uint_eq (gvm_spapr_machine_get_icp (machine, 0)->mfrr, 4);
}
END_TEST

START_TEST (an_unknown_server_is_a_parameter_error_and_registers_stay)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { GVM_SPAPR_H_IPOLL, 2, 4, 5, 6, 7, 8 };

  ck_assert_int_eq (send_ipi (machine, 0, 2, 4), GVM_SPAPR_H_PARAMETER);
  ck_assert_int_eq (gvm_spapr_machine_hcall (machine, 0, regs), GVM_SPAPR_H_PARAMETER);
  for (guint i = 1; i < GVM_SPAPR_HCALL_REGS; i++)
    ck_assert_uint_eq (regs[i], i == 1 ? 2 : i + 2);
  ck_assert_uint_eq (regs[0], G_MAXUINT64 - 3);
}
END_TEST

START_TEST (polling_tells_xirr_and_mfrr_of_any_cpu_and_changes_nothing)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { GVM_SPAPR_H_IPOLL, 1, 9, 5, 6, 7, 8 };

  set_cppr (machine, 1, MASKED);
  send_ipi (machine, 0, 1, 4);
  ck_assert_int_eq (gvm_spapr_machine_hcall (machine, 0, regs), 0);
  ck_assert_uint_eq (regs[1], 0xff000002);
  ck_assert_uint_eq (regs[2], 4);
  ck_assert_uint_eq (regs[3], 5);
  expect_icp (machine, 1, MASKED, GVM_SPAPR_IRQ_IPI, 4);
}
END_TEST

/* ---- H_XIRR, H_EOI -------------------------------------------------------------------------------- */

START_TEST (accepting_raises_cppr_to_what_was_pending)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  ck_assert_uint_eq (accept_xirr (machine, 0), 0xff000000 | FIRST);
  expect_icp (machine, 0, 5, 0, MASKED);
  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

START_TEST (accepting_nothing_opens_cppr)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert_uint_eq (accept_xirr (machine, 0), 0);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (xirr_x_returns_a_time_base_too)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { GVM_SPAPR_H_XIRR_X, 7, 7, 7 };

  set_cppr (machine, 0, 9);
  ck_assert_int_eq (gvm_spapr_machine_hcall (machine, 0, regs), 0);
  ck_assert_uint_eq (regs[1], 0x09000000);
  ck_assert_uint_eq (regs[2], 0);
  ck_assert_uint_eq (regs[3], 7);
}
END_TEST

START_TEST (end_of_interrupt_restores_cppr_and_sends_again_when_nothing_is_pending)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSIX_ONLY, MSIX, 2, 5);
  pulse (machine, FIRST);
  guint32 xirr = accept_xirr (machine, 0);
  pulse (machine, FIRST + 1);
  expect_icp (machine, 0, 5, 0, MASKED);
  end_of_interrupt (machine, 0, xirr);
  expect_icp (machine, 0, MASKED, FIRST + 1, 5);
  end_of_interrupt (machine, 0, 0x03000000);
  expect_icp (machine, 0, 3, FIRST + 1, 5); /* withdraws nothing */
}
END_TEST

START_TEST (end_of_interrupt_sends_nothing_again_while_something_is_pending)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, 6);
  configure (machine, MSIX_ONLY, MSIX, 2, 5);
  pulse (machine, FIRST);
  set_xive (machine, FIRST + 1, 0, 7);
  pulse (machine, FIRST + 1);
  set_xive (machine, FIRST + 1, 0, 1);
  end_of_interrupt (machine, 0, 0xff000000);
  expect_icp (machine, 0, MASKED, FIRST, 5);
}
END_TEST

START_TEST (a_number_that_is_no_call_of_ours_is_refused)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert_int_eq (hcall (machine, 0, 0x4, 0, 0, NULL), GVM_SPAPR_H_FUNCTION);
  ck_assert_int_eq (
      hcall (machine, 0, GVM_SPAPR_H_CPPR + (G_GUINT64_CONSTANT (1) << 32), 9, 0, NULL),
      GVM_SPAPR_H_FUNCTION);
  expect_icp (machine, 0, 0, 0, MASKED);
}
END_TEST

/* ---- nothing is pending ------------------------------------------------------------------------------- */

/* A reset leaves the note of an owner, and so does all that has nothing to withdraw. */
START_TEST (lowering_cppr_with_nothing_pending_leaves_the_note_of_an_owner)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  gvm_spapr_machine_reset (machine);
  set_cppr (machine, 0, MASKED);
  set_cppr (machine, 0, 5);
  expect_icp (machine, 0, 5, 0, MASKED);
  ck_assert (gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

/* As no guest can bring about, but a stream can say. */
START_TEST (a_priority_that_is_pending_without_an_interrupt_keeps_nothing_out)
{
  static const guint8 octets[] = {
    0xff, 0x00, 0x00, 0x00, /* xirr */
    0x03,                   /* pending_priority */
    0xff,                   /* mfrr */
  };
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  GvmSpaprPart part = gvm_spapr_machine_get_part (machine, 1);
  g_autoptr (GvmReader) reader = reader_on (octets, sizeof octets, NULL);
  ck_assert (gvm_decode (reader, part.desc, 1, part.self, NULL));
  pulse (machine, FIRST);
  expect_icp (machine, 0, MASKED, FIRST, 5);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.presentation", at_boot_all_is_rejected_until_cppr_is_set,
      a_priority_must_be_more_favoured_than_cppr,
      only_a_more_favoured_one_displaces_what_is_pending, cppr_has_eight_bits,
      lowering_cppr_to_what_is_pending_withdraws_it, lowering_cppr_sends_nothing_again,
      raising_cppr_sends_again_only_when_nothing_is_pending,
      an_ipi_is_pending_with_mfrr_for_priority_and_owned_by_nobody,
      an_ipi_needs_mfrr_more_favoured_than_cppr,
      an_ipi_displaces_only_what_is_less_favoured_and_that_goes_back,
      a_displaced_ipi_is_rejected_by_nobody_and_comes_again_by_mfrr, server_has_32_bits_and_mfrr_8,
      an_unknown_server_is_a_parameter_error_and_registers_stay,
      polling_tells_xirr_and_mfrr_of_any_cpu_and_changes_nothing,
      accepting_raises_cppr_to_what_was_pending, accepting_nothing_opens_cppr,
      xirr_x_returns_a_time_base_too,
      end_of_interrupt_restores_cppr_and_sends_again_when_nothing_is_pending,
      end_of_interrupt_sends_nothing_again_while_something_is_pending,
      a_number_that_is_no_call_of_ours_is_refused,
      lowering_cppr_with_nothing_pending_leaves_the_note_of_an_owner,
      a_priority_that_is_pending_without_an_interrupt_keeps_nothing_out);
}
