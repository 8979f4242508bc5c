/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What state.c and state_container.c share.
 */
#pragma once

#include "property/model.h"

/* What a state is worked out of; @shuffle: of the order in which tables are filled. */
typedef struct {
  Dice dice;
  guint64 shuffle;
} Filling;

static inline Filling
filling_fork (const Filling *filling, guint64 salt)
{
  return (Filling) { .dice = dice_fork (&filling->dice, salt), .shuffle = filling->shuffle };
}

void fill_value (const Type *type, Filling filling, gpointer value, gboolean is_key);
void fill_values (const Type *type, Filling filling, gpointer values, guint n);
void fill_elements (const Row *row, Filling filling, gpointer values, guint n);
void fill_container (const Row *row, Filling filling, gpointer *member);
