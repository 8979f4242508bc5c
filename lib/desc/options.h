/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a row may say. An option that nobody looks at would be a promise that nobody keeps.
 */
#pragma once

#include "desc/shape.h"

/* Returns: (nullable): the rule that the row breaks: an option that such rows do not have. */
const char *gvmi_field_check_options (const GvmField *field);
