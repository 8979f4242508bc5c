/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Octets from anywhere: short reads, failures and cancellation at each of them, packed and plain.
 */
#include "section/transport.h"
#include "support/stream.h"

/* ---- an input that behaves as badly as it may ------------------------------------------------ */

typedef struct {
  GInputStream parent;
  const GByteArray *octets;
  gsize pos, step; /* octets that one read gives */
  gsize fail_at;   /* a read from there on fails */
  GCancellable *cancel;
  gsize cancel_at; /* a read from there on finds that somebody has cancelled, */
  gboolean late;   /* or does not, since that happens just after it */
  guint n_reads;
} Dribble;
typedef GInputStreamClass DribbleClass;

static GType dribble_get_type (void);
G_DEFINE_TYPE (Dribble, dribble, G_TYPE_INPUT_STREAM)

static gssize
dribble_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
              GError **error)
{
  Dribble *dribble = (Dribble *) stream;
  gsize n = MIN (MIN (count, dribble->step), dribble->octets->len - dribble->pos);

  if (dribble->cancel != NULL && dribble->pos >= dribble->cancel_at)
    g_cancellable_cancel (dribble->cancel);
  dribble->n_reads++;
  if (!dribble->late && g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (dribble->pos >= dribble->fail_at) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no more today");
    return -1;
  }
  if (n > 0)
    memcpy (buffer, dribble->octets->data + dribble->pos, n);
  dribble->pos += n;
  return (gssize) n;
}

static void
dribble_class_init (DribbleClass *klass)
{
  klass->read_fn = dribble_read;
}

static void
dribble_init (Dribble *dribble)
{
  dribble->fail_at = G_MAXSIZE;
  dribble->step = 1;
}

static Dribble *
dribble_new (const GByteArray *octets, gsize step)
{
  Dribble *dribble = g_object_new (dribble_get_type (), NULL);

  dribble->octets = octets;
  dribble->step = step;
  return dribble;
}

static GBytes *
read_dribble (const GByteArray *octets, gsize step, guint64 max, GError **error)
{
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble_new (octets, step));
  g_autoptr (GvmLimits) limits = gvm_limits_new ();

  gvm_limits_set_max_bytes (limits, max);
  return gvmi_transport_read (input, limits, NULL, error);
}

static void
expect_read (const GByteArray *octets, gsize step, gconstpointer expected, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = read_dribble (octets, step, size, &error);

  ck_assert_msg (bytes != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert_uint_eq (g_bytes_get_size (bytes), size);
  if (size > 0)
    ck_assert_mem_eq (g_bytes_get_data (bytes, NULL), expected, size);
}

static void
expect_read_error (const GByteArray *octets, guint64 max, GQuark domain, gint code)
{
  static const gsize steps[] = { 1, 7, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = read_dribble (octets, steps[i], max, &error);
    ck_assert (bytes == NULL);
    ck_assert_msg (g_error_matches (error, domain, code), "%s", error->message);
  }
}

/* ---- octets ---------------------------------------------------------------------------------- */

/* Octets that do not pack well. */
static GByteArray *
noise (gsize size)
{
  GByteArray *octets = g_byte_array_new ();
  guint32 state = 1;

  while (octets->len < size) {
    state = state * 1664525u + 1013904223u;
    put_u8 (octets, "noise", (guint8) (state >> 24));
  }
  return octets;
}

static void
put_packed (GByteArray *to, gconstpointer octets, gsize size)
{
  g_autoptr (GConverter) zlib =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) output = g_converter_output_stream_new (memory, zlib);

  ck_assert (g_output_stream_write_all (output, octets, size, NULL, NULL, NULL));
  ck_assert (g_output_stream_close (output, NULL, NULL));
  put_bytes (to, "member", g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
             g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

/* ---- plain ----------------------------------------------------------------------------------- */

START_TEST (octets_arrive_whatever_the_steps)
{
  static const gsize steps[] = { 1, 2, 3, 1000, 65536, 1000000 };
  g_autoptr (GByteArray) octets = noise (70000);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    expect_read (octets, steps[i], octets->data, octets->len);
}
END_TEST

START_TEST (few_octets_arrive_too)
{
  for (gsize size = 0; size < 5; size++) {
    g_autoptr (GByteArray) octets = noise (size);
    expect_read (octets, 1, octets->data, size);
  }
}
END_TEST

START_TEST (more_than_a_first_block_arrives)
{
  g_autoptr (GByteArray) octets = noise (1500000);

  expect_read (octets, 65536, octets->data, octets->len);
}
END_TEST

START_TEST (one_octet_more_than_the_limits_is_refused)
{
  g_autoptr (GByteArray) octets = noise (300000);

  expect_read_error (octets, 299999, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (octets, 0, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (octets, 1, GVM_ERROR, GVM_ERROR_LIMIT);
}
END_TEST

START_TEST (what_is_refused_is_not_read_to_its_end)
{
  g_autoptr (GByteArray) octets = noise (3000000);
  Dribble *dribble = dribble_new (octets, 65536);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_bytes (limits, 100000);
  ck_assert (gvmi_transport_read (input, limits, NULL, &error) == NULL);
  ck_assert_uint_le (dribble->pos, 100000 + 2 * 65536);
  ck_assert_msg (strstr (error->message, "100000") != NULL, "%s", error->message);
}
END_TEST

/* ---- packed ---------------------------------------------------------------------------------- */

START_TEST (what_is_packed_is_unpacked_whatever_the_steps)
{
  static const gsize steps[] = { 1, 2, 3, 1000, 65536, 1000000 };
  g_autoptr (GByteArray) octets = noise (70000), packed = g_byte_array_new ();

  put_packed (packed, octets->data, octets->len);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    expect_read (packed, steps[i], octets->data, octets->len);
}
END_TEST

START_TEST (nothing_can_be_packed)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, "", 0);
  expect_read (packed, 1, NULL, 0);
}
END_TEST

START_TEST (members_follow_one_another)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, "abc", 3);
  put_packed (packed, "", 0);
  put_packed (packed, "defg", 4);
  /* One of these steps ends an octet behind each member. */
  for (gsize step = 1; step <= packed->len; step++)
    expect_read (packed, step, "abcdefg", 7);
}
END_TEST

START_TEST (something_else_behind_a_member_is_refused_with_its_offset)
{
  static const gsize steps[] = { 1, 100000 };
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, "abc", 3);
  guint64 offset = packed->len;
  put_u8 (packed, "garbage", 0x1f); /* half a mark */
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = read_dribble (packed, steps[i], 1000, &error);
    ck_assert (bytes == NULL);
    expect_error (error, GVM_ERROR_TRAILING, NULL, offset);
  }
}
END_TEST

START_TEST (every_prefix_of_what_is_packed_is_refused)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, "abcabcabcabc", 12);
  for (guint size = packed->len - 1; size >= 2; size--) {
    g_byte_array_set_size (packed, size);
    expect_read_error (packed, 1000, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  }
}
END_TEST

START_TEST (what_is_damaged_is_refused)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  put_packed (packed, "abcabcabcabc", 12);
  packed->data[packed->len - 5] ^= 1; /* of the checksum */
  expect_read_error (packed, 1000, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}
END_TEST

START_TEST (a_bomb_is_refused_before_it_has_grown)
{
  g_autoptr (GByteArray) zeros = g_byte_array_new (), packed = g_byte_array_new ();

  g_byte_array_set_size (zeros, 20000000);
  memset (zeros->data, 0, zeros->len);
  put_packed (packed, zeros->data, zeros->len);
  ck_assert_uint_lt (packed->len, 30000);
  expect_read_error (packed, 19999999, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read_error (packed, 1000, GVM_ERROR, GVM_ERROR_LIMIT);
  expect_read (packed, 65536, zeros->data, zeros->len);
}
END_TEST

/* ---- failures -------------------------------------------------------------------------------- */

START_TEST (an_input_that_fails_anywhere_is_told_with_the_offset)
{
  g_autoptr (GByteArray) plain = noise (300), packed = g_byte_array_new ();
  put_packed (packed, plain->data, plain->len);
  const GByteArray *const inputs[] = { plain, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    for (gsize at = 0; at <= inputs[i]->len; at++) {
      Dribble *dribble = dribble_new (inputs[i], 1);
      g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
      g_autoptr (GError) error = NULL;
      dribble->fail_at = at;
      ck_assert (gvmi_transport_read (input, NULL, NULL, &error) == NULL);
      ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
      g_autofree char *expected =
          g_strdup_printf ("@0x%" G_GINT64_MODIFIER "x: no more today", (guint64) at);
      ck_assert_str_eq (error->message, expected);
    }
}
END_TEST

START_TEST (a_read_can_be_cancelled_anywhere)
{
  g_autoptr (GByteArray) plain = noise (300), packed = g_byte_array_new ();
  put_packed (packed, plain->data, plain->len);
  const GByteArray *const inputs[] = { plain, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    for (gsize at = 0; at <= inputs[i]->len; at += 10) {
      Dribble *dribble = dribble_new (inputs[i], 10);
      g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      dribble->cancel = cancellable;
      dribble->cancel_at = at;
      ck_assert (gvmi_transport_read (input, NULL, cancellable, &error) == NULL);
      ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    }
}
END_TEST

START_TEST (unpacking_can_be_cancelled_between_reads)
{
  g_autoptr (GByteArray) zeros = g_byte_array_new (), packed = g_byte_array_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_set_size (zeros, 2000000);
  memset (zeros->data, 0, zeros->len);
  put_packed (packed, zeros->data, zeros->len);
  Dribble *dribble = dribble_new (packed, 65536);
  g_autoptr (GInputStream) input = G_INPUT_STREAM (dribble);
  dribble->cancel = cancellable;
  dribble->cancel_at = 0;
  dribble->late = TRUE;
  ck_assert (gvmi_transport_read (input, NULL, cancellable, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  ck_assert_uint_eq (dribble->n_reads, 1);
}
END_TEST

/* ---- files ----------------------------------------------------------------------------------- */

static GFile *
data_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("GVM_TEST_DATA"), name, NULL);

  return g_file_new_for_path (path);
}

START_TEST (a_packed_file_is_walked)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmStream) stream = gvm_stream_new_from_file (file, NULL, NULL, &error);

  ck_assert_msg (stream != NULL, "%s", error != NULL ? error->message : "no error");
  ck_assert_uint_eq (gvm_stream_get_size (stream), 80891);
}
END_TEST

START_TEST (the_limits_of_a_file_are_those_of_its_stream)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  g_autoptr (GError) error = NULL;

  gvm_limits_set_max_bytes (limits, 80890);
  ck_assert (gvm_stream_new_from_file (file, limits, NULL, &error) == NULL);
  expect_error (error, GVM_ERROR_LIMIT, NULL, NO_OFFSET);
}
END_TEST

START_TEST (a_file_that_is_not_there_is_gios_error)
{
  g_autoptr (GFile) none = data_file ("streams/none"), directory = data_file ("streams");
  g_autoptr (GError) error = NULL, other = NULL;

  ck_assert (gvm_stream_new_from_file (none, NULL, NULL, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));
  ck_assert (gvm_stream_new_from_file (directory, NULL, NULL, &other) == NULL);
  ck_assert (other->domain == G_IO_ERROR);
}
END_TEST

START_TEST (a_cancelled_file_is_not_opened)
{
  g_autoptr (GFile) file = data_file ("streams/m68k-virt.mig.gz");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  ck_assert (gvm_stream_new_from_file (file, NULL, cancellable, &error) == NULL);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

int
main (void)
{
  return RUN_TESTS (
      "section.transport", octets_arrive_whatever_the_steps, few_octets_arrive_too,
      more_than_a_first_block_arrives, one_octet_more_than_the_limits_is_refused,
      what_is_refused_is_not_read_to_its_end, what_is_packed_is_unpacked_whatever_the_steps,
      nothing_can_be_packed, members_follow_one_another,
      something_else_behind_a_member_is_refused_with_its_offset,
      every_prefix_of_what_is_packed_is_refused, what_is_damaged_is_refused,
      a_bomb_is_refused_before_it_has_grown, an_input_that_fails_anywhere_is_told_with_the_offset,
      a_read_can_be_cancelled_anywhere, unpacking_can_be_cancelled_between_reads,
      a_packed_file_is_walked, the_limits_of_a_file_are_those_of_its_stream,
      a_file_that_is_not_there_is_gios_error, a_cancelled_file_is_not_opened);
}
