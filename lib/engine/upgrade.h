/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Versions below a descriptor's minimum, which an older descriptor knows.
 */
#pragma once

#include "desc/shape.h"
#include "stream/reader.h"

/* Loads a struct of a version below @desc's minimum into *@self, by its upgrade. Errors: GVM_ERROR_TOO_OLD when no
 * step leads from @version; GVM_ERROR_REFUSED when a step refuses. */
gboolean gvmi_upgrade_load (const GvmDesc *desc, guint32 version, GvmReader *reader, gpointer self);
