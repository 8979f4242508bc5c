/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * spapr_machine: PCI host bridges (PHB) with their devices, the allocator of interrupts, the source controller
 * (ICS) and one presentation controller (ICP) a CPU. Operation by operation it behaves as QEMU 7.2's
 * `pseries-7.2,ic-mode=xics` does; where QEMU aborts it returns an error.
 *
 * An operation costs what it touches, mostly well below a microsecond. What grows: sending again, with the sources that
 * were rejected; `ibm,change-msi`, with the vectors and the holes in the map; unplugging and reset, with the entries.
 * docs/RELIABILITY.md has the dearest of each.
 *
 * A machine is its owner's alone: any number of them may be in a process, each used by one thread at a time.
 */
#pragma once

#include <gvmstate/spapr_schema.h>

G_BEGIN_DECLS

/* ---- numbers -------------------------------------------------------------------------------- */

/* Claimed at boot. Source: QEMU include/hw/ppc/spapr_irq.h, SPAPR_IRQ_EPOW, _HOTPLUG, _VIO. */
#define GVM_SPAPR_IRQ_EPOW    0x1000
#define GVM_SPAPR_IRQ_HOTPLUG 0x1001
#define GVM_SPAPR_IRQ_VIO     0x1100
/* The interrupts of VIO devices, and of all PHBs' pins: up to where the next kind begins. */
#define GVM_SPAPR_MAX_VIO (GVM_SPAPR_IRQ_PCI_LSI - GVM_SPAPR_IRQ_VIO)
#define GVM_SPAPR_MAX_PHB ((GVM_SPAPR_IRQ_MSI - GVM_SPAPR_IRQ_PCI_LSI) / GVM_SPAPR_N_LSI)
/* Where a device writes an MSI: the address in PCI memory. Source: include/hw/pci-host/spapr.h,
 * SPAPR_PCI_MSI_WINDOW. */
#define GVM_SPAPR_MSI_WINDOW G_GUINT64_CONSTANT (0x40000000000)
/* Most vectors of a capability. Source: PCI Local Bus Specification 3.0, 6.8.1.3 and 6.8.2.3. */
#define GVM_SPAPR_MAX_MSI_VECTORS 32
#define GVM_SPAPR_MAX_MSIX_SIZE   2048

/* ---- a machine ------------------------------------------------------------------------------ */

typedef struct GvmSpaprMachine GvmSpaprMachine;

/**
 * GvmSpaprOptions:
 * @GVM_SPAPR_DEFAULT: none of the others
 * @GVM_SPAPR_CHECK_DISABLE: `ibm,change-msi` refuses (-3) to disable a type of MSI that is not the one that was
 *   configured. What was configured before a load is not known, and may be disabled as either
 * @GVM_SPAPR_AS_QEMU: saves and loads as QEMU does to the last octet: entries in the order in which the table
 *   has them, and a pending interrupt that loses its owner in a load, so that it is lost when a more favoured
 *   one displaces it
 * @GVM_SPAPR_PRE_2_8: `spapr_pci` as machines up to pseries-2.7 have it, with five more fields
 * @GVM_SPAPR_COMPACT: saves and loads the compact forms, which QEMU does not read: sections `ics-compact`,
 *   `spapr_pci-compact` and `spapr-compact`. Entries ascend by key, with GVM_SPAPR_AS_QEMU too
 */
typedef enum {
  GVM_SPAPR_DEFAULT = 0,
  GVM_SPAPR_CHECK_DISABLE = 1 << 0,
  GVM_SPAPR_AS_QEMU = 1 << 1,
  GVM_SPAPR_PRE_2_8 = 1 << 2,
  GVM_SPAPR_COMPACT = 1 << 3,
} GvmSpaprOptions;

#define GVM_TYPE_SPAPR_MACHINE (gvm_spapr_machine_get_type ())
GVM_API GType gvm_spapr_machine_get_type (void);

/**
 * gvm_spapr_machine_new:
 * @n_cpus: presentation controllers, at least 1; a CPU is also a server
 * @n_vio: VIO devices, each with one interrupt; at most GVM_SPAPR_MAX_VIO
 * @options: what is not as by default
 *
 * Makes a machine as it is at boot, without a PHB.
 *
 * Returns: (transfer full) (not nullable)
 */
GVM_API GvmSpaprMachine *gvm_spapr_machine_new (guint n_cpus, guint n_vio, GvmSpaprOptions options);
GVM_API GvmSpaprMachine *gvm_spapr_machine_ref (GvmSpaprMachine *machine);
GVM_API void gvm_spapr_machine_unref (GvmSpaprMachine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmSpaprMachine, gvm_spapr_machine_unref)

/**
 * gvm_spapr_machine_reset:
 * @machine: (not nullable)
 *
 * A system reset. Sources stay claimed but those of MSIs, which are given back; pins are low, messages are
 * cleared, functions have one MSI vector enabled. As in QEMU an ICP keeps the note of whether a source owns its
 * pending interrupt.
 */
GVM_API void gvm_spapr_machine_reset (GvmSpaprMachine *machine);

/* ---- PHBs and devices ----------------------------------------------------------------------- */

/**
 * gvm_spapr_machine_add_phb:
 * @machine: (not nullable)
 * @index: its number, which gives BUID and pins' interrupts; below GVM_SPAPR_MAX_PHB
 * @error: (out) (optional)
 *
 * Adds a PHB. The order of adding is that of instances of `spapr_pci`.
 *
 * Errors: GVM_ERROR_RANGE, GVM_ERROR_DUPLICATE_KEY.
 */
GVM_API gboolean gvm_spapr_machine_add_phb (GvmSpaprMachine *machine, guint index, GError **error);

/**
 * GvmSpaprDevice:
 *
 * A PCI function as far as interrupts go.
 */
typedef struct {
  guint8 bus;   /* 0: straight on the PHB; else the secondary bus of a bridge that is plugged */
  guint8 devfn; /* slot in bits 3 to 7, function in 0 to 2 */
  guint8 secondary_bus; /* of a bridge: the bus behind it; 0: no bridge */
  guint8 msi_vectors;   /* enabled in the MSI capability: 1, 2, 4, 8, 16 or 32; 0: no capability */
  guint16 msix_size;    /* vectors of the MSI-X capability; 0: no capability */
} GvmSpaprDevice;

/* The config address of a function, as RTAS calls have it. */
#define GVM_SPAPR_CONFIG_ADDR(bus, devfn) ((guint32) (bus) << 16 | (guint32) (devfn) << 8)

/**
 * gvm_spapr_machine_plug:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @device: (not nullable): copied
 * @error: (out) (optional)
 *
 * Errors: GVM_ERROR_MISSING (no such PHB, or no bridge to that bus), GVM_ERROR_DUPLICATE_KEY (its place, or its
 *         secondary bus, is taken), GVM_ERROR_RANGE.
 */
GVM_API gboolean gvm_spapr_machine_plug (GvmSpaprMachine *machine, guint64 buid,
                                         const GvmSpaprDevice *device, GError **error);

/**
 * gvm_spapr_machine_unplug:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @config_addr: of the function
 * @error: (out) (optional)
 *
 * Takes a function out, what is behind it too if it is a bridge, and gives back the interrupts that were
 * configured for it.
 *
 * Errors: GVM_ERROR_MISSING.
 */
GVM_API gboolean gvm_spapr_machine_unplug (GvmSpaprMachine *machine, guint64 buid,
                                           guint32 config_addr, GError **error);

/**
 * gvm_spapr_machine_enable_msi:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @config_addr: of a function that has MSI
 * @n_vectors: 1, 2, 4, 8, 16 or 32
 * @error: (out) (optional)
 *
 * What a guest does by writing the field Multiple Message Enable. It is the most that `ibm,change-msi` grants
 * to MSI.
 *
 * Errors: GVM_ERROR_MISSING, GVM_ERROR_RANGE.
 */
GVM_API gboolean gvm_spapr_machine_enable_msi (GvmSpaprMachine *machine, guint64 buid,
                                               guint32 config_addr, guint n_vectors,
                                               GError **error);

/* ---- messages and pins ---------------------------------------------------------------------- */

/* The numbers are those of `ibm,change-msi`'s answer. Source: PAPR, 7.3.10.5.1. */
typedef enum {
  GVM_SPAPR_MSI = 1,
  GVM_SPAPR_MSIX = 2,
} GvmSpaprMsiType;

/* What stands in a function's message registers, of MSI or of one vector of MSI-X. Not part of the machine's
 * state: each device saves its own. */
typedef struct {
  guint64 address;
  guint32 data;
} GvmSpaprMessage;

/**
 * gvm_spapr_machine_get_message:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @config_addr: of the function
 * @type: MSI or MSI-X
 * @vector: which of MSI-X; 0 for MSI, whose vectors have one message
 * @ret_message: (out) (not nullable)
 * @error: (out) (optional)
 *
 * Errors: GVM_ERROR_MISSING: no such PHB, function or vector.
 */
GVM_API gboolean gvm_spapr_machine_get_message (GvmSpaprMachine *machine, guint64 buid,
                                                guint32 config_addr, GvmSpaprMsiType type,
                                                guint vector, GvmSpaprMessage *ret_message,
                                                GError **error);

/* What a guest may do behind the firmware's back. What is given back later is what the PHB's table says, not
 * what stands here. Errors: as gvm_spapr_machine_get_message(). */
GVM_API gboolean gvm_spapr_machine_set_message (GvmSpaprMachine *machine, guint64 buid,
                                                guint32 config_addr, GvmSpaprMsiType type,
                                                guint vector, const GvmSpaprMessage *message,
                                                GError **error);

/**
 * gvm_spapr_machine_send:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @config_addr: of the function
 * @type: MSI or MSI-X
 * @vector: which
 * @error: (out) (optional)
 *
 * The function sends a message. With n > 1 vectors of MSI enabled it replaces the low bits of data by the
 * vector, so with a block that does not begin at a multiple of n another interrupt than the one granted is
 * raised, as in QEMU. A message to anywhere but the window does nothing to interrupts.
 *
 * Errors: as gvm_spapr_machine_get_message(), and as gvm_spapr_machine_write_msi().
 */
GVM_API gboolean gvm_spapr_machine_send (GvmSpaprMachine *machine, guint64 buid,
                                         guint32 config_addr, GvmSpaprMsiType type, guint vector,
                                         GError **error);

/**
 * gvm_spapr_machine_write_msi:
 * @machine: (not nullable)
 * @irq: what is written to the window: an interrupt number
 * @error: (out) (optional)
 *
 * A pulse on that source, whatever it is.
 *
 * Errors: GVM_ERROR_RANGE outside the ICS, where QEMU aborts.
 */
GVM_API gboolean gvm_spapr_machine_write_msi (GvmSpaprMachine *machine, guint32 irq,
                                              GError **error);

/**
 * gvm_spapr_machine_set_lsi:
 * @machine: (not nullable)
 * @buid: of the PHB
 * @pin: 0 to 3: INTA to INTD, as they reach the PHB
 * @level: asserted or not; nothing happens when it is so already
 * @error: (out) (optional)
 *
 * Errors: GVM_ERROR_MISSING, GVM_ERROR_RANGE.
 */
GVM_API gboolean gvm_spapr_machine_set_lsi (GvmSpaprMachine *machine, guint64 buid, guint pin,
                                            gboolean level, GError **error);

/**
 * gvm_spapr_machine_assume_lsi:
 * @machine: (not nullable): just loaded
 * @buid: of the PHB
 * @pin: 0 to 3
 * @level: where the device that drives the pin has it
 * @error: (out) (optional)
 *
 * Says where a pin was when the machine was saved, which only its device knows. A load takes it for what the source
 * says; a guest that has sent a message to the source's number has taken that down. Nothing is signalled.
 *
 * Errors: as gvm_spapr_machine_set_lsi().
 */
GVM_API gboolean gvm_spapr_machine_assume_lsi (GvmSpaprMachine *machine, guint64 buid, guint pin,
                                               gboolean level, GError **error);

/* ---- looking ---------------------------------------------------------------------------------- */

GVM_API guint gvm_spapr_machine_get_n_cpus (const GvmSpaprMachine *machine);
GVM_API guint gvm_spapr_machine_get_n_phbs (const GvmSpaprMachine *machine);
/* (transfer none) (not nullable): valid as long as the machine, and changed by what is done to it. */
GVM_API const GvmSpaprIcs *gvm_spapr_machine_get_ics (const GvmSpaprMachine *machine);
/* @cpu is below the number of CPUs. */
GVM_API const GvmSpaprIcp *gvm_spapr_machine_get_icp (const GvmSpaprMachine *machine, guint cpu);
/* Is the pending interrupt a source's, which gets it back when it is displaced? */
GVM_API gboolean gvm_spapr_machine_icp_has_owner (const GvmSpaprMachine *machine, guint cpu);
/* @nth is in the order of adding, below the number of PHBs. */
GVM_API const GvmSpaprPhb *gvm_spapr_machine_get_phb (const GvmSpaprMachine *machine, guint nth);
/* Is @irq one that has been given to a function? */
GVM_API gboolean gvm_spapr_machine_is_allocated (const GvmSpaprMachine *machine, guint32 irq);

/**
 * GvmSpaprTrace:
 * @machine: where it happens
 * @call: what was called: "ibm,change-msi", "H_EOI", or the part that acts: "ics", "icp", "phb"
 * @text: one line: what was done, and why
 * @user_data: of gvm_spapr_machine_set_trace()
 */
typedef void (*GvmSpaprTrace) (const GvmSpaprMachine *machine, const char *call, const char *text,
                               gpointer user_data);

/**
 * gvm_spapr_machine_set_trace:
 * @machine: (not nullable)
 * @trace: (nullable) (scope notified): called in the midst of operations: it must not begin another one
 * @user_data: its
 * @destroy: (nullable): called for @user_data when it is no longer needed
 */
GVM_API void gvm_spapr_machine_set_trace (GvmSpaprMachine *machine, GvmSpaprTrace trace,
                                          gpointer user_data, GDestroyNotify destroy);

/* ---- state ---------------------------------------------------------------------------------- */

/**
 * GvmSpaprPart:
 *
 * A section of the machine's state: for whoever saves a machine among other things.
 */
typedef struct {
  const char *idstr;
  guint32 instance_id;
  const GvmDesc *desc;
  gpointer self;
} GvmSpaprPart;

/* `ics`, each CPU's `icp/server`, each PHB's `spapr_pci`, and last `spapr`, whose hooks hold them to each other
 * and send again what was pending. */
GVM_API guint gvm_spapr_machine_get_n_parts (const GvmSpaprMachine *machine);
/* (transfer none): @self is the machine's. */
GVM_API GvmSpaprPart gvm_spapr_machine_get_part (GvmSpaprMachine *machine, guint index);

/**
 * gvm_spapr_machine_register:
 * @machine: (not nullable): must have all its PHBs, and live as long as the entries
 * @registry: (not nullable)
 * @error: (out) (optional)
 *
 * Adds each part, so that a machine can be saved and loaded among other things. A registry that tolerates
 * what a machine does not have (unknown sections and subsections, no digest) takes the stream of a real QEMU.
 *
 * Errors: those of gvm_registry_add(); what was added before stays.
 */
GVM_API gboolean gvm_spapr_machine_register (GvmSpaprMachine *machine, GvmRegistry *registry,
                                             GError **error);

/**
 * gvm_spapr_machine_save:
 * @machine: (not nullable)
 * @error: (out) (optional)
 *
 * Wire:    the stream of a registry that has the parts and nothing else, of machine type pseries-7.2, or
 *          pseries-2.7 with GVM_SPAPR_PRE_2_8; in either form of sections.
 * Returns: (transfer full) (nullable): the stream
 */
GVM_API GBytes *gvm_spapr_machine_save (GvmSpaprMachine *machine, GError **error);

/**
 * gvm_spapr_machine_load:
 * @machine: (not nullable): with as many CPUs and the same PHBs as the one that was saved
 * @bytes: (not nullable): what gvm_spapr_machine_save() returned
 * @error: (out) (optional)
 *
 * Loads a machine's state, all or nothing, and sends again what was pending. Messages and the devices
 * themselves are not part of it; pins are taken to be where the sources say.
 *
 * The map of allocated interrupts, the kinds of sources and the tables of MSIs are three copies of one fact, and
 * must agree.
 *
 * `spapr_pci` of version 1 is taken too, in QEMU's form: its 32 places become the table.
 *
 * Errors: those of gvm_registry_load_from_bytes(); GVM_ERROR_REFUSED with the path of what contradicts the
 *         rest.
 */
GVM_API gboolean gvm_spapr_machine_load (GvmSpaprMachine *machine, GBytes *bytes, GError **error);

G_END_DECLS
