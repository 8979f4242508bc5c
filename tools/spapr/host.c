/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations, done.
 */
#include <string.h>

#include "host.h"

enum { R3, R4, R5 };

static void
forget_accepted (Host *host)
{
  for (guint cpu = 0; cpu < host->accepted->len; cpu++)
    g_array_set_size (g_ptr_array_index (host->accepted, cpu), 0);
}

gboolean
host_init (Host *host, const Script *script, GvmSpaprOptions options, GError **error)
{
  *host = (Host) { .script = script, .options = options };
  host->levels = g_array_new (FALSE, TRUE, sizeof (gboolean));
  g_array_set_size (host->levels, script->n_phbs * GVM_SPAPR_N_LSI);
  host->accepted = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint cpu = 0; cpu < script->n_cpus; cpu++)
    g_ptr_array_add (host->accepted, g_array_new (FALSE, FALSE, sizeof (guint64)));
  host->machine = script_make_machine (script, options, error);
  return host->machine != NULL;
}

void
host_clear (Host *host)
{
  g_clear_pointer (&host->machine, gvm_spapr_machine_unref);
  g_clear_pointer (&host->accepted, g_ptr_array_unref);
  g_clear_pointer (&host->levels, g_array_unref);
}

/* ---- hypercalls ------------------------------------------------------------------------------------- */

/* The newest XIRR that was not ended yet; with none, what ends nothing and lets all through. */
static guint64
take_accepted (GArray *accepted)
{
  guint64 xirr = 0xff000000;

  if (accepted->len > 0) {
    xirr = g_array_index (accepted, guint64, accepted->len - 1);
    g_array_set_size (accepted, accepted->len - 1);
  }
  return xirr;
}

static void
do_hcall (Host *host, const ScriptOp *op, HostResult *result)
{
  GArray *accepted = g_ptr_array_index (host->accepted, op->cpu);
  guint64 number = op->regs[R3];

  for (guint i = 0; i < GVM_SPAPR_HCALL_REGS; i++)
    result->regs[i] = op->regs[i];
  if (op->takes_last)
    result->regs[R4] = result->last = take_accepted (accepted);
  gvm_spapr_machine_hcall (host->machine, op->cpu, result->regs);
  if ((number == GVM_SPAPR_H_XIRR || number == GVM_SPAPR_H_XIRR_X) &&
      (result->regs[R4] & 0xffffff) != 0)
    g_array_append_val (accepted, result->regs[R4]);
}

/* ---- the others --------------------------------------------------------------------------------------- */

/* What is programmed, and sent if it leads to an interrupt. */
static gboolean
do_dev_msi (Host *host, const ScriptOp *op, HostResult *result, GError **error)
{
  guint64 buid = GVM_SPAPR_PCI_BUID + op->phb;
  guint32 config_addr = GVM_SPAPR_CONFIG_ADDR (0, op->slot << 3);

  if (!gvm_spapr_machine_get_message (host->machine, buid, config_addr, GVM_SPAPR_MSI, 0,
                                      &result->message, error))
    return FALSE;
  result->sent = result->message.address == GVM_SPAPR_MSI_WINDOW &&
                 result->message.data >= GVM_SPAPR_IRQ_BASE &&
                 result->message.data < GVM_SPAPR_IRQ_BASE + GVM_SPAPR_N_IRQS;
  return !result->sent ||
         gvm_spapr_machine_send (host->machine, buid, config_addr, GVM_SPAPR_MSI, 0, error);
}

static gboolean *
find_level (Host *host, guint phb, guint pin)
{
  return &g_array_index (host->levels, gboolean, phb * GVM_SPAPR_N_LSI + pin);
}

static gboolean
do_lsi (Host *host, const ScriptOp *op, GError **error)
{
  if (!gvm_spapr_machine_set_lsi (host->machine, GVM_SPAPR_PCI_BUID + op->phb, op->pin, op->level,
                                  error))
    return FALSE;
  *find_level (host, op->phb, op->pin) = op->level;
  return TRUE;
}

/* Devices migrate too, and have their pins where they had them. */
static gboolean
restore_levels (Host *host, GvmSpaprMachine *fresh, GError **error)
{
  for (guint phb = 0; phb < host->script->n_phbs; phb++)
    for (guint pin = 0; pin < GVM_SPAPR_N_LSI; pin++)
      if (!gvm_spapr_machine_assume_lsi (fresh, GVM_SPAPR_PCI_BUID + phb, pin,
                                         *find_level (host, phb, pin), error))
        return FALSE;
  return TRUE;
}

static gboolean
do_migrate (Host *host, GError **error)
{
  g_autoptr (GBytes) bytes = gvm_spapr_machine_save (host->machine, error);
  g_autoptr (GvmSpaprMachine) fresh =
      bytes != NULL ? script_make_machine (host->script, host->options, error) : NULL;

  if (fresh == NULL || !gvm_spapr_machine_load (fresh, bytes, error) ||
      !restore_levels (host, fresh, error))
    return FALSE;
  gvm_spapr_machine_unref (host->machine);
  host->machine = g_steal_pointer (&fresh);
  return TRUE;
}

gboolean
host_do (Host *host, const ScriptOp *op, HostResult *result, GError **error)
{
  GvmSpaprMachine *machine = host->machine;

  switch (op->kind) {
  case SCRIPT_RTAS:
    result->rc = gvm_spapr_machine_rtas (machine, op->name, &op->call, &result->answer);
    return TRUE;
  case SCRIPT_HCALL:
    do_hcall (host, op, result);
    return TRUE;
  case SCRIPT_MSI:
    return gvm_spapr_machine_write_msi (machine, op->irq, error);
  case SCRIPT_DEV_MSI:
    return do_dev_msi (host, op, result, error);
  case SCRIPT_LSI:
    return do_lsi (host, op, error);
  case SCRIPT_RESET:
    gvm_spapr_machine_reset (machine);
    memset (host->levels->data, 0, host->levels->len * sizeof (gboolean));
    script_enable_msi (host->script, machine);
    forget_accepted (host);
    return TRUE;
  case SCRIPT_MIGRATE:
    return do_migrate (host, error);
  default:
    return TRUE;
  }
}
