/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A line on stderr that says how far it is, for streams that take a while.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* A GvmProgressFunc: shows the line, once a call has taken long enough for somebody to wonder. */
void progress_show (GvmProgress phase, guint64 done, gint64 total, gpointer user_data);

/* Takes the line away, if there is one. */
void progress_wipe (void);
