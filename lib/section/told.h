/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a description says that the subsections of a section are.
 */
#pragma once

#include "engine/load.h"
#include "schema/vmdesc.h"

/* Returns: (transfer full) (nullable) (element-type GvmiTold): the subsections of @state, whose first octet
 * is at @offset, in their order; NULL when there are none, or more than @max, or NULLs in arrays make the
 * sizes doubtful. The names are @state's. */
GArray *gvmi_told_new (const GvmiVmdescStruct *state, guint64 offset, guint max);
