/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What writing values as JSON and reading them share.
 */
#pragma once

#include "value/value.h"

/* Stands for an indent where there are no lines. */
#define GVMI_JSON_ONE_LINE G_MAXUINT

/* (transfer full): the keys of a struct's members, in their order: their names, made unique. */
GPtrArray *gvmi_json_keys (const GvmValue *value);
