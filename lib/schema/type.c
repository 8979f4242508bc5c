/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From the JSON of a type to structs. What is not known is no error: QEMU's tools step over it, and so can
 * this reader, by the field's size. The depth is that of the JSON, which has been scanned.
 */
#include <string.h>

#include "schema/type.h"
#include "wire.h"

typedef struct {
  GvmiVmdesc *vmdesc;
  const GvmiJsonSource *source;
  guint n_places;
} Build;

static const GvmiType *build_type (Build *build, JsonNode *node);

/* (nullable): zeroed, charged to the budget and owned by the description. */
static gpointer
allocate (Build *build, gsize n, gsize size)
{
  /* An object of JSON has been charged for each, so @n * @size cannot wrap. */
  if (!gvm_reader_charge (build->source->reader, n * size))
    return NULL;
  gpointer block = g_malloc0_n (MAX (n, 1), size);
  g_ptr_array_add (build->vmdesc->blocks, block);
  return block;
}

static const char *
keep (Build *build, const char *text)
{
  return g_string_chunk_insert_const (build->vmdesc->strings, text);
}

/* ---- members of the JSON --------------------------------------------------------------------- */

static JsonNode *
member (JsonObject *object, const char *key)
{
  return json_object_get_member (object, key);
}

static const char *
text_member (JsonObject *object, const char *key)
{
  JsonNode *node = member (object, key);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
size_member (JsonObject *object, const char *key, gsize *ret_size)
{
  JsonNode *node = member (object, key);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) < 0 || (guint64) json_node_get_int (node) > G_MAXSIZE)
    return FALSE;
  *ret_size = (gsize) json_node_get_int (node);
  return TRUE;
}

/* An array of objects, or none at all. */
static gboolean
array_member (JsonObject *object, const char *key, JsonArray **ret_array)
{
  JsonNode *node = member (object, key);

  *ret_array = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  *ret_array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (*ret_array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (*ret_array, i)))
      return FALSE;
  return TRUE;
}

static gboolean
build_there (Build *build, JsonObject *object, GvmiThere *there)
{
  JsonNode *node = member (object, "there");

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    there->never = !json_node_get_boolean (node);
    return TRUE;
  }
  const char *bits = text_member (object, "there");
  if (bits == NULL || bits[strspn (bits, "0123456789abcdef")] != '\0' || strlen (bits) % 2 != 0)
    return FALSE;
  there->bits = keep (build, bits);
  there->n = strlen (bits) * 4;
  there->id = build->n_places++;
  return TRUE;
}

/* ---- types that are a word ------------------------------------------------------------------- */

static gboolean
build_word (const char *word, GvmiType *type)
{
  static const struct {
    const char *word;
    gboolean is_text;
  } lengths[] = {
    { "string", TRUE }, { "filename", TRUE }, { "bytes", FALSE }, { "GByteArray", FALSE }
  };

  if (gvmi_vmdesc_scalar (word, &type->scalar, &type->size)) {
    type->form = GVMI_TYPE_SCALAR;
    return TRUE;
  }
  type->form = GVMI_TYPE_LENGTH;
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (strcmp (word, lengths[i].word) == 0) {
      type->is_text = lengths[i].is_text;
      return TRUE;
    }
  type->form = GVMI_TYPE_VARIANT;
  return strcmp (word, "variant") == 0;
}

/* A list of texts, none of them NULL. */
static gboolean
build_strv (Build *build, GvmiType *type)
{
  GvmiType *text = allocate (build, 1, sizeof *text);

  if (text == NULL)
    return FALSE;
  *text = (GvmiType) { .form = GVMI_TYPE_LENGTH, .word = "string", .is_text = TRUE };
  type->form = GVMI_TYPE_CONTAINER;
  type->framing = GVMI_FRAMING_COUNTED;
  type->is_nullable = TRUE;
  type->of = text;
  return TRUE;
}

/* ---- structs --------------------------------------------------------------------------------- */

static gboolean
build_row (Build *build, JsonObject *object, GvmiRow *row)
{
  const char *name = text_member (object, "name");
  JsonNode *type = member (object, "type");

  if (name == NULL || type == NULL || !build_there (build, object, &row->there))
    return FALSE;
  row->name = keep (build, name);
  row->type = build_type (build, type);
  return row->type != NULL;
}

static gboolean
build_rows (Build *build, JsonArray *array, GvmiTable *table)
{
  guint n = json_array_get_length (array);
  GvmiRow *rows = allocate (build, n, sizeof *rows);

  if (rows == NULL)
    return FALSE;
  table->rows = rows;
  table->n_rows = n;
  for (guint i = 0; i < n; i++)
    if (!build_row (build, json_array_get_object_element (array, i), &rows[i]))
      return FALSE;
  return TRUE;
}

/* The name of a subsection has a length of one octet. */
static gboolean
build_table (Build *build, JsonObject *object, GvmiTable *table)
{
  const char *name = text_member (object, "name");
  JsonArray *rows, *array;
  gsize version = 1;

  if (name == NULL || strlen (name) > G_MAXUINT8 || !array_member (object, "rows", &rows) ||
      rows == NULL || !array_member (object, "subsections", &array) ||
      (member (object, "version") != NULL &&
       (!size_member (object, "version", &version) || version > G_MAXUINT32)))
    return FALSE;
  table->head.vmsd_name = keep (build, name);
  table->head.version = (guint32) version;
  if (!build_rows (build, rows, table))
    return FALSE;
  guint n = array != NULL ? json_array_get_length (array) : 0;
  GvmiTable *subsections = allocate (build, n, sizeof *subsections);
  if (subsections == NULL)
    return FALSE;
  table->subsections = subsections;
  table->n_subsections = n;
  for (guint i = 0; i < n; i++)
    if (!build_table (build, json_array_get_object_element (array, i), &subsections[i]))
      return FALSE;
  return TRUE;
}

/* ---- types that are an object ---------------------------------------------------------------- */

/* `{"KEY": type of elements …}` */
static gboolean
build_of (Build *build, JsonObject *object, const char *key, GvmiType *type)
{
  type->of = build_type (build, member (object, key));
  return type->of != NULL;
}

static gboolean
build_struct (Build *build, JsonObject *object, GvmiType *type)
{
  JsonNode *node = member (object, "struct");
  GvmiTable *table = allocate (build, 1, sizeof *table);

  type->form = GVMI_TYPE_STRUCT;
  type->table = table;
  return table != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
         build_table (build, json_node_get_object (node), table);
}

static gboolean
build_array (Build *build, JsonObject *object, GvmiType *type)
{
  type->form = GVMI_TYPE_ARRAY;
  return size_member (object, "length", &type->count) && build_of (build, object, "array", type);
}

static gboolean
build_counted (Build *build, JsonObject *object, GvmiType *type)
{
  const char *row = text_member (object, "count");

  type->form = GVMI_TYPE_ARRAY;
  type->row = row != NULL ? keep (build, row) : NULL;
  return row != NULL && build_of (build, object, "counted", type);
}

static gboolean
build_octets (Build *build, JsonObject *object, GvmiType *type)
{
  const char *row = text_member (object, "buffer");

  type->form = GVMI_TYPE_OCTETS;
  type->row = row != NULL ? keep (build, row) : NULL;
  return row != NULL || size_member (object, "buffer", &type->size) ||
         size_member (object, "pad", &type->size) ||
         (member (object, "codec") != NULL && size_member (object, "size", &type->size));
}

static gboolean
build_bitmap (Build *build, JsonObject *object, GvmiType *type)
{
  enum { BITS = 8 * GVMI_WIRE_WORD };
  gsize bits;

  (void) build;
  if (!size_member (object, "bitmap", &bits) || bits > G_MAXSIZE - BITS)
    return FALSE;
  type->form = GVMI_TYPE_WORDS;
  type->size = (bits + BITS - 1) / BITS * GVMI_WIRE_WORD;
  return TRUE;
}

static gboolean
build_pointer (Build *build, JsonObject *object, GvmiType *type)
{
  JsonNode *nullable = member (object, "nullable");

  type->form = GVMI_TYPE_POINTER;
  type->is_nullable = nullable != NULL && json_node_get_value_type (nullable) == G_TYPE_BOOLEAN &&
                      json_node_get_boolean (nullable);
  return build_there (build, object, &type->there) && build_of (build, object, "pointer", type);
}

static gboolean
build_framing (JsonObject *object, GvmiFraming *ret_framing)
{
  const char *framing = text_member (object, "framing");

  *ret_framing = GVMI_FRAMING_COUNTED;
  if (member (object, "packing") != NULL)
    return FALSE;
  if (framing == NULL)
    return member (object, "framing") == NULL;
  *ret_framing = strcmp (framing, "both") == 0 ? GVMI_FRAMING_BOTH : GVMI_FRAMING_MARKED;
  return *ret_framing == GVMI_FRAMING_BOTH || strcmp (framing, "marked") == 0;
}

static gboolean
build_container (Build *build, JsonObject *object, GvmiType *type)
{
  const char *row = text_member (object, "key_in_value");

  type->form = GVMI_TYPE_CONTAINER;
  type->row = row != NULL ? keep (build, row) : NULL;
  if (!build_framing (object, &type->framing) || !build_of (build, object, type->word, type))
    return FALSE;
  if (member (object, "key") == NULL)
    return strcmp (type->word, "map") != 0 || row != NULL;
  type->key = build_type (build, member (object, "key"));
  return type->key != NULL;
}

static gboolean
build_object (Build *build, JsonObject *object, GvmiType *type)
{
  static const struct {
    const char *word;
    gboolean (*build) (Build *build, JsonObject *object, GvmiType *type);
  } forms[] = {
    { "struct", build_struct }, { "array", build_array },     { "counted", build_counted },
    { "buffer", build_octets }, { "pad", build_octets },      { "codec", build_octets },
    { "bitmap", build_bitmap }, { "pointer", build_pointer }, { "list", build_container },
    { "map", build_container }, { "set", build_container },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (member (object, forms[i].word) != NULL) {
      type->word = forms[i].word;
      return member (object, "packing") == NULL && forms[i].build (build, object, type);
    }
  return FALSE;
}

static const GvmiType *
build_type (Build *build, JsonNode *node)
{
  GvmiType *type = allocate (build, 1, sizeof *type);
  gboolean known = FALSE;

  if (type == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING) {
    type->word = keep (build, json_node_get_string (node));
    known =
        strcmp (type->word, "strv") == 0 ? build_strv (build, type) : build_word (type->word, type);
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    known = build_object (build, json_node_get_object (node), type);
  }
  return known ? type : NULL;
}

const GvmiType *
gvmi_type_build (GvmiVmdesc *vmdesc, const GvmiJsonSource *source, JsonNode *node, guint *n_places)
{
  Build build = { vmdesc, source, *n_places };
  const GvmiType *type = build_type (&build, node);

  *n_places = build.n_places;
  return type;
}
