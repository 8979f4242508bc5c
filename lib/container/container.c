/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Containers of any kind, by the operations of their GvmiContainer: how paths name their entries, how they
 * are compared and freed, and what a row over one must not say. Saving and loading have files of their own.
 */
#include "container/container.h"

#include "codec/integer.h"
#include "engine/value.h"

GvmiPath
gvmi_container_get_frame (const GvmField *field, const GvmiEntry *entry, guint64 index,
                          guint64 *scratch)
{
  GvmiSlots keys = gvmi_slots_of_keys (field);

  if (entry->key == NULL &&
      (field->keys != GVM_DIRECT || !gvmi_container_get_kind (field)->has_keys))
    return (GvmiPath) { .kind = GVMI_PATH_INDEX, .index = index };
  return (GvmiPath) { .kind = GVMI_PATH_KEY,
                      .codec = field->key,
                      .key = gvmi_slot_get (&keys, entry->key, scratch) };
}

/* ---- compare and free ----------------------------------------------------------------------- */

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

gboolean
gvmi_container_equal (const GvmField *field, gconstpointer a, gconstpointer b)
{
  const GvmiContainer *kind = gvmi_container_get_kind (field);
  gconstpointer container_a = gvmi_container_get (field, a),
                container_b = gvmi_container_get (field, b);
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GvmiCursor cursor_a, cursor_b;
  GvmiEntry entry_a, entry_b;

  if (gvmi_container_count (field, container_a) != gvmi_container_count (field, container_b))
    return FALSE;
  if (gvmi_container_count (field, container_a) == 0)
    return TRUE;

  kind->start (&cursor_a, container_a);
  kind->start (&cursor_b, container_b);
  while (kind->next (&cursor_a, &entry_a)) {
    if (!(kind->has_keys ? kind->find (container_b, &entry_a, &entry_b)
                         : kind->next (&cursor_b, &entry_b)))
      return FALSE;
    if (kind->has_keys && !slots_equal (&keys, entry_a.key, entry_b.key))
      return FALSE;
    if (!slots_equal (&values, entry_a.value, entry_b.value))
      return FALSE;
  }
  return TRUE;
}

static void
forsake (const GvmField *field, gpointer container)
{
  const GvmiContainer *kind = gvmi_container_get_kind (field);
  GvmiSlots keys = gvmi_slots_of_keys (field), values = gvmi_slots_of_values (field);
  GvmiCursor cursor;
  GvmiEntry entry;

  kind->start (&cursor, container);
  while (kind->grow == NULL && kind->next (&cursor, &entry)) {
    gvmi_slot_free (&keys, entry.key, GVMI_FORSAKEN);
    gvmi_slot_free (&values, entry.value, GVMI_FORSAKEN);
  }
  kind->forsake (container);
}

void
gvmi_container_dispose (const GvmField *field, gpointer member, GvmiDisposal how)
{
  gpointer container = g_steal_pointer ((gpointer *) member);

  if (container == NULL)
    return;
  if (how == GVMI_FORSAKEN)
    forsake (field, container);
  else
    gvmi_container_get_kind (field)->release (field, container);
}

/* ---- rules of a container's row ------------------------------------------------------------- */

static gboolean
fits_pointer (const GvmCodec *codec)
{
  return gvmi_codec_is_integer (codec) && codec->c_size <= sizeof (gpointer);
}

static const char *
examine_values (const GvmField *field, const GvmiFacts *element)
{
  if (field->values == GVM_IN_VALUE)
    return "only a key can be in the value";
  if (field->values == GVM_DIRECT && !fits_pointer (field->codec))
    return "direct values that are no integers as wide as a pointer at most";
  if (element->has_equal && (field->ops == NULL || field->ops->value_new == NULL))
    return "an equal row in elements that are made anew, and no ops that fill them";
  return NULL;
}

const char *
gvmi_container_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
                        GvmiFacts *ret_facts)
{
  const char *rule = examine_values (field, element);

  if (field->size != sizeof (gpointer))
    rule = "the member is no pointer";
  if (gvmi_container_get_kind (field)->has_keys && key == NULL)
    rule = "a table without a codec for its keys";
  if (rule == NULL)
    rule = gvmi_container_get_kind (field)->examine (field, element, key);
  *ret_facts =
      (GvmiFacts) { .wire_min = (gvmi_container_is_counted (field) ? sizeof (guint32) : 0) +
                                (gvmi_container_is_marked (field) ? 1 : 0),
                    .owns = TRUE };
  return rule;
}
