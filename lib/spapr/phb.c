/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * PCI host bridges and what is plugged into them.
 */
#include "machine.h"

#include <string.h>

/* ---- functions -------------------------------------------------------------------------------- */

static gpointer
device_key (guint32 config_addr)
{
  return GUINT_TO_POINTER (config_addr >> 8 & 0xffff);
}

static guint32
device_get_config_addr (const GvmiDevice *device)
{
  return GVM_SPAPR_CONFIG_ADDR (device->is.bus, device->is.devfn);
}

static void
device_free (gpointer data)
{
  GvmiDevice *device = data;

  g_free (device->msix);
  g_free (device);
}

GvmiDevice *
gvmi_phb_find_device (const GvmiPhb *phb, guint32 config_addr)
{
  return g_hash_table_lookup (phb->devices, device_key (config_addr));
}

GvmSpaprMessage *
gvmi_device_get_message (GvmiDevice *device, GvmSpaprMsiType type, guint vector)
{
  if (type == GVM_SPAPR_MSIX)
    return vector < device->is.msix_size ? &device->msix[vector] : NULL;
  return type == GVM_SPAPR_MSI && vector < device->is.msi_vectors ? &device->msi : NULL;
}

static void
device_reset (GvmiDevice *device)
{
  device->is.msi_vectors = device->is.msi_vectors != 0;
  device->msi = (GvmSpaprMessage) { 0 };
  if (device->msix != NULL)
    memset (device->msix, 0, device->is.msix_size * sizeof *device->msix);
}

/* ---- PHBs ------------------------------------------------------------------------------------- */

GvmiPhb *
gvmi_phb_new (guint index, GvmSpaprOptions options)
{
  GvmiPhb *phb = g_new0 (GvmiPhb, 1);

  gvm_spapr_phb_init (&phb->state, index);
  phb->state.pre_2_8_migration = (options & GVM_SPAPR_PRE_2_8) != 0;
  phb->index = index;
  phb->devices = g_hash_table_new_full (NULL, NULL, NULL, device_free);
  phb->types = g_hash_table_new (NULL, NULL);
  return phb;
}

void
gvmi_phb_free (gpointer data)
{
  GvmiPhb *phb = data;

  gvm_spapr_phb_clear (&phb->state);
  g_hash_table_unref (phb->devices);
  g_hash_table_unref (phb->types);
  g_free (phb);
}

/* BUIDs need no table: there are at most 64, and most machines have one. */
GvmiPhb *
gvmi_phb_find (const GvmSpaprMachine *machine, guint64 buid)
{
  for (guint i = 0; i < machine->phbs->len; i++) {
    GvmiPhb *phb = g_ptr_array_index (machine->phbs, i);

    if (phb->state.buid == buid)
      return phb;
  }
  return NULL;
}

void
gvmi_phb_release (GvmSpaprMachine *machine, GvmiPhb *phb, guint32 config_addr)
{
  const GvmSpaprMsi *msi = g_hash_table_lookup (phb->state.msi, &config_addr);

  GVMI_TRACE (machine, "phb", "config_addr 0x%x gives back %u interrupts from 0x%x on", config_addr,
              msi->num, msi->first_irq);
  gvmi_ics_free (machine, msi->first_irq, msi->num);
  gvmi_map_set (machine->root.irq_map, msi->first_irq, msi->num, FALSE);
  g_hash_table_remove (phb->state.msi, &config_addr);
  g_hash_table_remove (phb->types, GUINT_TO_POINTER (config_addr));
}

void
gvmi_phb_reset (GvmSpaprMachine *machine, GvmiPhb *phb)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, phb->state.msi);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const GvmSpaprMsi *msi = value;

    gvmi_ics_free (machine, msi->first_irq, msi->num);
    gvmi_map_set (machine->root.irq_map, msi->first_irq, msi->num, FALSE);
  }
  g_hash_table_remove_all (phb->state.msi);
  g_hash_table_remove_all (phb->types);

  memset (phb->level, 0, sizeof phb->level);
  g_hash_table_iter_init (&iter, phb->devices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    device_reset (value);
}

gboolean
gvm_spapr_machine_add_phb (GvmSpaprMachine *machine, guint index, GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  g_autofree char *text = NULL;
  if (index >= GVM_SPAPR_MAX_PHB) {
    text = g_strdup_printf ("PHB %u, below %u", index, (guint) GVM_SPAPR_MAX_PHB);
    return gvm_error_set (error, GVM_ERROR_RANGE, "spapr_pci", NULL, text);
  }
  if (gvmi_phb_find (machine, GVM_SPAPR_PCI_BUID + index) != NULL) {
    text = g_strdup_printf ("PHB %u is there already", index);
    return gvm_error_set (error, GVM_ERROR_DUPLICATE_KEY, "spapr_pci", NULL, text);
  }
  g_ptr_array_add (machine->phbs, gvmi_phb_new (index, machine->options));
  gvmi_ics_boot (machine);
  return TRUE;
}

/* ---- plugging ----------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, GvmError code, guint64 buid, guint32 config_addr, const char *text)
{
  g_autofree char *path =
      g_strdup_printf ("phb{0x%" G_GINT64_MODIFIER "x}/device{0x%x}", buid, config_addr);

  return gvm_error_set (error, code, path, NULL, text);
}

/* Finds a function, and its PHB; sets @error when there is none. */
static GvmiDevice *
find_function (const GvmSpaprMachine *machine, guint64 buid, guint32 config_addr, GvmiPhb **ret_phb,
               GError **error)
{
  GvmiPhb *phb = gvmi_phb_find (machine, buid);
  GvmiDevice *device = phb != NULL ? gvmi_phb_find_device (phb, config_addr) : NULL;

  if (phb == NULL)
    refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such PHB");
  else if (device == NULL)
    refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such function");
  *ret_phb = phb;
  return device;
}

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
    return refuse (error, GVM_ERROR_DUPLICATE_KEY, buid, config_addr, "the place is taken");
  if (device->bus != 0 && find_bridge (phb, device->bus) == NULL)
    return refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no bridge to this bus");
  if (device->secondary_bus != 0 &&
      (device->secondary_bus <= device->bus || find_bridge (phb, device->secondary_bus) != NULL))
    return refuse (error, GVM_ERROR_DUPLICATE_KEY, buid, config_addr,
                   "a secondary bus that is taken, or not below its bridge");
  if (device->msi_vectors != 0 && !is_msi_count (device->msi_vectors))
    return refuse (error, GVM_ERROR_RANGE, buid, config_addr,
                   "MSI vectors that are no power of two up to 32");
  if (device->msix_size > GVM_SPAPR_MAX_MSIX_SIZE)
    return refuse (error, GVM_ERROR_RANGE, buid, config_addr, "more than 2048 vectors of MSI-X");
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
    return refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such PHB");
  if (!check_device (phb, device, error))
    return FALSE;

  GvmiDevice *plugged = g_new0 (GvmiDevice, 1);
  plugged->is = *device;
  if (device->msix_size != 0)
    plugged->msix = g_new0 (GvmSpaprMessage, device->msix_size);
  g_hash_table_insert (phb->devices, device_key (config_addr), plugged);
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
  GVMI_TRACE (machine, "phb", "config_addr 0x%x unplugged", device_get_config_addr (device));
  release_all (machine, phb, device);
  g_hash_table_remove (phb->devices, device_key (device_get_config_addr (device)));
}

gboolean
gvm_spapr_machine_unplug (GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
                          GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb;
  GvmiDevice *device = find_function (machine, buid, config_addr, &phb, error);
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
  GvmiDevice *device = find_function (machine, buid, config_addr, &phb, error);
  if (device == NULL)
    return FALSE;
  if (device->is.msi_vectors == 0)
    return refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no MSI capability");
  if (!is_msi_count (n_vectors))
    return refuse (error, GVM_ERROR_RANGE, buid, config_addr,
                   "MSI vectors that are no power of two up to 32");
  device->is.msi_vectors = (guint8) n_vectors;
  return TRUE;
}

/* ---- messages and pins ------------------------------------------------------------------------ */

static GvmSpaprMessage *
find_message (const GvmSpaprMachine *machine, guint64 buid, guint32 config_addr,
              GvmSpaprMsiType type, guint vector, GvmiDevice **ret_device, GError **error)
{
  GvmiPhb *phb;
  GvmiDevice *device = find_function (machine, buid, config_addr, &phb, error);

  if (device == NULL)
    return NULL;
  GvmSpaprMessage *message = gvmi_device_get_message (device, type, vector);
  if (message == NULL)
    refuse (error, GVM_ERROR_MISSING, buid, config_addr, "no such vector");
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

gboolean
gvm_spapr_machine_set_lsi (GvmSpaprMachine *machine, guint64 buid, guint pin, gboolean level,
                           GError **error)
{
  g_return_val_if_fail (machine != NULL, FALSE);

  GvmiPhb *phb = gvmi_phb_find (machine, buid);
  if (phb == NULL)
    return refuse (error, GVM_ERROR_MISSING, buid, 0, "no such PHB");
  if (pin >= GVM_SPAPR_N_LSI)
    return refuse (error, GVM_ERROR_RANGE, buid, 0, "a pin that is none of the four");
  if (phb->level[pin] != !!level) {
    phb->level[pin] = !!level;
    gvmi_ics_set_level (machine, phb->state.lsi_table[pin].irq, level);
  }
  return TRUE;
}
