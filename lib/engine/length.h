/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The `.max` of a row over one value: how long it may be.
 */
#pragma once

#include "desc/shape.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* Refuses *@value when it is longer than the row allows. Errors: GVM_ERROR_LIMIT. */
gboolean gvmi_length_check_save (const GvmField *field, GvmWriter *writer, gconstpointer value);

/* The same for the value that is to be read next, before anything is made of it. */
gboolean gvmi_length_check_load (const GvmField *field, GvmReader *reader);
