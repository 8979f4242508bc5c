/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * array: an array in a tree.
 */
#pragma once

#include "tree.h"

/* Continues the line that has its name; its elements' lines are at @level. */
void array_print (const Tree *tree, guint level, const GvmValue *array);
