/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams too large for memory: made on the fly, since nobody wants them in the tree. How large the one is
 * comes from the command line: `section.spool` has one of 300 MiB, `section.spool.soak` one above 4 GiB.
 */
#include <glib/gstdio.h>
#include <stdio.h>

#include "support/stream.h"

enum { PAGE = 4096, RECORD = 8 + PAGE };

static guint64 n_pages = 300 << 8; /* 300 MiB */

/* ---- a stream that is nowhere ----------------------------------------------------------------- */

/* A head, n times the same record of a page, and a tail. */
typedef struct {
  GInputStream parent;
  GByteArray *head, *tail;
  guint64 n, pos;
} Endless;
typedef GInputStreamClass EndlessClass;

static GType endless_get_type (void);
G_DEFINE_TYPE (Endless, endless, G_TYPE_INPUT_STREAM)

static guint8 record[RECORD];

/* The octets at the position, up to the end of the part that they are in. */
static const guint8 *
here (const Endless *endless, gsize *ret_size)
{
  guint64 pos = endless->pos, middle = endless->n * RECORD;

  if (pos < endless->head->len) {
    *ret_size = endless->head->len - pos;
    return endless->head->data + pos;
  }
  pos -= endless->head->len;
  if (pos < middle) {
    *ret_size = RECORD - pos % RECORD;
    return record + pos % RECORD;
  }
  pos -= middle;
  *ret_size = endless->tail->len - pos;
  return endless->tail->data + pos;
}

static gssize
endless_read (GInputStream *stream, void *buffer, gsize count,
              G_GNUC_UNUSED GCancellable *cancellable, G_GNUC_UNUSED GError **error)
{
  Endless *endless = (Endless *) stream;
  gsize all = 0, size;

  while (all < count) {
    const guint8 *octets = here (endless, &size);
    size = MIN (size, count - all);
    if (size == 0)
      break;
    memcpy ((guint8 *) buffer + all, octets, size);
    endless->pos += size;
    all += size;
  }
  return (gssize) all;
}

static void
endless_finalize (GObject *object)
{
  g_byte_array_unref (((Endless *) object)->head);
  g_byte_array_unref (((Endless *) object)->tail);
  G_OBJECT_CLASS (endless_parent_class)->finalize (object);
}

static void
endless_class_init (EndlessClass *klass)
{
  klass->read_fn = endless_read;
  ((GObjectClass *) klass)->finalize = endless_finalize;
}

static void
endless_init (Endless *endless)
{
  endless->head = g_byte_array_new ();
  endless->tail = g_byte_array_new ();
}

/* A stream with @n pages of ram and a device behind them; without a description the device is the last
 * record. */
static Endless *
ram_of (guint64 n)
{
  Endless *endless = g_object_new (endless_get_type (), NULL);
  GByteArray *head = endless->head, *tail = endless->tail;
  static const guint8 word[8] = { 0, 0, 0, 0, 0, 0, 0x10, 0x08 | 0x20 };

  memset (record, 0x77, sizeof record);
  memcpy (record, word, sizeof word);
  endless->n = n;
  put_header (head);
  put_machine (head, "m");
  put_subsection (head, "configuration/target-page-bits", 1);
  put_u32 (head, "bits", 12);
  put_section (head, GVM_SECTION_START, 2, "ram", 0, 4);
  put_u64 (head, "total | MEM_SIZE", PAGE | 0x04);
  put_name (head, "block", "mem");
  put_u64 (head, "used length", PAGE);
  put_u64 (head, "EOS", 0x10);
  put_footer (head, 2);
  put_round (head, GVM_SECTION_END, 2);
  put_u64 (head, "ZERO", 0x02);
  put_name (head, "block", "mem");
  put_u8 (head, "fill", 0);
  put_u64 (tail, "EOS", 0x10);
  put_footer (tail, 2);
  put_section (tail, GVM_SECTION_FULL, 3, "dev", 0, 1);
  put_u32 (tail, "x", 0x12345678);
  put_footer (tail, 3);
  put_eof (tail);
  return endless;
}

/* ---- memory ----------------------------------------------------------------------------------- */

/* Octets of this process's own memory, from the kernel. Pages of a mapped file are not among them. */
static guint64
own_memory (void)
{
  g_autofree char *text = NULL;

  ck_assert (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  const char *line = strstr (text, "RssAnon:");
  ck_assert (line != NULL);
  return g_ascii_strtoull (line + strlen ("RssAnon:"), NULL, 10) << 10;
}

static void
note_peak (G_GNUC_UNUSED GvmProgress phase, G_GNUC_UNUSED guint64 done, G_GNUC_UNUSED gint64 total,
           gpointer user_data)
{
  guint64 *peak = user_data;

  *peak = MAX (*peak, own_memory ());
}

START_TEST (a_large_stream_needs_little_memory_of_its_own)
{
  g_autoptr (GInputStream) input = G_INPUT_STREAM (ram_of (n_pages));
  g_autoptr (GError) error = NULL;
  guint64 peak = 0, size = (guint64) n_pages * RECORD;
  const GvmTransport transport = { .progress = note_peak, .progress_data = &peak };
  g_autoptr (GvmStream) stream =
      gvm_stream_new_from_input_stream_full (input, NULL, &transport, NULL, &error);

  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  printf ("%" G_GUINT64_FORMAT " MiB of stream, %" G_GUINT64_FORMAT " KiB of memory at most\n",
          (guint64) gvm_stream_get_size (stream) >> 20, peak >> 10);
  /* The address sanitizer's shadow of what is only read is memory, too, with kernels that have no page of zeros to
   * share. */
#ifndef __SANITIZE_ADDRESS__
  ck_assert_uint_lt (peak, 64 << 20);
#endif
  ck_assert_uint_eq (gvm_stream_get_n_sections (stream), 3);
  const GvmSection *ram = gvm_stream_get_section (stream, 1);
  const GvmSection *dev = gvm_stream_get_section (stream, 2);
  ck_assert_uint_eq (gvm_section_get_payload_size (ram), size + 8 + 5 + 8);
  ck_assert_uint_eq (gvm_section_get_offset (dev),
                     gvm_section_get_payload_offset (ram) + size + 8 + 5 + 8 + 5);
  g_autoptr (GBytes) payload = gvm_section_get_payload (dev);
  expect_octets (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), "\x12\x34\x56\x78",
                 4);
}
END_TEST

START_TEST (an_error_far_behind_has_its_offset)
{
  Endless *endless = ram_of (n_pages);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (endless);
  g_autoptr (GError) error = NULL;
  guint64 offset = endless->head->len + n_pages * RECORD;

  endless->tail->data[7] = 0x01; /* of EOS: no flag that is known */
  g_autoptr (GvmStream) stream = gvm_stream_new_from_input_stream (input, NULL, NULL, &error);
  ck_assert (stream == NULL);
  expect_error (error, GVM_ERROR_RANGE, "ram[0]", offset);
}
END_TEST

/* ---- the file --------------------------------------------------------------------------------- */

static guint
entries_in (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  return n;
}

typedef struct {
  const char *directory;
  guint most;
  gboolean is_mapped; /* something of there, without a name */
} Looking;

static void
look (G_GNUC_UNUSED GvmProgress phase, G_GNUC_UNUSED guint64 done, G_GNUC_UNUSED gint64 total,
      gpointer user_data)
{
  Looking *looking = user_data;
  g_autofree char *maps = NULL;

  looking->most = MAX (looking->most, entries_in (looking->directory));
  ck_assert (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  const char *line = strstr (maps, looking->directory);
  looking->is_mapped |= line != NULL && strstr (line, "(deleted)") != NULL;
}

START_TEST (the_spool_file_is_where_it_was_asked_for_and_has_no_name)
{
  static const struct {
    guint64 pages;
    gboolean is_spooled;
  } cases[] = { { 5000, TRUE }, { 4000, FALSE } }; /* around 16 MiB */
  g_autofree char *directory = g_dir_make_tmp ("gvmstate-test-XXXXXX", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GInputStream) input = G_INPUT_STREAM (ram_of (cases[i].pages));
    Looking looking = { .directory = directory };
    const GvmTransport transport = { .spool_directory = directory,
                                     .progress = look,
                                     .progress_data = &looking };
    g_autoptr (GvmStream) stream =
        gvm_stream_new_from_input_stream_full (input, NULL, &transport, NULL, NULL);
    ck_assert (stream != NULL);
    ck_assert_uint_eq (looking.most, 0);
    ck_assert_int_eq (looking.is_mapped, cases[i].is_spooled);
  }
  ck_assert_int_eq (g_rmdir (directory), 0);
}
END_TEST

START_TEST (a_spool_directory_that_is_not_there_is_told)
{
  g_autoptr (GInputStream) input = G_INPUT_STREAM (ram_of (5000));
  g_autoptr (GInputStream) few = G_INPUT_STREAM (ram_of (1));
  const GvmTransport transport = { .spool_directory = "/nonexistent" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream =
      gvm_stream_new_from_input_stream_full (input, NULL, &transport, NULL, &error);

  ck_assert (stream == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  ck_assert_msg (strstr (error->message, "/nonexistent") != NULL, "%s", error->message);
  stream = gvm_stream_new_from_input_stream_full (few, NULL, &transport, NULL, NULL);
  ck_assert (stream != NULL); /* needs none */
}
END_TEST

START_TEST (a_stream_larger_than_the_limits_is_refused_and_leaves_nothing)
{
  g_autofree char *directory = g_dir_make_tmp ("gvmstate-test-XXXXXX", NULL);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (ram_of (20000));
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  const GvmTransport transport = { .spool_directory = directory };
  g_autoptr (GError) error = NULL;

  ck_assert_uint_eq (gvm_limits_get_max_stream (limits), GVM_LIMITS_DEFAULT_STREAM);
  gvm_limits_set_max_stream (limits, 40000000);
  ck_assert (gvm_stream_new_from_input_stream_full (input, limits, &transport, NULL, &error) ==
             NULL);
  expect_error (error, GVM_ERROR_LIMIT, NULL, NO_OFFSET);
  ck_assert_int_eq (g_rmdir (directory), 0);
}
END_TEST

START_TEST (where_memory_is_scarce_everything_is_spooled)
{
  g_autoptr (GInputStream) input = G_INPUT_STREAM (ram_of (100));
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autofree char *directory = g_dir_make_tmp ("gvmstate-test-XXXXXX", NULL);
  Looking looking = { .directory = directory };
  const GvmTransport transport = { .spool_directory = directory,
                                   .progress = look,
                                   .progress_data = &looking };

  gvm_limits_set_max_bytes (limits, 100000);
  g_autoptr (GvmStream) stream =
      gvm_stream_new_from_input_stream_full (input, limits, &transport, NULL, NULL);
  ck_assert (stream != NULL);
  ck_assert (looking.is_mapped);
  ck_assert_int_eq (g_rmdir (directory), 0);
}
END_TEST

int
main (int argc, char **argv)
{
  if (argc > 1) {
    n_pages = g_ascii_strtoull (argv[1], NULL, 10);
    return RUN_TESTS ("section.spool.soak", a_large_stream_needs_little_memory_of_its_own,
                      an_error_far_behind_has_its_offset);
  }
  return RUN_TESTS ("section.spool", a_large_stream_needs_little_memory_of_its_own,
                    an_error_far_behind_has_its_offset,
                    the_spool_file_is_where_it_was_asked_for_and_has_no_name,
                    a_spool_directory_that_is_not_there_is_told,
                    a_stream_larger_than_the_limits_is_refused_and_leaves_nothing,
                    where_memory_is_scarce_everything_is_spooled);
}
