/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * syntax: is a path that led nowhere a path at all?
 */
#pragma once

#include <glib.h>

/**
 * syntax_check:
 * @path: (not nullable): `SECTION[INSTANCE]/field/field[i]/field{key}`
 * @error: (out): G_OPTION_ERROR, whose message shows the path with a caret under the bad column
 */
gboolean syntax_check (const char *path, GError **error);
