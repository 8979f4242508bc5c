/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The interrupt state of a whole sPAPR machine: a PHB, 8 CPUs, 4096 sources; at boot, and with functions that have
 * one MSI each.
 */
#include "workloads/workloads.h"

#include <gvmstate/spapr.h>

enum { CPUS = 8, VIO_DEVICES = 1, PRIORITY = 5, CHANGE_TO_MSI = 3, UNUSED_FUNCTION = 255 };
#define BUID GVM_SPAPR_PCI_BUID

static const GvmSpaprOptions options[N_MACHINES] = {
  [MACHINE_CANONICAL] = GVM_SPAPR_DEFAULT,
  [MACHINE_AS_QEMU] = GVM_SPAPR_AS_QEMU,
  [MACHINE_COMPACT] = GVM_SPAPR_COMPACT,
};

static GvmSpaprMachine *
machine_new (MachineForm form)
{
  GvmSpaprMachine *machine = gvm_spapr_machine_new (CPUS, VIO_DEVICES, options[form]);

  if (!gvm_spapr_machine_add_phb (machine, 0, NULL))
    g_error ("no PHB");
  return machine;
}

static guint32
call (GvmSpaprMachine *machine, const char *name, GvmSpaprRtasCall call, guint word)
{
  GvmSpaprRtasAnswer answer = { 0 };

  if (gvm_spapr_machine_rtas (machine, name, &call, &answer) != 0 ||
      answer.rets[0] != GVM_SPAPR_RTAS_OK)
    g_error ("%s failed", name);
  return answer.rets[word];
}

/* Plugs a function; the guest asks for its interrupt and lets it through to a CPU. */
static void
use_function (GvmSpaprMachine *machine, guint nth)
{
  const GvmSpaprDevice device = { .devfn = (guint8) nth, .msi_vectors = 1 };
  guint32 config_addr = GVM_SPAPR_CONFIG_ADDR (0, nth);

  if (!gvm_spapr_machine_plug (machine, BUID, &device, NULL))
    g_error ("no place for function %u", nth);
  call (
      machine, "ibm,change-msi",
      (GvmSpaprRtasCall) { 6, 4, { config_addr, BUID >> 32, (guint32) BUID, CHANGE_TO_MSI, 1, 1 } },
      0);
  guint32 irq =
      call (machine, "ibm,query-interrupt-source-number",
            (GvmSpaprRtasCall) { 4, 3, { config_addr, BUID >> 32, (guint32) BUID, 0 } }, 1);
  call (machine, "ibm,set-xive", (GvmSpaprRtasCall) { 3, 1, { irq, nth % CPUS, PRIORITY } }, 0);
}

static void
fill (State *state, guint n_functions)
{
  for (MachineForm form = 0; form < N_MACHINES; form++) {
    state->machines[form] = machine_new (form);
    for (guint i = 0; i < n_functions; i++)
      use_function (state->machines[form], i);
  }
}

#define DEFINE_FILL(name, n_functions)                                                             \
  void name (State *state, G_GNUC_UNUSED gsize n)                                                  \
  {                                                                                                \
    fill (state, n_functions);                                                                     \
  }
DEFINE_FILL (bench_fill_machine, 0)
DEFINE_FILL (bench_fill_machine_24, 24)
DEFINE_FILL (bench_fill_machine_200, 200)

/* In a state that is nobody's, so that a load has something to undo. */
void
bench_prepare_machine (State *target, G_GNUC_UNUSED const State *like)
{
  for (MachineForm form = 0; form < N_MACHINES; form++) {
    target->machines[form] = machine_new (form);
    use_function (target->machines[form], UNUSED_FUNCTION);
  }
}

static gboolean
machines_equal (GvmSpaprMachine *a, GvmSpaprMachine *b)
{
  guint n = gvm_spapr_machine_get_n_parts (a);

  for (guint i = 0; i < n; i++) {
    GvmSpaprPart x = gvm_spapr_machine_get_part (a, i), y = gvm_spapr_machine_get_part (b, i);

    if (!gvm_state_equal (x.desc, x.self, y.self))
      return FALSE;
  }
  return n == gvm_spapr_machine_get_n_parts (b);
}

/* One of @b's has been loaded; the others are as they were prepared. */
gboolean
bench_machines_equal (const State *a, const State *b)
{
  gboolean found = FALSE;

  for (MachineForm form = 0; form < N_MACHINES; form++)
    found = found || machines_equal (a->machines[form], b->machines[form]);
  return found;
}
