/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GPtrArray.
 */
#include <gvmstate/container.h>

static gsize
ptrarray_count (gconstpointer container)
{
  return ((const GPtrArray *) container)->len;
}

static void
ptrarray_start (G_GNUC_UNUSED GvmCursor *cursor)
{
}

static gboolean
ptrarray_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  const GPtrArray *array = cursor->container;

  if (cursor->index == array->len)
    return FALSE;
  *ret_entry = (GvmEntry) { .value = array->pdata[cursor->index++] };
  return TRUE;
}

static gpointer
ptrarray_create (const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return g_ptr_array_new_with_free_func (gvm_container_get_value_free (field));
}

static gsize
ptrarray_add (GvmBuilder *builder, const GvmEntry *entries, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (builder->container, entries[i].value);
  return n;
}

static void
ptrarray_free (G_GNUC_UNUSED const GvmField *field, gpointer container, G_GNUC_UNUSED GvmFate fate)
{
  g_ptr_array_unref (container);
}

static void
ptrarray_move_in (G_GNUC_UNUSED const GvmField *field, gpointer to, gpointer from)
{
  g_ptr_array_set_size (to, 0);
  g_ptr_array_extend_and_steal (to, from);
}

const GvmContainer gvm_container_ptrarray = {
  .name = "ptrarray",
  .cost = 64,
  .entry_cost = 2 * sizeof (gpointer), /* it doubles as it grows */
  .is_ordered = TRUE,
  .frees_entries = TRUE,
  .count = ptrarray_count,
  .start = ptrarray_start,
  .next = ptrarray_next,
  .create = ptrarray_create,
  .add = ptrarray_add,
  .free = ptrarray_free,
  .move_in = ptrarray_move_in,
};
