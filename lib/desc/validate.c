/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a compiler cannot see of a table. Each rule is one small function that returns the rule's text
 * when a row breaks it; the walk adds the descriptor and the row, and goes down into nested ones.
 * Rules of rows that touch the same memory are in shared.c. Rules that depend on the shape (storage, order, ownership) are the shape's own: its `examine`.
 */
#include "desc/packing.h"
#include "desc/shared.h"
#include "desc/versions.h"

/* The descriptors that are being examined, innermost first: a descriptor inside itself shows here. */
typedef struct Chain Chain;
struct Chain {
  const Chain *up;
  const GvmDesc *desc;
};

static gboolean examine (const GvmDesc *desc, const Chain *up, GvmiFacts *ret_facts,
                         GError **error);

static gboolean
refuse (const GvmDesc *desc, const GvmField *field, const char *rule, GError **error)
{
  g_autofree char *path =
      g_strjoin ("/", desc->codec.name, field != NULL ? field->name : NULL, NULL);

  return gvm_error_set (error, GVM_ERROR_INVALID_DESC, path, NULL, rule);
}

/* ---- rules of the whole table --------------------------------------------------------------- */

static const char *
check_header (const GvmDesc *desc)
{
  if (desc->codec.name == NULL || *desc->codec.name == '\0')
    return "a descriptor without a name";
  if (desc->field_size != sizeof (GvmField))
    return "compiled against another version of the library";
  if (desc->plan == NULL || (desc->fields == NULL && desc->n_fields > 0))
    return "a descriptor without a place for its plan, or without its rows";
  if (desc->version_id < desc->minimum_version_id)
    return "minimum version is above version";
  return gvmi_alias_check (desc->codec.name, desc->alias, G_MAXUINT8);
}

static const char *
check_acyclic (const GvmDesc *desc, const Chain *up)
{
  for (; up != NULL; up = up->up)
    if (up->desc == desc)
      return "a descriptor inside itself";
  return NULL;
}

/* ---- rules of one row ----------------------------------------------------------------------- */

static const char *
check_place (const GvmDesc *desc, const GvmField *field)
{
  if (field->name == NULL || *field->name == '\0' || field->shape == NULL || field->codec == NULL)
    return "a row that no macro made";
  if (field->offset > desc->codec.c_size || field->size > desc->codec.c_size - field->offset)
    return "the member is outside the struct";
  return gvmi_alias_check (field->name, field->alias, G_MAXSIZE);
}

static const char *
check_codec (const GvmCodec *codec)
{
  if (codec == NULL || codec->kind == GVM_KIND_STRUCT)
    return NULL;
  if (codec->encode == NULL || codec->decode == NULL)
    return "a codec that cannot encode or decode";
  if (codec->compare == NULL && codec->equal == NULL)
    return "a codec with neither compare nor equal";
  if (codec->free != NULL && codec->c_size != sizeof (gpointer))
    return "a codec with a free whose values are no pointers";
  return NULL;
}

/* Does @codec, if it is a struct, have the version that @field says? What only an upgrade takes is never
 * written, so it is not for rows of the newest version. */
static gboolean
has_nested_version (const GvmDesc *desc, const GvmField *field, const GvmCodec *codec)
{
  const GvmDesc *nested = codec != NULL ? gvmi_codec_get_desc (codec) : NULL;
  guint32 version = gvmi_field_get_nested_version (field);

  if (nested == NULL)
    return TRUE;
  if (field->nested_version == 0 && nested->version_id > 1)
    return FALSE; /* it would be version 1, and lose what came later without a word */
  return version <= nested->version_id &&
         version >= (gvmi_field_in_version (field, desc->version_id)
                         ? nested->minimum_version_id
                         : gvmi_desc_get_oldest (nested));
}

static const char *
check_versions (const GvmDesc *desc, const GvmField *field)
{
  if (field->until != 0 && field->since > field->until)
    return "since is after until";
  if (field->since > desc->version_id)
    return "since is after the descriptor's version";
  if (!has_nested_version (desc, field, field->codec) ||
      !has_nested_version (desc, field, field->key))
    return "nested_version is none of the nested descriptor's, or not said where it is beyond 1";
  return NULL;
}

static const char *
check_against_earlier_rows (const GvmDesc *desc, gsize index)
{
  const GvmField *field = gvmi_desc_get_field (desc, index);

  for (gsize i = 0; i < index; i++) {
    const GvmField *other = gvmi_desc_get_field (desc, i);

    if (!gvmi_rows_meet (field, other))
      continue;
    const char *rule = gvmi_field_check_names (field, other);
    if (rule != NULL)
      return rule;
    if (field->when == NULL && other->when == NULL &&
        gvmi_places_touch (field->offset, field->size, other->offset, other->size))
      return "the member overlaps that of an earlier row of the same version";
  }
  return NULL;
}

/* ---- the walk ------------------------------------------------------------------------------- */

static gboolean
examine_codec (const GvmCodec *codec, const Chain *up, GvmiFacts *ret_facts, GError **error)
{
  const GvmDesc *nested = gvmi_codec_get_desc (codec);

  if (nested != NULL)
    return examine (nested, up, ret_facts, error);
  *ret_facts = (GvmiFacts) { .wire_min = codec->wire_min,
                             .owns = codec->free != NULL,
                             .has_order = codec->compare != NULL,
                             .is_packable = TRUE,
                             .n_columns = 1,
                             .packed_min = gvmi_codec_is_varint (codec) ? 1 : codec->wire_min,
                             .has_varints = gvmi_codec_is_varint (codec) };
  return TRUE;
}

static gboolean
examine_row (const GvmDesc *desc, gsize index, const Chain *here, GvmiFacts *facts,
             GvmiFacts *ret_facts, GError **error)
{
  const GvmField *field = gvmi_desc_get_field (desc, index);
  const char *rule;
  GvmiFacts element = { .wire_min = 0 }, key = { .wire_min = 0 };

  if ((rule = check_place (desc, field)) != NULL || (rule = check_codec (field->codec)) != NULL ||
      (rule = check_codec (field->key)) != NULL || (rule = check_versions (desc, field)) != NULL ||
      (rule = check_against_earlier_rows (desc, index)) != NULL ||
      (rule = gvmi_desc_check_count (desc, index)) != NULL)
    return refuse (desc, field, rule, error);

  if (!examine_codec (field->codec, here, &element, error))
    return FALSE;
  if (field->key != NULL && !examine_codec (field->key, here, &key, error))
    return FALSE;

  const GvmiFacts *of_key = field->key != NULL ? &key : NULL;
  if ((rule = field->shape->examine (field, &element, of_key, ret_facts)) != NULL ||
      (rule = gvmi_field_check_packing (field, &element, of_key)) != NULL ||
      (rule = gvmi_desc_check_default (desc, index, ret_facts)) != NULL)
    return refuse (desc, field, rule, error);
  gvmi_facts_add_columns (facts, desc, field, &element);
  return TRUE;
}

static gboolean
have_name_in_common (const GvmDesc *a, const GvmDesc *b)
{
  if (gvmi_name_is (a->codec.name, a->alias, b->codec.name, strlen (b->codec.name)))
    return TRUE;
  for (const char *const *alias = b->alias; alias != NULL && *alias != NULL; alias++)
    if (gvmi_name_is (a->codec.name, a->alias, *alias, strlen (*alias)))
      return TRUE;
  return FALSE;
}

static const char *
check_subsection (const GvmDesc *desc, gsize index)
{
  const GvmDesc *found = desc->subsections[index].desc;

  if (found->codec.c_size != desc->codec.c_size)
    return "a subsection of another struct";
  if (found->codec.name == NULL || strlen (found->codec.name) > G_MAXUINT8)
    return "a subsection without a name, or with one of more than 255 octets";
  for (gsize i = 0; i < index; i++)
    if (have_name_in_common (desc->subsections[i].desc, found))
      return "an earlier subsection has that name";
  return NULL;
}

static gboolean
examine_subsections (const GvmDesc *desc, const Chain *here, GvmiFacts *facts, GError **error)
{
  for (gsize i = 0; i < desc->n_subsections; i++) {
    const char *rule = check_subsection (desc, i);
    GvmiFacts inner = { .wire_min = 0 };

    if (rule != NULL)
      return refuse (desc, NULL, rule, error);
    if (!examine (desc->subsections[i].desc, here, &inner, error))
      return FALSE;
    facts->owns |= inner.owns;
    facts->has_hooks |= inner.has_hooks;
    facts->has_equal |= inner.has_equal;
    facts->has_order = FALSE;
  }
  return TRUE;
}

/* The old struct is one of its own; what counts here is how few octets it takes. */
static gboolean
examine_upgrade (const GvmDesc *desc, const Chain *here, GvmiFacts *facts, GError **error)
{
  const char *rule = gvmi_desc_check_upgrade (desc);
  GvmiFacts old = { .wire_min = 0 };

  if (rule != NULL)
    return refuse (desc, NULL, rule, error);
  if (desc->upgrade == NULL)
    return TRUE;
  if (!examine (desc->upgrade->from, here, &old, error))
    return FALSE;
  if (old.has_hooks)
    return refuse (desc, NULL, "an upgrade from a struct with hooks, which would outlive it",
                   error);
  if (old.has_equal && desc->upgrade->prepare == NULL)
    return refuse (desc, NULL, "an upgrade from a struct with equal rows, and no prepare", error);
  facts->wire_min = MIN (facts->wire_min, old.wire_min);
  return TRUE;
}

static gboolean
examine (const GvmDesc *desc, const Chain *up, GvmiFacts *ret_facts, GError **error)
{
  Chain here = { .up = up, .desc = desc };
  GvmiFacts facts = { .has_order = TRUE,
                      .has_hooks = gvmi_desc_has_hooks (desc),
                      .is_packable = !gvmi_desc_has_hooks (desc) && desc->n_subsections == 0 };
  const char *rule;

  if ((rule = check_header (desc)) != NULL || (rule = check_acyclic (desc, up)) != NULL)
    return refuse (desc, NULL, rule, error);

  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *field = gvmi_desc_get_field (desc, i);
    GvmiFacts row = { .wire_min = 0 };

    if (!examine_row (desc, i, &here, &facts, &row, error))
      return FALSE;
    if (gvmi_field_is_always_sent (desc, field) &&
        !g_size_checked_add (&facts.wire_min, facts.wire_min, row.wire_min))
      return refuse (desc, field, "more octets than a size can count", error);
    facts.owns |= row.owns;
    facts.has_hooks |= row.has_hooks;
    facts.has_equal |= row.has_equal;
    facts.has_order &= row.has_order;
  }
  if (!examine_subsections (desc, &here, &facts, error) ||
      !examine_upgrade (desc, &here, &facts, error))
    return FALSE;

  const GvmDesc *whose = desc;
  const GvmField *which = NULL;
  if ((rule = gvmi_desc_check_shared (desc, &whose, &which)) != NULL)
    return refuse (whose, which, rule, error);
  *ret_facts = facts;
  return TRUE;
}

gboolean
gvmi_desc_examine (const GvmDesc *desc, GvmiFacts *ret_facts, GError **error)
{
  return examine (desc, NULL, ret_facts, error);
}

gboolean
gvm_desc_validate (const GvmDesc *desc, GError **error)
{
  GvmiFacts facts;

  g_return_val_if_fail (desc != NULL, FALSE);
  return gvmi_desc_examine (desc, &facts, error);
}
