/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Hooks run long after the walk that found them, so each note holds the path as text: an error of a hook
 * says where just as an error of a byte does.
 */
#include "engine/hooks.h"

typedef struct {
  const GvmDesc *desc;
  gpointer self;
  guint64 offset;
  char *path;
} Note;

static void
note_clear (gpointer note)
{
  g_free (((Note *) note)->path);
}

void
gvmi_hooks_open (GvmiHooks *hooks)
{
  hooks->noted = NULL;
  hooks->n_post_loaded = 0;
}

static guint
count_noted (const GvmiHooks *hooks)
{
  return hooks->noted != NULL ? hooks->noted->len : 0;
}

void
gvmi_hooks_close (GvmiHooks *hooks)
{
  g_clear_pointer (&hooks->noted, g_array_unref);
}

gboolean
gvmi_hooks_note (GvmiHooks *hooks, GvmReader *reader, const GvmDesc *desc, gpointer self,
                 guint64 offset)
{
  if (desc->check == NULL && desc->post_load == NULL && desc->committed == NULL)
    return TRUE;

  g_autofree char *path = gvmi_path_to_string (reader->path);
  if (!gvm_reader_charge (reader, sizeof (Note) + strlen (path) + 1))
    return FALSE;

  if (hooks->noted == NULL) {
    hooks->noted = g_array_new (FALSE, FALSE, sizeof (Note));
    g_array_set_clear_func (hooks->noted, note_clear);
  }
  Note note = { .desc = desc, .self = self, .offset = offset, .path = g_steal_pointer (&path) };
  g_array_append_val (hooks->noted, note);
  return TRUE;
}

/* A reason that says where is believed: a hook that holds structs to each other knows which is at fault. */
static gboolean
refuse (const Note *note, GError *reason, GError **error)
{
  if (reason != NULL && gvm_error_get_path (reason) != NULL) {
    g_propagate_error (error, reason);
    return FALSE;
  }
  gvm_error_set (error, GVM_ERROR_REFUSED, note->path, &note->offset,
                 reason != NULL ? reason->message : "refused without a reason");
  g_clear_error (&reason);
  return FALSE;
}

gboolean
gvmi_hooks_run (GvmiHooks *hooks, GError **error)
{
  GError *reason = NULL;

  for (guint i = 0; i < count_noted (hooks); i++) {
    const Note *note = &g_array_index (hooks->noted, Note, i);

    if (note->desc->check != NULL && !note->desc->check (note->self, &reason))
      return refuse (note, reason, error);
    g_clear_error (&reason);
  }
  for (guint i = 0; i < count_noted (hooks); i++) {
    const Note *note = &g_array_index (hooks->noted, Note, i);

    if (note->desc->post_load != NULL && !note->desc->post_load (note->self, &reason))
      return refuse (note, reason, error);
    g_clear_error (&reason);
    hooks->n_post_loaded = i + 1;
  }
  return TRUE;
}

void
gvmi_hooks_check (GvmiHooks *hooks, GPtrArray *problems)
{
  for (guint i = 0; i < count_noted (hooks); i++) {
    const Note *note = &g_array_index (hooks->noted, Note, i);
    GError *reason = NULL, *problem = NULL;

    if (note->desc->check != NULL && !note->desc->check (note->self, &reason)) {
      refuse (note, g_steal_pointer (&reason), &problem);
      g_ptr_array_add (problems, problem);
    }
    g_clear_error (&reason);
  }
}

void
gvmi_hooks_committed (GvmiHooks *hooks)
{
  for (guint i = 0; i < count_noted (hooks); i++) {
    const Note *note = &g_array_index (hooks->noted, Note, i);

    if (note->desc->committed != NULL)
      note->desc->committed (note->self);
  }
}

void
gvmi_hooks_undo (GvmiHooks *hooks)
{
  for (guint i = hooks->n_post_loaded; i-- > 0;) {
    const Note *note = &g_array_index (hooks->noted, Note, i);

    if (note->desc->post_load != NULL && note->desc->undo != NULL)
      note->desc->undo (note->self);
  }
}
