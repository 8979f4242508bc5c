/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * judge: holds what a machine did to what was recorded of a real one.
 */
#pragma once

#include "report.h"

/* (transfer full) (nullable): in words, the first place where @found is not as @recorded; NULL when all that the
 * machine tells was recorded so. What only a real QEMU has, its messages and the sections' numbers, is passed
 * over. */
char *judge_result (JsonObject *recorded, JsonObject *found);
/* @recorded is nullable, and may be anything. */
char *judge_state (JsonNode *recorded, JsonObject *found);
