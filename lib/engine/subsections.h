/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The subsections of a struct, on load.
 */
#pragma once

#include "engine/load.h"

/* Loads those that stand here into @self, and the defaults of those that do not. */
gboolean gvmi_subsections_load (const GvmDesc *desc, GvmReader *reader, gpointer self);
