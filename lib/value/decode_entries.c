/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays and containers of streams of ours, in each of their framings.
 */
#include "value/decode_own.h"

/* An entry of a map whose key stands before it is a struct of the two. */
static gboolean
read_entry (GvmiOwn *own, const GvmiType *type, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;

  if (type->key == NULL)
    return gvmi_own_read_type (own, type->of, NULL, value);
  value->type_name = "entry";
  value->kind = GVM_VALUE_STRUCT;
  value->offset = gvmi_own_here (own);
  gboolean sound = gvmi_decode_make_room (own->decode, value, 2) &&
                   gvmi_own_read_member (own, "key", type->key, value) &&
                   gvmi_own_read_member (own, "value", type->of, value);
  value->size = reader->pos - start;
  return sound;
}

/* Elements that have no value each: all of one size, and nothing but that. */
static gboolean
read_flat (GvmiOwn *own, const GvmiType *of, gsize n, GvmValue *value)
{
  GvmValue element = { .kind = GVM_VALUE_BYTES };
  GvmReader *reader = &own->decode->reader;
  const guint8 *octets = reader->data + reader->pos;
  gsize size;

  if (!g_size_checked_mul (&size, of->size, n))
    size = G_MAXSIZE;
  if (gvmi_decode_take (own->decode, size) == NULL)
    return FALSE;
  if (of->form == GVMI_TYPE_SCALAR && n > 0) {
    gsize end = reader->pos;
    reader->pos = (gsize) (octets - reader->data);
    gvmi_own_read_scalar (own, of, &element); /* for its kind */
    reader->pos = end;
  }
  value->element_kind = element.kind;
  value->n_children = n;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

static gboolean
read_entries (GvmiOwn *own, const GvmiType *type, gsize n, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  gvmi_reader_enter (reader, &frame);
  for (; frame.index < n; frame.index++) {
    GvmValue *child = &value->children->values[value->n_children];
    if (gvmi_value_is_marked (value) && !gvmi_own_read_mark (own, GVMI_WIRE_ENTRY))
      return FALSE;
    if (!gvmi_decode_add_child (value, read_entry (own, type, child)))
      return FALSE;
  }
  gvmi_reader_leave (reader);
  return !gvmi_value_is_marked (value) || gvmi_own_read_mark (own, GVMI_WIRE_ENTRIES_END);
}

/* As many as the marks say: the block grows with what is there. */
static gboolean
read_marked (GvmiOwn *own, const GvmiType *type, GvmValue *value)
{
  enum { FIRST = 8 };
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  if (!gvmi_decode_make_room (own->decode, value, FIRST))
    return FALSE;
  gvmi_reader_enter (reader, &frame);
  for (; gvm_reader_left (reader) == 0 || reader->data[reader->pos] != GVMI_WIRE_ENTRIES_END;
       frame.index++) {
    gsize n = value->children->n;
    if (!gvmi_own_read_mark (own, GVMI_WIRE_ENTRY))
      return FALSE;
    if (value->n_children == n) {
      if (!gvm_reader_charge (reader, n * sizeof (GvmValue)))
        return FALSE;
      value->children = gvmi_block_grow (value->children, 2 * n);
    }
    if (!gvmi_decode_add_child (
            value, read_entry (own, type, &value->children->values[value->n_children])))
      return FALSE;
  }
  gvmi_reader_leave (reader);
  return gvmi_own_read_mark (own, GVMI_WIRE_ENTRIES_END);
}

static gboolean
is_flat (const GvmiType *type, const GvmValue *value)
{
  return type->key == NULL && !gvmi_value_is_marked (value) &&
         (type->of->form == GVMI_TYPE_SCALAR ||
          (type->of->form == GVMI_TYPE_OCTETS && type->of->row == NULL && type->of->size > 0));
}

/* @n elements, of which the octets that are left must be able to hold as many. */
static gboolean
read_elements (GvmiOwn *own, const GvmiType *type, gsize n, GvmValue *value)
{
  gsize left = gvm_reader_left (&own->decode->reader);

  if (is_flat (type, value))
    return read_flat (own, type->of, n, value);
  if (n > left)
    return gvmi_decode_mismatch (own->decode, gvmi_own_here (own),
                                 "%" G_GSIZE_FORMAT " elements, %" G_GSIZE_FORMAT " octets left", n,
                                 left);
  return gvmi_decode_make_room (own->decode, value, n) && read_entries (own, type, n, value);
}

gboolean
gvmi_own_read_array (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gsize n = type->count;

  if (type->row != NULL && !gvmi_own_number_of (own, within, type->row, &n))
    return FALSE;
  value->kind = GVM_VALUE_ARRAY;
  value->type_name = type->of->word;
  value->layout = type->of->table != NULL ? &type->of->table->head : NULL;
  return read_elements (own, type, n, value);
}

gboolean
gvmi_own_read_container (GvmiOwn *own, const GvmiType *type, GvmValue *value)
{
  gboolean is_map = type->key != NULL || type->row != NULL;
  guint32 n;

  value->key_name = type->key != NULL ? "key" : type->row;
  value->layout = type->of->table != NULL ? &type->of->table->head : NULL;
  value->type_name = type->word;
  if (type->framing == GVMI_FRAMING_MARKED) {
    value->kind = is_map ? GVM_VALUE_MAP : GVM_VALUE_ARRAY;
    value->framing = type->framing;
    return read_marked (own, type, value);
  }
  if (!gvmi_own_read_u32 (own, &n))
    return FALSE;
  if (type->is_nullable && n == GVMI_WIRE_NO_LENGTH) {
    gvmi_own_set_null (value, n);
    return TRUE;
  }
  value->kind = is_map ? GVM_VALUE_MAP : GVM_VALUE_ARRAY;
  value->framing = type->framing;
  return read_elements (own, type, n, value);
}
