/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * report: what a machine holds, and what came of an operation, as JSON in the form of a vector.
 */
#pragma once

#include <stdio.h>

#include "host.h"

/* What can be seen of all controllers from outside; what a delta is taken of. */
typedef struct Picture Picture;

Picture *picture_new (const GvmSpaprMachine *machine);
void picture_free (Picture *picture);
/* (transfer full): {"icp": {cpu: [xirr, pending priority, mfrr, has owner]}, "ics": {irq: [type, priority,
 * status]}}, but what is as in @old (nullable). What is claimed no more is null. */
JsonObject *picture_describe (const Picture *picture, const Picture *old);

/* (transfer full): {"sections": […], "decoded": {"irq_map": […]}, "pic": {…}}. */
JsonObject *report_state (GvmSpaprMachine *machine, GError **error);
/* (transfer full): a result, all but its delta and state. */
JsonObject *report_result (const ScriptOp *op, const HostResult *result);

/* A node on one line. Integers are unsigned, as they are in the registers. */
void report_append (GString *out, JsonNode *node);
