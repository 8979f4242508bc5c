/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The rules of defaults, old names and upgrades.
 */
#include "desc/versions.h"

#include <gvmstate/rows.h>

#include "desc/shared.h"

/* ---- names -------------------------------------------------------------------------------------- */

static gboolean
is_text (const char *name, const char *text, gsize size)
{
  return strlen (name) == size && memcmp (name, text, size) == 0;
}

gboolean
gvmi_name_is (const char *name, const char *const *alias, const char *text, gsize size)
{
  if (is_text (name, text, size))
    return TRUE;
  for (; alias != NULL && *alias != NULL; alias++)
    if (is_text (*alias, text, size))
      return TRUE;
  return FALSE;
}

gboolean
gvmi_field_stands_for (const GvmField *field, const GvmField *lost, gsize place, gsize size)
{
  if (field->shape->diff == NULL)
    return FALSE; /* a pad, or a condition */
  if (size > 0 && place >= field->offset && place + size <= field->offset + field->size)
    return TRUE;
  return strcmp (field->name, lost->name) == 0
             ? size == 0
             : gvmi_name_is (lost->name, lost->alias, field->name, strlen (field->name));
}

const char *
gvmi_field_check_names (const GvmField *a, const GvmField *b)
{
  const char *const *alias;

  if (gvmi_name_is (b->name, b->alias, a->name, strlen (a->name)))
    return "an earlier row of the same version has that name";
  for (alias = a->alias; alias != NULL && *alias != NULL; alias++)
    if (gvmi_name_is (b->name, b->alias, *alias, strlen (*alias)))
      return "an earlier row of the same version has that name";
  return NULL;
}

const char *
gvmi_alias_check (const char *name, const char *const *alias, gsize most)
{
  for (; alias != NULL && *alias != NULL; alias++)
    if (**alias == '\0' || strlen (*alias) > most || strcmp (*alias, name) == 0)
      return "an alias that is the name itself, or cannot be one";
  return NULL;
}

/* ---- defaults ------------------------------------------------------------------------------------- */

static gboolean
is_zero (const GvmDefault *absent)
{
  const guint8 *octets = absent->value;

  for (gsize i = 0; i < absent->value_size; i++)
    if (octets[i] != 0)
      return FALSE;
  return TRUE;
}

/* Is the default for the member that the row is of, or for elements of it? What is in blocks or containers may be of
 * any size. */
static gboolean
is_of_member (const GvmField *field)
{
  const GvmDefault *absent = field->absent;
  gsize unit = field->shape->owns ? 1 : field->codec->c_size;

  return field->size > 0 && absent->value_size > 0 && field->offset >= absent->offset &&
         field->offset + field->size <= absent->offset + absent->size &&
         field->size % absent->value_size == 0 && absent->value_size % unit == 0;
}

static gboolean
is_pointer_of_target (const GvmField *field)
{
  return field->shape == &gvm_shape_pointers && !field->nullable;
}

/* A block and its count: what one becomes, the other must become too. */
static gboolean
counts_agree (const GvmField *a, const GvmField *b)
{
  gboolean counts =
      a->count_size != 0 && gvmi_places_touch (b->offset, b->size, a->count_offset, a->count_size);

  if (!counts || !a->shape->owns)
    return !counts || b->absent == NULL || is_zero (b->absent);
  return a->absent != NULL && b->absent != NULL && is_zero (a->absent) && is_zero (b->absent);
}

static const char *
check_default_against (const GvmField *field, const GvmField *other)
{
  if (!counts_agree (field, other) || !counts_agree (other, field))
    return "a default of a block or a count: NULL and 0, both of them";
  if (!gvmi_places_touch (field->offset, field->size, other->offset, other->size))
    return NULL;
  if (other->absent != NULL)
    return "two rows over one member have a default";
  if (other->when != NULL)
    return "a default of a member that another row has under a condition";
  return NULL;
}

const char *
gvmi_desc_check_default (const GvmDesc *desc, gsize index, const GvmiFacts *row)
{
  const GvmField *field = gvmi_desc_get_field (desc, index);
  const char *rule = NULL;

  if (field->absent == NULL)
    return NULL;
  if (row->has_equal || field->own_count || is_pointer_of_target (field))
    return "a default of what only the target knows";
  if (row->has_hooks)
    return "a default of a struct with hooks, which would not be told";
  if (!is_of_member (field))
    return "a default of another member than the row's";
  for (gsize i = 0; rule == NULL && i < desc->n_fields; i++)
    if (i != index)
      rule = check_default_against (field, gvmi_desc_get_field (desc, i));
  return rule;
}

/* ---- upgrades ------------------------------------------------------------------------------------- */

const char *
gvmi_desc_check_upgrade (const GvmDesc *desc)
{
  const GvmUpgrade *step = desc->upgrade;

  if (step == NULL)
    return NULL;
  if (step->from == NULL || step->convert == NULL)
    return "an upgrade that no macro made";
  if (desc->minimum_version_id == 0 || step->from->version_id != desc->minimum_version_id - 1)
    return "an upgrade from another version than the one below the minimum";
  return NULL;
}
