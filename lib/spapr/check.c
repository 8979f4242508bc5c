/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a load has to refuse. Which interrupts are given to functions stands in three places: in the map, in the
 * kinds of sources, and in the PHBs' tables. QEMU takes them as they come, and aborts at the next reset, or the
 * next release, when they do not agree.
 */
#include "machine.h"

typedef struct {
  const GvmSpaprMachine *machine;
  const GvmiForm *form;
  guint64 listed[GVMI_MAP_WORDS]; /* what the tables say */
  GError **error;
} Check;

static gboolean refuse (GError **error, const char *text, const char *path, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, const char *text, const char *path, ...)
{
  va_list args;

  va_start (args, path);
  g_autofree char *where = g_strdup_vprintf (path, args);
  va_end (args);
  return gvm_error_set (error, GVM_ERROR_REFUSED, where, NULL, text);
}

/* ---- tables ------------------------------------------------------------------------------------- */

static const char *
find_fault (const Check *check, guint32 irq)
{
  if (gvmi_map_has (check->listed, irq))
    return "is in another entry too";
  if (!gvmi_map_has (check->machine->root.irq_map, irq))
    return "is not in the irq map";
  if (check->machine->ics.irqs[irq - GVM_SPAPR_IRQ_BASE].flags != GVM_SPAPR_IRQ_MSI_FLAG)
    return "is no MSI in the ICS";
  return NULL;
}

static gboolean
check_entry (Check *check, guint phb, guint32 config_addr, const GvmSpaprMsi *msi)
{
  const char *name = check->form->phb->codec.name;
  g_autofree char *text = NULL;

  if (msi->num > GVMI_IRQ_END - msi->first_irq) {
    text =
        g_strdup_printf ("%u from 0x%x on, up to 0x%x", msi->num, msi->first_irq, GVMI_IRQ_END - 1);
    return refuse (check->error, text, "%s[%u]/msi{0x%x}/num", name, phb, config_addr);
  }
  for (guint32 irq = msi->first_irq; irq < msi->first_irq + msi->num; irq++) {
    const char *fault = find_fault (check, irq);

    if (fault != NULL) {
      text = g_strdup_printf ("interrupt 0x%x %s", irq, fault);
      return refuse (check->error, text, "%s[%u]/msi{0x%x}", name, phb, config_addr);
    }
  }
  gvmi_map_set (check->listed, msi->first_irq, msi->num, TRUE);
  return TRUE;
}

static gboolean
check_tables (Check *check)
{
  for (guint i = 0; i < check->machine->phbs->len; i++) {
    const GvmiPhb *phb = g_ptr_array_index (check->machine->phbs, i);
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init (&iter, phb->state.msi);
    while (g_hash_table_iter_next (&iter, &key, &value))
      if (!check_entry (check, i, *(const guint32 *) key, value))
        return FALSE;
  }
  return TRUE;
}

/* Entries are in the map, so what differs by now has none. */
static gboolean
check_map (const Check *check)
{
  guint32 irq = gvmi_map_find_difference (check->listed, check->machine->root.irq_map);

  if (irq == 0)
    return TRUE;
  g_autofree char *text = g_strdup_printf ("interrupt 0x%x is in no table of MSIs", irq);
  return refuse (check->error, text, "%s[0]/%s", check->form->root->codec.name, check->form->map);
}

/* ---- sources ------------------------------------------------------------------------------------ */

static gboolean
check_source (const Check *check, guint32 irq)
{
  const GvmSpaprIrq *source = &check->machine->ics.irqs[irq - GVM_SPAPR_IRQ_BASE];
  guint8 flags = irq < GVM_SPAPR_IRQ_MSI             ? gvmi_ics_get_boot_flags (check->machine, irq)
                 : gvmi_map_has (check->listed, irq) ? GVM_SPAPR_IRQ_MSI_FLAG
                                                     : 0;
  const char *name = check->form->ics->codec.name;
  g_autofree char *text = NULL;

  if (!gvmi_icp_has (check->machine, source->server)) {
    text = g_strdup_printf ("server %u, %u CPUs", source->server, check->machine->n_cpus);
    return refuse (check->error, text, "%s[0]/irqs[%u]/server", name, irq - GVM_SPAPR_IRQ_BASE);
  }
  if (source->flags != flags) {
    text = g_strdup_printf ("0x%x, interrupt 0x%x has 0x%x here", source->flags, irq, flags);
    return refuse (check->error, text, "%s[0]/irqs[%u]/flags", name, irq - GVM_SPAPR_IRQ_BASE);
  }
  return TRUE;
}

gboolean
gvmi_machine_check (const GvmSpaprMachine *machine, GError **error)
{
  Check check = { .machine = machine, .form = gvmi_machine_get_form (machine), .error = error };
  gboolean sound = check_tables (&check) && check_map (&check);

  for (guint32 irq = GVM_SPAPR_IRQ_BASE; sound && irq < GVMI_IRQ_END; irq++)
    sound = check_source (&check, irq);
  return sound;
}
