/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * States that a load has to refuse, each with its path, and without a trace. QEMU takes most of them, and dies
 * later.
 */
#include "spapr/guest.h"

/* A machine's stream, open for changes: parts at known places, with one CPU. */
typedef struct {
  guint8 *octets;
  gsize size;
  gsize ics, phb, map; /* where the payloads of ics, spapr_pci and the irq map begin */
} Stream;

enum { ENTRY = 12, KEY = 0, FIRST_IRQ = 4, NUM = 8, SERVER = 0, STATUS_AT = 6, FLAGS = 7 };

static gsize
find (const Stream *stream, const char *text, gsize length)
{
  for (gsize i = 0; i + length <= stream->size; i++)
    if (memcmp (stream->octets + i, text, length) == 0)
      return i + length;
  ck_abort_msg ("no %s", text);
  return 0;
}

static guint32
get_u32 (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* Without the description at its end, and the digest in that. */
static Stream
stream_of (GvmSpaprMachine *machine)
{
  GBytes *bytes = gvm_spapr_machine_save (machine, NULL);
  Stream stream = { 0 };
  gsize whole;

  stream.octets = g_bytes_unref_to_data (bytes, &whole);
  stream.size = whole - 5;
  while (stream.octets[stream.size] != 6 ||
         get_u32 (stream.octets + stream.size + 1) != whole - stream.size - 5)
    stream.size--;
  stream.ics = find (&stream, "\3ics", 4) + 8;
  stream.phb = find (&stream, "\x09spapr_pci", 10) + 8;
  stream.map = find (&stream, "\x0dspapr_irq_map", 14) + 4;
  return stream;
}

static void
put_u32 (guint8 *at, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    at[i] = (guint8) (value >> (24 - 8 * i));
}

static guint8 *
entry_at (const Stream *stream, guint nth)
{
  return stream->octets + stream->phb + 28 + ENTRY * nth;
}

static guint8 *
source_at (const Stream *stream, guint32 irq)
{
  return stream->octets + stream->ics + 4 + 8 * (irq - GVM_SPAPR_IRQ_BASE);
}

static void
flip_map (const Stream *stream, guint32 irq)
{
  guint32 bit = irq - GVM_SPAPR_IRQ_MSI;

  stream->octets[stream->map + bit / 64 * 8 + 7 - bit % 64 / 8] ^= (guint8) (1 << bit % 8);
}

/* Takes @length octets out of the stream. */
static void
cut (Stream *stream, gsize at, gsize length)
{
  memmove (stream->octets + at, stream->octets + at + length, stream->size - at - length);
  stream->size -= length;
}

/* ---- refused, and nothing changed ---------------------------------------------------------------------- */

/* Two entries: {0x800, 0x1300, 1} and {0x1000, 0x1302, 3}. */
static GvmSpaprMachine *
make_source (void)
{
  GvmSpaprMachine *machine = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  configure (machine, MSI_ONLY, MSI, 1, 5);
  configure (machine, MSIX_ONLY, MSIX, 3, 6);
  return machine;
}

static GvmSpaprMachine *
make_target (void)
{
  GvmSpaprMachine *machine = guest_machine_new (1, GVM_SPAPR_DEFAULT);

  set_cppr (machine, 0, MASKED);
  configure (machine, BOTH, MSI, 2, 5);
  pulse (machine, FIRST);
  set_pin (machine, 1, TRUE);
  return machine;
}

static const char *wanted_text; /* what the next refusal must end with */

static void
expect_stream_refused (Stream *stream, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GvmSpaprMachine) target = make_target ();
  g_autoptr (GBytes) before = gvm_spapr_machine_save (target, NULL);
  const GHashTable *table = gvm_spapr_machine_get_phb (target, 0)->msi;
  g_autoptr (GBytes) bytes = g_bytes_new_take (stream->octets, stream->size);
  g_autoptr (GError) error = NULL;

  ck_assert (!load_tolerantly (target, bytes, 0, &error));
  expect_error (error, code, path, offset);
  ck_assert_msg (wanted_text == NULL || g_str_has_suffix (error->message, wanted_text), "%s",
                 error->message);
  wanted_text = NULL;
  g_autoptr (GBytes) after = gvm_spapr_machine_save (target, NULL);
  ck_assert (g_bytes_equal (before, after));
  ck_assert_ptr_eq (table, gvm_spapr_machine_get_phb (target, 0)->msi);
  ck_assert (gvm_spapr_machine_icp_has_owner (target, 0));
  expect_message (target, BOTH, GVM_SPAPR_MSI, 0, GVM_SPAPR_MSI_WINDOW, FIRST);
}

#define WITH_STREAM()                                                                              \
  g_autoptr (GvmSpaprMachine) machine = make_source ();                                            \
  Stream stream = stream_of (machine)

START_TEST (an_unchanged_stream_is_taken)
{
  WITH_STREAM ();
  g_autoptr (GvmSpaprMachine) target = make_target ();
  g_autoptr (GBytes) bytes = g_bytes_new_take (stream.octets, stream.size);

  ck_assert (load_tolerantly (target, bytes, 0, NULL));
  expect_entry (target, MSIX_ONLY, FIRST + 2, 3);
}
END_TEST

START_TEST (a_count_of_minus_one)
{
  WITH_STREAM ();
  put_u32 (stream.octets + stream.phb + 24, G_MAXUINT32);
  expect_stream_refused (&stream, GVM_ERROR_LIMIT, "spapr_pci[0]/msi", stream.phb + 24);
}
END_TEST

START_TEST (a_count_of_0x7fffffff)
{
  WITH_STREAM ();
  put_u32 (stream.octets + stream.phb + 24, G_MAXINT32);
  expect_stream_refused (&stream, GVM_ERROR_LIMIT, "spapr_pci[0]/msi", stream.phb + 24);
}
END_TEST

START_TEST (a_count_that_is_off_by_one)
{
  WITH_STREAM ();
  put_u32 (stream.octets + stream.phb + 24, 1);
  expect_stream_refused (&stream, GVM_ERROR_FOOTER_MISSING, "spapr_pci[0]",
                         stream.phb + 28 + ENTRY);
}
END_TEST

START_TEST (a_duplicate_key)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 1) + KEY, MSI_ONLY);
  expect_stream_refused (&stream, GVM_ERROR_DUPLICATE_KEY, "spapr_pci[0]/msi{0x800}",
                         stream.phb + 28 + ENTRY);
}
END_TEST

START_TEST (a_first_irq_of_0)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 0) + FIRST_IRQ, 0);
  wanted_text = ": 0, at least 4864";
  expect_stream_refused (&stream, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/first_irq",
                         stream.phb + 28 + FIRST_IRQ);
}
END_TEST

START_TEST (a_first_irq_that_is_no_msi)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 0) + FIRST_IRQ, FIRST - 1);
  expect_stream_refused (&stream, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/first_irq",
                         stream.phb + 28 + FIRST_IRQ);
}
END_TEST

START_TEST (a_first_irq_behind_the_last)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 0) + FIRST_IRQ, 0x2000);
  expect_stream_refused (&stream, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/first_irq",
                         stream.phb + 28 + FIRST_IRQ);
}
END_TEST

START_TEST (a_num_of_0xffffffff)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 0) + NUM, G_MAXUINT32);
  expect_stream_refused (&stream, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x800}/num",
                         stream.phb + 28 + NUM);
}
END_TEST

START_TEST (a_num_of_0)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 1) + NUM, 0);
  expect_stream_refused (&stream, GVM_ERROR_RANGE, "spapr_pci[0]/msi{0x1000}/num",
                         stream.phb + 28 + ENTRY + NUM);
}
END_TEST

START_TEST (a_block_that_runs_over_the_end)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 1) + NUM, 3328 - 1); /* from 0x1302 on, one too many */
  wanted_text = "spapr_pci[0]/msi{0x1000}/num: 3327 from 0x1302 on, up to 0x1fff";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x1000}/num", NO_OFFSET);
}
END_TEST

START_TEST (blocks_that_overlap)
{
  WITH_STREAM ();
  put_u32 (entry_at (&stream, 0) + FIRST_IRQ, FIRST + 4);
  g_autoptr (GvmSpaprMachine) target = make_target ();
  g_autoptr (GBytes) bytes = g_bytes_new_take (stream.octets, stream.size);
  g_autoptr (GError) error = NULL;

  ck_assert (!load_tolerantly (target, bytes, 0, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_REFUSED));
  ck_assert (g_str_has_prefix (gvm_error_get_path (error), "spapr_pci[0]/msi{0x"));
  ck_assert_msg (g_str_has_suffix (error->message, "interrupt 0x1304 is in another entry too"),
                 "%s", error->message);
  ck_assert_uint_eq (count_allocated (target), 2);
}
END_TEST

START_TEST (blocks_of_two_phbs_that_overlap)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (), target = make_target ();
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_spapr_machine_add_phb (machine, 1, NULL));
  ck_assert (gvm_spapr_machine_add_phb (target, 1, NULL));
  gvm_spapr_phb_set_msi (gvm_spapr_machine_get_part (machine, 3).self, 0x2000, FIRST + 2, 1);
  g_autoptr (GBytes) bytes = gvm_spapr_machine_save (machine, NULL);
  ck_assert (!load_tolerantly (target, bytes, 0, &error));
  expect_error (error, GVM_ERROR_REFUSED, "spapr_pci[1]/msi{0x2000}", NO_OFFSET);
}
END_TEST

START_TEST (an_entry_whose_bits_are_not_in_the_map)
{
  WITH_STREAM ();
  flip_map (&stream, FIRST + 4);
  wanted_text = ": interrupt 0x1304 is not in the irq map";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x1000}", NO_OFFSET);
}
END_TEST

START_TEST (entries_without_a_map)
{
  WITH_STREAM ();
  cut (&stream, stream.map - 4 - 15, 15 + 4 + 52 * 8);
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x800}", NO_OFFSET);
}
END_TEST

START_TEST (a_map_bit_without_an_entry)
{
  WITH_STREAM ();
  flip_map (&stream, FIRST + 1);
  wanted_text = ": interrupt 0x1301 is in no table of MSIs";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr[0]/spapr_irq_map/irq_map", NO_OFFSET);
}
END_TEST

START_TEST (the_last_map_bit_without_an_entry)
{
  WITH_STREAM ();
  flip_map (&stream, 0x1fff);
  wanted_text = ": interrupt 0x1fff is in no table of MSIs";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr[0]/spapr_irq_map/irq_map", NO_OFFSET);
}
END_TEST

START_TEST (an_entry_whose_sources_are_no_msis)
{
  WITH_STREAM ();
  source_at (&stream, FIRST + 2)[FLAGS] = GVM_SPAPR_IRQ_LSI_FLAG;
  wanted_text = ": interrupt 0x1302 is no MSI in the ICS";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x1000}", NO_OFFSET);
}
END_TEST

START_TEST (an_entry_whose_sources_nobody_has)
{
  WITH_STREAM ();
  source_at (&stream, FIRST)[FLAGS] = 0;
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "spapr_pci[0]/msi{0x800}", NO_OFFSET);
}
END_TEST

START_TEST (an_msi_without_an_entry)
{
  WITH_STREAM ();
  source_at (&stream, 0x1fff)[FLAGS] = GVM_SPAPR_IRQ_MSI_FLAG;
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[4095]/flags", NO_OFFSET);
}
END_TEST

START_TEST (a_pin_that_is_no_pin)
{
  WITH_STREAM ();
  source_at (&stream, PIN_A + 3)[FLAGS] = GVM_SPAPR_IRQ_MSI_FLAG;
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[515]/flags", NO_OFFSET);
}
END_TEST

START_TEST (a_source_of_both_kinds)
{
  WITH_STREAM ();
  source_at (&stream, GVM_SPAPR_IRQ_EPOW)[FLAGS] = 3;
  wanted_text = ": 0x3, interrupt 0x1000 has 0x2 here";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[0]/flags", NO_OFFSET);
}
END_TEST

START_TEST (server_9999_on_a_rejected_source)
{
  WITH_STREAM ();
  put_u32 (source_at (&stream, FIRST) + SERVER, 9999);
  source_at (&stream, FIRST)[STATUS_AT] = GVM_SPAPR_IRQ_REJECTED;
  wanted_text = "ics[0]/irqs[768]/server: server 9999, 1 CPUs";
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[768]/server", NO_OFFSET);
}
END_TEST

START_TEST (server_9999_on_an_asserted_pin)
{
  WITH_STREAM ();
  put_u32 (source_at (&stream, PIN_A) + SERVER, 9999);
  source_at (&stream, PIN_A)[STATUS_AT] = GVM_SPAPR_IRQ_ASSERTED;
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[512]/server", NO_OFFSET);
}
END_TEST

START_TEST (a_server_that_is_one_too_many)
{
  WITH_STREAM ();
  put_u32 (source_at (&stream, 0x1fff) + SERVER, 1);
  expect_stream_refused (&stream, GVM_ERROR_REFUSED, "ics[0]/irqs[4095]/server", NO_OFFSET);
}
END_TEST

START_TEST (another_number_of_sources)
{
  WITH_STREAM ();
  put_u32 (stream.octets + stream.ics, 1024);
  expect_stream_refused (&stream, GVM_ERROR_EQUAL_MISMATCH, "ics[0]/nr_irqs", stream.ics);
}
END_TEST

START_TEST (another_phb)
{
  WITH_STREAM ();
  stream.octets[stream.phb + 7] = 1;
  expect_stream_refused (&stream, GVM_ERROR_EQUAL_MISMATCH, "spapr_pci[0]/buid", stream.phb);
}
END_TEST

/* ---- framing --------------------------------------------------------------------------------------------- */

START_TEST (every_proper_prefix)
{
  WITH_STREAM ();
  g_autofree guint8 *octets = stream.octets;
  g_autoptr (GvmSpaprMachine) target = make_target ();
  g_autoptr (GBytes) before = gvm_spapr_machine_save (target, NULL);

  /* In the sources an octet is as good as the next. */
  for (gsize size = 0; size<stream.size; size += size> 300 && size < 32000 ? 97 : 1) {
    g_autofree guint8 *copy = g_memdup2 (octets, MAX (size, 1));
    g_autoptr (GBytes) bytes = g_bytes_new_static (copy, size);
    g_autoptr (GError) error = NULL;

    ck_assert_msg (!load_tolerantly (target, bytes, 0, &error), "%zu octets load", size);
  }
  g_autoptr (GBytes) after = gvm_spapr_machine_save (target, NULL);
  ck_assert (g_bytes_equal (before, after));
}
END_TEST

START_TEST (a_section_of_a_later_version)
{
  WITH_STREAM ();
  stream.octets[stream.phb - 1] = 3;
  expect_stream_refused (&stream, GVM_ERROR_TOO_NEW, "spapr_pci[0]", stream.phb);
}
END_TEST

START_TEST (a_section_of_a_version_that_never_was)
{
  WITH_STREAM ();
  stream.octets[stream.phb - 1] = 0;
  expect_stream_refused (&stream, GVM_ERROR_TOO_OLD, "spapr_pci[0]", stream.phb);
}
END_TEST

START_TEST (a_machine_with_other_cpus)
{
  for (guint n_cpus = 1; n_cpus <= 3; n_cpus += 2) {
    g_autoptr (GvmSpaprMachine) machine = make_source (), other = guest_machine_new (2, 0);
    g_autoptr (GvmSpaprMachine) odd = guest_machine_new (n_cpus, GVM_SPAPR_DEFAULT);
    g_autoptr (GBytes) bytes = gvm_spapr_machine_save (odd, NULL);
    g_autoptr (GError) error = NULL;

    ck_assert (!gvm_spapr_machine_load (other, bytes, &error));
    ck_assert (g_error_matches (error, GVM_ERROR,
                                n_cpus == 1 ? GVM_ERROR_MISSING : GVM_ERROR_UNKNOWN_SECTION));
    ck_assert (g_str_has_prefix (gvm_error_get_path (error), "icp/server["));
  }
}
END_TEST

START_TEST (a_machine_of_another_type)
{
  g_autoptr (GvmSpaprMachine) machine = make_source ();
  g_autoptr (GvmSpaprMachine) old = guest_machine_new (1, GVM_SPAPR_PRE_2_8);
  g_autoptr (GBytes) bytes = gvm_spapr_machine_save (machine, NULL);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_spapr_machine_load (old, bytes, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_MACHINE));
}
END_TEST

START_TEST (a_stream_that_is_damaged_anywhere)
{
  g_autoptr (GvmSpaprMachine) machine = make_source (), target = make_target ();
  g_autoptr (GBytes) bytes = gvm_spapr_machine_save (machine, NULL);
  g_autoptr (GBytes) before = gvm_spapr_machine_save (target, NULL);
  gsize size;
  g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));

  for (gsize at = 0; at < size; at += 331) {
    g_autoptr (GBytes) damaged = g_bytes_new_static (octets, size);

    octets[at] ^= 0x10;
    ck_assert (!gvm_spapr_machine_load (target, damaged, NULL));
    octets[at] ^= 0x10;
  }
  g_autoptr (GBytes) after = gvm_spapr_machine_save (target, NULL);
  ck_assert (g_bytes_equal (before, after));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "spapr.refused", an_unchanged_stream_is_taken, a_count_of_minus_one, a_count_of_0x7fffffff,
      a_count_that_is_off_by_one, a_duplicate_key, a_first_irq_of_0, a_first_irq_that_is_no_msi,
      a_first_irq_behind_the_last, a_num_of_0xffffffff, a_num_of_0, a_block_that_runs_over_the_end,
      blocks_that_overlap, blocks_of_two_phbs_that_overlap, an_entry_whose_bits_are_not_in_the_map,
      entries_without_a_map, a_map_bit_without_an_entry, the_last_map_bit_without_an_entry,
      an_entry_whose_sources_are_no_msis, an_entry_whose_sources_nobody_has,
      an_msi_without_an_entry, a_pin_that_is_no_pin, a_source_of_both_kinds,
      server_9999_on_a_rejected_source, server_9999_on_an_asserted_pin,
      a_server_that_is_one_too_many, another_number_of_sources, another_phb, every_proper_prefix,
      a_section_of_a_later_version, a_section_of_a_version_that_never_was,
      a_machine_with_other_cpus, a_machine_of_another_type, a_stream_that_is_damaged_anywhere);
}
