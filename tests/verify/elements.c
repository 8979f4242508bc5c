/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Elements that differ: by conditions, by subsections, by pointers that are NULL.
 */
#include "vectors.h"

typedef struct {
  bool on;
  guint16 extra;
  guint16 late;
} Thing;

GVM_DEFINE_WHEN (is_on, Thing, thing, version)
{
  return thing->on;
}

GVM_DEFINE_WHEN (is_late, Thing, thing, version)
{
  return thing->late != 0;
}

GVM_FIELDS (late_fields, Thing) = {
  GVM_FIELD (Thing, late, gvm_u16),
};
GVM_DEFINE_STATIC_DESC (late_desc, Thing, "thing/late", 2, 2, late_fields);
GVM_SUBSECTIONS (thing_subsections, Thing) = {
  GVM_SUBSECTION (Thing, late_desc, .needed = GVM_WHEN (Thing, is_late)),
};
GVM_FIELDS (thing_fields, Thing) = {
  GVM_FIELD (Thing, on, gvm_bool),
  GVM_FIELD (Thing, extra, gvm_u16, .when = GVM_WHEN (Thing, is_on)),
};
GVM_DEFINE_STATIC_DESC (thing_desc, Thing, "thing", 1, 1, thing_fields,
                        GVM_WITH_SUBSECTIONS (Thing, thing_subsections));

typedef struct {
  GList *many, *none;
  Thing two[2];
} Things;
GVM_FIELDS (things_fields, Things) = {
  GVM_LIST (Things, many, thing_desc),
  GVM_LIST (Things, none, thing_desc),
  GVM_ARRAY (Things, two, thing_desc),
};
GVM_DEFINE_STATIC_DESC (things_desc, Things, "things", 1, 1, things_fields);

static void
things_fill (gpointer self)
{
  static const Thing many[] = { { true, 258, 0 }, { false, 0, 263 }, { true, 3, 265 } };
  static const Thing none[] = { { false, 0, 0 }, { false, 0, 0 } };
  Things *things = self;

  for (gsize i = 0; i < G_N_ELEMENTS (many); i++)
    things->many = g_list_append (things->many, g_memdup2 (&many[i], sizeof many[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    things->none = g_list_append (things->none, g_memdup2 (&none[i], sizeof none[i]));
  things->two[0] = (Thing) { .late = 260 };
  things->two[1] = (Thing) { .on = true, .extra = 5 };
}

typedef struct {
  guint16 *some[3];
  guint8 *no[2];
} Plain;
GVM_FIELDS (plain_fields, Plain) = {
  GVM_POINTER_ARRAY (Plain, some, gvm_u16),
  GVM_POINTER_ARRAY (Plain, no, gvm_u8),
};
GVM_DEFINE_STATIC_DESC (plain_desc, Plain, "plain", 1, 1, plain_fields);

static void
plain_fill (gpointer self)
{
  Plain *plain = self;

  plain->some[0] = g_memdup2 (&(guint16) { 258 }, 2);
  plain->some[2] = g_memdup2 (&(guint16) { 0x3030 }, 2);
}

const Vector vectors_of_elements[] = {
  { "elements", &things_desc, 1, things_fill, NULL },
  { "plain-pointers", &plain_desc, 1, plain_fill, plain_fill },
  { NULL, NULL, 0, NULL, NULL },
};
