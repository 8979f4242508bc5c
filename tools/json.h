/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * json: a stream's content as JSON, format 1. gvmstate-show(1) is its specification.
 */
#pragma once

#include "cli.h"

void json_string (FILE *out, const char *text);
/* A value, over as many lines as it needs; the lines after the first start with @indent spaces. */
void json_value (FILE *out, const GvmValue *value, guint indent);
