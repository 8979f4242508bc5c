/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a machine: what they are called, and that a registry takes each once.
 */
#include "spapr/parts.h"

static void
expect_parts (GvmSpaprOptions options, const char *ics, const char *phb, const char *root,
              const guint32 *versions)
{
  g_autoptr (GvmSpaprMachine) machine = guest_machine_new (2, options);
  const char *names[] = { ics, "icp/server", "icp/server", phb, phb, root };
  const guint32 instances[] = { 0, 0, 1, 0, 1, 0 };

  ck_assert (gvm_spapr_machine_add_phb (machine, 5, NULL));
  ck_assert_uint_eq (gvm_spapr_machine_get_n_parts (machine), G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GvmSpaprPart part = gvm_spapr_machine_get_part (machine, i);

    ck_assert_str_eq (part.idstr, names[i]);
    ck_assert_uint_eq (part.instance_id, instances[i]);
    ck_assert_uint_eq (part.desc->version_id, versions[i]);
  }
}

START_TEST (parts_have_their_names_instances_and_versions)
{
  static const guint32 qemu[] = { 1, 1, 1, 2, 2, 3 }, compact[] = { 1, 1, 1, 1, 1, 1 };

  expect_parts (GVM_SPAPR_DEFAULT, "ics", "spapr_pci", "spapr", qemu);
  expect_parts (GVM_SPAPR_AS_QEMU, "ics", "spapr_pci", "spapr", qemu);
  expect_parts (GVM_SPAPR_COMPACT, "ics-compact", "spapr_pci-compact", "spapr-compact", compact);
}
END_TEST

/* The machine's tables are not the schema's; both write what QEMU 7.2 does. */
START_TEST (the_schema_has_qemu_s_versions_too)
{
  static const struct {
    const GvmDesc *desc;
    guint32 version;
  } schema[] = {
    { &gvm_spapr_phb_desc, 2 },         { &gvm_spapr_msi_desc, 1 },
    { &gvm_spapr_lsi_desc, 1 },         { &gvm_spapr_ics_desc, 1 },
    { &gvm_spapr_irq_desc, 2 },         { &gvm_spapr_icp_desc, 1 },
    { &gvm_spapr_phb_compact_desc, 1 }, { &gvm_spapr_ics_compact_desc, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    ck_assert_msg (schema[i].desc->version_id == schema[i].version, "%s has version %u",
                   schema[i].desc->codec.name, schema[i].desc->version_id);
}
END_TEST

START_TEST (a_registry_that_has_such_a_part_already_is_an_error)
{
  WITH_MACHINE (1, GVM_SPAPR_DEFAULT);
  g_autoptr (GvmRegistry) registry = gvm_registry_new ();
  g_autoptr (GError) error = NULL;

  ck_assert (gvm_spapr_machine_register (machine, registry, NULL));
  ck_assert (!gvm_spapr_machine_register (machine, registry, &error));
  ck_assert (g_error_matches (error, GVM_ERROR, GVM_ERROR_DUPLICATE_SECTION));
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("spapr.parts", parts_have_their_names_instances_and_versions,
                    the_schema_has_qemu_s_versions_too,
                    a_registry_that_has_such_a_part_already_is_an_error);
}
