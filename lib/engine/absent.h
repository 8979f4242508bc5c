/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Members that a stream has no row for: what they become.
 */
#pragma once

#include "desc/shape.h"
#include "stream/reader.h"

/* Gives the member of @field, which is not on the wire in @version, its default, unless another row over it
 * is. @field has a default. */
gboolean gvmi_absent_load (const GvmDesc *desc, const GvmField *field, guint32 version,
                           GvmReader *reader, gpointer self);

/* Gives the members of subsections @first to @end - 1, which the stream does not have, their defaults. */
gboolean gvmi_absent_load_subsections (const GvmDesc *desc, gsize first, gsize end,
                                       GvmReader *reader, gpointer self);

/* Writes all defaults that own no memory, those of subsections too. */
void gvmi_absent_put_plain (const GvmDesc *desc, gpointer self);

/* Returns: (transfer full): a struct of zeros, but for what has a default. It owns nothing. */
gpointer gvmi_absent_make_model (const GvmDesc *desc);
