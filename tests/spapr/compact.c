/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The compact forms: their octets, how many they are, and a machine that is saved by them.
 */
#include "spapr/parts.h"

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

/* ---- the machine -------------------------------------------------------------------------------------- */

static void
expect_same_table (const GvmSpaprMachine *a, const GvmSpaprMachine *b)
{
  GHashTable *table = gvm_spapr_machine_get_phb (a, 0)->msi;
  GHashTableIter iter;
  gpointer key, value;

  ck_assert_uint_eq (g_hash_table_size (table), count_entries (b));
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const GvmSpaprMsi *msi = value;

    expect_entry (b, *(const guint32 *) key, msi->first_irq, msi->num);
  }
}

/* All that can be seen of them. */
static void
expect_same_state (const GvmSpaprMachine *a, const GvmSpaprMachine *b)
{
  ck_assert_mem_eq (gvm_spapr_machine_get_ics (a), gvm_spapr_machine_get_ics (b),
                    sizeof (GvmSpaprIcs));
  for (guint cpu = 0; cpu < 2; cpu++) {
    ck_assert_mem_eq (gvm_spapr_machine_get_icp (a, cpu), gvm_spapr_machine_get_icp (b, cpu),
                      G_STRUCT_OFFSET (GvmSpaprIcp, mfrr) + 1);
    ck_assert_int_eq (gvm_spapr_machine_icp_has_owner (a, cpu),
                      gvm_spapr_machine_icp_has_owner (b, cpu));
  }
  ck_assert_uint_eq (count_allocated (a), count_allocated (b));
  expect_same_table (a, b);
}

static void
expect_round_trip (GvmSpaprOptions options)
{
  g_autoptr (GvmSpaprMachine) machine = guest_machine_new (2, options | GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, options | GVM_SPAPR_COMPACT);

  use (machine);
  configure (other, LARGE, MSIX, 99, 1);
  set_cppr (other, 0, MASKED);
  g_autoptr (GBytes) bytes = save_machine (machine);
  load_machine (other, bytes);
  expect_same_state (machine, other);
  g_autoptr (GBytes) again = save_machine (other);
  expect_octets (g_bytes_get_data (again, NULL), g_bytes_get_size (again),
                 g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

START_TEST (a_compact_machine_comes_back_whole)
{
  expect_round_trip (GVM_SPAPR_DEFAULT);
  expect_round_trip (GVM_SPAPR_PRE_2_8);
}
END_TEST

START_TEST (an_empty_map_comes_back_empty)
{
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) other = guest_machine_new (2, GVM_SPAPR_COMPACT);

  change_msi (other, LARGE, MSIX, 99);
  g_autoptr (GBytes) bytes = save_machine (machine);
  load_machine (other, bytes);
  ck_assert_uint_eq (count_allocated (other), 0);
  expect_same_state (machine, other);
}
END_TEST

START_TEST (neither_form_is_taken_for_the_other)
{
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) exact = guest_machine_new (2, GVM_SPAPR_DEFAULT);

  use (machine);
  use (exact);
  g_autoptr (GBytes) compact_bytes = save_machine (machine), exact_bytes = save_machine (exact);
  expect_machine_refuses (machine, exact_bytes, GVM_ERROR_UNKNOWN_SECTION, "ics");
  expect_machine_refuses (exact, compact_bytes, GVM_ERROR_UNKNOWN_SECTION, "ics-compact");
}
END_TEST

START_TEST (copies_of_one_fact_must_agree_and_paths_name_the_compact_sections)
{
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) empty = guest_machine_new (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) target = guest_machine_new (2, GVM_SPAPR_COMPACT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  GvmSpaprPart ics = gvm_spapr_machine_get_part (empty, 0);
  GvmSpaprPart phb = gvm_spapr_machine_get_part (empty, 3);
  GvmSpaprPart map = gvm_spapr_machine_get_part (empty, 4);
  g_autoptr (GBytes) no_source = save_with_part (machine, "pseries-7.2", &ics);
  expect_machine_refuses (target, no_source, GVM_ERROR_REFUSED, "spapr_pci-compact[0]/msi{0x800}");
  g_autoptr (GBytes) no_entry = save_with_part (machine, "pseries-7.2", &phb);
  expect_machine_refuses (target, no_entry, GVM_ERROR_REFUSED, "spapr-compact[0]/irq_map");
  g_autoptr (GBytes) no_bit = save_with_part (machine, "pseries-7.2", &map);
  expect_machine_refuses (target, no_bit, GVM_ERROR_REFUSED, "spapr_pci-compact[0]/msi{0x800}");
}
END_TEST

START_TEST (an_unknown_server_is_refused_at_its_source)
{
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) fewer = guest_machine_new (1, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) one = guest_machine_new (1, GVM_SPAPR_COMPACT);

  set_xive (machine, GVM_SPAPR_IRQ_BASE + 7, 1, 5);
  GvmSpaprPart ics = gvm_spapr_machine_get_part (machine, 0);
  g_autoptr (GBytes) bytes = save_with_part (fewer, "pseries-7.2", &ics);
  expect_machine_refuses (one, bytes, GVM_ERROR_REFUSED, "ics-compact[0]/irqs[7]/server");
}
END_TEST

START_TEST (every_proper_prefix_is_refused)
{
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);
  g_autoptr (GvmSpaprMachine) target = guest_machine_new (2, GVM_SPAPR_COMPACT);

  use (machine);
  g_autoptr (GBytes) bytes = save_machine (machine), before = save_machine (target);
  for (gsize size = 0; size < g_bytes_get_size (bytes); size++) {
    g_autoptr (GBytes) prefix = g_bytes_new_from_bytes (bytes, 0, size);

    ck_assert (!gvm_spapr_machine_load (target, prefix, NULL));
  }
  g_autoptr (GBytes) after = save_machine (target);
  ck_assert (g_bytes_equal (before, after));
}
END_TEST

/* ---- octets ------------------------------------------------------------------------------------------- */

/* The machine's table is held to the machine, the schema's is not; the octets are the same. */
static void
expect_part (GvmSpaprMachine *machine, guint nth, const GvmDesc *schema, const guint8 *octets,
             gsize size)
{
  GvmSpaprPart part = gvm_spapr_machine_get_part (machine, nth);
  const GvmSpaprPart same = { part.idstr, part.instance_id, schema != NULL ? schema : part.desc,
                              part.self };
  g_autoptr (GBytes) bytes = save_part (&part), by_schema = save_part (&same);

  expect_octets (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), octets, size);
  ck_assert (g_bytes_equal (bytes, by_schema));
  ck_assert_str_eq (part.idstr, same.desc->codec.name);
}

START_TEST (golden_octets)
{
  static const guint8 ics[] = {
    0x00, 0x00, 0x10, 0x00,             /* nr_irqs */
    0x0d,                               /* 13 sources are stored */
    0x10, 0x02,                         /* 0x1000: flags MSI */
    0x00,                               /* 0x1001: as the one before */
    0xc0, 0x3f,                         /* 0x1100: after 254 */
    0xf0, 0x3f, 0x01,                   /* 0x1200: after 255; flags LSI */
    0x00, 0x00, 0x00,                   /* 0x1201 to 0x1203 */
    0x97, 0x3f, 0x01, 0x05, 0x05, 0x02, /* 0x1300: after 252; server 1, priorities 5, flags MSI */
    0x27, 0x00, 0xff, 0xff,             /* 0x1302: after 1; server 0, priorities 0xff */
    0x00, 0x00, 0x00, 0x00,             /* 0x1303 to 0x1306 */
  };
  static const guint8 phb[] = {
    0x08, 0x00, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, /* buid */
    0x00, 0x00, 0x00, 0x03,                         /* entries */
    0x0b,                                           /* keys are multiples of 1 << 11 */
    0x80, 0x10, 0x80, 0x4c, 0x02,                   /* 0x800: first_irq 0x1300, num 1 */
    0x01, 0x04, 0x04,                               /* 0x800 more: first_irq 2 more, num 2 more */
    0x01, 0x06, 0x01,                               /* 0x800 more: first_irq 3 more, num 1 less */
  };
  static const guint8 root[] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* tb.guest_timebase */
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, /* tb.time_of_the_day_ns */
    0x01,                                           /* irq_map: one word is stored */
    0x01, 0x7d,                                     /* the first: 0x1300, 0x1302 to 0x1306 */
  };
  WITH_MACHINE (2, GVM_SPAPR_COMPACT);

  change_msi (machine, MSI_ONLY, MSI, 1);
  change_msi (machine, MSIX_ONLY, MSIX, 3);
  change_msi (machine, BOTH, MSI, 2);
  set_xive (machine, FIRST, 1, 5);
  expect_part (machine, 0, &gvm_spapr_ics_compact_desc, ics, sizeof ics);
  expect_part (machine, 3, &gvm_spapr_phb_compact_desc, phb, sizeof phb);
  expect_part (machine, 4, NULL, root, sizeof root);
}
END_TEST

/* ---- sizes -------------------------------------------------------------------------------------------- */

static gsize
measure (GvmSpaprMachine *machine)
{
  gsize sum = 0;

  for (guint i = 0; i < gvm_spapr_machine_get_n_parts (machine); i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);
    g_autoptr (GBytes) bytes = save_part (&part);

    sum += g_bytes_get_size (bytes);
  }
  return sum;
}

static void
do_nothing (G_GNUC_UNUSED GvmSpaprMachine *machine)
{
}

/* 200 functions, each with one MSI that is let through. */
static void
configure_200 (GvmSpaprMachine *machine)
{
  for (guint slot = 7; slot < 32; slot++)
    for (guint function = 0; function < 8; function++) {
      guint32 config_addr = GVM_SPAPR_CONFIG_ADDR (0, slot << 3 | function);

      guest_plug (machine, config_addr, 0, 1, 0);
      configure (machine, config_addr, MSI, 1, 5);
    }
}

static void
configure_all (GvmSpaprMachine *machine)
{
  change_msi (machine, LARGE, MSIX, 2048);
  change_msi (machine, LARGE | 1, MSIX, 1280);
  ck_assert_uint_eq (count_allocated (machine), GVM_SPAPR_MAX_MSI);
}

/* Two CPUs, one PHB. In QEMU's form: ics 32772, icp/server 6, spapr_pci 28 + 12 an entry, spapr 16 and with any
 * interrupt 435 for the map. In the compact one, of the same parts:
 * boot   ics 16: 7 sources; spapr_pci 12; spapr 17: no word of the map
 * 200    ics 221: a count above 127, 5 octets for the first, and 1 for each that is as the one before;
 *        spapr_pci 615: 6 for the first, 3 for each other; spapr 33: words of 64, 64, 64 and 8 bits
 * all    ics 3347; spapr_pci 24: two entries; spapr 79: 52 words, all the same */
START_TEST (a_compact_machine_takes_a_few_octets_a_source_in_use)
{
  static const struct {
    void (*use) (GvmSpaprMachine *machine);
    gsize exact, compact;
  } states[] = {
    { do_nothing, 32772 + 12 + 28 + 16, 16 + 12 + 12 + 17 },
    { configure_200, 32772 + 12 + 28 + 200 * 12 + 451, 1 + 16 + 5 + 199 + 12 + 12 + 603 + 33 },
    { configure_all, 32772 + 12 + 28 + 2 * 12 + 451, 3347 + 12 + 24 + 79 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    WITH_MACHINE (2, GVM_SPAPR_COMPACT);
    g_autoptr (GvmSpaprMachine) exact = guest_machine_new (2, GVM_SPAPR_DEFAULT);

    states[i].use (machine);
    states[i].use (exact);
    ck_assert_uint_eq (measure (exact), states[i].exact);
    ck_assert_uint_eq (measure (machine), states[i].compact);
  }
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("spapr.compact", a_compact_machine_comes_back_whole,
                    an_empty_map_comes_back_empty, neither_form_is_taken_for_the_other,
                    copies_of_one_fact_must_agree_and_paths_name_the_compact_sections,
                    an_unknown_server_is_refused_at_its_source, every_proper_prefix_is_refused,
                    golden_octets, a_compact_machine_takes_a_few_octets_a_source_in_use);
}
