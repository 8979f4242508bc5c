/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * `spapr_pci` version 1, of before the MSIs had a table that grows.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* To version 2 of a GvmSpaprPhb, by whichever of its descriptors. */
extern const GvmUpgrade gvmi_spapr_phb_from_v1;
