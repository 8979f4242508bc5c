/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * array: an array in a tree.
 */
#pragma once

#include "tree.h"

/* (transfer full): "4096 of ics/irq". */
char *array_summary (const GvmValue *array);
/* Continues the line that has its name; its elements' lines are at @level. */
void array_print (const Tree *tree, guint level, const GvmValue *array);
/* All of it on lines of its own, for an array that has the summary in its heading. */
void array_print_alone (const Tree *tree, guint level, const GvmValue *array);
