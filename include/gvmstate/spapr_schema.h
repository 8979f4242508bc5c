/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * spapr_schema: the reference schema. The interrupt state of a sPAPR machine (pseries) as QEMU 7.2 migrates
 * it, over plain structs: the PCI host bridge with its MSIs in a GHashTable, the interrupt source controller
 * and the presentation controllers of XICS.
 *
 * What is saved by these descriptors is what QEMU writes in its sections `spapr_pci`, `ics` and
 * `icp/server`, octet for octet; only the order of MSIs is this library's own (ascending by key), where
 * QEMU's is that of its hash table. QEMU takes them in any order.
 */
#pragma once

#include <gvmstate/gvmstate.h>

G_BEGIN_DECLS

/* ---- numbers of the machine ----------------------------------------------------------------- */

/* First interrupt number of the ICS. Source: QEMU include/hw/ppc/xics.h, XICS_IRQ_BASE. */
#define GVM_SPAPR_IRQ_BASE 0x1000
/* Sources of the ICS, machines since pseries-3.1. Source: hw/ppc/spapr_irq.c, the sPAPR XICS backend. */
#define GVM_SPAPR_N_IRQS 4096
/* First interrupt of the PHBs' level interrupts, four a PHB. Source: include/hw/ppc/spapr_irq.h,
 * SPAPR_IRQ_PCI_LSI. */
#define GVM_SPAPR_IRQ_PCI_LSI 0x1200
/* First interrupt that MSIs are allocated from. Source: include/hw/ppc/spapr_irq.h, SPAPR_IRQ_MSI. */
#define GVM_SPAPR_IRQ_MSI 0x1300
/* MSIs of a machine, and so the most entries a PHB's table can have: from the first MSI to the ICS's
 * last source. */
#define GVM_SPAPR_MAX_MSI (GVM_SPAPR_IRQ_BASE + GVM_SPAPR_N_IRQS - GVM_SPAPR_IRQ_MSI)
/* Bus unit id of the first PHB; the next ones follow. Source: include/hw/pci-host/spapr.h,
 * SPAPR_PCI_BASE_BUID. */
#define GVM_SPAPR_PCI_BUID G_GUINT64_CONSTANT (0x800000020000000)
/* INTA to INTD. Source: PCI Local Bus Specification 3.0, 2.2.6. */
#define GVM_SPAPR_N_LSI 4

/* ---- PCI host bridge ------------------------------------------------------------------------ */

/* The interrupts that `ibm,change-msi` gave to one PCI function. */
typedef struct {
  guint32 first_irq; /* interrupt number, at least GVM_SPAPR_IRQ_MSI */
  guint32 num;       /* how many follow one another */
} GvmSpaprMsi;

/* Wire: be32 first_irq, be32 num. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_msi_desc, GvmSpaprMsi);

typedef struct {
  guint32 irq; /* interrupt number of one INTx pin */
} GvmSpaprLsi;

/* Wire: be32 irq, which a load compares. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_lsi_desc, GvmSpaprLsi);

typedef struct {
  guint64 buid; /* bus unit id */
  GvmSpaprLsi lsi_table[GVM_SPAPR_N_LSI];
  GHashTable *msi; /* guint32 config_addr -> GvmSpaprMsi, both boxed */

  /* Does the stream come from a machine up to pseries-2.7, or go to one? Not on the wire. Only then are the
   * others there: windows that later machines fix, as that one had them. */
  gboolean pre_2_8_migration;
  guint32 mig_liobn;
  guint64 mig_mem_win_addr, mig_mem_win_size;
  guint64 mig_io_win_addr, mig_io_win_size;
} GvmSpaprPhb;

/* `spapr_pci` version 2.
 * Wire: be64 buid and 4 × be32 irq, which a load compares; be32 count; count × {be32 config_addr,
 * be32 first_irq, be32 num}: 28 + 12 n octets. With pre_2_8_migration the members from mig_liobn on follow
 * buid, in their order: 64 + 12 n octets.
 * Version 1, 444 octets with places for 32 functions, is loaded by an upgrade step. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_phb_desc, GvmSpaprPhb);

/**
 * gvm_spapr_phb_init:
 * @phb: (not nullable): memory of a PHB
 * @index: its number in the machine: 0 for the first
 *
 * Makes a PHB as it is before a guest has configured an MSI. Undone by gvm_spapr_phb_clear().
 */
GVM_API void gvm_spapr_phb_init (GvmSpaprPhb *phb, guint index);
GVM_API void gvm_spapr_phb_clear (GvmSpaprPhb *phb);

/**
 * gvm_spapr_phb_set_msi:
 * @phb: (not nullable)
 * @config_addr: the function's config address: bus in bits 16 to 23, device and function in 8 to 15
 * @first_irq: interrupt number
 * @num: how many
 *
 * Enters what a function was given, in place of what it had. Nothing is checked.
 */
GVM_API void gvm_spapr_phb_set_msi (GvmSpaprPhb *phb, guint32 config_addr, guint32 first_irq,
                                    guint32 num);

/* ---- XICS: interrupt source controller ------------------------------------------------------ */

/* Bits of GvmSpaprIrq.status. Source: QEMU include/hw/ppc/xics.h, XICS_STATUS_*. */
#define GVM_SPAPR_IRQ_ASSERTED       0x1
#define GVM_SPAPR_IRQ_SENT           0x2
#define GVM_SPAPR_IRQ_REJECTED       0x4
#define GVM_SPAPR_IRQ_MASKED_PENDING 0x8

/* Bits of GvmSpaprIrq.flags. Source: QEMU include/hw/ppc/xics.h, XICS_FLAGS_IRQ_*. */
#define GVM_SPAPR_IRQ_LSI_FLAG 0x1
#define GVM_SPAPR_IRQ_MSI_FLAG 0x2

/* A priority that masks. Source: PAPR, ibm,set-xive: 0xff is the least favoured. */
#define GVM_SPAPR_PRIORITY_MASKED 0xff

typedef struct {
  guint32 server; /* number of the presentation controller */
  guint8 priority, saved_priority;
  guint8 status, flags;
} GvmSpaprIrq;

/* `ics/irq` version 2. Wire: the members in their order, 8 octets. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_irq_desc, GvmSpaprIrq);

typedef struct {
  guint32 nr_irqs; /* GVM_SPAPR_N_IRQS */
  GvmSpaprIrq irqs[GVM_SPAPR_N_IRQS];
} GvmSpaprIcs;

/* `ics` version 1. Wire: be32 nr_irqs, which a load compares, then the sources: 32 772 octets. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_ics_desc, GvmSpaprIcs);

/* Makes an ICS whose sources are all unclaimed: masked, and of neither kind. */
GVM_API void gvm_spapr_ics_init (GvmSpaprIcs *ics);

/* ---- XICS: presentation controller ---------------------------------------------------------- */

typedef struct {
  guint32 xirr; /* CPPR in bits 24 to 31, XISR below */
  guint8 pending_priority;
  guint8 mfrr;
} GvmSpaprIcp;

/* `icp/server` version 1, one a CPU. Wire: the members in their order, 6 octets. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_icp_desc, GvmSpaprIcp);

/* Makes an ICP as it is after a reset. */
GVM_API void gvm_spapr_icp_init (GvmSpaprIcp *icp);

/* ---- compact forms -------------------------------------------------------------------------- */

/* The same structs, packed (packing.h). QEMU does not read them, and they have names of their own so that neither form
 * is taken for the other. `icp/server` has 6 octets in both. */

/* `spapr_pci-compact` version 1.
 * Wire: as `spapr_pci`, but that lsi_table, which follows from buid, is not there, and that the table of MSIs is packed
 * as differences: 12 octets, and mostly 3 to 5 an entry. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_phb_compact_desc, GvmSpaprPhb);

/* `ics-compact` version 1.
 * Wire: be32 nr_irqs, which a load compares, then the sources as a sparse array: those that are masked, on server 0
 * and nobody's are not there. 1 octet each when it is like the one before. */
GVM_API GVM_DECLARE_DESC (gvm_spapr_ics_compact_desc, GvmSpaprIcs);

G_END_DECLS
