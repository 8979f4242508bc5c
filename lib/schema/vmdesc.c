/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From the description's JSON to structs. The text is scanned first, so that what reaches json-glib has
 * bounded depth, size and cost, and no key twice where it matters.
 *
 * What the format's own reader has to know:
 *  - `struct` holds its table under the key "struct"; `tmp` and `vstruct` have it in the field itself.
 *  - A `struct` without a table is a NULL in an array of pointers, one octet.
 *  - `qtailq`, `qlist` and `gtree` have tables too, but only that of the last element can be told from
 *    JSON; they are octets, as is every type that is not known.
 *  - Other keys than these are free.
 */
#include <string.h>

#include "schema/json_member.h"
#include "schema/json_scan.h"
#include "schema/type.h"
#include "wire.h"

typedef struct {
  GvmiJsonSource source;
  GvmiVmdesc *vmdesc;
} Build;

/* Room for @n structs of @size octets, charged to the budget. */
static gboolean
build_block (Build *build, gsize n, gsize size, gpointer *ret_block)
{
  /* An object of JSON has been charged for each, so @n * @size cannot wrap. */
  if (!gvm_reader_charge (build->source.reader, n * size))
    return FALSE;
  *ret_block = g_malloc0_n (n, size);
  g_ptr_array_add (build->vmdesc->blocks, *ret_block);
  return TRUE;
}

static gboolean
get_name (Build *build, JsonObject *object, const char *key, const char **ret_name)
{
  const char *text;

  if (!gvmi_json_get_text (&build->source, object, key, &text))
    return FALSE;
  *ret_name = g_string_chunk_insert_const (build->vmdesc->strings, text);
  return TRUE;
}

/* ---- fields ---------------------------------------------------------------------------------- */

static gboolean build_struct (Build *build, JsonObject *object, GvmiVmdescStruct *layout);

/* Sets the kind of a field, and finds the object that has its table. */
static gboolean
classify (Build *build, JsonObject *object, GvmiVmdescField *field, JsonObject **ret_table)
{
  const char *type = field->type;

  *ret_table = NULL;
  if (strcmp (type, "struct") == 0) {
    JsonNode *node = json_object_get_member (object, "struct");
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
      return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                               "type struct, but no struct beside it");
    *ret_table = json_node_get_object (node);
    field->kind =
        json_object_has_member (*ret_table, "vmsd_name") ? GVMI_VMDESC_STRUCT : GVMI_VMDESC_NULL;
    return TRUE;
  }
  if ((strcmp (type, "tmp") == 0 || strcmp (type, "vstruct") == 0) &&
      json_object_has_member (object, "vmsd_name")) {
    *ret_table = object;
    field->kind = GVMI_VMDESC_STRUCT;
    return TRUE;
  }
  gsize size;
  gvmi_vmdesc_scalar (type, &field->kind, &size);
  return TRUE;
}

/* Octets that the type itself demands, or -1. */
static gssize
width_of (const GvmiVmdescField *field)
{
  if (field->kind == GVMI_VMDESC_NULL)
    return 1;
  GvmiVmdescKind kind;
  gsize size;
  return gvmi_vmdesc_scalar (field->type, &kind, &size) ? (gssize) size : -1;
}

static gboolean
build_size (Build *build, JsonObject *object, GvmiVmdescField *field)
{
  guint64 size = 0, count = 1, index = 0, max_entries = build->source.reader->limits.max_entries;

  field->is_array = json_object_has_member (object, "array_len");
  field->has_index = json_object_has_member (object, "index");
  if (!gvmi_json_get_number (&build->source, object, "size", G_MAXSIZE, &size) ||
      !gvmi_json_get_optional (&build->source, object, "array_len", G_MAXSIZE, &count) ||
      !gvmi_json_get_optional (&build->source, object, "index", G_MAXUINT32, &index))
    return FALSE;

  gssize width = width_of (field);
  if (width >= 0 && size != (guint64) width)
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                             "size %" G_GUINT64_FORMAT ", a %s has %" G_GSSIZE_FORMAT, size,
                             field->type, width);
  gsize all;
  if (!g_size_checked_mul (&all, (gsize) size, (gsize) count))
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                             "%" G_GUINT64_FORMAT " elements of %" G_GUINT64_FORMAT
                             " octets, more than memory can have",
                             count, size);
  /* Nothing on the wire bounds how many these are. */
  if (size == 0 && count > max_entries)
    return gvmi_json_refuse (&build->source, GVM_ERROR_LIMIT,
                             "%" G_GUINT64_FORMAT
                             " elements without octets, at most %" G_GUINT64_FORMAT,
                             count, max_entries);
  if (strcmp (field->type, "bitmap") == 0 && size % GVMI_WIRE_WORD == 0)
    field->kind = GVMI_VMDESC_WORDS;
  field->size = (gsize) size;
  field->count = (gsize) count;
  field->index = (guint32) index;
  return TRUE;
}

static gboolean
build_layout (Build *build, JsonObject *table, GvmiVmdescField *field)
{
  gpointer layout;

  if (field->kind != GVMI_VMDESC_STRUCT)
    return TRUE;
  if (!build_block (build, 1, sizeof (GvmiVmdescStruct), &layout))
    return FALSE;
  field->layout = layout;
  return build_struct (build, table, layout);
}

/* What QEMU has no type for may have one of ours. */
static gboolean
build_own_type (Build *build, JsonObject *object, GvmiVmdescField *field)
{
  JsonNode *node = json_object_get_member (object, "gvm");

  if (node == NULL || field->kind != GVMI_VMDESC_BYTES)
    return TRUE;
  field->own = gvmi_type_build (build->vmdesc, &build->source, node, &field->n_places);
  if (field->own != NULL)
    field->kind = GVMI_VMDESC_OWN;
  return build->source.reader->error == NULL;
}

static gboolean
build_field (Build *build, JsonObject *object, GvmiVmdescField *field)
{
  GvmiPath frame = { .kind = GVMI_PATH_NAME }, element = { .kind = GVMI_PATH_INDEX };
  JsonObject *table;

  if (!get_name (build, object, "name", &field->name))
    return FALSE;
  frame.name = field->name;
  gvmi_reader_enter (build->source.reader, &frame);
  if (!get_name (build, object, "type", &field->type) || !classify (build, object, field, &table) ||
      !build_size (build, object, field) || !build_own_type (build, object, field))
    return FALSE;
  if (field->has_index) {
    element.index = field->index;
    gvmi_reader_enter (build->source.reader, &element);
  }
  if (!build_layout (build, table, field))
    return FALSE;
  if (field->has_index)
    gvmi_reader_leave (build->source.reader);
  gvmi_reader_leave (build->source.reader);
  return TRUE;
}

/* ---- structs and devices --------------------------------------------------------------------- */

static gboolean
add_size (Build *build, GvmiVmdescStruct *layout, gsize size)
{
  return g_size_checked_add (&layout->size, layout->size, size) ||
         gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                           "%" G_GSIZE_FORMAT " octets more, more than memory can have", size);
}

static gboolean
build_fields (Build *build, JsonArray *array, GvmiVmdescStruct *layout)
{
  gpointer block;

  layout->n_fields = json_array_get_length (array);
  if (!build_block (build, layout->n_fields, sizeof (GvmiVmdescField), &block))
    return FALSE;
  GvmiVmdescField *fields = block;
  layout->fields = fields;
  for (guint i = 0; i < layout->n_fields; i++) {
    const GvmiVmdescField *field = &fields[i];
    if (!build_field (build, json_array_get_object_element (array, i), &fields[i]) ||
        !add_size (build, layout, field->size * field->count))
      return FALSE;
    layout->has_nulls |=
        field->kind == GVMI_VMDESC_NULL || (field->layout != NULL && field->layout->has_nulls);
    layout->is_uncertain |= field->kind == GVMI_VMDESC_NULL ||
                            (field->layout != NULL && field->is_array && field->count > 1) ||
                            (field->layout != NULL && field->layout->is_uncertain);
  }
  return TRUE;
}

static gboolean
build_subsections (Build *build, JsonArray *array, GvmiVmdescStruct *layout)
{
  gpointer block;

  layout->n_subsections = json_array_get_length (array);
  if (!build_block (build, layout->n_subsections, sizeof (GvmiVmdescStruct), &block))
    return FALSE;
  GvmiVmdescStruct *subsections = block;
  layout->subsections = subsections;
  for (guint i = 0; i < layout->n_subsections; i++) {
    GvmiVmdescStruct *sub = &subsections[i];
    if (!build_struct (build, json_array_get_object_element (array, i), sub))
      return FALSE;
    gsize head = GVMI_WIRE_SUBSECTION_HEAD + strlen (sub->vmsd_name);
    if (!add_size (build, layout, head) || !add_size (build, layout, sub->size))
      return FALSE;
    layout->has_nulls |= sub->has_nulls;
    layout->is_uncertain |= sub->is_uncertain;
  }
  return TRUE;
}

/* Fields and subsections of a table. */
static gboolean
build_table (Build *build, JsonObject *object, GvmiVmdescStruct *layout)
{
  JsonArray *fields, *subsections;

  if (!gvmi_reader_descend (build->source.reader))
    return FALSE;
  if (!gvmi_json_get_objects (&build->source, object, "fields", &fields) ||
      !gvmi_json_get_objects (&build->source, object, "subsections", &subsections))
    return FALSE;
  if (fields == NULL)
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA, "fields are missing");
  if (!build_fields (build, fields, layout))
    return FALSE;
  if (subsections != NULL && !build_subsections (build, subsections, layout))
    return FALSE;
  gvmi_reader_ascend (build->source.reader);
  return TRUE;
}

static gboolean
build_struct (Build *build, JsonObject *object, GvmiVmdescStruct *layout)
{
  guint64 version = 0;

  if (!get_name (build, object, "vmsd_name", &layout->vmsd_name) ||
      !gvmi_json_get_number (&build->source, object, "version", G_MAXUINT32, &version))
    return FALSE;
  layout->version = (guint32) version;
  return build_table (build, object, layout);
}

/* An old-style device has a size and one buffer of that size. */
static gboolean
build_old_style (Build *build, JsonObject *object, GvmiVmdescStruct *state)
{
  guint64 size = 0;

  if (!gvmi_json_get_number (&build->source, object, "size", G_MAXSIZE, &size) ||
      !build_table (build, object, state))
    return FALSE;
  if (state->size != size)
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                             "size %" G_GUINT64_FORMAT ", its fields have %" G_GSIZE_FORMAT, size,
                             state->size);
  return TRUE;
}

static gboolean
build_device (Build *build, JsonObject *object, GvmiVmdescDevice *device)
{
  GvmiPath frame = { .kind = GVMI_PATH_SECTION };
  guint64 instance_id = 0;

  if (!get_name (build, object, "name", &device->name))
    return FALSE;
  if (!gvmi_json_get_number (&build->source, object, "instance_id", G_MAXUINT32, &instance_id))
    return FALSE;
  device->instance_id = (guint32) instance_id;
  frame.name = device->name;
  frame.index = instance_id;
  gvmi_reader_enter (build->source.reader, &frame);
  if (json_object_has_member (object, "vmsd_name")
          ? !build_struct (build, object, &device->state)
          : !build_old_style (build, object, &device->state))
    return FALSE;
  gvmi_reader_leave (build->source.reader);
  return TRUE;
}

static gboolean
build_page_size (Build *build, JsonObject *root)
{
  guint64 size = 0;

  if (!gvmi_json_get_optional (&build->source, root, "page_size", GVMI_WIRE_PAGE_MAX, &size))
    return FALSE;
  if (json_object_has_member (root, "page_size") &&
      (size < GVMI_WIRE_PAGE_MIN || (size & (size - 1)) != 0))
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA,
                             "page_size %" G_GUINT64_FORMAT ", a power of two from %u to %u needed",
                             size, GVMI_WIRE_PAGE_MIN, GVMI_WIRE_PAGE_MAX);
  build->vmdesc->page_size = (guint32) size;
  return TRUE;
}

/* What a stream of ours says of itself. */
static gboolean
build_own (Build *build, JsonObject *root)
{
  JsonNode *node = json_object_get_member (root, "gvmstate");
  JsonArray *array;
  gpointer block;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !json_object_has_member (json_node_get_object (node), "rounds"))
    return TRUE;
  if (!gvmi_json_get_numbers (&build->source, json_node_get_object (node), "rounds", &array))
    return FALSE;
  build->vmdesc->n_rounds = json_array_get_length (array);
  if (!build_block (build, build->vmdesc->n_rounds, sizeof (gsize), &block))
    return FALSE;
  for (guint i = 0; i < build->vmdesc->n_rounds; i++)
    ((gsize *) block)[i] = (gsize) json_array_get_int_element (array, i);
  build->vmdesc->rounds = block;
  return TRUE;
}

static gboolean
build_root (Build *build, JsonNode *node)
{
  JsonArray *array;
  gpointer block;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA, "the description is no object");
  JsonObject *root = json_node_get_object (node);
  if (!build_page_size (build, root) || !build_own (build, root) ||
      !gvmi_json_get_objects (&build->source, root, "devices", &array))
    return FALSE;
  if (array == NULL)
    return gvmi_json_refuse (&build->source, GVM_ERROR_SCHEMA, "devices are missing");
  guint n = json_array_get_length (array);
  if (!build_block (build, n, sizeof (GvmiVmdescDevice), &block))
    return FALSE;
  GvmiVmdescDevice *devices = block;
  build->vmdesc->n_devices = n;
  build->vmdesc->devices = devices;
  for (guint i = 0; i < n; i++)
    if (!build_device (build, json_array_get_object_element (array, i), &devices[i]))
      return FALSE;
  return TRUE;
}

static GvmiVmdesc *
vmdesc_new (void)
{
  enum { STRINGS_BLOCK = 4096 };
  GvmiVmdesc *vmdesc = g_new (GvmiVmdesc, 1);

  *vmdesc = (GvmiVmdesc) { .strings = g_string_chunk_new (STRINGS_BLOCK),
                           .blocks = g_ptr_array_new_with_free_func (g_free) };
  return vmdesc;
}

void
gvmi_vmdesc_free (GvmiVmdesc *vmdesc)
{
  if (vmdesc == NULL)
    return;
  g_string_chunk_free (vmdesc->strings);
  g_ptr_array_unref (vmdesc->blocks);
  g_free (vmdesc);
}

static gboolean
parse_into (GvmiVmdesc *vmdesc, GvmReader *reader)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  Build build = { .source = { reader, gvm_reader_tell (reader) }, .vmdesc = vmdesc };
  const GvmiPath *path = reader->path;
  const char *text = (const char *) reader->data + reader->pos;
  gsize start = reader->pos;

  if (!gvmi_json_scan (reader))
    return FALSE;
  if (!json_parser_load_from_data (parser, text, (gssize) (reader->pos - start), &error))
    return gvmi_json_refuse (&build.source, GVM_ERROR_SCHEMA, "%s", error->message);
  gboolean built = build_root (&build, json_parser_get_root (parser));
  reader->path = path; /* a walk that failed left its frames */
  return built;
}

GvmiVmdesc *
gvmi_vmdesc_parse (GvmReader *reader)
{
  GvmiVmdesc *vmdesc = vmdesc_new ();

  if (!parse_into (vmdesc, reader))
    g_clear_pointer (&vmdesc, gvmi_vmdesc_free);
  return vmdesc;
}
