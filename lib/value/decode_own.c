/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values of types of ours: docs/FORMAT.md, 6.2, read with the description alone. Counts and lengths are the
 * stream's here, so each is held to the octets that are left before there is room for what it counts.
 *
 * What no value could give back (another mark than 01, which a load would take) contradicts the description as
 * well.
 */
#include "value/decode.h"

typedef struct {
  GvmiDecode *decode;
  gsize *places; /* in the bits of each GvmiThere */
} Own;

/* @within: the struct that is being read, whose earlier rows may say how many. */
static gboolean read_type (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value);

static guint64
here (const Own *own)
{
  return gvm_reader_tell (&own->decode->reader);
}

static gboolean
read_u32 (Own *own, guint32 *ret_number)
{
  const guint8 *octets = gvmi_decode_take (own->decode, sizeof *ret_number);

  if (octets == NULL)
    return FALSE;
  *ret_number = (guint32) gvmi_scalar_load (GVM_VALUE_UNSIGNED, octets, sizeof *ret_number);
  return TRUE;
}

/* Steps over @mark, which must be there. */
static gboolean
read_mark (Own *own, guint8 mark)
{
  guint64 start = here (own);
  const guint8 *octet = gvmi_decode_take (own->decode, 1);

  if (octet == NULL || *octet == mark)
    return octet != NULL;
  own->decode->reader.pos--; /* it isn't taken */
  return gvmi_decode_mismatch (own->decode, start, "0x%02x, 0x%02x is due", *octet, mark);
}

/* Is there one, this time? */
static gboolean
is_there (Own *own, const GvmiThere *there, gboolean *ret_is_there)
{
  *ret_is_there = !there->never;
  if (there->bits == NULL)
    return TRUE;
  gsize place = own->places[there->id]++;
  if (place >= there->n)
    return gvmi_decode_mismatch (
        own->decode, here (own),
        "more than the %" G_GSIZE_FORMAT " that are told to be there or not", there->n);
  *ret_is_there = (g_ascii_xdigit_value (there->bits[place / 4]) & 8 >> place % 4) != 0;
  return TRUE;
}

/* What an earlier row of the same struct says. */
static gboolean
number_of_row (Own *own, const GvmValue *within, const char *row, gsize *ret_number)
{
  for (gsize i = 0; within != NULL && i < within->n_children; i++) {
    const GvmValue *value = &within->children->values[i];
    if (strcmp (value->name, row) != 0 || value->kind != GVM_VALUE_UNSIGNED ||
        value->bits > G_MAXSIZE)
      continue;
    *ret_number = (gsize) value->bits;
    return TRUE;
  }
  return gvmi_decode_mismatch (own->decode, here (own), "no row before it says how many");
}

/* ---- scalars and octets ---------------------------------------------------------------------- */

static gboolean
read_scalar (Own *own, const GvmiType *type, GvmValue *value)
{
  static const GvmValueKind kinds[] = { [GVMI_VMDESC_BOOL] = GVM_VALUE_BOOL,
                                        [GVMI_VMDESC_UNSIGNED] = GVM_VALUE_UNSIGNED,
                                        [GVMI_VMDESC_SIGNED] = GVM_VALUE_SIGNED,
                                        [GVMI_VMDESC_FLOAT] = GVM_VALUE_FLOAT };
  const guint8 *octets = gvmi_decode_take (own->decode, type->size);

  if (octets == NULL)
    return FALSE;
  value->kind = kinds[type->scalar];
  value->bits = gvmi_scalar_load (value->kind, octets, type->size);
  return TRUE;
}

static gboolean
read_octets (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gsize size = type->size;

  if (type->row != NULL && !number_of_row (own, within, type->row, &size))
    return FALSE;
  const guint8 *octets = gvmi_decode_take (own->decode, size);
  if (octets == NULL)
    return FALSE;
  value->kind = GVM_VALUE_BYTES;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

static void
set_null (GvmValue *value, guint64 bits)
{
  value->kind = GVM_VALUE_NULL;
  value->bits = bits;
}

/* Text that is none is octets: a name of a file may be so. */
static gboolean
read_length (Own *own, gboolean is_text, GvmValue *value)
{
  guint32 size;

  if (!read_u32 (own, &size))
    return FALSE;
  if (size == GVMI_WIRE_NO_LENGTH) {
    set_null (value, size);
    return TRUE;
  }
  const guint8 *octets = gvmi_decode_take (own->decode, size);
  if (octets == NULL)
    return FALSE;
  gboolean is_sound = is_text && g_utf8_validate_len ((const char *) octets, size, NULL);
  value->kind = is_sound ? GVM_VALUE_TEXT : GVM_VALUE_BYTES;
  value->framing = GVMI_FRAMING_COUNTED;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

static gboolean
read_words (Own *own, const GvmiType *type, GvmValue *value)
{
  const guint8 *octets = gvmi_decode_take (own->decode, type->size);

  if (octets == NULL)
    return FALSE;
  value->kind = GVM_VALUE_ARRAY;
  value->element_kind = GVM_VALUE_UNSIGNED;
  value->n_children = type->size / GVMI_WIRE_WORD;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

/* ---- structs --------------------------------------------------------------------------------- */

/* A member of @value: its next child. */
static gboolean
read_member (Own *own, const char *name, const GvmiType *type, GvmValue *value)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = name };
  GvmValue *child = &value->children->values[value->n_children];

  child->name = name;
  gvmi_reader_enter (&own->decode->reader, &frame);
  gboolean sound = gvmi_decode_add_child (value, read_type (own, type, value, child));
  if (sound)
    gvmi_reader_leave (&own->decode->reader);
  return sound;
}

static gboolean read_table (Own *own, const GvmiTable *table, GvmValue *value);

/* Does the subsection @table come next? */
static gboolean
is_next (const Own *own, const GvmiTable *table)
{
  const GvmReader *reader = &own->decode->reader;
  gsize size = strlen (table->head.vmsd_name);
  const guint8 *octets = reader->data + reader->pos;

  return gvm_reader_left (reader) >= GVMI_WIRE_SUBSECTION_HEAD + size &&
         octets[0] == GVMI_WIRE_SUBSECTION && octets[1] == size &&
         memcmp (octets + 2, table->head.vmsd_name, size) == 0;
}

static gboolean
read_subsection (Own *own, const GvmiTable *table, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = table->head.vmsd_name };
  GvmValue *child = &value->children->values[value->n_children];
  gsize start = reader->pos;

  child->name = table->head.vmsd_name;
  child->type_name = "struct";
  child->offset = here (own);
  gvmi_reader_enter (reader, &frame);
  if (!gvmi_decode_subsection_head (own->decode, &table->head))
    return FALSE;
  child->is_subsection = TRUE;
  if (!gvmi_decode_add_child (value, read_table (own, table, child)))
    return FALSE;
  child->size = reader->pos - start;
  gvmi_reader_leave (reader);
  return TRUE;
}

static gboolean
read_table (Own *own, const GvmiTable *table, GvmValue *value)
{
  value->kind = GVM_VALUE_STRUCT;
  value->layout = &table->head;
  if (!gvmi_decode_make_room (own->decode, value, (gsize) table->n_rows + table->n_subsections))
    return FALSE;
  for (guint i = 0; i < table->n_rows; i++) {
    const GvmiRow *row = &table->rows[i];
    gboolean there;
    if (!is_there (own, &row->there, &there) ||
        (there && !read_member (own, row->name, row->type, value)))
      return FALSE;
  }
  for (guint i = 0; i < table->n_subsections; i++)
    if (is_next (own, &table->subsections[i]) &&
        !read_subsection (own, &table->subsections[i], value))
      return FALSE;
  return TRUE;
}

static gboolean
read_variant (Own *own, GvmValue *value)
{
  static const GvmiType type = { .form = GVMI_TYPE_LENGTH, .word = "string", .is_text = TRUE };
  static const GvmiType data = { .form = GVMI_TYPE_LENGTH, .word = "bytes" };
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;
  guint32 size;

  if (!read_u32 (own, &size))
    return FALSE;
  if (size == GVMI_WIRE_NO_LENGTH) {
    set_null (value, size);
    return TRUE;
  }
  reader->pos = start;
  value->kind = GVM_VALUE_STRUCT;
  return gvmi_decode_make_room (own->decode, value, 2) && read_member (own, "type", &type, value) &&
         read_member (own, "data", &data, value);
}

/* ---- arrays and containers ------------------------------------------------------------------- */

/* An entry of a map whose key stands before it is a struct of the two. */
static gboolean
read_entry (Own *own, const GvmiType *type, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;

  if (type->key == NULL)
    return read_type (own, type->of, NULL, value);
  value->type_name = "entry";
  value->kind = GVM_VALUE_STRUCT;
  value->offset = here (own);
  gboolean sound = gvmi_decode_make_room (own->decode, value, 2) &&
                   read_member (own, "key", type->key, value) &&
                   read_member (own, "value", type->of, value);
  value->size = reader->pos - start;
  return sound;
}

/* Elements that have no value each: all of one size, and nothing but that. */
static gboolean
read_flat (Own *own, const GvmiType *of, gsize n, GvmValue *value)
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
    read_scalar (own, of, &element); /* for its kind */
    reader->pos = end;
  }
  value->element_kind = element.kind;
  value->n_children = n;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

static gboolean
read_entries (Own *own, const GvmiType *type, gsize n, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  gvmi_reader_enter (reader, &frame);
  for (; frame.index < n; frame.index++) {
    GvmValue *child = &value->children->values[value->n_children];
    if (gvmi_value_is_marked (value) && !read_mark (own, GVMI_WIRE_ENTRY))
      return FALSE;
    if (!gvmi_decode_add_child (value, read_entry (own, type, child)))
      return FALSE;
  }
  gvmi_reader_leave (reader);
  return !gvmi_value_is_marked (value) || read_mark (own, GVMI_WIRE_ENTRIES_END);
}

/* As many as the marks say: the block grows with what is there. */
static gboolean
read_marked (Own *own, const GvmiType *type, GvmValue *value)
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
    if (!read_mark (own, GVMI_WIRE_ENTRY))
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
  return read_mark (own, GVMI_WIRE_ENTRIES_END);
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
read_elements (Own *own, const GvmiType *type, gsize n, GvmValue *value)
{
  gsize left = gvm_reader_left (&own->decode->reader);

  if (is_flat (type, value))
    return read_flat (own, type->of, n, value);
  if (n > left)
    return gvmi_decode_mismatch (own->decode, here (own),
                                 "%" G_GSIZE_FORMAT " elements, %" G_GSIZE_FORMAT " octets left", n,
                                 left);
  return gvmi_decode_make_room (own->decode, value, n) && read_entries (own, type, n, value);
}

static gboolean
read_array (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gsize n = type->count;

  if (type->row != NULL && !number_of_row (own, within, type->row, &n))
    return FALSE;
  value->kind = GVM_VALUE_ARRAY;
  value->type_name = type->of->word;
  value->layout = type->of->table != NULL ? &type->of->table->head : NULL;
  return read_elements (own, type, n, value);
}

static gboolean
read_container (Own *own, const GvmiType *type, GvmValue *value)
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
  if (!read_u32 (own, &n))
    return FALSE;
  if (type->is_nullable && n == GVMI_WIRE_NO_LENGTH) {
    set_null (value, n);
    return TRUE;
  }
  value->kind = is_map ? GVM_VALUE_MAP : GVM_VALUE_ARRAY;
  value->framing = type->framing;
  return read_elements (own, type, n, value);
}

/* ---- pointers -------------------------------------------------------------------------------- */

static gboolean
read_null (Own *own, GvmValue *value)
{
  if (!read_mark (own, GVMI_WIRE_NULL))
    return FALSE;
  set_null (value, GVMI_WIRE_NULL);
  return TRUE;
}

/* Is it there? A mark that says so is stepped over. */
static gboolean
read_presence (Own *own, const GvmiType *type, gboolean *ret_is_there)
{
  const GvmReader *reader = &own->decode->reader;

  if (!type->is_nullable)
    return is_there (own, &type->there, ret_is_there);
  *ret_is_there = gvm_reader_left (reader) == 0 || reader->data[reader->pos] != GVMI_WIRE_NULL;
  return !*ret_is_there || read_mark (own, GVMI_WIRE_NOT_NULL);
}

static gboolean
read_pointer (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gboolean there;

  if (!read_presence (own, type, &there))
    return FALSE;
  if (there) {
    value->is_pointed = type->is_nullable;
    return read_type (own, type->of, within, value);
  }
  value->offset = here (own);
  value->type_name = type->of->word;
  value->size = 1;
  return read_null (own, value);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static gboolean
read_form (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  switch (type->form) {
  case GVMI_TYPE_SCALAR:
    return read_scalar (own, type, value);
  case GVMI_TYPE_WORDS:
    return read_words (own, type, value);
  case GVMI_TYPE_OCTETS:
    return read_octets (own, type, within, value);
  case GVMI_TYPE_LENGTH:
    return read_length (own, type->is_text, value);
  case GVMI_TYPE_VARIANT:
    return read_variant (own, value);
  case GVMI_TYPE_STRUCT:
    return read_table (own, type->table, value);
  case GVMI_TYPE_ARRAY:
    return read_array (own, type, within, value);
  case GVMI_TYPE_CONTAINER:
    return read_container (own, type, value);
  case GVMI_TYPE_POINTER:
    break;
  }
  return FALSE;
}

/* The depth is that of the description, which is bounded. */
static gboolean
read_type (Own *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;

  if (type->form == GVMI_TYPE_POINTER)
    return read_pointer (own, type, within, value);
  value->type_name = type->word;
  value->offset = here (own);
  value->kind = GVM_VALUE_BYTES; /* until it is anything */
  gboolean sound = read_form (own, type, within, value);
  value->size = reader->pos - start;
  return sound;
}

static gboolean
ends_here (Own *own, gsize size)
{
  gsize left = gvm_reader_left (&own->decode->reader);

  return left == 0 || gvmi_decode_mismatch (own->decode, here (own),
                                            "%" G_GSIZE_FORMAT
                                            " octets left of the %" G_GSIZE_FORMAT " described",
                                            left, size);
}

/* All or nothing: a list of which a part is missing would not be what its count says. */
gboolean
gvmi_decode_own (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  gsize size = field->n_places * sizeof (gsize), start = decode->reader.pos;

  if (!gvm_reader_charge (&decode->reader, size))
    return FALSE;
  g_autofree gsize *places = g_malloc0 (size + 1);
  Own own = { decode, places };
  if (read_type (&own, field->own, NULL, value) && ends_here (&own, field->size))
    return TRUE;
  gvmi_block_unref (value->children);
  g_bytes_unref (value->own);
  *value = (GvmValue) { .block = value->block, .name = value->name, .kind = GVM_VALUE_BYTES };
  decode->reader.pos = start;
  return FALSE;
}
