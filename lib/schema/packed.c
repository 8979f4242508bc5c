/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sizes of types, and columns of packed ones. The depth is that of the description, which is bounded.
 */
#include <string.h>

#include "schema/packed.h"
#include "wire.h"

/* ---- sizes ----------------------------------------------------------------------------------- */

static gsize
flat_size_of_table (const GvmiTable *table)
{
  gsize sum = 0;

  if (table->n_subsections > 0)
    return 0;
  for (guint i = 0; i < table->n_rows; i++) {
    const GvmiRow *row = &table->rows[i];
    if (row->there.bits != NULL || row->there.never || row->type->flat_size == 0 ||
        !g_size_checked_add (&sum, sum, row->type->flat_size))
      return 0;
  }
  return sum;
}

gsize
gvmi_type_flat_size (const GvmiType *type)
{
  gsize size;

  switch (type->form) {
  case GVMI_TYPE_SCALAR:
  case GVMI_TYPE_WORDS:
    return type->size;
  case GVMI_TYPE_OCTETS:
    return type->row == NULL ? type->size : 0;
  case GVMI_TYPE_STRUCT:
    return flat_size_of_table (type->table);
  case GVMI_TYPE_ARRAY:
    return type->row == NULL && g_size_checked_mul (&size, type->count, type->of->flat_size) ? size
                                                                                             : 0;
  default:
    return 0;
  }
}

/* Can it be measured without what is around it? */
static gboolean
is_measurable (const GvmiType *type)
{
  if (type->flat_size > 0)
    return TRUE;
  switch (type->form) {
  case GVMI_TYPE_LENGTH:
  case GVMI_TYPE_VARIANT:
    return TRUE;
  case GVMI_TYPE_ARRAY:
    return type->row == NULL && type->count > 0 && is_measurable (type->of);
  case GVMI_TYPE_CONTAINER:
    return type->is_nullable && is_measurable (type->of); /* a list of texts */
  default:
    return FALSE;
  }
}

static gboolean measure (const GvmiType *type, const guint8 *octets, gsize left, gsize *ret_size);

static gboolean
measure_elements (const GvmiType *of, gsize n, const guint8 *octets, gsize left, gsize *size)
{
  for (gsize i = 0; i < n; i++) {
    gsize one;
    gboolean ends = measure (of, octets + *size, left - *size, &one);
    if (!g_size_checked_add (size, *size, one))
      *size = G_MAXSIZE;
    if (!ends)
      return FALSE;
  }
  return TRUE;
}

/* What begins with a number of 32 bits: a length of octets, or a count of elements; or it is NULL. */
static gboolean
measure_counted (const GvmiType *of, const guint8 *octets, gsize left, gsize *size)
{
  guint32 n;

  *size = sizeof n;
  if (left < sizeof n)
    return FALSE;
  memcpy (&n, octets, sizeof n);
  n = GUINT32_FROM_BE (n);
  if (n == GVMI_WIRE_NO_LENGTH)
    return TRUE;
  if (of != NULL)
    return measure_elements (of, n, octets, left, size);
  if (!g_size_checked_add (size, *size, n))
    *size = G_MAXSIZE;
  return *size <= left;
}

/* A type's text and its octets; NULL is without the latter. */
static gboolean
measure_variant (const guint8 *octets, gsize left, gsize *size)
{
  static const guint8 null[] = { 0xff, 0xff, 0xff, 0xff };
  gsize data;

  if (!measure_counted (NULL, octets, left, size))
    return FALSE;
  if (memcmp (octets, null, sizeof null) == 0)
    return TRUE;
  gboolean ends = measure_counted (NULL, octets + *size, left - *size, &data);
  if (!g_size_checked_add (size, *size, data))
    *size = G_MAXSIZE;
  return ends;
}

static gboolean
measure (const GvmiType *type, const guint8 *octets, gsize left, gsize *ret_size)
{
  *ret_size = type->flat_size;
  if (type->flat_size > 0)
    return *ret_size <= left;
  switch (type->form) {
  case GVMI_TYPE_ARRAY:
    return measure_elements (type->of, type->count, octets, left, ret_size);
  case GVMI_TYPE_CONTAINER:
    return measure_counted (type->of, octets, left, ret_size);
  case GVMI_TYPE_VARIANT:
    return measure_variant (octets, left, ret_size);
  default:
    return measure_counted (NULL, octets, left, ret_size);
  }
}

gboolean
gvmi_packed_measure (const GvmiPackedColumn *column, const guint8 *octets, gsize left,
                     gsize *ret_size)
{
  *ret_size = column->size;
  return column->size > 0 ? column->size <= left : measure (column->plain, octets, left, ret_size);
}

/* ---- columns --------------------------------------------------------------------------------- */

static gboolean
is_integer (const GvmiType *type)
{
  return type->form == GVMI_TYPE_SCALAR &&
         (type->scalar == GVMI_VMDESC_UNSIGNED || type->scalar == GVMI_VMDESC_SIGNED);
}

static gboolean
is_varint (const GvmiType *type)
{
  return is_integer (type) && type->size > 1;
}

/* The element of an array, or of an array of arrays. */
static const GvmiType *
innermost (const GvmiType *type)
{
  while (type->form == GVMI_TYPE_ARRAY && type->row == NULL)
    type = type->of;
  return type;
}

static gboolean
add_column (GvmiPacked *packed, const GvmiType *type)
{
  if (packed->n_columns == G_N_ELEMENTS (packed->columns) || !is_measurable (type))
    return FALSE;
  packed->columns[packed->n_columns++] =
      (GvmiPackedColumn) { .plain = is_varint (type) ? NULL : type,
                           .size = type->flat_size,
                           .is_signed = type->scalar == GVMI_VMDESC_SIGNED };
  return TRUE;
}

static gboolean add_columns (GvmiPacked *packed, const GvmiType *type);

static gboolean
add_rows (GvmiPacked *packed, const GvmiTable *table)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].there.bits != NULL || table->rows[i].there.never ||
        !add_columns (packed, table->rows[i].type))
      return FALSE;
  return table->n_subsections == 0;
}

static gboolean
add_columns (GvmiPacked *packed, const GvmiType *type)
{
  const GvmiType *inner = innermost (type);

  if (type->form == GVMI_TYPE_STRUCT)
    return add_rows (packed, type->table);
  if (type->form != GVMI_TYPE_ARRAY || type->row != NULL ||
      (!is_varint (inner) && inner->form != GVMI_TYPE_STRUCT))
    return add_column (packed, type);
  for (gsize i = 0; i < type->count; i++) {
    guint n = packed->n_columns;
    if (!add_columns (packed, type->of))
      return FALSE;
    if (packed->n_columns == n)
      break; /* none has any */
  }
  return TRUE;
}

/* Where columns lie in an element, when that is the same in each. */
static void
place_columns (GvmiPacked *packed)
{
  gsize at = 0;

  for (guint i = 0; i < packed->n_columns; i++) {
    packed->columns[i].at = at;
    if (packed->columns[i].size == 0 || !g_size_checked_add (&at, at, packed->columns[i].size))
      return;
  }
  packed->element_size = at;
}

/* The integer keys of a table, which are the elements of a set. */
static const GvmiType *
key_of (const GvmiType *type)
{
  if (type->form != GVMI_TYPE_CONTAINER)
    return NULL;
  return strcmp (type->word, "set") == 0 ? type->of : type->key;
}

static void
set_steps (GvmiPacked *packed, const GvmiType *type)
{
  const GvmiType *key = key_of (type);

  if (packed->packing != GVM_PACKING_DELTA || key == NULL || !is_integer (key))
    return;
  packed->has_steps = TRUE;
  packed->columns[0].plain = NULL; /* of one octet, too */
}

static gboolean
find_packing (const char *name, GvmPacking *ret_packing)
{
  static const char *const names[] = {
    [GVM_PACKING_VARINT] = "varint", [GVM_PACKING_DELTA] = "delta", [GVM_PACKING_SPARSE] = "sparse"
  };

  for (guint i = GVM_PACKING_VARINT; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0) {
      *ret_packing = (GvmPacking) i;
      return TRUE;
    }
  return FALSE;
}

/* The elements of @type: how many there are, if the type says it. (nullable) */
static const GvmiType *
elements_of (const GvmiType *type, gsize *ret_count)
{
  *ret_count = 1;
  if (type->form == GVMI_TYPE_CONTAINER || (type->form == GVMI_TYPE_ARRAY && type->row != NULL))
    return type->of;
  for (; type->form == GVMI_TYPE_ARRAY && type->row == NULL; type = type->of)
    if (!g_size_checked_mul (ret_count, *ret_count, type->count))
      return NULL;
  return type;
}

gboolean
gvmi_packed_init (GvmiPacked *packed, const GvmiType *type, const char *packing,
                  const guint8 *blank, gsize blank_size)
{
  const GvmiType *element = elements_of (type, &packed->count);

  if (element == NULL || !find_packing (packing, &packed->packing) ||
      !add_columns (packed, element) || packed->n_columns == 0)
    return FALSE;
  place_columns (packed);
  set_steps (packed, type);
  packed->blank = blank;
  return packed->packing != GVM_PACKING_SPARSE ||
         (blank != NULL && blank_size > 0 && packed->n_columns <= GVMI_MOST_SPARSE_COLUMNS &&
          packed->element_size == blank_size && type->framing != GVMI_FRAMING_MARKED &&
          type->framing != GVMI_FRAMING_BOTH && type->key == NULL);
}
