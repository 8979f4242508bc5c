/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The options that a row has against those that rows of its shape can have.
 */
#include "desc/options.h"

static const struct {
  GvmiOption option;
  const char *rule;
} rules[] = {
  { GVMI_OPTION_MAX, "max, which such a row does not have" },
  { GVMI_OPTION_OPS, "ops, which such a row does not have" },
  { GVMI_OPTION_NEW_IN, "new_in, which such a row does not have" },
  { GVMI_OPTION_KEYS, "keys, which such a row does not have" },
  { GVMI_OPTION_VALUES, "values, which such a row does not have" },
  { GVMI_OPTION_ORDER, "order, which such a row does not have" },
  { GVMI_OPTION_FRAMING, "framing, which such a row does not have" },
  { GVMI_OPTION_IN_PLACE, "in_place, which such a row does not have" },
  { GVMI_OPTION_NULLABLE, "nullable, which such a row does not have" },
  { GVMI_OPTION_TWIN, "qemu, which such a row does not have" },
};

/* The bit of @option when it was @given. */
static guint
bit (GvmiOption option, gboolean given)
{
  return given ? (guint) option : 0;
}

static guint
get_given (const GvmField *field)
{
  return bit (GVMI_OPTION_MAX, field->max != 0) | bit (GVMI_OPTION_OPS, field->ops != NULL) |
         bit (GVMI_OPTION_NEW_IN, field->new_in != NULL) |
         bit (GVMI_OPTION_KEYS, field->keys != GVM_BOXED) |
         bit (GVMI_OPTION_VALUES, field->values != GVM_BOXED) |
         bit (GVMI_OPTION_ORDER, field->order != GVM_ORDER_CANONICAL) |
         bit (GVMI_OPTION_FRAMING, field->framing != GVM_FRAMING_COUNTED) |
         bit (GVMI_OPTION_IN_PLACE, field->in_place) | bit (GVMI_OPTION_NULLABLE, field->nullable) |
         bit (GVMI_OPTION_TWIN, field->qemu != NULL);
}

static gboolean
has_struct (const GvmField *field)
{
  return gvmi_codec_get_desc (field->codec) != NULL ||
         (field->key != NULL && gvmi_codec_get_desc (field->key) != NULL);
}

const char *
gvmi_field_check_options (const GvmField *field)
{
  guint beyond = get_given (field) & ~field->shape->options;

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if ((beyond & rules[i].option) != 0)
      return rules[i].rule;
  if (field->max != 0 && field->shape->is_inline && field->codec->get_length == NULL)
    return "max, of a value without a length";
  return field->nested_version != 0 && !has_struct (field) ? "nested_version, of what is no struct"
                                                           : NULL;
}
