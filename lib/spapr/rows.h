/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows of `spapr_pci` that the schema's table and the machine's share.
 */
#pragma once

#include <gvmstate/spapr_schema.h>

GVM_DEFINE_WHEN (gvmi_is_pre_2_8, GvmSpaprPhb, self, version_id)
{
  return self->pre_2_8_migration;
}

#define GVMI_PRE_2_8(m, codec)                                                                     \
  GVM_FIELD (GvmSpaprPhb, m, codec, .when = GVM_WHEN (GvmSpaprPhb, gvmi_is_pre_2_8))

/* Between buid and the pins. */
#define GVMI_PHB_WINDOW_ROWS                                                                       \
  GVM_NOT_SAVED (GvmSpaprPhb, pre_2_8_migration, "the machine's type says it on both sides"),      \
      GVMI_PRE_2_8 (mig_liobn, gvm_u32), GVMI_PRE_2_8 (mig_mem_win_addr, gvm_u64),                 \
      GVMI_PRE_2_8 (mig_mem_win_size, gvm_u64), GVMI_PRE_2_8 (mig_io_win_addr, gvm_u64),           \
      GVMI_PRE_2_8 (mig_io_win_size, gvm_u64)

/* What QEMU copies the table to when it saves. Source: hw/ppc/spapr_pci.c. */
static const GvmQemuTwin gvmi_msi_twin = {
  .count = "msi_devs_num",
  .count_type = "int32",
  .elements = "msi_devs",
  .vmsd = "spapr_pci/msi",
  .key = "key",
  .value_prefix = "value.",
};
