/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/stream.h"

void
put_bytes (GByteArray *to, G_GNUC_UNUSED const char *field, gconstpointer octets, gsize size)
{
  if (size > 0)
    g_byte_array_append (to, octets, (guint) size);
}

void
put_u8 (GByteArray *to, const char *field, guint8 value)
{
  put_bytes (to, field, &value, sizeof value);
}

void
put_u16 (GByteArray *to, const char *field, guint16 value)
{
  guint16 wire = GUINT16_TO_BE (value);

  put_bytes (to, field, &wire, sizeof wire);
}

void
put_u32 (GByteArray *to, const char *field, guint32 value)
{
  guint32 wire = GUINT32_TO_BE (value);

  put_bytes (to, field, &wire, sizeof wire);
}

void
put_u64 (GByteArray *to, const char *field, guint64 value)
{
  guint64 wire = GUINT64_TO_BE (value);

  put_bytes (to, field, &wire, sizeof wire);
}

void
put_fill (GByteArray *to, const char *field, gsize n, guint8 value)
{
  while (n-- > 0)
    put_u8 (to, field, value);
}

void
put_name (GByteArray *to, const char *field, const char *name)
{
  put_u8 (to, field, (guint8) strlen (name));
  put_bytes (to, field, name, strlen (name));
}

/* ---- records --------------------------------------------------------------------------------- */

void
put_header (GByteArray *to)
{
  put_u32 (to, "magic", 0x5145564d);
  put_u32 (to, "version", 3);
}

void
put_machine (GByteArray *to, const char *machine)
{
  put_u8 (to, "configuration", 0x07);
  put_u32 (to, "length", (guint32) strlen (machine));
  put_bytes (to, "machine", machine, strlen (machine));
}

void
put_section (GByteArray *to, GvmSectionKind kind, guint32 id, const char *idstr,
             guint32 instance_id, guint32 version_id)
{
  put_u8 (to, "type", (guint8) kind);
  put_u32 (to, "section id", id);
  put_name (to, "idstr", idstr);
  put_u32 (to, "instance id", instance_id);
  put_u32 (to, "version id", version_id);
}

void
put_round (GByteArray *to, GvmSectionKind kind, guint32 id)
{
  put_u8 (to, "type", (guint8) kind);
  put_u32 (to, "section id", id);
}

void
put_footer (GByteArray *to, guint32 id)
{
  put_u8 (to, "footer", 0x7e);
  put_u32 (to, "section id", id);
}

void
put_subsection (GByteArray *to, const char *name, guint32 version)
{
  put_u8 (to, "subsection", 0x05);
  put_name (to, "name", name);
  put_u32 (to, "version", version);
}

void
put_eof (GByteArray *to)
{
  put_u8 (to, "EOF", 0x00);
}

void
put_description (GByteArray *to, const char *json)
{
  put_u8 (to, "description", 0x06);
  put_u32 (to, "length", (guint32) strlen (json));
  put_bytes (to, "JSON", json, strlen (json));
}

void
put_ram (GByteArray *to, guint32 id, guint64 size)
{
  put_section (to, GVM_SECTION_START, id, "ram", 0, 4);
  put_u64 (to, "total | MEM_SIZE", size | 0x04);
  put_name (to, "block", "mem");
  put_u64 (to, "used length", size);
  put_u64 (to, "EOS", 0x10);
  put_footer (to, id);
  put_round (to, GVM_SECTION_END, id);
  put_u64 (to, "EOS", 0x10);
  put_footer (to, id);
}

/* ---- what is done with them ------------------------------------------------------------------ */

GvmStream *
walk_prefix (const GByteArray *octets, gsize size, GError **error)
{
  /* A block of its own, so that a sanitizer sees a step beyond it. */
  g_autoptr (GBytes) bytes = g_bytes_new (octets->data, size);

  return gvm_stream_new_from_bytes (bytes, NULL, error);
}

GvmStream *
walk (const GByteArray *octets, GError **error)
{
  return walk_prefix (octets, octets->len, error);
}

GvmStream *
walk_sound (const GByteArray *octets)
{
  g_autoptr (GError) error = NULL;
  GvmStream *stream = walk (octets, &error);

  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no stream, no error");
  ck_assert (error == NULL);
  return stream;
}

void
expect_refused (const GByteArray *octets, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = walk (octets, &error);

  ck_assert (stream == NULL);
  expect_error (error, code, path, offset);
}

GByteArray *
test_data (const char *name)
{
  const char *data = g_getenv ("GVM_TEST_DATA");
  ck_assert_msg (data != NULL, "GVM_TEST_DATA must name tests/data, as ctest sees to");
  g_autofree char *path = g_build_filename (data, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();

  ck_assert_msg (input != NULL, "%s", error != NULL ? error->message : path);
  if (g_str_has_suffix (name, ".gz")) {
    g_autoptr (GConverter) zlib =
        G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
    GInputStream *unpacked = g_converter_input_stream_new (input, zlib);
    g_object_unref (input);
    input = unpacked;
  }
  gssize size = g_output_stream_splice (
      output, input, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      NULL, &error);
  ck_assert_msg (size > 0, "%s", error != NULL ? error->message : path);
  g_autoptr (GBytes) bytes =
      g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}
