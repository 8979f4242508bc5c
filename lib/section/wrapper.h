/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What others put before a stream.
 */
#pragma once

#include "section/source.h"
#include "stream/limits.h"

/* Reads the header of an image that libvirt saved, if the input starts with one, and stops where the
 * stream starts. @ret_wrapper is NULL when there is none. Offsets in errors are the input's. */
gboolean gvmi_wrapper_read (GvmiSource *source, const GvmLimits *limits, GvmWrapper **ret_wrapper,
                            GError **error);
void gvmi_wrapper_free (GvmWrapper *wrapper);
