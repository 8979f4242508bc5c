/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A container in a description: one field of ours, by its type; or, for a row that names its twin, the count
 * and the array that QEMU's device has.
 */
#include <gvmstate/container.h>

#include "container/container.h"
#include "engine/scribe.h"
#include "stream/json_text.h"

/* ---- ours ------------------------------------------------------------------------------------ */

static const char *
get_name (const GvmField *field)
{
  static const char *const names[] = {
    [GVM_ENTRIES_VALUES] = "list",
    [GVM_ENTRIES_PAIRS] = "map",
    [GVM_ENTRIES_KEYS] = "set",
  };

  return names[field->container->entries];
}

static void
append_key (const GvmField *field, GvmiScribe *scribe)
{
  gvmi_scribe_descend (scribe, field->key);
  gvmi_scribe_type (scribe, field->key, gvmi_field_get_nested_version (field));
  gvmi_scribe_ascend (scribe);
}

/* The row of the value's descriptor that has the key; validation has found one. */
static const char *
get_key_row (const GvmField *field)
{
  const GvmDesc *desc = gvmi_codec_get_desc (field->codec);
  const GvmField *row = gvmi_desc_get_field (desc, 0);

  for (gsize i = 0; i < desc->n_fields; i++) {
    row = gvmi_desc_get_field (desc, i);
    if (row->offset == field->key_offset && row->codec == field->key &&
        gvmi_field_in_version (row, gvmi_field_get_nested_version (field)))
      break;
  }
  return row->name;
}

static void
append_framing (const GvmField *field, GvmiScribe *scribe)
{
  if (gvmi_container_is_marked (field))
    gvmi_json_append_member (
        scribe->text, ", \"framing\": ", gvmi_container_is_counted (field) ? "both" : "marked");
}

void
gvmi_container_type (const GvmField *field, GvmiScribe *scribe)
{
  g_string_append_printf (scribe->text, "{\"%s\": ", get_name (field));
  if (gvmi_container_has_values (field))
    gvmi_scribe_type (scribe, field->codec, gvmi_field_get_nested_version (field));
  else
    append_key (field, scribe);
  if (field->keys == GVM_IN_VALUE)
    gvmi_json_append_member (scribe->text, ", \"key_in_value\": ", get_key_row (field));
  else if (field->container->entries == GVM_ENTRIES_PAIRS) {
    g_string_append (scribe->text, ", \"key\": ");
    append_key (field, scribe);
  }
  append_framing (field, scribe);
  g_string_append_c (scribe->text, '}');
}

/* ---- QEMU's ---------------------------------------------------------------------------------- */

static void
describe_scalar (GvmiScribe *scribe, const char *prefix, const char *name, const GvmCodec *codec)
{
  g_autofree char *whole = g_strconcat (prefix, name, NULL);

  gvmi_scribe_begin_field (scribe, whole);
  gvmi_json_append_member (scribe->text, ", \"type\": ", codec->name);
  gvmi_json_append_number (scribe->text, ", \"size\": ", codec->wire_size);
  g_string_append_c (scribe->text, '}');
}

static void
describe_value (const GvmField *field, GvmiScribe *scribe)
{
  const GvmDesc *desc = gvmi_codec_get_desc (field->codec);
  const char *prefix = field->qemu->value_prefix != NULL ? field->qemu->value_prefix : "";

  if (desc == NULL) {
    describe_scalar (scribe, prefix, "", field->codec);
    return;
  }
  for (gsize i = 0; i < desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (desc, i);

    if (gvmi_field_in_version (row, gvmi_field_get_nested_version (field)))
      describe_scalar (scribe, prefix, row->name, row->codec);
  }
}

/* The array: @n elements of @size octets each. */
static void
describe_elements (const GvmField *field, GvmiScribe *scribe, gsize n, gsize size)
{
  const GvmQemuTwin *twin = field->qemu;

  gvmi_scribe_begin_field (scribe, twin->elements);
  if (n > 1)
    gvmi_json_append_number (scribe->text, ", \"array_len\": ", n);
  gvmi_json_append_member (scribe->text,
                           ", \"type\": \"struct\", \"struct\": {\"vmsd_name\": ", twin->vmsd);
  gvmi_json_append_number (scribe->text, ", \"version\": ", gvmi_field_get_nested_version (field));
  g_string_append (scribe->text, ", \"fields\": [");
  if (gvmi_container_sends_keys (field))
    describe_scalar (scribe, "", twin->key != NULL ? twin->key : "key", field->key);
  if (gvmi_container_has_values (field))
    describe_value (field, scribe);
  gvmi_json_append_number (scribe->text, "]}, \"size\": ", size);
  g_string_append_c (scribe->text, '}');
}

static void
describe_twin (const GvmField *field, GvmiScribe *scribe, gsize n)
{
  enum { COUNT = sizeof (guint32) };

  gvmi_scribe_begin_field (scribe, field->qemu->count);
  gvmi_json_append_member (scribe->text, ", \"type\": ", field->qemu->count_type);
  gvmi_json_append_number (scribe->text, ", \"size\": ", COUNT);
  g_string_append_c (scribe->text, '}');
  if (n > 0)
    describe_elements (field, scribe, n, (scribe->size - COUNT) / n);
}

void
gvmi_container_describe (const GvmField *field, GvmiScribe *scribe, gconstpointer self)
{
  gconstpointer container = gvmi_container_get (field, self);

  if (field->qemu != NULL)
    describe_twin (field, scribe, gvmi_container_count (field, container));
  else
    gvmi_scribe_own (scribe, field, get_name (field));
}

/* ---- rules ----------------------------------------------------------------------------------- */

static gboolean
is_scalar (const GvmCodec *codec)
{
  return codec == NULL || (codec->kind != GVM_KIND_STRUCT && codec->wire_size != 0);
}

static gboolean
has_only_scalars (const GvmCodec *codec)
{
  const GvmDesc *desc = gvmi_codec_get_desc (codec);

  for (gsize i = 0; desc != NULL && i < desc->n_fields; i++) {
    const GvmField *row = gvmi_desc_get_field (desc, i);

    if (row->when != NULL || !row->shape->is_inline || row->count != 1 || !is_scalar (row->codec))
      return FALSE;
  }
  return desc != NULL ? desc->n_subsections == 0 : is_scalar (codec);
}

const char *
gvmi_container_examine_twin (const GvmField *field)
{
  const GvmQemuTwin *twin = field->qemu;

  if (twin == NULL)
    return NULL;
  if (twin->count == NULL || twin->count_type == NULL || twin->elements == NULL ||
      twin->vmsd == NULL)
    return "a twin without the names of its count, its elements or their descriptor";
  if (field->packing != GVM_PACKING_NONE)
    return "a twin of a packed container: QEMU's are not";
  if (field->framing != GVM_FRAMING_COUNTED)
    return "a twin of a container that is not counted: QEMU's has a count and an array";
  if ((gvmi_container_sends_keys (field) && !is_scalar (field->key)) ||
      (gvmi_container_has_values (field) && !has_only_scalars (field->codec)))
    return "a twin of entries that are no plain values of one size each";
  return NULL;
}
