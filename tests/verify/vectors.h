/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The states of the vectors in docs/FORMAT.md, with real descriptors. Their octets stand there and nowhere
 * here: the program is asked for them.
 */
#pragma once

#include <gvmstate/gvmstate.h>

typedef struct {
  const char *name; /* the vector's */
  const GvmDesc *desc;
  guint32 version;
  void (*fill) (gpointer self);  /* makes of zeros the vector's value */
  void (*blank) (gpointer self); /* (nullable): makes of zeros the vector's target */
} Vector;

/* Each ends with a name of NULL. */
extern const Vector vectors_of_rows[];
extern const Vector vectors_of_containers[];
extern const Vector vectors_of_elements[];
extern const Vector vectors_of_values[];
extern const Vector vectors_of_sets[];
extern const Vector vectors_of_packed[];
