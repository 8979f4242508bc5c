/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers of any kind, by the operations of their GvmContainer: how paths name their entries, how they
 * are compared and freed.
 */
#include "container/container.h"
#include "engine/value.h"

GvmiPath
gvmi_container_get_frame_by (const GvmField *field, const GvmiSlots *keys, const GvmEntry *entry,
                             guint64 index, guint64 *scratch)
{
  if (!gvmi_container_has_keys (field) || (entry->key == NULL && keys->storage != GVM_DIRECT))
    return (GvmiPath) { .kind = GVMI_PATH_INDEX, .index = index };
  return (GvmiPath) { .kind = GVMI_PATH_KEY,
                      .index = keys->version,
                      .codec = keys->codec,
                      .key = gvmi_slot_get (keys, entry->key, scratch) };
}

GvmiPath
gvmi_container_get_frame (const GvmField *field, const GvmEntry *entry, guint64 index,
                          guint64 *scratch)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  return gvmi_container_get_frame_by (field, &keys, entry, index, scratch);
}

const GvmField *
gvmi_container_find_key_row (const GvmField *field)
{
  const GvmDesc *desc = gvmi_codec_get_desc (field->codec);

  for (gsize i = 0; desc != NULL && i < desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (desc, i);

    if (row->offset == field->key_offset && row->codec == field->key && row->shape->is_inline &&
        row->count == 1 && row->when == NULL &&
        gvmi_field_in_version (row, gvmi_field_get_nested_version (field)))
      return row;
  }
  return NULL;
}

/* ---- compare -------------------------------------------------------------------------------- */

static gboolean
slots_equal (const GvmiSlots *slots, gpointer a, gpointer b)
{
  guint64 scratch_a, scratch_b;
  gconstpointer x = gvmi_slot_get (slots, a, &scratch_a);
  gconstpointer y = gvmi_slot_get (slots, b, &scratch_b);

  if (x == NULL || y == NULL)
    return x == y;
  return gvmi_value_equal (slots->codec, slots->version, x, y);
}

static gboolean
entries_equal (const GvmField *field, const GvmEntry *a, const GvmEntry *b)
{
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);

  if (gvmi_container_has_keys (field) && !slots_equal (&keys, a->key, b->key))
    return FALSE;
  return !gvmi_container_has_values (field) || slots_equal (&values, a->value, b->value);
}

static gboolean
container_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const GvmContainer *kind = field->container;
  gconstpointer x = gvmi_container_get (field, a), y = gvmi_container_get (field, b);
  gsize n = gvmi_container_count (field, x);
  GvmEntry entry_x, entry_y;

  if (n != gvmi_container_count (field, y) || !gvmi_container_suits (field, x) ||
      !gvmi_container_suits (field, y))
    return FALSE;
  if (n == 0)
    return TRUE;

  GvmCursor cursor_x = gvmi_container_start (field, x), cursor_y = gvmi_container_start (field, y);
  while (kind->next (&cursor_x, &entry_x))
    if (gvmi_container_lacks_key (field, &entry_x) ||
        !(gvmi_container_has_keys (field) ? kind->find (y, &entry_x, &entry_y)
                                          : kind->next (&cursor_y, &entry_y)) ||
        !entries_equal (field, &entry_x, &entry_y))
      return FALSE;
  return TRUE;
}

/* ---- free ----------------------------------------------------------------------------------- */

void
gvm_container_free_entries (const GvmField *field, gpointer container, GvmFate fate)
{
  GvmiDisposal how = fate == GVM_FATE_REPLACED ? GVMI_REPLACED : GVMI_FORSAKEN;
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GvmCursor cursor = gvmi_container_start (field, container);
  GvmEntry entry;

  while (field->container->next (&cursor, &entry)) {
    if (gvmi_container_has_keys (field))
      gvmi_slot_free (&keys, entry.key, how);
    if (gvmi_container_has_values (field))
      gvmi_slot_free (&values, entry.value, how);
  }
}

GDestroyNotify
gvm_container_get_key_free (const GvmField *field)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  return gvmi_slots_get_free (&keys);
}

GDestroyNotify
gvm_container_get_value_free (const GvmField *field)
{
  GvmiSlots values = gvmi_slots_of_values (field);

  return gvmi_slots_get_free (&values);
}

void
gvmi_container_free (const GvmField *field, gpointer container, GvmFate fate)
{
  if (container != NULL)
    field->container->free (field, container, fate);
}

static void
container_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  GvmFate fate = how == GVMI_REPLACED ? GVM_FATE_REPLACED : GVM_FATE_FORSAKEN;

  if (gvmi_container_is_embedded (field))
    field->container->free (field, member, fate);
  else
    gvmi_container_free (field, g_steal_pointer ((gpointer *) member), fate);
}

static gsize
container_measure (const GvmField *field)
{
  gboolean is_embedded = field->container != NULL && gvmi_container_is_embedded (field);

  return is_embedded ? field->container->size : sizeof (gpointer);
}

const GvmShape gvm_shape_container = {
  .name = "container",
  .save = gvmi_container_save,
  .load = gvmi_container_load,
  .equal = container_equal,
  .diff = gvmi_container_diff,
  .describe = gvmi_container_describe,
  .type = gvmi_container_type,
  .dispose = container_dispose,
  .examine = gvmi_container_examine,
  .measure = container_measure,
  .packings = GVMI_PACKS_ELEMENTS,
  .owns = TRUE,
  .options = GVMI_OPTION_MAX | GVMI_OPTION_OPS | GVMI_OPTION_NEW_IN | GVMI_OPTION_KEYS |
             GVMI_OPTION_VALUES | GVMI_OPTION_ORDER | GVMI_OPTION_FRAMING | GVMI_OPTION_IN_PLACE |
             GVMI_OPTION_TWIN,
};
