/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One value, whatever its codec: the one place where a plain codec and a struct part ways. Rows and
 * containers know values only through these. All codecs have been examined, all descriptors planned.
 */
#pragma once

#include "desc/shape.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* Saves *@value. @version is that of a nested struct, and means nothing to a plain codec. */
gboolean gvmi_value_save (const GvmCodec *codec, guint32 version, GvmWriter *writer,
                          gconstpointer value);
gboolean gvmi_value_load (const GvmCodec *codec, guint32 version, GvmReader *reader,
                          gpointer value);

/* As above for @n values, back to back in memory and on the wire; paths number them. */
gboolean gvmi_values_save (const GvmCodec *codec, guint32 version, GvmWriter *writer,
                           gconstpointer values, gsize n);
gboolean gvmi_values_load (const GvmCodec *codec, guint32 version, GvmReader *reader,
                           gpointer values, gsize n);

gboolean gvmi_value_equal (const GvmCodec *codec, guint32 version, gconstpointer a,
                           gconstpointer b);
/* The codec must have an order. */
gint gvmi_value_compare (const GvmCodec *codec, guint32 version, gconstpointer a, gconstpointer b);
/* Frees what *@value owns, in any version. */
void gvmi_value_dispose (const GvmCodec *codec, gpointer value, GvmiDisposal how);
