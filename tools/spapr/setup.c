/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A script's setup: the machine that its operations are done to.
 */
#include <string.h>

#include "setup.h"
#include "field.h"

/* What QEMU 7.2's devices grant: vectors enabled in MSI, size of MSI-X. Measured by asking each for too many. The
 * two xhci have MSI enabled as a guest would have before the first operation. */
static const struct {
  const char *kind;
  guint8 msi_vectors;
  guint16 msix_size;
} kinds[] = {
  { "e1000", 0, 0 },         { "e1000e", 1, 5 },         { "edu", 1, 0 },
  { "ich9-ahci", 1, 0 },     { "intel-hda", 1, 0 },      { "megasas", 1, 15 },
  { "nec-usb-xhci", 8, 16 }, { "pci-bridge", 1, 0 },     { "pvscsi", 1, 0 },
  { "rtl8139", 0, 0 },       { "virtio-balloon", 0, 0 }, { "virtio-blk", 0, 2 },
  { "virtio-net0", 0, 0 },   { "virtio-net4", 0, 4 },    { "virtio-net9", 0, 9 },
  { "virtio-net65", 0, 65 }, { "virtio-rng", 0, 2 },     { "virtio-scsi", 0, 4 },
  { "virtio-serial", 0, 2 }, { "vmxnet3", 1, 25 },       { "xhci-msi", 16, 0 },
  { "xhci-msix", 0, 16 },
};

static gboolean
set_kind (GvmSpaprDevice *device, const char *kind, const char *path, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, kind) == 0) {
      device->msi_vectors = kinds[i].msi_vectors;
      device->msix_size = kinds[i].msix_size;
      return TRUE;
    }
  return field_fail (error, path, kind, "a kind of device that is not known");
}

/* [slot, kind] or [slot, kind, phb]; of what is behind a bridge, after its slot. */
static gboolean
add_device (Script *script, JsonArray *array, guint first, guint8 bus, const char *path,
            GError **error)
{
  ScriptDevice add = { .device.bus = bus };
  guint64 slot = 0, phb = 0;
  JsonNode *kind =
      json_array_get_length (array) > first + 1 ? json_array_get_element (array, first + 1) : NULL;

  if (!field_nth_uint (array, path, first, 31, &slot, error))
    return FALSE;
  if (kind == NULL || json_node_get_value_type (kind) != G_TYPE_STRING)
    return field_fail (error, path, "kind", "no text, one is due");
  if (json_array_get_length (array) > first + 2 &&
      !field_nth_uint (array, path, first + 2, script->n_phbs - 1, &phb, error))
    return FALSE;
  add.phb = (guint) phb;
  add.device.devfn = (guint8) (slot << 3);
  if (!set_kind (&add.device, json_node_get_string (kind), path, error))
    return FALSE;
  g_array_append_val (script->devices, add);
  return TRUE;
}

static gboolean
add_behind (Script *script, JsonObject *setup, GError **error)
{
  enum { BUS_BEHIND = 1 };
  guint64 bridge = 0;

  if (!json_object_has_member (setup, "behind") || json_object_get_null_member (setup, "behind"))
    return TRUE;
  JsonArray *behind = field_get_array (setup, "setup", "behind", error);
  if (behind == NULL || !field_nth_uint (behind, "setup/behind", 0, 31, &bridge, error))
    return FALSE;
  for (guint i = 0; i < script->devices->len; i++) {
    ScriptDevice *device = &g_array_index (script->devices, ScriptDevice, i);

    if (device->phb == 0 && device->device.bus == 0 && device->device.devfn == bridge << 3)
      device->device.secondary_bus = BUS_BEHIND;
  }
  return add_device (script, behind, 1, BUS_BEHIND, "setup/behind", error);
}

static void
set_measured (Script *script, guint phb, GvmSpaprDevice measured)
{
  for (guint i = 0; i < script->devices->len; i++) {
    ScriptDevice *device = &g_array_index (script->devices, ScriptDevice, i);

    if (device->phb == phb && device->device.bus == measured.bus &&
        device->device.devfn == measured.devfn) {
      device->device.msi_vectors = measured.msi_vectors;
      device->device.msix_size = measured.msix_size;
    }
  }
}

/* A vector has measured what each device grants, which is worth more than the table. */
static gboolean
take_measured (Script *script, JsonObject *setup, GError **error)
{
  static const char path[] = "setup/devices";
  JsonNode *node = json_object_get_member (setup, "devices");
  JsonArray *measured =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; measured != NULL && i < json_array_get_length (measured); i++) {
    JsonObject *object = field_nth_object (measured, path, i, error);
    guint64 phb = 0, slot = 0, bus = 0, msi = 0, msix = 0;

    if (object == NULL ||
        !field_get_uint_if (object, path, "phb", script->n_phbs - 1, &phb, error) ||
        !field_get_uint (object, path, "slot", 31, &slot, error) ||
        !field_get_uint (object, path, "bus", 1, &bus, error) ||
        !field_get_uint (object, path, "msi", GVM_SPAPR_MAX_MSI_VECTORS, &msi, error) ||
        !field_get_uint (object, path, "msix", GVM_SPAPR_MAX_MSIX_SIZE, &msix, error))
      return FALSE;
    set_measured (script, (guint) phb,
                  (GvmSpaprDevice) { .bus = (guint8) bus,
                                     .devfn = (guint8) (slot << 3),
                                     .msi_vectors = (guint8) msi,
                                     .msix_size = (guint16) msix });
  }
  return TRUE;
}

/* VIO devices that were claimed when a recording began; a script has the one of a bare machine, its NVRAM. */
static guint
count_vio (JsonObject *json)
{
  guint n = 0;
  JsonNode *initial = json_object_get_member (json, "initial");
  JsonObject *pic = initial != NULL && JSON_NODE_HOLDS_OBJECT (initial)
                        ? json_object_get_object_member (json_node_get_object (initial), "pic")
                        : NULL;
  JsonObject *ics = pic != NULL && json_object_has_member (pic, "ics")
                        ? json_object_get_object_member (pic, "ics")
                        : NULL;

  if (ics == NULL)
    return 1;
  for (guint32 irq = GVM_SPAPR_IRQ_VIO; irq < GVM_SPAPR_IRQ_PCI_LSI; irq++) {
    char name[16];

    g_snprintf (name, sizeof name, "0x%x", irq);
    n += json_object_has_member (ics, name) != FALSE;
  }
  return n;
}

gboolean
setup_read (Script *script, GError **error)
{
  enum { MAX_CPUS = 1024 };
  JsonObject *setup = field_get_object (script->json, "", "setup", error);
  guint64 smp = 1, phbs = 1;
  JsonArray *devs;

  if (setup == NULL || !field_get_uint_if (setup, "setup", "smp", MAX_CPUS, &smp, error) ||
      !field_get_uint_if (setup, "setup", "phbs", GVM_SPAPR_MAX_PHB, &phbs, error))
    return FALSE;
  if (smp == 0 || phbs == 0)
    return field_fail (error, "setup", smp == 0 ? "smp" : "phbs", "0, at least 1");
  script->n_cpus = (guint) smp;
  script->n_phbs = (guint) phbs;
  script->n_vio = count_vio (script->json);
  if ((devs = field_get_array (setup, "setup", "devs", error)) == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (devs); i++) {
    JsonNode *node = json_array_get_element (devs, i);
    g_autofree char *path = g_strdup_printf ("setup/devs[%u]", i);

    if (!JSON_NODE_HOLDS_ARRAY (node))
      return field_fail (error, path, "slot", "no array, one is due");
    if (!add_device (script, json_node_get_array (node), 0, 0, path, error))
      return FALSE;
  }
  return add_behind (script, setup, error) && take_measured (script, setup, error);
}

/* ---- machines --------------------------------------------------------------------------------- */

static gint
by_bus (gconstpointer a, gconstpointer b)
{
  return ((const ScriptDevice *) a)->device.bus - ((const ScriptDevice *) b)->device.bus;
}

GvmSpaprMachine *
script_make_machine (const Script *script, GvmSpaprOptions options, GError **error)
{
  g_autoptr (GvmSpaprMachine) machine =
      gvm_spapr_machine_new (script->n_cpus, script->n_vio, options);

  g_array_sort (script->devices, by_bus);
  for (guint i = 0; i < script->n_phbs; i++)
    if (!gvm_spapr_machine_add_phb (machine, i, error))
      return NULL;
  for (guint i = 0; i < script->devices->len; i++) {
    const ScriptDevice *device = &g_array_index (script->devices, ScriptDevice, i);

    if (!gvm_spapr_machine_plug (machine, GVM_SPAPR_PCI_BUID + device->phb, &device->device, error))
      return NULL;
  }
  return g_steal_pointer (&machine);
}

void
script_enable_msi (const Script *script, GvmSpaprMachine *machine)
{
  for (guint i = 0; i < script->devices->len; i++) {
    const ScriptDevice *device = &g_array_index (script->devices, ScriptDevice, i);
    const GvmSpaprDevice *is = &device->device;

    if (is->msi_vectors > 1)
      gvm_spapr_machine_enable_msi (machine, GVM_SPAPR_PCI_BUID + device->phb,
                                    GVM_SPAPR_CONFIG_ADDR (is->bus, is->devfn), is->msi_vectors,
                                    NULL);
  }
}
