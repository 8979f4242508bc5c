/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GArray: its elements lie one after another in the array itself, so they move as one block.
 */
#include "container/container.h"

static gsize
garray_count (gconstpointer container)
{
  return ((const GArray *) container)->len;
}

static void
garray_start (GvmiCursor *cursor, gconstpointer container)
{
  cursor->container = container;
  cursor->index = 0;
}

static gboolean
garray_next (GvmiCursor *cursor, GvmiEntry *ret_entry)
{
  GArray *array = (GArray *) cursor->container;

  if (cursor->index == array->len)
    return FALSE;
  *ret_entry = (GvmiEntry) { .value = array->data +
                                      (gsize) cursor->index++ * g_array_get_element_size (array) };
  return TRUE;
}

static gpointer
garray_create (const GvmField *field, G_GNUC_UNUSED gpointer old)
{
  return g_array_new (FALSE, TRUE, (guint) field->codec->c_size);
}

static gpointer
garray_grow (GvmiBuilder *builder, guint32 n)
{
  GArray *array = builder->container;
  guint first = array->len;

  g_array_set_size (array, first + n);
  return array->data + (gsize) first * builder->field->codec->c_size;
}

static void
garray_forsake (gpointer container)
{
  g_array_unref (container);
}

static void
garray_release (G_GNUC_UNUSED const GvmField *field, gpointer container)
{
  g_array_unref (container);
}

static const char *
garray_examine (const GvmField *field, const GvmiFacts *element, G_GNUC_UNUSED const GvmiFacts *key)
{
  if (field->values != GVM_BOXED || field->ops != NULL)
    return "a GArray holds its elements itself: neither values nor ops apply";
  if (element->owns)
    return "elements of a GArray that own memory, which nobody would free";
  if (field->codec->c_size == 0 || field->codec->c_size > G_MAXUINT)
    return "elements of a size that a GArray's cannot be";
  return NULL;
}

static const GvmiContainer garray = {
  .count = garray_count,
  .start = garray_start,
  .next = garray_next,
  .create = garray_create,
  .grow = garray_grow,
  .forsake = garray_forsake,
  .release = garray_release,
  .examine = garray_examine,
};

const GvmShape gvm_shape_garray = GVMI_CONTAINER_SHAPE ("garray", &garray);
