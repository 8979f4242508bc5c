/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams made of a machine's parts, with another one in the place of some.
 */
#pragma once

#include "spapr/guest.h"

/* What @machine saves, but that the part with @other's name is @other. */
static inline GBytes *
save_with_part (GvmSpaprMachine *machine, const char *machine_type, const GvmSpaprPart *other)
{
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GError) error = NULL;

  gvm_registry_set_machine (registry, machine_type);
  for (guint i = 0; i < gvm_spapr_machine_get_n_parts (machine); i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);

    if (strcmp (part.idstr, other->idstr) == 0 && part.instance_id == other->instance_id)
      part = *other;
    ck_assert (gvm_registry_add (registry, part.idstr, part.instance_id, part.desc, part.self, NULL,
                                 NULL));
  }
  GBytes *bytes = gvm_registry_save_to_bytes (registry, &error);
  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "");
  return bytes;
}

static inline GBytes *
save_part (const GvmSpaprPart *part)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);

  ck_assert (gvm_encode (writer, part->desc, part->desc->version_id, part->self, NULL));
  return gvm_writer_steal (writer);
}

static inline GBytes *
save_machine (GvmSpaprMachine *machine)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = gvm_spapr_machine_save (machine, &error);

  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "");
  return bytes;
}

static inline void
load_machine (GvmSpaprMachine *machine, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  ck_assert_msg (gvm_spapr_machine_load (machine, bytes, &error), "%s",
                 error != NULL ? error->message : "");
}

/* And the machine saves what it did before. */
static inline void
expect_machine_refuses (GvmSpaprMachine *machine, GBytes *bytes, GvmError code, const char *path)
{
  g_autoptr (GBytes) before = save_machine (machine);
  g_autoptr (GError) error = NULL;

  ck_assert (!gvm_spapr_machine_load (machine, bytes, &error));
  ck_assert_msg (g_error_matches (error, GVM_ERROR, code), "%s", error->message);
  ck_assert_msg (path == NULL || strstr (error->message, path) != NULL, "%s", error->message);
  g_autoptr (GBytes) after = save_machine (machine);
  ck_assert (g_bytes_equal (before, after));
}
