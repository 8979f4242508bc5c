/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * sizes: what a machine takes as it is saved, in QEMU's form and in the compact one.
 */
#pragma once

#include "script.h"

/* (transfer full) (nullable): a table of each section, of all of them, and of the whole stream, after the script's
 * last operation. @options are those of the machine, in either form. */
char *sizes_describe (const Script *script, GvmSpaprOptions options, GError **error);
