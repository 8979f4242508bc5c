/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sets. What else holds lists and tables is the same on the wire as in containers.c.
 */
#include "vectors.h"

typedef struct {
  GHashTable *counted, *marked;
} Sets;
GVM_FIELDS (sets_fields, Sets) = {
  GVM_SET (Sets, counted, gvm_u32),
  GVM_SET (Sets, marked, gvm_i16, .keys = GVM_DIRECT, .framing = GVM_FRAMING_MARKED),
};
GVM_DEFINE_STATIC_DESC (sets_desc, Sets, "sets", 1, 1, sets_fields);

static void
sets_fill (gpointer self)
{
  static const guint32 keys[] = { 2147483649u, 2 };
  Sets *sets = self;

  sets->counted = g_hash_table_new_full (g_int_hash, g_int_equal, g_free, NULL);
  sets->marked = g_hash_table_new (NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_hash_table_add (sets->counted, g_memdup2 (&keys[i], sizeof keys[i]));
  g_hash_table_add (sets->marked, NULL);
  g_hash_table_add (sets->marked, GINT_TO_POINTER (-1));
}

const Vector vectors_of_sets[] = {
  { "set", &sets_desc, 1, sets_fill, NULL },
  { NULL, NULL, 0, NULL, NULL },
};
