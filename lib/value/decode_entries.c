/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays and containers of streams of ours, in each of their framings.
 */
#include "value/decode_own.h"

/* ---- entries without a value each ------------------------------------------------------------ */

static gboolean
read_unmarked (GvmiOwn *own, const GvmiType *of, gsize n, GvmValue *value)
{
  gsize size;

  if (!g_size_checked_mul (&size, of->flat_size, n))
    size = G_MAXSIZE;
  const guint8 *octets = gvmi_decode_take (own->decode, size);
  if (octets == NULL)
    return FALSE;
  gvmi_flat_set_elements (value, of, n);
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

/* Steps over entries, as many as there are, or @max. */
static gboolean
step_over_marked (GvmiOwn *own, const GvmiType *of, gsize max, gsize *ret_n)
{
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  gvmi_reader_enter (reader, &frame);
  for (; frame.index < max &&
         (gvm_reader_left (reader) == 0 || reader->data[reader->pos] != GVMI_WIRE_ENTRIES_END);
       frame.index++)
    if (!gvmi_own_read_mark (own, GVMI_WIRE_ENTRY) ||
        gvmi_decode_take (own->decode, of->flat_size) == NULL)
      return FALSE;
  gvmi_reader_leave (reader);
  *ret_n = (gsize) frame.index;
  return gvmi_own_read_mark (own, GVMI_WIRE_ENTRIES_END);
}

/* Octets of their own, without the marks. */
static gboolean
read_flat_marked (GvmiOwn *own, const GvmiType *of, gsize max, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  const guint8 *octets = reader->data + reader->pos;
  gsize n;

  if (!step_over_marked (own, of, max, &n) || !gvm_reader_charge (reader, n * of->flat_size))
    return FALSE;
  if (n < max && value->framing == GVMI_FRAMING_BOTH)
    return gvmi_decode_mismatch (own->decode, gvmi_own_here (own),
                                 "%" G_GSIZE_FORMAT " elements, counted are %" G_GSIZE_FORMAT, n,
                                 max);
  gvmi_flat_set_elements (value, of, n);
  value->own = gvmi_flat_strip (octets, n, of->flat_size);
  value->octets = g_bytes_get_data (value->own, NULL);
  return TRUE;
}

static gboolean
read_flat (GvmiOwn *own, const GvmiType *type, gsize n, GvmValue *value)
{
  return gvmi_value_is_marked (value) ? read_flat_marked (own, type->of, n, value)
                                      : read_unmarked (own, type->of, n, value);
}

/* ---- entries that have a value each ---------------------------------------------------------- */

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
    if (!gvmi_decode_add_child (value, gvmi_own_read_type (own, type->of, NULL, child)))
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
            value,
            gvmi_own_read_type (own, type->of, NULL, &value->children->values[value->n_children])))
      return FALSE;
  }
  gvmi_reader_leave (reader);
  return gvmi_own_read_mark (own, GVMI_WIRE_ENTRIES_END);
}

/* ---- arrays and containers --------------------------------------------------------------------- */

/* @n elements, of which the octets that are left must be able to hold as many. */
static gboolean
read_elements (GvmiOwn *own, const GvmiType *type, gsize n, GvmValue *value)
{
  gsize left = gvm_reader_left (&own->decode->reader);

  if (type->of->flat_size > 0)
    return read_flat (own, type, n, value);
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

/* What a map or list is, whatever is in it. */
static void
set_container (const GvmiType *type, GvmValue *value)
{
  gboolean is_map = type->key != NULL || type->row != NULL;
  const GvmiType *content = type->key != NULL ? type->of->table->rows[1].type : type->of;

  value->kind = is_map ? GVM_VALUE_MAP : GVM_VALUE_ARRAY;
  value->key_name = type->key != NULL ? "key" : type->row;
  value->layout = content->table != NULL ? &content->table->head : NULL;
  value->type_name = type->word;
}

gboolean
gvmi_own_read_entries (GvmiOwn *own, const GvmiType *type, gsize n, GvmValue *value)
{
  set_container (type, value);
  return read_elements (own, type, n, value);
}

gboolean
gvmi_own_read_container (GvmiOwn *own, const GvmiType *type, GvmValue *value)
{
  guint32 n;

  if (type->framing == GVMI_FRAMING_MARKED) {
    set_container (type, value);
    value->framing = type->framing;
    return type->of->flat_size > 0 ? read_flat (own, type, G_MAXSIZE, value)
                                   : read_marked (own, type, value);
  }
  if (!gvmi_own_read_u32 (own, &n))
    return FALSE;
  if (type->is_nullable && n == GVMI_WIRE_NO_LENGTH) {
    gvmi_own_set_null (value, n);
    return TRUE;
  }
  value->framing = type->framing;
  return gvmi_own_read_entries (own, type, n, value);
}
