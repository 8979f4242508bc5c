/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a row of an older version holds of a member that the newest has in another row.
 */
#pragma once

#include "desc/shape.h"

/* Puts into @model, which owns nothing, what is still there of @self when @held alone is written, so far as
 * @lost has it too. @blank is a value of @lost's codec, of zeros. */
void gvmi_held_put (const GvmField *held, const GvmField *lost, gconstpointer self, gpointer model,
                    gpointer blank);
