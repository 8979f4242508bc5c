/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A pseries machine as far as the demo goes: its interrupt state, in plain structs.
 */
#pragma once

#include <gvmstate/spapr.h>

enum { MACHINE_MAX_CPUS = 2 };

typedef struct {
  GvmSpaprPhb phb;
  GvmSpaprIcs ics;
  GvmSpaprIcp icps[MACHINE_MAX_CPUS];
  guint n_cpus;
} Machine;

/* What a section cost. */
typedef struct {
  gsize octets;
  double load_us, save_us; /* one load, one save */
} Cost;

Machine *machine_new (guint n_cpus);
void machine_free (Machine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Machine, machine_free)

/* Loads the machine's sections from a stream of QEMU's. */
gboolean machine_load_stream (Machine *machine, const GvmStream *stream, GError **error);

/* One GBytes a section, each a bare payload, in the order of QEMU's stream: ics, icp/server, spapr_pci. */
GPtrArray *machine_save (const Machine *machine, GError **error);
gboolean machine_load (Machine *machine, GPtrArray *payloads, GError **error);

gboolean machine_equal (const Machine *a, const Machine *b);

/* Saves and loads one struct many times over and returns what once costs. */
Cost machine_measure (const GvmDesc *desc, gpointer self);
