/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a row's member is, and what the member says that counts it.
 */
#pragma once

#include "desc/shape.h"

static inline gconstpointer
gvmi_member_of (const GvmField *field, gconstpointer self)
{
  return (const guint8 *) self + field->offset;
}

static inline gpointer
gvmi_member_in (const GvmField *field, gpointer self)
{
  return (guint8 *) self + field->offset;
}

/* The count that stands in another member; the row must name one. */
static inline guint64
gvmi_field_get_count (const GvmField *field, gconstpointer self)
{
  gconstpointer count = (const guint8 *) self + field->count_offset;

  switch (field->count_size) {
  case 1:
    return *(const guint8 *) count;
  case 2:
    return *(const guint16 *) count;
  case 4:
    return *(const guint32 *) count;
  default:
    return *(const guint64 *) count;
  }
}
