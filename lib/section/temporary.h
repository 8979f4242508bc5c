/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Temporary files beside the file that they are to become.
 */
#pragma once

#include <glib.h>

/* Makes `.NAME.gvmstate-XXXXXX` beside @target, which nobody else can have, and locks it. @mode is what the
 * umask is taken from. Returns: the descriptor, or -1 with errno set. */
int gvmi_temporary_new (const char *target, int mode, char **ret_name);

/* Removes those of @target that processes have left which no longer live. */
void gvmi_temporary_clean (const char *target);
