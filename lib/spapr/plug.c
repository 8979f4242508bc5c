/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Plugging functions in, and out.
 */
#include "machine.h"

static gboolean
is_msi_count (guint n)
{
  return n != 0 && n <= GVM_SPAPR_MAX_MSI_VECTORS && (n & (n - 1)) == 0;
}

/* The bridge to @bus; NULL when there is none. */
static const GvmiDevice *
find_bridge (const GvmiPhb *phb, guint8 bus)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, phb->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const GvmiDevice *) value)->is.secondary_bus == bus)
      return value;
  return NULL;
}

static gboolean
check_device (const GvmiPhb *phb, const GvmSpaprDevice *device, GError **error)
{
  guint32 config_addr = GVM_SPAPR_CONFIG_ADDR (device->bus, device->devfn);
  guint64 buid = phb->state.buid;

  if (gvmi_phb_find_device (phb, config_addr) != NULL)
    return gvmi_device_refuse (error, GVM_ERROR_DUPLICATE_KEY, buid, config_addr,
                               "the place is taken");
  if (device->bus != 0 && find_bridge (phb, device->bus) == NULL)
    return gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr,
                               "no bridge to this bus");
  if (device->secondary_bus != 0 &&
      (device->secondary_bus < device->bus || find_bridge (phb, device->secondary_bus) != NULL))
    return gvmi_device_refuse (error, GVM_ERROR_DUPLICATE_KEY, buid, config_addr,
                               "a secondary bus that is taken, or not below its bridge");
  if (device->msi_vectors != 0 && !is_msi_count (device->msi_vectors))
    return gvmi_device_refuse (error, GVM_ERROR_RANGE, buid, config_addr,
                               "MSI vectors that are no power of two up to 32");
  if (device->msix_size > GVM_SPAPR_MAX_MSIX_SIZE)
    return gvmi_device_refuse (error, GVM_ERROR_RANGE, buid, config_addr,
                               "more than 2048 vectors of MSI-X");
  return TRUE;
}

gboolean
gvm_spapr_machine_plug (GvmSpaprMachine *machine, guint64 buid, const GvmSpaprDevice *device,
                        GError **error)
{
  g_return_val_if_fail (machine != NULL && device != NULL, FALSE);

  guint32 config_addr = GVM_SPAPR_CONFIG_ADDR (device->bus, device->devfn);
  GvmiPhb *phb = gvmi_phb_find (machine, buid);
  if (phb == NULL)
    return gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such PHB");
  if (!check_device (phb, device, error))
    return FALSE;

  GvmiDevice *plugged = g_new0 (GvmiDevice, 1);
  plugged->is = *device;
  if (device->msix_size != 0)
    plugged->msix = g_new0 (GvmSpaprMessage, device->msix_size);
  g_hash_table_insert (phb->devices, gvmi_device_key (config_addr), plugged);
  GVMI_TRACE (machine, "phb", "config_addr 0x%x plugged: MSI %u, MSI-X %u", config_addr,
              device->msi_vectors, device->msix_size);
  return TRUE;
}

/* A function may own several entries: they are keyed by all bits of config_addr. */
static void
release_all (GvmSpaprMachine *machine, GvmiPhb *phb, const GvmiDevice *device)
{
  g_autoptr (GList) keys = g_hash_table_get_keys (phb->state.msi);

  for (GList *link = keys; link != NULL; link = link->next) {
    guint32 config_addr = *(const guint32 *) link->data;

    if (gvmi_phb_find_device (phb, config_addr) == device)
      gvmi_phb_release (machine, phb, config_addr);
  }
}

static GvmiDevice *
find_on_bus (const GvmiPhb *phb, guint8 bus)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, phb->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const GvmiDevice *) value)->is.bus == bus)
      return value;
  return NULL;
}

/* Bus numbers grow from bridge to bridge, so this goes no deeper than there are buses. */
static void
unplug (GvmSpaprMachine *machine, GvmiPhb *phb, GvmiDevice *device)
{
  guint8 bus = device->is.secondary_bus;
  GvmiDevice *behind;

  while (bus != 0 && (behind = find_on_bus (phb, bus)) != NULL)
    unplug (machine, phb, behind);
  GVMI_TRACE (machine, "phb", "config_addr 0x%x unplugged", gvmi_device_get_config_addr (device));
  release_all (machine, phb, device);
  g_hash_table_remove (phb->devices, gvmi_device_key (gvmi_device_get_config_addr (device)));
}

gboolean
gvm_spapr_machine_unplug (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                          GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb;
  GvmiDevice *device = gvmi_device_find (machine, buid, config_addr, &phb, error);
  if (device == NULL)
    return FALSE;
  unplug (machine, phb, device);
  return TRUE;
}

gboolean
gvm_spapr_machine_enable_msi (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                              guint n_vectors, GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb;
  GvmiDevice *device = gvmi_device_find (machine, buid, config_addr, &phb, error);
  if (device == NULL)
    return FALSE;
  if (device->is.msi_vectors == 0)
    return gvmi_device_refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no MSI capability");
  if (!is_msi_count (n_vectors))
    return gvmi_device_refuse (error, GVM_ERROR_RANGE, buid, config_addr,
                               "MSI vectors that are no power of two up to 32");
  device->is.msi_vectors = (guint8) n_vectors;
  return TRUE;
}
