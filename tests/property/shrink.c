/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a case that fails as small as it gets: tries to do without each row, entry, subsection, hook and
 * condition, one after another, until none can be spared. What failing runs leave behind is not freed.
 */
#include "property/model.h"

typedef struct {
  Model *model;
  char *complaint;
  gboolean has_shrunk;
} Shrinking;

/* Does the model still fail? If not, the caller takes its change back. */
static gboolean
still_fails (Shrinking *shrinking)
{
  char *complaint = model_build (shrinking->model, NULL) ? model_check (shrinking->model) : NULL;

  if (complaint == NULL)
    return FALSE;
  g_free (shrinking->complaint);
  shrinking->complaint = complaint;
  shrinking->has_shrunk = TRUE;
  return TRUE;
}

static void
try_flag (Shrinking *shrinking, gboolean *flag, gboolean wanted)
{
  if (*flag == wanted)
    return;
  *flag = wanted;
  if (!still_fails (shrinking))
    *flag = !wanted;
}

static void
try_number (Shrinking *shrinking, guint *number, guint wanted)
{
  guint before = *number;

  if (before <= wanted)
    return;
  *number = wanted;
  if (!still_fails (shrinking))
    *number = before;
}

static void
shrink_row (Shrinking *shrinking, Row *row)
{
  if (!row->is_fixed)
    try_flag (shrinking, &row->is_dropped, TRUE);
  if (row->is_dropped)
    return;
  for (guint most = 0; most < 4; most++)
    try_number (shrinking, &row->most, most);
  try_flag (shrinking, &row->when, FALSE);
  try_flag (shrinking, &row->in_place, FALSE);
  try_flag (shrinking, &row->has_default, FALSE);
  try_flag (shrinking, &row->was_moved, FALSE);
  try_number (shrinking, &row->packing, GVM_PACKING_NONE);
}

static void
shrink_struct (Shrinking *shrinking, Struct *self)
{
  for (guint i = 0; i < self->subsections->len; i++)
    try_flag (shrinking, &struct_get_subsection (self, i)->is_dropped, TRUE);
  for (guint i = 0; i < struct_n_rows (self); i++)
    shrink_row (shrinking, struct_get_row (self, i));
  try_number (shrinking, &self->hooks, 0);
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped)
      shrink_struct (shrinking, struct_get_subsection (self, i));
}

char *
model_shrink (Model *model, char *complaint)
{
  Shrinking shrinking = { .model = model, .complaint = complaint };

  do {
    shrinking.has_shrunk = FALSE;
    for (guint i = model->structs->len; i > 0; i--)
      shrink_struct (&shrinking, g_ptr_array_index (model->structs, i - 1));
  } while (shrinking.has_shrunk);
  if (!model_build (model, NULL))
    g_assert_not_reached ();
  return shrinking.complaint;
}
