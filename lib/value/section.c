/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sections as trees, and what is wrong with their description.
 */
#include "value/decode.h"

static gboolean
decode_root (GvmiDecode *decode, const GvmSection *section, GvmValue *root)
{
  GvmReader *reader = &decode->reader;

  root->name = section->idstr;
  root->type_name = "struct";
  root->layout = &section->device->state;
  root->kind = GVM_VALUE_STRUCT;
  root->offset = section->payload;
  root->size = reader->end;
  if (!gvmi_decode_struct (decode, root->layout, 1, root))
    return FALSE;
  return gvm_reader_left (reader) == 0 ||
         gvmi_decode_mismatch (decode, gvm_reader_tell (reader),
                               "%" G_GSIZE_FORMAT " octets left, described are %" G_GSIZE_FORMAT,
                               gvm_reader_left (reader), root->layout->size);
}

/* The octets of a section that could not be decoded, as its last member. */
static void
add_rest (GvmiDecode *decode, GvmValue *root, gsize end)
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
  gvmi_decode_set_octets (decode, rest, reader->data + reader->pos);
}

/* (nullable): NULL when the section isn't described. */
static GvmValue *
decode_section (const GvmSection *section, GBytes *payload, GError **ret_finding)
{
  const GvmStream *stream = section->stream;
  const guint8 *data = g_bytes_get_data (stream->bytes, NULL);
  GvmiPath frame = gvmi_section_frame (section);
  GvmiDecode decode = { .stream = stream, .own = payload };
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
