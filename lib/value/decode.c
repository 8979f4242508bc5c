/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a section's octets and the description of them to a tree of values.
 *
 * The description is as hostile as the octets, and QEMU's is wrong in known cases, so each struct is
 * decoded in a window of its declared size, which its fields must fill; a subsection must be what the
 * description says, octet by octet; a NULL must be one. What contradicts ends the decoding where it does. A
 * tree that was begun is sound nevertheless: each value in it has the octets that were decoded, so that with
 * the rest of the section as octets it is the whole of it.
 *
 * The depth of the recursion is that of the description, which its parser has bounded. What the tree costs
 * is taken from the budget before each struct: a description of a few octets can ask for 10^9 of them.
 */
#include <string.h>

#include "value/decode.h"
#include "wire.h"

gboolean
gvmi_decode_mismatch (GvmiDecode *decode, guint64 offset, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return gvm_reader_fail (&decode->reader, GVM_ERROR_SCHEMA_MISMATCH, offset, "%s", text);
}

const guint8 *
gvmi_decode_take (GvmiDecode *decode, gsize size)
{
  gsize left = gvm_reader_left (&decode->reader);

  if (size <= left)
    return gvm_reader_take (&decode->reader, size);
  gvmi_decode_mismatch (decode, gvm_reader_tell (&decode->reader),
                        "%" G_GSIZE_FORMAT " octets described, %" G_GSIZE_FORMAT " left", size,
                        left);
  return NULL;
}

gboolean
gvmi_decode_make_room (GvmiDecode *decode, GvmValue *value, gsize n)
{
  gsize size;

  if (!g_size_checked_mul (&size, n, sizeof *value) ||
      !g_size_checked_add (&size, size, sizeof *value->children))
    size = G_MAXSIZE;
  if (!gvm_reader_charge (&decode->reader, size))
    return FALSE;
  value->children = gvmi_block_new (decode->stream, n);
  return TRUE;
}

gboolean
gvmi_decode_add_child (GvmValue *value, gboolean sound)
{
  const GvmValue *child = &value->children->values[value->n_children];

  if (sound || (gvmi_value_is_container (child) && child->size > 0))
    value->n_children++;
  return sound;
}

/* ---- elements -------------------------------------------------------------------------------- */

static GvmValueKind
kind_of (const GvmiVmdescField *field)
{
  static const GvmValueKind kinds[] = {
    [GVMI_VMDESC_BYTES] = GVM_VALUE_BYTES,       [GVMI_VMDESC_BOOL] = GVM_VALUE_BOOL,
    [GVMI_VMDESC_UNSIGNED] = GVM_VALUE_UNSIGNED, [GVMI_VMDESC_SIGNED] = GVM_VALUE_SIGNED,
    [GVMI_VMDESC_STRUCT] = GVM_VALUE_STRUCT,     [GVMI_VMDESC_NULL] = GVM_VALUE_NULL,
    [GVMI_VMDESC_FLOAT] = GVM_VALUE_FLOAT,       [GVMI_VMDESC_WORDS] = GVM_VALUE_ARRAY,
    [GVMI_VMDESC_OWN] = GVM_VALUE_BYTES,
  };

  return kinds[field->kind];
}

void
gvmi_decode_set_octets (GvmiDecode *decode, GvmValue *value, const guint8 *octets)
{
  value->octets = octets;
  value->own = decode->own != NULL ? g_bytes_ref (decode->own) : NULL;
}

/* A struct, or what is of a type of ours, in a window of the size that its field declares. */
static gboolean
decode_nested (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize end = reader->end, start = reader->pos;

  if (gvmi_decode_take (decode, field->size) == NULL)
    return FALSE;
  reader->pos = start;
  reader->end = start + field->size;
  if (!(field->own != NULL ? gvmi_decode_own (decode, field, value)
                           : gvmi_decode_struct (decode, field->layout, 0, value)))
    return FALSE;
  if (gvm_reader_left (reader) > 0)
    return gvmi_decode_mismatch (decode, gvm_reader_tell (reader),
                                 "%" G_GSIZE_FORMAT " octets left of the %" G_GSIZE_FORMAT
                                 " described",
                                 gvm_reader_left (reader), field->size);
  reader->end = end;
  return TRUE;
}

static gboolean
decode_null (GvmiDecode *decode)
{
  GvmReader *reader = &decode->reader;
  guint64 start = gvm_reader_tell (reader);
  const guint8 *mark = gvmi_decode_take (decode, 1);

  if (mark == NULL || *mark == GVMI_WIRE_NULL)
    return mark != NULL;
  reader->pos--; /* it isn't taken */
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          "0x%02x, described as NULL, whose mark is 0x30", *mark);
}

static gboolean
decode_scalar (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  const guint8 *octets = gvmi_decode_take (decode, field->size);

  if (octets == NULL)
    return FALSE;
  if (field->kind == GVMI_VMDESC_BYTES || field->kind == GVMI_VMDESC_WORDS)
    gvmi_decode_set_octets (decode, value, octets);
  else
    value->bits = gvmi_scalar_load (value->kind, octets, field->size);
  if (field->kind == GVMI_VMDESC_WORDS) {
    value->element_kind = GVM_VALUE_UNSIGNED;
    value->n_children = field->size / GVMI_WIRE_WORD;
  }
  return TRUE;
}

/* A field that is no array, or one element of an array. */
static gboolean
decode_element (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize start = reader->pos;
  gboolean sound;

  value->type_name = field->type;
  value->layout = field->layout;
  value->kind = kind_of (field);
  value->offset = gvm_reader_tell (reader);
  if (field->kind == GVMI_VMDESC_OWN)
    return decode_nested (decode, field, value); /* which knows what of it is the value's */
  if (field->kind == GVMI_VMDESC_STRUCT) {
    sound = decode_nested (decode, field, value);
  } else if (field->kind == GVMI_VMDESC_NULL) {
    value->bits = GVMI_WIRE_NULL;
    sound = decode_null (decode);
  } else {
    sound = decode_scalar (decode, field, value);
  }
  value->size = reader->pos - start;
  return sound;
}

/* ---- arrays ---------------------------------------------------------------------------------- */

/* Elements that each have a value: @n of them, described by @fields one by one or, when @fields is one
 * array, all by it. */
static gboolean
decode_elements (GvmiDecode *decode, const GvmiVmdescField *fields, gsize n, GvmValue *value)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  if (!gvmi_decode_make_room (decode, value, n))
    return FALSE;
  gvmi_reader_enter (&decode->reader, &frame);
  for (frame.index = 0; frame.index < n; frame.index++)
    if (!gvmi_decode_add_child (
            value, decode_element (decode, fields->is_array ? fields : &fields[frame.index],
                                   &value->children->values[frame.index])))
      return FALSE;
  gvmi_reader_leave (&decode->reader);
  return TRUE;
}

/* Elements without a value each. */
static gboolean
decode_scalars (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  const guint8 *octets = reader->data + reader->pos;

  value->element_kind = kind_of (field);
  gvmi_decode_set_octets (decode, value, octets);
  if (field->kind != GVMI_VMDESC_NULL || field->count > gvm_reader_left (reader)) {
    if (gvmi_decode_take (decode, field->size * field->count) == NULL)
      return FALSE;
    value->n_children = field->count;
    return TRUE;
  }
  gvmi_reader_enter (reader, &frame);
  for (; frame.index < field->count; frame.index++, value->n_children++)
    if (!decode_null (decode))
      return FALSE;
  gvmi_reader_leave (reader);
  return TRUE;
}

/* An array that one field describes. Structs get a value each, and bitmaps, which are arrays too. */
static gboolean
decode_array (GvmiDecode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  return field->kind == GVMI_VMDESC_STRUCT || field->kind == GVMI_VMDESC_WORDS ||
                 field->kind == GVMI_VMDESC_OWN
             ? decode_elements (decode, field, field->count, value)
             : decode_scalars (decode, field, value);
}

/* ---- fields ---------------------------------------------------------------------------------- */

/* How many fields from @fields on are the elements 0, 1, 2… of one array; 0 when it is none. */
static guint
run_of_elements (const GvmiVmdescField *fields, guint n)
{
  guint i = 0;

  while (i < n && fields[i].has_index && fields[i].index == i && !fields[i].is_array &&
         strcmp (fields[i].name, fields[0].name) == 0)
    i++;
  return i;
}

/* The fields that make the value that @fields starts with. */
static guint
fields_of_value (const GvmiVmdescField *fields, guint n)
{
  return MAX (run_of_elements (fields, n), 1);
}

static gboolean
decode_field (GvmiDecode *decode, const GvmiVmdescField *fields, guint n, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = fields->name };
  gsize start = reader->pos;
  guint run = run_of_elements (fields, n);
  gboolean sound;

  value->name = fields->name;
  gvmi_reader_enter (reader, &frame);
  if (run == 0 && !fields->is_array) {
    sound = decode_element (decode, fields, value);
  } else {
    value->type_name = fields->type;
    value->layout = fields->layout;
    value->kind = GVM_VALUE_ARRAY;
    value->offset = gvm_reader_tell (reader);
    sound = run > 0 ? decode_elements (decode, fields, run, value)
                    : decode_array (decode, fields, value);
    value->size = reader->pos - start;
  }
  if (sound)
    gvmi_reader_leave (reader);
  return sound;
}

/* ---- subsections ----------------------------------------------------------------------------- */

gboolean
gvmi_decode_subsection_head (GvmiDecode *decode, const GvmiVmdescStruct *layout)
{
  GvmReader *reader = &decode->reader;
  guint64 start = gvm_reader_tell (reader);
  gsize size = strlen (layout->vmsd_name);
  guint8 mark, name_size;
  guint32 version;

  if (GVMI_WIRE_SUBSECTION_HEAD + size > gvm_reader_left (reader))
    return gvmi_decode_take (decode, GVMI_WIRE_SUBSECTION_HEAD + size) != NULL;
  if (!gvm_reader_u8 (reader, &mark) || !gvm_reader_u8 (reader, &name_size))
    return FALSE;
  if (mark != GVMI_WIRE_SUBSECTION)
    return gvmi_decode_mismatch (decode, start,
                                 "0x%02x, described as a subsection, whose mark is 0x05", mark);
  if (name_size != size)
    return gvmi_decode_mismatch (
        decode, start, "a name of %u octets, described as %" G_GSIZE_FORMAT, name_size, size);
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL || !gvm_reader_u32 (reader, &version))
    return FALSE;
  if (memcmp (name, layout->vmsd_name, size) != 0)
    return gvmi_decode_mismatch (decode, start, "a subsection of another name");
  return version == layout->version ||
         gvmi_decode_mismatch (decode, start, "version %u, described as version %u", version,
                               layout->version);
}

static gboolean
decode_subsection (GvmiDecode *decode, const GvmiVmdescStruct *layout, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = layout->vmsd_name };
  gsize start = reader->pos;

  value->name = layout->vmsd_name;
  value->type_name = "struct";
  value->offset = gvm_reader_tell (reader);
  gvmi_reader_enter (reader, &frame);
  if (!gvmi_decode_subsection_head (decode, layout)) {
    reader->pos = start;
    return FALSE;
  }
  value->layout = layout;
  value->kind = GVM_VALUE_STRUCT;
  value->is_subsection = TRUE;
  gboolean sound = gvmi_decode_struct (decode, layout, 0, value);
  value->size = reader->pos - start;
  if (sound)
    gvmi_reader_leave (reader);
  return sound;
}

/* ---- structs --------------------------------------------------------------------------------- */

gboolean
gvmi_decode_struct (GvmiDecode *decode, const GvmiVmdescStruct *layout, gsize spare,
                    GvmValue *value)
{
  gsize n = 0;

  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    n++;
  if (!gvmi_decode_make_room (decode, value, n + layout->n_subsections + spare))
    return FALSE;

  GvmValue *children = value->children->values;
  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    if (!gvmi_decode_add_child (value,
                                decode_field (decode, layout->fields + i, layout->n_fields - i,
                                              &children[value->n_children])))
      return FALSE;
  for (guint i = 0; i < layout->n_subsections; i++)
    if (!gvmi_decode_add_child (value, decode_subsection (decode, &layout->subsections[i],
                                                          &children[value->n_children])))
      return FALSE;
  return TRUE;
}
