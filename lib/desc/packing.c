/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What can be packed, and how. The columns of an element are counted here; plan/columns.c lists them, and
 * takes them in the same order.
 */
#include "desc/packing.h"

/* ---- columns ------------------------------------------------------------------------------------ */

static gsize
multiply (gsize a, gsize b)
{
  gsize product;

  return g_size_checked_mul (&product, a, b) ? product : G_MAXSIZE;
}

static gsize
add (gsize a, gsize b)
{
  gsize sum;

  return g_size_checked_add (&sum, a, b) ? sum : G_MAXSIZE;
}

void
gvmi_facts_add_columns (GvmiFacts *facts, const GvmDesc *desc, const GvmField *field,
                        const GvmiFacts *element)
{
  gboolean is_one = gvmi_codec_get_desc (field->codec) == NULL && !element->has_varints;

  if (!gvmi_field_is_always_sent (desc, field) || !field->shape->is_inline ||
      field->packing != GVM_PACKING_NONE || !element->is_packable)
    facts->is_packable = FALSE;
  facts->n_columns =
      add (facts->n_columns, is_one ? 1 : multiply (element->n_columns, field->count));
  facts->packed_min = add (facts->packed_min, multiply (element->packed_min, field->count));
  facts->has_varints |= element->has_varints && field->count > 0;
}

/* ---- rules -------------------------------------------------------------------------------------- */

static const char *
check_elements (const GvmiFacts *element)
{
  if (!element->is_packable || element->n_columns == 0)
    return "packed elements that are more than values in place, sent in every version";
  if (element->n_columns > GVMI_MOST_COLUMNS)
    return "packed elements of more than 64 values";
  return NULL;
}

static const char *
check_sparse (const GvmField *field, const GvmiFacts *element)
{
  if (field->blank == NULL || field->blank_codec != field->codec)
    return "a sparse row whose blank element is not of its codec: say it by GVM_SPARSE";
  if (element->owns)
    return "sparse elements that own memory";
  if (element->n_columns > GVMI_MOST_SPARSE_COLUMNS)
    return "sparse elements of more than 32 values";
  return NULL;
}

const char *
gvmi_field_check_packing (const GvmField *field, const GvmiFacts *element, const GvmiFacts *key)
{
  gboolean has_key = key != NULL && field->keys != GVM_IN_VALUE;
  const char *rule;

  if (field->packing == GVM_PACKING_NONE)
    return NULL;
  if (field->packing > GVM_PACKING_SPARSE || (field->shape->packings & 1u << field->packing) == 0)
    return "a packing that rows of this shape do not have";
  if ((rule = check_elements (element)) != NULL ||
      (has_key && (rule = check_elements (key)) != NULL))
    return rule;
  if (field->packing == GVM_PACKING_SPARSE)
    return check_sparse (field, element);
  if (!element->has_varints && !(has_key && key->has_varints))
    return "packed, and no integer of 2 octets or more in it";
  return NULL;
}
