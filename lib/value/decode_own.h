/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reading values of types of ours; decode_own.c reads all but arrays and containers.
 */
#pragma once

#include "value/decode.h"

typedef struct {
  GvmiDecode *decode;
  GArray *places; /* of gsize: in the bits of each GvmiThere */
} GvmiOwn;

static inline guint64
gvmi_own_here (const GvmiOwn *own)
{
  return gvm_reader_tell (&own->decode->reader);
}

/* A value of any type. @within (nullable): the struct that is being read, whose earlier rows may say how many. */
gboolean gvmi_own_read_type (GvmiOwn *own, const GvmiType *type, const GvmValue *within,
                             GvmValue *value);
gboolean gvmi_own_read_scalar (GvmiOwn *own, const GvmiType *type, GvmValue *value);
/* A member of @value: its next child. */
gboolean gvmi_own_read_member (GvmiOwn *own, const char *name, const GvmiType *type,
                               GvmValue *value);
gboolean gvmi_own_read_array (GvmiOwn *own, const GvmiType *type, const GvmValue *within,
                              GvmValue *value);
gboolean gvmi_own_read_container (GvmiOwn *own, const GvmiType *type, GvmValue *value);

gboolean gvmi_own_read_u32 (GvmiOwn *own, guint32 *ret_number);
/* Steps over @mark, which must be there. */
gboolean gvmi_own_read_mark (GvmiOwn *own, guint8 mark);
/* What an earlier row of the same struct says. */
gboolean gvmi_own_number_of (GvmiOwn *own, const GvmValue *within, const char *row,
                             gsize *ret_number);
/* @bits: what stands on the wire for it. */
void gvmi_own_set_null (GvmValue *value, guint64 bits);
