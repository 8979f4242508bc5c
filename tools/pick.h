/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * pick: what the PATH arguments of a command line mean.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* A section, or a value inside one: @section is NULL then. */
typedef struct {
  const GvmSection *section;
  GvmValue *value; /* owned */
  char *path;      /* owned; as it was asked for */
} Pick;

/**
 * pick_sections:
 *
 * Returns: (transfer full): every section of @stream, in its order, as Pick.
 */
GPtrArray *pick_sections (const GvmStream *stream);

/**
 * pick_paths:
 * @stream: (not nullable)
 * @paths: (not nullable)
 * @error: (out)
 *
 * A path that is a section's name alone means all sections of that name, so `icp/server` shows every
 * CPU's; any other means one value.
 *
 * Errors:  GVM_ERROR_MISSING, with a suggestion when something is near; G_OPTION_ERROR, with a caret
 *          under the column, when the path is no path.
 * Returns: (transfer full) (nullable): Picks, in the order of @paths.
 */
GPtrArray *pick_paths (const GvmStream *stream, char *const *paths, GError **error);
