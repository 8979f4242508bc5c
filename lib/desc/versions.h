/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names and versions beyond the present ones, and the rules of what names them.
 */
#pragma once

#include "desc/shape.h"

/* Is the text of @size octets one of the names: @name, or one of (nullable) @alias? */
gboolean gvmi_name_is (const char *name, const char *const *alias, const char *text, gsize size);

/* The oldest version that loads, by upgrades if need be; those that lead nowhere do not count. */
static inline guint32
gvmi_desc_get_oldest (const GvmDesc *desc)
{
  while (desc->upgrade != NULL && desc->upgrade->from != NULL &&
         desc->upgrade->from->version_id < desc->minimum_version_id)
    desc = desc->upgrade->from;
  return desc->minimum_version_id;
}

/* Can @field stand for @lost, which another version has: is it the same member, or what that was once
 * called? @place and @size are the member of @lost, or an element of it. */
gboolean gvmi_field_stands_for (const GvmField *field, const GvmField *lost, gsize place,
                                gsize size);

/* Each returns (nullable) the rule that is broken, as text. */

/* No two names of both rows may be the same. */
const char *gvmi_field_check_names (const GvmField *a, const GvmField *b);
/* @alias must be names, other than @name, of @most octets. */
const char *gvmi_alias_check (const char *name, const char *const *alias, gsize most);
/* The default of row @index, whose facts are @row. */
const char *gvmi_desc_check_default (const GvmDesc *desc, gsize index, const GvmiFacts *row);
/* The upgrade, but for its old descriptor. */
const char *gvmi_desc_check_upgrade (const GvmDesc *desc);
