/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What decoding fields that QEMU has and decoding types of ours share.
 *
 * A function that returns FALSE has set the reader's error, and left the reader behind what is in the value: so
 * that with the rest of the octets it is the whole.
 */
#pragma once

#include "stream/reader.h"
#include "value/value.h"

typedef struct {
  GvmReader reader;
  const GvmStream *stream;
  GBytes *own; /* (nullable): what the reader's window is on, when that isn't the stream */
} GvmiDecode;

/* Sets GVM_ERROR_SCHEMA_MISMATCH. Returns: FALSE. */
gboolean gvmi_decode_mismatch (GvmiDecode *decode, guint64 offset, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* Steps over what is described as @size octets, and lends them. */
const guint8 *gvmi_decode_take (GvmiDecode *decode, gsize size);

/* Room for @n children. There are none until each has been decoded. */
gboolean gvmi_decode_make_room (GvmiDecode *decode, GvmValue *value, gsize n);
/* The next child of @value is there; or, when it isn't @sound, as much of it as could be decoded: of what has
 * children the part that is, of anything else nothing. Returns: @sound. */
gboolean gvmi_decode_add_child (GvmValue *value, gboolean sound);
void gvmi_decode_set_octets (GvmiDecode *decode, GvmValue *value, const guint8 *octets);

/* Fields and subsections of a table. @spare: children that there shall be room for beyond those. */
gboolean gvmi_decode_struct (GvmiDecode *decode, const GvmiVmdescStruct *layout, gsize spare,
                             GvmValue *value);
/* A subsection's mark, name and version, which must be those of @layout. */
gboolean gvmi_decode_subsection_head (GvmiDecode *decode, const GvmiVmdescStruct *layout);
/* A value of the type that @field has of ours; the window is the field's. */
gboolean gvmi_decode_own (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value);
