/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the dearest operations cost that a guest can make a machine do, outside any usual mix.
 *
 *   spapr-worst ROUNDS
 *
 * Each round makes a fresh machine for each case, brings it to where the case begins and times the one operation. What
 * is printed is the best round. The test only sees that each operation does what its name says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <gvmstate/spapr.h>

enum { DEVFN = 1 << 3, MSIX = 4, MOST = GVM_SPAPR_MAX_MSI };

/* One function owns an entry for each spelling of its address: bits 0 to 7 and 24 to 31 are not looked at. */
static guint32
spell (guint n)
{
  return GVM_SPAPR_CONFIG_ADDR (0, DEVFN) | (n & 0xff) | (n >> 8) << 24;
}

static GvmSpaprMachine *
make_machine (guint n_phbs)
{
  GvmSpaprMachine *machine = gvm_spapr_machine_new (1, 1, GVM_SPAPR_DEFAULT);
  const GvmSpaprDevice device = { .devfn = DEVFN, .msix_size = GVM_SPAPR_MAX_MSIX_SIZE };

  for (guint i = 0; i < n_phbs; i++)
    gvm_spapr_machine_add_phb (machine, i, NULL);
  gvm_spapr_machine_plug (machine, GVM_SPAPR_PCI_BUID + n_phbs - 1, &device, NULL);
  return machine;
}

static guint64
change_msi (GvmSpaprMachine *machine, guint phb, guint32 config_addr, guint32 num)
{
  guint64 buid = GVM_SPAPR_PCI_BUID + phb;
  const GvmSpaprRtasCall call = {
    6, 4, { config_addr, (guint32) (buid >> 32), (guint32) buid, MSIX, num, 1 }
  };
  GvmSpaprRtasAnswer answer;

  gvm_spapr_machine_rtas (machine, "ibm,change-msi", &call, &answer);
  return answer.rets[0];
}

static void
set_priority (GvmSpaprMachine *machine, guint32 irq, guint32 priority)
{
  GvmSpaprRtasAnswer answer;

  gvm_spapr_machine_rtas (machine, "ibm,set-xive",
                          &(GvmSpaprRtasCall) { 3, 1, { irq, 0, priority } }, &answer);
}

static void
set_cppr (GvmSpaprMachine *machine, guint8 cppr)
{
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { GVM_SPAPR_H_CPPR, cppr };

  gvm_spapr_machine_hcall (machine, 0, regs);
}

static guint
count_rejected (const GvmSpaprMachine *machine)
{
  guint n = 0;

  for (guint i = 0; i < GVM_SPAPR_N_IRQS; i++)
    n += (gvm_spapr_machine_get_ics (machine)->irqs[i].status & GVM_SPAPR_IRQ_REJECTED) != 0;
  return n;
}

static guint
count_allocated (const GvmSpaprMachine *machine)
{
  guint n = 0;

  for (guint i = 0; i < MOST; i++)
    n += gvm_spapr_machine_is_allocated (machine, GVM_SPAPR_IRQ_MSI + i) != FALSE;
  return n;
}

/* ---- where cases begin ---------------------------------------------------------------------------------- */

static void
begin_empty (G_GNUC_UNUSED GvmSpaprMachine *machine)
{
}

static void
begin_2048 (GvmSpaprMachine *machine)
{
  change_msi (machine, 0, spell (0), GVM_SPAPR_MAX_MSIX_SIZE);
}

static void
begin_all (GvmSpaprMachine *machine)
{
  begin_2048 (machine);
  change_msi (machine, 0, spell (1), MOST - GVM_SPAPR_MAX_MSIX_SIZE);
}

/* MSI-X blocks begin at even numbers, so single ones leave every odd number free. */
static void
begin_holes (GvmSpaprMachine *machine)
{
  for (guint i = 0; i < MOST / 2; i++)
    change_msi (machine, 0, spell (i), 1);
}

static void
begin_all_rejected (GvmSpaprMachine *machine)
{
  begin_all (machine);
  for (guint32 irq = GVM_SPAPR_IRQ_MSI; irq < GVM_SPAPR_IRQ_MSI + MOST; irq++) {
    set_priority (machine, irq, 5);
    gvm_spapr_machine_write_msi (machine, irq, NULL);
  }
}

/* Ever more favoured ones follow, 13 of each priority. */
static void
begin_all_rejected_ascending (GvmSpaprMachine *machine)
{
  begin_all (machine);
  for (guint32 i = 0; i < MOST; i++) {
    set_priority (machine, GVM_SPAPR_IRQ_MSI + i, 0xfe - i / 14);
    gvm_spapr_machine_write_msi (machine, GVM_SPAPR_IRQ_MSI + i, NULL);
  }
}

/* ---- the cases ------------------------------------------------------------------------------------------ */

static gboolean
resend_in_vain (GvmSpaprMachine *machine)
{
  set_cppr (machine, 5);
  return TRUE;
}

static gboolean
resend_and_displace (GvmSpaprMachine *machine)
{
  set_cppr (machine, 0xff);
  return TRUE;
}

static gboolean
grant_2048 (GvmSpaprMachine *machine)
{
  return change_msi (machine, 0, spell (0), GVM_SPAPR_MAX_MSIX_SIZE) == 0;
}

static gboolean
free_2048 (GvmSpaprMachine *machine)
{
  return change_msi (machine, 0, spell (0), 0) == 0;
}

static gboolean
find_no_two (GvmSpaprMachine *machine)
{
  return change_msi (machine, 0, spell (MOST), 2) == (guint32) GVM_SPAPR_RTAS_HARDWARE_ERROR;
}

static gboolean
free_on_the_last_phb (GvmSpaprMachine *machine)
{
  return change_msi (machine, GVM_SPAPR_MAX_PHB - 1, spell (0), 0) ==
         (guint32) GVM_SPAPR_RTAS_HARDWARE_ERROR;
}

static gboolean
reset (GvmSpaprMachine *machine)
{
  gvm_spapr_machine_reset (machine);
  return TRUE;
}

static gboolean
unplug (GvmSpaprMachine *machine)
{
  return gvm_spapr_machine_unplug (machine, GVM_SPAPR_PCI_BUID, spell (0), NULL);
}

static const struct {
  const char *name;
  guint n_phbs;
  void (*begin) (GvmSpaprMachine *machine);
  gboolean (*operation) (GvmSpaprMachine *machine);
  guint rejected, allocated; /* afterwards */
} cases[] = {
  { "H_CPPR: 3328 sources sent again, all rejected again", 1, begin_all_rejected, resend_in_vain,
    MOST, MOST },
  { "H_CPPR: 3328 sources sent again, 238 displace the one before", 1, begin_all_rejected_ascending,
    resend_and_displace, MOST - 1, MOST },
  { "ibm,change-msi: 2048 vectors", 1, begin_empty, grant_2048, 0, 2048 },
  { "ibm,change-msi: 2048 vectors given back", 1, begin_2048, free_2048, 0, 0 },
  { "ibm,change-msi: no 2 in a row among 1664 holes", 1, begin_holes, find_no_two, 0, MOST / 2 },
  { "ibm,change-msi: on the last of 64 PHBs", GVM_SPAPR_MAX_PHB, begin_empty, free_on_the_last_phb,
    0, 0 },
  { "unplugged: a function with 1664 entries", 1, begin_holes, unplug, 0, 0 },
  { "reset: all MSIs given back", 1, begin_all_rejected, reset, 0, 0 },
};

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Nanoseconds; -1 when the operation did not do what it should have. */
static gint64
time_case (guint nth)
{
  g_autoptr (GvmSpaprMachine) machine = make_machine (cases[nth].n_phbs);

  cases[nth].begin (machine);
  gint64 start = now ();
  gboolean done = cases[nth].operation (machine);
  gint64 spent = now () - start;
  return done && count_rejected (machine) == cases[nth].rejected &&
                 count_allocated (machine) == cases[nth].allocated
             ? spent
             : -1;
}

int
main (int argc, char **argv)
{
  guint rounds = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 0;

  if (rounds == 0)
    return EXIT_FAILURE;
  for (guint nth = 0; nth < G_N_ELEMENTS (cases); nth++) {
    gint64 best = G_MAXINT64;

    for (guint round = 0; round < rounds; round++)
      best = MIN (best, time_case (nth));
    if (best < 0) {
      fprintf (stderr, "%s: something else was done\n", cases[nth].name);
      return EXIT_FAILURE;
    }
    printf ("%-62s %8.2f us\n", cases[nth].name, (double) best / 1000);
  }
  return EXIT_SUCCESS;
}
