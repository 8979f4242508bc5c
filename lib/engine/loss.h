/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a save for an older version leaves out. `newest` is the version of the same struct in which nothing
 * would be.
 */
#pragma once

#include "desc/shape.h"
#include "stream/writer.h"

/* The row is not on the wire in the version that is being written: is anything lost? Notes it, or refuses.
 * Errors: GVM_ERROR_LOSS. */
gboolean gvmi_loss_check_row (const GvmDesc *desc, const GvmField *field, guint32 version,
                              guint32 newest, GvmWriter *writer, gconstpointer self);

/* The same for a subsection. */
gboolean gvmi_loss_check_subsection (const GvmSubsection *subsection, guint32 newest,
                                     GvmWriter *writer, gconstpointer self);

/* Returns: the version that structs in @field, a row that is on the wire, have where nothing is lost; 0 when it
 * is the row's own. */
guint32 gvmi_loss_get_nested (const GvmDesc *desc, const GvmField *field, guint32 newest,
                              gconstpointer self);

/* Refuses the save if something was noted in its list since it had @n_before, and must not be. */
gboolean gvmi_loss_end (GvmWriter *writer, guint n_before);
