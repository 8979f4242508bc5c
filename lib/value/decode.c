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

#include "stream/reader.h"
#include "value/value.h"
#include "wire.h"

typedef struct {
  GvmReader reader;
  const GvmStream *stream;
  GBytes *own; /* (nullable): what the reader's window is on, when that isn't the stream */
} Decode;

static gboolean decode_struct (Decode *decode, const GvmiVmdescStruct *layout, gsize spare,
                               GvmValue *value);

static gboolean G_GNUC_PRINTF (3, 4)
    mismatch (Decode *decode, guint64 offset, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return gvm_reader_fail (&decode->reader, GVM_ERROR_SCHEMA_MISMATCH, offset, "%s", text);
}

/* Steps over what is described as @size octets, and lends them. */
static const guint8 *
take (Decode *decode, gsize size)
{
  gsize left = gvm_reader_left (&decode->reader);

  if (size <= left)
    return gvm_reader_take (&decode->reader, size);
  mismatch (decode, gvm_reader_tell (&decode->reader),
            "%" G_GSIZE_FORMAT " octets described, %" G_GSIZE_FORMAT " left", size, left);
  return NULL;
}

/* Room for @n children. There are none until each has been decoded. */
static gboolean
make_room (Decode *decode, GvmValue *value, gsize n)
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

/* The next child of @value is there; or, when it isn't @sound, as much of it as could be decoded: of a
 * struct or an array the part that is, of anything else nothing. Returns: @sound. */
static gboolean
add_child (GvmValue *value, gboolean sound)
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
  };

  return kinds[field->kind];
}

static void
set_octets (Decode *decode, GvmValue *value, const guint8 *octets)
{
  value->octets = octets;
  value->own = decode->own != NULL ? g_bytes_ref (decode->own) : NULL;
}

/* A struct in a window of the size that its field declares. */
static gboolean
decode_nested (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize end = reader->end, start = reader->pos;

  if (take (decode, field->size) == NULL)
    return FALSE;
  reader->pos = start;
  reader->end = start + field->size;
  if (!decode_struct (decode, field->layout, 0, value))
    return FALSE;
  if (gvm_reader_left (reader) > 0)
    return mismatch (decode, gvm_reader_tell (reader),
                     "%" G_GSIZE_FORMAT " octets left of the %" G_GSIZE_FORMAT " described",
                     gvm_reader_left (reader), field->size);
  reader->end = end;
  return TRUE;
}

static gboolean
decode_null (Decode *decode)
{
  GvmReader *reader = &decode->reader;
  guint64 start = gvm_reader_tell (reader);
  const guint8 *mark = take (decode, 1);

  if (mark == NULL || *mark == GVMI_WIRE_NULL)
    return mark != NULL;
  reader->pos--; /* it isn't taken */
  return gvm_reader_fail (reader, GVM_ERROR_RANGE, start,
                          "0x%02x, described as NULL, whose mark is 0x30", *mark);
}

static gboolean
decode_scalar (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  const guint8 *octets = take (decode, field->size);

  if (octets == NULL)
    return FALSE;
  if (field->kind == GVMI_VMDESC_BYTES || field->kind == GVMI_VMDESC_WORDS)
    set_octets (decode, value, octets);
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
decode_element (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  gsize start = reader->pos;
  gboolean sound;

  value->type_name = field->type;
  value->layout = field->layout;
  value->kind = kind_of (field);
  value->offset = gvm_reader_tell (reader);
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
decode_elements (Decode *decode, const GvmiVmdescField *fields, gsize n, GvmValue *value)
{
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };

  if (!make_room (decode, value, n))
    return FALSE;
  gvmi_reader_enter (&decode->reader, &frame);
  for (frame.index = 0; frame.index < n; frame.index++)
    if (!add_child (value, decode_element (decode, fields->is_array ? fields : &fields[frame.index],
                                           &value->children->values[frame.index])))
      return FALSE;
  gvmi_reader_leave (&decode->reader);
  return TRUE;
}

/* Elements without a value each. */
static gboolean
decode_scalars (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  GvmReader *reader = &decode->reader;
  GvmiPath frame = { .kind = GVMI_PATH_INDEX };
  const guint8 *octets = reader->data + reader->pos;

  value->element_kind = kind_of (field);
  set_octets (decode, value, octets);
  if (field->kind != GVMI_VMDESC_NULL || field->count > gvm_reader_left (reader)) {
    if (take (decode, field->size * field->count) == NULL)
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
decode_array (Decode *decode, const GvmiVmdescField *field, GvmValue *value)
{
  return field->kind == GVMI_VMDESC_STRUCT || field->kind == GVMI_VMDESC_WORDS
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

static gboolean
check_subsection_head (Decode *decode, const GvmiVmdescStruct *layout)
{
  GvmReader *reader = &decode->reader;
  guint64 start = gvm_reader_tell (reader);
  gsize size = strlen (layout->vmsd_name);
  guint8 mark, name_size;
  guint32 version;

  if (GVMI_WIRE_SUBSECTION_HEAD + size > gvm_reader_left (reader))
    return take (decode, GVMI_WIRE_SUBSECTION_HEAD + size) != NULL;
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
  value->offset = gvm_reader_tell (reader);
  gvmi_reader_enter (reader, &frame);
  if (!check_subsection_head (decode, layout)) {
    reader->pos = start;
    return FALSE;
  }
  value->layout = layout;
  value->kind = GVM_VALUE_STRUCT;
  value->is_subsection = TRUE;
  gboolean sound = decode_struct (decode, layout, 0, value);
  value->size = reader->pos - start;
  if (sound)
    gvmi_reader_leave (reader);
  return sound;
}

/* ---- structs --------------------------------------------------------------------------------- */

/* @spare: children that there shall be room for beyond those of the table. */
static gboolean
decode_struct (Decode *decode, const GvmiVmdescStruct *layout, gsize spare, GvmValue *value)
{
  gsize n = 0;

  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    n++;
  if (!make_room (decode, value, n + layout->n_subsections + spare))
    return FALSE;

  GvmValue *children = value->children->values;
  for (guint i = 0; i < layout->n_fields;
       i += fields_of_value (layout->fields + i, layout->n_fields - i))
    if (!add_child (value, decode_field (decode, layout->fields + i, layout->n_fields - i,
                                         &children[value->n_children])))
      return FALSE;
  for (guint i = 0; i < layout->n_subsections; i++)
    if (!add_child (value, decode_subsection (decode, &layout->subsections[i],
                                              &children[value->n_children])))
      return FALSE;
  return TRUE;
}

/* ---- sections -------------------------------------------------------------------------------- */

static gboolean
decode_root (Decode *decode, const GvmSection *section, GvmValue *root)
{
  GvmReader *reader = &decode->reader;

  root->name = section->idstr;
  root->type_name = "struct";
  root->layout = &section->device->state;
  root->kind = GVM_VALUE_STRUCT;
  root->offset = section->payload;
  root->size = reader->end;
  if (!decode_struct (decode, root->layout, 1, root))
    return FALSE;
  return gvm_reader_left (reader) == 0 ||
         mismatch (decode, gvm_reader_tell (reader),
                   "%" G_GSIZE_FORMAT " octets left, described are %" G_GSIZE_FORMAT,
                   gvm_reader_left (reader), root->layout->size);
}

/* The octets of a section that could not be decoded, as its last member. */
static void
add_rest (Decode *decode, GvmValue *root, gsize end)
{
  GvmReader *reader = &decode->reader;

  if (root->children == NULL)
    root->children = gvmi_block_new (decode->stream, 1);
  GvmValue *rest = &root->children->values[root->n_children++];
  gvmi_block_unref (rest->children); /* what was decoded of a child that isn't there */
  g_bytes_unref (rest->own);
  *rest = (GvmValue) { .block = root->children,
                       .name = "(rest)",
                       .type_name = "undecoded",
                       .kind = GVM_VALUE_BYTES,
                       .offset = gvm_reader_tell (reader),
                       .size = end - reader->pos };
  set_octets (decode, rest, reader->data + reader->pos);
}

/* (nullable): NULL when the section isn't described. */
static GvmValue *
decode_section (const GvmSection *section, GBytes *payload, GError **ret_finding)
{
  const GvmStream *stream = section->stream;
  const guint8 *data = g_bytes_get_data (stream->bytes, NULL);
  GvmiPath frame = gvmi_section_frame (section);
  Decode decode = { .stream = stream, .own = payload };
  gsize size = section->payload_size;
  GvmValue *root = NULL;

  data = payload != NULL ? g_bytes_get_data (payload, &size) : data + section->payload;
  gvmi_reader_open (&decode.reader, data, size, section->payload, &stream->limits);
  decode.reader.path = &frame;
  if (section->device != NULL) {
    root = gvmi_block_new (stream, 1)->values;
    if (!decode_root (&decode, section, root))
      add_rest (&decode, root, size);
  } else {
    gvm_reader_fail (&decode.reader, GVM_ERROR_MISSING, section->offset,
                     "the stream does not describe this section");
  }
  gvmi_reader_close (&decode.reader, ret_finding);
  return root;
}

GvmValue *
gvmi_section_decode_payload (const GvmSection *section, GBytes *payload, GError **error)
{
  g_autoptr (GError) finding = NULL;
  g_autoptr (GvmValue) root = decode_section (section, payload, &finding);

  if (finding == NULL)
    return g_steal_pointer (&root);
  g_propagate_error (error, g_steal_pointer (&finding));
  return NULL;
}

GvmValue *
gvm_section_decode (const GvmSection *section, GError **error)
{
  return gvmi_section_decode_payload (section, NULL, error);
}

GvmValue *
gvm_section_decode_partly (const GvmSection *section, GError **ret_finding)
{
  return decode_section (section, NULL, ret_finding);
}

GPtrArray *
gvm_stream_get_findings (const GvmStream *stream)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  for (guint i = 0; i < gvm_stream_get_n_sections (stream); i++) {
    const GvmSection *section = gvm_stream_get_section (stream, i);
    GError *finding = NULL;
    if (section->device == NULL)
      continue;
    gvm_value_unref (decode_section (section, NULL, &finding));
    if (finding != NULL)
      g_ptr_array_add (findings, finding);
  }
  return findings;
}
