/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a machine's state: sections as QEMU names them. The last, `spapr`, has the hooks: by its turn all
 * others have been read.
 */
#include <stddef.h>

#include "machine.h"
#include "rows.h"

/* ---- PHBs ------------------------------------------------------------------------------------- */

static GVM_DEFINE_BOUNDED (first_irq_codec, gvm_u32, .min = GVM_SPAPR_IRQ_MSI,
                           .max = GVMI_IRQ_END - 1);
static GVM_DEFINE_BOUNDED (num_codec, gvm_u32, .min = 1, .max = GVM_SPAPR_MAX_MSI);

GVM_FIELDS (msi_fields, GvmSpaprMsi) = {
  GVM_FIELD (GvmSpaprMsi, first_irq, first_irq_codec),
  GVM_FIELD (GvmSpaprMsi, num, num_codec),
};
GVM_DEFINE_STATIC_DESC (msi_desc, GvmSpaprMsi, "spapr_pci/msi", 1, 1, msi_fields);

GVM_FIELDS (phb_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, msi_desc, .max = GVM_SPAPR_MAX_MSI, .qemu = &gvmi_msi_twin),
};
GVM_DEFINE_STATIC_DESC (phb_desc, GvmSpaprPhb, "spapr_pci", 2, 2, phb_fields);

GVM_FIELDS (phb_as_stored_fields, GvmSpaprPhb) = {
  GVM_EQUAL (GvmSpaprPhb, buid, gvm_u64),
  GVMI_PHB_WINDOW_ROWS,
  GVM_ARRAY (GvmSpaprPhb, lsi_table, gvm_spapr_lsi_desc),
  GVM_HASH (GvmSpaprPhb, msi, gvm_u32, msi_desc, .max = GVM_SPAPR_MAX_MSI,
            .order = GVM_ORDER_AS_STORED, .qemu = &gvmi_msi_twin),
};
GVM_DEFINE_STATIC_DESC (phb_as_stored_desc, GvmSpaprPhb, "spapr_pci", 2, 2, phb_as_stored_fields);

/* ---- the part `spapr` -------------------------------------------------------------------------- */

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

GVM_DEFINE_STATIC_DESC (root_desc, GvmiRoot, "spapr", 3, 3, root_fields,
                        GVM_WITH_SUBSECTIONS (GvmiRoot, root_subsections),
                        .pre_load = GVM_HOOK (GvmiRoot, root_pre_load),
                        .check = GVM_HOOK (GvmiRoot, root_check),
                        .committed = GVM_HOOK (GvmiRoot, root_committed));

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

/* ---- the parts ---------------------------------------------------------------------------------- */

guint
gvm_spapr_machine_get_n_parts (const GvmSpaprMachine *machine)
{
  g_return_val_if_fail (machine != NULL, 0);
  return 1 + machine->n_cpus + machine->phbs->len + 1;
}

GvmSpaprPart
gvm_spapr_machine_get_part (GvmSpaprMachine *machine, guint index)
{
  guint phbs_from = 1 + machine->n_cpus, root_at = phbs_from + machine->phbs->len;
  const GvmDesc *desc;
  gpointer self;
  guint32 instance_id = 0;

  if (index == 0) {
    desc = &gvm_spapr_ics_desc;
    self = &machine->ics;
  } else if (index < phbs_from) {
    instance_id = index - 1;
    desc = &gvm_spapr_icp_desc;
    self = &machine->icps[instance_id].regs;
  } else if (index < root_at) {
    instance_id = index - phbs_from;
    desc = (machine->options & GVM_SPAPR_AS_QEMU) != 0 ? &phb_as_stored_desc : &phb_desc;
    self = &((GvmiPhb *) g_ptr_array_index (machine->phbs, instance_id))->state;
  } else {
    desc = &root_desc;
    self = &machine->root;
  }
  return (GvmSpaprPart) { desc->codec.name, instance_id, desc, self };
}
