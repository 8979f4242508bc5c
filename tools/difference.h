/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * difference: two values, and where they are not the same.
 */
#pragma once

#include <gvmstate/gvmstate.h>

/* Lines that are read; the rest is counted. */
enum { DIFFERENCE_ENOUGH = 40 };

/* Prints a line for each difference, @most at most, and how many more there are. */
void difference_print (const GvmValue *a, const GvmValue *b, gsize most);
