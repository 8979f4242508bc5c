/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Rows that touch the same memory. For plain values that is what versions and conditions are for; but who
 * frees a member is told by its row, whichever of them loaded it, and a block must never get another count.
 */
#include "desc/shared.h"

/* ---- counts -------------------------------------------------------------------------------------- */

/* An equal row only looks at what it is of, and so does one that has nothing on the wire. */
static gboolean
may_write_count (const GvmField *field, const GvmField *counted)
{
  return counted->count_size != 0 && field->shape != &gvm_shape_equal && !field->shape->is_absent &&
         gvmi_places_touch (field->offset, field->size, counted->count_offset, counted->count_size);
}

static gboolean
nothing_writes_count (const GvmDesc *desc, const GvmField *field)
{
  for (gsize i = 0; i < desc->n_fields; i++)
    if (may_write_count (gvmi_desc_get_field (desc, i), field))
      return FALSE;
  return TRUE;
}

/* A row may be the one of @field's block in another version. */
static gboolean
block_is_sent (const GvmDesc *desc, const GvmField *field, guint32 version)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    if (other->offset == field->offset && other->count_size != 0 && other->when == NULL &&
        gvmi_field_in_version (other, version))
      return TRUE;
  }
  return FALSE;
}

/* In @version, is the block of @field sent when @count is? A count without its block would leave the old
 * block with a new length. */
static gboolean
block_follows_count (const GvmDesc *desc, const GvmField *field, const GvmField *count,
                     guint32 version)
{
  return version < desc->minimum_version_id || version > desc->version_id ||
         !gvmi_field_in_version (count, version) || block_is_sent (desc, field, version);
}

/* And is @count sent when @field is? */
static gboolean
count_leads_block (const GvmDesc *desc, const GvmField *field, const GvmField *count,
                   guint32 version)
{
  return version < desc->minimum_version_id || version > desc->version_id ||
         !gvmi_field_in_version (field, version) || gvmi_field_in_version (count, version);
}

typedef gboolean (*CountRule) (const GvmDesc *desc, const GvmField *field, const GvmField *count,
                               guint32 version);

static gboolean
in_every_version (const GvmDesc *desc, const GvmField *field, const GvmField *count, CountRule rule)
{
  gboolean holds = field->when == NULL && count->when == NULL &&
                   rule (desc, field, count, desc->minimum_version_id);

  /* Between these versions nothing changes. */
  for (gsize i = 0; holds && i < desc->n_fields; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    holds = rule (desc, field, count, other->since) &&
            (other->until == 0 || rule (desc, field, count, other->until + 1));
  }
  return holds;
}

/* Does every row that may write the count, in any version, come with the block? */
static gboolean
all_come_with_block (const GvmDesc *desc, const GvmField *field)
{
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    if (may_write_count (other, field) &&
        !in_every_version (desc, field, other, block_follows_count))
      return FALSE;
  }
  return TRUE;
}

const char *
gvmi_desc_check_count (const GvmDesc *desc, gsize index)
{
  const char *rule = "no earlier row, sent exactly when this one is, has the member that counts";
  const GvmField *field = gvmi_desc_get_field (desc, index);

  if (field->count_size == 0)
    return field->times != 0 || field->own_count ? "times or own_count of what no member counts"
                                                 : NULL;
  if (field->own_count)
    return nothing_writes_count (desc, field) ? NULL : "own_count, and a row writes the count";
  for (gsize i = 0; i < index; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    if (other->offset == field->count_offset && other->size == field->count_size &&
        other->shape->is_inline && other->codec->kind == GVM_KIND_UNSIGNED &&
        in_every_version (desc, field, other, count_leads_block))
      return field->size == 0 || all_come_with_block (desc, field) ? NULL : rule;
  }
  return rule;
}

/* ---- members -------------------------------------------------------------------------------------- */

static GvmiFacts
facts_of (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);
  GvmiFacts facts = { .owns = codec->free != NULL, .has_order = codec->compare != NULL };

  if (desc != NULL)
    gvmi_desc_examine (desc, &facts, NULL);
  return facts;
}

static gboolean
owns (const GvmField *field)
{
  GvmiFacts element = facts_of (field->codec), row = { .wire_min = 0 };
  GvmiFacts key = field->key != NULL ? facts_of (field->key) : row;

  return field->shape->examine (field, &element, field->key != NULL ? &key : NULL, &row) == NULL &&
         row.owns;
}

/* Would either row free what the other has loaded, in the same way? */
static gboolean
free_alike (const GvmField *a, const GvmField *b)
{
  return a->offset == b->offset && a->size == b->size && a->shape == b->shape &&
         a->container == b->container && a->codec == b->codec && a->key == b->key &&
         a->keys == b->keys && a->values == b->values && a->ops == b->ops &&
         a->count_offset == b->count_offset && a->count_size == b->count_size;
}

/* Where both load, the second frees what the first has made; somebody may be waiting for a hook there. */
static gboolean
are_alternatives (const GvmField *a, const GvmField *b)
{
  return free_alike (a, b) && !(gvmi_rows_meet (a, b) && facts_of (a->codec).has_hooks);
}

static const char *
check_pair (const GvmField *a, const GvmField *b, gboolean same_table)
{
  if (!same_table && (may_write_count (a, b) || may_write_count (b, a)))
    return "a row of another table has the member that counts";
  if (!same_table && gvmi_places_touch (a->offset, a->size, b->offset, b->size) &&
      (a->absent != NULL || b->absent != NULL))
    return "a default of a member that a row of another table has, too";
  if (gvmi_places_touch (a->offset, a->size, b->offset, b->size) && (owns (a) || owns (b)) &&
      !(same_table && are_alternatives (a, b)))
    return "the member overlaps another row's, and who frees what is in it depends on the row";
  return NULL;
}

/* Checks @field of another table of the struct against the rows of @desc and of its subsections. */
static const char *
check_row (const GvmField *field, const GvmDesc *desc, const GvmDesc **ret_desc,
           const GvmField **ret_field)
{
  const char *rule = NULL;

  for (gsize i = 0; rule == NULL && i < desc->n_fields; i++) {
    *ret_desc = desc;
    *ret_field = gvmi_desc_get_field (desc, i);
    rule = check_pair (field, *ret_field, FALSE);
  }
  for (gsize i = 0; rule == NULL && i < desc->n_subsections; i++)
    rule = check_row (field, desc->subsections[i].desc, ret_desc, ret_field);
  return rule;
}

/* Checks the rows of @a and of its subsections against those of @b. */
static const char *
check_tables (const GvmDesc *a, const GvmDesc *b, const GvmDesc **ret_desc,
              const GvmField **ret_field)
{
  const char *rule = NULL;

  for (gsize i = 0; rule == NULL && i < a->n_fields; i++)
    rule = check_row (gvmi_desc_get_field (a, i), b, ret_desc, ret_field);
  for (gsize i = 0; rule == NULL && i < a->n_subsections; i++)
    rule = check_tables (a->subsections[i].desc, b, ret_desc, ret_field);
  return rule;
}

static const char *
check_own_rows (const GvmDesc *desc, const GvmDesc **ret_desc, const GvmField **ret_field)
{
  const char *rule = NULL;

  *ret_desc = desc;
  for (gsize i = 0; rule == NULL && i < desc->n_fields; i++)
    for (gsize k = 0; rule == NULL && k < i; k++) {
      *ret_field = gvmi_desc_get_field (desc, i);
      rule = check_pair (gvmi_desc_get_field (desc, k), *ret_field, TRUE);
    }
  return rule;
}

const char *
gvmi_desc_check_shared (const GvmDesc *desc, const GvmDesc **ret_desc, const GvmField **ret_field)
{
  const char *rule = check_own_rows (desc, ret_desc, ret_field);

  for (gsize i = 0; rule == NULL && i < desc->n_subsections; i++) {
    for (gsize k = 0; rule == NULL && k < desc->n_fields; k++)
      rule =
          check_row (gvmi_desc_get_field (desc, k), desc->subsections[i].desc, ret_desc, ret_field);
    for (gsize k = 0; rule == NULL && k < i; k++)
      rule =
          check_tables (desc->subsections[k].desc, desc->subsections[i].desc, ret_desc, ret_field);
  }
  return rule;
}
