/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * PCI functions: where they are, and their message registers.
 */
#include "machine.h"

#include <string.h>

gpointer
gvmi_device_key (guint32 config_addr)
{
  return GUINT_TO_POINTER (config_addr >> 8 & 0xffff);
}

guint32
gvmi_device_get_config_addr (const GvmiDevice *device)
{
  return GVM_SPAPR_CONFIG_ADDR (device->is.bus, device->is.devfn);
}

void
gvmi_device_free (gpointer data)
{
  GvmiDevice *device = data;

  g_free (device->msix);
  g_free (device);
}

GvmiDevice *
gvmi_phb_find_device (const GvmiPhb *phb, guint32 config_addr)
{
  return g_hash_table_lookup (phb->devices, gvmi_device_key (config_addr));
}

GvmSpaprMessage *
gvmi_device_get_message (GvmiDevice *device, GvmSpaprMsiType type, guint vector)
{
  if (type == GVM_SPAPR_MSIX)
    return vector < device->is.msix_size ? &device->msix[vector] : NULL;
  return type == GVM_SPAPR_MSI && vector < device->is.msi_vectors ? &device->msi : NULL;
}

void
gvmi_device_reset (GvmiDevice *device)
{
  device->is.msi_vectors = device->is.msi_vectors != 0;
  device->msi = (GvmSpaprMessage) { 0 };
  if (device->msix != NULL)
    memset (device->msix, 0, device->is.msix_size * sizeof *device->msix);
}

gboolean
gvmi_device_refuse (GError **error, GvmError code, guint64 buid, guint32 config_addr,
                    const char *text)
{
  g_autofree char *path =
      g_strdup_printf ("phb{0x%" G_GINT64_MODIFIER "x}/device{0x%x}", buid, config_addr);

  return gvm_error_set (error, code, path, NULL, text);
}

GvmiDevice *
gvmi_device_find (const GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                  GvmiPhb **ret_phb, GError **error)
{
  GvmiPhb *phb = gvmi_phb_find (machine, buid);
  GvmiDevice *device = phb != NULL ? gvmi_phb_find_device (phb, config_addr) : NULL;

  if (phb == NULL)
    gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such PHB");
  else if (device == NULL)
    gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such function");
  *ret_phb = phb;
  return device;
}
