/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine with a function of each kind, and a guest that says in one line what it does to it.
 */
#pragma once

#include <gvmstate/spapr.h>

#include "support/suite.h"

#define BUID        GVM_SPAPR_PCI_BUID
#define MSI_ONLY    GVM_SPAPR_CONFIG_ADDR (0, 1 << 3) /* 1 vector of MSI */
#define MSIX_ONLY   GVM_SPAPR_CONFIG_ADDR (0, 2 << 3) /* 4 vectors of MSI-X */
#define BOTH        GVM_SPAPR_CONFIG_ADDR (0, 3 << 3) /* 8 vectors of MSI, 16 of MSI-X */
#define NEITHER     GVM_SPAPR_CONFIG_ADDR (0, 4 << 3)
#define BRIDGE      GVM_SPAPR_CONFIG_ADDR (0, 5 << 3) /* to bus 1 */
#define BEHIND      GVM_SPAPR_CONFIG_ADDR (1, 7 << 3) /* 1 vector of MSI */
#define LARGE       GVM_SPAPR_CONFIG_ADDR (0, 6 << 3) /* 2048 vectors of MSI-X */
#define NOT_THERE   GVM_SPAPR_CONFIG_ADDR (0, 9 << 3)
#define FIRST       GVM_SPAPR_IRQ_MSI
#define PIN_A       GVM_SPAPR_IRQ_PCI_LSI
#define MASKED      GVM_SPAPR_PRIORITY_MASKED
#define STATUS(irq) (source ((machine), (irq))->status)

enum { ANY = 1, MSI = 3, MSIX = 4 };

/* A fresh machine for each test, and all gone after it. */
#define WITH_MACHINE(cpus, options)                                                                \
  g_autoptr (GvmSpaprMachine) machine = guest_machine_new (cpus, options)

static inline void
guest_plug (GvmSpaprMachine *machine, guint32 config_addr, guint8 secondary_bus, guint8 msi,
            guint16 msix)
{
  GvmSpaprDevice device = { .bus = (guint8) (config_addr >> 16),
                            .devfn = (guint8) (config_addr >> 8),
                            .secondary_bus = secondary_bus,
                            .msi_vectors = msi,
                            .msix_size = msix };

  ck_assert (gvm_spapr_machine_plug (machine, BUID, &device, NULL));
}

static inline GvmSpaprMachine *
guest_machine_new (guint n_cpus, GvmSpaprOptions options)
{
  GvmSpaprMachine *machine = gvm_spapr_machine_new (n_cpus, 1, options);

  ck_assert (gvm_spapr_machine_add_phb (machine, 0, NULL));
  guest_plug (machine, MSI_ONLY, 0, 1, 0);
  guest_plug (machine, MSIX_ONLY, 0, 0, 4);
  guest_plug (machine, BOTH, 0, 8, 16);
  guest_plug (machine, NEITHER, 0, 0, 0);
  guest_plug (machine, BRIDGE, 1, 1, 0);
  guest_plug (machine, BEHIND, 0, 1, 0);
  guest_plug (machine, LARGE, 0, 0, 2048);
  return machine;
}

/* ---- RTAS ------------------------------------------------------------------------------------- */

static inline GvmSpaprRtasAnswer
rtas (GvmSpaprMachine *machine, const char *name, GvmSpaprRtasCall call)
{
  GvmSpaprRtasAnswer answer;

  ck_assert_int_eq (gvm_spapr_machine_rtas (machine, name, &call, &answer), 0);
  return answer;
}

static inline GvmSpaprRtasAnswer
change_msi (GvmSpaprMachine *machine, guint32 config_addr, guint32 func, guint32 num)
{
  return rtas (
      machine, "ibm,change-msi",
      (GvmSpaprRtasCall) { 6, 4, { config_addr, BUID >> 32, (guint32) BUID, func, num, 1 } });
}

static inline GvmSpaprRtasAnswer
query (GvmSpaprMachine *machine, guint32 config_addr, guint32 vector)
{
  return rtas (machine, "ibm,query-interrupt-source-number",
               (GvmSpaprRtasCall) { 4, 3, { config_addr, BUID >> 32, (guint32) BUID, vector } });
}

static inline gint32
set_xive (GvmSpaprMachine *machine, guint32 irq, guint32 server, guint32 priority)
{
  return (gint32) rtas (machine, "ibm,set-xive",
                        (GvmSpaprRtasCall) { 3, 1, { irq, server, priority } })
      .rets[0];
}

static inline gint32
int_on (GvmSpaprMachine *machine, guint32 irq)
{
  return (gint32) rtas (machine, "ibm,int-on", (GvmSpaprRtasCall) { 1, 1, { irq } }).rets[0];
}

static inline gint32
int_off (GvmSpaprMachine *machine, guint32 irq)
{
  return (gint32) rtas (machine, "ibm,int-off", (GvmSpaprRtasCall) { 1, 1, { irq } }).rets[0];
}

/* Words of an answer, all of them. */
#define EXPECT_ANSWER(answer_, ...)                                                                \
  expect_answer (answer_, sizeof ((gint32[]) { __VA_ARGS__ }) / sizeof (gint32),                   \
                 (gint32[]) { __VA_ARGS__ })

static inline void
expect_answer (GvmSpaprRtasAnswer answer, guint n, const gint32 *words)
{
  ck_assert_uint_eq (answer.n_rets, n);
  for (guint i = 0; i < n; i++)
    ck_assert_msg ((gint32) answer.rets[i] == words[i], "word %u is %d, expected %d", i,
                   (gint32) answer.rets[i], words[i]);
}

/* Configures one MSI and lets it through: the guest has an interrupt FIRST of priority @priority. */
static inline void
configure (GvmSpaprMachine *machine, guint32 config_addr, guint32 func, guint32 num,
           guint8 priority)
{
  GvmSpaprRtasAnswer answer = change_msi (machine, config_addr, func, num);
  guint32 first = query (machine, config_addr, 0).rets[1];

  ck_assert_uint_eq (answer.rets[1], num);
  for (guint32 i = 0; i < num; i++)
    ck_assert_int_eq (set_xive (machine, first + i, 0, priority), 0);
}

/* ---- hypercalls --------------------------------------------------------------------------------- */

static inline gint64
hcall (GvmSpaprMachine *machine, guint cpu, guint64 number, guint64 r4, guint64 r5, guint64 *ret_r4)
{
  guint64 regs[GVM_SPAPR_HCALL_REGS] = { number, r4, r5 };
  gint64 status = gvm_spapr_machine_hcall (machine, cpu, regs);

  ck_assert_int_eq ((gint64) regs[0], status);
  if (ret_r4 != NULL)
    *ret_r4 = regs[1];
  return status;
}

static inline void
set_cppr (GvmSpaprMachine *machine, guint cpu, guint8 cppr)
{
  ck_assert_int_eq (hcall (machine, cpu, GVM_SPAPR_H_CPPR, cppr, 0, NULL), 0);
}

static inline gint64
send_ipi (GvmSpaprMachine *machine, guint cpu, guint64 server, guint64 mfrr)
{
  return hcall (machine, cpu, GVM_SPAPR_H_IPI, server, mfrr, NULL);
}

static inline guint32
accept_xirr (GvmSpaprMachine *machine, guint cpu)
{
  guint64 xirr;

  ck_assert_int_eq (hcall (machine, cpu, GVM_SPAPR_H_XIRR, 0, 0, &xirr), 0);
  return (guint32) xirr;
}

static inline void
end_of_interrupt (GvmSpaprMachine *machine, guint cpu, guint32 xirr)
{
  ck_assert_int_eq (hcall (machine, cpu, GVM_SPAPR_H_EOI, xirr, 0, NULL), 0);
}

/* ---- lines -------------------------------------------------------------------------------------- */

static inline void
pulse (GvmSpaprMachine *machine, guint32 irq)
{
  ck_assert (gvm_spapr_machine_write_msi (machine, irq, NULL));
}

static inline void
set_pin (GvmSpaprMachine *machine, guint pin, gboolean level)
{
  ck_assert (gvm_spapr_machine_set_lsi (machine, BUID, pin, level, NULL));
}

/* ---- state ---------------------------------------------------------------------------------------- */

/* Loads what need not have a digest, and may have what a machine does not know. */
static inline gboolean
load_tolerantly (GvmSpaprMachine *machine, GBytes *bytes, GvmTolerance tolerance, GError **error)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();

  gvm_registry_set_tolerance (registry, GVM_TOLERATE_NO_DIGEST | tolerance);
  ck_assert (gvm_spapr_machine_register (machine, registry, NULL));
  return gvm_registry_load_from_bytes (registry, bytes, NULL, error);
}

/* ---- looking ------------------------------------------------------------------------------------ */

static inline const GvmSpaprIrq *
source (const GvmSpaprMachine *machine, guint32 irq)
{
  return &gvm_spapr_machine_get_ics (machine)->irqs[irq - GVM_SPAPR_IRQ_BASE];
}

static inline void
expect_icp (const GvmSpaprMachine *machine, guint cpu, guint8 cppr, guint32 xisr, guint8 pending)
{
  const GvmSpaprIcp *icp = gvm_spapr_machine_get_icp (machine, cpu);

  ck_assert_msg (icp->xirr == ((guint32) cppr << 24 | xisr),
                 "XIRR 0x%08x, expected CPPR 0x%02x and XISR 0x%x", icp->xirr, cppr, xisr);
  ck_assert_msg (icp->pending_priority == pending, "pending 0x%02x, expected 0x%02x",
                 icp->pending_priority, pending);
}

static inline void
expect_source (const GvmSpaprMachine *machine, guint32 irq, GvmSpaprIrq due)
{
  const GvmSpaprIrq *is = source (machine, irq);

  ck_assert_msg (
      is->server == due.server && is->priority == due.priority &&
          is->saved_priority == due.saved_priority && is->status == due.status &&
          is->flags == due.flags,
      "0x%x is {%u, 0x%02x, 0x%02x, 0x%x, 0x%x}, expected {%u, 0x%02x, 0x%02x, 0x%x, 0x%x}", irq,
      is->server, is->priority, is->saved_priority, is->status, is->flags, due.server, due.priority,
      due.saved_priority, due.status, due.flags);
}

/* What the PHB's table has for a function. */
static inline void
expect_entry (const GvmSpaprMachine *machine, guint32 config_addr, guint32 first_irq, guint32 num)
{
  const GvmSpaprPhb *phb = gvm_spapr_machine_get_phb (machine, 0);
  const GvmSpaprMsi *msi = g_hash_table_lookup (phb->msi, &config_addr);

  ck_assert_msg (msi != NULL, "0x%x has no entry", config_addr);
  ck_assert_msg (msi->first_irq == first_irq && msi->num == num,
                 "0x%x has %u from 0x%x on, expected %u from 0x%x on", config_addr, msi->num,
                 msi->first_irq, num, first_irq);
  for (guint32 irq = first_irq; irq < first_irq + num; irq++)
    ck_assert (gvm_spapr_machine_is_allocated (machine, irq));
}

static inline guint
count_entries (const GvmSpaprMachine *machine)
{
  return g_hash_table_size (gvm_spapr_machine_get_phb (machine, 0)->msi);
}

static inline guint
count_allocated (const GvmSpaprMachine *machine)
{
  guint n = 0;

  for (guint32 irq = FIRST; irq < FIRST + GVM_SPAPR_MAX_MSI; irq++)
    n += gvm_spapr_machine_is_allocated (machine, irq) != FALSE;
  return n;
}

static inline GvmSpaprMessage
message_of (GvmSpaprMachine *machine, guint32 config_addr, GvmSpaprMsiType type, guint vector)
{
  GvmSpaprMessage message = { 1, 1 };

  ck_assert (
      gvm_spapr_machine_get_message (machine, BUID, config_addr, type, vector, &message, NULL));
  return message;
}

static inline void
expect_message (GvmSpaprMachine *machine, guint32 config_addr, GvmSpaprMsiType type, guint vector,
                guint64 address, guint32 data)
{
  GvmSpaprMessage message = message_of (machine, config_addr, type, vector);

  ck_assert_msg (message.address == address && message.data == data,
                 "message 0x%" G_GINT64_MODIFIER "x to 0x%" G_GINT64_MODIFIER "x",
                 (guint64) message.data, message.address);
}
