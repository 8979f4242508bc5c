/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Models and states in the notation of docs/FORMAT.md.
 */
#include "property/model.h"

static const char *const framings[] = { "counted", "marked", "both" };
static const char *const packings[] = { NULL, "varint", "delta", "sparse" };

static void print_value (GString *json, const Type *type, guint32 version, gconstpointer value);
static void print_member (GString *json, const Row *row, gconstpointer state);

/* ---- descriptors ------------------------------------------------------------------------------------- */

static void
print_type (GString *json, const Type *type, guint32 version)
{
  if (type->nested == NULL) {
    g_string_append (json, type->plain->type);
    return;
  }
  g_string_append (json, "{\"struct\":");
  print_descriptor (json, type->nested);
  g_string_append_printf (json, ",\"version\":%u}", version != 0 ? version : 1);
}

/* `{"list":TYPE`, open. */
static void
open_type (GString *json, const char *name, const Row *row)
{
  g_string_append_printf (json, "{\"%s\":", name);
  print_type (json, &row->type, row->nested_version);
}

static void
print_container (GString *json, const Row *row)
{
  if (row->kind == KIND_SET) {
    g_string_append (json, "{\"set\":");
    print_type (json, &row->key, 1);
  } else {
    open_type (json, row_is_table (row) ? "map" : "list", row);
  }
  if (row->kind == KIND_HASH || row->kind == KIND_TREE) {
    g_string_append (json, ",\"key\":");
    print_type (json, &row->key, 1);
  }
  if (row->keys == GVM_IN_VALUE)
    g_string_append_printf (json, ",\"key_in_value\":\"%s\"",
                            struct_get_row (row->type.nested, 0)->name);
  if (row->order == GVM_ORDER_AS_STORED)
    g_string_append (json, ",\"order\":\"stored\"");
  g_string_append_printf (json, ",\"framing\":\"%s\",\"max\":64}", framings[row->framing]);
}

/* `"count":"n3","times":2`; what only the target counts is a constant. */
static void
print_count (GString *json, const char *name, const Row *row)
{
  if (row->own_count)
    g_string_append_printf (json, "\"%s\":%u", name, row_get_own_count (row));
  else
    g_string_append_printf (json, "\"%s\":\"%s\"", name, row->counter_name);
  if (row->times > 1 && !row->own_count)
    g_string_append_printf (json, ",\"times\":%u", row->times);
}

static void
print_counted (GString *json, const char *name, const Row *row, const char *most, guint number)
{
  g_string_append_c (json, '{');
  print_count (json, name, row);
  g_string_append_printf (json, ",\"%s\":%u}", most, number);
}

static void
print_row_type (GString *json, const Row *row)
{
  const char *nullable = row->nullable ? "true" : "false";

  switch (row->shape) {
  case ROW_FIELD:
    print_type (json, &row->type, row->nested_version);
    break;
  case ROW_EQUAL:
    open_type (json, "equal", row);
    g_string_append_c (json, '}');
    break;
  case ROW_AT_MOST:
    open_type (json, "at_most", row);
    g_string_append_c (json, '}');
    break;
  case ROW_PAD_COUNTED:
    g_string_append_c (json, '{');
    print_count (json, "pad", row);
    g_string_append_c (json, '}');
    break;
  case ROW_BITMAP_COUNTED:
    print_counted (json, "bitmap", row, "max", 64);
    break;
  case ROW_ARRAY:
    open_type (json, "array", row);
    g_string_append_printf (json, ",\"length\":%u}", row->count);
    break;
  case ROW_COUNTED:
  case ROW_COUNTED_ARRAY:
    open_type (json, "counted", row);
    g_string_append_c (json, ',');
    print_count (json, "count", row);
    g_string_append_printf (json, row->shape == ROW_COUNTED ? ",\"max\":64}" : ",\"capacity\":%u}",
                            row->count);
    break;
  case ROW_BUFFER:
  case ROW_BUFFER_POINTER:
    g_string_append_printf (json, "{\"buffer\":%u}", row->count);
    break;
  case ROW_BUFFER_PART:
    print_counted (json, "buffer", row, "capacity", row->count);
    break;
  case ROW_BUFFER_COUNTED:
    print_counted (json, "buffer", row, "max", 64);
    break;
  case ROW_PAD:
    g_string_append_printf (json, "{\"pad\":%u}", row->count);
    break;
  case ROW_POINTER:
    open_type (json, "pointer", row);
    g_string_append_printf (json, ",\"nullable\":%s}", nullable);
    break;
  case ROW_POINTER_ARRAY:
    g_string_append (json, "{\"array\":");
    open_type (json, "pointer", row);
    g_string_append_printf (json, ",\"nullable\":%s},\"length\":%u}", nullable, row->count);
    break;
  case ROW_DERIVED:
    g_string_append (json,
                     "{\"derived\":{\"name\":\"clock/split\",\"rows\":["
                     "{\"name\":\"high\",\"type\":\"u32\"},{\"name\":\"low\",\"type\":\"u32\"}]}}");
    break;
  case ROW_VALIDATE:
    g_string_append (json, "{\"validate\":\"must\"}");
    break;
  default:
    print_container (json, row);
    break;
  }
}

/* What a default is in a version without a count nobody can say. */
static gboolean
has_known_default (const Row *row)
{
  return row->has_default && row->twin == NULL && row->shape != ROW_COUNTED_ARRAY &&
         row->shape != ROW_BUFFER_PART;
}

static gboolean
counter_has_default (const Row *row)
{
  return has_known_default (row) && row->counter != NULL;
}

static void
print_versions (GString *json, guint since, guint until, gboolean when)
{
  if (since != 0)
    g_string_append_printf (json, ",\"since\":%u", since);
  if (until != 0)
    g_string_append_printf (json, ",\"until\":%u", until);
  if (when)
    g_string_append (json, ",\"when\":\"flag\"");
}

static void
print_options (GString *json, const Row *row, gconstpointer defaults)
{
  if (row->packing != GVM_PACKING_NONE)
    g_string_append_printf (json, ",\"packing\":\"%s\"", packings[row->packing]);
  if (row->packing == GVM_PACKING_SPARSE) {
    g_string_append (json, ",\"blank\":");
    print_value (json, &row->type, row->nested_version, row->blank);
  }
  if (has_known_default (row)) {
    g_string_append (json, ",\"absent\":");
    print_member (json, row, defaults);
  }
}

static void
print_row (GString *json, const Row *row, gconstpointer defaults)
{
  gboolean has_twin = row->twin != NULL;

  if (row->was_moved)
    g_string_append_printf (json, "{\"name\":\"%s\",\"type\":\"u8\",\"until\":%u},",
                            row->alias_name, row->since - 1);
  if (row->counter != NULL && !row->own_count) {
    g_string_append_printf (json, "{\"name\":\"%s\",\"type\":%s", row->counter_name,
                            row->counter->type);
    print_versions (json, row->since, row->until, FALSE);
    g_string_append (json, counter_has_default (row) ? ",\"absent\":0}," : "},");
  }
  g_string_append_printf (json, "{\"name\":\"%s\",\"type\":", row->name);
  print_row_type (json, row);
  print_versions (json, has_twin ? 0 : row->since, has_twin ? row->since - 1 : row->until,
                  row->when);
  print_options (json, row, defaults);
  g_string_append (json, "},");
  if (has_twin)
    g_string_append_printf (json, "{\"name\":\"%sb\",\"type\":%s,\"since\":%u%s},", row->name,
                            row->twin->type, row->since,
                            row->packing != GVM_PACKING_NONE ? ",\"packing\":\"varint\"" : "");
}

/* Takes the comma back that is behind the last of something. */
static void
close_with (GString *json, char bracket)
{
  if (json->str[json->len - 1] == ',')
    g_string_truncate (json, json->len - 1);
  g_string_append_c (json, bracket);
}

/* The defaults of subsections are in those of their struct. */
static void
print_table (GString *json, const Struct *self, gconstpointer defaults)
{
  g_string_append_printf (json, "{\"name\":\"%s\",\"version\":%u,\"minimum\":%u,", self->name,
                          self->version, self->minimum);
  if (self->alias_name[0] != '\0')
    g_string_append_printf (json, "\"alias\":[\"%s\"],", self->alias_name);
  g_string_append (json, "\"rows\":[");
  if (self->has_flag)
    g_string_append (json, "{\"name\":\"flag\",\"type\":\"u8\"},");
  if (self->has_must)
    g_string_append (json, "{\"name\":\"must\",\"type\":\"u8\"},");
  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);

    if (!row->is_dropped && row->shape != ROW_NOT_SAVED)
      print_row (json, row, defaults);
  }
  close_with (json, ']');
  g_string_append (json, ",\"subsections\":[");
  for (guint i = 0; i < self->subsections->len; i++)
    if (!struct_get_subsection (self, i)->is_dropped) {
      print_table (json, struct_get_subsection (self, i), defaults);
      g_string_append_c (json, ',');
    }
  close_with (json, ']');
  g_string_append_c (json, '}');
}

void
print_descriptor (GString *json, const Struct *self)
{
  print_table (json, self, self->defaults);
}

/* ---- states ------------------------------------------------------------------------------------------ */

static void
print_value (GString *json, const Type *type, guint32 version, gconstpointer value)
{
  if (type->nested != NULL)
    print_state (json, type->nested, version != 0 ? version : 1, value);
  else
    type->plain->print (type->plain->codec, json, value);
}

static void
print_values (GString *json, const Row *row, gconstpointer values, guint64 n)
{
  g_string_append_c (json, '[');
  for (guint64 i = 0; i < n; i++) {
    print_value (json, &row->type, row->nested_version,
                 (const guint8 *) values + i * type_get_codec (&row->type)->c_size);
    g_string_append_c (json, ',');
  }
  close_with (json, ']');
}

static void
print_octets (GString *json, const guint8 *octets, guint64 n)
{
  g_string_append_c (json, '"');
  for (guint64 i = 0; i < n; i++)
    g_string_append_printf (json, "%02x", octets[i]);
  g_string_append_c (json, '"');
}

static void
print_entry (GString *json, const Row *row, const GvmEntry *entry)
{
  gboolean has_key = row_is_table (row) && row->keys != GVM_IN_VALUE;
  guint64 scratch;

  if (has_key && row->kind != KIND_SET)
    g_string_append_c (json, '[');
  if (has_key)
    print_value (json, &row->key, 1, slot_get_value (&row->key, row->keys, entry->key, &scratch));
  if (has_key && row->kind != KIND_SET)
    g_string_append_c (json, ',');
  if (row->kind == KIND_GARRAY)
    print_value (json, &row->type, row->nested_version, entry->value);
  else if (row->kind != KIND_SET)
    print_value (json, &row->type, row->nested_version,
                 slot_get_value (&row->type, row->values, entry->value, &scratch));
  if (has_key && row->kind != KIND_SET)
    g_string_append_c (json, ']');
}

static void
print_entries (GString *json, const Row *row, gconstpointer container)
{
  GvmCursor cursor = { .container = container };
  GvmEntry entry;

  g_string_append_c (json, '[');
  if (container != NULL) {
    row->field->container->start (&cursor);
    while (row->field->container->next (&cursor, &entry)) {
      print_entry (json, row, &entry);
      g_string_append_c (json, ',');
    }
  }
  close_with (json, ']');
}

static void
print_pointers (GString *json, const Row *row, const gconstpointer *members)
{
  if (row->shape == ROW_POINTER_ARRAY)
    g_string_append_c (json, '[');
  for (guint i = 0; i < row->count; i++) {
    if (members[i] != NULL)
      print_value (json, &row->type, row->nested_version, members[i]);
    else
      g_string_append (json, "null");
    g_string_append (json, i + 1 < row->count ? "," : "");
  }
  if (row->shape == ROW_POINTER_ARRAY)
    g_string_append_c (json, ']');
}

static void
print_clock (GString *json, gconstpointer state)
{
  guint64 clock = number_get ((const guint8 *) state + CLOCK_OFFSET, sizeof clock);

  g_string_append_printf (json, "{\"high\":%u,\"low\":%u}", (guint) (clock >> 32), (guint) clock);
}

static void
print_bits (GString *json, const Row *row, gconstpointer words, guint64 n)
{
  gsize width = row->type.plain->codec->c_size;

  g_string_append_c (json, '[');
  for (guint64 bit = 0; bit < n; bit++)
    if (number_get ((const guint8 *) words + bit / (8 * width) * width, width) >>
            bit % (8 * width) &
        1)
      g_string_append_printf (json, "%" G_GUINT64_FORMAT ",", bit);
  close_with (json, ']');
}

static void
print_member (GString *json, const Row *row, gconstpointer state)
{
  gconstpointer member = (const guint8 *) state + row->offset;

  switch (row->shape) {
  case ROW_FIELD:
  case ROW_EQUAL:
  case ROW_AT_MOST:
    print_value (json, &row->type, row->nested_version, member);
    break;
  case ROW_ARRAY:
    print_values (json, row, member, row->count);
    break;
  case ROW_COUNTED:
    print_values (json, row, *(gconstpointer const *) member, row_get_count (row, state));
    break;
  case ROW_COUNTED_ARRAY:
    print_values (json, row, member, row_get_count (row, state));
    break;
  case ROW_BUFFER:
    print_octets (json, member, row->count);
    break;
  case ROW_BUFFER_POINTER:
    print_octets (json, *(gconstpointer const *) member, row->count);
    break;
  case ROW_BUFFER_PART:
    print_octets (json, member, row_get_count (row, state));
    break;
  case ROW_BUFFER_COUNTED:
    print_octets (json, *(gconstpointer const *) member, row_get_count (row, state));
    break;
  case ROW_BITMAP_COUNTED:
    print_bits (json, row, *(gconstpointer const *) member, row_get_count (row, state));
    break;
  case ROW_POINTER:
  case ROW_POINTER_ARRAY:
    print_pointers (json, row, member);
    break;
  case ROW_DERIVED:
    print_clock (json, state);
    break;
  default:
    print_entries (json, row, row_get_container (row, state));
    break;
  }
}

static void
print_row_state (GString *json, const Row *row, guint version, gboolean is_there,
                 gconstpointer state)
{
  gboolean is_twin = row->twin != NULL && version >= row->since;

  if (row->was_moved && version < row->since)
    g_string_append_printf (json, "\"%s\":0,", row->alias_name);
  if (!is_there && !has_known_default (row))
    return;
  if (row->counter != NULL && !row->own_count)
    g_string_append_printf (json, "\"%s\":%" G_GUINT64_FORMAT ",", row->counter_name,
                            row_get_counter (row, state));
  if (row->shape == ROW_PAD_COUNTED)
    return;
  g_string_append_printf (json, "\"%s%s\":", row->name, is_twin ? "b" : "");
  if (is_twin)
    row->twin->print (row->twin->codec, json, (const guint8 *) state + row->offset);
  else
    print_member (json, row, state);
  g_string_append_c (json, ',');
}

static gboolean
row_has_value (const Row *row)
{
  return !row->is_dropped && row->shape != ROW_NOT_SAVED && row->shape != ROW_PAD &&
         row->shape != ROW_VALIDATE;
}

/* A row of which there are two is there in each version. */
static gboolean
row_is_there (const Row *row, guint version, gboolean flag)
{
  return (row->twin != NULL || row_in_version (row, version)) && (!row->when || flag);
}

static void
print_rows (GString *json, const Struct *self, guint version, gconstpointer state, gboolean flag)
{
  for (guint i = 0; i < struct_n_rows (self); i++) {
    const Row *row = struct_get_row (self, i);

    if (row_has_value (row))
      print_row_state (json, row, version, row_is_there (row, version, flag), state);
  }
  for (guint i = 0; i < self->subsections->len; i++) {
    const Struct *inner = struct_get_subsection (self, i);

    if (inner->is_dropped || (inner->is_conditional && !flag))
      continue;
    g_string_append_printf (json, "\"%s\":{", inner->name);
    print_rows (json, inner, inner->version, state, FALSE);
    close_with (json, '}');
    g_string_append_c (json, ',');
  }
}

void
print_state (GString *json, const Struct *self, guint version, gconstpointer state)
{
  const guint8 *octets = state;

  g_string_append_c (json, '{');
  if (self->has_flag)
    g_string_append_printf (json, "\"flag\":%u,", octets[FLAG_OFFSET]);
  if (self->has_must)
    g_string_append_printf (json, "\"must\":%u,", octets[MUST_OFFSET]);
  print_rows (json, self, version, state, self->has_flag && octets[FLAG_OFFSET] != 0);
  close_with (json, '}');
}
