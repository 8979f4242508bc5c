/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is in no stream is loaded as if it were: a value is saved into a writer, and read from there. So a default
 * or an upgraded struct comes into the target by the one way there is, journal and all.
 */
#pragma once

#include "stream/reader.h"
#include "stream/writer.h"

/* Makes @writer, all zeros before, one whose octets are to be relayed to @reader. */
void gvmi_relay_begin (GvmWriter *writer, const GvmReader *reader);

/* Loads what @writer holds by @load, as a part of @reader's load; errors stand at @offset. @saved tells whether it
 * holds all of it; its own error is passed on. Takes @writer's content. */
gboolean gvmi_relay_end (GvmWriter *writer, gboolean saved, GvmReader *reader, guint64 offset,
                         gboolean (*load) (gconstpointer what, GvmReader *reader, gpointer self),
                         gconstpointer what, gpointer self);
