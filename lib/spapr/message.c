/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What devices do: messages and pins.
 */
#include "machine.h"

static GvmSpaprMessage *
find_message (const GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
              GvmSpaprMsiType type, guint vector, GvmiDevice **ret_device, GError **error)
{
  GvmiPhb *phb;
  GvmiDevice *device = gvmi_device_find (machine, buid, config_addr, &phb, error);

  if (device == NULL)
    return NULL;
  GvmSpaprMessage *message = gvmi_device_get_message (device, type, vector);
  if (message == NULL)
    gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such vector");
  if (ret_device != NULL)
    *ret_device = device;
  return message;
}

gboolean
gvm_spapr_machine_get_message (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                               GvmSpaprMsiType type, guint vector, GvmSpaprMessage *ret_message,
                               GError **error)
{
  g_return_val_if_fail (machine != NULL && ret_message != NULL, FALSE);

  const GvmSpaprMessage *message =
      find_message (machine, buid, config_addr, type, vector, NULL, error);
  if (message == NULL)
    return FALSE;
  *ret_message = *message;
  return TRUE;
}

gboolean
gvm_spapr_machine_set_message (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                               GvmSpaprMsiType type, guint vector, const GvmSpaprMessage *message,
                               GError **error)
{
  g_return_val_if_fail (machine != NULL && message != NULL, FALSE);

  GvmSpaprMessage *own = find_message (machine, buid, config_addr, type, vector, NULL, error);
  if (own == NULL)
    return FALSE;
  *own = *message;
  return TRUE;
}

gboolean
gvm_spapr_machine_write_msi (GvmSpaprMachine *machine, guint32 irq, GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  if (!gvmi_ics_has (irq)) {
    g_autofree char *text =
        g_strdup_printf ("interrupt 0x%x, 0x%x to 0x%x", irq, GVM_SPAPR_IRQ_BASE, GVMI_IRQ_END - 1);
    return gvm_error_set (error, GVM_ERROR_RANGE, "ics[0]/irqs", NULL, text);
  }
  gvmi_ics_pulse (machine, irq);
  return TRUE;
}

gboolean
gvm_spapr_machine_send (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                        GvmSpaprMsiType type, guint vector, GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiDevice *device;
  const GvmSpaprMessage *message =
      find_message (machine, buid, config_addr, type, vector, &device, error);
  if (message == NULL)
    return FALSE;
  if (message->address != GVM_SPAPR_MSI_WINDOW)
    return TRUE;
  guint32 low = type == GVM_SPAPR_MSI ? device->is.msi_vectors - 1U : 0;
  return gvm_spapr_machine_write_msi (machine, (message->data & ~low) | (low & vector), error);
}

/* Returns: (nullable): the pin's level. */
static gboolean *
find_pin (GvmSpaprMachine *machine, guint64 buid, guint pin, GvmiPhb **ret_phb, GError **error)
{
  *ret_phb = gvmi_phb_find (machine, buid);
  if (*ret_phb == NULL)
    gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, 0, "no such PHB");
  else if (pin >= GVM_SPAPR_N_LSI)
    gvmi_device_refuse (error, GVM_ERROR_RANGE, buid, 0, "a pin that is none of the four");
  else
    return &(*ret_phb)->level[pin];
  return NULL;
}

gboolean
gvm_spapr_machine_set_lsi (GvmSpaprMachine *machine, guint64 buid, guint pin, gboolean level,
                           GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb;
  gboolean *now = find_pin (machine, buid, pin, &phb, error);
  if (now != NULL && *now != !!level) {
    *now = !!level;
    gvmi_ics_set_level (machine, phb->state.lsi_table[pin].irq, level);
  }
  return now != NULL;
}

gboolean
gvm_spapr_machine_assume_lsi (GvmSpaprMachine *machine, guint64 buid, guint pin, gboolean level,
                              GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb;
  gboolean *now = find_pin (machine, buid, pin, &phb, error);
  if (now != NULL)
    *now = !!level;
  return now != NULL;
}
