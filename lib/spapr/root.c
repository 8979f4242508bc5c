/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The part `spapr`, the last of a machine's. It has the hooks: by its turn all others have been read.
 */
#include <stddef.h>

#include "machine.h"

static GVM_DEFINE_BITMAP (irq_map_codec, guint64, GVM_SPAPR_MAX_MSI);

GVM_DEFINE_WHEN (has_irqs, GvmiRoot, self, version_id)
{
  static const guint64 none[GVMI_MAP_WORDS];

  return gvmi_map_find_difference (self->irq_map, none) != 0;
}

GVM_FIELDS (irq_map_fields, GvmiRoot) = {
  GVM_FIELD (GvmiRoot, irq_map, irq_map_codec),
};
GVM_DEFINE_STATIC_DESC (irq_map_desc, GvmiRoot, "spapr_irq_map", 1, 1, irq_map_fields);

GVM_SUBSECTIONS (root_subsections, GvmiRoot) = {
  GVM_SUBSECTION (GvmiRoot, irq_map_desc, .needed = GVM_WHEN (GvmiRoot, has_irqs)),
};

GVM_FIELDS (timebase_fields, GvmiTimebase) = {
  GVM_FIELD (GvmiTimebase, guest_timebase, gvm_u64),
  GVM_FIELD (GvmiTimebase, time_of_the_day_ns, gvm_i64),
};
GVM_DEFINE_STATIC_DESC (timebase_desc, GvmiTimebase, "timebase", 1, 1, timebase_fields);

GVM_FIELDS (root_fields, GvmiRoot) = {
  GVM_STRUCT (GvmiRoot, tb, timebase_desc),
};

static GvmSpaprMachine *
get_machine (const GvmiRoot *root)
{
  return (GvmSpaprMachine *) ((gchar *) root - offsetof (GvmSpaprMachine, root));
}

/* A stream without the subsection has an empty map, whatever the target has. */
GVM_DEFINE_NOTIFY (root_pre_load, GvmiRoot, self)
{
  gvmi_map_set (self->irq_map, GVM_SPAPR_IRQ_MSI, GVM_SPAPR_MAX_MSI, FALSE);
}

GVM_DEFINE_CHECK (root_check, GvmiRoot, self, error)
{
  return gvmi_machine_check (get_machine (self), error);
}

GVM_DEFINE_NOTIFY (root_committed, GvmiRoot, self)
{
  gvmi_machine_committed (get_machine (self));
}

#define ROOT_HOOKS                                                                                 \
  .pre_load = GVM_HOOK (GvmiRoot, root_pre_load), .check = GVM_HOOK (GvmiRoot, root_check),        \
  .committed = GVM_HOOK (GvmiRoot, root_committed)

GVM_DEFINE_DESC (gvmi_root_desc, GvmiRoot, "spapr", 3, 3, root_fields,
                 GVM_WITH_SUBSECTIONS (GvmiRoot, root_subsections), ROOT_HOOKS);

static const guint64 no_irqs = 0;

GVM_FIELDS (root_compact_fields, GvmiRoot) = {
  GVM_STRUCT (GvmiRoot, tb, timebase_desc),
  GVM_ARRAY (GvmiRoot, irq_map, gvm_u64, GVM_SPARSE (gvm_u64, no_irqs)),
};
GVM_DEFINE_DESC (gvmi_root_compact_desc, GvmiRoot, "spapr-compact", 1, 1, root_compact_fields,
                 ROOT_HOOKS);

/* Pins are where their sources say. In our own mode a source in XISR is what owns it: QEMU does not send the
 * owner, and loses such an interrupt when it is displaced. Sources are sent again once a CPU, as there. */
void
gvmi_machine_committed (GvmSpaprMachine *machine)
{
  gvmi_ics_refresh (machine);
  for (guint i = 0; i < machine->phbs->len; i++) {
    GvmiPhb *phb = g_ptr_array_index (machine->phbs, i);

    g_hash_table_remove_all (phb->types);
    for (guint pin = 0; pin < GVM_SPAPR_N_LSI; pin++)
      phb->level[pin] = gvmi_ics_is_asserted (machine, phb->state.lsi_table[pin].irq);
  }
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    gvmi_icp_own (machine, cpu, (machine->options & GVM_SPAPR_AS_QEMU) == 0);
  for (guint cpu = 0; cpu < machine->n_cpus; cpu++)
    gvmi_icp_resend (machine, cpu);
}
