/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files of the machine share. Calls go down this list: calls (rtas, hcall) → phb → icp ⇄ ics, map.
 * Interrupt numbers are those of the guest, 0x1000 and up; who takes one from outside checks it first.
 */
#pragma once

#include <gvmstate/spapr_calls.h>

#define GVMI_IRQ_END      (GVM_SPAPR_IRQ_BASE + GVM_SPAPR_N_IRQS)
#define GVMI_MAP_WORDS    GVM_BITMAP_WORDS (guint64, GVM_SPAPR_MAX_MSI)
#define GVMI_SOURCE_WORDS GVM_BITMAP_WORDS (guint64, GVM_SPAPR_N_IRQS)

typedef struct {
  GvmSpaprIcp regs;
  gboolean has_owner; /* the interrupt in XISR is a source's; not on the wire */
} GvmiIcp;

/* A function, and its message registers. */
typedef struct {
  GvmSpaprDevice is;
  GvmSpaprMessage msi;
  GvmSpaprMessage *msix; /* msix_size of them */
} GvmiDevice;

typedef struct {
  GvmSpaprPhb state;
  guint index;
  GHashTable *devices; /* config_addr >> 8 -> GvmiDevice */
  GHashTable
      *types; /* config_addr -> GvmSpaprMsiType, of what was configured here and not loaded */
  gboolean level[GVM_SPAPR_N_LSI];
} GvmiPhb;

typedef struct {
  guint64 guest_timebase;
  gint64 time_of_the_day_ns;
} GvmiTimebase;

/* The part `spapr`. */
typedef struct {
  GvmiTimebase tb;
  guint64 irq_map[GVMI_MAP_WORDS]; /* bit n: GVM_SPAPR_IRQ_MSI + n is given to a function */
} GvmiRoot;
GVM_DECLARE_DESC (gvmi_root_desc, GvmiRoot);
GVM_DECLARE_DESC (gvmi_root_compact_desc, GvmiRoot);

/* What the parts of a machine are saved by. */
typedef struct {
  const GvmDesc *ics, *icp, *phb, *root;
  const char *map; /* path of the map in the part @root */
} GvmiForm;

struct GvmSpaprMachine {
  gatomicrefcount refs;
  GvmSpaprOptions options;
  guint n_cpus, n_vio;
  GvmSpaprIcs ics;
  guint64
      resendable[GVMI_SOURCE_WORDS]; /* sources that a resend has to look at; follows from ics */
  GvmiIcp *icps;
  GPtrArray *phbs; /* of GvmiPhb */
  GvmiRoot root;

  GvmSpaprTrace trace;
  gpointer trace_data;
  GDestroyNotify trace_destroy;
};

/* ---- trace ---------------------------------------------------------------------------------- */

void gvmi_trace (const GvmSpaprMachine *machine, const char *call, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Nothing is formatted when nobody listens. */
#define GVMI_TRACE(machine, ...)                                                                   \
  do {                                                                                             \
    if (G_UNLIKELY ((machine)->trace != NULL))                                                     \
      gvmi_trace (machine, __VA_ARGS__);                                                           \
  } while (0)

/* ---- sources -------------------------------------------------------------------------------- */

gboolean gvmi_ics_has (guint32 irq);
GvmSpaprIrq *gvmi_ics_source (GvmSpaprMachine *machine, guint32 irq);
/* What a source is from boot on: a flag, or 0 for one that nobody has claimed. */
guint8 gvmi_ics_get_boot_flags (const GvmSpaprMachine *machine, guint32 irq);

/* Makes each source what it is at boot; again, when a PHB has been added. */
void gvmi_ics_boot (GvmSpaprMachine *machine);
void gvmi_ics_reset (GvmSpaprMachine *machine);
/* Claims @num sources from @first on for MSIs, or makes them what nobody has. */
void gvmi_ics_claim (GvmSpaprMachine *machine, guint32 first, guint32 num);
void gvmi_ics_free (GvmSpaprMachine *machine, guint32 first, guint32 num);

/* A message. */
void gvmi_ics_pulse (GvmSpaprMachine *machine, guint32 irq);
void gvmi_ics_set_level (GvmSpaprMachine *machine, guint32 irq, gboolean level);
void gvmi_ics_write_xive (GvmSpaprMachine *machine, guint32 irq, guint32 server, guint8 priority,
                          guint8 saved_priority);
/* From a presentation controller; nothing happens when @irq is no source. */
void gvmi_ics_reject (GvmSpaprMachine *machine, guint32 irq);
void gvmi_ics_eoi (GvmSpaprMachine *machine, guint32 irq);
/* Presents again what was rejected, of all servers, in ascending order. */
void gvmi_ics_resend (GvmSpaprMachine *machine);
gboolean gvmi_ics_is_asserted (const GvmSpaprMachine *machine, guint32 irq);
/* Works out what follows from the sources, after they were written from outside. */
void gvmi_ics_refresh (GvmSpaprMachine *machine);

/* ---- presentation --------------------------------------------------------------------------- */

gboolean gvmi_icp_has (const GvmSpaprMachine *machine, guint32 server);
void gvmi_icp_reset (GvmSpaprMachine *machine, guint32 server);
void gvmi_icp_present (GvmSpaprMachine *machine, guint32 server, guint32 irq, guint8 priority);
void gvmi_icp_resend (GvmSpaprMachine *machine, guint32 server);
void gvmi_icp_set_cppr (GvmSpaprMachine *machine, guint32 server, guint8 cppr);
void gvmi_icp_set_mfrr (GvmSpaprMachine *machine, guint32 server, guint8 mfrr);
/* Returns: XIRR as it was. */
guint32 gvmi_icp_accept (GvmSpaprMachine *machine, guint32 server);
void gvmi_icp_eoi (GvmSpaprMachine *machine, guint32 server, guint32 xirr);
/* After a load: a source in XISR owns it, or nobody does. */
void gvmi_icp_own (GvmSpaprMachine *machine, guint32 server, gboolean by_source);

/* ---- the map of interrupts for MSIs --------------------------------------------------------- */

/* Returns: the first of @num free interrupts in a row, a multiple of @align; 0 when there are none. */
guint32 gvmi_map_find (const guint64 *map, guint32 num, guint32 align);
gboolean gvmi_map_has (const guint64 *map, guint32 irq);
void gvmi_map_set (guint64 *map, guint32 first, guint32 num, gboolean used);
/* Returns: the first that both maps do not agree about; 0 when they are the same. */
guint32 gvmi_map_find_difference (const guint64 *a, const guint64 *b);

/* ---- PHBs ----------------------------------------------------------------------------------- */

GvmiPhb *gvmi_phb_new (guint index, GvmSpaprOptions options);
void gvmi_phb_free (gpointer phb);
GvmiPhb *gvmi_phb_find (const GvmSpaprMachine *machine, guint64 buid);
/* Gives back all that is in the table, lowers the pins, clears the messages. */
void gvmi_phb_reset (GvmSpaprMachine *machine, GvmiPhb *phb);
/* Drops an entry of the table and gives its interrupts back. */
void gvmi_phb_release (GvmSpaprMachine *machine, GvmiPhb *phb, guint32 config_addr);

/* ---- functions ------------------------------------------------------------------------------ */

/* The key of PHBs' tables of devices: bus and devfn. */
gpointer gvmi_device_key (guint32 config_addr);
guint32 gvmi_device_get_config_addr (const GvmiDevice *device);
void gvmi_device_free (gpointer device);
/* Clears the messages, and what a guest has enabled. */
void gvmi_device_reset (GvmiDevice *device);
/* (nullable): the function, whatever register @config_addr names. */
GvmiDevice *gvmi_phb_find_device (const GvmiPhb *phb, guint32 config_addr);
/* (nullable): @vector of MSI has the one message that there is. */
GvmSpaprMessage *gvmi_device_get_message (GvmiDevice *device, GvmSpaprMsiType type, guint vector);
/* (nullable): finds a function for whoever is outside, and its PHB. Errors: GVM_ERROR_MISSING. */
GvmiDevice *gvmi_device_find (const GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                              GvmiPhb **ret_phb, GError **error);
/* An error about a function. Returns: FALSE. */
gboolean gvmi_device_refuse (GError **error, GvmError code, guint64 buid, guint32 config_addr,
                             const char *text);

/* ---- calls ---------------------------------------------------------------------------------- */

void gvmi_rtas_change_msi (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call,
                           GvmSpaprRtasAnswer *answer);
void gvmi_rtas_query_source (GvmSpaprMachine *machine, const GvmSpaprRtasCall *call,
                             GvmSpaprRtasAnswer *answer);
/* Answers with a status alone. */
void gvmi_rtas_fail (GvmSpaprRtasAnswer *answer, gint32 status);

/* ---- state ---------------------------------------------------------------------------------- */

const GvmiForm *gvmi_machine_get_form (const GvmSpaprMachine *machine);

/* Do the three copies of what is allocated agree, and do all servers exist? */
gboolean gvmi_machine_check (const GvmSpaprMachine *machine, GError **error);
/* What follows from a state that has been loaded; then sends again. */
void gvmi_machine_committed (GvmSpaprMachine *machine);
