/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A JSON text is looked over before a parser sees it.
 */
#pragma once

#include "stream/reader.h"

/* Octets of a description; far above any that QEMU writes for state that it can also load. */
#define GVMI_JSON_MAX_SIZE ((gsize) 64 << 20)

/**
 * gvmi_json_scan:
 * @reader: (not nullable): whose window is the text
 *
 * Refuses what a parser would choke on or take in silence, and steps over the rest. What the parsed text
 * will cost in memory is taken from the reader's budget.
 *
 * Errors: GVM_ERROR_LIMIT, GVM_ERROR_DEPTH, GVM_ERROR_SCHEMA; at the octet that is at fault.
 * Cost:   O(octets); memory for the keys of the objects that are open.
 */
gboolean gvmi_json_scan (GvmReader *reader);
