/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GArray: its elements lie one after another in the array itself, so they move as one block.
 */
#include <gvmstate/container.h>

#include "container/slot.h"
#include "plan/plan.h"

static gsize
garray_count (gconstpointer container)
{
  return ((const GArray *) container)->len;
}

static void
garray_start (G_GNUC_UNUSED GvmCursor *cursor)
{
}

static gboolean
garray_next (GvmCursor *cursor, GvmEntry *ret_entry)
{
  GArray *array = (GArray *) cursor->container;

  if (cursor->index == array->len)
    return FALSE;
  *ret_entry =
      (GvmEntry) { .value = array->data + cursor->index++ * g_array_get_element_size (array) };
  return TRUE;
}

static gboolean
garray_suits (const GvmField *field, gconstpointer container)
{
  return g_array_get_element_size ((GArray *) container) == field->codec->c_size;
}

static gpointer
garray_create (const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint) field->codec->c_size);

  if (field->ops != NULL && field->ops->value_clear != NULL)
    g_array_set_clear_func (array, field->ops->value_clear);
  return array;
}

/* Is each octet of an element one that a load writes? */
static gboolean
has_no_padding (const GvmCodec *codec)
{
  const GvmiLayout *layout = gvmi_codec_get_layout (codec);

  return layout != NULL && layout->is_block;
}

/* Elements are zeros unless all of them will be written anyway: a row of them is flat, and its octets are known
 * to be there. Then to clear them first would cost as much again, which g_array_set_size() would do. */
static gpointer
garray_grow (GvmBuilder *builder, guint32 n)
{
  GArray *array = builder->container;
  guint first = array->len;

  if (first == 0 && n > 1 && has_no_padding (builder->field->codec)) {
    GArray *roomy = g_array_sized_new (FALSE, TRUE, g_array_get_element_size (array), n);

    if (builder->field->ops != NULL && builder->field->ops->value_clear != NULL)
      g_array_set_clear_func (roomy, builder->field->ops->value_clear);
    roomy->len = n;
    g_array_unref (array);
    builder->container = roomy;
    return roomy->data;
  }
  g_array_set_size (array, first + n);
  return array->data + (gsize) first * builder->field->codec->c_size;
}

static void
garray_free (G_GNUC_UNUSED const GvmField *field, gpointer container, G_GNUC_UNUSED GvmFate fate)
{
  g_array_unref (container);
}

static void
garray_move_in (G_GNUC_UNUSED const GvmField *field, gpointer to, gpointer from)
{
  GArray *carrier = from;

  g_array_set_size (to, 0);
  g_array_append_vals (to, carrier->data, carrier->len);
  g_array_set_clear_func (carrier, NULL);
  g_array_unref (carrier);
}

static const char *
garray_examine (const GvmField *field)
{
  if (field->codec->c_size == 0 || field->codec->c_size > G_MAXUINT)
    return "elements of a size that a GArray's cannot be";
  return NULL;
}

const GvmContainer gvm_container_garray = {
  .name = "garray",
  .cost = 4 * sizeof (gpointer) + 2 * GVMI_BOX_COST,
  .is_ordered = TRUE,
  .frees_entries = TRUE,
  .count = garray_count,
  .suits = garray_suits,
  .start = garray_start,
  .next = garray_next,
  .create = garray_create,
  .grow = garray_grow,
  .free = garray_free,
  .move_in = garray_move_in,
  .examine = garray_examine,
};
