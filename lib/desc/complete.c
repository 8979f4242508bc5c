/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which octets of a struct are in no row. A walk from the first octet to the last: from where it is, the row
 * that reaches farthest carries it on; where none does, it may step over padding.
 */
#include <gvmstate/complete.h>

#include "desc/shape.h"

/* What a walk over one struct knows. */
typedef struct {
  const GvmDesc *desc;
  const guint8 *members; /* (nullable) */
  gsize alignment;       /* of the struct: the greatest of its rows' */
  gsize pos;             /* all octets before are accounted for */
  const GvmField *last;  /* (nullable): the row that has brought the walk here */
  const GvmField *next;  /* (nullable): the first row behind it */
} Walk;

static gboolean check (const GvmDesc *desc, const guint8 *members, GError **error);

static gsize
round_up (gsize size, gsize alignment)
{
  return alignment > 1 ? (size + alignment - 1) / alignment * alignment : size;
}

/* Steps over all rows of @desc, and of its subsections, that begin where the walk is or before. Returns: FALSE
 * when there is none; then the next one is the right one, too. */
static gboolean
step (Walk *walk, const GvmDesc *desc)
{
  gsize before = walk->pos;

  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    gsize end = field->offset + field->size;

    walk->alignment = MAX (walk->alignment, field->alignment);
    if (field->offset <= walk->pos && end > walk->pos) {
      walk->pos = end;
      walk->last = field;
    }
    if (field->size > 0 && field->offset > walk->pos &&
        (walk->next == NULL || field->offset < walk->next->offset))
      walk->next = field;
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    step (walk, desc->subsections[i].desc);
  return walk->pos > before;
}

/* Is there nothing but padding from where the walk is to @end? */
static gboolean
is_padding (const Walk *walk, gsize end, gsize alignment)
{
  for (gsize i = walk->pos; walk->members != NULL && i < end; i++)
    if (walk->members[i] != 0)
      return FALSE;
  return round_up (walk->pos, alignment) == end;
}

static gboolean
refuse (const Walk *walk, gsize end, GError **error)
{
  g_autofree char *rule = g_strdup_printf (
      "octets %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT "%s%s are in no row", walk->pos, end - 1,
      walk->last != NULL ? ", after " : "", walk->last != NULL ? walk->last->name : "");

  return gvm_error_set (error, GVM_ERROR_INVALID_DESC, walk->desc->codec.name, NULL, rule);
}

static gboolean
check_octets (const GvmDesc *desc, const guint8 *members, GError **error)
{
  Walk walk = { .desc = desc, .members = members, .alignment = 1 };

  for (;;) {
    walk.next = NULL;
    if (step (&walk, desc))
      continue;

    gsize end = walk.next != NULL ? walk.next->offset : desc->codec.c_size;
    gsize alignment = walk.next != NULL ? walk.next->alignment : walk.alignment;
    if (!is_padding (&walk, end, alignment))
      return refuse (&walk, end, error);
    if (walk.next == NULL)
      return TRUE;
    walk.pos = end;
  }
}

static gboolean
check_codec (const GvmCodec *codec, const guint8 *members, GError **error)
{
  const GvmDesc *nested = codec != NULL ? gvmi_codec_get_desc (codec) : NULL;

  return nested == NULL || check (nested, members, error);
}

/* The structs in and behind the rows. What lies in the struct itself its own octets tell of. */
static gboolean
check_nested (const GvmDesc *desc, const guint8 *members, GError **error)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    gboolean is_known = members != NULL && field->shape->is_inline && field->size > 0;

    if (!check_codec (field->codec, is_known ? members + field->offset : NULL, error) ||
        !check_codec (field->key, NULL, error))
      return FALSE;
  }
  for (gsize i = 0; i < desc->n_subsections; i++)
    if (!check_nested (desc->subsections[i].desc, members, error))
      return FALSE;
  return TRUE;
}

static gboolean
check (const GvmDesc *desc, const guint8 *members, GError **error)
{
  return check_octets (desc, members, error) && check_nested (desc, members, error);
}

gboolean
gvm_desc_check_complete (const GvmDesc *desc, const guint8 *members, GError **error)
{
  g_return_val_if_fail (desc != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return gvm_desc_validate (desc, error) && check (desc, members, error);
}
