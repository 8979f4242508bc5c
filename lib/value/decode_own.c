/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Values of types of ours: docs/FORMAT.md, 6.2, read with the description alone. Counts and lengths are the
 * stream's here, so each is held to the octets that are left before there is room for what it counts.
 *
 * What no value could give back (another mark than 01, which a load would take) contradicts the description as
 * well.
 */
#include "value/decode_own.h"

gboolean
gvmi_own_read_u32 (GvmiOwn *own, guint32 *ret_number)
{
  const guint8 *octets = gvmi_decode_take (own->decode, sizeof *ret_number);

  if (octets == NULL)
    return FALSE;
  *ret_number = (guint32) gvmi_scalar_load (GVM_VALUE_UNSIGNED, octets, sizeof *ret_number);
  return TRUE;
}

gboolean
gvmi_own_read_mark (GvmiOwn *own, guint8 mark)
{
  guint64 start = gvmi_own_here (own);
  const guint8 *octet = gvmi_decode_take (own->decode, 1);

  if (octet == NULL || *octet == mark)
    return octet != NULL;
  own->decode->reader.pos--; /* it isn't taken */
  return gvmi_decode_mismatch (own->decode, start, "0x%02x, 0x%02x is due", *octet, mark);
}

/* Is there one, this time? */
static gboolean
is_there (GvmiOwn *own, const GvmiThere *there, gboolean *ret_is_there)
{
  *ret_is_there = !there->never;
  if (there->bits == NULL)
    return TRUE;
  gsize place = g_array_index (own->places, gsize, there->id)++;
  if (place >= there->n)
    return gvmi_decode_mismatch (
        own->decode, gvmi_own_here (own),
        "more than the %" G_GSIZE_FORMAT " that are told to be there or not", there->n);
  *ret_is_there = (g_ascii_xdigit_value (there->bits[place / 4]) & 8 >> place % 4) != 0;
  return TRUE;
}

gboolean
gvmi_own_number_of (GvmiOwn *own, const GvmValue *within, const char *row, gsize *ret_number)
{
  for (gsize i = 0; within != NULL && i < within->n_children; i++) {
    const GvmValue *value = &within->children->values[i];
    if (strcmp (value->name, row) != 0 || value->kind != GVM_VALUE_UNSIGNED ||
        value->bits > G_MAXSIZE)
      continue;
    *ret_number = (gsize) value->bits;
    return TRUE;
  }
  return gvmi_decode_mismatch (own->decode, gvmi_own_here (own), "no row before it says how many");
}

/* ---- scalars and octets ---------------------------------------------------------------------- */

gboolean
gvmi_own_read_scalar (GvmiOwn *own, const GvmiType *type, GvmValue *value)
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
read_octets (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gsize size = type->size;

  if (type->row != NULL && !gvmi_own_number_of (own, within, type->row, &size))
    return FALSE;
  const guint8 *octets = gvmi_decode_take (own->decode, size);
  if (octets == NULL)
    return FALSE;
  value->kind = GVM_VALUE_BYTES;
  gvmi_decode_set_octets (own->decode, value, octets);
  return TRUE;
}

void
gvmi_own_set_null (GvmValue *value, guint64 bits)
{
  value->kind = GVM_VALUE_NULL;
  value->bits = bits;
}

/* Text that is none is octets: a name of a file may be so. */
static gboolean
read_length (GvmiOwn *own, gboolean is_text, GvmValue *value)
{
  guint32 size;

  if (!gvmi_own_read_u32 (own, &size))
    return FALSE;
  if (size == GVMI_WIRE_NO_LENGTH) {
    gvmi_own_set_null (value, size);
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
read_words (GvmiOwn *own, const GvmiType *type, GvmValue *value)
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

gboolean
gvmi_own_read_member (GvmiOwn *own, const char *name, const GvmiType *type, GvmValue *value)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = name };
  GvmValue *child = &value->children->values[value->n_children];

  child->name = name;
  gvmi_reader_enter (&own->decode->reader, &frame);
  gboolean sound = gvmi_decode_add_child (value, gvmi_own_read_type (own, type, value, child));
  if (sound)
    gvmi_reader_leave (&own->decode->reader);
  return sound;
}

static gboolean read_table (GvmiOwn *own, const GvmiTable *table, GvmValue *value);

/* Does the subsection @table come next? */
static gboolean
is_next (const GvmiOwn *own, const GvmiTable *table)
{
  const GvmReader *reader = &own->decode->reader;
  gsize size = strlen (table->head.vmsd_name);
  const guint8 *octets = reader->data + reader->pos;

  return gvm_reader_left (reader) >= GVMI_WIRE_SUBSECTION_HEAD + size &&
         octets[0] == GVMI_WIRE_SUBSECTION && octets[1] == size &&
         memcmp (octets + 2, table->head.vmsd_name, size) == 0;
}

static gboolean
read_subsection (GvmiOwn *own, const GvmiTable *table, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = table->head.vmsd_name };
  GvmValue *child = &value->children->values[value->n_children];
  gsize start = reader->pos;

  child->name = table->head.vmsd_name;
  child->type_name = "struct";
  child->offset = gvmi_own_here (own);
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
read_table (GvmiOwn *own, const GvmiTable *table, GvmValue *value)
{
  value->kind = GVM_VALUE_STRUCT;
  value->layout = &table->head;
  if (!gvmi_decode_make_room (own->decode, value, (gsize) table->n_rows + table->n_subsections))
    return FALSE;
  for (guint i = 0; i < table->n_rows; i++) {
    const GvmiRow *row = &table->rows[i];
    gboolean there;
    if (!is_there (own, &row->there, &there) ||
        (there && !gvmi_own_read_member (own, row->name, row->type, value)))
      return FALSE;
  }
  for (guint i = 0; i < table->n_subsections; i++)
    if (is_next (own, &table->subsections[i]) &&
        !read_subsection (own, &table->subsections[i], value))
      return FALSE;
  return TRUE;
}

static gboolean
read_variant (GvmiOwn *own, GvmValue *value)
{
  static const GvmiType type = { .form = GVMI_TYPE_LENGTH, .word = "string", .is_text = TRUE };
  static const GvmiType data = { .form = GVMI_TYPE_LENGTH, .word = "bytes" };
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;
  guint32 size;

  if (!gvmi_own_read_u32 (own, &size))
    return FALSE;
  if (size == GVMI_WIRE_NO_LENGTH) {
    gvmi_own_set_null (value, size);
    return TRUE;
  }
  reader->pos = start;
  value->kind = GVM_VALUE_STRUCT;
  return gvmi_decode_make_room (own->decode, value, 2) &&
         gvmi_own_read_member (own, "type", &type, value) &&
         gvmi_own_read_member (own, "data", &data, value);
}

/* ---- pointers -------------------------------------------------------------------------------- */

static gboolean
read_null (GvmiOwn *own, GvmValue *value)
{
  if (!gvmi_own_read_mark (own, GVMI_WIRE_NULL))
    return FALSE;
  gvmi_own_set_null (value, GVMI_WIRE_NULL);
  return TRUE;
}

/* Is it there? A mark that says so is stepped over. */
static gboolean
read_presence (GvmiOwn *own, const GvmiType *type, gboolean *ret_is_there)
{
  const GvmReader *reader = &own->decode->reader;

  if (!type->is_nullable)
    return is_there (own, &type->there, ret_is_there);
  *ret_is_there = gvm_reader_left (reader) == 0 || reader->data[reader->pos] != GVMI_WIRE_NULL;
  return !*ret_is_there || gvmi_own_read_mark (own, GVMI_WIRE_NOT_NULL);
}

static gboolean
read_pointer (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  gboolean there;

  if (!read_presence (own, type, &there))
    return FALSE;
  if (there) {
    value->is_pointed = type->is_nullable;
    return gvmi_own_read_type (own, type->of, within, value);
  }
  value->offset = gvmi_own_here (own);
  value->type_name = type->of->word;
  value->size = 1;
  return read_null (own, value);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static gboolean
read_form (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  switch (type->form) {
  case GVMI_TYPE_SCALAR:
    return gvmi_own_read_scalar (own, type, value);
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
    return gvmi_own_read_array (own, type, within, value);
  case GVMI_TYPE_CONTAINER:
    return gvmi_own_read_container (own, type, value);
  case GVMI_TYPE_POINTER:
    break;
  }
  return FALSE;
}

/* The depth is that of the description, which is bounded. */
gboolean
gvmi_own_read_type (GvmiOwn *own, const GvmiType *type, const GvmValue *within, GvmValue *value)
{
  GvmReader *reader = &own->decode->reader;
  gsize start = reader->pos;

  if (type->form == GVMI_TYPE_POINTER)
    return read_pointer (own, type, within, value);
  value->type_name = type->word;
  value->offset = gvmi_own_here (own);
  value->kind = GVM_VALUE_BYTES; /* until it is anything */
  gboolean sound = read_form (own, type, within, value);
  value->size = reader->pos - start;
  return sound;
}

static gboolean
ends_here (GvmiOwn *own, gsize size)
{
  gsize left = gvm_reader_left (&own->decode->reader);

  return left == 0 || gvmi_decode_mismatch (own->decode, gvmi_own_here (own),
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
  g_autoptr (GArray) places = g_array_new (FALSE, TRUE, sizeof (gsize));
  GvmiOwn own = { decode, places };
  g_array_set_size (places, field->n_places);
  if (gvmi_own_read_type (&own, field->own, NULL, value) && ends_here (&own, field->size))
    return TRUE;
  gvmi_block_unref (value->children);
  g_bytes_unref (value->own);
  *value = (GvmValue) { .block = value->block, .name = value->name, .kind = GVM_VALUE_BYTES };
  decode->reader.pos = start;
  return FALSE;
}
