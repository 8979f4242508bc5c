/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a row over a container must not say, whatever the kind. Each rule is a function that returns its
 * text when the row breaks it; a kind adds its own by its examine.
 */
#include "codec/integer.h"
#include "container/container.h"

static gboolean
fits_pointer (const GvmCodec *codec)
{
  return gvmi_codec_is_integer (codec) && codec->c_size <= sizeof (gpointer);
}

/* The row of the value's descriptor that is the key; NULL when there is none, sent always. */
static const GvmField *
find_key_row (const GvmField *field)
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

static const char *
examine_keys (const GvmField *field, const GvmiFacts *key)
{
  const GvmContainerOps *ops = field->ops;

  if (!gvmi_container_has_keys (field))
    return NULL;
  if (key == NULL)
    return "a table without a codec for its keys";
  if (!field->container->is_ordered && field->order == GVM_ORDER_CANONICAL && !key->has_order)
    return "keys that cannot be compared have no canonical order";
  if (field->keys == GVM_DIRECT && !fits_pointer (field->key))
    return "direct keys that are no integers as wide as a pointer at most";
  if (field->keys == GVM_IN_VALUE && (field->container->entries != GVM_ENTRIES_PAIRS ||
                                      field->values != GVM_BOXED || find_key_row (field) == NULL))
    return "a key in its value that no row of the value's descriptor saves";
  if (key->has_equal && field->keys != GVM_IN_VALUE)
    return "an equal row in keys, which are made anew";
  if (key->owns && field->key->free == NULL && (ops == NULL || ops->key_free == NULL))
    return "boxed keys that own memory: name ops that free them";
  return NULL;
}

static const char *
examine_values (const GvmField *field, const GvmiFacts *element)
{
  const GvmContainerOps *ops = field->ops;

  if (!gvmi_container_has_values (field))
    return field->values != GVM_BOXED || field->new_in != NULL ? "a set has no values" : NULL;
  if (field->values == GVM_IN_VALUE)
    return "only a key can be in the value";
  if (field->values == GVM_DIRECT && !fits_pointer (field->codec) &&
      !gvmi_codec_is_cell (field->codec))
    return "direct values that are no integers as wide as a pointer at most";
  if (field->new_in != NULL && (field->values != GVM_BOXED || field->codec->free != NULL))
    return "new_in for values that are not boxed";
  if (element->has_equal && (ops == NULL || ops->value_new == NULL) && field->new_in == NULL)
    return "an equal row in elements that are made anew, and no ops that fill them";
  if (field->container->frees_entries && !gvmi_container_is_array (field) && element->owns &&
      field->codec->free == NULL && (ops == NULL || ops->value_free == NULL))
    return "boxed values that own memory: name ops that free them";
  return NULL;
}

/* Elements that lie in the container itself. Hooks are told of an element by its address, so it must
 * not move once it is loaded. */
static const char *
examine_elements (const GvmField *field, const GvmiFacts *element)
{
  const GvmContainerOps *ops = field->ops;

  if (!gvmi_container_is_array (field))
    return NULL;
  if (field->values != GVM_BOXED || field->new_in != NULL ||
      (ops != NULL && (ops->value_new != NULL || ops->value_free != NULL)))
    return "an array holds its elements itself: of values and ops only value_clear applies";
  if (element->owns && (ops == NULL || ops->value_clear == NULL))
    return "elements of an array that own memory: name ops that clear them";
  if (element->has_hooks && gvmi_container_is_marked (field))
    return "elements of a marked GArray with hooks: they move while it grows";
  if (element->has_hooks && field->in_place)
    return "elements of a GArray in place with hooks: they move when the load ends";
  return NULL;
}

static const char *
examine_member (const GvmField *field)
{
  if (!gvmi_container_is_embedded (field) && field->size != sizeof (gpointer))
    return "the member is no pointer";
  if (gvmi_container_is_embedded (field) && field->size != field->container->size)
    return "the member is not as large as its container";
  if (field->in_place && field->container->move_in == NULL)
    return "in_place, of a container that is not apart from its member";
  return NULL;
}

static const char *
examine_packing (const GvmField *field)
{
  if (field->packing == GVM_PACKING_SPARSE &&
      (!gvmi_container_is_array (field) || gvmi_container_is_marked (field)))
    return "a sparse container that is no GArray with a count alone";
  if (gvmi_field_has_steps (field) && field->order == GVM_ORDER_AS_STORED)
    return "steps between keys in the order in which they are stored";
  return NULL;
}

const char *
gvmi_container_examine (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key,
                        GvmiFacts *ret_facts)
{
  const char *rule;

  *ret_facts =
      (GvmiFacts) { .wire_min = (gvmi_container_is_counted (field) ? sizeof (guint32) : 0) +
                                (gvmi_container_is_marked (field) ? 1 : 0) +
                                gvmi_field_get_packing_head (field),
                    .owns = TRUE,
                    .has_hooks = element->has_hooks };
  if (field->container == NULL)
    return "a row that no macro made";
  if ((rule = examine_member (field)) != NULL || (rule = examine_values (field, element)) != NULL ||
      (rule = examine_keys (field, key)) != NULL ||
      (rule = examine_elements (field, element)) != NULL ||
      (rule = gvmi_container_examine_twin (field)) != NULL ||
      (rule = examine_packing (field)) != NULL)
    return rule;
  return field->container->examine != NULL ? field->container->examine (field) : NULL;
}
