/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What payloads mean, worked out by hand and without the library: a second opinion. Layouts are those
 * that the comments of <gvmstate/spapr.h> state.
 */
#pragma once

#include <gvmstate/spapr.h>

#include "spapr/payloads.h"

guint32 wire_u32 (const guint8 *octets);
guint64 wire_u64 (const guint8 *octets);

/* ---- contents ------------------------------------------------------------------------------- */

enum {
  WIRE_IRQS_AT = 4, /* octets before an ICS's sources */
  WIRE_IRQ_SIZE = 8,
  WIRE_LSI_AT = 8, /* octets before a PHB's LSIs, */
  WIRE_COUNT_AT = 24,
  WIRE_MSIS_AT = 28, /* before its MSIs' count, and the MSIs */
  WIRE_MSI_SIZE = 12,
};

/* One MSI; as a number of 96 bits it would sort by its first member. */
typedef struct {
  guint32 config_addr, first_irq, num;
} WireMsi;

GvmSpaprIrq wire_irq (const guint8 *octets);
GvmSpaprIcp wire_icp (const guint8 *octets);
/* Which PHB of a machine wrote a whole payload of spapr_pci. */
guint wire_phb_index (const guint8 *payload);
/* Returns: (transfer full): the WireMsi of a whole payload of spapr_pci, as they stand there. */
GArray *wire_msis (const guint8 *payload);
/* Sorts by config_addr. */
void wire_msis_sort (GArray *msis);
gboolean wire_msis_equal (const GArray *a, const GArray *b);

/* ---- verdicts ------------------------------------------------------------------------------- */

/* What must come of a load. */
typedef struct {
  gboolean loads;
  gsize end;     /* octets that are read when it loads */
  GvmError code; /* the rest: when it fails */
  guint64 offset;
  char path[64];
} Verdict;

/* Judges @size octets at @data, loaded into a machine's ICS, an ICP or its PHB @phb. */
Verdict wire_judge (PayloadKind kind, guint phb, const guint8 *data, gsize size);
