/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Steps from an old struct to a new one. A step knows nothing but the two structs, so there is a function for each
 * of some slots, as for elements (functions.c). The new state is the one whose number is worked out of the old
 * one's octets; so whatever the library loses on the way makes it another.
 */
#include "property/model.h"

#include <string.h>

static const Struct *steps[N_STEPS];

void
step_set (int step, const Struct *self)
{
  steps[step] = self;
}

/* FNV-1a, by its description (public domain). */
guint64
step_get_number (const Struct *self, gconstpointer old)
{
  const GvmDesc *from = self->old->desc;
  g_autoptr (GBytes) octets = state_save (from, from->version_id, old, NULL);
  guint64 number = 0xcbf29ce484222325;

  for (gsize i = 0; octets != NULL && i < g_bytes_get_size (octets); i++)
    number = (number ^ ((const guint8 *) g_bytes_get_data (octets, NULL))[i]) * 0x100000001b3;
  return number;
}

static gboolean
has_no_pointer (const Row *row, gconstpointer self)
{
  const gpointer *members = (gconstpointer) ((const guint8 *) self + row->offset);
  gboolean has_many = row->shape == ROW_POINTER || row->shape == ROW_POINTER_ARRAY;

  if (!has_many && row->shape != ROW_CONTAINER && row->shape != ROW_COUNTED &&
      row->shape != ROW_BUFFER_COUNTED && row->shape != ROW_BITMAP_COUNTED)
    return TRUE;
  for (guint i = 0; i < (has_many ? row->count : 1); i++)
    if (members[i] != NULL)
      return FALSE;
  return TRUE;
}

/* What rows own is NULL, and those with a default hold it. */
static gboolean
is_vacant (const Struct *kind, gconstpointer self)
{
  for (guint i = 0; i < struct_n_rows (kind); i++) {
    const Row *row = struct_get_row (kind, i);
    gboolean is_held = row->has_default && row_is_plain (row) &&
                       (row->shape == ROW_BUFFER || row->type.plain->codec->free == NULL);

    if (!row->is_dropped &&
        (!has_no_pointer (row, self) || (is_held && !row_is_default (row, self))))
      return FALSE;
  }
  return TRUE;
}

static gboolean
convert (int step, gpointer self, gconstpointer old, GError **error)
{
  const Struct *kind = steps[step];

  if (!is_vacant (kind, self))
    return gvm_error_set (error, GVM_ERROR_REFUSED, NULL, NULL,
                          "an upgrade does not start with what it should");
  g_autofree gpointer made = struct_fill_new (kind, step_get_number (kind, old));

  memcpy (self, made, kind->desc->codec.c_size);
  return TRUE;
}

static gboolean
convert_0 (gpointer self, gconstpointer old, GError **error)
{
  return convert (0, self, old, error);
}

static gboolean
convert_1 (gpointer self, gconstpointer old, GError **error)
{
  return convert (1, self, old, error);
}

gboolean (*step_get_convert (int step)) (gpointer self, gconstpointer old, GError **error)
{
  return step == 0 ? convert_0 : convert_1;
}
