/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What random.c and random_container.c share. What a struct may hold depends on where it stands: that is what its
 * place says.
 */
#pragma once

#include "property/model.h"

/* What must not be in a struct, and in what is in it. */
enum {
  NO_HOOKS = 1,   /* its address changes, or it is there only to be compared */
  NO_MEMORY = 2,  /* nobody would free what it owns */
  NO_TARGET = 4,  /* it is made anew by a load, so nothing can be asked of it */
  ONLY_PLAIN = 8, /* it is a key, or to be compared: plain values in each version */
  ONLY_CELL = 16, /* it is a pointer to a container, and nothing else */
  WITH_KEY = 32   /* its first row is the key of the table that it is in */
};

enum { DEEPEST = 3, MOST_ROWS = 6 };

typedef struct {
  Model *model;
  Dice dice;
  guint n_names;
  guint version; /* that the next struct has to have; 0: any */
} Drawing;

static inline gboolean
one_in (Drawing *drawing, guint n)
{
  return dice_one_in (&drawing->dice, n);
}

static inline guint
below (Drawing *drawing, guint n)
{
  return dice_below (&drawing->dice, n);
}

const Plain *draw_plain (Drawing *drawing, gboolean (*suits) (const Plain *plain));
/* Can be the key of a hash table; of a tree. */
gboolean plain_has_hash (const Plain *plain);
gboolean plain_has_order (const Plain *plain);
/* Is there a row for which @is_so, in it or in any struct in it? */
gboolean struct_has (const Struct *self, gboolean (*is_so) (const Row *row));
gboolean struct_has_hooks (const Struct *self);
void draw_packing (Drawing *drawing, Row *row);
void draw_history (Drawing *drawing, const Struct *self, Row *row);
Type draw_type (Drawing *drawing, guint place, guint depth);
gboolean type_owns (const Type *type);
Struct *draw_struct (Drawing *drawing, guint place, guint depth);
/* Returns: FALSE when it came to nothing. */
gboolean draw_container (Drawing *drawing, Row *row, guint place, guint depth);
