/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What must hold of older versions, of old names, of old structs, and of streams that say what is in them.
 */
#include "property/checking.h"

#include <string.h>

/* ---- older versions -------------------------------------------------------------------------------------- */

/* Does @version have no place for what a row of the newest holds? Of many kinds of rows only those are asked where the
 * answer is plain. */
static gboolean
must_be_lost (const Row *row, guint32 version, guint32 newest, gconstpointer state)
{
  if (row->is_dropped || row->shape != ROW_FIELD || row->type.plain == NULL || row->when ||
      row->was_moved || row->twin != NULL || !plain_is_integer (row->type.plain) ||
      !row_in_version (row, newest) || row_in_version (row, version))
    return FALSE;
  return row->has_default ? !row_is_default (row, state)
                          : number_get ((const guint8 *) state + row->offset,
                                        row->type.plain->codec->c_size) != 0;
}

static gboolean
something_must_be_lost (const Trial *trial, guint32 version)
{
  const Struct *root = trial->model->root;

  for (guint i = 0; i < struct_n_rows (root); i++)
    if (must_be_lost (struct_get_row (root, i), version, root->version, trial->state))
      return TRUE;
  return FALSE;
}

/* Either all is told that the version does not hold, and the save is refused; or nothing is. */
static char *
check_loss (const Trial *trial, guint32 version)
{
  g_autoptr (GPtrArray) lost =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gvm_difference_free);
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean saved =
      gvm_encode_as (writer, trial->desc, version, trial->state, GVM_SAVE_DEFAULT, lost, &error);

  COMPLAIN_IF (saved != (lost->len == 0), "version %u: %u things are lost, and the save says: %s",
               version, lost->len, said (error));
  COMPLAIN_IF (saved != gvm_encode (writer, trial->desc, version, trial->state, NULL),
               "version %u: a save that tells what is lost ends otherwise than one that does not",
               version);
  COMPLAIN_IF (saved && something_must_be_lost (trial, version),
               "version %u: something is lost, and not told", version);
  COMPLAIN_IF (!saved && !g_error_matches (error, GVM_ERROR, GVM_ERROR_LOSS),
               "version %u: something is lost, and the save says: %s", version, said (error));
  COMPLAIN_IF (!saved && !g_str_has_prefix (error->message,
                                            gvm_difference_get_path (g_ptr_array_index (lost, 0))),
               "version %u: not the first that is lost: %s", version, said (error));
  tally ("save", saved ? "of an older version, nothing lost" : "of an older version, refused");
  return NULL;
}

/* A row that is not there becomes its default. Only plain values are looked at: agree.py has the others. */
char *
check_defaults (const Trial *trial, guint32 version, gconstpointer target)
{
  const Struct *root = trial->model->root;

  for (guint i = 0; i < struct_n_rows (root); i++) {
    const Row *row = struct_get_row (root, i);

    if (row->is_dropped || !row->has_default || !row_is_plain (row) || row->twin != NULL ||
        row_in_version (row, version))
      continue;
    COMPLAIN_IF (!row_is_default (row, target),
                 "version %u: %s is not what it becomes without its row", version, row->name);
    tally ("load", "of a default");
  }
  return NULL;
}

static char *
check_version (Trial *trial, guint32 version)
{
  gpointer target = state_new (trial->model, FILLED, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = state_save (trial->desc, version, trial->state, &error);
  gsize left;

  state_align (trial->model, trial->state, target);
  COMPLAIN_IF (payload == NULL, "version %u cannot be saved: %s", version, said (error));
  COMPLAIN_IF (!load (trial->desc, version, target, payload, NULL, &left, &error),
               "version %u cannot be loaded: %s", version, said (error));
  COMPLAIN_IF (left > 0, "version %u: octets left", version);
  g_autoptr (GBytes) again = state_save (trial->desc, version, target, &error);
  COMPLAIN_IF (again == NULL, "version %u cannot be saved again: %s", version, said (error));
  COMPLAIN_IF (!trial->model->is_unordered && !g_bytes_equal (again, payload),
               "version %u: other octets when saved again", version);
  COMPLAIN_AS (check_defaults (trial, version, target));
  COMPLAIN_AS (check_mutation (trial, target, version, payload, NULL));
  state_free (trial->model, target);
  tally ("load", "of an older version");
  return NULL;
}

char *
check_versions (Trial *trial)
{
  for (guint32 version = trial->desc->minimum_version_id; version < trial->desc->version_id;
       version++) {
    COMPLAIN_AS (check_version (trial, version));
    COMPLAIN_AS (check_loss (trial, version));
  }
  return NULL;
}

/* ---- old names -------------------------------------------------------------------------------------------- */

/* Writes the old name over the new one, which is as long, wherever a subsection begins. Returns: how often. */
static guint
rename_heads (guint8 *octets, gsize size, const Struct *self)
{
  gsize length = strlen (self->name);
  guint n = 0;

  for (gsize at = 2; at + length <= size; at++)
    if (octets[at - 2] == 5 && octets[at - 1] == length &&
        memcmp (octets + at, self->name, length) == 0) {
      memcpy (octets + at, self->alias_name, length);
      n++;
    }
  return n;
}

static guint
rename_subsections (guint8 *octets, gsize size, const Struct *self)
{
  guint n = 0;

  for (guint i = 0; i < self->subsections->len; i++) {
    const Struct *inner = struct_get_subsection (self, i);

    if (!inner->is_dropped && inner->alias_name[0] != '\0')
      n += rename_heads (octets, size, inner);
    n += rename_subsections (octets, size, inner);
  }
  return n;
}

char *
check_aliases (const Trial *trial)
{
  gsize size = g_bytes_get_size (trial->payload), left;
  g_autofree guint8 *octets = g_memdup2 (g_bytes_get_data (trial->payload, NULL), size);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  for (guint i = 0; size > 0 && i < trial->model->structs->len; i++)
    n += rename_subsections (octets, size, g_ptr_array_index (trial->model->structs, i));
  if (n == 0)
    return NULL;

  g_autoptr (GBytes) renamed = g_bytes_new_static (octets, size);
  gpointer target = state_new_blank (trial->model);

  state_align (trial->model, trial->state, target);
  COMPLAIN_IF (!load (trial->desc, trial->desc->version_id, target, renamed, NULL, &left, &error) ||
                   left > 0,
               "old names: %s", said (error));
  COMPLAIN_AS (check_same (trial, target, "from old names"));
  state_free (trial->model, target);
  tally ("load", "of old names");
  return NULL;
}

/* ---- old structs ------------------------------------------------------------------------------------------ */

/* What the upgrades on the way from @old make of its @state: the newest one's number. */
static guint64
find_number (const Struct *self, const Struct *old, gconstpointer state)
{
  if (self->old == old)
    return step_get_number (self, state);

  gpointer between = struct_fill_new (self->old, find_number (self->old, old, state));
  guint64 number = step_get_number (self, between);
  gvm_state_clear (self->old->desc, between);
  g_free (between);
  return number;
}

/* @as_saved: the old struct that @payload is of, as a load of its own makes it. */
static char *
check_upgraded (Trial *trial, guint32 version, GBytes *payload, const Struct *old,
                gconstpointer as_saved)
{
  const Model *model = trial->model;
  Trial expected = { .model = model, .desc = trial->desc };
  gpointer target = state_new (model, FILLED, 0);
  g_autoptr (GError) error = NULL;
  gsize left;

  expected.state = struct_fill_new (model->root, find_number (model->root, old, as_saved));
  expected.payload = state_save (trial->desc, trial->desc->version_id, expected.state, &error);
  COMPLAIN_IF (expected.payload == NULL, "what an upgrade makes: %s", said (error));
  state_align (model, expected.state, target);
  COMPLAIN_IF (!load (trial->desc, version, target, payload, NULL, &left, &error),
               "version %u, upgraded: %s", version, said (error));
  COMPLAIN_IF (left > 0, "version %u, upgraded: octets left", version);
  COMPLAIN_AS (check_same (&expected, target, "upgraded"));
  COMPLAIN_AS (check_mutation (trial, target, version, payload, NULL));
  g_bytes_unref (expected.payload);
  state_free (model, expected.state);
  state_free (model, target);
  return NULL;
}

static char *
check_old (Trial *trial, const Struct *old, guint32 version)
{
  gpointer state = struct_fill_new (old, trial->model->seed);
  gpointer as_saved = g_malloc0 (old->desc->codec.c_size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = state_save (old->desc, version, state, &error);
  gsize left;

  COMPLAIN_IF (payload == NULL, "an old struct cannot be saved: %s", said (error));
  COMPLAIN_IF (!load (old->desc, version, as_saved, payload, NULL, &left, &error),
               "an old struct cannot be loaded: %s", said (error));
  COMPLAIN_AS (check_upgraded (trial, version, payload, old, as_saved));
  gvm_state_clear (old->desc, state);
  gvm_state_clear (old->desc, as_saved);
  g_free (state);
  g_free (as_saved);
  tally ("upgrade", trial->model->root->old == old ? "of one step" : "of two steps");
  return NULL;
}

char *
check_upgrades (Trial *trial)
{
  if (trial->model->is_unordered)
    return NULL; /* the same old state has many octets, and each makes another new one */
  for (const Struct *old = trial->model->root->old; old != NULL; old = old->old)
    for (guint32 version = old->minimum; version <= old->version; version++)
      COMPLAIN_AS (check_old (trial, old, version));
  return NULL;
}

/* ---- streams ----------------------------------------------------------------------------------------------- */

enum { ONE_IN = 3, HEAD = 600, PER_ROW = 200, PER_OCTET = 4 };

/* How many rows a description could have: elements of arrays each have their own. */
static gsize
count_rows (const Struct *self)
{
  gsize n = 4;

  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);
    gsize inner = 1 + (row->type.nested != NULL ? count_rows (row->type.nested) : 0) +
                  (row->key.nested != NULL ? count_rows (row->key.nested) : 0);

    n += 2 + inner * (row->shape == ROW_ARRAY || row->shape == ROW_POINTER_ARRAY ? row->count : 1);
  }
  for (guint i = 0; i < self->subsections->len; i++)
    n += count_rows (struct_get_subsection (self, i));
  return n;
}

char *
check_stream (const Trial *trial)
{
  g_autoptr (GError) error = NULL;

  if (trial->model->seed % ONE_IN != 0)
    return NULL;
  g_autoptr (GBytes) stream = gvm_save_to_bytes (trial->desc, trial->state, NULL, &error);
  COMPLAIN_IF (stream == NULL, "a stream cannot be saved: %s", said (error));
  gsize size = g_bytes_get_size (stream), plain = g_bytes_get_size (trial->payload);
  COMPLAIN_IF (size > HEAD + plain + PER_ROW * count_rows (trial->model->root),
               "a stream of %" G_GSIZE_FORMAT " octets for a payload of %" G_GSIZE_FORMAT, size,
               plain);

  gpointer target = state_new_blank (trial->model);
  state_align (trial->model, trial->state, target);
  COMPLAIN_IF (!gvm_load_from_bytes (trial->desc, target, stream, NULL, &error), "a stream: %s",
               said (error));
  COMPLAIN_AS (check_same (trial, target, "from a stream"));
  state_free (trial->model, target);
  tally ("load", "of a stream");
  return NULL;
}
