/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sorting by keys that are texts or octets.
 */
#pragma once

#include "container/container.h"

/* Sorts @n entries ascending by key, of a codec that is octets; missing keys come first. Memory: two more such
 * blocks, for a while. */
void gvmi_texts_sort (const GvmField *field, GvmEntry *entries, gsize n);
