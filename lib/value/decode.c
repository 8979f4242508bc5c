/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a section's octets and the description of them to a tree of values.
 *
 * The description is as hostile as the octets, and QEMU's is wrong in known cases, so each struct is
 * decoded in a window of its declared size, which its fields must fill; a subsection must be what the
 * description says, octet by octet; a NULL must be one. What contradicts is refused where it does.
 *
 * The depth of the recursion is that of the description, which its parser has bounded. What the tree costs
 * is taken from the budget before each struct: a description of a few octets can ask for 10^9 of them.
 */
#include <string.h>

#include "stream/reader.h"
#include "value/value.h"
#include "wire.h"

typedef struct {
  GvmReader reader;
  GvmiTree *tree;
} Decode;

static gboolean decode_struct (Decode *decode, const GvmiVmdescStruct *layout, GvmValue *value);

static gboolean G_GNUC_PRINTF (3, 4)
    mismatch (Decode *decode, guint64 offset, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return gvm_reader_fail (&decode->reader, GVM_ERROR_SCHEMA_MISMATCH, offset, "%s", text);
}

/* Steps over what is described as @size octets. */
static gboolean
take (Decode *decode, gsize size)
{
  gsize left = gvm_reader_left (&decode->reader);

  if (size > left)
    return mismatch (decode, gvm_reader_tell (&decode->reader),
                     "%" G_GSIZE_FORMAT " octets described, %" G_GSIZE_FORMAT " left", size, left);
  return gvm_reader_take (&decode->reader, size) != NULL;
}

static gboolean
add_children (Decode *decode, GvmValue *value, gsize n)
{
  gsize size;

  if (!g_size_checked_mul (&size, n, sizeof *value))
    size = G_MAXSIZE;
  if (!gvm_reader_charge (&decode->reader, size))
    return FALSE;
  value->children = gvmi_tree_add (decode->tree, n);
  value->n_children = n;
  return TRUE;
}

/* ---- elements -------------------------------------------------------------------------------- */

static GvmValueKind
kind_of (const GvmiVmdescField *field)
{
  static const GvmValueKind kinds[] = {
    [GVMI_VMDESC_BYTES] = GVM_VALUE_BYTES,       [GVMI_VMDESC_BOOL] = GVM_VALUE_BOOL,
    [GVMI_VMDESC_UNSIGNED] = GVM_VALUE_UNSIGNED, [GVMI_VMDESC_SIGNED] = GVM_VALUE_SIGNED,
    [GVMI_VMDESC_STRUCT] = GVM_VALUE_STRUCT,     [GVMI_VMDESC_NULL] = GVM_VALUE_NULL,
  };

  return kinds[field->kind];
}

/* A struct in a window of the size that its field declares. */
static gboolean
decode_nested (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize end = reader->end, start = reader->pos;

  if (!take (decode, field->size))
    return FALSE;
  reader->pos = start;
  reader->end = start + field->size;
  if (!decode_struct (decode, field->layout, value))
    return FALSE;
  if (gvm_reader_left (reader) > 0)
    return mismatch (decode, gvm_reader_tell (reader),
                     "%" G_GSIZE_FORMAT " octets left of the %" G_GSIZE_FORMAT " described",
                     gvm_reader_left (reader), field->size);
  reader->end = end;
  return TRUE;
}

/* @n NULL elements. */
static gboolean
decode_nulls (Decode *decode, gsize n)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  guint64 start = gvm_reader_tell (reader);

  if (!take (decode, n))
    return FALSE;
  const guint8 *marks = reader->data + reader->pos - n;
  for (frame.index = 0; frame.index < n; frame.index++)
    if (marks[frame.index] != GVMI_WIRE_NULL) {
      gvmi_reader_enter (reader, &frame);
      gvm_reader_fail (reader, GVM_ERROR_RANGE, start + frame.index,
                       "0x%02x, described as NULL, whose mark is 0x30", marks[frame.index]);
      gvmi_reader_leave (reader);
      return FALSE;
    }
  return TRUE;
}

/* A field that is no array, or one element of an array. */
static gboolean
decode_element (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize start = reader->pos;
  gboolean sound;

  value->type_name = field->type;
  value->layout = field->layout;
  value->kind = kind_of (field);
  value->offset = (gsize) gvm_reader_tell (reader);
  if (field->kind == GVMI_VMDESC_STRUCT)
    sound = decode_nested (decode, field, value);
  else if (field->kind == GVMI_VMDESC_NULL)
    sound = decode_nulls (decode, 1);
  else
    sound = take (decode, field->size);
  value->size = reader->pos - start;
  return sound;
}

/* ---- arrays ---------------------------------------------------------------------------------- */

/* Elements that each have a value: @n of them, described by @fields one by one or, when @fields is one
 * array, all by it. */
static gboolean
decode_elements (Decode *decode, const GvmiVmdescField *fields, gsize n, GvmValue *value)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  if (!add_children (decode, value, n))
    return FALSE;
  gvmi_reader_enter (&decode->reader, &frame);
  for (frame.index = 0; frame.index < n; frame.index++)
    if (!decode_element (decode, fields->is_array ? fields : &fields[frame.index],
                         &value->children[frame.index]))
      return FALSE;
  gvmi_reader_leave (&decode->reader);
  return TRUE;
}

/* An array that one field describes. Only structs get a value each. */
static gboolean
decode_array (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  if (field->kind == GVMI_VMDESC_STRUCT)
    return decode_elements (decode, field, field->count, value);
  value->element_kind = kind_of (field);
  value->n_children = field->count;
  return field->kind == GVMI_VMDESC_NULL ? decode_nulls (decode, field->count)
                                         : take (decode, field->size * field->count);
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
decode_field (Decode *decode, const GvmiVmdescField *fields, guint n, GvmValue *value)
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
    value->offset = (gsize) gvm_reader_tell (reader);
    sound = run > 0 ? decode_elements (decode, fields, run, value)
                    : decode_array (decode, fields, value);
    value->size = reader->pos - start;
  }
  if (sound)
    gvmi_reader_leave (reader);
  return sound;
}

/* ---- subsections ----------------------------------------------------------------------------- */

static gboolean
check_subsection_head (Decode *decode, const GvmiVmdescStruct *layout)
{
  GvmReader *reader = &decode->reader;
  guint64 start = gvm_reader_tell (reader);
  gsize size = strlen (layout->vmsd_name);
  guint8 mark, name_size;
  guint32 version;

  if (GVMI_WIRE_SUBSECTION_HEAD + size > gvm_reader_left (reader))
    return take (decode, GVMI_WIRE_SUBSECTION_HEAD + size);
  if (!gvm_reader_u8 (reader, &mark) || !gvm_reader_u8 (reader, &name_size))
    return FALSE;
  if (mark != GVMI_WIRE_SUBSECTION)
    return mismatch (decode, start, "0x%02x, described as a subsection, whose mark is 0x05", mark);
  if (name_size != size)
    return mismatch (decode, start, "a name of %u octets, described as %" G_GSIZE_FORMAT, name_size,
                     size);
  const guint8 *name = gvm_reader_take (reader, size);
  if (name == NULL || !gvm_reader_u32 (reader, &version))
    return FALSE;
  if (memcmp (name, layout->vmsd_name, size) != 0)
    return mismatch (decode, start, "a subsection of another name");
  return version == layout->version ||
         mismatch (decode, start, "version %u, described as version %u", version, layout->version);
}

static gboolean
decode_subsection (Decode *decode, const GvmiVmdescStruct *layout, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_NAME, .name = layout->vmsd_name };
  gsize start = reader->pos;

  value->name = layout->vmsd_name;
  value->type_name = "struct";
  value->layout = layout;
  value->kind = GVM_VALUE_STRUCT;
  value->is_subsection = TRUE;
  value->offset = (gsize) gvm_reader_tell (reader);
  gvmi_reader_enter (reader, &frame);
  if (!check_subsection_head (decode, layout) || !decode_struct (decode, layout, value))
    return FALSE;
  gvmi_reader_leave (reader);
  value->size = reader->pos - start;
  return TRUE;
}

/* ---- structs --------------------------------------------------------------------------------- */

static gboolean
decode_struct (Decode *decode, const GvmiVmdescStruct *layout, GvmValue *value)
{
  gsize n = 0;

  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    n++;
  if (!add_children (decode, value, n + layout->n_subsections))
    return FALSE;

  GvmValue *child = value->children;
  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    if (!decode_field (decode, layout->fields + i, layout->n_fields - i, child++))
      return FALSE;
  for (guint i = 0; i < layout->n_subsections; i++)
    if (!decode_subsection (decode, &layout->subsections[i], child++))
      return FALSE;
  return TRUE;
}

static gboolean
decode_section (Decode *decode, const GvmSection *section, GvmValue *root)
{
  GvmReader *reader = &decode->reader;

  if (section->device == NULL)
    return gvm_reader_fail (reader, GVM_ERROR_MISSING, section->offset,
                            "the stream does not describe this section");
  root->name = section->idstr;
  root->type_name = "struct";
  root->layout = &section->device->state;
  root->kind = GVM_VALUE_STRUCT;
  root->offset = section->payload;
  root->size = section->payload_size;
  if (!decode_struct (decode, root->layout, root))
    return FALSE;
  return gvm_reader_left (reader) == 0 ||
         mismatch (decode, gvm_reader_tell (reader),
                   "%" G_GSIZE_FORMAT " octets left, described are %" G_GSIZE_FORMAT,
                   gvm_reader_left (reader), root->layout->size);
}

GvmValue *
gvm_section_decode (const GvmSection *section, GError **error)
{
  const GvmStream *stream = section->stream;
  g_autoptr (GvmiTree) tree = gvmi_tree_new (stream);
  const guint8 *data = g_bytes_get_data (stream->bytes, NULL);
  GvmiPath frame = gvmi_section_frame (section);
  Decode decode = { .tree = tree };
  GvmValue *root = gvmi_tree_add (tree, 1);

  gvmi_reader_open (&decode.reader, data + section->payload, section->payload_size,
                    section->payload, &stream->limits);
  decode.reader.path = &frame;
  decode_section (&decode, section, root);
  if (!gvmi_reader_close (&decode.reader, error))
    return NULL;
  g_steal_pointer (&tree); /* the root is a reference to it */
  return root;
}
