/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Images that libvirt saved, made here as its header says: in both byte orders, packed and plain, damaged.
 */
#include "support/stream.h"

enum { HEADER = 16 + 19 * 4 };
enum { RAW, GZIP, BZIP2, XZ, LZOP, ZSTD, SPARSE, UNHEARD_OF };

static const char definition[] = "<domain type='kvm'>\n  <name>sixteen</name>\n</domain>\n";
static const char cookie[] = "<cookie/>\n";

typedef struct {
  guint32 version, packing, running;
  gboolean is_big_endian, has_cookie;
  guint32 more; /* octets of data that are told and not there */
} Image;

static void
put_word (GByteArray *to, const Image *image, const char *field, guint32 value)
{
  put_u32 (to, field, image->is_big_endian ? value : GUINT32_SWAP_LE_BE (value));
}

static GByteArray *
small_stream (void)
{
  GByteArray *octets = g_byte_array_new ();

  put_header (octets);
  put_machine (octets, "m");
  put_ram (octets, 2, 4096);
  put_eof (octets);
  return octets;
}

static void
put_packed (GByteArray *to, GvmCompression compression, const GByteArray *stream)
{
  g_autoptr (GConverter) converter = gvm_compressor_new (compression);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) output =
      converter != NULL ? g_converter_output_stream_new (memory, converter) : g_object_ref (memory);

  ck_assert (g_output_stream_write_all (output, stream->data, stream->len, NULL, NULL, NULL));
  ck_assert (g_output_stream_close (output, NULL, NULL));
  put_bytes (to, "stream", g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
             g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

static GByteArray *
image_new (const Image *image, GvmCompression compression)
{
  GByteArray *octets = g_byte_array_new ();
  g_autoptr (GByteArray) stream = small_stream ();
  guint32 size = sizeof definition + (image->has_cookie ? sizeof cookie : 0) + 100;

  put_bytes (octets, "magic", "LibvirtQemudSave", 16);
  put_word (octets, image, "version", image->version);
  put_word (octets, image, "data size", size + image->more);
  put_word (octets, image, "was running", image->running);
  put_word (octets, image, "packing", image->packing);
  put_word (octets, image, "cookie", image->has_cookie ? sizeof definition : 0);
  put_fill (octets, "unused", 14 * 4, 0);
  put_bytes (octets, "definition", definition, sizeof definition);
  if (image->has_cookie)
    put_bytes (octets, "cookie", cookie, sizeof cookie);
  put_fill (octets, "padding", 100, 0);
  put_packed (octets, compression, stream);
  return octets;
}

static GvmStream *
open_image (const GByteArray *octets, gsize size, const GvmLimits *limits, GError **error)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (octets->data, size, NULL);

  return gvm_stream_new_from_input_stream (input, limits, NULL, error);
}

static void
expect_image_refused (const GByteArray *octets, GvmError code, const char *path, guint64 offset)
{
  g_autoptr (GError) error = NULL;

  ck_assert (open_image (octets, octets->len, NULL, &error) == NULL);
  expect_error (error, code, path, offset);
}

START_TEST (a_header_is_what_its_octets_say)
{
  static const guint8 golden[] = {
    'L', 'i', 'b', 'v', 'i', 'r', 't', 'Q', 'e', 'm', 'u', 'd', 'S', 'a', 'v', 'e', /* magic */
    2,   0,   0,   0,                                                               /* version */
    8,   0,   0,   0,                     /* octets of data */
    1,   0,   0,   0,                     /* was running */
    0,   0,   0,   0,                     /* packing: none */
    4,   0,   0,   0,                     /* the cookie's offset in the data */
    0,   0,   0,   0,   0,   0,   0,   0, /* 14 words unused */
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0, /**/
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0, /**/
    0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0, /**/
    '<', 'd', '>', 0,                                                             /* definition */
    '<', 'c', '>', 0,                                                             /* cookie */
    'Q', 'E', 'V', 'M', 0,   0,   0,   3,   0x00                                  /* the stream */
  };
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  put_bytes (octets, "all", golden, sizeof golden);
  g_autoptr (GvmStream) stream = open_image (octets, octets->len, NULL, NULL);
  ck_assert (stream != NULL);
  ck_assert_uint_eq (gvm_stream_get_size (stream), 9);
  const GvmWrapper *wrapper = gvm_stream_get_wrapper (stream);
  ck_assert (wrapper != NULL);
  ck_assert_str_eq (wrapper->name, "libvirt");
  ck_assert_uint_eq (wrapper->version, 2);
  ck_assert_uint_eq (wrapper->size, HEADER + 8);
  ck_assert (wrapper->was_running);
  ck_assert_str_eq (wrapper->domain, "<d>");
  ck_assert_str_eq (wrapper->cookie, "<c>");
}
END_TEST

START_TEST (images_open_in_both_byte_orders_packed_and_plain)
{
  static const struct {
    guint32 packing;
    GvmCompression compression;
  } cases[] = { { RAW, GVM_COMPRESSION_NONE },
                { GZIP, GVM_COMPRESSION_GZIP },
                { ZSTD, GVM_COMPRESSION_ZSTD },
                { SPARSE, GVM_COMPRESSION_NONE },
                { UNHEARD_OF, GVM_COMPRESSION_NONE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases) * 4; i++) {
    const Image image = { .version = 1 + (i & 1),
                          .packing = cases[i / 4].packing,
                          .is_big_endian = (i & 2) != 0,
                          .has_cookie = (i & 1) != 0 };
    g_autoptr (GByteArray) octets = image_new (&image, cases[i / 4].compression);
    g_autoptr (GError) error = NULL;
    g_autoptr (GvmStream) stream = open_image (octets, octets->len, NULL, &error);
    ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
    const GvmWrapper *wrapper = gvm_stream_get_wrapper (stream);
    ck_assert (wrapper != NULL && !wrapper->was_running);
    ck_assert_str_eq (wrapper->domain, definition);
    ck_assert_int_eq (wrapper->cookie != NULL, image.has_cookie);
    ck_assert_uint_eq (wrapper->version, image.version);
    ck_assert_int_eq (gvm_stream_get_compression (stream), cases[i / 4].compression);
    ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 2);
    ck_assert_uint_eq (gvm_section_get_offset (gvm_stream_get_section (stream, 0)), 8 + 6);
  }
}
END_TEST

START_TEST (a_stream_that_was_not_wrapped_has_no_wrapper)
{
  g_autoptr (GByteArray) octets = small_stream ();
  g_autoptr (GvmStream) stream = open_image (octets, octets->len, NULL, NULL);

  ck_assert (stream != NULL);
  ck_assert (gvm_stream_get_wrapper (stream) == NULL);
  ck_assert_int_eq (gvm_stream_get_compression (stream), GVM_COMPRESSION_NONE);
}
END_TEST

START_TEST (packings_that_cannot_be_read_are_named)
{
  static const struct {
    guint32 packing;
    const char *name;
  } cases[] = { { BZIP2, "bzip2" }, { XZ, "xz" }, { LZOP, "lzop" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Image image = { .version = 2, .packing = cases[i].packing };
    g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);
    g_autoptr (GError) error = NULL;
    ck_assert (open_image (octets, octets->len, NULL, &error) == NULL);
    expect_error (error, GVM_ERROR_UNSUPPORTED, "libvirt", 28);
    ck_assert_msg (strstr (error->message, cases[i].name) != NULL, "%s", error->message);
  }
}
END_TEST

START_TEST (other_versions_are_refused)
{
  static const guint32 versions[] = { 0, 3, 0x01020304 };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    const Image image = { .version = versions[i] };
    g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);
    expect_image_refused (octets, GVM_ERROR_BAD_VERSION, "libvirt", 16);
  }
}
END_TEST

START_TEST (an_image_that_libvirt_did_not_finish_is_truncated)
{
  const Image image = { .version = 2 };
  g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);

  memcpy (octets->data, "LibvirtQemudPart", 16);
  expect_image_refused (octets, GVM_ERROR_TRUNCATED, "libvirt", 0);
}
END_TEST

START_TEST (every_prefix_is_truncated)
{
  const Image image = { .version = 2, .has_cookie = TRUE };
  g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);

  for (gsize size = 16; size < octets->len; size++) {
    g_autoptr (GError) error = NULL;
    ck_assert (open_image (octets, size, NULL, &error) == NULL);
    ck_assert_msg (error->code == GVM_ERROR_TRUNCATED, "%s", error->message);
  }
}
END_TEST

START_TEST (a_definition_larger_than_the_limits_is_refused_before_it_is_read)
{
  const Image image = { .version = 2, .more = 1 << 30 };
  g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);

  expect_image_refused (octets, GVM_ERROR_LIMIT, "libvirt", 20);
}
END_TEST

START_TEST (a_definition_that_is_not_there_is_truncated)
{
  const Image image = { .version = 2, .more = 1 << 20 };
  g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);

  expect_image_refused (octets, GVM_ERROR_TRUNCATED, "libvirt", octets->len);
}
END_TEST

START_TEST (a_cookie_beyond_the_data_is_none)
{
  const Image image = { .version = 2 };
  g_autoptr (GByteArray) octets = image_new (&image, GVM_COMPRESSION_NONE);

  memset (octets->data + 32, 0xff, 4);
  g_autoptr (GvmStream) stream = open_image (octets, octets->len, NULL, NULL);
  ck_assert (stream != NULL);
  ck_assert (gvm_stream_get_wrapper (stream)->cookie == NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("section.wrapper", a_header_is_what_its_octets_say,
                    images_open_in_both_byte_orders_packed_and_plain,
                    a_stream_that_was_not_wrapped_has_no_wrapper,
                    packings_that_cannot_be_read_are_named, other_versions_are_refused,
                    an_image_that_libvirt_did_not_finish_is_truncated, every_prefix_is_truncated,
                    a_definition_larger_than_the_limits_is_refused_before_it_is_read,
                    a_definition_that_is_not_there_is_truncated, a_cookie_beyond_the_data_is_none);
}
