/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a load or save may cost, and the budget that is counted down meanwhile.
 */
#pragma once

#include <gvmstate/stream.h>

struct GvmLimits {
  guint64 max_entries, max_bytes, max_stream;
  guint max_depth;
};

/* Returns: (not nullable): @limits, or the defaults for NULL. */
const GvmLimits *gvmi_limits_or_default (const GvmLimits *limits);
