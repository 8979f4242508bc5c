/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where two containers differ: tables by key, all others by number.
 */
#include "engine/diff.h"

#include "container/container.h"

/* One container of the two, with its entries in an order to walk them by. */
typedef struct {
  gconstpointer container;
  gsize n;
  GvmEntry *entries;
} Side;

static Side
side_open (const GvmField *field, gconstpointer self)
{
  Side side = { .container = gvmi_container_get (field, self) };

  if (gvmi_container_suits (field, side.container))
    side.n = gvmi_container_count (field, side.container);
  if (side.n > 0)
    side.entries = gvmi_container_list (field, side.container, side.n);
  return side;
}

static gconstpointer
value_of (const GvmField *field, const GvmEntry *entry, guint64 *scratch)
{
  gboolean has_values = gvmi_container_has_values (field);
  GvmiSlots slots = has_values ? gvmi_slots_of_values (field) : gvmi_slots_of_keys (field);

  return entry != NULL ? gvmi_slot_get (&slots, has_values ? entry->value : entry->key, scratch)
                       : NULL;
}

/* Compares entries that go together; NULL for one that the other container does not have. */
static void
diff_entries (const GvmField *field, GvmiDiff *diff, const GvmEntry *a, const GvmEntry *b,
              guint64 index)
{
  guint64 key, value_a, value_b;
  GvmiPath frame = gvmi_container_get_frame (field, a != NULL ? a : b, index, &key);
  gconstpointer x = value_of (field, a, &value_a), y = value_of (field, b, &value_b);

  gvmi_diff_enter (diff, &frame);
  if (x != NULL || y != NULL)
    gvmi_value_diff (field->codec, gvmi_field_get_nested_version (field), diff, x, y);
  gvmi_diff_leave (diff);
}

static void
diff_by_number (const GvmField *field, GvmiDiff *diff, const Side *a, const Side *b)
{
  for (gsize i = 0; i < MAX (a->n, b->n); i++)
    diff_entries (field, diff, i < a->n ? &a->entries[i] : NULL, i < b->n ? &b->entries[i] : NULL,
                  i);
}

static gboolean
find_in (const GvmField *field, const Side *side, const GvmEntry *like, GvmEntry *ret_entry)
{
  return side->n > 0 && !gvmi_container_lacks_key (field, like) &&
         field->container->find (side->container, like, ret_entry);
}

static void
diff_by_key (const GvmField *field, GvmiDiff *diff, const Side *a, const Side *b)
{
  GvmEntry other;

  for (gsize i = 0; i < a->n; i++)
    diff_entries (field, diff, &a->entries[i],
                  find_in (field, b, &a->entries[i], &other) ? &other : NULL, i);
  for (gsize i = 0; i < b->n; i++)
    if (!find_in (field, a, &b->entries[i], &other))
      diff_entries (field, diff, NULL, &b->entries[i], i);
}

void
gvmi_container_diff (const GvmField *field, GvmiDiff *diff, gconstpointer a, gconstpointer b)
{
  Side side_a = side_open (field, a), side_b = side_open (field, b);

  if (gvmi_container_has_keys (field))
    diff_by_key (field, diff, &side_a, &side_b);
  else
    diff_by_number (field, diff, &side_a, &side_b);
  g_free (side_a.entries);
  g_free (side_b.entries);
}
