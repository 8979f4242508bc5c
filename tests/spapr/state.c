/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine saved and loaded: what comes back, what is sent again, and who owns it.
 */
#include "spapr/guest.h"

static GBytes *
save (GvmSpaprMachine *machine)
{
  GError *error = NULL;
  GBytes *bytes = gvm_spapr_machine_save (machine, &error);

  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "");
  return bytes;
}

static void
load (GvmSpaprMachine *machine, GBytes *bytes)
{
  GError *error = NULL;

  ck_assert_msg (gvm_spapr_machine_load (machine, bytes, &error), "%s",
                 error != NULL ? error->message : "");
}

/* Some of everything, and nothing that a load would change. */
static void
use (GvmSpaprMachine *machine)
{
  set_cppr (machine, 0, 3);
  set_cppr (machine, 1, MASKED);
  configure (machine, MSIX_ONLY, MSIX, 3, 5);
  configure (machine, BOTH, MSI, 2, 6);
  change_msi (machine, BOTH | 1, MSIX, 1);
  set_xive (machine, FIRST + 1, 1, 4);
  pulse (machine, FIRST + 1);
  pulse (machine, FIRST);
  send_ipi (machine, 0, 0, 7);
  set_pin (machine, 1, TRUE);
}

START_TEST (a_machine_that_was_loaded_saves_the_same_octets)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_DEFAULT);

  use (machine);
  g_autoptr (GBytes) bytes = save (machine);
  configure (other, LARGE, MSIX, 99, 1);
  set_cppr (other, 0, MASKED);
  load (other, bytes);
  g_autoptr (GBytes) again = save (other);
  expect_octets (g_bytes_get_data (again, NULL), g_bytes_get_size (again),
                 g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  expect_entry (other, MSIX_ONLY, FIRST, 3);
  expect_entry (other, BOTH, FIRST + 3, 2);
  ck_assert_uint_eq (count_allocated (other), 6);
  expect_icp (other, 1, MASKED, FIRST + 1, 4);
  ck_assert_uint_eq (gvm_spapr_machine_get_icp (other, 0)->mfrr, 7);
}
END_TEST

START_TEST (both_machines_go_on_alike)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_DEFAULT);
  GvmSpaprMachine *machines[] = { machine, other };

  use (machine);
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++) {
    set_pin (machines[i], 1, FALSE);
    end_of_interrupt (machines[i], 0, accept_xirr (machines[i], 1));
    set_cppr (machines[i], 0, MASKED);
    change_msi (machines[i], BOTH | 1, MSIX, 0);
    change_msi (machines[i], BOTH, MSI, 0);
    change_msi (machines[i], LARGE, MSIX, 5);
    pulse (machines[i], FIRST + 2);
    set_pin (machines[i], 1, TRUE);
  }
  g_autoptr (GBytes) a = save (machine), b = save (other);
  expect_octets (g_bytes_get_data (a, NULL), g_bytes_get_size (a), g_bytes_get_data (b, NULL),
                 g_bytes_get_size (b));
}
END_TEST

/* ---- the map ---------------------------------------------------------------------------------------- */

static gboolean
has_text (GBytes *bytes, const char *text)
{
  gsize size, length = strlen (text);
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (data + i, text, length) == 0)
      return TRUE;
  return FALSE;
}

START_TEST (the_map_is_a_subsection_and_only_when_it_is_not_empty)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_DEFAULT);
  g_autoptr (GBytes) empty = save (machine);

  ck_assert (!has_text (empty, "\x05\x0dspapr_irq_map"));
  change_msi (machine, MSI_ONLY, MSI, 1);
  g_autoptr (GBytes) full = save (machine);
  ck_assert (has_text (full, "\x05\x0dspapr_irq_map"));
  load (other, full);
  ck_assert_uint_eq (count_allocated (other), 1);
  load (other, empty);
  ck_assert_uint_eq (count_allocated (other), 0);
}
END_TEST

START_TEST (the_map_is_52_big_endian_words_with_the_first_interrupt_in_the_lowest_bit)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, LARGE, MSIX, 65);
  GvmSpaprPart part =
      gvm_spapr_machine_get_part (machine, gvm_spapr_machine_get_n_parts (machine) - 1);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  ck_assert (gvm_encode (writer, part.desc, part.desc->version_id, part.self, NULL));
  g_autoptr (GBytes) bytes = gvm_writer_steal (writer);
  guint8 expected[16 + 2 + 13 + 4 + 52 * 8] = { 0 };
  guint8 *map = expected + 16 + 2 + 13 + 4;

  memcpy (expected + 16, "\x05\x0dspapr_irq_map\0\0\0\1", 2 + 13 + 4);
  memset (map, 0xff, 8);
  map[15] = 1;
  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                 sizeof expected);
  ck_assert_str_eq (part.idstr, "spapr");
  ck_assert_uint_eq (part.desc->version_id, 3);
}
END_TEST

/* ---- order ------------------------------------------------------------------------------------------- */

static GBytes *
save_phb (GvmSpaprMachine *machine)
{
  GvmSpaprPart part = gvm_spapr_machine_get_part (machine, 2);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert_str_eq (part.idstr, "spapr_pci");
  ck_assert (gvm_encode (writer, part.desc, part.desc->version_id, part.self, NULL));
  return gvm_writer_steal (writer);
}

static guint32
key_at (GBytes *payload, guint nth)
{
  const guint8 *at = (const guint8 *) g_bytes_get_data (payload, NULL) + 28 + 12 * nth;

  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

START_TEST (entries_ascend_whatever_order_they_came_in)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  static const guint32 spelling[] = { 7, 3, 9, 0, 1, 8 };

  for (gsize i = 0; i < G_N_ELEMENTS (spelling); i++)
    change_msi (machine, MSI_ONLY | spelling[i], MSI, 1);
  g_autoptr (GBytes) payload = save_phb (machine);
  for (guint i = 1; i < G_N_ELEMENTS (spelling); i++)
    ck_assert_uint_lt (key_at (payload, i - 1), key_at (payload, i));
}
END_TEST

START_TEST (as_qemu_entries_are_in_the_order_of_the_table)
{
  WITH_MACHINE (1, GVM_SPAPR_AS_QEMU);

  for (guint32 i = 0; i < 6; i++)
    change_msi (machine, MSI_ONLY | (i * 5) % 7, MSI, 1);
  g_autoptr (GBytes) payload = save_phb (machine);
  GHashTableIter iter;
  gpointer key;
  guint nth = 0;
  g_hash_table_iter_init (&iter, gvm_spapr_machine_get_phb (machine, 0)->msi);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    ck_assert_uint_eq (key_at (payload, nth++), *(guint32 *) key);
  ck_assert_uint_eq (nth, 6);
}
END_TEST

/* ---- after a load ------------------------------------------------------------------------------------- */

/* An interrupt of priority 5 is pending while the machine moves; then one of priority 4 comes. */
static GvmSpaprMachine *
move_with_pending (GvmSpaprOptions options)
{
  WITH_MACHINE (1, options);
  GvmSpaprMachine *other = guest_machine_new (1, options);

  set_cppr (machine, 0, MASKED);
  configure (machine, MSIX_ONLY, MSIX, 2, 5);
  set_xive (machine, FIRST + 1, 0, 4);
  pulse (machine, FIRST);
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  expect_icp (other, 0, MASKED, FIRST, 5);
  return other;
}

START_TEST (what_is_pending_at_a_load_is_not_lost_when_it_is_displaced)
{
  g_autoptr (GvmSpaprMachine) machine = move_with_pending (GVM_SPAPR_DEFAULT);

  ck_assert (gvm_spapr_machine_icp_has_owner (machine, 0));
  pulse (machine, FIRST + 1);
  expect_icp (machine, 0, MASKED, FIRST + 1, 4);
  ck_assert_uint_eq (STATUS (FIRST), GVM_SPAPR_IRQ_REJECTED);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, FIRST, 5);
}
END_TEST

START_TEST (as_qemu_what_is_pending_at_a_load_is_lost_when_it_is_displaced)
{
  g_autoptr (GvmSpaprMachine) machine = move_with_pending (GVM_SPAPR_AS_QEMU);

  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 0));
  pulse (machine, FIRST + 1);
  expect_icp (machine, 0, MASKED, FIRST + 1, 4);
  ck_assert_uint_eq (STATUS (FIRST), 0);
  end_of_interrupt (machine, 0, accept_xirr (machine, 0));
  expect_icp (machine, 0, MASKED, 0, MASKED);
}
END_TEST

START_TEST (an_ipi_that_is_pending_at_a_load_has_no_owner)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  send_ipi (machine, 0, 0, 4);
  g_autoptr (GBytes) bytes = save (machine);
  load (machine, bytes);
  expect_icp (machine, 0, MASKED, GVM_SPAPR_IRQ_IPI, 4);
  ck_assert (!gvm_spapr_machine_icp_has_owner (machine, 0));
}
END_TEST

/* Writes into the state what a stream may hold, and a load has to act upon. */
static void
poke (GvmSpaprMachine *machine, guint32 irq, guint8 status)
{
  GvmSpaprIcs *ics = gvm_spapr_machine_get_part (machine, 0).self;

  ics->irqs[irq - GVM_SPAPR_IRQ_BASE].status = status;
}

START_TEST (what_was_rejected_is_sent_again_after_a_load)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  set_cppr (machine, 1, MASKED);
  configure (machine, MSI_ONLY, MSI, 1, 5);
  set_xive (machine, PIN_A, 1, 6);
  poke (machine, FIRST, GVM_SPAPR_IRQ_REJECTED);
  poke (machine, PIN_A, GVM_SPAPR_IRQ_ASSERTED);
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  expect_icp (other, 0, MASKED, FIRST, 5);
  expect_icp (other, 1, MASKED, PIN_A, 6);
  ck_assert_uint_eq (source (other, FIRST)->status, 0);
  ck_assert_uint_eq (source (other, PIN_A)->status, GVM_SPAPR_IRQ_ASSERTED | GVM_SPAPR_IRQ_SENT);
}
END_TEST

START_TEST (an_ipi_that_mfrr_asks_for_is_sent_after_a_load)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  ((GvmSpaprIcp *) gvm_spapr_machine_get_part (machine, 1).self)->mfrr = 3;
  g_autoptr (GBytes) bytes = save (machine);
  load (machine, bytes);
  expect_icp (machine, 0, MASKED, GVM_SPAPR_IRQ_IPI, 3);
}
END_TEST

START_TEST (pins_are_where_the_sources_say)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  set_pin (machine, 2, TRUE);
  set_pin (other, 1, TRUE);
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  set_pin (other, 2, FALSE);
  ck_assert_uint_eq (source (other, PIN_A + 2)->status, 0);
  set_pin (other, 1, TRUE);
  ck_assert_uint_eq (source (other, PIN_A + 1)->status, GVM_SPAPR_IRQ_ASSERTED);
}
END_TEST

START_TEST (a_pin_that_its_source_has_forgotten_is_where_its_device_says)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  set_pin (machine, 2, TRUE);
  ck_assert (
      gvm_spapr_machine_write_msi (machine, PIN_A + 2, NULL)); /* which takes the source down */
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  ck_assert (gvm_spapr_machine_assume_lsi (other, GVM_SPAPR_PCI_BUID, 2, TRUE, NULL));
  ck_assert_uint_eq (source (other, PIN_A + 2)->status & GVM_SPAPR_IRQ_ASSERTED, 0);
  set_pin (other, 2, TRUE);
  ck_assert_uint_eq (source (other, PIN_A + 2)->status & GVM_SPAPR_IRQ_ASSERTED, 0);
  set_pin (other, 2, FALSE);
  set_pin (other, 2, TRUE);
  ck_assert_uint_eq (source (other, PIN_A + 2)->status & GVM_SPAPR_IRQ_ASSERTED,
                     GVM_SPAPR_IRQ_ASSERTED);
}
END_TEST

START_TEST (devices_stay_and_keep_their_messages)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GBytes) bytes = save (machine);

  change_msi (machine, MSI_ONLY, MSI, 1);
  load (machine, bytes);
  expect_message (machine, MSI_ONLY, GVM_SPAPR_MSI, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 0), -1);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 1), 0, 1, 2, 1);
}
END_TEST

START_TEST (what_was_configured_before_a_load_can_be_disabled_as_either_type)
{
  WITH_MACHINE (1, GVM_SPAPR_CHECK_DISABLE);

  change_msi (machine, BOTH, MSIX, 1);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), -3);
  g_autoptr (GBytes) bytes = save (machine);
  load (machine, bytes);
  EXPECT_ANSWER (change_msi (machine, BOTH, MSI, 0), 0, 0);
}
END_TEST

START_TEST (a_time_base_is_part_of_the_state)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (1, GVM_SPAPR_DEFAULT);
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { GVM_SPAPR_H_XIRR_X };
  GvmSpaprPart part =
      gvm_spapr_machine_get_part (machine, gvm_spapr_machine_get_n_parts (machine) - 1);

  *(guint64 *) part.self = 0x2a;
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  gvm_spapr_machine_hcall (other, 0, regs);
  ck_assert_uint_eq (regs[2], 0x2a);
}
END_TEST

/* ---- saves that fail ---------------------------------------------------------------------------------- */

START_TEST (a_table_that_no_load_would_take_is_not_saved)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GError) error = NULL;

  gvm_spapr_phb_set_msi (gvm_spapr_machine_get_part (machine, 2).self, 0x800, 0, 1);
  ck_assert_ptr_null (gvm_spapr_machine_save (machine, &error));
  expect_error (error, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/first_irq", NO_OFFSET);
}
END_TEST

/* A block that ends with the last interrupt of all is within bounds. */
START_TEST (the_last_block_of_all_comes_back)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  change_msi (machine, LARGE, MSIX, 2048);
  change_msi (machine, LARGE | 1, MSIX, 1280);
  g_autoptr (GBytes) bytes = save (machine);
  load (other, bytes);
  expect_entry (other, LARGE | 1, 0x1b00, 1280);
}
END_TEST

/* ---- a real one ----------------------------------------------------------------------------------------- */

START_TEST (the_stream_of_a_real_qemu_is_taken_and_the_guest_goes_on)
{
  WITH_MACHINE (2, GVM_SPAPR_DEFAULT);
  const char *data = g_getenv ("GVM_TEST_DATA");
  g_autofree char *name =
      g_build_filename (data != NULL ? data : "tests/data", "streams", "msi.mig.gz", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (name);
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, NULL);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  GError *error = NULL;

  ck_assert_ptr_nonnull (stream);
  gvm_registry_set_tolerance (registry, GVM_TOLERATE_NO_DIGEST | GVM_TOLERATE_UNKNOWN_SECTIONS |
                                            GVM_TOLERATE_UNKNOWN_SUBSECTIONS);
  ck_assert (gvm_spapr_machine_register (machine, registry, NULL));
  ck_assert_msg (gvm_registry_load (registry, stream, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  expect_entry (machine, 0x800, 0x1300, 4);
  expect_entry (machine, 0x1800, 0x130a, 16);
  ck_assert_uint_eq (count_allocated (machine), 22);
  EXPECT_ANSWER (change_msi (machine, MSI_ONLY, MSI, 0), 0, 0);
  ck_assert_uint_eq (count_allocated (machine), 18);
  EXPECT_ANSWER (change_msi (machine, LARGE, MSIX, 3), 0, 3, 2, 2);
  expect_entry (machine, LARGE, 0x1300, 3);
}
END_TEST

/* ---- old machines ------------------------------------------------------------------------------------- */

START_TEST (machines_up_to_2_7_have_five_more_fields)
{
  static const guint8 windows[] = {
    0x80, 0x00, 0x00, 0x00,                         /* mig_liobn */
    0x00, 0x00, 0x01, 0x00, 0xa0, 0x00, 0x00, 0x00, /* mig_mem_win_addr */
    0x00, 0x00, 0x00, 0x0f, 0x80, 0x00, 0x00, 0x00, /* mig_mem_win_size */
    0x00, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, /* mig_io_win_addr */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, /* mig_io_win_size */
  };
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmSpaprMachine) old = guest_machine_new (1, GVM_SPAPR_PRE_2_8);

  change_msi (machine, MSI_ONLY, MSI, 1);
  g_autoptr (GBytes) today = save_phb (machine);
  ck_assert_uint_eq (g_bytes_get_size (today), 28 + 12);
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (today, NULL);
  g_byte_array_append (octets, data, 8);
  g_byte_array_append (octets, windows, sizeof windows);
  g_byte_array_append (octets, data + 8, 32);
  ck_assert_uint_eq (octets->len, 64 + 12);

  GvmSpaprPart part = gvm_spapr_machine_get_part (old, 2);
  g_autoptr (GvmReader) reader = reader_on (octets->data, octets->len, NULL);
  ck_assert (gvm_decode (reader, part.desc, 2, part.self, NULL));
  const GvmSpaprPhb *phb = gvm_spapr_machine_get_phb (old, 0);
  ck_assert_uint_eq (phb->mig_liobn, 0x80000000);
  ck_assert_uint_eq (phb->mig_mem_win_addr, G_GUINT64_CONSTANT (0x100a0000000));
  ck_assert_uint_eq (phb->mig_mem_win_size, G_GUINT64_CONSTANT (0xf80000000));
  ck_assert_uint_eq (phb->mig_io_win_addr, G_GUINT64_CONSTANT (0x10080000000));
  ck_assert_uint_eq (phb->mig_io_win_size, 0x10000);
  g_autoptr (GBytes) again = save_phb (old);
  expect_octets (g_bytes_get_data (again, NULL), g_bytes_get_size (again), octets->data,
                 octets->len);
}
END_TEST

START_TEST (the_schema_alone_reads_and_writes_machines_up_to_2_7_too)
{
  WITH_MACHINE (1, GVM_SPAPR_PRE_2_8);
  GvmSpaprPhb phb;

  change_msi (machine, MSI_ONLY, MSI, 1);
  g_autoptr (GBytes) payload = save_phb (machine);
  gvm_spapr_phb_init (&phb, 0);
  phb.pre_2_8_migration = TRUE;
  g_autoptr (GvmReader) reader = gvm_reader_new (payload, NULL);
  ck_assert (gvm_decode (reader, &gvm_spapr_phb_desc, 2, &phb, NULL));
  ck_assert_uint_eq (gvm_reader_left (reader), 0);
  ck_assert_uint_eq (g_hash_table_size (phb.msi), 1);
  gvm_spapr_phb_clear (&phb);
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.state", a_machine_that_was_loaded_saves_the_same_octets, both_machines_go_on_alike,
      the_map_is_a_subsection_and_only_when_it_is_not_empty,
      the_map_is_52_big_endian_words_with_the_first_interrupt_in_the_lowest_bit,
      entries_ascend_whatever_order_they_came_in, as_qemu_entries_are_in_the_order_of_the_table,
      what_is_pending_at_a_load_is_not_lost_when_it_is_displaced,
      as_qemu_what_is_pending_at_a_load_is_lost_when_it_is_displaced,
      an_ipi_that_is_pending_at_a_load_has_no_owner, what_was_rejected_is_sent_again_after_a_load,
      an_ipi_that_mfrr_asks_for_is_sent_after_a_load, pins_are_where_the_sources_say,
      a_pin_that_its_source_has_forgotten_is_where_its_device_says,
      devices_stay_and_keep_their_messages,
      what_was_configured_before_a_load_can_be_disabled_as_either_type,
      a_time_base_is_part_of_the_state, a_table_that_no_load_would_take_is_not_saved,
      the_last_block_of_all_comes_back, the_stream_of_a_real_qemu_is_taken_and_the_guest_goes_on,
      machines_up_to_2_7_have_five_more_fields,
      the_schema_alone_reads_and_writes_machines_up_to_2_7_too);
}
