/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `spapr_pci` version 1, of before the MSIs had a table that grows.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* To gvm_spapr_phb_desc, version 2. */
extern const GvmUpgrade gvmi_spapr_phb_from_v1;
