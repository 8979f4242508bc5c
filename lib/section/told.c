/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A walk over a description that adds up sizes and stops at subsections.
 */
#include "section/told.h"

#include <string.h>

#include "wire.h"

typedef struct {
  GArray *found;
  guint max;
} Search;

static void search_struct (Search *search, const GvmiVmdescStruct *layout, guint64 offset);

static gboolean
has_subsections (const GvmiVmdescStruct *layout)
{
  if (layout->n_subsections > 0)
    return TRUE;
  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->fields[i].layout != NULL && has_subsections (layout->fields[i].layout))
      return TRUE;
  return FALSE;
}

static void
search_field (Search *search, const GvmiVmdescField *field, guint64 offset)
{
  if (field->layout == NULL || !has_subsections (field->layout))
    return;
  for (gsize i = 0; i < field->count && search->found->len <= search->max; i++)
    search_struct (search, field->layout, offset + i * field->size);
}

static void
search_struct (Search *search, const GvmiVmdescStruct *layout, guint64 offset)
{
  for (guint i = 0; i < layout->n_fields; i++) {
    search_field (search, &layout->fields[i], offset);
    offset += layout->fields[i].size * layout->fields[i].count;
  }
  for (guint i = 0; i < layout->n_subsections && search->found->len <= search->max; i++) {
    const GvmiVmdescStruct *subsection = &layout->subsections[i];
    gsize head = GVMI_WIRE_SUBSECTION_HEAD + strlen (subsection->vmsd_name);
    GvmiTold told = { .offset = offset,
                      .size = head + subsection->size,
                      .owner = layout->vmsd_name,
                      .name = subsection->vmsd_name };

    g_array_append_val (search->found, told);
    search_struct (search, subsection, offset + head);
    offset += told.size;
  }
}

GArray *
gvmi_told_new (const GvmiVmdescStruct *state, guint64 offset, guint max)
{
  if (state->vmsd_name == NULL || state->has_nulls || !has_subsections (state))
    return NULL;
  Search search = { .found = g_array_new (FALSE, FALSE, sizeof (GvmiTold)), .max = max };

  search_struct (&search, state, offset);
  if (search.found->len > max)
    g_clear_pointer (&search.found, g_array_unref);
  return search.found;
}
