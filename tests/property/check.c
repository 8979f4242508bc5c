/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What must hold of every table and every state.
 */
#include "property/checking.h"

#include <string.h>

enum { MUTATIONS = 4, SMALL_BUDGET = 2048 };

gboolean
load (const GvmDesc *desc, guint32 version, gpointer state, GBytes *payload,
      const GvmLimits *limits, gsize *ret_left, GError **error)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (payload, &size);
  g_autofree guint8 *copy = g_memdup2 (octets, size);
  g_autoptr (GBytes) bytes = g_bytes_new_static (copy, size);
  g_autoptr (GvmReader) reader = gvm_reader_new (bytes, limits);
  gboolean loaded = gvm_decode (reader, desc, version, state, error);

  *ret_left = (gsize) gvm_reader_left (reader);
  return loaded;
}

/* ---- loads that succeed -------------------------------------------------------------------------------- */

char *
check_same (const Trial *trial, gconstpointer found, const char *where)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) again = state_save (trial->desc, trial->desc->version_id, found, &error);
  g_autoptr (GPtrArray) differences = gvm_state_diff (trial->desc, trial->state, found);

  COMPLAIN_IF (again == NULL, "%s: cannot be saved again: %s", where, said (error));
  COMPLAIN_IF (!trial->model->is_unordered && !g_bytes_equal (again, trial->payload),
               "%s: other octets when saved again", where);
  COMPLAIN_IF (!gvm_state_equal (trial->desc, trial->state, found) ||
                   !gvm_state_equal (trial->desc, found, trial->state),
               "%s: not equal", where);
  COMPLAIN_IF (differences->len > 0, "%s: differs at %s", where,
               gvm_difference_get_path (g_ptr_array_index (differences, 0)));
  return NULL;
}

static char *
check_load (const Trial *trial, gpointer target, const char *where)
{
  g_autoptr (GError) error = NULL;
  gsize left;

  COMPLAIN_IF (
      !load (trial->desc, trial->desc->version_id, target, trial->payload, NULL, &left, &error),
      "%s: %s", where, said (error));
  COMPLAIN_IF (left > 0, "%s: %" G_GSIZE_FORMAT " octets left", where, left);
  return check_same (trial, target, where);
}

static char *
check_fresh (const Trial *trial)
{
  gpointer target = state_new_blank (trial->model);

  state_align (trial->model, trial->state, target);
  COMPLAIN_AS (check_load (trial, target, "into a fresh target"));
  COMPLAIN_AS (check_load (trial, target, "into what a load has made"));
  state_free (trial->model, target);
  return NULL;
}

static char *
check_filled (const Trial *trial)
{
  gpointer target = state_new (trial->model, FILLED, 0);

  state_align (trial->model, trial->state, target);
  COMPLAIN_AS (check_load (trial, target, "into a filled target"));
  COMPLAIN_AS (check_defaults (trial, trial->desc->version_id, target));
  state_free (trial->model, target);
  return NULL;
}

static char *
check_copy (const Trial *trial)
{
  gpointer target = state_new (trial->model, COPIED, 0);
  g_autoptr (GError) error = NULL;

  state_align (trial->model, trial->state, target);
  COMPLAIN_IF (!gvm_state_copy (trial->desc, trial->state, target, &error), "copy: %s",
               said (error));
  COMPLAIN_AS (check_same (trial, target, "a copy"));
  gvm_state_clear (trial->desc, target);
  gvm_state_clear (trial->desc, target);
  g_free (target);
  return NULL;
}

/* ---- the same octets, and only then ----------------------------------------------------------------------- */

static char *
check_order (const Trial *trial)
{
  gpointer shuffled =
      state_new (trial->model, THE_STATE, 1 + dice_next (&(Dice) { trial->model->seed }));

  COMPLAIN_AS (check_same (trial, shuffled, "tables filled in another order"));
  state_free (trial->model, shuffled);
  return NULL;
}

/* No name in a model begins with another, so nothing in a state is like a subsection that is none. */
static char *
check_flags (const Trial *trial)
{
  g_autoptr (GvmWriter) writer = gvm_writer_new (NULL);
  g_autoptr (GError) error = NULL;

  if (trial->model->seed / 2 % 2 != 0)
    return NULL; /* a shard of two has every second seed */
  COMPLAIN_IF (!gvm_encode_as (writer, trial->desc, trial->desc->version_id, trial->state,
                               GVM_SAVE_NOT_FOR_QEMU, NULL, &error),
               "not for QEMU: %s", said (error));
  g_autoptr (GBytes) payload = gvm_writer_steal (writer);
  COMPLAIN_IF (!g_bytes_equal (payload, trial->payload), "not for QEMU: other octets");
  tally ("save", "not for QEMU");
  return NULL;
}

static char *
check_other (const Trial *trial)
{
  gpointer other = state_new (trial->model, OTHER, 0);
  g_autoptr (GBytes) payload = state_save (trial->desc, trial->desc->version_id, other, NULL);
  g_autoptr (GPtrArray) differences = gvm_state_diff (trial->desc, trial->state, other);
  gboolean is_equal = gvm_state_equal (trial->desc, trial->state, other);

  COMPLAIN_IF (payload == NULL, "another state cannot be saved");
  gboolean has_same = g_bytes_equal (payload, trial->payload);
  COMPLAIN_IF (is_equal && !has_same && !trial->model->is_unordered, "equal states, other octets");
  COMPLAIN_IF (!is_equal && has_same && !trial->model->asks_target,
               "other states, the same octets");
  COMPLAIN_IF (is_equal && differences->len > 0, "equal states differ at %s",
               gvm_difference_get_path (g_ptr_array_index (differences, 0)));
  COMPLAIN_IF (!is_equal && differences->len == 0, "states that are not equal do not differ");
  state_free (trial->model, other);
  return NULL;
}

/* ---- loads that fail --------------------------------------------------------------------------------------- */

/* One octet changed, cut off there, left out, or one more. */
static GBytes *
mutate (Trial *trial, GBytes *payload)
{
  gsize size;
  const guint8 *octets = g_bytes_get_data (payload, &size);
  GByteArray *array = g_byte_array_sized_new ((guint) size + 1);
  guint at = size > 0 ? dice_below (&trial->dice, (guint) size) : 0;
  guint8 octet = (guint8) dice_next (&trial->dice);

  g_byte_array_append (array, octets, (guint) size);
  switch (dice_below (&trial->dice, size > 0 ? 6 : 1)) {
  case 0:
    g_byte_array_append (array, &octet, 1);
    break;
  case 1:
    g_byte_array_remove_index (array, at);
    break;
  case 2:
    g_byte_array_set_size (array, at);
    break;
  case 3:
    array->data[at] ^= 1;
    break;
  case 4:
    array->data[at] = 0xff;
    break;
  default:
    array->data[at] = octet;
    break;
  }
  return g_byte_array_free_to_bytes (array);
}

/* What a target is, to see that a failed load has not touched it. */
typedef struct {
  gpointer raw;
  GBytes *payload;
} Picture;

static Picture
picture_take (const Trial *trial, gconstpointer target)
{
  return (Picture) { g_memdup2 (target, trial->desc->codec.c_size),
                     state_save (trial->desc, trial->desc->version_id, target, NULL) };
}

static char *
picture_compare (const Trial *trial, Picture *picture, gconstpointer target, const GError *error)
{
  g_autoptr (GBytes) payload = state_save (trial->desc, trial->desc->version_id, target, NULL);

  COMPLAIN_IF (memcmp (picture->raw, target, trial->desc->codec.c_size) != 0,
               "a failed load has changed its target: %s", said (error));
  COMPLAIN_IF ((payload == NULL) != (picture->payload == NULL) ||
                   (payload != NULL && !g_bytes_equal (payload, picture->payload)),
               "a failed load has changed what its target points to: %s", said (error));
  COMPLAIN_IF (error == NULL || error->domain != GVM_ERROR, "a load fails without a reason");
  return NULL;
}

static void
picture_free (Picture *picture)
{
  g_free (picture->raw);
  g_clear_pointer (&picture->payload, g_bytes_unref);
}

/* What a load takes of mutated octets can be saved, and that loads again. But the octets may lack a subsection that is
 * needed now, whose members in new elements are zeros, in bounds or not; and what follows a struct may look like the
 * head of one. */
static gboolean
is_excused (const Trial *trial, const GError *error)
{
  return g_error_matches (error, GVM_ERROR, GVM_ERROR_AMBIGUOUS) ||
         (trial->model->has_subsections && g_error_matches (error, GVM_ERROR, GVM_ERROR_RANGE));
}

static char *
check_taken (const Trial *trial, gconstpointer target)
{
  gsize left;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = state_save (trial->desc, trial->desc->version_id, target, &error);

  if (payload == NULL && is_excused (trial, error))
    return NULL;
  gpointer twin = state_new_blank (trial->model);

  COMPLAIN_IF (payload == NULL, "what was loaded cannot be saved: %s", said (error));
  state_align (trial->model, target, twin);
  COMPLAIN_IF (!load (trial->desc, trial->desc->version_id, twin, payload, NULL, &left, &error) ||
                   left > 0,
               "what was saved cannot be loaded: %s", said (error));
  COMPLAIN_IF (!gvm_state_equal (trial->desc, target, twin), "mutated octets: not equal");
  state_free (trial->model, twin);
  return NULL;
}

char *
check_mutation (Trial *trial, gpointer target, guint32 version, GBytes *payload,
                const GvmLimits *limits)
{
  g_autoptr (GBytes) octets = mutate (trial, payload);
  g_autoptr (GError) error = NULL;
  Picture picture = picture_take (trial, target);
  gsize left;

  if (load (trial->desc, version, target, octets, limits, &left, &error)) {
    COMPLAIN_AS (check_taken (trial, target));
    tally ("load", "of octets that were changed, taken");
  } else {
    COMPLAIN_AS (picture_compare (trial, &picture, target, error));
    tally ("load", "of octets that were changed, refused");
  }
  picture_free (&picture);
  return NULL;
}

static char *
check_hostile (Trial *trial)
{
  gpointer target = state_new (trial->model, FILLED, 0);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();

  state_align (trial->model, trial->state, target);
  gvm_limits_set_max_bytes (limits, SMALL_BUDGET);
  for (guint i = 0; i < MUTATIONS; i++)
    COMPLAIN_AS (check_mutation (trial, target, trial->desc->version_id, trial->payload,
                                 i == 0 ? limits : NULL));
  state_free (trial->model, target);
  return NULL;
}

/* ---- hooks -------------------------------------------------------------------------------------------------- */

static char *
check_refused_save (const Trial *trial)
{
  g_autoptr (GError) error = NULL;

  hooks.refuse_in = 1 + dice_below (&(Dice) { trial->model->seed }, 3);
  g_autoptr (GBytes) payload =
      state_save (trial->desc, trial->desc->version_id, trial->state, &error);
  gboolean has_refused = hooks.refuse_in == 0;
  hooks.refuse_in = 0;
  COMPLAIN_IF (has_refused != (payload == NULL), "a hook refuses, and the save succeeds");
  COMPLAIN_IF (has_refused && !g_error_matches (error, GVM_ERROR, GVM_ERROR_REFUSED),
               "a hook refuses, and the save says: %s", said (error));
  tally ("save", has_refused ? "refused by a hook" : "refused by no hook");
  return NULL;
}

static char *
check_refused_load (Trial *trial)
{
  gpointer target = state_new (trial->model, FILLED, 0);
  g_autoptr (GError) error = NULL;
  gsize left;

  state_align (trial->model, trial->state, target);
  Picture picture = picture_take (trial, target);
  hooks.refuse_in = 1 + dice_below (&trial->dice, 4);
  gboolean loaded =
      load (trial->desc, trial->desc->version_id, target, trial->payload, NULL, &left, &error);
  gboolean has_refused = hooks.refuse_in == 0;
  hooks.refuse_in = 0;
  COMPLAIN_IF (loaded == has_refused, "a hook %s, and the load says: %s",
               has_refused ? "refuses" : "does not refuse", said (error));
  if (!loaded)
    COMPLAIN_AS (picture_compare (trial, &picture, target, error));
  picture_free (&picture);
  state_free (trial->model, target);
  tally ("load", has_refused ? "refused by a hook" : "refused by no hook");
  return NULL;
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static char *
check_trial (Trial *trial)
{
  COMPLAIN_AS (check_order (trial));
  COMPLAIN_AS (check_flags (trial));
  COMPLAIN_AS (check_other (trial));
  COMPLAIN_AS (check_fresh (trial));
  COMPLAIN_AS (check_filled (trial));
  COMPLAIN_AS (check_copy (trial));
  COMPLAIN_AS (check_versions (trial));
  COMPLAIN_AS (check_aliases (trial));
  COMPLAIN_AS (check_upgrades (trial));
  COMPLAIN_AS (check_stream (trial));
  COMPLAIN_AS (check_hostile (trial));
  COMPLAIN_AS (check_refused_save (trial));
  return check_refused_load (trial);
}

char *
model_check (const Model *model)
{
  Trial trial = { .model = model, .desc = model->root->desc, .dice = { model->seed } };
  g_autoptr (GError) error = NULL;

  trial.state = state_new (model, THE_STATE, 0);
  trial.payload = state_save (trial.desc, trial.desc->version_id, trial.state, &error);
  COMPLAIN_IF (trial.payload == NULL, "cannot be saved: %s", said (error));
  COMPLAIN_AS (check_trial (&trial));
  g_bytes_unref (trial.payload);
  state_free (model, trial.state);
  return NULL;
}
