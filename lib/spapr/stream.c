/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A machine as a stream, and back: its parts, in a registry.
 */
#include "machine.h"

gboolean
gvm_spapr_machine_register (GvmSpaprMachine *machine, GvmRegistry *registry, GError **error)
{
  g_return_val_if_fail (machine != NULL && registry != NULL, FALSE);

  guint n = gvm_spapr_machine_get_n_parts (machine);

  for (guint i = 0; i < n; i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);

    if (!gvm_registry_add (registry, part.idstr, part.instance_id, part.desc, part.self, NULL,
                           error))
      return FALSE;
  }
  return TRUE;
}

static GvmRegistry *
make_registry (GvmSpaprMachine *machine, GError **error)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  gboolean is_old = (machine->options & GVM_SPAPR_PRE_2_8) != 0;

  gvm_registry_set_machine (registry, is_old ? "pseries-2.7" : "pseries-7.2");
  if (!gvm_spapr_machine_register (machine, registry, error))
    return NULL;
  return g_steal_pointer (&registry);
}

GBytes *
gvm_spapr_machine_save (GvmSpaprMachine *machine, GError **error)
{
  g_return_val_if_fail (machine != NULL, NULL);

  g_autoptr (GvmRegistry) registry = make_registry (machine, error);
  return registry != NULL ? gvm_registry_save_to_bytes (registry, error) : NULL;
}

gboolean
gvm_spapr_machine_load (GvmSpaprMachine *machine, GBytes *bytes, GError **error)
{
  g_return_val_if_fail (machine != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_autoptr (GvmRegistry) registry = make_registry (machine, error);
  return registry != NULL && gvm_registry_load_from_bytes (registry, bytes, NULL, error);
}
