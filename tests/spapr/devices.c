/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * PHBs, plugging, what devices send, reset, traces.
 */
#include "spapr/guest.h"

static gboolean
try_plug (GvmSpaprMachine *machine, GvmSpaprDevice device, GError **error)
{
  return gvm_spapr_machine_plug (machine, BUID, &device, error);
}

static void
expect_not_plugged (GvmSpaprMachine *machine, GvmSpaprDevice device, GvmError code)
{
  g_autoptr (GError) error = NULL;

  ck_assert (!try_plug (machine, device, &error));
  ck_assert_msg (g_error_matches (error, GVM_ERROR, code), "%s", error->message);
  ck_assert (g_str_has_prefix (gvm_error_get_path (error), "phb{0x800000020000000}/device{0x"));
}

/* ---- PHBs --------------------------------------------------------------------------------------- */

START_TEST (phbs_are_numbered_by_index_and_there_is_one_of_each)
{
  g_autoptr (GvmSpaprMachine) machine = gvm_spapr_machine_new (1, 0, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < GVM_SPAPR_MAX_PHB; i++)
    ck_assert (gvm_spapr_machine_add_phb (machine, i, NULL));
  ck_assert_uint_eq (gvm_spapr_machine_get_n_phbs (machine), GVM_SPAPR_MAX_PHB);
  ck_assert_uint_eq (gvm_spapr_machine_get_phb (machine, 3)->buid, BUID + 3);
  ck_assert_uint_eq (gvm_spapr_machine_get_phb (machine, 63)->lsi_table[3].irq, 0x12ff);
  ck_assert (!gvm_spapr_machine_add_phb (machine, GVM_SPAPR_MAX_PHB, &error));
  expect_error (error, GVM_ERROR_RANGE, "spapr_pci", NO_OFFSET);
  g_clear_error (&error);
  ck_assert (!gvm_spapr_machine_add_phb (machine, 5, &error));
  expect_error (error, GVM_ERROR_DUPLICATE_KEY, "spapr_pci", NO_OFFSET);
}
END_TEST

START_TEST (machines_know_nothing_of_each_other)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  set_cppr (machine, 0, 9);
  ck_assert_uint_eq (count_allocated (other), 0);
  expect_icp (other, 0, 0, 0, MASKED);
  ck_assert_uint_eq (gvm_spapr_machine_get_n_cpus (machine), 1);
  ck_assert_uint_eq (gvm_spapr_machine_get_n_cpus (other), 2);
}
END_TEST

/* ---- plugging ----------------------------------------------------------------------------------- */

START_TEST (every_place_of_the_bus_can_be_taken_and_only_once)
{
  g_autoptr (GvmSpaprMachine) machine = gvm_spapr_machine_new (1, 0, GVM_SPAPR_DEFAULT);

  ck_assert (gvm_spapr_machine_add_phb (machine, 0, NULL));
  for (guint devfn = 0; devfn < 256; devfn++)
    ck_assert (
        try_plug (machine, (GvmSpaprDevice) { .devfn = (guint8) devfn, .msi_vectors = 1 }, NULL));
  for (guint devfn = 0; devfn < 256; devfn++) {
    expect_not_plugged (machine, (GvmSpaprDevice) { .devfn = (guint8) devfn },
                        GVM_ERROR_DUPLICATE_KEY);
    EXPECT_ANSWER (change_msi (machine, devfn << 8, MSI, 1), 0, 1, 2, 1);
  }
  ck_assert_uint_eq (count_entries (machine), 256);
}
END_TEST

START_TEST (a_bus_needs_its_bridge)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  expect_not_plugged (machine, (GvmSpaprDevice) { .bus = 2 }, GVM_ERROR_MISSING);
  guest_plug (machine, GVM_SPAPR_CONFIG_ADDR (1, 0), 2, 0, 0);
  guest_plug (machine, GVM_SPAPR_CONFIG_ADDR (2, 0), 0, 1, 0);
  expect_not_plugged (machine, (GvmSpaprDevice) { .devfn = 0x80, .secondary_bus = 2 },
                      GVM_ERROR_DUPLICATE_KEY);
  expect_not_plugged (machine, (GvmSpaprDevice) { .bus = 2, .devfn = 8, .secondary_bus = 2 },
                      GVM_ERROR_DUPLICATE_KEY);
  EXPECT_ANSWER (change_msi (machine, GVM_SPAPR_CONFIG_ADDR (2, 0), MSI, 1), 0, 1, 2, 1);
}
END_TEST

START_TEST (capabilities_have_their_bounds)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint8 bad[] = { 3, 5, 12, 33, 64, 128, 255 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    expect_not_plugged (machine, (GvmSpaprDevice) { .devfn = 0xf0, .msi_vectors = bad[i] },
                        GVM_ERROR_RANGE);
  expect_not_plugged (machine, (GvmSpaprDevice) { .devfn = 0xf0, .msix_size = 2049 },
                      GVM_ERROR_RANGE);
  for (guint n = 1; n <= 32; n *= 2)
    guest_plug (machine, GVM_SPAPR_CONFIG_ADDR (0, 0xc0 + n), 0, (guint8) n, 0);
}
END_TEST

START_TEST (plugging_into_a_phb_that_is_not_there_is_an_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_spapr_machine_plug (machine, BUID + 1, &(GvmSpaprDevice) { .devfn = 8 }, &error));
  expect_error (error, GVM_ERROR_MISSING, "phb{0x800000020000001}/device{0x800}", NO_OFFSET);
  g_clear_error (&error);
  ck_assert (!gvm_spapr_machine_unplug (machine, BUID + 1, MSI_ONLY, &error));
  expect_error (error, GVM_ERROR_MISSING, "phb{0x800000020000001}/device{0x800}", NO_OFFSET);
}
END_TEST

START_TEST (an_unplugged_function_gives_back_all_its_interrupts)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  change_msi (machine, MSIX_ONLY, MSIX, 2);
  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, MSIX_ONLY | 7, MSIX, 4);
  ck_assert (gvm_spapr_machine_unplug (machine, BUID, MSIX_ONLY, NULL));
  ck_assert_uint_eq (count_allocated (machine), 1);
  expect_entry (machine, MSI_ONLY, FIRST + 2, 1);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0 });
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 1), -3);
  ck_assert (!gvm_spapr_machine_unplug (machine, BUID, MSIX_ONLY, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_MISSING));
  guest_plug (machine, MSIX_ONLY, 0, 0, 4);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSIX, 2), 0, 2, 2, 2);
  expect_entry (machine, MSIX_ONLY, FIRST, 2);
}
END_TEST

START_TEST (what_is_behind_a_bridge_goes_with_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  guest_plug (machine, GVM_SPAPR_CONFIG_ADDR (1, 0), 2, 0, 0);
  guest_plug (machine, GVM_SPAPR_CONFIG_ADDR (2, 0), 0, 1, 0);
  change_msi (machine, BEHIND, MSI, 1);
  change_msi (machine, GVM_SPAPR_CONFIG_ADDR (2, 0), MSI, 1);
  change_msi (machine, MSI_ONLY, MSI, 1);
  ck_assert (gvm_spapr_machine_unplug (machine, BUID, BRIDGE, NULL));
  ck_assert_uint_eq (count_allocated (machine), 1);
  ck_assert (!gvm_spapr_machine_unplug (machine, BUID, BEHIND, NULL));
  ck_assert (!gvm_spapr_machine_unplug (machine, BUID, GVM_SPAPR_CONFIG_ADDR (2, 0), NULL));
  ck_assert (gvm_spapr_machine_unplug (machine, BUID, MSI_ONLY, NULL));
}
END_TEST

START_TEST (a_function_without_bridge_takes_nothing_with_it)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  ck_assert (gvm_spapr_machine_unplug (machine, BUID, NEITHER, NULL));
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 1), 0, 1, 2, 1);
  EXPECT_ANSWER (change_msi (machine, BEHIND, MSI, 1), 0, 1, 2, 1);
}
END_TEST

START_TEST (enabling_vectors_wants_a_capability_and_a_power_of_two)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_spapr_machine_enable_msi (machine, BUID, NOT_THERE, 1, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_MISSING));
  g_clear_error (&error);
  ck_assert (!gvm_spapr_machine_enable_msi (machine, BUID, MSIX_ONLY, 1, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_MISSING));
  for (guint n = 0; n <= 64; n++) {
    gboolean fits = n == 1 || n == 2 || n == 4 || n == 8 || n == 16 || n == 32;

    g_clear_error (&error);
    ck_assert (gvm_spapr_machine_enable_msi (machine, BUID, BOTH, n, &error) == fits);
    ck_assert (fits || g_error_matches (error, GVM_ERROR, GVM_ERROR_RANGE));
  }
}
END_TEST

/* ---- messages ------------------------------------------------------------------------------------- */

START_TEST (a_device_sends_what_it_was_given)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSIX_ONLY, MSIX, 3);
  ck_assert (gvm_spapr_machine_send (machine, BUID, MSIX_ONLY, GVM_SPAPR_MSIX, 2, NULL));
  ck_assert_uint_eq (STATUS (FIRST + 2), GVM_SPAPR_IRQ_MASKED_PENDING);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  change_msi (machine, MSI_ONLY, MSI, 1);
  ck_assert (gvm_spapr_machine_send (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, NULL));
  ck_assert_uint_eq (STATUS (FIRST + 3), GVM_SPAPR_IRQ_MASKED_PENDING);
}
END_TEST

START_TEST (a_message_that_does_not_go_to_the_window_does_nothing)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprMessage elsewhere = { 0x1000, FIRST };

  ck_assert (gvm_spapr_machine_send (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, NULL));
  ck_assert (
      gvm_spapr_machine_set_message (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, &elsewhere, NULL));
  ck_assert (gvm_spapr_machine_send (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, NULL));
  ck_assert_uint_eq (STATUS (FIRST), 0);
}
END_TEST

START_TEST (a_message_of_a_number_that_is_no_source_is_an_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprMessage wrong = { GVM_SPAPR_MSI_WINDOW, 0x2000 };
  g_autoptr (GError) error = NULL;

  ck_assert (
      gvm_spapr_machine_set_message (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, &wrong, NULL));
  ck_assert (!gvm_spapr_machine_send (machine, BUID, MSI_ONLY, GVM_SPAPR_MSI, 0, &error));
  expect_error (error, GVM_ERROR_RANGE, "ics[0]/irqs", NO_OFFSET);
}
END_TEST

START_TEST (vectors_of_msi_replace_the_low_bits_even_of_a_block_that_is_not_aligned)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, BOTH, MSI, 8); /* from FIRST + 1 on: FIRST is a multiple of 8 */
  ck_assert (gvm_spapr_machine_send (machine, BUID, BOTH, GVM_SPAPR_MSI, 3, NULL));
  ck_assert_uint_eq (STATUS (FIRST + 3), GVM_SPAPR_IRQ_MASKED_PENDING);
  ck_assert_uint_eq (STATUS (FIRST + 4), 0);
  ck_assert (gvm_spapr_machine_send (machine, BUID, BOTH, GVM_SPAPR_MSI, 0, NULL));
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_MASKED_PENDING);
}
END_TEST

START_TEST (vectors_that_there_are_not_have_no_message)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const struct {
    guint32 config_addr;
    GvmSpaprMsiType type;
    guint vector;
  } none[] = { { MSI_ONLY, GVM_SPAPR_MSI, 1 },
               { MSI_ONLY, GVM_SPAPR_MSIX, 0 },
               { MSIX_ONLY, GVM_SPAPR_MSIX, 4 },
               { MSIX_ONLY, GVM_SPAPR_MSI, 0 },
               { NOT_THERE, GVM_SPAPR_MSI, 0 },
               { BOTH, 0, 0 },
               { BOTH, 3, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
    GvmSpaprMessage message = { 1, 2 };
    g_autoptr (GError) got = NULL, set = NULL, sent = NULL;

    ck_assert (!gvm_spapr_machine_get_message (machine, BUID, none[i].config_addr, none[i].type,
                                               none[i].vector, &message, &got));
    ck_assert (!gvm_spapr_machine_set_message (machine, BUID, none[i].config_addr, none[i].type,
                                               none[i].vector, &message, &set));
    ck_assert (!gvm_spapr_machine_send (machine, BUID, none[i].config_addr, none[i].type,
                                        none[i].vector, &sent));
    ck_assert (g_error_matches (got, GVM_ERROR, GVM_ERROR_MISSING));
    ck_assert (g_error_matches (set, GVM_ERROR, GVM_ERROR_MISSING));
    ck_assert (g_error_matches (sent, GVM_ERROR, GVM_ERROR_MISSING));
    ck_assert (message.address == 1 && message.data == 2);
  }
}
END_TEST

/* ---- reset ---------------------------------------------------------------------------------------- */

START_TEST (a_reset_gives_back_msis_and_masks_all_other_sources)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSIX_ONLY, MSIX, 2, 5);
  set_xive (machine, 0x1500, 0, 4);
  set_xive (machine, PIN_A, 0, 3);
  pulse (machine, FIRST);
  gvm_spapr_machine_reset (machine);
  ck_assert_uint_eq (count_allocated (machine), 0);
  ck_assert_uint_eq (count_entries (machine), 0);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0 });
  expect_source (machine, FIRST + 1, (GvmSpaprIrq) { 0 });
  expect_source (machine, FIRST + 2, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
  expect_source (machine, 0x1500, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
  expect_source (machine, PIN_A, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, GVM_SPAPR_IRQ_LSI_FLAG });
  gvm_spapr_machine_reset (machine);
  expect_source (machine, FIRST, (GvmSpaprIrq) { 0, MASKED, MASKED, 0, 0 });
}
END_TEST

START_TEST (a_reset_makes_presentation_controllers_new_but_for_the_owner)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 1, MASKED);
  change_msi (machine, MSI_ONLY, MSI, 1);
  set_xive (machine, FIRST, 1, 5);
  send_ipi (machine, 0, 0, 3);
  pulse (machine, FIRST);
  gvm_spapr_machine_reset (machine);
  for (guint cpu = 0; cpu < 2; cpu++) {
    expect_icp (machine, cpu, 0, 0, MASKED);
    ck_assert_uint_eq (gvm_spapr_machine_get_icp (machine, cpu)->mfrr, 0xff);
  }
  ck_assert (gvm_spapr_machine_icp_has_owner (machine, 1));
  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

START_TEST (a_reset_lowers_pins_and_forgets_what_was_to_be_sent_again)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  pulse (machine, FIRST);
  set_xive (machine, PIN_A, 0, 5);
  set_pin (machine, 0, TRUE);
  gvm_spapr_machine_reset (machine);
  set_xive (machine, PIN_A, 0, 5);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
  set_pin (machine, 0, TRUE);
  expect_icp (machine, 0, MASKED, PIN_A, 5);
}
END_TEST

START_TEST (a_reset_clears_messages_and_leaves_one_vector_enabled)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, BOTH, MSI, 2);
  change_msi (machine, BOTH | 1, MSIX, 2);
  change_msi (machine, LARGE, MSIX, 2048);
  gvm_spapr_machine_reset (machine);
  expect_message (machine, BOTH, GVM_SPAPR_MSI, 0, 0, 0);
  expect_message (machine, BOTH, GVM_SPAPR_MSIX, 1, 0, 0);
  expect_message (machine, LARGE, GVM_SPAPR_MSIX, 2047, 0, 0);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 2), 0, 1, 2, 1);
  EXPECT_ANSWER (change_msi (machine, MSIX_ONLY, MSI, 1), -3);
}
END_TEST

START_TEST (a_reset_forgets_rejected_sources_that_it_does_not_free)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_xive (machine, GVM_SPAPR_IRQ_VIO, 0, 5);
  pulse (machine, GVM_SPAPR_IRQ_VIO);
  ck_assert_uint_eq (STATUS (GVM_SPAPR_IRQ_VIO), GVM_SPAPR_IRQ_REJECTED);
  gvm_spapr_machine_reset (machine);
  set_xive (machine, GVM_SPAPR_IRQ_VIO, 0, 5);
  set_cppr (machine, 0, MASKED);
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (a_reset_reaches_every_phb)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  GvmSpaprDevice device = { .devfn = 1 << 3, .msi_vectors = 1 };
  GvmSpaprRtasCall call = { 6, 4, { MSI_ONLY, BUID >> 32, 0, MSI, 1, 1 } };

  for (guint i = 1; i < 4; i++) {
    ck_assert (gvm_spapr_machine_add_phb (machine, i, NULL));
    ck_assert (gvm_spapr_machine_plug (machine, BUID + i, &device, NULL));
    call.args[2] = (guint32) (BUID + i);
    EXPECT_ANSWER (rtas (machine, "ibm,change-msi", call), 0, 1, 2, 1);
  }
  gvm_spapr_machine_reset (machine);
  ck_assert_uint_eq (count_allocated (machine), 0);
  for (guint i = 0; i < 4; i++)
    ck_assert_uint_eq (g_hash_table_size (gvm_spapr_machine_get_phb (machine, i)->msi), 0);
}
END_TEST

/* ---- traces ----------------------------------------------------------------------------------------- */

static void
note (const GvmSpaprMachine *machine, const char *call, const char *text, gpointer user_data)
{
  ck_assert_ptr_nonnull (machine);
  g_string_append_printf (user_data, "%s: %s\n", call, text);
}

static void
expect_told (GString *told, const char *text)
{
  ck_assert_msg (strstr (told->str, text) != NULL, "told:\n%s", told->str);
  g_string_set_size (told, 0);
}

START_TEST (a_trace_tells_what_was_done_and_why)
{
  g_autoptr (GString) told = g_string_new (NULL);
  WITH_MACHINE (1, GVM_SPAPR_CHECK_DISABLE);

  gvm_spapr_machine_set_trace (machine, note, told, NULL);
  change_msi (machine, MSIX_ONLY, MSIX, 5);
  expect_told (told,
               "ibm,change-msi: config_addr 0x1000: 5 asked, 4 at most: told so, nothing changed");
  change_msi (machine, MSIX_ONLY, MSI, 1);
  expect_told (told, "a type that the function does not have");
  change_msi (machine, NOT_THERE, MSI, 1);
  expect_told (told, "no such function");
  change_msi (machine, MSIX_ONLY, MSIX, 0);
  expect_told (told, "config_addr 0x1000: nothing to disable");
  change_msi (machine, MSIX_ONLY, MSIX, 2);
  expect_told (told,
               "config_addr 0x1000: 2 interrupts from 0x1300 on\nibm,change-msi: 0x1000: status 0");
  change_msi (machine, MSIX_ONLY, MSIX, 0);
  expect_told (told, "phb: config_addr 0x1000 gives back 2 interrupts from 0x1300 on");
  change_msi (machine, BOTH, MSIX, 1);
  change_msi (machine, BOTH, MSI, 0);
  expect_told (told, "the other type is configured");
  set_xive (machine, FIRST, 0, MASKED);
  pulse (machine, FIRST);
  expect_told (told, "ics: message to 0x1300: masked, kept until it is unmasked");
  set_cppr (machine, 0, MASKED);
  expect_told (told, "hcall: cpu 0: 0x68, status 0, XIRR 0xff000000");
  set_xive (machine, FIRST, 0, 5);
  expect_told (told, "icp: server 0: 0x1300 pending, priority 0x05");
  set_cppr (machine, 0, 0);
  expect_told (told, "ics: 0x1300 rejected: to be sent again");
  gvm_spapr_machine_reset (machine);
  expect_told (told, "reset: all MSIs are given back");
  ck_assert (gvm_spapr_machine_unplug (machine, BUID, BOTH, NULL));
  expect_told (told, "phb: config_addr 0x1800 unplugged");
  change_msi (machine, LARGE, MSIX, 2048);
  change_msi (machine, LARGE, MSIX, 2000);
  expect_told (told, "config_addr 0x3000: no 2000 free interrupts in a row");
}
END_TEST

static guint n_destroyed;

static void
count_destroyed (gpointer user_data)
{
  ck_assert_ptr_eq (user_data, &n_destroyed);
  n_destroyed++;
}

START_TEST (a_trace_can_be_ended_and_its_data_goes_once)
{
  GvmSpaprMachine *machine = guest_machine_new (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GString) told = g_string_new (NULL);

  n_destroyed = 0;
  gvm_spapr_machine_set_trace (machine, note, &n_destroyed, count_destroyed);
  gvm_spapr_machine_set_trace (machine, note, told, NULL);
  ck_assert_uint_eq (n_destroyed, 1);
  gvm_spapr_machine_set_trace (machine, NULL, NULL, NULL);
  gvm_spapr_machine_reset (machine);
  ck_assert_str_eq (told->str, "");
  gvm_spapr_machine_set_trace (machine, NULL, &n_destroyed, count_destroyed);
  gvm_spapr_machine_unref (gvm_spapr_machine_ref (machine));
  ck_assert_uint_eq (n_destroyed, 1);
  gvm_spapr_machine_unref (machine);
  ck_assert_uint_eq (n_destroyed, 2);
  gvm_spapr_machine_unref (NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.devices", phbs_are_numbered_by_index_and_there_is_one_of_each,
      machines_know_nothing_of_each_other, every_place_of_the_bus_can_be_taken_and_only_once,
      a_bus_needs_its_bridge, capabilities_have_their_bounds,
      plugging_into_a_phb_that_is_not_there_is_an_error,
      an_unplugged_function_gives_back_all_its_interrupts, what_is_behind_a_bridge_goes_with_it,
      a_function_without_bridge_takes_nothing_with_it,
      enabling_vectors_wants_a_capability_and_a_power_of_two, a_device_sends_what_it_was_given,
      a_message_that_does_not_go_to_the_window_does_nothing,
      a_message_of_a_number_that_is_no_source_is_an_error,
      vectors_of_msi_replace_the_low_bits_even_of_a_block_that_is_not_aligned,
      vectors_that_there_are_not_have_no_message,
      a_reset_gives_back_msis_and_masks_all_other_sources,
      a_reset_makes_presentation_controllers_new_but_for_the_owner,
      a_reset_lowers_pins_and_forgets_what_was_to_be_sent_again,
      a_reset_clears_messages_and_leaves_one_vector_enabled,
      a_reset_forgets_rejected_sources_that_it_does_not_free, a_reset_reaches_every_phb,
      a_trace_tells_what_was_done_and_why, a_trace_can_be_ended_and_its_data_goes_once);
}
