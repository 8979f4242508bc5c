/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The JSON document: facts of the stream, then what was picked of it.
 */
#include "document.h"
#include "json.h"
#include "pick.h"

static const char *const kind_names[] = {
  [GVM_SECTION_START] = "start",
  [GVM_SECTION_PART] = "part",
  [GVM_SECTION_END] = "end",
  [GVM_SECTION_FULL] = "full",
};

/* (nullable): NULL for what isn't described. */
static GvmValue *
decode (Document *document, const GvmSection *section, GError **ret_finding)
{
  if (!gvm_section_is_described (section))
    return NULL;
  GvmValue *value = gvm_section_decode_partly (section, ret_finding);
  if (*ret_finding != NULL) {
    int status = cli_fail (document->file, *ret_finding);
    document->status = document->status != CLI_OK ? document->status : status;
  }
  return value;
}

static void
put_key (FILE *out, const char *before, const char *key)
{
  fprintf (out, "%s\"%s\": ", before, key);
}

static void
put_section_facts (FILE *out, const GvmSection *section)
{
  put_key (out, "    {", "name");
  json_string (out, gvm_section_get_idstr (section));
  fprintf (out,
           ", \"instance_id\": %u, \"version_id\": %u, \"section_id\": %u, \"kind\": \"%s\",\n",
           gvm_section_get_instance_id (section), gvm_section_get_version_id (section),
           gvm_section_get_section_id (section), kind_names[gvm_section_get_kind (section)]);
  fprintf (out,
           "     \"offset\": %" G_GUINT64_FORMAT ", \"payload_offset\": %" G_GUINT64_FORMAT
           ", \"size\": %" G_GSIZE_FORMAT ", \"described\": %s",
           gvm_section_get_offset (section), gvm_section_get_payload_offset (section),
           gvm_section_get_payload_size (section),
           gvm_section_is_described (section) ? "true" : "false");
}

static void
put_section (Document *document, const GvmSection *section)
{
  FILE *out = document->out;
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmValue) value = decode (document, section, &error);

  put_section_facts (out, section);
  if (value != NULL) {
    put_key (out, ",\n     ", "value");
    json_value (out, value, 5);
  }
  if (error != NULL) {
    put_key (out, ",\n     ", "error");
    json_string (out, error->message);
  }
  putc ('}', out);
}

static void
put_inner_value (const Document *document, const Pick *pick)
{
  FILE *out = document->out;

  put_key (out, "    {", "path");
  json_string (out, pick->path);
  put_key (out, ", ", "type");
  json_string (out, gvm_value_get_type_name (pick->value));
  fprintf (out, ", \"offset\": %" G_GUINT64_FORMAT ", \"size\": %" G_GSIZE_FORMAT ",\n     ",
           gvm_value_get_offset (pick->value), gvm_value_get_size (pick->value));
  put_key (out, "", "value");
  json_value (out, pick->value, 5);
  putc ('}', out);
}

static void
put_picks (Document *document, const char *key, gboolean sections)
{
  FILE *out = document->out;
  const char *separator = "\n";

  fprintf (out, ",\n  \"%s\": [", key);
  for (guint i = 0; i < document->picks->len; i++) {
    const Pick *pick = g_ptr_array_index (document->picks, i);

    if ((pick->section != NULL) != sections)
      continue;
    fputs (separator, out);
    separator = ",\n";
    if (sections)
      put_section (document, pick->section);
    else
      put_inner_value (document, pick);
  }
  fputs ("\n  ]", out);
}

void
document_write (Document *document)
{
  FILE *out = document->out;
  const char *machine = gvm_stream_get_machine (document->stream);

  put_key (out, "{\n  ", "format");
  putc ('1', out);
  put_key (out, ",\n  ", "file");
  json_string (out, document->file);
  put_key (out, ",\n  ", "machine");
  if (machine != NULL)
    json_string (out, machine);
  else
    fputs ("null", out);
  put_key (out, ",\n  ", "page_size");
  fprintf (out, "%u", gvm_stream_get_page_size (document->stream));
  put_picks (document, "sections", TRUE);
  put_picks (document, "values", FALSE);
  fputs ("\n}\n", out);
}
