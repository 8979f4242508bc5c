/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A spool that can be written to as GIO's streams are.
 */
#pragma once

#include "section/spool.h"

/* @limits is looked at now. Larger content goes to a file in @directory (nullable). */
GOutputStream *gvmi_spool_output_new (const GvmLimits *limits, const char *directory);

/* Returns: (transfer full) (nullable): all that was written. Nothing more can be. */
GBytes *gvmi_spool_output_finish (GOutputStream *output, GError **error);
